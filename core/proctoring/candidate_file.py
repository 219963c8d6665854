"""Reading a CSV file of candidates: every bad row is named by line and field."""

import csv
from collections.abc import Collection, Iterator
from io import StringIO

from core.proctoring.model.test import ProctoredTestId, TestCandidate, candidate_problems
from core.shared.errors import InvalidInputError, Problem

COLUMNS = ("number", "name", "email", "extra_minutes")
"""The header of the file. Order does not matter, `extra_minutes` may be left out, other columns are an error."""

MAX_BYTES = 1_000_000
_MAX_PROBLEMS = 200
_BAD_QUOTES = "A quotation mark is not closed, or stands in the middle of a value."


def read_candidates(
    content: bytes,
    *,
    test_id: ProctoredTestId,
    max_extra_minutes: int,
    max_rows: int,
    enrolled: Collection[str] = (),
) -> list[TestCandidate]:
    """The candidates of a CSV file (RFC 4180; comma, semicolon or tab; UTF-8 with or without a byte order mark).

    `enrolled` are the numbers that the test has already; a row with one of them is wrong.
    Raises InvalidInputError with a problem for each field of each line that is wrong, the first 200 of them.
    """
    rows = _rows(_text(content))
    line, header = next(rows, (1, []))
    columns = [name.strip().casefold().replace(" ", "_") for name in header]
    _check_header(columns, line)
    candidates: list[TestCandidate] = []
    problems: list[Problem] = []
    lines_of: dict[str, int] = {}
    for line, values in rows:
        if not any(value.strip() for value in values):
            continue
        if len(candidates) == max_rows:
            raise InvalidInputError.of("file", f"The file has more than {max_rows} candidates.")
        found, candidate = _read_row(columns, values, line, test_id, max_extra_minutes)
        problems += found
        if candidate.number and candidate.number in lines_of:
            text = f"Candidate number {candidate.number} stands already in line {lines_of[candidate.number]}."
            problems.append(Problem(field="number", text=text, line=line))
        elif candidate.number in enrolled:
            text = f"The test has a candidate with this number already: {candidate.number}."
            problems.append(Problem(field="number", text=text, line=line))
        lines_of.setdefault(candidate.number, line)
        candidates.append(candidate)
    if problems:
        raise InvalidInputError("candidate_file_invalid", problems[:_MAX_PROBLEMS], found=len(problems))
    if not candidates:
        raise InvalidInputError.of("file", "The file has a header but no candidates.")
    return candidates


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise InvalidInputError.of("file", "The file is larger than 1 MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInputError.of("file", "Save the file as CSV in UTF-8; this one is in another encoding.") from None
    if "\0" in text:
        raise InvalidInputError.of("file", "This is not a CSV file. In a spreadsheet, save it as «CSV UTF-8».")
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for values in reader:
            yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        is_too_long = "limit" in str(error)
        text = "A value is too long." if is_too_long else _BAD_QUOTES
        raise InvalidInputError("candidate_file_invalid", [Problem(field="file", text=text, line=line)]) from None


def _check_header(columns: list[str], line: int) -> None:
    missing = [name for name in COLUMNS[:3] if name not in columns]
    unknown = [name for name in columns if name not in COLUMNS]
    if missing or unknown or len(set(columns)) != len(columns):
        text = f"The first line must name the columns: {', '.join(COLUMNS)} (the last may be left out)."
        raise InvalidInputError("candidate_file_invalid", [Problem(field="header", text=text, line=line)])


def _read_row(
    columns: list[str], values: list[str], line: int, test_id: ProctoredTestId, max_extra_minutes: int
) -> tuple[list[Problem], TestCandidate]:
    problems = []
    if len(values) != len(columns):
        text = f"This line has {len(values)} values, the header has {len(columns)}."
        problems.append(Problem(field="line", text=text, line=line))
    row = dict(zip(columns, (value.strip() for value in values), strict=False))
    extra, minutes = row.get("extra_minutes", ""), 0
    if extra.isascii() and extra.isdigit():
        minutes = int(extra[:6])
    elif extra:
        text = f"Extra time is a whole number of minutes, 0 to {max_extra_minutes}."
        problems.append(Problem(field="extra_minutes", text=text, line=line))
    candidate = TestCandidate(
        test_id=test_id,
        number=row.get("number", ""),
        name=row.get("name", ""),
        email=row.get("email", ""),
        extra_minutes=minutes,
    )
    return problems + candidate_problems(candidate, max_extra_minutes=max_extra_minutes, line=line), candidate
