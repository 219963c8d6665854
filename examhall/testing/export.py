"""The contract of an export format."""

import threading
import tracemalloc
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.exports.model import Cell, Column, ExportFormat
from core.extensions.model import SettingValues
from examhall.checks import offer_problems
from examhall.testing.export_files import FileContractPart
from examhall.testing.export_part import check_rows, written
from examhall.testing.export_streams import CountedRows, ForgetfulStream, FullDisk, RowsBroken

MOST_KEPT = 1_000
"""Rows a format may hold at a time."""
MOST_GROWTH = 1_000_000
"""Bytes by which the memory for the long table may be more than for the short one."""

OPENED_BY_GUESSING = {"csv", "tsv", "tab"}


class ExportFormatContract(FileContractPart):
    """What the host relies on in a format. Subclass it as `TestX`, override the fixture `export_format` and the method
    `read`, and say by the attributes what is so with your format:

    - `typed`: the types of cells the file knows; the others are read as text.
    - `guarded`: True for a kind of file that spreadsheets open by guessing, as CSV.
    - `has_header`: False where there are no titles.
    - `few`, `many`: less than 1,000 and 10,000 where a row is a page.

    For a format that requires columns override the fixture `columns` as well, `row` where their cells must fit
    together, `check_row` where a file does not show cells as cells, and name in `free_texts` the columns that take any
    text and in `may_be_empty` those that may be left empty.

    Memory is that of Python's objects; what a library keeps beside them is not seen.
    """

    def test_it_says_of_itself_what_the_host_must_know(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        assert list(offer_problems(export_format)) == []
        if export_format.requires is not None:
            assert [column.id for column in columns] == list(export_format.requires)
        assert self.guarded or export_format.extension not in OPENED_BY_GUESSING, "say `guarded = True`"
        for option in export_format.options:
            assert option.problem_with(options[option.name]) is None, f"the option {option.name} has no default"

    def test_what_the_stream_raises_ends_the_writing(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        rows = CountedRows(self.few, lambda number: self.row(columns, number))

        with pytest.raises(OSError, match="No space left"):
            written(export_format, columns, rows, options, to=FullDisk())

    def test_what_the_rows_raise_ends_the_writing(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        def rows() -> Iterator[Sequence[Cell]]:
            yield self.row(columns, 0)
            raise RowsBroken

        with pytest.raises(RowsBroken):
            written(export_format, columns, rows(), options)

    def test_rows_are_let_go_as_they_are_written(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        rows = CountedRows(self.many, lambda number: self.row(columns, number))

        written(export_format, columns, rows, options, to=ForgetfulStream())

        allowed = min(MOST_KEPT, self.many // 2)
        assert rows.most <= allowed, f"{rows.most} of {self.many} rows were kept at a time"
        assert rows.ended, "there may have been more rows: take them until there are none"

    def test_memory_does_not_grow_with_the_rows(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        # Once without being measured: what is imported or made on first use stays, whatever the number of rows.
        self._peak(export_format, columns, options, min(10, self.few))

        few, many = (self._peak(export_format, columns, options, number) for number in (self.few, self.many))

        assert many - few <= MOST_GROWTH, f"{self.few} rows took {few:,} bytes and {self.many} took {many:,}"

    def test_two_files_written_at_once_are_both_right(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        tables = [[self.row(columns, number) for number in range(first, first + 20)] for first in (0, 100)]
        both_have_begun = threading.Barrier(2)

        def rows(table: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
            both_have_begun.wait(30)
            yield from table

        def write(table: Sequence[Sequence[Cell]]) -> bytes:
            return written(export_format, columns, rows(table), options)

        with ThreadPoolExecutor(max_workers=2) as pool:
            files = list(pool.map(write, tables))

        for table, data in zip(tables, files, strict=True):
            check_rows(self, columns, table, data)

    def _peak(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues, number: int
    ) -> int:
        rows = CountedRows(number, lambda place: self.row(columns, place))
        tracemalloc.start()
        try:
            written(export_format, columns, rows, options, to=ForgetfulStream())
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
