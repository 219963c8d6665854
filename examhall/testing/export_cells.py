"""Columns and cells that the contract of a format writes, and whether they come back as themselves."""

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.exports.model import Cell, Column, ColumnType

COLUMNS = (
    Column(id="reference", title="Reference number"),
    Column(id="name", title="Name", group="Candidate", personal=True),
    Column(id="born", title="Date of birth", type=ColumnType.DATE, group="Candidate", personal=True),
    Column(id="city", title="City, country", group="Candidate"),
    Column(id="score", title="Overall score", type=ColumnType.WHOLE_NUMBER, group="Result", personal=True),
    Column(id="average", title="Average", type=ColumnType.NUMBER, group="Result", personal=True),
    Column(id="final", title="Final?", type=ColumnType.YES_NO, group="Result"),
    Column(id="released", title="Released at", type=ColumnType.MOMENT, group="Result"),
    Column(id="remark", title='The examiner\'s "remark"', group="Result"),
)

NAMES = (
    "Zoë Nguyễn Thị Ánh",
    "Łukasz Żółć",
    "Þórður Æsøy",
    "Ελένη Παπαδοπούλου",
    "Сергій Їжакевич",
    "محمد عبد الله الأنصاري",
    "שָׁלוֹם בֶּן־דָּוִד",
    "अनुष्का क्षत्रिय",
    "ณัฐวุฒิ ก้องเกียรติ",
    "王小明",
    "渡邉 さくら",
    "김민준",
    "O’Neill-Şahin",
    "𠮷野家 𝒳",
    "می‌خواهم",
    "👩🏽‍🎓 graduate",
)

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://example.org","click")',
    "+44 20 7946 0000",
    "-5",
    "@SUM(A1:A2)",
    "=cmd|' /C calc'!A0",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
)

LOOK_LIKE_SOMETHING_ELSE = (
    "007",
    "1E5",
    "2026-01-02",
    "TRUE",
    "NULL",
    "12,50",
    "https://example.org/?a=1&b=<2>",
    "a@example.org",
    'said "yes", then; no|more',
    "'quoted'",
    "_x0041_ &amp; <b>bold</b>",
    "  spaces around  ",
    "back\\slash \\n %s {0}",
)

BREAKS = ("\t", "\n", "\r", "\r\n")
NEVER_WRITTEN = (*(chr(code) for code in range(0x20) if chr(code) not in "\t\n\v\f\r"), "\x7f", "\ud800", "\udfff")

_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def a_cell(column: Column, number: int) -> Cell:
    """Another one for each number, with values at the edges among the first."""
    match column.type:
        case ColumnType.TEXT:
            return f"{NAMES[number % len(NAMES)]} {hashlib.sha256(f'{column.id} {number}'.encode()).hexdigest()}"
        case ColumnType.WHOLE_NUMBER:
            return (0, -1, 230, 123_456_789_012)[number] if number < 4 else number
        case ColumnType.NUMBER:
            edges = (Decimal(0), Decimal("-0.5"), Decimal("1E+3"), Decimal("0.0000001"))
            return edges[number] if number < 4 else Decimal(number) / 8
        case ColumnType.YES_NO:
            return number % 2 == 0
        case ColumnType.DATE:
            return date(1931, 5, 17) + timedelta(days=number)
        case ColumnType.MOMENT:
            return datetime(2026, 3, 29, 23, 59, 59, tzinfo=UTC) + timedelta(hours=number)
        case ColumnType.DOCUMENT:
            return f'{{"number": {number}}}'
        case _:
            return a_picture(number)


def a_picture(number: int) -> bytes:
    """A PNG of one colour, sixteen pixels square."""
    line = b"\0" + bytes((number % 256, 90, 160)) * 16
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(line * 16)), (b"IEND", b""))
    chunks = [struct.pack(">I", len(data)) + kind + data + _checksum(kind + data) for kind, data in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _checksum(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))


def is_same(column: Column, cell: Cell, found: object, *, typed: Collection[ColumnType]) -> bool:
    """Whether what was read is what was written: of the same type where the file knows types, else readable as it."""
    if cell is None:
        return found is None or found == ""
    if column.type in {ColumnType.TEXT, ColumnType.DOCUMENT}:
        return found == cell
    if column.type in typed:
        return _TYPED[column.type](cell, found)
    return isinstance(found, str) and _reads_as(column.type, cell, found)


def _is_number(cell: Any, found: Any) -> bool:  # Any: what another library reads may be of any type.
    return isinstance(found, int | float | Decimal) and not isinstance(found, bool) and float(found) == float(cell)


def _is_day(cell: Any, found: Any) -> bool:  # Any: as above.
    if isinstance(found, datetime):
        return found.replace(tzinfo=None) == datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day has no zone
    return bool(found == cell)


def _is_moment(cell: Any, found: Any) -> bool:  # Any: as above.
    return isinstance(found, datetime) and (found if found.tzinfo else found.replace(tzinfo=UTC)) == cell


# Any: as above.
_TYPED: dict[ColumnType, Callable[[Any, Any], bool]] = {
    ColumnType.WHOLE_NUMBER: _is_number,
    ColumnType.NUMBER: _is_number,
    ColumnType.YES_NO: lambda cell, found: found is cell,
    ColumnType.DATE: _is_day,
    ColumnType.MOMENT: _is_moment,
    ColumnType.IMAGE: lambda cell, found: found == cell,
}

_ANSWERS = {True: {"yes", "true", "1"}, False: {"no", "false", "0"}}


def _reads_as(kind: ColumnType, cell: Any, text: str) -> bool:  # Any: as above.
    try:
        match kind:
            case ColumnType.YES_NO:
                return text.casefold() in _ANSWERS[cell]
            case ColumnType.DATE:
                return bool(date.fromisoformat(text) == cell)
            case ColumnType.MOMENT:
                return bool(datetime.fromisoformat(text) == cell)
            case _:
                return bool(_PLAIN_NUMBER.fullmatch(text)) and Decimal(text) == cell
    except (ValueError, TypeError):
        return False
