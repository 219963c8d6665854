"""What every part of a format's contract stands on: the format, a table for it, and reading its file back."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count

import pytest

from core.exports.model import Cell, Column, ColumnType, DataTable, ExportFormat
from core.extensions.model import SettingValue, SettingValues
from core.shared.errors import InvalidInputError
from examhall.testing.export_cells import COLUMNS, a_cell, is_same
from examhall.testing.export_streams import WatchedStream, as_file

MakeRow = Callable[[int], Sequence[Cell]]
Found = Sequence[Sequence[object]]


class FormatContractPart:
    """What a subclass says of its format, by attributes, methods and fixtures."""

    typed: Collection[ColumnType] = frozenset(ColumnType)
    """Types whose cells the file holds as such. Those of the others are read back as text: 12, -0.5, 2026-12-01,
    2026-12-01T09:00:00Z, yes or true."""

    guarded: bool = False
    """Whether spreadsheets open the file by guessing what its cells are, as they do with CSV. Then text that would be
    a formula must have an apostrophe before it; without this it must be as it was."""

    has_header: bool = True
    """Whether the first row that is read is that of the columns' titles."""

    free_texts: Collection[str] | None = None
    """Ids of columns that take any text. Without an override those of text; none where columns are required."""

    may_be_empty: Collection[str] | None = None
    """Ids of columns whose cells may be None. Without an override all; none where columns are required."""

    few: int = 1_000
    many: int = 10_000
    """Rows of two tables whose writing must need the same memory. Put less where a row is a page."""

    @pytest.fixture
    def export_format(self) -> ExportFormat:
        """The format under test. Override it."""
        raise NotImplementedError("override the fixture `export_format` with one that returns your format")

    @pytest.fixture
    def columns(self, export_format: ExportFormat) -> tuple[Column, ...]:
        """One of each type. Override it for a format that requires columns: with these, in their order."""
        if export_format.requires is not None:
            raise NotImplementedError("override the fixture `columns` with the columns your format requires")
        return COLUMNS

    @pytest.fixture
    def options(self, export_format: ExportFormat) -> SettingValues:
        """What is chosen: the defaults."""
        return {one.name: _chosen(one.default, one.choices) for one in export_format.options}

    def read(self, data: bytes) -> Found:
        """The rows of a file, each with its cells in their order, read by another library than the one that writes.
        Override it. Of a document, return what stands on each row's page, and override `check_row`."""
        raise NotImplementedError("override the method `read`")

    def row(self, columns: Sequence[Column], number: int) -> Sequence[Cell]:
        """A row the format takes, another one for each number. Override it where cells must fit together."""
        return [a_cell(column, number) for column in columns]

    def check_row(self, columns: Sequence[Column], cells: Sequence[Cell], found: Sequence[object]) -> None:
        """Assert that what was read is this row. Override it where a file does not show cells as cells."""
        assert len(found) <= len(columns), f"there are cells in more columns than {len(columns)}"
        for column, cell, one in zip(columns, cells, [*found, *[None] * (len(columns) - len(found))], strict=True):
            assert is_same(column, cell, one, typed=self.typed), f"{column.id}: {cell!r} was read as {one!r}"


# Functions rather than methods: nobody is to override them.


def written(
    export_format: ExportFormat,
    columns: Sequence[Column],
    rows: Iterator[Sequence[Cell]],
    options: SettingValues,
    *,
    title: str = "Shared results",
    to: WatchedStream | None = None,
) -> bytes:
    stream = to or WatchedStream()
    export_format.write(DataTable(title=title, columns=tuple(columns), rows=rows), options, as_file(stream))
    assert stream.misuse == [], f"the stream is only written to; it was {', '.join(stream.misuse)}"
    stream.release()
    return stream.data


def body(part: FormatContractPart, columns: Sequence[Column], data: bytes) -> Found:
    """The rows that were read, without the header, which is looked at."""
    found = part.read(data)
    if not part.has_header:
        return found
    assert found, "there is no header"
    assert len(found[0]) == len(columns), "the header has a title for each column"
    for column, title in zip(columns, found[0], strict=True):
        assert title in {column.title, f"'{column.title}"}, f"the title {column.title!r} was read as {title!r}"
    return found[1:]


def check_rows(
    part: FormatContractPart, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], data: bytes
) -> None:
    found = body(part, columns, data)
    for number, cells, one in zip(count(1), rows, found, strict=False):
        try:
            part.check_row(columns, cells, one)
        except AssertionError as wrong:
            raise AssertionError(f"row {number}: {wrong}") from wrong
    assert len(found) == len(rows), f"{len(rows)} rows were written and {len(found)} read"


def free_columns(part: FormatContractPart, export_format: ExportFormat, columns: Sequence[Column]) -> Sequence[str]:
    """Skips where no column takes any text."""
    if part.free_texts is not None:
        found = [column.id for column in columns if column.id in part.free_texts]
    else:
        found = [one.id for one in columns if one.type is ColumnType.TEXT and export_format.requires is None]
    if not found:
        pytest.skip("no column takes any text: name those that do in `free_texts`")
    return found


def with_texts(
    part: FormatContractPart, columns: Sequence[Column], ids: Collection[str], texts: Sequence[str]
) -> list[Sequence[Cell]]:
    """A row for each text, which stands in all columns that take any."""
    return [
        [text if column.id in ids else cell for column, cell in zip(columns, part.row(columns, number), strict=True)]
        for number, text in enumerate(texts)
    ]


def skip_if_columns_are_required(export_format: ExportFormat) -> None:
    if export_format.requires is not None:
        pytest.skip("the format is always given the same columns")


def refuses(error: InvalidInputError, columns: Collection[str]) -> bool:
    return any(problem.field in columns for problem in error.problems)


def _chosen(default: SettingValue | None, choices: Sequence[tuple[str, str]]) -> SettingValue:
    if default is not None:
        return default
    return choices[0][0] if choices else ""
