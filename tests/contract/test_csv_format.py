from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import pytest

from examhall import Cell, Column, ColumnType, DataTable, ExportFormat, InvalidInputError
from examhall.testing import ExportFormatContract
from plugins.csv.writing import CsvFormat


class TestCsvFormat(ExportFormatContract):
    typed = ()
    guarded = True

    @pytest.fixture
    def export_format(self) -> ExportFormat:
        return CsvFormat()

    def read(self, data: bytes) -> Sequence[Sequence[object]]:
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def file_of(*, bom: bool) -> bytes:
    out = io.BytesIO()
    columns = (Column(id="name", title="Name"), Column(id="city", title="City"))
    rows = iter([('Zoë "Zo"', "Bath, UK"), (None, "Ely")])
    CsvFormat().write(DataTable(title="People", columns=columns, rows=rows), {"bom": bom}, out)
    return out.getvalue()


def test_a_file_is_as_rfc_4180_has_it() -> None:
    assert file_of(bom=False).decode() == 'Name,City\r\n"Zoë ""Zo""","Bath, UK"\r\n,Ely\r\n'


def test_the_mark_of_utf_8_is_a_choice() -> None:
    assert file_of(bom=True) == b"\xef\xbb\xbf" + file_of(bom=False)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "  =1", "\u00a0=1", "＝1", "＋1", "－1", "＠1", "\x00=1"]
)
def test_a_text_that_would_be_a_formula_has_an_apostrophe_also_among_many(text: str) -> None:
    names = ["Ada"] * 150
    out = io.BytesIO()
    columns = (Column(id="name", title="Name"), Column(id="n", title="N", type=ColumnType.NUMBER))
    rows = iter([*((name, Decimal(-1)) for name in names), (text, Decimal("-2.5"))])

    CsvFormat().write(DataTable(title="", columns=columns, rows=rows), {}, out)

    last = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))[-1]
    assert last[0].startswith("'")
    assert last[0].endswith(text[-1])
    assert last[1] == "-2.5"


@pytest.mark.parametrize(
    ("kind", "cell", "told"),
    [(ColumnType.NUMBER, Decimal("Infinity"), "not a number"), (ColumnType.IMAGE, b"picture", "only plain values")],
)
def test_what_no_such_file_holds_is_refused_by_its_columns_id(kind: ColumnType, cell: Cell, told: str) -> None:
    table = DataTable(title="", columns=(Column(id="odd", title="Odd", type=kind),), rows=iter([(cell,)]))

    with pytest.raises(InvalidInputError) as raised:
        CsvFormat().write(table, {}, io.BytesIO())

    assert [problem.field for problem in raised.value.problems] == ["odd"]
    assert told in raised.value.problems[0].text
