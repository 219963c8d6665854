"""The columns that a downloaded result can have, and what stands in each."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from core.exports.model import Cell, Column, ColumnType
from core.results.reference import written_reference
from core.verification.views import VerifiedResult


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadableResult:
    """A result as the organisation may see it, with the parts of the name. `version` rises with every change of the
    result or of its share."""

    shown: VerifiedResult
    given_name: str
    family_name: str
    version: int


CellOf = Callable[[DownloadableResult], Cell]

_CANDIDATE, _EXAM, _RESULT, _SHARE = "Candidate", "Exam", "Result", "Share"


def _columns(group: str, *told: tuple[str, str, ColumnType], personal: bool = False) -> tuple[Column, ...]:
    return tuple(Column(id=name, title=title, type=kind, group=group, personal=personal) for name, title, kind in told)


ABOUT_CANDIDATE = _columns(
    _CANDIDATE,
    ("name", "Candidate name", ColumnType.TEXT),
    ("given_name", "First name", ColumnType.TEXT),
    ("family_name", "Surname", ColumnType.TEXT),
    ("date_of_birth", "Date of birth", ColumnType.DATE),
    ("candidate_number", "Candidate ID number", ColumnType.TEXT),
    ("email", "E-mail address", ColumnType.TEXT),
    personal=True,
)
ABOUT_EXAM = _columns(
    _EXAM,
    ("exam", "Exam name", ColumnType.TEXT),
    ("exam_code", "Exam code", ColumnType.TEXT),
    ("exam_date", "Date of exam", ColumnType.DATE),
    ("place_of_entry", "Place of entry", ColumnType.TEXT),
    ("centre", "Centre name", ColumnType.TEXT),
    ("centre_number", "Centre number", ColumnType.TEXT),
)
ABOUT_RESULT = (
    *_columns(
        _RESULT,
        ("reference", "Exam reference number", ColumnType.TEXT),
        ("status", "Status", ColumnType.TEXT),
        ("status_since", "Status since", ColumnType.MOMENT),
        ("issued_on", "Released on", ColumnType.DATE),
    ),
    *_columns(
        _RESULT,
        ("overall_score", "Overall score", ColumnType.WHOLE_NUMBER),
        ("grade", "Grade", ColumnType.TEXT),
        ("cefr", "CEFR level", ColumnType.TEXT),
        personal=True,
    ),
    *_columns(
        _RESULT,
        ("scale_name", "Scale", ColumnType.TEXT),
        ("scale_lowest", "Lowest score of the scale", ColumnType.WHOLE_NUMBER),
        ("scale_highest", "Highest score of the scale", ColumnType.WHOLE_NUMBER),
    ),
)
ABOUT_SHARE = _columns(
    _SHARE,
    ("shared_at", "Shared at", ColumnType.MOMENT),
    ("expires_at", "Shared until", ColumnType.MOMENT),
    ("looked_up_until", "Looked up, open until", ColumnType.MOMENT),
)
ON_STATEMENT = _columns(
    "Statement of results",
    ("issuer", "Issued by", ColumnType.TEXT),
    ("check_address", "Address to check it at", ColumnType.TEXT),
    ("check_code", "Code to check it with", ColumnType.TEXT),
    ("photo", "Photo", ColumnType.IMAGE),
    ("photo_note", "Note on the photo", ColumnType.TEXT),
    ("scale", "Scale", ColumnType.DOCUMENT),
    ("components", "Components", ColumnType.DOCUMENT),
)

CELLS: dict[str, CellOf] = {
    "name": lambda one: one.shown.name,
    "given_name": lambda one: one.given_name,
    "family_name": lambda one: one.family_name,
    "date_of_birth": lambda one: one.shown.date_of_birth,
    "candidate_number": lambda one: one.shown.number,
    "email": lambda one: one.shown.email,
    "exam": lambda one: one.shown.exam_name,
    "exam_code": lambda one: one.shown.exam,
    "exam_date": lambda one: one.shown.taken_on,
    "place_of_entry": lambda one: one.shown.place,
    "centre": lambda one: one.shown.centre_name,
    "centre_number": lambda one: one.shown.centre_number,
    "reference": lambda one: written_reference(one.shown.reference),
    "status": lambda one: one.shown.status.value,
    "status_since": lambda one: one.shown.status_since,
    "issued_on": lambda one: one.shown.released_at.date(),
    "overall_score": lambda one: one.shown.overall,
    "grade": lambda one: one.shown.grade,
    "cefr": lambda one: one.shown.cefr,
    "scale_name": lambda one: _scale(one).get("name"),
    "scale_lowest": lambda one: _scale(one).get("lowest"),
    "scale_highest": lambda one: _scale(one).get("highest"),
    "shared_at": lambda one: one.shown.shared_at,
    "expires_at": lambda one: one.shown.expires_at,
    "looked_up_until": lambda one: one.shown.looked_up_until,
    "scale": lambda one: _scale_document(one.shown),
    "components": lambda one: _components_document(one.shown),
}


@lru_cache(maxsize=1024)
def score_id(component: str) -> str:
    """Asked of every score of every row, and there are few components."""
    return "score_" + re.sub(r"\W+", "_", component.casefold()).strip("_")


def score_cell(column: str) -> CellOf:
    def cell(one: DownloadableResult) -> Cell:
        return next((score for name, score in one.shown.components or () if score_id(name) == column), None)

    return cell


def _scale(one: DownloadableResult) -> dict[str, str | int]:
    marking = one.shown.marking
    if marking is None or marking.scale is None:
        return {}
    return {"name": marking.scale.name, "lowest": marking.scale.lowest, "highest": marking.scale.highest}


def _scale_document(shown: VerifiedResult) -> str | None:
    """For the drawing of the overall score; without one there is nothing to draw."""
    if shown.marking is None or shown.marking.scale is None or shown.overall is None:
        return None
    scale = shown.marking.scale
    bands = [
        {"grade": band.grade, "lowest": band.lowest, "highest": band.highest, "cefr": band.cefr} for band in scale.bands
    ]
    return json.dumps({"name": scale.name, "lowest": scale.lowest, "highest": scale.highest, "bands": bands})


def _components_document(shown: VerifiedResult) -> str | None:
    if shown.components is None or shown.marking is None:
        return None
    marking = shown.marking
    listed = [
        {"name": name, "score": score, "lowest": marking.lowest, "highest": marking.highest}
        for name, score in shown.components
    ]
    return json.dumps(listed)


SAMPLE: tuple[Mapping[str, Cell], ...] = tuple(
    {
        "name": f"{given} {family}",
        "given_name": given,
        "family_name": family,
        "date_of_birth": date(2004, month, 17),
        "candidate_number": f"90000{month}",
        "email": f"candidate{month}@mail.example",
        "exam": "B2 First",
        "exam_code": "FCE",
        "exam_date": date(2026, 6, 6),
        "place_of_entry": "Norwich",
        "centre": "Northgate College",
        "centre_number": "GB104",
        "reference": f"7K4M-92QX-B3T{letter}",
        "status": "final",
        "status_since": datetime(2026, 7, 13, 9, 0, tzinfo=UTC),
        "issued_on": date(2026, 7, 13),
        "overall_score": score,
        "grade": grade,
        "cefr": cefr,
        "scale_name": "Cambridge English Scale",
        "scale_lowest": 140,
        "scale_highest": 190,
        "shared_at": datetime(2026, 7, 14, 16, 20, tzinfo=UTC),
    }
    for given, family, month, letter, score, grade, cefr in (
        ("Zoë", "Brönte", 2, "D", 184, "A", "C1"),
        ("王", "小明", 5, "F", 168, "C", "B2"),
        ("ليلى", "حداد", 9, "H", 175, "B", "B2"),
    )
)
