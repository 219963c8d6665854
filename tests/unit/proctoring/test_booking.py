"""The rules of the proctor booking: requested, sent, checked, answered by the vendor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.log import NO_EVIDENCE, BookingState, Evidence
from core.proctoring.vendor import AlreadyBooked, Declined, DeclineReason
from core.shared.errors import ConflictError
from tests.unit.proctoring.bookings import BY, IN_STATE, JOB, LATER, NOW, OTHER_WINDOW, WINDOW, Story, taken

# Requesting


@pytest.mark.parametrize(
    "state", [BookingState.NOT_REQUESTED, BookingState.REJECTED, BookingState.CANCELLED, BookingState.EXPIRED]
)
def test_a_booking_can_be_requested_anew_when_nothing_is_under_way(state: BookingState) -> None:
    booking = IN_STATE[state]().booking
    before = booking.activation

    entry = booking.schedule(title="C1", provider="other", window=OTHER_WINDOW, by=BY, now=LATER)

    assert (booking.state, booking.title, booking.provider, booking.window) == (
        BookingState.SCHEDULED,
        "C1",
        "other",
        OTHER_WINDOW,
    )
    assert (booking.activation, booking.requested_by, booking.scheduled_at) == (before + 1, BY, LATER)
    assert (entry.code, entry.from_state, entry.to_state) == (Code.SCHEDULED, state, BookingState.SCHEDULED)


@pytest.mark.parametrize(
    "state", [BookingState.SCHEDULED, BookingState.SENT, BookingState.CONFIRMED, BookingState.CANCELLING]
)
def test_a_booking_under_way_is_not_requested_again(state: BookingState) -> None:
    with pytest.raises(ConflictError, match="booking_state_incompatible"):
        IN_STATE[state]().schedule()


def test_nothing_is_requested_while_it_is_unknown_what_the_vendor_holds() -> None:
    story = Story().schedule().reject().doubt()

    with pytest.raises(ConflictError, match="booking_outcome_unknown"):
        story.schedule()


def test_a_new_request_forgets_the_tries_and_the_reference_of_the_last() -> None:
    story = Story().schedule().send().confirm().cancel()
    story.take(story.booking.retry_cancellation(by=JOB, now=NOW))
    story.take(story.booking.declare_cancelled(by=JOB, now=NOW)).schedule()

    booking = story.booking
    assert (booking.sends, booking.checks, booking.cancellations, booking.reference, booking.sent_at) == (
        0,
        0,
        0,
        "",
        None,
    )


def test_all_entries_of_one_activation_share_a_correlation_and_the_next_has_its_own() -> None:
    log = Story().schedule().reject().schedule().send().log

    assert log[0].correlation == log[1].correlation != log[2].correlation == log[3].correlation


def test_the_key_for_the_vendor_stays_the_same_through_all_activations() -> None:
    story = Story().schedule()
    key = story.booking.key

    assert story.reject().schedule().booking.key == key


# Sending and checking


def test_tries_to_send_are_counted_and_told() -> None:
    story = Story().schedule()
    for _ in range(2):
        story.take(story.booking.retry_send(may_be_held=False, by=JOB, now=NOW))
    story.send()

    assert [entry.attempt for entry in story.log] == [1, 1, 2, 3]
    assert story.booking.sends == 3


def test_whether_the_vendor_may_hold_it_is_what_the_last_try_left_and_no_step_of_its_own() -> None:
    booking = Story().schedule().booking
    length = booking.log_length

    booking.expect_held()
    assert (booking.may_be_held, booking.log_length) == (True, length)

    booking.retry_send(may_be_held=False, by=JOB, now=NOW)
    assert not booking.may_be_held


def test_each_check_is_counted_and_its_time_known() -> None:
    booking = Story().schedule().send().booking
    booking.schedule_check(LATER, by=JOB, now=NOW)
    booking.retry_check(by=JOB, now=LATER)
    entry = booking.schedule_check(LATER + timedelta(hours=1), by=JOB, now=LATER)

    assert (entry.attempt, booking.checks, booking.next_check_at) == (2, 2, LATER + timedelta(hours=1))


def test_a_stale_job_is_told_and_changes_nothing_else() -> None:
    story = Story().schedule().send().confirm()
    before = replace(story.booking)

    dropped = story.booking.abandon_check(by=JOB, now=NOW)

    assert dropped.message.endswith("because status confirmed is not compatible.")
    assert replace(story.booking, log_length=before.log_length, log_head=before.log_head) == before


# The vendor's answers


def test_a_yes_confirms_and_ends_the_checks() -> None:
    story = Story().schedule().send("")
    story.booking.schedule_check(LATER, by=JOB, now=NOW)
    story.confirm("V-1")

    booking = story.booking
    assert (booking.state, booking.reference, booking.next_check_at) == (BookingState.CONFIRMED, "V-1", None)


def test_a_vendor_does_not_change_the_reference_of_what_it_took() -> None:
    with pytest.raises(ConflictError, match="booking_has_another_reference"):
        Story().schedule().send("V-1").confirm("V-2")


def test_a_yes_at_once_counts_as_sent() -> None:
    booking = Story().schedule().confirm().booking

    assert (booking.sends, booking.sent_at) == (1, NOW)


def test_a_yes_ends_the_doubt() -> None:
    assert not Story().schedule().send().doubt().confirm().booking.vendor_side_unknown


def test_the_same_window_held_from_before_is_a_yes() -> None:
    story = Story().schedule()

    booking = taken(story, AlreadyBooked(reference="V-1", window=WINDOW))

    assert (booking.state, booking.reference) == (BookingState.CONFIRMED, "V-1")
    assert story.log[-1].code is Code.CONFIRMED_EXISTING


def test_another_window_held_from_before_is_a_conflict_that_names_what_is_held() -> None:
    story = Story().schedule()

    booking = taken(story, AlreadyBooked(reference="V-1", window=OTHER_WINDOW))

    assert (booking.state, booking.reference, booking.window) == (BookingState.REJECTED, "V-1", WINDOW)
    assert story.log[-1].code is Code.REJECTED_CONFLICT
    assert story.log[-1].parameters["held_start"] == OTHER_WINDOW.start.isoformat()


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (DeclineReason.NO_CAPACITY, Code.REJECTED_CAPACITY),
        (DeclineReason.TOO_LATE, Code.REJECTED_LEAD_TIME),
        (DeclineReason.OTHER, Code.REJECTED_UNKNOWN),
    ],
)
def test_a_no_is_told_by_its_reason_with_the_vendors_own_words(reason: DeclineReason, code: Code) -> None:
    booking = Story().schedule().send().booking

    entry = booking.take_no(Declined(reason=reason, text="Sorry"), by=JOB, now=NOW, evidence=NO_EVIDENCE)

    assert (entry.code, entry.parameters["vendor_says"], booking.last_code) == (code, "Sorry", code)


def test_evidence_of_what_the_vendor_said_is_kept_with_the_entry() -> None:
    evidence = Evidence(request_id="r-1", digest="ab" * 32)

    assert Story().schedule().booking.declare_sent("V", by=JOB, now=NOW, evidence=evidence).evidence == evidence


@pytest.mark.parametrize(
    "state", [one for one in BookingState if one not in {BookingState.SCHEDULED, BookingState.SENT}]
)
def test_an_answer_that_comes_too_late_changes_nothing(state: BookingState) -> None:
    booking = IN_STATE[state]().booking
    before = replace(booking)

    with pytest.raises(ConflictError):
        booking.take_already_booked(
            AlreadyBooked(reference="V-9", window=OTHER_WINDOW), by=JOB, now=NOW, evidence=NO_EVIDENCE
        )

    assert booking == before


def test_a_reason_whose_message_cannot_be_told_is_refused_and_changes_nothing() -> None:
    booking = Story().schedule().booking
    before = replace(booking)

    with pytest.raises(ValueError, match="contextObjectStatus"):
        booking.reject(Code.REJECTED_TEST_STATUS, by=JOB, now=NOW)

    assert booking == before


def test_a_code_that_is_no_rejection_does_not_reject() -> None:
    with pytest.raises(ConflictError):
        Story().schedule().reject(Code.CONFIRMED)
