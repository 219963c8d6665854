from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from python_calamine import load_workbook

from examhall import Cell, Column, ColumnType, DataTable, ExportFormat, InvalidInputError
from examhall.testing import ExportFormatContract
from plugins.xlsx.look import sheet_name
from plugins.xlsx.writing import XlsxFormat

NAME = Column(id="name", title="Name")
_IN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class TestXlsxFormat(ExportFormatContract):
    @pytest.fixture
    def export_format(self) -> ExportFormat:
        return XlsxFormat()

    def read(self, data: bytes) -> Sequence[Sequence[object]]:
        return load_workbook(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def file_of(columns: Sequence[Column], *rows: Sequence[Cell], max_rows: int = 10, title: str = "People") -> bytes:
    out = BytesIO()
    XlsxFormat(max_rows=max_rows).write(DataTable(title=title, columns=tuple(columns), rows=iter(rows)), {}, out)
    return out.getvalue()


def part(data: bytes, name: str) -> ElementTree.Element:
    # Our own file: nothing in it is hostile.
    return ElementTree.fromstring(zipfile.ZipFile(BytesIO(data)).read(f"xl/{name}.xml"))  # noqa: S314


@pytest.mark.parametrize("rows", [[], [("Ada",)]], ids=["empty", "one row"])
def test_the_header_is_frozen_and_bold(rows: list[Sequence[Cell]]) -> None:
    data = file_of([NAME], *rows)

    sheet, styles = part(data, "worksheets/sheet1"), part(data, "styles")
    pane = sheet.find(f".//{_IN}pane")
    assert pane is not None
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    header = sheet.find(f".//{_IN}c[@r='A1']")
    assert header is not None
    style = styles.findall(f"{_IN}cellXfs/{_IN}xf")[int(header.get("s", "0"))]
    font = styles.findall(f"{_IN}fonts/{_IN}font")[int(style.get("fontId", "0"))]
    assert font.find(f"{_IN}b") is not None


def test_a_text_stays_one_when_somebody_edits_its_cell_and_a_moment_says_its_zone() -> None:
    columns = [
        NAME,
        Column(id="at", title="At", type=ColumnType.MOMENT),
        Column(id="day", title="Day", type=ColumnType.DATE),
    ]

    data = file_of(columns, ("=1+1", datetime(2026, 12, 1, 9, tzinfo=UTC), date(2026, 12, 1)))

    sheet, styles = part(data, "worksheets/sheet1"), part(data, "styles")
    own = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{_IN}numFmt")}
    shown = [styles.findall(f"{_IN}cellXfs/{_IN}xf")[int(cell.get("s", "0"))] for cell in sheet.iter(f"{_IN}c")][3:]
    assert [own.get(one.get("numFmtId")) for one in shown] == [
        "@",
        'yyyy-mm-dd hh:mm:ss" UTC"',
        "yyyy-mm-dd",
    ]


def test_columns_are_as_wide_as_what_stands_in_them_within_limits() -> None:
    columns = [NAME, Column(id="city", title="City"), Column(id="remark", title="Remark")]

    sheet = part(file_of(columns, ("Al", "Llanfairpwllgwyngyll", "x" * 900)), "worksheets/sheet1")

    # The library adds the padding of a cell.
    widths = [float(one.get("width", "0")) for one in sheet.iter(f"{_IN}col")]
    assert [int(width) for width in widths] == [8, 20, 50]


def test_addresses_do_not_become_links() -> None:
    data = file_of([NAME], ("https://example.org/",), ("mailto:a@example.org",))

    assert not [name for name in zipfile.ZipFile(BytesIO(data)).namelist() if "sheet1.xml.rels" in name]
    assert part(data, "worksheets/sheet1").find(f".//{_IN}hyperlink") is None


def test_more_rows_than_a_sheet_holds_are_refused() -> None:
    full = file_of([NAME], *[("Ada",)] * 10)

    assert len(load_workbook(BytesIO(full)).get_sheet_by_index(0).to_python()) == 11
    with pytest.raises(InvalidInputError) as raised:
        file_of([NAME], *[("Ada",)] * 11)
    assert raised.value.problems[0].text == "A sheet holds at most 10 rows. Choose CSV, or fewer rows."


@pytest.mark.parametrize(
    ("kind", "cell", "told"),
    [
        (ColumnType.WHOLE_NUMBER, 10**15, "more than fifteen digits"),
        (ColumnType.WHOLE_NUMBER, -(10**15), "more than fifteen digits"),
        (ColumnType.NUMBER, Decimal("NaN"), "not a number"),
        (ColumnType.DATE, date(1899, 12, 31), "before 1900"),
        (ColumnType.MOMENT, datetime(1899, 12, 31, 23, tzinfo=UTC), "before 1900"),
        (ColumnType.TEXT, "𝒳" * 16_384, "more than 32,767 characters"),
        (ColumnType.IMAGE, b"picture", "only plain values"),
    ],
)
def test_what_would_be_another_value_in_the_sheet_is_refused_by_its_columns_id(
    kind: ColumnType, cell: Cell, told: str
) -> None:
    with pytest.raises(InvalidInputError) as raised:
        file_of([NAME, Column(id="odd", title="Odd", type=kind)], ("Ada", None), ("Ben", cell))

    assert [problem.field for problem in raised.value.problems] == ["odd"]
    assert told in raised.value.problems[0].text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Results: A/B [2026]*?", "Results A B 2026"),
        ("", "Data"),
        ("''", "Data"),
        ("History", "Data"),
        ("x" * 40, "x" * 31),
        ("𝒳" * 16, "𝒳" * 15),
        ("two\nlines", "two lines"),
    ],
)
def test_a_sheet_is_named_as_excel_allows(title: str, name: str) -> None:
    assert sheet_name(title) == name
    assert load_workbook(BytesIO(file_of([NAME], ("Ada",), title=title))).sheet_names == [name]


def test_columns_of_one_title_are_numbered() -> None:
    columns = [Column(id=str(place), title=title) for place, title in enumerate(("A", "A (2)", "A", "A"))]

    sheet = load_workbook(BytesIO(file_of(columns, ("a", "b", "c", "d")))).get_sheet_by_index(0)

    assert sheet.to_python() == [["A", "A (2)", "A (3)", "A (4)"], ["a", "b", "c", "d"]]


def test_nothing_is_left_beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    file_of([NAME], ("Ada",))
    with pytest.raises(InvalidInputError):
        file_of([NAME], ("x" * 40_000,))

    assert list(tmp_path.iterdir()) == []
