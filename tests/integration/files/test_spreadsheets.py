"""The files people upload, read and given back, by the real libraries."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest
from python_calamine import load_workbook
from rustpy_xlsxwriter import write_worksheet

from adapters.spreadsheets import PlainSpreadsheets
from core.bookings.entry_file import FileRow
from core.shared.errors import InvalidInputError, Problem
from tests.integration.files.hostile import last_cell_alone, one_text_often

SHEETS = PlainSpreadsheets()


def xlsx(*records: dict[str, object]) -> bytes:
    buffer = BytesIO()
    write_worksheet(list(records), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["without a mark", "with a byte order mark"])
def test_a_csv_file_is_read_however_it_is_divided(delimiter: str, mark: str) -> None:
    content = f"{mark}name{delimiter}email\n李{delimiter}li@example.org\n".encode()

    rows = SHEETS.read(content, name="candidates.csv")

    assert [row.values for row in rows] == [("name", "email"), ("李", "li@example.org")]


def test_a_value_over_several_lines_does_not_shift_the_line_numbers() -> None:
    rows = SHEETS.read(b'name,note\n"Maya","one\ntwo"\nLi,x\n', name="c.csv")

    assert [row.line for row in rows] == [1, 2, 4]


def test_an_xlsx_file_is_read_as_people_see_it() -> None:
    content = xlsx({"name": "Ngọc", "number": 4821137, "half": 1.5, "consent": True})

    rows = SHEETS.read(content, name="candidates.xlsx")

    assert rows[1].values == ("Ngọc", "4821137", "1.5", "yes")


def test_the_content_says_what_a_file_is_and_not_its_name() -> None:
    assert SHEETS.read(xlsx({"name": "Maya"}), name="candidates.csv")[1].values == ("Maya",)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00n", b"a\x00b", b"PK\x03\x04 and then nothing", b'name\n"never closed'],
    ids=["another encoding", "NUL", "a damaged archive", "an open quotation mark"],
)
def test_what_is_no_such_file_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as refused:
        SHEETS.read(content, name="candidates.csv")

    assert refused.value.problems[0].field == "file"


def test_a_file_that_unpacks_to_very_much_is_refused_before_it_is_read() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    assert len(buffer.getvalue()) < 100_000

    with pytest.raises(InvalidInputError) as refused:
        SHEETS.read(buffer.getvalue(), name="bomb.xlsx")

    assert "50 MB" in refused.value.problems[0].text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_file_comes_back_with_what_is_wrong_and_without_formulas(ending: str) -> None:
    rows = [FileRow(line=1, values=("name", "email")), FileRow(line=2, values=("=1+1", "@x"))]

    content = SHEETS.marked(rows, [Problem(field="email", text="It has no domain.", line=2)], name=f"c.{ending}")

    header, line = _csv_lines(content) if ending == "csv" else _xlsx_lines(content)
    assert header == ["name", "email", "What is wrong"]
    assert line == (
        ["'=1+1", "'@x", "email: It has no domain."] if ending == "csv" else ["=1+1", "@x", "email: It has no domain."]
    )


def _csv_lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def _xlsx_lines(content: bytes) -> list[list[str]]:
    """The cells as text; a cell that were a formula would be found in the sheet itself."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    return [list(map(str, row)) for row in load_workbook(BytesIO(content)).get_sheet_by_index(0).to_python()]


def test_a_csv_file_given_back_is_read_as_it_was() -> None:
    row = FileRow(line=2, values=("+44 20 7946 0000", "=1+1", "'quoted'", "O'Neil"))
    header = FileRow(line=1, values=("a", "b", "c", "d"))

    back = SHEETS.read(SHEETS.marked([header, row], [], name="class.csv"), name="class.csv")

    assert back[1].values == (*row.values, "")


@pytest.mark.parametrize(
    "content",
    [last_cell_alone("XFD1048576"), last_cell_alone("CV1048576"), one_text_often("x" * 1_000_000, times=9000)],
    ids=["the last cell of a sheet", "a million rows", "a long text in every row"],
)
def test_a_small_file_that_fills_the_memory_is_refused_and_the_house_goes_on(content: bytes) -> None:
    """The library that reads it would end the process."""
    assert len(content) < 200_000

    with pytest.raises(InvalidInputError) as refused:
        SHEETS.read(content, name="candidates.xlsx")

    assert refused.value.problems[0].field == "file"
