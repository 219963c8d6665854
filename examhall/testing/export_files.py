"""What stands in a file is what was in the table."""

from collections.abc import Sequence

import pytest

from core.exports.model import Cell, Column, ExportFormat
from core.extensions.model import SettingKind, SettingValues
from core.shared.errors import InvalidInputError
from examhall.testing.export_cells import BREAKS, FORMULAS, LOOK_LIKE_SOMETHING_ELSE, NAMES, NEVER_WRITTEN
from examhall.testing.export_part import (
    FormatContractPart,
    body,
    check_rows,
    free_columns,
    refuses,
    skip_if_columns_are_required,
    with_texts,
    written,
)

TITLES = ("", "Results: A/B [2026]*?", "x" * 200, "History", "'quoted'", "نتائج", "two\nlines\0", "a" * 30 + "𝒳𝒳")
LONG = 40_000

_AFTER_A_BREAK = (" ", "\t", "\n", "\r\n")
_AFTER_A_CONTROL_CHARACTER = ("", " ", "\N{REPLACEMENT CHARACTER}")


class FileContractPart(FormatContractPart):
    def test_every_cell_is_read_as_what_it_was(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        rows = [self.row(columns, number) for number in range(12)]

        data = written(export_format, columns, iter(rows), options)

        check_rows(self, columns, rows, data)

    def test_every_row_is_there_in_its_order(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        rows = [self.row(columns, number) for number in range(self.few + 1)]

        data = written(export_format, columns, iter(rows), options)

        check_rows(self, columns, rows, data)

    def test_a_table_without_rows_is_a_file_without_rows(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        try:
            data = written(export_format, columns, iter(()), options)
        except InvalidInputError:
            assert export_format.requires is not None, "only a format with columns of its own may refuse it"
            return

        assert data
        check_rows(self, columns, [], data)

    def test_columns_come_in_the_order_of_the_table(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        skip_if_columns_are_required(export_format)
        for chosen in (columns[::-1], columns[4:] + columns[:3], columns[:1]):
            rows = [self.row(chosen, number) for number in range(3)]

            data = written(export_format, chosen, iter(rows), options)

            check_rows(self, chosen, rows, data)

    def test_two_columns_of_one_title_stay_two(self, export_format: ExportFormat, options: SettingValues) -> None:
        """A second one may be numbered, where a file cannot tell them apart otherwise."""
        skip_if_columns_are_required(export_format)
        columns = [Column(id=one, title="Score") for one in ("first", "second", "third")]

        found = self.read(written(export_format, columns, iter([("a", "b", "c")]), options))

        assert list(found[-1]) == ["a", "b", "c"]
        assert not self.has_header or all(str(title).startswith("Score") for title in found[0])

    def test_a_title_that_looks_like_a_formula_is_a_title(
        self, export_format: ExportFormat, options: SettingValues
    ) -> None:
        skip_if_columns_are_required(export_format)
        columns = [Column(id=f"c{number}", title=text) for number, text in enumerate(FORMULAS[:6])]

        found = self.read(written(export_format, columns, iter([list("abcdef")]), options))

        assert list(found[-1]) == list("abcdef")
        for column, title in zip(columns, found[0] if self.has_header else (), strict=self.has_header):
            assert title == (f"'{column.title}" if self.guarded else column.title)

    def test_what_is_not_there_is_left_empty(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        everywhere = () if export_format.requires is not None else [column.id for column in columns[1:]]
        empty = [
            column
            for column in columns
            if column.id in (everywhere if self.may_be_empty is None else self.may_be_empty)
        ]
        if not empty:
            pytest.skip("no cell may be None: name the columns whose cells may in `may_be_empty`")
        rows = [_without(columns, self.row(columns, 0), {column.id for column in empty})]
        rows += [_without(columns, self.row(columns, number), {one.id}) for number, one in enumerate(empty, start=1)]

        data = written(export_format, columns, iter(rows), options)

        check_rows(self, columns, rows, data)

    def test_names_of_every_script_are_read_as_they_were(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        self._check_texts(export_format, columns, options, NAMES)

    def test_texts_that_look_like_something_else_are_texts(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        self._check_texts(export_format, columns, options, LOOK_LIKE_SOMETHING_ELSE)

    def test_no_text_becomes_a_formula(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        ids = free_columns(self, export_format, columns)
        rows = with_texts(self, columns, ids, FORMULAS)

        data = written(export_format, columns, iter(rows), options)

        if not self.guarded:
            # White space at the beginning is the concern of another test.
            for cells, found in zip(rows, body(self, columns, data), strict=True):
                begun = [cell.lstrip() if isinstance(cell, str) else cell for cell in cells]
                self.check_row(columns, begun, [one.lstrip() if isinstance(one, str) else one for one in found])
            return
        for text, found_row in zip(FORMULAS, body(self, columns, data), strict=True):
            for column, found_cell in zip(columns, found_row, strict=True):
                if column.id in ids:
                    assert str(found_cell).startswith("'"), (
                        f"{text!r} was read as {found_cell!r}, without an apostrophe"
                    )
                    assert str(found_cell)[1:].strip() == text.strip()

    def test_control_characters_do_not_get_into_the_file(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        ids = free_columns(self, export_format, columns)
        characters = (*NEVER_WRITTEN, *BREAKS)
        rows = with_texts(self, columns, ids, [f"Ada{character}Byron" for character in characters])

        data = written(export_format, columns, iter(rows), options)

        for character, cells, found in zip(characters, rows, body(self, columns, data), strict=True):
            allowed = _AFTER_A_BREAK if character in BREAKS else _AFTER_A_CONTROL_CHARACTER
            as_allowed = [
                [f"Ada{one}Byron" if column.id in ids else cell for column, cell in zip(columns, cells, strict=True)]
                for one in allowed
            ]
            assert any(self._is_row(columns, one, found) for one in as_allowed), f"{character!r}: {found!r}"

    def test_a_very_long_text_is_written_whole_or_refused_by_its_columns_id(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        ids = free_columns(self, export_format, columns)
        rows = with_texts(self, columns, ids[:1], ["y" * LONG])
        try:
            data = written(export_format, columns, iter(rows), options)
        except InvalidInputError as error:
            assert refuses(error, ids), "InvalidInputError names the column's id"  # noqa: PT017 - either will do
            return

        check_rows(self, columns, rows, data)

    @pytest.mark.parametrize("title", TITLES)
    def test_any_title_will_do(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues, title: str
    ) -> None:
        rows = [self.row(columns, 0)]

        data = written(export_format, columns, iter(rows), options, title=title)

        check_rows(self, columns, rows, data)

    def test_every_choice_makes_a_file_that_reads_the_same(
        self, export_format: ExportFormat, columns: tuple[Column, ...], options: SettingValues
    ) -> None:
        rows = [self.row(columns, number) for number in range(3)]
        for option in export_format.options:
            choices: Sequence[str | bool] = [value for value, _ in option.choices]
            for value in [True, False] if option.kind is SettingKind.SWITCH else choices:
                data = written(export_format, columns, iter(rows), {**options, option.name: value})

                check_rows(self, columns, rows, data)

    def _is_row(self, columns: Sequence[Column], cells: Sequence[Cell], found: Sequence[object]) -> bool:
        try:
            self.check_row(columns, cells, found)
        except AssertionError:
            return False
        return True

    def _check_texts(
        self,
        export_format: ExportFormat,
        columns: tuple[Column, ...],
        options: SettingValues,
        texts: Sequence[str],
    ) -> None:
        rows = with_texts(self, columns, free_columns(self, export_format, columns), texts)

        data = written(export_format, columns, iter(rows), options)

        check_rows(self, columns, rows, data)


def _without(columns: Sequence[Column], cells: Sequence[Cell], ids: set[str]) -> list[Cell]:
    return [None if column.id in ids else cell for column, cell in zip(columns, cells, strict=True)]
