from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.holidays import CountryHolidays
from core.shared.errors import InvalidInputError
from core.shared.time import utc
from core.verification.model.registration import WorkingDays
from tests.fakes.recognition import ListedHolidays

LONDON = WorkingDays(holidays=CountryHolidays("GB-ENG"), time_zone="Europe/London")
ZONES = ("Europe/London", "Asia/Tokyo", "America/New_York", "Africa/Cairo", "America/Havana", "Pacific/Auckland", "UTC")


def at(text: str, zone: str = "Europe/London") -> datetime:
    """What the clocks there show, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("received", "last_day"),
    [
        ("2026-12-01T09:00", "2026-12-03"),  # a Tuesday
        ("2026-12-01T00:00", "2026-12-03"),
        ("2026-12-01T23:59", "2026-12-03"),
        ("2026-12-03T09:00", "2026-12-07"),  # a Thursday: the week-end does not count
        ("2026-12-04T17:00", "2026-12-08"),
        ("2026-12-05T12:00", "2026-12-08"),  # on a Saturday and a Sunday nobody has begun yet
        ("2026-12-06T12:00", "2026-12-08"),
        ("2026-12-23T12:00", "2026-12-29"),  # Christmas Day is a Friday, Boxing Day is kept on the Monday
        ("2026-12-24T12:00", "2026-12-30"),
        ("2026-12-31T12:00", "2027-01-05"),
        ("2027-03-25T12:00", "2027-03-31"),  # Good Friday and Easter Monday
    ],
)
def test_it_is_due_at_the_end_of_the_second_whole_working_day(received: str, last_day: str) -> None:
    due = LONDON.due_after(at(received))

    assert due == at(f"{last_day}T00:00") + timedelta(days=1)


def test_the_day_is_that_of_the_teams_clocks() -> None:
    """At 20:00 in London on Thursday it is Friday in Tokyo, where Monday is then the first whole working day."""
    received = at("2026-12-03T20:00")
    tokyo = WorkingDays(holidays=ListedHolidays(), time_zone="Asia/Tokyo")

    assert tokyo.due_after(received) == at("2026-12-09T00:00", "Asia/Tokyo")
    assert LONDON.due_after(received) == at("2026-12-08T00:00")


def test_a_day_on_which_clocks_are_changed_ends_at_its_own_midnight() -> None:
    """In London on 28 March 2027 and 31 October 2027, Sundays both, and in Cairo on a Friday at midnight itself."""
    cairo = WorkingDays(holidays=ListedHolidays(), time_zone="Africa/Cairo")

    assert LONDON.due_after(at("2027-10-29T09:00")) == datetime(2027, 11, 3, tzinfo=UTC)
    assert LONDON.due_after(at("2027-04-02T09:00")) == datetime(2027, 4, 6, 23, tzinfo=UTC)
    # On 30 April 2027 Cairo's clocks show 01:00 where it would be midnight.
    assert cairo.due_after(at("2027-04-27T09:00", "Africa/Cairo")) == datetime(2027, 4, 29, 22, tzinfo=UTC)


def test_the_warning_comes_when_the_last_working_day_begins() -> None:
    due = LONDON.due_after(at("2026-12-23T12:00"))

    assert LONDON.warn_at(due) == at("2026-12-29T00:00")
    assert LONDON.warn_at(LONDON.due_after(at("2026-12-01T09:00"))) == at("2026-12-03T00:00")


@pytest.mark.parametrize("zone", ZONES)
def test_the_warning_comes_before_it_is_late_also_when_the_team_has_moved(zone: str) -> None:
    due = LONDON.due_after(at("2026-12-01T09:00"))

    warning = WorkingDays(holidays=ListedHolidays(), time_zone=zone).warn_at(due)

    assert timedelta(0) < due - warning <= timedelta(hours=25)


moments = st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: utc(2026, 1, 1) + timedelta(minutes=minutes))


@given(received=moments, zone=st.sampled_from(ZONES), free=st.sets(st.integers(0, 20)))
def test_two_whole_working_days_lie_between_and_the_last_one_ends_it(
    received: datetime, zone: str, free: set[int]
) -> None:
    there = ZoneInfo(zone)
    day_of_receipt = received.astimezone(there).date()
    days = WorkingDays(holidays=ListedHolidays(*(day_of_receipt + timedelta(days=one) for one in free)), time_zone=zone)

    due = days.due_after(received)

    last = (due - timedelta.resolution).astimezone(there).date()
    between = [day_of_receipt + timedelta(days=one) for one in range(1, (last - day_of_receipt).days + 1)]
    assert sum(days.is_working_day(one) for one in between) == 2
    assert days.is_working_day(last)
    assert due.utcoffset() == timedelta(0)
    assert due.astimezone(there).date() == last + timedelta(days=1)
    assert received < days.warn_at(due) < due


@pytest.mark.parametrize(
    ("area", "day", "is_holiday"),
    [
        ("GB-ENG", date(2026, 12, 28), True),
        ("GB-ENG", date(2026, 12, 26), True),
        ("GB-ENG", date(2026, 1, 2), False),
        ("GB-SCT", date(2026, 1, 2), True),
        ("PT", date(2026, 6, 10), True),
        ("JP", date(2027, 1, 11), True),
    ],
)
def test_each_country_keeps_its_own_holidays(area: str, day: date, is_holiday: bool) -> None:
    assert CountryHolidays(area).is_holiday(day) is is_holiday


@pytest.mark.parametrize("area", ["", "Britain", "gb", "GB-", "GB-XX", "QQ", "GB-ENG-1"])
def test_an_area_without_a_calendar_is_refused(area: str) -> None:
    with pytest.raises(InvalidInputError):
        CountryHolidays(area)
