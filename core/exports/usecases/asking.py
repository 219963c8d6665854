"""Asking for a download: a new one, or one of the history again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from core.access.model import Actor
from core.exports.downloads import (
    MOST_LONG,
    MOST_TOGETHER,
    Download,
    DownloadId,
    Order,
    Packing,
    TemplateId,
    chosen_from,
)
from core.exports.model import ExportFormat
from core.exports.ports import AskingUnit, Dataset, Datasets, Formats
from core.exports.promises import promise_making
from core.extensions.model import SettingValue, check_values
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError
from core.shared.ids import OrganisationId, new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_GIVEN = timedelta(minutes=2)
"""By then a short one is made, or whoever was to make it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDownloadCommand:
    """`template_id` is None for the default template, which has every field, and for a format that takes none."""

    actor: Actor
    dataset: str
    selection: Mapping[str, str]
    format: str
    options: Mapping[str, SettingValue]
    template_id: TemplateId | None = None
    packing: Packing = Packing.TOGETHER


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """With `at_once` whoever asked is to have it made right away; else, and if that fails, a job does it."""

    download_id: DownloadId
    at_once: bool


class AskDownload:
    """Raises ConflictError("too_many_downloads") for a long one where as many of the organisation's wait as may."""

    def __init__(self, *, open_unit: OpenUnit[AskingUnit], datasets: Datasets, formats: Formats, clock: Clock) -> None:
        self._open_unit = open_unit
        self._datasets = datasets
        self._formats = formats
        self._clock = clock

    def __call__(self, command: AskDownloadCommand) -> Asked:
        actor, now = command.actor, self._clock.now()
        dataset = self._datasets.get(command.dataset)
        dataset.require(actor)
        chosen = self._formats.get(command.format)
        if chosen is None or not offers(dataset, chosen):
            raise InvalidInputError.of("format", "Choose one of the listed formats.")
        check_values(chosen.options, command.options)
        if command.packing is Packing.APART and chosen.requires is None:
            raise InvalidInputError.of("packing", "A data file is one file for all rows.")
        count = dataset.count(actor, command.selection, now=now)
        if not count:
            raise InvalidInputError.of("selection", "Choose at least one row to download.")
        if chosen.signed and command.packing is Packing.TOGETHER and count > MOST_TOGETHER:
            text = f"One file holds at most {MOST_TOGETHER:,} of them. Choose a file for each."
            raise InvalidInputError.of("packing", text)
        with self._open_unit() as unit:
            columns, template = self._columns(unit, command, dataset, chosen)
            download = Download(
                id=DownloadId(new_id()),
                organisation_id=actor.organisation_id,
                person_id=actor.person_id,
                order=Order(
                    dataset=dataset.name,
                    selection=command.selection,
                    format=chosen.name,
                    options=command.options,
                    columns=columns,
                    template=template,
                    packing=command.packing,
                ),
                asked_at=now,
                total=count,
            )
            _ask(unit, download, actor)
        return Asked(download_id=download.id, at_once=download.is_short)

    def _columns(
        self, unit: AskingUnit, command: AskDownloadCommand, dataset: Dataset, chosen: ExportFormat
    ) -> tuple[tuple[str, ...], str]:
        if chosen.requires is not None:
            return tuple(chosen.requires), ""
        offered = tuple(one.id for one in chosen_from(dataset.columns()))
        if command.template_id is None:
            return offered, ""
        template = unit.templates.get(command.template_id, command.actor.organisation_id)
        if template.dataset != dataset.name:
            raise NotFoundError("template", template=template.id)
        # What a later release has no column for any more is left out; the file's header tells what it holds.
        kept = tuple(one for one in template.columns if one in offered)
        if not kept:
            raise InvalidInputError.of("template", "None of the fields of this template is there any more.")
        return kept, template.name


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadAgainCommand:
    actor: Actor
    download_id: DownloadId


class DownloadAgain:
    """The same rows, columns and format as in the history, made anew of what the actor may see now. What was left out
    and what changed is told with the new one. Of long ones there may be as many as of others."""

    def __init__(self, *, open_unit: OpenUnit[AskingUnit], datasets: Datasets, formats: Formats, clock: Clock) -> None:
        self._open_unit = open_unit
        self._datasets = datasets
        self._formats = formats
        self._clock = clock

    def __call__(self, command: DownloadAgainCommand) -> Asked:
        actor = command.actor
        with self._open_unit() as unit:
            former = unit.downloads.get(command.download_id, actor.organisation_id)
            dataset = self._datasets.get(former.order.dataset)
            dataset.require(actor)
            if self._formats.get(former.order.format) is None:
                raise ConflictError("format_is_gone", format=former.order.format)
            if former.made_at is None:
                raise ConflictError("download_was_not_made", download=former.id)
            again = Download(
                id=DownloadId(new_id()),
                organisation_id=actor.organisation_id,
                person_id=actor.person_id,
                order=former.order,
                asked_at=self._clock.now(),
                total=former.written,
                again_of=former.id,
            )
            _ask(unit, again, actor)
        return Asked(download_id=again.id, at_once=again.is_short)


def offers(dataset: Dataset, chosen: ExportFormat) -> bool:
    """Whether the dataset has what the format asks for."""
    return chosen.requires is None or dataset.gives(chosen.requires)


def _ask(unit: AskingUnit, download: Download, actor: Actor) -> None:
    """Store it, and have a job make it; of a short one only if it is not made by then."""
    if not download.is_short:
        _check_room(unit, download.organisation_id)
    unit.downloads.add(download)
    begins = download.asked_at + _GIVEN if download.is_short else download.asked_at
    promise_making(unit, download.id, at=begins)
    facts = {"dataset": download.order.dataset, "format": download.order.format, "rows": str(download.total)}
    unit.record("download_asked", by=actor.label, on=f"download:{download.id}", facts=facts)
    unit.commit()


def _check_room(unit: AskingUnit, organisation_id: OrganisationId) -> None:
    """Of two who ask at the same moment one comes second: the organisation is held until the other has committed."""
    unit.organisations.get(organisation_id, for_update=True)
    if sum(not one.is_short for one in unit.downloads.under_way(organisation_id)) >= MOST_LONG:
        raise ConflictError("too_many_downloads", most=MOST_LONG)
