"""Bookings whose time came before they were decided."""

from __future__ import annotations

from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.promises import SEND
from core.proctoring.vendor import ProviderUnavailable
from tests.unit.proctoring.house import BOOKED, HOUR, House

CLEAN, IN_DOUBT = False, True
EXPIRED = BookingState.EXPIRED


def test_a_booking_that_was_never_sent_expires_and_nothing_is_in_doubt(house: House) -> None:
    test_id = house.scheduled()
    house.clock.set(BOOKED.start + HOUR)

    house.expire()

    assert house.log(test_id)[-1].message == (
        "B2 First – Proctor booking expired, its start passed before the vendor decided"
    )
    assert house.state(test_id) == (EXPIRED, CLEAN)
    assert house.messages(test_id) == [("booking_rejected", Code.EXPIRED)]


def test_a_booking_that_the_vendor_did_not_decide_expires_in_doubt(house: House) -> None:
    test_id = house.sent()
    house.clock.set(BOOKED.start + HOUR)

    house.expire()

    assert house.codes(test_id)[-2:] == [Code.EXPIRED, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (EXPIRED, IN_DOUBT)
    assert ("booking_needs_attention", Code.OUTCOME_UNKNOWN) in house.messages(test_id)


def test_a_booking_whose_request_may_have_arrived_expires_in_doubt(house: House) -> None:
    test_id = house.scheduled()
    with house.vendor.failing(ProviderUnavailable, "book"):
        house.run(SEND)
    house.clock.set(BOOKED.start + HOUR)

    house.expire()

    assert house.state(test_id) == (EXPIRED, IN_DOUBT)


def test_a_booking_that_was_put_off_before_it_was_sent_expires_without_doubt(house: House) -> None:
    test_id = house.scheduled()
    with house.vendor.failing(ProviderUnavailable, "availability"):
        house.run(SEND)
    house.clock.set(BOOKED.start + HOUR)

    house.expire()

    assert house.state(test_id) == (EXPIRED, CLEAN)


def test_what_begins_now_has_not_expired(house: House) -> None:
    test_id = house.sent()
    house.clock.set(BOOKED.start)

    house.expire()

    assert house.state(test_id) == (BookingState.SENT, CLEAN)


def test_what_is_decided_does_not_expire(house: House) -> None:
    test_id = house.confirmed()
    house.clock.set(BOOKED.start + HOUR)

    house.expire()

    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)


def test_a_booking_decided_between_the_look_and_the_lock_is_left_alone(house: House) -> None:
    confirmed, sent = house.confirmed(), house.sent()
    house.clock.set(BOOKED.start + HOUR)
    house.storage.seen_as_overdue.append(house.booking(confirmed).id)

    house.expire()

    assert house.state(confirmed) == (BookingState.CONFIRMED, CLEAN)
    assert house.state(sent) == (EXPIRED, IN_DOUBT)


def test_the_sweep_goes_on_until_nothing_is_overdue(house: House) -> None:
    tests = [house.scheduled(f"Test {number}") for number in range(201)]
    house.clock.set(BOOKED.start + HOUR)

    house.expire()

    assert {house.state(test_id) for test_id in tests} == {(EXPIRED, CLEAN)}


def test_a_sweep_that_runs_twice_changes_nothing_more(house: House) -> None:
    test_id = house.sent()
    house.clock.set(BOOKED.start + HOUR)
    house.expire()
    before = house.log(test_id)

    house.expire()

    assert house.log(test_id) == before
