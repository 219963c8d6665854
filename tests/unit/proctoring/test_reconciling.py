"""Asking the vendor what it really holds, and making our record follow it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.access.model import Actor
from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.promises import CHECK, RECONCILE, SEND
from core.proctoring.vendor import ProviderFault, ProviderUnavailable, TooLateToCancel
from core.shared.errors import ConflictError, NotAllowedError, NotFoundError, UnavailableError
from tests.unit.proctoring.house import (
    BOOKED,
    CENTRE,
    HOUR,
    PLANNER,
    SCHEDULER,
    House,
)

CLEAN, IN_DOUBT = False, True
CONFIRMED, REJECTED, SENT = BookingState.CONFIRMED, BookingState.REJECTED, BookingState.SENT


def in_doubt(house: House) -> ProctoredTestId:
    """Rejected because the checks were used up, and the vendor may hold it."""
    test_id = house.sent()
    for _ in range(3):
        house.wait()
    assert house.state(test_id) == (REJECTED, IN_DOUBT)
    return test_id


def reconcile(house: House, test_id: ProctoredTestId) -> None:
    house.reconcile(test_id)
    house.run(RECONCILE)


def test_a_booking_that_the_vendor_holds_confirmed_is_confirmed(house: House) -> None:
    test_id = in_doubt(house)
    house.vendor.confirm(house.booking(test_id).key)

    reconcile(house, test_id)

    message = house.log(test_id)[-1].message
    assert message == "B2 First – The vendor was asked what it holds: it holds the booking, confirmed"
    assert house.state(test_id) == (CONFIRMED, CLEAN)
    assert ("booking_confirmed", Code.RECONCILED) in house.messages(test_id)
    assert "reconciliation_asked" in house.trail()


def test_a_booking_that_the_vendor_holds_undecided_is_checked_from_the_start(house: House) -> None:
    test_id = in_doubt(house)

    reconcile(house, test_id)

    assert house.codes(test_id)[-2:] == [Code.RECONCILED, Code.CHECK_SCHEDULED]
    assert house.state(test_id) == (SENT, CLEAN)
    house.vendor.confirm(house.booking(test_id).key)
    house.wait()
    assert house.state(test_id) == (CONFIRMED, CLEAN)


def test_a_booking_that_the_vendor_does_not_hold_stays_rejected_and_can_be_booked_again(house: House) -> None:
    test_id = in_doubt(house)
    house.vendor.decline(house.booking(test_id).key)

    reconcile(house, test_id)

    assert house.state(test_id) == (REJECTED, CLEAN)
    assert house.booking(test_id).reference == ""
    house.activate(test_id)
    house.run(SEND)
    assert house.state(test_id) == (SENT, CLEAN)


def test_what_the_vendor_holds_for_another_time_stays_a_rejection_that_can_be_cancelled(house: House) -> None:
    test_id = in_doubt(house)
    house.vendor.decline(house.booking(test_id).key)
    house.put_in(test_id, BOOKED.widened(before=HOUR, after=HOUR))

    reconcile(house, test_id)

    assert house.state(test_id) == (REJECTED, CLEAN)
    house.cancel(test_id)
    house.run_jobs()
    assert (house.state(test_id), house.held(test_id)) == ((BookingState.CANCELLED, CLEAN), 0)


def test_nothing_is_booked_again_while_the_vendors_side_is_unknown(house: House) -> None:
    test_id = in_doubt(house)

    with pytest.raises(ConflictError, match="booking_outcome_unknown"):
        house.activate(test_id)

    assert house.state(test_id) == (REJECTED, IN_DOUBT)
    assert house.waiting(SEND) == []


def test_a_confirmed_booking_that_the_vendor_gave_up_is_told_to_whoever_booked_it(house: House) -> None:
    test_id = house.confirmed()
    house.vendor.cancel(house.booking(test_id).key)

    reconcile(house, test_id)

    assert house.codes(test_id)[-1] is Code.CANCELLED_BY_VENDOR
    assert house.state(test_id) == (BookingState.CANCELLED, CLEAN)
    assert ("booking_rejected", Code.CANCELLED_BY_VENDOR) in house.messages(test_id)


def test_a_confirmed_booking_that_the_vendor_still_holds_stays_confirmed(house: House) -> None:
    test_id = house.confirmed()

    reconcile(house, test_id)

    assert house.state(test_id) == (CONFIRMED, CLEAN)
    assert house.codes(test_id)[-1] is Code.RECONCILED


@pytest.mark.parametrize("actor", [PLANNER, SCHEDULER], ids=["planner", "scheduler"])
def test_only_the_service_desk_has_the_vendor_asked(house: House, actor: Actor) -> None:
    test_id = in_doubt(house)

    with pytest.raises(NotAllowedError):
        house.ask_reconciliation(replace(house.asking(test_id), actor=actor))

    assert house.waiting(RECONCILE) == []


def test_a_booking_on_its_way_is_asked_about_by_its_own_jobs_only(house: House) -> None:
    draft, scheduled, sent = house.a_test(), house.scheduled(), house.sent()

    for test_id in (draft, scheduled, sent):
        with pytest.raises(ConflictError, match="booking_is_on_its_way"):
            house.reconcile(test_id)


# Giving up what a rejected booking holds


def test_what_is_rejected_by_hand_is_given_up_at_the_vendor(house: House) -> None:
    test_id = house.confirmed()
    house.reject(test_id)
    assert house.state(test_id) == (REJECTED, IN_DOUBT)

    house.run(RECONCILE)

    assert (house.state(test_id), house.held(test_id)) == ((REJECTED, CLEAN), 0)


def test_what_is_rejected_by_hand_before_it_was_sent_holds_nothing_and_is_clean(house: House) -> None:
    test_id = house.scheduled()
    house.reject(test_id)

    house.run_jobs()

    assert house.state(test_id) == (REJECTED, CLEAN)
    assert house.vendor.asked_for("cancel") == []


def test_a_vendor_that_keeps_a_booking_rejected_by_hand_leaves_it_in_doubt_and_the_service_desk_told(
    house: House,
) -> None:
    test_id = house.confirmed()
    house.reject(test_id)
    house.vendor.answers["cancel"] = TooLateToCancel(text="A candidate has joined.")

    house.run(RECONCILE)

    entry = house.log(test_id)[-1]
    assert (entry.code, entry.parameters["vendor_says"]) == (Code.CANCELLATION_REFUSED, "A candidate has joined.")
    assert house.state(test_id) == (REJECTED, IN_DOUBT)
    assert ("booking_needs_attention", Code.CANCELLATION_REFUSED) in house.messages(test_id)


def test_a_vendor_that_takes_nothing_back_leaves_a_booking_rejected_by_hand_in_doubt(house: House) -> None:
    test_id = house.confirmed()
    house.vendor.capabilities = replace(house.vendor.capabilities, can_cancel=False)
    house.reject(test_id)

    house.run(RECONCILE)

    assert house.codes(test_id)[-1] is Code.CANCELLATION_REFUSED
    assert house.state(test_id) == (REJECTED, IN_DOUBT)
    assert house.vendor.asked_for("cancel") == []


def test_deactivating_a_test_in_doubt_has_the_vendor_give_up_what_it_holds(house: House) -> None:
    test_id = in_doubt(house)
    house.vendor.confirm(house.booking(test_id).key)

    house.deactivate(test_id, PLANNER)
    house.run_jobs()

    assert (house.state(test_id), house.held(test_id)) == ((REJECTED, CLEAN), 0)


def test_the_service_desk_does_not_bring_back_the_booking_of_a_test_that_was_deactivated(house: House) -> None:
    test_id = in_doubt(house)
    house.vendor.confirm(house.booking(test_id).key)
    house.deactivate(test_id, PLANNER)
    house.storage.stored.jobs.clear()  # The job that deactivating promised died.

    reconcile(house, test_id)

    assert (house.state(test_id), house.held(test_id)) == ((REJECTED, CLEAN), 0)


# When the vendor cannot be asked, and when something else happens meanwhile


@pytest.mark.parametrize("error", [ProviderUnavailable, ProviderFault], ids=["no answer", "no sense"])
@pytest.mark.parametrize("method", ["find", "cancel"])
def test_a_vendor_that_cannot_be_asked_leaves_the_doubt_and_the_job_to_try_again(
    house: House, error: type[ProviderUnavailable | ProviderFault], method: str
) -> None:
    test_id = house.confirmed()
    house.reject(test_id)

    with house.vendor.failing(error, method), pytest.raises(UnavailableError):
        house.run(RECONCILE)
    assert house.state(test_id) == (REJECTED, IN_DOUBT)
    house.run(RECONCILE)

    assert (house.state(test_id), house.held(test_id)) == ((REJECTED, CLEAN), 0)


def test_a_missing_plugin_leaves_the_doubt_and_the_job_to_try_again(house: House) -> None:
    test_id = in_doubt(house)
    house.reconcile(test_id)
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"

    with pytest.raises(UnavailableError, match="plugin_not_installed"):
        house.run(RECONCILE)

    assert house.state(test_id) == (REJECTED, IN_DOUBT)


def test_an_answer_that_something_overtook_is_not_stored_and_the_vendor_is_asked_again(house: House) -> None:
    """The vendor gave the booking up; a stale check wrote to the log before that could be stored."""
    test_id = house.sent()
    house.reject(test_id)
    house.clock.advance(HOUR)
    house.while_asked("cancel", lambda: house.run(CHECK))

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        house.run(RECONCILE)
    assert house.state(test_id) == (REJECTED, IN_DOUBT)
    house.run(RECONCILE)

    assert house.codes(test_id)[-3:] == [Code.REJECTED_BY_HAND, Code.CHECK_ABANDONED, Code.RECONCILED]
    assert (house.state(test_id), house.held(test_id)) == ((REJECTED, CLEAN), 0)


def test_a_decision_by_hand_while_the_vendor_is_asked_is_not_overwritten(house: House) -> None:
    test_id = in_doubt(house)
    house.vendor.decline(house.booking(test_id).key)
    house.reconcile(test_id)
    house.while_asked("find", lambda: house.confirm(test_id))

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        house.run(RECONCILE)

    assert house.state(test_id) == (CONFIRMED, CLEAN)


def test_a_reconciliation_handed_out_again_after_its_work_was_stored_keeps_the_state(house: House) -> None:
    test_id = house.confirmed()
    house.reject(test_id)
    done = house.run(RECONCILE)

    house.run_again(done)

    assert (house.state(test_id), house.held(test_id)) == ((REJECTED, CLEAN), 0)


def test_a_reconciliation_of_an_earlier_activation_gives_nothing_up(house: House) -> None:
    """The vendor holds a booking for another time, and a person is to decide what becomes of it."""
    test_id = house.sent()
    house.reject(test_id)
    old = house.run(RECONCILE)
    house.put_in(test_id, BOOKED.widened(before=HOUR, after=HOUR))
    house.activate(test_id)
    house.run(SEND)
    assert house.codes(test_id)[-1] is Code.REJECTED_CONFLICT
    before = house.booking(test_id)

    house.run_again(old)

    assert house.booking(test_id) == before
    assert house.held(test_id) == 1


def test_a_reconciliation_that_comes_after_the_test_was_activated_again_is_dropped(house: House) -> None:
    test_id = house.sent()
    house.reject(test_id)
    done = house.run(RECONCILE)
    house.activate(test_id)
    before = house.booking(test_id)

    house.run_again(done)

    assert house.booking(test_id) == before


def test_an_unknown_booking_is_not_found(house: House) -> None:
    test_id = in_doubt(house)
    command = house.asking(test_id)
    house.storage.stored.bookings.clear()
    house.storage.stored.log.clear()

    with pytest.raises(NotFoundError):
        house.ask_reconciliation(command)
