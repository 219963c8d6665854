"""Dates as people type them in a search: YYYY-MM-DD and YY-MM-DD (FEATURES R08, R14)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.shared.errors import InvalidInputError
from core.verification.model.searching import Criteria, read_typed_date

_TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2009-04-23", date(2009, 4, 23)),
        ("1899-12-31", date(1899, 12, 31)),
        ("09-04-23", date(2009, 4, 23)),
        ("9-04-23", None),
        ("26-11-21", date(2026, 11, 21)),
        ("26-11-22", date(1926, 11, 22)),
        ("27-01-01", date(1927, 1, 1)),
        ("99-1-2", date(1999, 1, 2)),
        ("00-02-29", date(2000, 2, 29)),
        ("28-02-29", date(1928, 2, 29)),
        (" 2009-04-23 ", date(2009, 4, 23)),
        ("2009–04–23", date(2009, 4, 23)),
        ("23-13-01", None),
        ("2009-02-30", None),
        ("01-02-29", None),
        ("23/04/2009", None),
        ("23 Apr 2009", None),
        ("", None),
        ("0000-01-01", None),
    ],
)
def test_a_two_digit_year_is_the_latest_that_is_not_in_the_future(typed: str, read: date | None) -> None:
    if read is not None:
        assert read_typed_date(typed, today=_TODAY, field="date_of_birth") == read
        return
    with pytest.raises(InvalidInputError) as refused:
        read_typed_date(typed, today=_TODAY, field="date_of_birth")
    assert [one.field for one in refused.value.problems] == ["date_of_birth"]


@given(day=st.dates(date(1927, 1, 1), _TODAY), four=st.booleans())
def test_every_day_of_the_last_hundred_years_can_be_typed_both_ways(day: date, four: bool) -> None:
    typed = day.isoformat() if four else day.isoformat()[2:]

    assert read_typed_date(typed, today=_TODAY, field="taken_on") == day


def test_a_range_of_days_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        Criteria(taken_from=date(2026, 6, 2), taken_to=date(2026, 6, 1))

    assert not Criteria(taken_from=date(2026, 6, 1), taken_to=date(2026, 6, 1)).is_empty
    assert Criteria().is_empty
