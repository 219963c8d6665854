"""Asking how the vendor decided, until it did or the checks are used up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.promises import CHECK, RECONCILE, SEND
from core.proctoring.vendor import (
    Confirmed,
    CredentialsRefused,
    DeclineReason,
    NotHeld,
    ProviderFault,
    ProviderUnavailable,
)
from tests.unit.proctoring.house import CENTRE, HOUR, House

CLEAN, IN_DOUBT = False, True


def check(house: House) -> None:
    """The next check, and nothing after it."""
    house.clock.advance(HOUR)
    house.run(CHECK)


def test_an_undecided_booking_is_asked_about_again_after_a_longer_wait(house: House) -> None:
    test_id = house.sent()
    first = house.waiting(CHECK)[0].run_at - house.clock.now()

    check(house)

    assert house.codes(test_id)[-1] is Code.CHECK_SCHEDULED
    assert house.waiting(CHECK)[0].run_at - house.clock.now() == 2 * first
    assert house.booking(test_id).next_check_at == house.waiting(CHECK)[0].run_at


def test_the_vendors_yes_confirms_the_booking_with_the_exchange_as_evidence(house: House) -> None:
    test_id = house.sent()
    house.vendor.confirm(house.booking(test_id).key)

    check(house)

    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)
    entry = house.log(test_id)[-1]
    assert (entry.code, entry.evidence.request_id[:9]) == (Code.CONFIRMED, "exchange-")
    assert house.messages(test_id) == [("booking_confirmed", Code.CONFIRMED)]
    assert house.waiting(CHECK) == []


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (DeclineReason.NO_CAPACITY, Code.REJECTED_CAPACITY),
        (DeclineReason.TOO_LATE, Code.REJECTED_LEAD_TIME),
        (DeclineReason.OTHER, Code.REJECTED_UNKNOWN),
    ],
)
def test_the_vendors_no_rejects_the_booking_for_its_reason(house: House, reason: DeclineReason, code: Code) -> None:
    test_id = house.sent()
    house.vendor.decline(house.booking(test_id).key, reason, "Sorry.")

    check(house)

    entry = house.log(test_id)[-1]
    assert (entry.code, entry.parameters["vendor_says"]) == (code, "Sorry.")
    assert house.state(test_id) == (BookingState.REJECTED, CLEAN)


def test_a_booking_that_the_vendor_does_not_know_any_more_is_rejected_and_the_service_desk_told(house: House) -> None:
    test_id = house.sent()
    house.vendor.answers["check"] = {house.booking(test_id).reference: NotHeld()}

    check(house)

    assert house.codes(test_id)[-1] is Code.REJECTED_UNKNOWN
    assert ("booking_needs_attention", Code.REJECTED_UNKNOWN) in house.messages(test_id)


def test_many_bookings_are_asked_about_in_one_request_each_for_itself(house: House) -> None:
    yes, no, undecided = (house.scheduled(title) for title in ("Yes", "No", "Undecided"))
    house.run(SEND)
    house.vendor.confirm(house.booking(yes).key)
    house.vendor.decline(house.booking(no).key)

    check(house)

    assert len(house.vendor.asked_for("check")) == 1
    assert [house.state(test_id)[0] for test_id in (yes, no, undecided)] == [
        BookingState.CONFIRMED,
        BookingState.REJECTED,
        BookingState.SENT,
    ]


def test_the_evidence_of_each_exchange_stays_with_its_own_bookings(house: House) -> None:
    house.vendor.capabilities = replace(house.vendor.capabilities, max_batch=1)
    first, second = house.scheduled("First"), house.scheduled("Second")
    house.run(SEND)
    for test_id in (first, second):
        house.vendor.confirm(house.booking(test_id).key)

    check(house)

    assert house.log(first)[-1].evidence != house.log(second)[-1].evidence


# No answer, or none that makes sense


def test_a_check_that_fails_for_a_passing_reason_is_logged_and_repeated(house: House) -> None:
    test_id = house.sent()

    with house.vendor.failing(ProviderUnavailable, "check"):
        check(house)

    assert house.codes(test_id)[-2:] == [Code.CHECK_RETRY, Code.CHECK_SCHEDULED]
    assert house.state(test_id) == (BookingState.SENT, CLEAN)


def test_the_vendors_own_wish_to_wait_is_heeded(house: House) -> None:
    house.sent()

    with house.vendor.failing(lambda: ProviderUnavailable(retry_after=5 * HOUR), "check"):
        check(house)

    assert house.waiting(CHECK)[0].run_at == house.clock.now() + 5 * HOUR


def test_a_vendor_that_never_decides_ends_in_a_rejection_that_is_in_doubt(house: House) -> None:
    test_id = house.sent()

    for _ in range(3):
        check(house)

    assert house.codes(test_id)[2:] == [
        Code.CHECK_SCHEDULED,
        Code.CHECK_SCHEDULED,
        Code.CHECK_SCHEDULED,
        Code.REJECTED_EXHAUSTED,
        Code.OUTCOME_UNKNOWN,
    ]
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)
    assert house.waiting(CHECK) == []
    assert ("booking_needs_attention", Code.REJECTED_EXHAUSTED) in house.messages(test_id)


def test_checks_that_all_fail_end_the_same_way_and_the_last_failure_is_logged(house: House) -> None:
    test_id = house.sent()

    with house.vendor.failing(ProviderUnavailable, "check"):
        for _ in range(3):
            check(house)

    assert house.codes(test_id)[-3:] == [Code.CHECK_RETRY, Code.REJECTED_EXHAUSTED, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)


def test_credentials_refused_on_the_check_alone_leave_the_vendors_side_unknown(house: House) -> None:
    test_id = house.sent()

    with house.vendor.failing(CredentialsRefused, "check"):
        check(house)

    assert house.codes(test_id)[-2:] == [Code.REJECTED_CHECK_CREDENTIALS, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)


def test_an_answer_without_sense_leaves_the_vendors_side_unknown(house: House) -> None:
    test_id = house.sent()

    with house.vendor.failing(ProviderFault, "check"):
        check(house)

    assert house.codes(test_id)[-2:] == [Code.REJECTED_CHECK_FAILED, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)


def test_an_answer_missing_in_the_reply_concerns_that_booking_alone(house: House) -> None:
    missing, there = house.scheduled("Missing"), house.scheduled("There")
    house.run(SEND)
    house.vendor.forgets.add(house.booking(missing).reference)

    check(house)

    assert house.codes(missing)[-2:] == [Code.REJECTED_CHECK_FAILED, Code.OUTCOME_UNKNOWN]
    assert house.log(missing)[-2].evidence.digest
    assert house.state(there) == (BookingState.SENT, CLEAN)


def test_a_yes_to_another_reference_is_not_taken_for_ours(house: House) -> None:
    test_id = house.sent()
    house.vendor.answers["check"] = {house.booking(test_id).reference: Confirmed(reference="somebody-elses")}

    check(house)

    assert house.codes(test_id)[-2:] == [Code.REJECTED_CHECK_FAILED, Code.OUTCOME_UNKNOWN]
    assert house.booking(test_id).reference == "booking-1"


def test_a_plugin_that_is_away_for_a_while_is_waited_for(house: House) -> None:
    test_id = house.sent()
    house.providers.by_name[CENTRE, "acme"] = "plugin_switched_off"
    check(house)
    assert house.codes(test_id)[-2:] == [Code.CHECK_RETRY, Code.CHECK_SCHEDULED]
    house.providers.by_name[CENTRE, "acme"] = house.provider
    house.vendor.confirm(house.booking(test_id).key)

    check(house)

    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)


def test_a_plugin_that_stays_away_uses_the_checks_up(house: House) -> None:
    test_id = house.sent()
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"

    for _ in range(3):
        check(house)

    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)


# Handed out twice, decided meanwhile


@pytest.mark.parametrize("decision", ["confirm", "decline", "nothing"])
def test_a_check_handed_out_again_after_its_work_was_stored_changes_nothing(house: House, decision: str) -> None:
    test_id = house.sent()
    if decision != "nothing":
        getattr(house.vendor, decision)(house.booking(test_id).key)
    house.clock.advance(HOUR)
    done = house.run(CHECK)
    before, jobs = house.booking(test_id), dict(house.storage.stored.jobs)

    house.run_again(done)

    assert house.booking(test_id) == before
    assert house.storage.stored.jobs == jobs
    assert len(house.vendor.asked_for("check")) == 1


def test_a_check_whose_booking_was_decided_before_its_turn_is_dropped_and_the_log_says_so(house: House) -> None:
    test_id = house.sent()
    house.confirm(test_id)

    check(house)

    assert house.log(test_id)[-1].message == (
        "B2 First – Cannot check the progress of the Proctor booking for the Test because status confirmed is not "
        "compatible."
    )
    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)
    assert house.vendor.asked_for("check") == []


def test_a_check_of_an_earlier_activation_changes_nothing(house: House) -> None:
    test_id = house.sent()
    house.vendor.decline(house.booking(test_id).key)
    house.clock.advance(HOUR)
    old = house.run(CHECK)
    house.activate(test_id)
    house.run(SEND)
    before = house.booking(test_id)

    house.run_again(old, attempt=1)

    assert house.booking(test_id) == before


def test_of_two_checks_for_one_booking_the_one_promised_last_counts(house: House) -> None:
    test_id = house.sent()
    old = house.waiting(CHECK)
    check(house)
    new = house.waiting(CHECK)
    house.vendor.confirm(house.booking(test_id).key)

    house.run_again([*new, *old])

    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)


def test_two_runs_of_one_check_at_a_time_store_one_answer(house: House) -> None:
    test_id = house.sent()
    slow = house.waiting(CHECK)
    house.while_asked("check", lambda: house.run_again(slow))

    check(house)

    assert house.codes(test_id)[2:] == [Code.CHECK_SCHEDULED, Code.CHECK_SCHEDULED]
    assert len(house.waiting(CHECK)) == 1


def test_a_booking_rejected_by_hand_while_the_vendor_confirms_it_is_given_up_there(house: House) -> None:
    test_id = house.sent()
    house.vendor.confirm(house.booking(test_id).key)
    house.while_asked("check", lambda: house.reject(test_id))

    house.wait()

    assert house.codes(test_id)[3:] == [Code.REJECTED_BY_HAND, Code.CHECK_ABANDONED, Code.RECONCILED]
    assert (house.state(test_id), house.held(test_id)) == ((BookingState.REJECTED, CLEAN), 0)


def test_a_booking_confirmed_by_hand_while_the_vendor_refuses_it_is_asked_about_once_more(house: House) -> None:
    test_id = house.sent()
    house.vendor.decline(house.booking(test_id).key)
    house.while_asked("check", lambda: house.confirm(test_id))

    house.wait()

    assert house.codes(test_id)[3:] == [Code.CONFIRMED_BY_HAND, Code.CHECK_ABANDONED, Code.CANCELLED_BY_VENDOR]
    assert house.state(test_id) == (BookingState.CANCELLED, CLEAN)
    assert ("booking_rejected", Code.CANCELLED_BY_VENDOR) in house.messages(test_id)


def test_a_booking_confirmed_by_hand_while_the_vendor_is_undecided_stands(house: House) -> None:
    test_id = house.sent()
    house.while_asked("check", lambda: house.confirm(test_id))

    house.wait()

    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)
    assert house.waiting(RECONCILE) == []


def test_a_booking_whose_cancellation_is_asked_during_a_check_is_cancelled(house: House) -> None:
    test_id = house.sent()
    house.vendor.confirm(house.booking(test_id).key)
    house.while_asked("check", lambda: house.cancel(test_id))

    house.wait()

    assert house.state(test_id) == (BookingState.CANCELLED, CLEAN)
    assert house.held(test_id) == 0


def test_a_booking_sent_anew_while_an_old_check_is_asked_is_not_decided_by_it(house: House) -> None:
    test_id = house.sent()
    house.vendor.confirm(house.booking(test_id).key)

    def start_over() -> None:
        house.reject(test_id)
        house.run(RECONCILE)
        house.activate(test_id)
        house.run(SEND)

    house.while_asked("check", start_over)
    check(house)

    assert house.state(test_id) == (BookingState.SENT, CLEAN)
    assert house.booking(test_id).activation == 2
    house.wait(timedelta(minutes=2))
    assert house.codes(test_id)[-1] is Code.CHECK_SCHEDULED
