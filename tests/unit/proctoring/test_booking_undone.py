"""The rules of the proctor booking: decided by hand, reconciled, cancelled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.vendor import AlreadyBooked, Held, NotHeld
from core.shared.errors import ConflictError, InvalidInputError
from tests.unit.proctoring.bookings import BY, IN_STATE, JOB, LATER, NOW, OTHER_WINDOW, WINDOW, Story, taken

REASON = {"reason": "They hold it", "proof": "Mail of 1 March 2027"}


# By hand


@pytest.mark.parametrize("state", [BookingState.SCHEDULED, BookingState.SENT, BookingState.REJECTED])
def test_the_service_desk_confirms_with_reason_and_proof(state: BookingState) -> None:
    story = IN_STATE[state]().doubt()

    entry = story.booking.confirm_by_hand(**REASON, by=BY, now=NOW)

    assert (story.booking.state, story.booking.vendor_side_unknown) == (BookingState.CONFIRMED, False)
    assert entry.parameters["proof"] == "Mail of 1 March 2027"


@pytest.mark.parametrize("missing", ["reason", "proof"])
def test_nothing_is_decided_by_hand_without_reason_and_proof(missing: str) -> None:
    booking = Story().schedule().booking
    before = replace(booking)

    for decide in (booking.confirm_by_hand, booking.reject_by_hand):
        with pytest.raises(InvalidInputError) as refusal:
            decide(**{**REASON, missing: "  "}, by=BY, now=NOW)
        assert [problem.field for problem in refusal.value.problems] == [missing]

    assert booking == before


@pytest.mark.parametrize("state", [BookingState.SCHEDULED, BookingState.SENT, BookingState.CONFIRMED])
def test_what_is_rejected_by_hand_is_in_doubt_until_the_vendor_gave_it_up(state: BookingState) -> None:
    booking = IN_STATE[state]().booking

    booking.reject_by_hand(**REASON, by=BY, now=NOW)

    assert (booking.state, booking.vendor_side_unknown) == (BookingState.REJECTED, True)


# Reconciling

SAME, OTHER = (
    Held(reference="V-1", window=WINDOW, confirmed=True),
    Held(reference="V-2", window=OTHER_WINDOW, confirmed=True),
)


@pytest.mark.parametrize(
    ("state", "held", "to", "reference"),
    [
        (BookingState.REJECTED, SAME, BookingState.CONFIRMED, "V-1"),
        (BookingState.REJECTED, replace(SAME, confirmed=False), BookingState.SENT, "V-1"),
        (BookingState.REJECTED, OTHER, BookingState.REJECTED, "V-2"),
        (BookingState.REJECTED, NotHeld(), BookingState.REJECTED, ""),
        (BookingState.EXPIRED, NotHeld(), BookingState.EXPIRED, ""),
        (BookingState.EXPIRED, SAME, BookingState.CONFIRMED, "V-1"),
        (BookingState.CANCELLING, NotHeld(), BookingState.CANCELLED, ""),
        (BookingState.CANCELLING, SAME, BookingState.CONFIRMED, "V-1"),
        (BookingState.CANCELLED, NotHeld(), BookingState.CANCELLED, ""),
    ],
)
def test_the_record_follows_what_the_vendor_really_holds(
    state: BookingState, held: Held | NotHeld, to: BookingState, reference: str
) -> None:
    story = IN_STATE[state]().doubt()

    story.booking.reconcile(held, by=JOB, now=NOW)

    assert (story.booking.state, story.booking.reference) == (to, reference)
    assert not story.booking.vendor_side_unknown


def test_what_turns_out_undecided_is_checked_from_the_first_check_on() -> None:
    story = Story().schedule().send()
    story.booking.schedule_check(LATER, by=JOB, now=NOW)
    story.reject(Code.REJECTED_EXHAUSTED).doubt()

    story.booking.reconcile(replace(SAME, confirmed=False), by=JOB, now=NOW)

    assert (story.booking.state, story.booking.checks) == (BookingState.SENT, 0)


# Cancelling


def test_only_what_the_vendor_is_known_to_hold_can_be_given_up() -> None:
    with pytest.raises(ConflictError, match="vendor_holds_nothing"):
        Story().schedule().reject().cancel()
    with pytest.raises(ConflictError, match="booking_outcome_unknown"):
        Story().schedule().send().confirm().doubt().cancel()


def test_what_is_held_for_another_time_can_be_given_up() -> None:
    story = Story().schedule()
    taken(story, AlreadyBooked(reference="V-1", window=OTHER_WINDOW))

    assert story.cancel().booking.state is BookingState.CANCELLING


def test_a_cancelled_booking_has_no_reference_any_more() -> None:
    booking = IN_STATE[BookingState.CANCELLED]().booking

    assert (booking.state, booking.reference) == (BookingState.CANCELLED, "")


def test_a_confirmed_booking_whose_cancellation_is_refused_stands_again() -> None:
    booking = IN_STATE[BookingState.CANCELLING]().booking

    booking.refuse_cancellation("Too late", by=JOB, now=NOW)

    assert (booking.state, booking.reference, booking.vendor_side_unknown) == (BookingState.CONFIRMED, "V-1", False)


def test_a_refusal_to_give_up_another_time_is_no_confirmation_of_ours() -> None:
    story = Story().schedule()
    taken(story, AlreadyBooked(reference="V-1", window=OTHER_WINDOW))
    story.cancel()

    story.booking.refuse_cancellation("Too late", by=JOB, now=NOW)

    assert (story.booking.state, story.booking.vendor_side_unknown) == (BookingState.REJECTED, True)


def test_a_refusal_to_give_up_what_is_undecided_leaves_it_undecided_and_in_doubt() -> None:
    story = Story().schedule().send().cancel()

    story.booking.refuse_cancellation("Too late", by=JOB, now=NOW)

    assert (story.booking.state, story.booking.vendor_side_unknown) == (BookingState.SENT, True)


def test_a_vendor_may_cancel_what_it_confirmed() -> None:
    booking = Story().schedule().send().confirm().booking

    booking.declare_cancelled_by_vendor(by="vendor:acme", now=NOW)

    assert (booking.state, booking.reference) == (BookingState.CANCELLED, "")


# What moved it, and since when


def test_it_is_known_since_when_a_booking_stands_where_it_stands() -> None:
    story = Story().schedule().send()
    story.booking.schedule_check(LATER, by=JOB, now=LATER)
    assert story.booking.moved_at == NOW

    story.booking.reject(Code.REJECTED_EXHAUSTED, by=JOB, now=LATER)
    assert story.booking.moved_at == LATER


def test_a_doubt_counts_as_a_move_and_news_of_a_session_does_not() -> None:
    story = Story().schedule().send().confirm()
    story.booking.tell_of_session(Code.SESSION_JOINED, "A1", by="vendor:acme", now=LATER)
    assert (story.booking.moved_at, story.booking.last_code) == (NOW, Code.CONFIRMED)

    story.booking.doubt(by=JOB, now=LATER)
    assert story.booking.moved_at == LATER


def test_looking_at_a_rejected_booking_leaves_its_reason_and_its_time() -> None:
    story = Story().schedule().reject(Code.REJECTED_UNKNOWN)

    story.booking.reconcile(NotHeld(), by=JOB, now=LATER)

    assert (story.booking.last_code, story.booking.moved_at) == (Code.REJECTED_UNKNOWN, NOW)
