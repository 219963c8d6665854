"""Having the vendor give a booking up: asked, refused, repeated, and in doubt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.access.model import Actor
from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.promises import CANCEL, CHECK, SEND
from core.proctoring.vendor import CredentialsRefused, ProviderFault, ProviderUnavailable, TooLateToCancel
from core.shared.errors import ConflictError, NotAllowedError, NotFoundError, UnavailableError
from tests.unit.proctoring.house import BOOKED, CENTRE, DAY, DESK, HOUR, PLANNER, STRANGER, House

CLEAN, IN_DOUBT = False, True
CONFIRMED, CANCELLING, CANCELLED = BookingState.CONFIRMED, BookingState.CANCELLING, BookingState.CANCELLED


def refuse(house: House) -> None:
    house.vendor.answers["cancel"] = TooLateToCancel(text="Less than a day before the test.")


def a_conflict(house: House) -> ProctoredTestId:
    """A booking that is rejected because the vendor holds one for another time."""
    test_id = house.scheduled()
    house.put_in(test_id, BOOKED.widened(before=HOUR, after=HOUR))
    house.run(SEND)
    return test_id


def test_a_confirmed_booking_is_cancelled_at_the_vendor(house: House) -> None:
    test_id = house.confirmed()

    house.cancel(test_id)

    assert house.state(test_id) == (CANCELLING, CLEAN)
    assert house.trail()[-1] == "proctor_booking_cancelled"
    house.run(CANCEL)
    assert house.codes(test_id)[-2:] == [Code.CANCELLING, Code.CANCELLED]
    assert (house.state(test_id), house.held(test_id)) == ((CANCELLED, CLEAN), 0)


def test_an_undecided_booking_can_be_cancelled_and_its_check_is_dropped(house: House) -> None:
    test_id = house.sent()
    house.cancel(test_id)

    house.wait()

    assert house.state(test_id) == (CANCELLED, CLEAN)
    assert house.codes(test_id)[-2:] == [Code.CHECK_ABANDONED, Code.CANCELLED]


def test_what_the_vendor_holds_for_another_time_can_be_cancelled(house: House) -> None:
    test_id = a_conflict(house)

    house.cancel(test_id)
    house.run(CANCEL)

    assert (house.state(test_id), house.held(test_id)) == ((CANCELLED, CLEAN), 0)


def test_a_cancelled_test_can_be_booked_again(house: House) -> None:
    test_id = house.confirmed()
    house.cancel(test_id)
    house.run(CANCEL)

    house.activate(test_id)
    house.run(SEND)

    assert house.state(test_id) == (BookingState.SENT, CLEAN)


@pytest.mark.parametrize("actor", [PLANNER, DESK], ids=["planner", "service desk"])
def test_only_who_may_activate_may_cancel(house: House, actor: Actor) -> None:
    test_id = house.confirmed()

    with pytest.raises(NotAllowedError):
        house.cancel(test_id, actor)


def test_another_centres_booking_is_not_found(house: House) -> None:
    test_id = house.confirmed()

    with pytest.raises(NotFoundError):
        house.cancel(test_id, STRANGER)


def test_a_booking_that_waits_to_be_sent_cannot_be_cancelled(house: House) -> None:
    test_id = house.scheduled()

    with pytest.raises(ConflictError, match="booking_state_incompatible"):
        house.cancel(test_id)


def test_what_the_vendor_is_not_known_to_hold_cannot_be_cancelled(house: House) -> None:
    test_id = house.scheduled()
    house.confirm(test_id)

    with pytest.raises(ConflictError, match="vendor_holds_nothing"):
        house.cancel(test_id)


def test_a_booking_in_doubt_cannot_be_cancelled(house: House) -> None:
    test_id = house.confirmed()
    house.reject(test_id)

    with pytest.raises(ConflictError, match="booking_outcome_unknown"):
        house.cancel(test_id)


def test_a_vendor_that_takes_no_bookings_back_is_not_asked(house: House) -> None:
    test_id = house.confirmed()
    house.vendor.capabilities = replace(house.vendor.capabilities, can_cancel=False)

    with pytest.raises(ConflictError, match="vendor_cannot_cancel"):
        house.cancel(test_id)

    assert house.state(test_id) == (CONFIRMED, CLEAN)
    assert house.waiting(CANCEL) == []


def test_without_the_vendors_plugin_nothing_can_be_cancelled(house: House) -> None:
    test_id = house.confirmed()
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"

    with pytest.raises(UnavailableError, match="plugin_not_installed"):
        house.cancel(test_id)

    assert house.state(test_id) == (CONFIRMED, CLEAN)


# Refused


def test_a_confirmed_booking_that_the_vendor_keeps_stands_again(house: House) -> None:
    test_id = house.confirmed()
    house.cancel(test_id)
    refuse(house)

    house.run(CANCEL)

    entry = house.log(test_id)[-1]
    assert (entry.code, entry.parameters["vendor_says"]) == (
        Code.CANCELLATION_REFUSED,
        "Less than a day before the test.",
    )
    assert house.state(test_id) == (CONFIRMED, CLEAN)
    assert ("booking_confirmed", Code.CANCELLATION_REFUSED) in house.messages(test_id)


def test_an_undecided_booking_that_the_vendor_keeps_is_asked_about_at_once(house: House) -> None:
    test_id = house.sent()
    house.cancel(test_id)
    house.clock.advance(HOUR)
    house.run(CHECK)  # The check that waited comes while the booking is being cancelled.
    refuse(house)

    house.run(CANCEL)

    assert house.codes(test_id)[-3:] == [Code.CHECK_ABANDONED, Code.CANCELLATION_REFUSED, Code.CHECK_SCHEDULED]
    assert house.state(test_id) == (BookingState.SENT, IN_DOUBT)
    house.vendor.confirm(house.booking(test_id).key)
    house.run(CHECK)
    assert house.state(test_id) == (CONFIRMED, CLEAN)


def test_a_booking_for_another_time_that_the_vendor_keeps_is_in_doubt_and_the_service_desk_told(house: House) -> None:
    test_id = a_conflict(house)
    house.cancel(test_id)
    refuse(house)

    house.run(CANCEL)

    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)
    assert ("booking_needs_attention", Code.CANCELLATION_REFUSED) in house.messages(test_id)


# Repeated, in doubt


def test_a_cancellation_that_fails_for_a_passing_reason_is_repeated(house: House) -> None:
    test_id = house.confirmed()
    house.cancel(test_id)
    with house.vendor.failing(ProviderUnavailable, "cancel"):
        house.run(CANCEL)
    assert house.codes(test_id)[-1] is Code.CANCELLATION_RETRY

    house.wait()

    assert (house.state(test_id), house.held(test_id)) == ((CANCELLED, CLEAN), 0)


def test_the_vendors_own_wish_to_wait_is_heeded(house: House) -> None:
    house.cancel(house.confirmed())

    with house.vendor.failing(lambda: ProviderUnavailable(retry_after=DAY), "cancel"):
        house.run(CANCEL)

    assert house.waiting(CANCEL)[0].run_at == house.clock.now() + DAY


def test_a_cancellation_whose_tries_are_used_up_is_in_doubt_until_the_vendor_is_asked(house: House) -> None:
    test_id = house.confirmed()
    house.cancel(test_id)

    with house.vendor.failing(ProviderUnavailable, "cancel"):
        for _ in range(3):
            house.wait()

    assert house.codes(test_id)[-4:] == [
        Code.CANCELLING,
        Code.CANCELLATION_RETRY,
        Code.CANCELLATION_RETRY,
        Code.OUTCOME_UNKNOWN,
    ]
    assert house.state(test_id) == (CANCELLING, IN_DOUBT)
    assert ("booking_needs_attention", Code.OUTCOME_UNKNOWN) in house.messages(test_id)
    house.reconcile(test_id)
    house.run_jobs()
    assert house.state(test_id) == (CONFIRMED, CLEAN)


@pytest.mark.parametrize("error", [ProviderFault, CredentialsRefused], ids=["no sense", "credentials"])
def test_a_cancellation_without_a_usable_answer_is_in_doubt(
    house: House, error: type[ProviderFault | CredentialsRefused]
) -> None:
    test_id = house.confirmed()
    house.cancel(test_id)

    with house.vendor.failing(error, "cancel", strike="after"):
        house.run(CANCEL)

    assert house.state(test_id) == (CANCELLING, IN_DOUBT)
    house.reconcile(test_id)
    house.run_jobs()
    assert house.state(test_id) == (CANCELLED, CLEAN)


def test_a_plugin_that_went_away_leaves_the_cancellation_in_doubt(house: House) -> None:
    test_id = house.confirmed()
    house.cancel(test_id)
    house.providers.by_name[CENTRE, "acme"] = "plugin_switched_off"

    house.run(CANCEL)

    assert house.state(test_id) == (CANCELLING, IN_DOUBT)


@pytest.mark.parametrize("answer", ["cancelled", "refused", "put off"])
def test_a_cancellation_handed_out_again_after_its_work_was_stored_changes_nothing(house: House, answer: str) -> None:
    test_id = house.confirmed()
    house.cancel(test_id)
    if answer == "refused":
        refuse(house)
    if answer == "put off":
        with house.vendor.failing(ProviderUnavailable, "cancel"):
            done = house.run(CANCEL)
    else:
        done = house.run(CANCEL)
    before, jobs = house.booking(test_id), dict(house.storage.stored.jobs)

    house.run_again(done)

    assert house.booking(test_id) == before
    assert house.storage.stored.jobs == jobs


def test_two_runs_of_one_cancellation_at_a_time_store_one_answer(house: House) -> None:
    test_id = house.confirmed()
    house.cancel(test_id)
    slow = house.waiting(CANCEL)
    house.while_asked("cancel", lambda: house.run_again(slow))

    house.run(CANCEL)

    assert house.codes(test_id)[-2:] == [Code.CANCELLING, Code.CANCELLED]
