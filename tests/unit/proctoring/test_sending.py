"""From scheduled to sent, confirmed or rejected: the rules in their order, the vendor's answers, and no answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.promises import CHECK, RECONCILE, SEND
from core.proctoring.vendor import (
    AvailabilityUnknown,
    CredentialsRefused,
    Declined,
    DeclineReason,
    Full,
    ProviderFault,
    ProviderUnavailable,
)
from core.shared.time import TimeWindow
from tests.unit.proctoring.house import BOOKED, CENTRE, DAY, HOUR, WINDOW, House

SCHEDULED, SENT, CONFIRMED, REJECTED = (
    BookingState.SCHEDULED,
    BookingState.SENT,
    BookingState.CONFIRMED,
    BookingState.REJECTED,
)
CLEAN, IN_DOUBT = False, True


def test_a_request_that_the_vendor_takes_is_sent_and_a_check_is_promised(house: House) -> None:
    test_id = house.scheduled()

    house.run(SEND)

    booking = house.booking(test_id)
    assert (booking.state, booking.reference, booking.sends) == (SENT, "booking-1", 1)
    assert house.codes(test_id) == [Code.SCHEDULED, Code.SENT, Code.CHECK_SCHEDULED]
    assert [one.run_at for one in house.waiting(CHECK)] == [booking.next_check_at]


def test_the_vendor_is_asked_for_the_booked_window_its_proctors_and_all_candidates(house: House) -> None:
    test_id = house.a_test(numbers=("0001", "0002", "0003", "0004", "0005"))
    house.activate(test_id)

    house.run(SEND)

    [request] = house.vendor.bookings
    assert request.request.key == house.booking(test_id).key
    assert (request.request.window, request.request.proctors) == (BOOKED, 2)
    assert [one.number for one in request.request.candidates] == ["0001", "0002", "0003", "0004", "0005"]


def test_the_exchange_is_kept_as_evidence(house: House) -> None:
    test_id = house.scheduled()

    house.run(SEND)

    sent = house.log(test_id)[1]
    assert sent.evidence.request_id.startswith("exchange-")
    assert len(sent.evidence.digest) == 64


def test_a_vendor_that_confirms_at_once_needs_no_check(house: House) -> None:
    house.vendor.decides = "confirmed"
    test_id = house.scheduled()

    house.run(SEND)

    assert house.state(test_id) == (CONFIRMED, CLEAN)
    assert house.codes(test_id)[-1] is Code.CONFIRMED
    assert house.waiting(CHECK) == []
    assert house.messages(test_id) == [("booking_confirmed", Code.CONFIRMED)]


def test_bookings_of_one_vendor_and_organisation_go_in_one_request(house: House) -> None:
    tests = [house.scheduled(f"Test {number}") for number in range(3)]

    house.run(SEND)

    assert len(house.vendor.asked_for("book")) == 1
    assert [house.state(test_id) for test_id in tests] == [(SENT, CLEAN)] * 3


def test_a_vendor_that_takes_few_at_once_is_asked_several_times(house: House) -> None:
    house.vendor.capabilities = replace(house.vendor.capabilities, max_batch=2)
    tests = [house.scheduled(f"Test {number}") for number in range(3)]

    house.run(SEND)

    assert len(house.vendor.asked_for("book")) == 2
    assert [house.state(test_id) for test_id in tests] == [(SENT, CLEAN)] * 3


def test_availability_is_asked_once_for_bookings_of_one_window_and_size(house: House) -> None:
    for number in range(3):
        house.scheduled(f"Test {number}")

    house.run(SEND)

    assert house.vendor.asked_for("availability") == [(BOOKED, 1)]


# The rules


def test_a_test_that_is_not_active_any_more_is_rejected_and_the_vendor_is_not_asked(house: House) -> None:
    test_id = house.scheduled()
    house.deactivate(test_id)

    house.run(SEND)

    assert house.state(test_id) == (REJECTED, CLEAN)
    assert house.log(test_id)[-1].message == (
        "B2 First – Proctor booking was rejected due to Test having wrong status deactivated"
    )
    assert house.vendor.asked == []


def test_a_test_whose_candidates_were_all_withdrawn_is_rejected(house: House) -> None:
    test_id = house.a_test(numbers=("0001",))
    house.activate(test_id)
    house.withdraw(test_id, "0001")

    house.run(SEND)

    assert house.codes(test_id)[-1] is Code.REJECTED_NO_CANDIDATES
    assert house.vendor.asked == []


def test_a_request_processed_later_than_the_vendors_time_in_advance_is_rejected(house: House) -> None:
    test_id = house.scheduled()
    house.clock.set(BOOKED.start - DAY + timedelta(seconds=1))

    house.run(SEND)

    assert house.codes(test_id)[-1] is Code.REJECTED_LEAD_TIME
    assert house.vendor.asked == []


def test_a_request_processed_at_the_last_moment_is_in_time(house: House) -> None:
    test_id = house.scheduled()
    house.clock.set(BOOKED.start - DAY)

    house.run(SEND)

    assert house.state(test_id) == (SENT, CLEAN)


def test_the_status_of_the_test_is_looked_at_before_its_candidates_and_these_before_the_time(house: House) -> None:
    both, candidates = house.a_test(numbers=("0001",)), house.a_test(numbers=("0001",))
    for test_id in (both, candidates):
        house.activate(test_id)
        house.withdraw(test_id, "0001")
    house.deactivate(both)
    house.clock.set(BOOKED.start - HOUR)

    house.run(SEND)

    assert house.codes(both)[-1] is Code.REJECTED_TEST_STATUS
    assert house.codes(candidates)[-1] is Code.REJECTED_NO_CANDIDATES


# Availability


def test_a_full_vendor_leaves_a_rejected_booking_with_its_alternatives_on_record(house: House) -> None:
    other = TimeWindow(start=BOOKED.start + DAY, end=BOOKED.end + DAY)
    house.vendor.availability = Full(alternatives=(other,))
    test_id = house.scheduled()

    house.run(SEND)

    assert house.state(test_id) == (REJECTED, CLEAN)
    entry = house.log(test_id)[-1]
    assert entry.code is Code.REJECTED_CAPACITY
    assert entry.parameters["alternatives"] == "2027-03-09T11:30:00+00:00/2027-03-09T15:30:00+00:00"
    assert house.vendor.asked_for("book") == []


def test_one_full_window_does_not_hinder_another(house: House) -> None:
    full = house.scheduled("Full")
    house.vendor.full_windows.append(BOOKED)
    free = house.a_test(window=WINDOW.widened(before=HOUR, after=HOUR))
    house.activate(free)

    house.run(SEND)

    assert (house.state(full), house.state(free)) == ((REJECTED, CLEAN), (SENT, CLEAN))


@pytest.mark.parametrize("error", [ProviderUnavailable, ProviderFault], ids=["no answer", "no sense"])
def test_availability_that_cannot_be_asked_is_asked_again_later(
    house: House, error: type[ProviderUnavailable | ProviderFault]
) -> None:
    test_id = house.scheduled()

    with house.vendor.failing(error, "availability"):
        house.run(SEND)

    assert house.codes(test_id)[-1] is Code.SEND_RETRY
    assert house.state(test_id) == (SCHEDULED, CLEAN)
    house.wait(timedelta(minutes=2))
    assert house.state(test_id) == (SENT, CLEAN)
    assert len(house.vendor.asked_for("availability")) == 2


def test_availability_that_stays_unknown_ends_in_a_rejection_and_nothing_is_in_doubt(house: House) -> None:
    house.vendor.availability = AvailabilityUnknown()
    test_id = house.scheduled()

    house.run_jobs()
    house.wait()
    house.wait()

    assert house.codes(test_id) == [
        Code.SCHEDULED,
        Code.SEND_RETRY,
        Code.SEND_RETRY,
        Code.REJECTED_AVAILABILITY_UNKNOWN,
    ]
    assert house.state(test_id) == (REJECTED, CLEAN)


# What the vendor says


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (DeclineReason.NO_CAPACITY, Code.REJECTED_CAPACITY),
        (DeclineReason.TOO_LATE, Code.REJECTED_LEAD_TIME),
        (DeclineReason.OTHER, Code.REJECTED_UNKNOWN),
    ],
)
def test_the_vendors_no_is_told_by_its_reason_and_in_its_words(house: House, reason: DeclineReason, code: Code) -> None:
    house.vendor.decides = Declined(reason=reason, text="Désolé.")
    test_id = house.scheduled()

    house.run(SEND)

    entry = house.log(test_id)[-1]
    assert (entry.code, entry.parameters["vendor_says"]) == (code, "Désolé.")
    assert house.state(test_id) == (REJECTED, CLEAN)
    assert ("booking_rejected", code) in house.messages(test_id)


def test_a_booking_that_the_vendor_holds_already_for_the_same_time_is_confirmed(house: House) -> None:
    test_id = house.scheduled()
    house.put_in(test_id, BOOKED)

    house.run(SEND)

    assert house.codes(test_id)[-1] is Code.CONFIRMED_EXISTING
    assert house.state(test_id) == (CONFIRMED, CLEAN)
    assert house.booking(test_id).reference == "by-telephone"


def test_a_booking_that_the_vendor_holds_for_another_time_is_a_conflict(house: House) -> None:
    test_id = house.scheduled()
    house.put_in(test_id, BOOKED.widened(before=HOUR, after=HOUR))

    house.run(SEND)

    entry = house.log(test_id)[-1]
    assert entry.code is Code.REJECTED_CONFLICT
    assert entry.parameters["held_start"] == "2027-03-08T10:30:00+00:00"
    assert house.state(test_id) == (REJECTED, CLEAN)
    assert house.booking(test_id).reference == "by-telephone"


@pytest.mark.parametrize("method", ["availability", "book"])
def test_refused_credentials_end_the_try_and_nothing_was_booked(house: House, method: str) -> None:
    test_id = house.scheduled()

    with house.vendor.failing(CredentialsRefused, method):
        house.run(SEND)

    assert house.codes(test_id)[-1] is Code.REJECTED_SEND_CREDENTIALS
    assert house.state(test_id) == (REJECTED, CLEAN)


@pytest.mark.parametrize("reason", ["plugin_not_installed", "plugin_switched_off", "plugin_settings_incomplete"])
def test_without_the_vendors_plugin_the_request_is_rejected_and_the_reason_told(house: House, reason: str) -> None:
    test_id = house.scheduled()
    house.providers.by_name[CENTRE, "acme"] = reason

    house.run(SEND)

    entry = house.log(test_id)[-1]
    assert (entry.code, entry.parameters["problem"]) == (Code.REJECTED_SEND_FAILED, reason)
    assert house.state(test_id) == (REJECTED, CLEAN)
    assert ("booking_needs_attention", Code.REJECTED_SEND_FAILED) in house.messages(test_id)


# No answer, or none that makes sense


def test_a_vendor_that_is_down_is_asked_again_with_longer_waits(house: House) -> None:
    test_id = house.scheduled()

    with house.vendor.failing(ProviderUnavailable, "book"):
        house.run(SEND)
        first = house.waiting(SEND)[0].run_at - house.clock.now()
        house.clock.advance(first)
        house.run(SEND)
        second = house.waiting(SEND)[0].run_at - house.clock.now()

    assert house.codes(test_id) == [Code.SCHEDULED, Code.SEND_RETRY, Code.SEND_RETRY]
    assert second == 2 * first


def test_the_vendors_own_wish_to_wait_is_heeded(house: House) -> None:
    house.scheduled()

    with house.vendor.failing(lambda: ProviderUnavailable(retry_after=HOUR), "book"):
        house.run(SEND)

    assert house.waiting(SEND)[0].run_at == house.clock.now() + HOUR


def test_after_a_lost_reply_the_same_key_is_asked_again_and_availability_is_not(house: House) -> None:
    test_id = _with_a_lost_reply(house)
    house.vendor.full_windows.append(BOOKED)

    house.wait()

    assert house.codes(test_id)[1:3] == [Code.SEND_RETRY, Code.SENT]
    assert len(house.vendor.asked_for("availability")) == 1
    assert house.held(test_id) == 1


def test_after_availability_was_unknown_it_is_asked_again(house: House) -> None:
    house.scheduled()
    with house.vendor.failing(ProviderUnavailable, "availability"):
        house.run(SEND)

    house.wait(timedelta(minutes=2))

    assert len(house.vendor.asked_for("availability")) == 2


def test_tries_used_up_on_an_unreachable_vendor_leave_its_side_unknown(house: House) -> None:
    test_id = house.scheduled()

    with house.vendor.failing(ProviderUnavailable, "book"):
        house.run_jobs()
        house.wait()
        house.wait()

    assert house.codes(test_id)[-2:] == [Code.REJECTED_SEND_FAILED, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (REJECTED, IN_DOUBT)
    assert house.waiting(SEND) == []
    assert ("booking_needs_attention", Code.REJECTED_SEND_FAILED) in house.messages(test_id)


def test_an_answer_without_sense_is_not_asked_for_again_and_leaves_the_vendors_side_unknown(house: House) -> None:
    test_id = house.scheduled()

    with house.vendor.failing(ProviderFault, "book", strike="after"):
        house.run(SEND)

    assert house.codes(test_id)[-2:] == [Code.REJECTED_SEND_FAILED, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (REJECTED, IN_DOUBT)


def test_an_answer_missing_in_the_reply_concerns_that_booking_alone(house: House) -> None:
    missing, there = house.scheduled("Missing"), house.scheduled("There")
    house.vendor.forgets.add(house.booking(missing).key)

    house.run(SEND)

    assert house.state(missing) == (REJECTED, IN_DOUBT)
    assert house.state(there) == (SENT, CLEAN)
    assert house.log(missing)[1].evidence.digest == house.log(there)[1].evidence.digest


def test_an_empty_reply_leaves_every_booking_of_it_in_doubt(house: House) -> None:
    tests = [house.scheduled("First"), house.scheduled("Second")]
    house.vendor.answers["book"] = {}  # The provider makes a reply without answers of it.

    house.run(SEND)

    assert [house.state(test_id) for test_id in tests] == [(REJECTED, IN_DOUBT)] * 2


def test_the_evidence_of_each_exchange_stays_with_its_own_bookings(house: House) -> None:
    house.vendor.capabilities = replace(house.vendor.capabilities, max_batch=1)
    first, second = house.scheduled("First"), house.scheduled("Second")

    house.run(SEND)

    assert house.log(first)[1].evidence != house.log(second)[1].evidence


# In doubt from an earlier try


def _with_a_lost_reply(house: House) -> ProctoredTestId:
    test_id = house.scheduled()
    with house.vendor.failing(ProviderUnavailable, "book", strike="after"):
        house.run(SEND)
    return test_id


def test_a_rule_that_breaks_after_a_lost_reply_leaves_the_vendors_side_unknown(house: House) -> None:
    test_id = _with_a_lost_reply(house)

    house.clock.set(BOOKED.start - HOUR)
    house.run(SEND)

    assert house.codes(test_id)[-2:] == [Code.REJECTED_LEAD_TIME, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (REJECTED, IN_DOUBT)
    assert ("booking_needs_attention", Code.OUTCOME_UNKNOWN) in house.messages(test_id)


def test_credentials_refused_after_a_lost_reply_leave_the_vendors_side_unknown(house: House) -> None:
    test_id = _with_a_lost_reply(house)

    with house.vendor.failing(CredentialsRefused, "book"):
        house.wait(timedelta(minutes=2))

    assert house.codes(test_id)[-2:] == [Code.REJECTED_SEND_CREDENTIALS, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (REJECTED, IN_DOUBT)


def test_a_plugin_that_went_away_after_a_lost_reply_leaves_the_vendors_side_unknown(house: House) -> None:
    test_id = _with_a_lost_reply(house)

    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"
    house.wait(timedelta(minutes=2))

    assert house.state(test_id) == (REJECTED, IN_DOUBT)


def test_the_vendors_no_after_a_lost_reply_is_a_no(house: House) -> None:
    test_id = house.scheduled()
    with house.vendor.failing(ProviderUnavailable, "book"):
        house.run(SEND)
    house.vendor.decides = Declined(reason=DeclineReason.OTHER)

    house.wait(timedelta(minutes=2))

    assert house.state(test_id) == (REJECTED, CLEAN)


def test_a_test_deactivated_after_a_lost_reply_has_the_vendor_give_up_what_it_took(house: House) -> None:
    test_id = _with_a_lost_reply(house)
    house.deactivate(test_id)

    house.wait(timedelta(minutes=2))

    assert house.codes(test_id)[-3:] == [Code.REJECTED_TEST_STATUS, Code.OUTCOME_UNKNOWN, Code.RECONCILED]
    assert house.state(test_id) == (REJECTED, CLEAN)
    assert house.held(test_id) == 0


def test_a_rejection_without_doubt_asks_for_no_reconciliation(house: House) -> None:
    test_id = house.scheduled()
    house.deactivate(test_id)

    house.run(SEND)

    assert house.state(test_id) == (REJECTED, CLEAN)
    assert house.waiting(RECONCILE) == []
