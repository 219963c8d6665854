"""What the templates of downloads may use beside the components, and what other pages draw of downloads."""

from collections.abc import Sequence
from datetime import date, datetime

from flask import Blueprint

from core.access.permissions import Permission
from core.exports.downloads import AT_ONCE, AT_ONCE_APART, KEPT, Order, chosen_from
from core.exports.model import Cell, Column, ExportFormat
from core.exports.ports import Dataset, Datasets, Formats
from core.exports.usecases.asking import offers
from core.shared.errors import NotFoundError
from web.downloads import words
from web.downloads.selections import options_for
from web.security import current_actor

DOWNLOADERS = (
    Permission.FIND_RESULTS,
    Permission.SEE_AVAILABLE_SESSIONS,
    Permission.MANAGE_SESSIONS,
    Permission.SEE_TESTS,
)
"""Whoever has one of these has something to download; each dataset asks for its own."""


def formats_for(dataset: Dataset, formats: Formats) -> list[ExportFormat]:
    """Statements of results before data files, each in the order of their titles."""
    return sorted((one for one in formats.all() if offers(dataset, one)), key=lambda one: one.requires is None)


def install_language(pages: Blueprint, *, datasets: Datasets, formats: Formats) -> None:
    def dataset_title(name: str) -> str:
        try:
            return datasets.get(name).title
        except NotFoundError:
            return name

    def format_title(name: str) -> str:
        found = formats.get(name)
        return found.title if found else f"{name} (not installed)"

    def fields_of(order: Order) -> list[Column]:
        """Those of a data file; a statement of results has fixed ones."""
        try:
            known = {one.id: one for one in chosen_from(datasets.get(order.dataset).columns())}
        except NotFoundError:
            return []
        found = formats.get(order.format)
        if found is not None and found.requires is not None:
            return []
        return [known[one] for one in order.columns if one in known]

    def takes_templates(name: str) -> bool:
        found = formats.get(name)
        return found is None or found.requires is None

    @pages.context_processor
    def shown() -> dict[str, object]:
        return {
            "words": words,
            "actor": current_actor(),
            "at_once": AT_ONCE,
            "at_once_apart": AT_ONCE_APART,
            "kept_days": KEPT.days,
            "counted": words.counted,
            "dataset_title": dataset_title,
            "format_title": format_title,
            "fields_of": fields_of,
            "takes_templates": takes_templates,
            "options_for": options_for,
        }

    @pages.app_context_processor
    def everywhere() -> dict[str, object]:
        """`download_formats("shared_results")`: what a page offers under Download Options."""
        return {"download_formats": lambda name: formats_for(datasets.get(name), formats)}

    pages.add_app_template_filter(as_in_file, "as_in_file")
    pages.add_app_template_filter(file_size, "file_size")


def as_in_file(cell: Cell) -> str:
    """A cell as a data file shows it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def file_size(size: int) -> str:
    """Bytes, kB or MB, as file managers show it."""
    for unit, one in (("MB", 1_000_000), ("kB", 1_000)):
        if size >= one:
            return f"{size / one:.1f} {unit}"
    return f"{size} bytes"


def first_titles(columns: Sequence[Column], *, most: int = 4) -> str:
    """«Candidate name, Grade and 3 more»."""
    titles = [one.title for one in columns]
    if len(titles) <= most + 1:
        return ", ".join(titles)
    return f"{', '.join(titles[:most])} and {len(titles) - most} more"
