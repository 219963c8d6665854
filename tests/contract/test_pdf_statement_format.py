from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from io import BytesIO

import pytest
from pypdf import PdfReader

from examhall import Cell, Column, ColumnType, ExportFormat, printable
from examhall.testing import ExportFormatContract
from plugins.pdf_statement.format import PdfStatements
from tests.fakes.statements import TABLE_COLUMNS, row, text_of

_NEEDED = {"issuer", "exam", "name"}
_NOT_AS_IT_IS = {"check_address", "photo_note", "status"}
_STATEMENTS = PdfStatements()


class TestPdfStatements(ExportFormatContract):
    """A page shows its text in the order in which it is read, but only where the machine has the letters; the name is
    also the page's bookmark, exactly as it is."""

    has_header = False
    few, many = 101, 301
    free_texts = frozenset({"name", "centre", "place_of_entry"})
    may_be_empty = tuple(column.id for column in TABLE_COLUMNS if column.id not in _NEEDED)

    @pytest.fixture
    def export_format(self) -> ExportFormat:
        return _STATEMENTS

    @pytest.fixture
    def columns(self, export_format: ExportFormat) -> tuple[Column, ...]:
        return TABLE_COLUMNS

    def row(self, columns: Sequence[Column], number: int) -> Sequence[Cell]:
        return row(number)

    def read(self, data: bytes) -> Sequence[Sequence[object]]:
        reader = PdfReader(BytesIO(data), strict=True)
        bookmarks = [one.title for one in reader.outline if not isinstance(one, list)]
        return [(mark, text_of(page)) for mark, page in zip(bookmarks, reader.pages, strict=bool(bookmarks))]

    def check_row(self, columns: Sequence[Column], cells: Sequence[Cell], found: Sequence[object]) -> None:
        told = {column.id: cell for column, cell in zip(columns, cells, strict=True)}
        bookmark, text = (_plain(str(one)) for one in found)
        name = _plain(printable(str(told["name"])))
        assert bookmark == (" · ".join(str(one) for one in (name, told["reference"]) if one))
        for column in columns:
            cell = told[column.id]
            if column.id == "check_code" and told["check_address"] is None:
                assert str(cell) not in text
            elif column.type is ColumnType.TEXT and cell and column.id not in _NOT_AS_IT_IS:
                said = _plain(printable(str(cell)))
                assert not said.isascii() or "".join(said.split()) in "".join(text.split()), column.id
        assert ("176" in text) is (told["overall_score"] is not None)
        assert ("Use of English" in text) is (told["components"] is not None)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
