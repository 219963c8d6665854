"""Reference numbers: what is drawn can be read, and what was mistyped cannot."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.results.reference import check_character, draw_reference, read_reference, written_reference

_DRAWN = [draw_reference() for _ in range(40)]


def test_the_check_character_is_that_of_iso_7064_mod_37_2() -> None:
    """A donation identification number of ISBT 128, which uses this check."""
    assert check_character("G123489654321") == "Y"


def test_what_is_printed_is_read_however_it_is_typed() -> None:
    for number in _DRAWN:
        printed = written_reference(number)

        assert [len(group) for group in printed.split("-")] == [4, 4, 4]
        for typed in (printed, number, printed.lower(), printed.replace("-", " "), f"  {number[:6]}–{number[6:]} "):
            assert read_reference(typed) == number


def test_no_character_is_one_that_people_read_as_another() -> None:
    assert not set("".join(_DRAWN)) & set("01ILO")


@pytest.mark.parametrize("which", range(8))
def test_every_single_wrong_character_is_noticed(which: int) -> None:
    number = _DRAWN[which]
    for place, wrong in itertools.product(range(12), "23456789ABCDEFGHJKMNPQRSTUVWXYZ"):
        if wrong != number[place]:
            assert read_reference(number[:place] + wrong + number[place + 1 :]) is None


@pytest.mark.parametrize("which", range(40))
def test_every_swap_of_two_neighbours_is_noticed(which: int) -> None:
    number = _DRAWN[which]
    for place in range(11):
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        if swapped != number:
            assert read_reference(swapped) is None


@given(st.text(max_size=40))
def test_anything_else_is_no_reference_number(text: str) -> None:
    read = read_reference(text)

    assert read is None or check_character(read[:-1]) == read[-1]


def test_numbers_are_not_drawn_twice() -> None:
    assert len({draw_reference() for _ in range(2_000)}) == 2_000
