"""Rebuilding a booking from its log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState, LogEntry
from core.proctoring.model.replay import Snapshot, differences, replay
from tests.unit.proctoring.bookings import IN_STATE, WINDOW, Story


@pytest.mark.parametrize("state", IN_STATE)
def test_the_log_leads_to_the_booking_in_every_state(state: BookingState) -> None:
    story = IN_STATE[state]()

    told = replay(story.log)

    assert told.snapshot == Snapshot.of(story.booking)
    assert told.snapshot.state is state
    assert not told.faults
    assert not list(differences(story.booking, story.log))


def test_no_log_leads_to_a_booking_that_was_never_requested() -> None:
    assert replay([]).snapshot == Snapshot()


def test_what_the_log_tells_of_the_last_activation_counts() -> None:
    story = Story().schedule().reject().schedule().send("V-2")

    snapshot = replay(story.log).snapshot

    assert (snapshot.activation, snapshot.reference, snapshot.window) == (2, "V-2", WINDOW)


def _state(story: Story) -> None:
    story.booking.state = BookingState.REJECTED


def _flag(story: Story) -> None:
    story.booking.vendor_side_unknown = True


def _reference(story: Story) -> None:
    story.booking.reference = "V-9"


def _window(story: Story) -> None:
    story.booking.window = WINDOW.widened(before=timedelta(hours=1), after=timedelta(0))


def _head(story: Story) -> None:
    story.booking.log_head = "0" * 64


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_state, "state is stored as rejected, the log says confirmed"),
        (_flag, "vendor_side_unknown is stored as True, the log says False"),
        (_reference, "reference is stored as V-9, the log says V-1"),
        (_window, "window is stored as"),
        (_head, "log_head is stored as 000"),
    ],
)
def test_a_stored_booking_that_was_changed_behind_its_log_is_told(change: Callable[[Story], None], told: str) -> None:
    story = Story().schedule().send().confirm()
    change(story)

    (difference,) = differences(story.booking, story.log)

    assert difference.startswith(told)


def rechained(entries: list[LogEntry]) -> list[LogEntry]:
    """The entries in a chain that holds, as a careful forger would leave it."""
    chain: list[LogEntry] = []
    for entry in entries:
        linked = replace(entry, previous=chain[-1].digest) if chain else entry
        chain.append(replace(linked, digest=linked.compute_digest()))
    return chain


def test_a_step_that_cannot_be_is_told_even_when_the_chain_holds() -> None:
    first, second, third = Story().schedule().send().confirm().log
    forged = rechained([first, second, replace(third, code=Code.CANCELLED, to_state=BookingState.CANCELLED)])

    assert replay(forged).faults == ("entry 3: booking_declared_as_cancelled cannot lead to cancelled",)


def test_an_entry_that_starts_from_another_state_than_the_last_ended_in_is_told() -> None:
    first, second = Story().schedule().send().log
    forged = rechained([first, replace(second, code=Code.CONFIRMED, from_state=BookingState.SENT,
                                       to_state=BookingState.CONFIRMED)])  # fmt: skip

    assert replay(forged).faults == ("entry 2 starts from sent, not from scheduled",)


def test_the_fold_goes_on_after_a_fault() -> None:
    story = Story().schedule().send().confirm()
    first, second, third = story.log

    told = replay([replace(first, actor="somebody else"), second, third])

    assert told.snapshot.state is BookingState.CONFIRMED
    assert told.faults == ("the content of entry 1 was changed",)


@pytest.mark.parametrize("facts", [{}, {"provider": "acme", "start": "on Monday", "end": "at noon"}])
def test_an_entry_without_the_facts_it_carries_is_told(facts: dict[str, str]) -> None:
    first, second = Story().schedule().send().log
    forged = rechained([replace(first, parameters=facts), second])

    told = replay(forged)

    assert told.faults[0] == "entry 1 lacks a fact that booking_declared_as_scheduled carries"
