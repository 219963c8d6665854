"""The order of a template's fields, as it is arranged on its page."""

from __future__ import annotations

import pytest

from web.downloads.arranging import arranged, stepped

FORMER = ["name", "grade", "cefr", "exam"]


def test_what_is_ticked_anew_comes_behind_and_what_is_unticked_leaves() -> None:
    assert arranged(["cefr", "name", "status"], former=FORMER, typed={}) == ["name", "cefr", "status"]


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ({"exam": 1}, ["exam", "name", "grade", "cefr"]),
        ({"name": 3}, ["grade", "cefr", "name", "exam"]),
        ({"name": 99, "exam": 0}, ["exam", "grade", "cefr", "name"]),
        ({"cefr": 1, "grade": 2, "name": 3}, ["cefr", "grade", "name", "exam"]),
        ({"name": 1, "grade": 2, "cefr": 3, "exam": 4}, FORMER),
    ],
)
def test_a_field_moves_to_the_number_typed_beside_it(typed: dict[str, int], order: list[str]) -> None:
    assert arranged(FORMER, former=FORMER, typed=typed) == order


def test_a_new_field_takes_its_number_too() -> None:
    assert arranged([*FORMER, "status"], former=FORMER, typed={"status": 1}) == ["status", *FORMER]


@pytest.mark.parametrize(
    ("field", "by", "order"),
    [
        ("grade", -1, ["grade", "name", "cefr", "exam"]),
        ("grade", 1, ["name", "cefr", "grade", "exam"]),
        ("name", -1, FORMER),
        ("exam", 1, FORMER),
        ("status", 1, FORMER),
    ],
)
def test_a_button_moves_a_field_by_one_and_no_further_than_the_end(field: str, by: int, order: list[str]) -> None:
    assert stepped(FORMER, field, by=by) == order
