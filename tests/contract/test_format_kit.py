"""The contract of a format passes one that keeps it and tells each fault of one that does not."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import BinaryIO

import pytest

from core.shared.errors import InvalidInputError
from examhall import Cell, Column, ColumnType, DataTable, ExportFormat, Setting, SettingKind, SettingValues, printable
from examhall.testing import ExportFormatContract
from examhall.testing.export_cells import COLUMNS
from plugins.csv.writing import CsvFormat
from plugins.xlsx.writing import XlsxFormat
from tests.contract.test_csv_format import TestCsvFormat as CsvContract
from tests.contract.test_xlsx_format import TestXlsxFormat as XlsxContract


class Lines(ExportFormat):
    """JSON, a list in each line. What may go wrong is a method of its own."""

    name, title, media_type, extension = "lines", "Lines", "application/jsonl", "jsonl"
    options: Sequence[Setting] = (
        Setting(
            name="gap", label="Gap", kind=SettingKind.CHOICE, choices=[("", "None"), (" ", "A space")], default=" "
        ),
    )

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        separators = (f",{options['gap']}", ":")
        lines = (json.dumps(cells, ensure_ascii=False, separators=separators) for cells in self.lines(table))
        out.writelines(f"{line}\n".encode() for line in lines)

    def lines(self, table: DataTable) -> Iterator[Sequence[object]]:
        yield [column.title for column in table.columns]
        for row in self.rows(table):
            yield [self.cell(cell) for cell in row]

    def rows(self, table: DataTable) -> Iterator[Sequence[Cell]]:
        yield from table.rows

    def cell(self, cell: Cell) -> object:
        if isinstance(cell, str):
            return printable(cell)
        if isinstance(cell, Decimal):
            return float(cell)
        return cell if cell is None or isinstance(cell, int) else cell.isoformat()  # type: ignore[union-attr]  # no image


class LinesContract(ExportFormatContract):
    typed = (ColumnType.WHOLE_NUMBER, ColumnType.NUMBER, ColumnType.YES_NO)

    def read(self, data: bytes) -> Sequence[Sequence[object]]:
        return [json.loads(line) for line in data.decode().split("\n")[:-1]]


class TestLines(LinesContract):
    """Unbroken. So what is told of a broken one below is told for the fault that was put into it."""

    @pytest.fixture
    def export_format(self) -> ExportFormat:
        return Lines()


# Tables


class LosesTheLastRow(Lines):
    def rows(self, table: DataTable) -> Iterator[Sequence[Cell]]:
        yield from list(table.rows)[:-1]


class ChangesTheOrderOfRows(Lines):
    def rows(self, table: DataTable) -> Iterator[Sequence[Cell]]:
        for row in table.rows:
            yield from reversed([row, *(one for one in [next(table.rows, None)] if one)])


class SortsColumns(Lines):
    def lines(self, table: DataTable) -> Iterator[Sequence[object]]:
        order = sorted(range(len(table.columns)), key=lambda place: COLUMNS.index(table.columns[place]))
        for line in super().lines(table):
            yield [line[place] for place in order]


class LosesAColumn(Lines):
    def lines(self, table: DataTable) -> Iterator[Sequence[object]]:
        return (line[:-1] if len(line) > 1 else line for line in super().lines(table))


class LeavesOutWhatIsEmpty(Lines):
    def lines(self, table: DataTable) -> Iterator[Sequence[object]]:
        return ([cell for cell in line if cell is not None] for line in super().lines(table))


class TellsColumnsApartByTitle(Lines):
    def lines(self, table: DataTable) -> Iterator[Sequence[object]]:
        places = {column.title: place for place, column in enumerate(table.columns)}.values()
        return ([line[place] for place in places] for line in super().lines(table))


class WritesNothingWithoutRows(Lines):
    def lines(self, table: DataTable) -> Iterator[Sequence[object]]:
        lines = super().lines(table)
        header, first = next(lines), next(lines, None)
        if first is not None:
            yield from (header, first)
            yield from lines


class NeedsARow(Lines):
    def rows(self, table: DataTable) -> Iterator[Sequence[Cell]]:
        yield next(table.rows)
        yield from table.rows


class RefusesTitles(Lines):
    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        if not re.fullmatch(r"[\w ]{1,31}", table.title):
            raise ValueError(table.title)
        super().write(table, options, out)


class IsSpoiltByAChoice(Lines):
    def lines(self, table: DataTable) -> Iterator[Sequence[object]]:
        return super().lines(table)

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        rows = table.rows if options["gap"] else iter(())
        super().write(replace(table, rows=rows), options, out)


# Cells


class OddCells(Lines):
    def __init__(self, cell: Callable[[Cell, object], object]) -> None:
        self._odd = cell

    def cell(self, cell: Cell) -> object:
        return self._odd(cell, super().cell(cell))


def numbers_as_text(cell: Cell, told: object) -> object:
    return str(cell) if isinstance(cell, int | Decimal) and not isinstance(cell, bool) else told


def answers_as_numbers(cell: Cell, told: object) -> object:
    return int(cell) if isinstance(cell, bool) else told


def dates_as_people_write_them(cell: Cell, told: object) -> object:
    return told if cell is None or isinstance(cell, str | int | Decimal | bytes) else f"{cell:%d/%m/%Y}"


def moments_of_another_zone(cell: Cell, told: object) -> object:
    return (cell + timedelta(hours=1)).isoformat() if isinstance(cell, datetime) else told


def moments_without_zone(cell: Cell, told: object) -> object:
    return cell.replace(tzinfo=None).isoformat() if isinstance(cell, datetime) else told


def none_in_words(cell: Cell, told: object) -> object:
    return str(cell) if cell is None else told


def without_marks(cell: Cell, told: object) -> object:
    return cell.encode("ascii", "replace").decode() if isinstance(cell, str) else told


def in_the_order_of_sight(cell: Cell, told: object) -> object:
    return cell[::-1] if isinstance(cell, str) and "א" <= cell[0] <= "ي" else told


def as_it_is(cell: Cell, told: object) -> object:
    return cell.encode("utf-8", "ignore").decode() if isinstance(cell, str) else told


def joined_at_breaks(cell: Cell, told: object) -> object:
    return cell.replace("\n", "") if isinstance(cell, str) else told


def guessed(cell: Cell, told: object) -> object:
    return int(cell) if isinstance(cell, str) and cell.isdigit() else told


def trimmed(cell: Cell, told: object) -> object:
    return cell.strip() if isinstance(cell, str) else told


def cut_off(cell: Cell, told: object) -> object:
    return told[:32_767] if isinstance(told, str) else told


def refused_without_its_column(cell: Cell, told: object) -> object:
    if isinstance(cell, str) and len(cell) > 32_767:
        raise InvalidInputError.of("text", "too long")
    return told


# Rows and stream


class TakesAllRowsFirst(Lines):
    def rows(self, table: DataTable) -> Iterator[Sequence[Cell]]:
        return iter(list(table.rows))


class StopsAfterTenThousand(Lines):
    def rows(self, table: DataTable) -> Iterator[Sequence[Cell]]:
        return islice(table.rows, 10_000)


class KeepsWhatItWrites(Lines):
    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        whole = io.BytesIO()
        super().write(table, options, whole)
        out.write(whole.getvalue())


class KeepsCells(Lines):
    def lines(self, table: DataTable) -> Iterator[Sequence[object]]:
        return iter([[*line] for line in super().lines(table)])


class Ends(Lines):
    def __init__(self, end: Callable[[BinaryIO], object]) -> None:
        self._end = end

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        super().write(table, options, out)
        try:
            self._end(out)
        except OSError:
            return


class LeavesATextWrapper(Lines):
    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        text = io.TextIOWrapper(out, "utf-8", newline="")
        text.writelines(json.dumps(line) + "\n" for line in self.lines(table))
        text.flush()


class SwallowsErrors(Lines):
    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        try:
            super().write(table, options, out)
        except Exception:  # noqa: BLE001 - as careless plugins do
            return


class KeepsTheTableItWrites(Lines):
    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        self._table = table
        super().write(table, options, out)

    def lines(self, table: DataTable) -> Iterator[Sequence[object]]:
        header = [column.title for column in table.columns]
        first = next(table.rows, None)
        yield header
        if first is not None:
            yield [self.cell(cell) for cell in first]
        # By now another thread may have begun a table of its own.
        yield from ([self.cell(cell) for cell in row] for row in self._table.rows)


class SaysTooLittle(Lines):
    media_type = "jsonl"


class HasAnOptionWithoutDefault(Lines):
    options = (Setting(name="gap", label="Gap"),)


# Formulas


class UnguardedCsv(CsvFormat):
    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([column.title for column in table.columns])
        writer.writerows(table.rows)
        out.write(text.getvalue().encode("utf-8", "replace"))


class UndeclaredCsv(LinesContract):
    """Says nothing of formulas."""


class FormulasInASheet(XlsxFormat):
    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        sheet = io.BytesIO()
        super().write(table, options, sheet)
        with zipfile.ZipFile(sheet) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                target.writestr(name, _with_formulas(source.read(name).decode()))


def _with_formulas(xml: str) -> str:
    return re.sub(r' t="inlineStr"><is><t>=(1\+1)</t></is></c>', lambda found: f"><f>{found[1]}</f><v>2</v></c>", xml)


LINES, CSV, XLSX = LinesContract, CsvContract, XlsxContract

BROKEN: list[tuple[type[ExportFormatContract], ExportFormat, str, str]] = [
    (LINES, LosesTheLastRow(), "every_row_is_there", "1001 rows were written and 1000 read"),
    (LINES, ChangesTheOrderOfRows(), "every_row_is_there", "row 1: reference"),
    (LINES, SortsColumns(), "columns_come_in_the_order", "was read as"),
    (LINES, LosesAColumn(), "every_cell", "a title for each column"),
    (LINES, LeavesOutWhatIsEmpty(), "what_is_not_there", "was read as"),
    (LINES, TellsColumnsApartByTitle(), "two_columns_of_one_title", ""),
    (LINES, WritesNothingWithoutRows(), "table_without_rows", ""),
    (LINES, NeedsARow(), "table_without_rows", ""),
    (LINES, RefusesTitles(), "any_title", ""),
    (LINES, IsSpoiltByAChoice(), "every_choice", "3 rows were written and 0 read"),
    (LINES, OddCells(numbers_as_text), "every_cell", "score: 0 was read as '0'"),
    (LINES, OddCells(answers_as_numbers), "every_cell", "final: True was read as 1"),
    (LINES, OddCells(dates_as_people_write_them), "every_cell", "was read as '17/05/1931'"),
    (LINES, OddCells(moments_of_another_zone), "every_cell", "released: "),
    (LINES, OddCells(moments_without_zone), "every_cell", "released: "),
    (LINES, OddCells(none_in_words), "what_is_not_there", "None was read as 'None'"),
    (LINES, OddCells(without_marks), "names_of_every_script", "was read as 'Zo?"),
    (LINES, OddCells(in_the_order_of_sight), "names_of_every_script", "محمد"),
    (LINES, OddCells(as_it_is), "control_characters", "'Ada\\x00Byron'"),
    (LINES, OddCells(joined_at_breaks), "control_characters", ""),
    (LINES, OddCells(guessed), "look_like_something_else", "'007' was read as 7"),
    (LINES, OddCells(trimmed), "look_like_something_else", "'  spaces around  ' was read as 'spaces around'"),
    (LINES, OddCells(cut_off), "very_long_text", "row 1: reference"),
    (LINES, OddCells(refused_without_its_column), "very_long_text", "names the column's id"),
    (LINES, TakesAllRowsFirst(), "rows_are_let_go", "10000 of 10000 rows were kept"),
    (LINES, StopsAfterTenThousand(), "rows_are_let_go", "there may have been more rows"),
    (LINES, KeepsWhatItWrites(), "memory_does_not_grow", "10000 took"),
    (LINES, KeepsCells(), "memory_does_not_grow", "10000 took"),
    (LINES, Ends(lambda out: out.close()), "every_cell", "it was closed"),
    (LINES, Ends(lambda out: out.read()), "every_cell", "it was read"),
    (LINES, Ends(lambda out: out.seek(0)), "every_cell", "it was moved in"),
    (LINES, Ends(lambda out: out.truncate()), "every_cell", "it was cut"),
    (LINES, LeavesATextWrapper(), "every_cell", "it was closed"),
    (LINES, SwallowsErrors(), "what_the_stream_raises", "DID NOT RAISE"),
    (LINES, SwallowsErrors(), "what_the_rows_raise", "DID NOT RAISE"),
    (LINES, KeepsTheTableItWrites(), "two_files_written_at_once", ""),
    (LINES, SaysTooLittle(), "says_of_itself", "the media type"),
    (LINES, HasAnOptionWithoutDefault(), "says_of_itself", "has no default"),
    (CSV, UnguardedCsv(), "no_text_becomes_a_formula", "without an apostrophe"),
    (CSV, UnguardedCsv(), "title_that_looks_like_a_formula", "'=1+1"),
    (CSV, UnguardedCsv(), "every_cell", "was read as '1E+3'"),
    (UndeclaredCsv, CsvFormat(), "says_of_itself", "say `guarded = True`"),
    (XLSX, FormulasInASheet(), "no_text_becomes_a_formula", "'=1+1' was read as 2.0"),
    (XLSX, FormulasInASheet(), "title_that_looks_like_a_formula", ""),
]


@pytest.mark.parametrize(
    ("contract", "broken", "test", "told"),
    BROKEN,
    ids=[f"{type(broken).__name__}-{test}-{place}" for place, (_, broken, test, _) in enumerate(BROKEN)],
)
def test_each_fault_is_told(contract: type[ExportFormatContract], broken: ExportFormat, test: str, told: str) -> None:
    (name,) = [one for one in dir(contract) if one.startswith("test_") and test in one]

    with pytest.raises((Exception, pytest.fail.Exception)) as raised:
        run(contract(), name, broken)

    assert told in str(raised.value)
    assert not isinstance(raised.value, TypeError | AttributeError | NotImplementedError), "the test itself is broken"


def run(contract: ExportFormatContract, name: str, export_format: ExportFormat) -> None:
    """One test of the contract, as pytest would run it with the fixtures' own values."""
    options = {one.name: "" if one.default is None else one.default for one in export_format.options}
    values = {"export_format": export_format, "columns": COLUMNS, "options": options, "title": "A/B [2026]*?"}
    test = getattr(contract, name)
    test(**{one: values[one] for one in inspect.signature(test).parameters})


# A format with columns of its own


class Badge(ExportFormat):
    """A page a person, as text; the name stands in capitals."""

    name, title, media_type, extension = "badge", "Badges", "text/plain", "txt"
    requires = ("name", "photo")

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        empty = True
        for name, photo in table.rows:
            empty = False
            picture = len(photo) if isinstance(photo, bytes) else 0
            out.write(f"BADGE\n{printable(str(name)).upper()}\n{picture}\f".encode())
        if empty:
            raise InvalidInputError.of("rows", "There is nobody to write a badge for.")


class TestBadge(ExportFormatContract):
    free_texts = ("name",)
    may_be_empty = ("photo",)
    has_header = False
    few, many = 5, 50

    @pytest.fixture
    def export_format(self) -> ExportFormat:
        return Badge()

    @pytest.fixture
    def columns(self) -> tuple[Column, ...]:
        return (Column(id="name", title="Name"), Column(id="photo", title="Photo", type=ColumnType.IMAGE))

    def read(self, data: bytes) -> Sequence[Sequence[object]]:
        return [page.split("\n")[1:] for page in data.decode().split("\f")[:-1]]

    def check_row(self, columns: Sequence[Column], cells: Sequence[Cell], found: Sequence[object]) -> None:
        name, photo = cells
        assert found == [str(name).upper(), str(len(photo) if isinstance(photo, bytes) else 0)]


class WritesTheFirstNameOnly(Badge):
    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        rows = ([str(name).split()[0], photo] for name, photo in table.rows)
        super().write(replace(table, rows=rows), options, out)


@pytest.mark.parametrize("test", ["every_cell", "names_of_every_script", "no_text_becomes_a_formula"])
def test_a_fault_of_a_format_with_columns_of_its_own_is_told(test: str) -> None:
    contract = TestBadge()
    (name,) = [one for one in dir(contract) if one.startswith("test_") and test in one]
    columns = (Column(id="name", title="Name"), Column(id="photo", title="Photo", type=ColumnType.IMAGE))

    with pytest.raises(AssertionError):
        getattr(contract, name)(export_format=WritesTheFirstNameOnly(), columns=columns, options={})
