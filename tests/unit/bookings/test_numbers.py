"""Candidate ID numbers as people type them."""

import pytest

from core.bookings.numbers import read_candidate_number


@pytest.mark.parametrize("typed", ["K7QF2-M9XRT", " k7qf2 m9xrt", "K7QF2–M9XRT", "k7qf2m9xrt", "K7QF2 - M9XRT"])
def test_spaces_hyphens_and_small_letters_do_not_matter(typed: str) -> None:
    assert read_candidate_number(typed) == "K7QF2-M9XRT"


@pytest.mark.parametrize("typed", ["0042", "ES-17/2019-b"])
def test_numbers_of_another_shape_are_left_as_they_are(typed: str) -> None:
    assert read_candidate_number(f" {typed} ") == typed
