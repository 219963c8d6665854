"""The geometry of a drawn scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.marking import Band, Scale
from core.results.reference import read_reference, written_reference
from core.verification.usecases.looking_up import EXAMPLE
from web.interface.scales import draw_scale, grade_in_words, place_on

ADVANCED = Scale(
    name="Cambridge English Scale",
    lowest=160,
    highest=210,
    bands=(
        Band(grade="A", lowest=200, highest=210, cefr="C2"),
        Band(grade="B", lowest=193, highest=199, cefr="C1"),
        Band(grade="C", lowest=180, highest=192, cefr="C1"),
        Band(grade="Level B2", lowest=160, highest=179, cefr="B2"),
    ),
)


@given(st.integers(160, 210))
def test_the_marker_lies_inside_the_grade_and_the_level_that_were_reached(score: int) -> None:
    drawn = draw_scale(ADVANCED, score)

    assert drawn.marker is not None
    for stretches in (drawn.grades, drawn.levels):
        (reached,) = [one for one in stretches if one.is_reached]
        assert reached.lowest <= score <= reached.highest
        assert reached.start < drawn.marker < reached.start + reached.width


def test_grades_fill_the_scale_from_the_lowest_and_those_of_one_level_share_it() -> None:
    drawn = draw_scale(ADVANCED, None)

    assert [one.name for one in drawn.grades] == ["Level B2", "C", "B", "A"]
    assert [(one.name, one.lowest, one.highest) for one in drawn.levels] == [
        ("B2", 160, 179),
        ("C1", 180, 199),
        ("C2", 200, 210),
    ]
    assert (drawn.grades[0].start, drawn.marker) == (0, None)
    for stretches in (drawn.grades, drawn.levels):
        assert sum(one.width for one in stretches) == pytest.approx(100, abs=0.05)


def test_what_is_off_the_scale_is_held_to_its_ends() -> None:
    assert place_on(ADVANCED, 20) == place_on(ADVANCED, 160) > 0
    assert place_on(ADVANCED, 999) == place_on(ADVANCED, 210) < 100


@pytest.mark.parametrize(("grade", "words"), [("A", "Grade A"), ("Level B2", "Level B2"), ("Pass", "Pass")])
def test_a_letter_alone_is_called_a_grade(grade: str, words: str) -> None:
    assert grade_in_words(grade) == words


def test_the_number_that_pages_give_as_an_example_is_one_that_can_be_read() -> None:
    number = read_reference(EXAMPLE)

    assert number is not None
    assert written_reference(number) == EXAMPLE
