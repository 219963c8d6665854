"""Sending while other things happen: jobs handed out twice, crashes, and decisions taken while the vendor is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.promises import CHECK, RECONCILE, SEND
from core.proctoring.vendor import Available, Declined, DeclineReason, Full, ProviderUnavailable
from tests.fakes.units import Promised
from tests.unit.proctoring.house import BOOKED, CENTRE, HOUR, House

CLEAN, IN_DOUBT = False, True


class Crash(Exception):
    """The process ends here."""


def crash(house: House, *, after: str) -> list[Promised]:
    """Run the send job into a crash after this call; the job as it waits to be handed out again."""

    def end() -> None:
        raise Crash

    house.while_asked(after, end)
    with pytest.raises(Crash):
        house.run(SEND)
    return house.waiting(SEND)


# Handed out twice


@pytest.mark.parametrize(
    "decides",
    [None, "confirmed", Declined(reason=DeclineReason.OTHER)],
    ids=["sent", "confirmed", "rejected"],
)
def test_a_job_handed_out_again_after_its_work_was_stored_changes_nothing(
    house: House, decides: Literal["confirmed"] | Declined | None
) -> None:
    house.vendor.decides = decides
    test_id = house.scheduled()
    done = house.run(SEND)
    before, jobs = house.booking(test_id), dict(house.storage.stored.jobs)

    house.run_again(done)

    assert house.booking(test_id) == before
    assert house.storage.stored.jobs == jobs
    assert len(house.vendor.asked_for("book")) == 1


def test_a_job_handed_out_again_after_it_was_put_off_leaves_the_later_try_alone(house: House) -> None:
    test_id = house.scheduled()
    with house.vendor.failing(ProviderUnavailable, "book"):
        done = house.run(SEND)
    before = house.booking(test_id)

    house.run_again(done)

    assert house.booking(test_id) == before


def test_a_job_of_an_earlier_activation_changes_nothing(house: House) -> None:
    house.vendor.decides = Declined(reason=DeclineReason.OTHER)
    test_id = house.scheduled()
    old = house.run(SEND)
    house.activate(test_id)
    before = house.booking(test_id)

    house.run_again(old, attempt=1)

    assert house.booking(test_id) == before


def test_a_job_whose_booking_was_decided_before_its_turn_is_dropped_and_the_log_says_so(house: House) -> None:
    test_id = house.scheduled()
    house.confirm(test_id)

    house.run(SEND)

    assert house.log(test_id)[-1].message == (
        "B2 First – Test cannot be scheduled for booking because status confirmed is not compatible."
    )
    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)
    assert house.vendor.asked == []


def test_without_the_vendors_plugin_a_decided_booking_is_left_alone(house: House) -> None:
    test_id = house.scheduled()
    house.confirm(test_id)
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"

    house.run(SEND)

    assert house.codes(test_id)[-1] is Code.SEND_ABANDONED
    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)


def test_without_the_vendors_plugin_a_job_of_an_earlier_activation_changes_nothing(house: House) -> None:
    house.vendor.decides = Declined(reason=DeclineReason.OTHER)
    test_id = house.scheduled()
    old = house.run(SEND)
    house.activate(test_id)
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"
    before = house.booking(test_id)

    house.run_again(old)

    assert house.booking(test_id) == before


@pytest.mark.parametrize("reverse", [False, True], ids=["old first", "new first"])
def test_of_two_jobs_for_one_booking_the_one_promised_last_counts(house: House, reverse: bool) -> None:
    test_id = house.scheduled()
    [old] = house.waiting(SEND)
    house.vendor.decides = Declined(reason=DeclineReason.OTHER)
    house.run(SEND)
    house.vendor.decides = None
    house.activate(test_id)
    [new] = house.waiting(SEND)
    together = sorted([old, new], key=lambda promised: promised.payload["activation"], reverse=reverse)

    house.run_again(together, attempt=1)

    assert house.state(test_id) == (BookingState.SENT, CLEAN)


def test_two_runs_of_one_job_at_a_time_store_one_answer(house: House) -> None:
    """The lease of a slow run lapsed, and another run of the same job was faster."""
    test_id = house.scheduled()
    slow = house.waiting(SEND)
    house.while_asked("book", lambda: house.run_again(slow))

    house.run(SEND)

    assert house.codes(test_id) == [Code.SCHEDULED, Code.SENT, Code.CHECK_SCHEDULED]
    assert house.state(test_id) == (BookingState.SENT, CLEAN)
    assert (house.held(test_id), house.waiting(RECONCILE)) == (1, [])


def test_a_slow_run_without_an_answer_does_not_cast_doubt_on_what_a_faster_one_stored(house: House) -> None:
    test_id = house.scheduled()
    slow = house.waiting(SEND)
    house.vendor.answers["book"] = {}
    house.while_asked("book", lambda: house.run_again(slow))

    house.run(SEND)

    assert house.codes(test_id) == [Code.SCHEDULED, Code.SENT, Code.CHECK_SCHEDULED]
    assert house.state(test_id) == (BookingState.SENT, CLEAN)


# Crashes


def test_after_a_crash_between_answer_and_storing_the_same_booking_is_found_by_its_key(house: House) -> None:
    test_id = house.scheduled()
    crash(house, after="book")
    house.vendor.availability = Full()

    house.run(SEND)

    assert house.state(test_id) == (BookingState.SENT, CLEAN)
    assert house.held(test_id) == 1
    assert len(house.vendor.asked_for("availability")) == 1


def test_after_a_crash_a_rule_that_breaks_leaves_the_vendors_side_unknown(house: House) -> None:
    test_id = house.scheduled()
    crash(house, after="book")
    house.clock.set(BOOKED.start - HOUR)

    house.run(SEND)

    assert house.codes(test_id)[-2:] == [Code.REJECTED_LEAD_TIME, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)


def test_after_a_crash_a_missing_plugin_leaves_the_vendors_side_unknown(house: House) -> None:
    test_id = house.scheduled()
    crash(house, after="book")
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"

    house.run(SEND)

    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)


def test_a_booking_that_expires_after_a_crash_is_in_doubt(house: House) -> None:
    test_id = house.scheduled()
    crash(house, after="book")
    house.clock.set(BOOKED.start + HOUR)

    house.expire()

    assert house.state(test_id) == (BookingState.EXPIRED, IN_DOUBT)


def test_a_job_run_again_by_hand_after_it_died_does_not_ask_for_availability(house: House) -> None:
    """Its attempts are counted from 1 again; that it had asked is known all the same."""
    test_id = house.scheduled()
    dead = crash(house, after="book")
    house.storage.stored.jobs.clear()
    house.vendor.availability = Full()

    house.run_again(dead, attempt=1)

    assert house.state(test_id) == (BookingState.SENT, CLEAN)


# Decided while the vendor is asked


def test_a_booking_rejected_by_hand_while_the_vendor_takes_it_is_given_up_there(house: House) -> None:
    test_id = house.scheduled()
    house.while_asked("book", lambda: house.reject(test_id))

    house.run(SEND)

    assert house.codes(test_id)[1:] == [Code.REJECTED_BY_HAND, Code.SEND_ABANDONED]
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)
    house.run_jobs()
    assert house.state(test_id) == (BookingState.REJECTED, CLEAN)
    assert house.held(test_id) == 0


def test_a_vendor_that_said_it_holds_nothing_and_then_takes_the_booking_leaves_no_clean_rejection(
    house: House,
) -> None:
    test_id = house.scheduled()

    def reject_and_reconcile() -> None:
        house.reject(test_id)
        house.run(RECONCILE)
        assert house.state(test_id) == (BookingState.REJECTED, CLEAN)

    house.while_asked("availability", reject_and_reconcile)

    house.run(SEND)

    assert house.codes(test_id)[-2:] == [Code.SEND_ABANDONED, Code.OUTCOME_UNKNOWN]
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)
    house.run_jobs()
    assert house.state(test_id) == (BookingState.REJECTED, CLEAN)
    assert house.held(test_id) == 0


def test_a_lost_reply_after_a_rejection_by_hand_leaves_no_clean_rejection(house: House) -> None:
    test_id = house.scheduled()

    def reject_and_reconcile() -> None:
        house.reject(test_id)
        house.run(RECONCILE)

    house.while_asked("availability", reject_and_reconcile)
    with house.vendor.failing(ProviderUnavailable, "book", strike="after"):
        house.run(SEND)

    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)
    house.run_jobs()
    assert (house.state(test_id), house.held(test_id)) == ((BookingState.REJECTED, CLEAN), 0)


def test_the_vendors_no_after_a_rejection_by_hand_casts_no_doubt(house: House) -> None:
    house.vendor.decides = Declined(reason=DeclineReason.OTHER)
    test_id = house.scheduled()

    def reject_and_reconcile() -> None:
        house.reject(test_id)
        house.run(RECONCILE)

    house.while_asked("availability", reject_and_reconcile)
    house.run(SEND)

    assert house.codes(test_id)[-1] is Code.SEND_ABANDONED
    assert house.state(test_id) == (BookingState.REJECTED, CLEAN)


def test_a_booking_confirmed_by_hand_while_the_vendor_confirms_it_learns_its_reference(house: House) -> None:
    house.vendor.decides = "confirmed"
    test_id = house.scheduled()
    house.while_asked("book", lambda: house.confirm(test_id))

    house.run_jobs()

    assert house.codes(test_id)[1:] == [Code.CONFIRMED_BY_HAND, Code.SEND_ABANDONED, Code.RECONCILED]
    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)
    assert house.booking(test_id).reference == "booking-1"


def test_a_booking_confirmed_by_hand_is_not_taken_back_because_a_reply_was_lost(house: House) -> None:
    test_id = house.scheduled()
    house.while_asked("book", lambda: house.confirm(test_id))

    with house.vendor.failing(ProviderUnavailable, "book"):
        house.run_jobs()

    assert house.codes(test_id)[1:] == [Code.CONFIRMED_BY_HAND, Code.SEND_ABANDONED]
    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)


def test_a_booking_that_expires_while_the_vendor_takes_it_is_in_doubt_until_the_vendor_is_asked(house: House) -> None:
    house.vendor.decides = "confirmed"
    test_id = house.scheduled()

    def expire() -> None:
        house.clock.set(BOOKED.start + timedelta(minutes=1))
        house.expire()

    house.while_asked("book", expire)

    house.run(SEND)

    assert house.state(test_id) == (BookingState.EXPIRED, IN_DOUBT)
    assert house.codes(test_id).count(Code.OUTCOME_UNKNOWN) == 1
    house.run_jobs()
    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)


def test_a_test_deactivated_while_the_vendor_takes_its_booking_does_not_keep_the_proctors(house: House) -> None:
    test_id = house.scheduled()
    house.while_asked("book", lambda: house.deactivate(test_id))

    house.run(SEND)

    assert house.codes(test_id)[1:] == [Code.REJECTED_TEST_STATUS, Code.OUTCOME_UNKNOWN]
    assert house.log(test_id)[1].evidence.request_id
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)
    house.run_jobs()
    assert (house.state(test_id), house.held(test_id)) == ((BookingState.REJECTED, CLEAN), 0)


def test_a_test_deactivated_while_the_vendor_refuses_is_rejected_for_the_vendors_reason(house: House) -> None:
    house.vendor.decides = Declined(reason=DeclineReason.NO_CAPACITY)
    test_id = house.scheduled()
    house.while_asked("book", lambda: house.deactivate(test_id))

    house.run(SEND)

    assert house.codes(test_id)[1:] == [Code.REJECTED_CAPACITY]
    assert house.state(test_id) == (BookingState.REJECTED, CLEAN)


def test_a_test_deactivated_while_the_vendor_is_down_is_rejected_at_the_next_try(house: House) -> None:
    test_id = house.scheduled()
    house.while_asked("book", lambda: house.deactivate(test_id))
    with house.vendor.failing(ProviderUnavailable, "book"):
        house.run(SEND)

    house.wait(timedelta(minutes=2))

    assert house.codes(test_id)[1:] == [
        Code.SEND_RETRY,
        Code.REJECTED_TEST_STATUS,
        Code.OUTCOME_UNKNOWN,
        Code.RECONCILED,
    ]
    assert house.state(test_id) == (BookingState.REJECTED, CLEAN)


def test_what_an_earlier_activation_booked_late_is_known_to_the_next(house: House) -> None:
    """Rejected, reconciled and activated again, all while the vendor was taking the first request. Its own booking
    fills the window then; the second request must not be rejected for want of proctors."""
    test_id = house.scheduled()

    def start_over() -> None:
        house.reject(test_id)
        house.run(RECONCILE)
        house.activate(test_id)

    house.while_asked("availability", start_over)
    house.run(SEND)
    house.vendor.availability = Full()

    house.run_jobs()

    assert house.state(test_id) == (BookingState.SENT, CLEAN)
    assert house.held(test_id) == 1


def test_what_an_earlier_activation_did_not_get_says_nothing_of_the_next(house: House) -> None:
    house.vendor.decides = Declined(reason=DeclineReason.OTHER)
    test_id = house.scheduled()

    def start_over() -> None:
        house.reject(test_id)
        house.run(RECONCILE)
        house.activate(test_id)

    house.while_asked("availability", start_over)
    house.run(SEND)
    house.vendor.availability = Available(proctors=9)
    house.vendor.decides = None

    house.run_jobs()

    assert house.state(test_id) == (BookingState.SENT, CLEAN)
    assert len(house.vendor.asked_for("availability")) == 2
    assert [one.payload["activation"] for one in house.waiting(CHECK)] == ["2"]
