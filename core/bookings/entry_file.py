"""Reading a file of candidates to enter: every bad row is named by line and field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.bookings.model import CandidateDetails, details_problems, doubles_within
from core.shared.errors import InvalidInputError, Problem

COLUMNS = ("given_name", "family_name", "date_of_birth", "id_number", "email", "phone", "consent")
"""The header of the file, in any order. `phone` and `consent` may be left out."""

MARK = "What is wrong"
"""The column that a file is given back with. In a file that was corrected and comes again, it says nothing."""

OPTIONAL = frozenset({"phone", "consent"})
MAX_ROWS = 5000

_YES, _NO = frozenset({"yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One row as it stands in the file; `line` counts from 1 with the header as line 1."""

    line: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What was understood of a file. `details` belong to `lines` place by place; rows with problems are in neither."""

    details: tuple[CandidateDetails, ...]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]


def read_entry_file(rows: Sequence[FileRow], *, today: date) -> ReadFile:
    """Understand the rows of a spreadsheet, the header first. Blank rows are left out.

    Raises InvalidInputError where nothing can be read at all: no header, unknown columns, too many rows.
    """
    if not rows:
        raise InvalidInputError.of("file", "The file is empty.")
    header = [_column(name) for name in rows[0].values]
    while header and not header[-1]:
        header.pop()
    missing = [name for name in COLUMNS if name not in header and name not in OPTIONAL]
    if missing or set(header) - {*COLUMNS, _column(MARK)} or len(set(header)) != len(header):
        text = f"The first line must name the columns: {', '.join(COLUMNS)}; the last two may be left out."
        raise InvalidInputError("entry_file_invalid", [Problem(field="header", text=text, line=rows[0].line)])
    marked = header.index(_column(MARK)) if _column(MARK) in header else None
    filled = [
        row for row in rows[1:] if any(value.strip() for place, value in enumerate(row.values) if place != marked)
    ]
    if not filled:
        raise InvalidInputError.of("file", "The file has a header but no candidates.")
    if len(filled) > MAX_ROWS:
        raise InvalidInputError.of("file", f"The file has more than {MAX_ROWS} candidates; divide it.")
    return _read(header, filled, today)


def _column(title: str) -> str:
    return title.strip().casefold().replace(" ", "_")


def _read(header: list[str], rows: Sequence[FileRow], today: date) -> ReadFile:
    details, lines, problems = [], [], []
    for row in rows:
        found, candidate = _read_row(header, row, today)
        problems += found
        if candidate is not None:
            details.append(candidate)
            lines.append(row.line)
    for place, earlier in doubles_within(details).items():
        text = f"This is the same person as in line {lines[earlier]}."
        problems.append(Problem(field="id_number", text=text, line=lines[place]))
    problems.sort(key=lambda problem: problem.line or 0)
    return ReadFile(details=tuple(details), lines=tuple(lines), problems=tuple(problems))


def _read_row(header: list[str], row: FileRow, today: date) -> tuple[list[Problem], CandidateDetails | None]:
    values = {name: value.strip() for name, value in zip(header, row.values, strict=False)}
    problems = []
    extra = [value for value in row.values[len(header) :] if value.strip()]
    if extra:
        problems.append(Problem(field="line", text="This line has more values than the header.", line=row.line))
    born = _date(values.get("date_of_birth", ""))
    consent = values.get("consent", "").casefold()
    if consent not in _YES | _NO:
        problems.append(Problem(field="consent", text="Write yes or no, or leave it empty.", line=row.line))
    candidate = CandidateDetails(
        given_name=values.get("given_name", ""),
        family_name=values.get("family_name", ""),
        date_of_birth=born or date.min,
        id_number=values.get("id_number", ""),
        email=values.get("email", ""),
        phone=values.get("phone", ""),
        consent=consent in _YES,
    )
    # A date that cannot be read is told like one that cannot be, beside what else is wrong in the line.
    problems += details_problems(candidate, today=today, line=row.line)
    return problems, None if problems else candidate


def _date(text: str) -> date | None:
    """ISO dates, and those that a spreadsheet hands over with a time of midnight."""
    try:
        return date.fromisoformat(text.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
    except ValueError:
        return None
