from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.shared.errors import InvalidInputError
from core.shared.money import Money
from core.shared.time import utc
from web.interface.local_times import exists, instant, on_the_clock, zone_choices
from web.interface.money import money
from web.sessions.forms import currencies, currency_of
from web.sessions.standing import time_left


def clock(*numbers: int) -> datetime:
    """What a clock on the wall shows: no zone goes with it."""
    return utc(*numbers).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("amount", "currency", "shown", "named"),
    [
        (18200, "GBP", "£182.00", "£182.00 (GBP)"),
        (1234567, "EUR", "€12,345.67", "€12,345.67 (EUR)"),
        (25300, "JPY", "¥25,300", "¥25,300 (JPY)"),
        (12500, "KWD", "KWD12.500", "KWD12.500"),
        (-50, "USD", "-$0.50", "-$0.50 (USD)"),
    ],
)
def test_amounts_are_written_with_their_own_decimals(amount: int, currency: str, shown: str, named: str) -> None:
    value = Money(amount=amount, currency=currency)

    assert money(value).replace("\xa0", "") == shown
    assert money(value, named=True).replace("\xa0", "") == named


@pytest.mark.parametrize(("amount", "currency"), [(18205, "GBP"), (0, "EUR"), (25300, "JPY"), (12507, "KWD")])
def test_what_is_written_into_a_form_is_read_back_the_same(amount: int, currency: str) -> None:
    value = Money(amount=amount, currency=currency)

    assert Money.parse(value.written, currency=currency, field="price") == value


@pytest.mark.parametrize("typed", ["", "-1", "1e3", "1.2.3", "1 000", "٣", "1.999"])
def test_an_amount_that_could_mean_another_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        Money.parse(typed, currency="GBP", field="price")


def test_a_skipped_hour_does_not_exist_and_a_doubled_one_is_taken_the_first_time() -> None:
    skipped, doubled = clock(2027, 3, 28, 1, 30), clock(2027, 10, 31, 1, 30)

    assert (exists(skipped, "Europe/London"), exists(doubled, "Europe/London")) == (False, True)
    assert instant(doubled, "Europe/London") == utc(2027, 10, 31, 0, 30)


def test_what_stands_in_a_form_is_the_clock_of_the_zone() -> None:
    assert on_the_clock(utc(2027, 3, 6, 9), "Asia/Tokyo") == clock(2027, 3, 6, 18)


def test_every_zone_is_offered_once_and_one_that_is_set_stays() -> None:
    names = [choice.value for choice in zone_choices("Etc/GMT+3")]

    assert len(names) == len(set(names))
    assert {"UTC", "Europe/London", "Etc/GMT+3"} <= set(names)


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        (timedelta(days=16, hours=5), "16 days"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=1, hours=19), "1 day 19 hours"),
        (timedelta(minutes=61), "1 hour 1 minute"),
    ],
)
def test_the_time_left_is_exact_when_it_gets_short(left: timedelta, shown: str) -> None:
    assert time_left(left) == shown


def test_todays_currencies_are_offered_and_an_old_one_that_is_set_stays() -> None:
    codes = [code for code, _ in currencies("DEM")]

    assert {"GBP", "EUR", "JPY", "DEM"} <= set(codes)
    assert "FRF" not in codes
    assert [currency_of(country) for country in ("GB", "ES", "JP", "")] == ["GBP", "EUR", "JPY", "EUR"]
