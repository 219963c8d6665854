"""Reading and marking the files people have: CSV by the standard library, XLSX by libraries made for it."""

import csv
import zipfile
from collections.abc import Sequence
from io import BytesIO, StringIO
from itertools import islice

from adapters.workbooks import UnreadableWorkbookError, workbook_rows
from core.bookings.entry_file import MARK, FileRow
from core.shared.errors import InvalidInputError, Problem

MAX_UNPACKED = 50_000_000
"""Bytes an XLSX may unpack to: a small file can hold gigabytes of zeros (OWASP ASVS 5, 5.2.3)."""
MAX_ROWS, MAX_COLUMNS = 10_000, 100
_MEMORY = 400_000_000
"""Bytes that reading an XLSX may take."""

_ZIP = b"PK\x03\x04"
# A cell that begins so would be a formula in a spreadsheet (OWASP ASVS 5, 1.2.10).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class PlainSpreadsheets:
    """What a file is, its content says; its name is not believed."""

    def read(self, content: bytes, *, name: str) -> list[FileRow]:
        rows = _read_xlsx(content) if content.startswith(_ZIP) else _read_csv(content)
        if len(rows) > MAX_ROWS or any(len(row.values) > MAX_COLUMNS for row in rows):
            raise _wrong(f"The file has more than {MAX_ROWS} rows or {MAX_COLUMNS} columns.")
        return rows

    def marked(self, rows: Sequence[FileRow], problems: Sequence[Problem], *, name: str) -> bytes:
        told: dict[int, list[str]] = {}
        for problem in problems:
            told.setdefault(problem.line or 1, []).append(f"{problem.field}: {problem.text}")
        width = max((len(row.values) for row in rows), default=0)
        lines = []
        for place, row in enumerate(rows):
            mark = MARK if place == 0 and row.line not in told else " ".join(told.get(row.line, []))
            lines.append([*row.values, *[""] * (width - len(row.values)), mark])
        return _write_xlsx(lines) if name.casefold().endswith(".xlsx") else _write_csv(lines)


def _wrong(text: str) -> InvalidInputError:
    return InvalidInputError.of("file", text)


def _read_csv(content: bytes) -> list[FileRow]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong("Save the file as CSV in UTF-8, or as XLSX; this one is in another encoding.") from None
    if "\0" in text:
        raise _wrong("This is neither a CSV nor an XLSX file.")
    first = text.split("\n", 1)[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    rows, line = [], 1
    try:
        for values in reader:
            rows.append(FileRow(line=line, values=tuple(map(plain_cell, values))))
            line = reader.line_num + 1
    except csv.Error:
        problem = Problem(field="file", text="A quotation mark is not closed, or stands within a value.", line=line)
        raise InvalidInputError("entry_file_invalid", [problem]) from None
    return rows


def plain_cell(cell: str) -> str:
    """Without the mark that a file given back has before what would be a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _read_xlsx(content: bytes) -> list[FileRow]:
    file = BytesIO(content)
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise _wrong("The file unpacks to more than 50 MB.")
        # One more than are taken tells that there are too many.
        rows = islice(workbook_rows(file, memory=_MEMORY), MAX_ROWS + 1)
        return [FileRow(line=line, values=cells) for line, cells in enumerate(rows, start=1)]
    except (zipfile.BadZipFile, UnreadableWorkbookError):
        raise _wrong("The file is damaged, or is not an XLSX file.") from None


def _write_csv(lines: Sequence[Sequence[str]]) -> bytes:
    buffer = StringIO()
    writer = csv.writer(buffer)
    for line in lines:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in line])
    # The mark lets a spreadsheet see that names are in UTF-8.
    return buffer.getvalue().encode("utf-8-sig")


def _write_xlsx(lines: Sequence[Sequence[str]]) -> bytes:
    from rustpy_xlsxwriter import write_worksheet

    header, *body = lines
    names = [cell or f"column {place}" for place, cell in enumerate(header, start=1)]
    records = [dict(zip(names, line, strict=True)) for line in body]
    buffer = BytesIO()
    write_worksheet(records, buffer)
    return buffer.getvalue()
