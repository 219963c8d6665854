"""Rows of statements of results."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PageObject
from pypdf.generic import NameObject, StreamObject

from examhall import Cell, Column, ColumnType, DataTable
from plugins.pdf_statement.format import PdfStatements
from plugins.pdf_statement.page import COLUMNS

TYPES = {
    "issued_on": ColumnType.DATE,
    "date_of_birth": ColumnType.DATE,
    "exam_date": ColumnType.DATE,
    "overall_score": ColumnType.WHOLE_NUMBER,
    "scale": ColumnType.DOCUMENT,
    "components": ColumnType.DOCUMENT,
    "photo": ColumnType.IMAGE,
}
TABLE_COLUMNS = tuple(Column(id=one, title=one, type=TYPES.get(one, ColumnType.TEXT)) for one in COLUMNS)

BANDS = (("A", 180, 190, "C1"), ("B", 173, 179, "B2"), ("C", 160, 172, "B2"), ("Level B1", 140, 159, "B1"))
SCALE: dict[str, Any] = {
    "name": "Cambridge English Scale",
    "lowest": 140,
    "highest": 190,
    "bands": [{"grade": grade, "lowest": low, "highest": high, "cefr": cefr} for grade, low, high, cefr in BANDS],
}
SCORES = (("Reading", 181), ("Use of English", 169), ("Writing", 173), ("Listening", 185), ("Speaking", 170))
COMPONENTS = [{"name": name, "score": score, "lowest": 140, "highest": 190} for name, score in SCORES]
SHIELDS = [
    {"name": name, "score": won, "lowest": 1, "highest": 5}
    for name, won in (("Listening", 5), ("Reading and Writing", 3), ("Speaking", 4))
]


def picture(width: int = 30, height: int = 38) -> bytes:
    """A grey PNG file."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + bytes([128]) * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def cells(number: int = 0, /, **others: Cell) -> dict[str, Cell]:
    reference = f"7K4M-92QX-{number:04}"
    told: dict[str, Cell] = {
        "reference": reference,
        "issuer": "Meridian English Awards",
        "status": "final",
        "issued_on": date(2026, 12, 1),
        "name": f"Zoë Šimková {number}",
        "date_of_birth": date(2004, 5, 3),
        "candidate_number": f"K7QF2-{number:05}",
        "exam": "B2 First",
        "exam_date": date(2026, 6, 12),
        "place_of_entry": "Leeds",
        "centre": "Northgate College",
        "centre_number": "GB104",
        "overall_score": 176,
        "grade": "B",
        "cefr": "B2",
        "scale": json.dumps(SCALE),
        "components": json.dumps(COMPONENTS),
        "photo": picture(),
        "photo_note": None,
        "check_address": f"https://exams.example.org/verify?reference={reference}&code=ABCD-EFGH",
        "check_code": "ABCD-EFGH",
    }
    return {**told, **others}


def row(number: int = 0, /, **others: Cell) -> list[Cell]:
    told = cells(number, **others)
    return [told[column] for column in COLUMNS]


def statements(*rows: list[Cell], form: PdfStatements | None = None) -> bytes:
    return statements_of(rows, form=form)


def statements_of(rows: Iterable[list[Cell]], *, form: PdfStatements | None = None) -> bytes:
    given: Iterator[list[Cell]] = iter(rows)
    out = BytesIO()
    (form or PdfStatements()).write(DataTable(title="Shared results", columns=TABLE_COLUMNS, rows=given), {}, out)
    return out.getvalue()


_LINES_OF_DRAWINGS = re.compile(rb"(?:[-\d.]+ [-\d.]+ [ml]|h)(?: (?:[-\d.]+ [-\d.]+ [ml]|h))+(?=[ \n])")


def text_of(page: PageObject) -> str:
    """Without the lines of its drawings, as pypdf takes most of its time to read those of the code."""
    contents = page.get_contents()
    assert contents is not None
    kept = StreamObject()
    kept.set_data(_LINES_OF_DRAWINGS.sub(b"0 0 m", contents.get_data()))
    page[NameObject("/Contents")] = kept
    return page.extract_text()
