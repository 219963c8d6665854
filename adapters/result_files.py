"""Files of results, read row by row: CSV, XLSX and JSON."""

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

from adapters.spreadsheets import MAX_COLUMNS, plain_cell
from adapters.workbooks import UnreadableWorkbookError, workbook_rows
from core.bookings.entry_file import FileRow
from core.shared.errors import InvalidInputError, Problem

MAX_UNPACKED = 500_000_000
"""Bytes an XLSX may unpack to: a small file can hold gigabytes of zeros (OWASP ASVS 5, 5.2.3)."""
_MEMORY = 2_000_000_000
"""Bytes that reading an XLSX may take; one with 200,000 results takes a third of them."""
MAX_JSON = 200_000_000
"""Bytes of a JSON file, which is read as a whole."""
_ZIP = b"PK\x03\x04"
_LONGEST_HEADER = 100_000
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a pair of surrogates: JSON can name one, but no file and no database can hold it."""


class ResultFileRows:
    """What a file is, its content says; its name is not believed. CSV never lies in memory as a whole."""

    def rows(self, file: BinaryIO) -> Iterator[FileRow]:
        file.seek(0)
        start = file.read(256).removeprefix("\ufeff".encode())
        file.seek(0)
        if start.startswith(_ZIP):
            found = _xlsx_rows(file)
        elif start.lstrip()[:1] in (b"{", b"["):
            found = _json_rows(file)
        else:
            found = _csv_rows(file)
        for row in found:
            if len(row.values) > MAX_COLUMNS:
                raise _wrong(f"The file has more than {MAX_COLUMNS} columns.", line=row.line)
            if any("\0" in value or _HALF.search(value) for value in row.values):
                raise _wrong("This is neither a CSV nor an XLSX nor a JSON file.", line=row.line)
            yield row


def _wrong(text: str, *, line: int | None = None) -> InvalidInputError:
    return InvalidInputError("result_file_invalid", [Problem(field="file", text=text, line=line)])


def _csv_rows(file: BinaryIO) -> Iterator[FileRow]:
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    line = 1
    try:
        header = text.readline(_LONGEST_HEADER)
        text.seek(0)
        reader = csv.reader(text, delimiter=max(",;\t", key=header.count), strict=True)
        for values in reader:
            yield FileRow(line=line, values=tuple(map(plain_cell, values)))
            line = reader.line_num + 1
    except UnicodeDecodeError:
        raise _wrong("Save the file as CSV in UTF-8, or as XLSX; this one is in another encoding.") from None
    except csv.Error:
        raise _wrong("A quotation mark is not closed, or stands within a value.", line=line) from None
    finally:
        # The file is the caller's, who may read it again, or has closed it in the middle.
        if not file.closed:
            text.detach()


def _xlsx_rows(file: BinaryIO) -> Iterator[FileRow]:
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
                raise _wrong("The file unpacks to more than 500 MB.")
        for line, cells in enumerate(workbook_rows(file, memory=_MEMORY), start=1):
            yield FileRow(line=line, values=cells)
    except (zipfile.BadZipFile, UnreadableWorkbookError):
        raise _wrong("The file is damaged, or is not an XLSX file.") from None


def _json_rows(file: BinaryIO) -> Iterator[FileRow]:
    """A list of objects, alone or as the member `results`; a line is an object's place in the list."""
    content = file.read(MAX_JSON + 1)
    if len(content) > MAX_JSON:
        raise _wrong("A JSON file has at most 200 MB; divide it, or write it as CSV.")
    try:
        whole = json.loads(content)
    except (UnicodeDecodeError, RecursionError):
        raise _wrong("This is not a JSON file in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise _wrong(f"This is not JSON: at line {error.lineno}, column {error.colno}.") from None
    except ValueError:
        # Python takes no number of more than 4300 digits.
        raise _wrong("A number in this file has thousands of digits.") from None
    listed = whole.get("results") if isinstance(whole, dict) else whole
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise _wrong('The file must be a list of objects, or an object with such a list "results".')
    header = tuple(dict.fromkeys(name for one in listed for name in one))
    yield FileRow(line=1, values=header)
    for line, one in enumerate(listed, start=1):
        yield FileRow(line=line, values=tuple(_json_text(one.get(name), name, line) for name in header))


def _json_text(value: object, name: str, line: int) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    told = Problem(field=name, text="Give text, a whole number or null.", line=line)
    raise InvalidInputError("result_file_invalid", [told])
