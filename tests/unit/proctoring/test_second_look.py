"""A request that went unanswered is still under way, and the vendor takes it after the booking was decided."""

from __future__ import annotations

from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.promises import CANCEL, CHECK, RECONCILE, SEND
from core.proctoring.vendor import Declined, DeclineReason, ProviderUnavailable, TooLateToCancel
from tests.unit.proctoring.house import HOUR, House

FULL = Declined(reason=DeclineReason.NO_CAPACITY)


def unanswered(house: House) -> ProctoredTestId:
    """Activated, asked for once, and waiting for the second try; nobody knows where the first request is."""
    test_id = house.scheduled()
    with house.vendor.failing(ProviderUnavailable, "book"):
        house.run(SEND)
    house.clock.advance(HOUR)
    return test_id


def declined(house: House) -> ProctoredTestId:
    test_id = unanswered(house)
    house.vendor.decides = FULL
    house.run(SEND)
    house.vendor.decides = None
    return test_id


def sent(house: House) -> ProctoredTestId:
    test_id = unanswered(house)
    house.run(SEND)
    return test_id


def looks(house: House) -> int:
    return len(house.waiting(RECONCILE))


def test_a_request_taken_after_its_repetition_was_declined_is_found_and_followed(house: House) -> None:
    test_id = declined(house)
    house.put_in(test_id)

    house.wait()

    assert house.state(test_id) == (BookingState.CONFIRMED, False)


def test_one_that_never_arrives_leaves_the_booking_rejected_and_is_looked_for_once(house: House) -> None:
    test_id = declined(house)

    house.wait()
    house.wait()

    assert house.state(test_id) == (BookingState.REJECTED, False)
    assert house.codes(test_id)[-2:] == [Code.REJECTED_CAPACITY, Code.RECONCILED]
    assert looks(house) == 0


def test_nobody_looks_again_where_every_request_was_answered(house: House) -> None:
    house.vendor.decides = FULL

    house.sent()

    assert looks(house) == 0


def test_a_booking_declined_on_check_is_looked_for_if_its_first_request_went_unanswered(house: House) -> None:
    test_id = sent(house)
    house.vendor.decline(house.booking(test_id).key)
    house.clock.advance(HOUR)
    house.run(CHECK)
    house.put_in(test_id)

    house.wait()

    assert house.state(test_id) == (BookingState.CONFIRMED, False)


def test_a_request_taken_after_the_booking_was_cancelled_is_given_up(house: House) -> None:
    test_id = sent(house)
    house.cancel(test_id)
    house.run(CANCEL)
    house.put_in(test_id)

    house.wait()

    assert house.state(test_id) == (BookingState.CANCELLED, False)
    assert house.held(test_id) == 0


def test_a_request_taken_after_the_desk_rejected_it_is_given_up(house: House) -> None:
    test_id = unanswered(house)
    house.reject(test_id)
    house.run(RECONCILE)
    house.put_in(test_id)

    house.wait()

    assert house.state(test_id) == (BookingState.REJECTED, False)
    assert house.held(test_id) == 0


def test_what_a_cancelled_test_cannot_be_rid_of_is_confirmed_again(house: House) -> None:
    test_id = sent(house)
    house.cancel(test_id)
    house.run(CANCEL)
    house.put_in(test_id)
    house.vendor.answers["cancel"] = TooLateToCancel()

    house.wait()

    assert house.state(test_id) == (BookingState.CONFIRMED, False)


def test_a_booking_activated_again_meanwhile_is_not_disturbed(house: House) -> None:
    test_id = declined(house)
    house.activate(test_id)
    house.run(SEND)
    house.clock.advance(HOUR)

    house.run(RECONCILE)

    assert house.state(test_id) == (BookingState.SENT, False)
