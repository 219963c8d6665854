"""Verbs in any order from any state: whatever people, vendor and clockwork do, booking and log stay one story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from core.proctoring.log_codes import CATALOGUE, Code
from core.proctoring.model.log import BookingState, Evidence, LogEntry, chain_breaks
from core.proctoring.model.replay import Snapshot, differences, replay
from core.proctoring.model.transitions import may_lead
from core.proctoring.vendor import AlreadyBooked, Declined, DeclineReason, Held, NotHeld
from core.shared.errors import ConflictError
from core.shared.time import TimeWindow
from tests.unit.proctoring.bookings import BY, JOB, NOW, OTHER_WINDOW, WINDOW, new_booking

windows = st.sampled_from([WINDOW, OTHER_WINDOW])
references = st.sampled_from(["", "V-1", "V-2"])
held = st.just(NotHeld()) | st.builds(Held, reference=st.just("V-1"), window=windows, confirmed=st.booleans())
evidence = st.builds(Evidence, request_id=st.sampled_from(["", "r-1"]), digest=st.sampled_from(["", "ab" * 32]))
rejections = [line.code for line in CATALOGUE.values() if line.is_rejection]
about_sessions = [line.code for line in CATALOGUE.values() if "candidateNumber" in line.placeholders]
BY_HAND = {"reason": "They hold it", "proof": "Mail of 1 March 2027"}


class BookingMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.booking = new_booking()
        self.log: list[LogEntry] = []
        self.now = NOW

    def attempt(self, verb: Callable[[], LogEntry]) -> None:
        """A verb is done and told by one entry, or refused as a conflict with nothing changed."""
        self.now += timedelta(seconds=1)
        before = replace(self.booking)
        try:
            entry = verb()
        except ConflictError:
            assert self.booking == before
            return
        assert (entry.from_state, entry.to_state) == (before.state, self.booking.state)
        assert (entry.at, entry.vendor_side_unknown) == (self.now, self.booking.vendor_side_unknown)
        assert may_lead(entry.code, before.state, self.booking.state)
        if entry.code is Code.SCHEDULED:
            assert not before.vendor_side_unknown
        self.log.append(entry)

    @rule(title=st.sampled_from(["B2 First", "{finding}"]), window=windows)
    def schedule(self, title: str, window: TimeWindow) -> None:
        self.attempt(lambda: self.booking.schedule(title=title, provider="acme", window=window, by=BY, now=self.now))

    @rule()
    def abandon_send(self) -> None:
        self.attempt(lambda: self.booking.abandon_send(by=JOB, now=self.now))

    @rule()
    def expect_held(self) -> None:
        self.booking.expect_held()

    @rule(may_be_held=st.booleans())
    def retry_send(self, may_be_held: bool) -> None:
        self.attempt(lambda: self.booking.retry_send(may_be_held=may_be_held, by=JOB, now=self.now))

    @rule(reference=references, evidence=evidence)
    def declare_sent(self, reference: str, evidence: Evidence) -> None:
        self.attempt(lambda: self.booking.declare_sent(reference, by=JOB, now=self.now, evidence=evidence))

    @rule()
    def schedule_check(self) -> None:
        self.attempt(lambda: self.booking.schedule_check(self.now, by=JOB, now=self.now))

    @rule()
    def retry_check(self) -> None:
        self.attempt(lambda: self.booking.retry_check(by=JOB, now=self.now))

    @rule()
    def abandon_check(self) -> None:
        self.attempt(lambda: self.booking.abandon_check(by=JOB, now=self.now))

    @rule(reference=references, evidence=evidence)
    def confirm(self, reference: str, evidence: Evidence) -> None:
        self.attempt(lambda: self.booking.confirm(reference, by=JOB, now=self.now, evidence=evidence))

    @rule(answer=st.builds(AlreadyBooked, reference=st.just("V-2"), window=windows), evidence=evidence)
    def take_already_booked(self, answer: AlreadyBooked, evidence: Evidence) -> None:
        self.attempt(lambda: self.booking.take_already_booked(answer, by=JOB, now=self.now, evidence=evidence))

    @rule(answer=st.builds(Declined, reason=st.sampled_from(DeclineReason), text=references), evidence=evidence)
    def take_no(self, answer: Declined, evidence: Evidence) -> None:
        self.attempt(lambda: self.booking.take_no(answer, by=JOB, now=self.now, evidence=evidence))

    @rule(code=st.sampled_from([*rejections, Code.SCHEDULED, Code.CONFIRMED]))
    def reject(self, code: Code) -> None:
        facts = {"contextObjectStatus": "draft"}
        self.attempt(lambda: self.booking.reject(code, by=JOB, now=self.now, facts=facts))

    @rule()
    def confirm_by_hand(self) -> None:
        self.attempt(lambda: self.booking.confirm_by_hand(**BY_HAND, by=BY, now=self.now))

    @rule()
    def reject_by_hand(self) -> None:
        self.attempt(lambda: self.booking.reject_by_hand(**BY_HAND, by=BY, now=self.now))

    @rule()
    def expire(self) -> None:
        self.attempt(lambda: self.booking.expire(by=JOB, now=self.now))

    @rule()
    def doubt(self) -> None:
        self.attempt(lambda: self.booking.doubt(by=JOB, now=self.now))

    @rule(held=held)
    def reconcile(self, held: Held | NotHeld) -> None:
        self.attempt(lambda: self.booking.reconcile(held, by=JOB, now=self.now))

    @rule()
    def ask_cancellation(self) -> None:
        self.attempt(lambda: self.booking.ask_cancellation(by=BY, now=self.now))

    @rule()
    def retry_cancellation(self) -> None:
        self.attempt(lambda: self.booking.retry_cancellation(by=JOB, now=self.now))

    @rule(text=st.sampled_from(["", "Too late"]))
    def refuse_cancellation(self, text: str) -> None:
        self.attempt(lambda: self.booking.refuse_cancellation(text, by=JOB, now=self.now))

    @rule()
    def declare_cancelled(self) -> None:
        self.attempt(lambda: self.booking.declare_cancelled(by=JOB, now=self.now))

    @rule()
    def declare_cancelled_by_vendor(self) -> None:
        self.attempt(lambda: self.booking.declare_cancelled_by_vendor(by="vendor:acme", now=self.now))

    @rule(code=st.sampled_from([*about_sessions, Code.SCHEDULED]), number=st.sampled_from(["A1", "{Test title}"]))
    def tell_of_session(self, code: Code, number: str) -> None:
        self.attempt(lambda: self.booking.tell_of_session(code, number, by="vendor:acme", now=self.now))

    @invariant()
    def the_chain_is_intact(self) -> None:
        assert not list(chain_breaks(self.log))

    @invariant()
    def the_log_replayed_gives_the_booking(self) -> None:
        assert replay(self.log).snapshot == Snapshot.of(self.booking)
        assert not list(differences(self.booking, self.log))

    @invariant()
    def every_entry_can_be_told(self) -> None:
        assert all(entry.message for entry in self.log[-1:])

    @invariant()
    def a_check_is_due_only_while_the_vendor_is_to_decide(self) -> None:
        assert self.booking.next_check_at is None or self.booking.state is BookingState.SENT

    @invariant()
    def nothing_cancelled_is_held(self) -> None:
        assert self.booking.state is not BookingState.CANCELLED or not self.booking.reference

    @invariant()
    def nothing_is_in_doubt_before_it_was_requested(self) -> None:
        assert self.booking.state is not BookingState.NOT_REQUESTED or not self.booking.vendor_side_unknown

    @invariant()
    def what_was_requested_has_a_window_and_tells_what_moved_it_last(self) -> None:
        moved = self.booking.state is not BookingState.NOT_REQUESTED
        assert moved == (self.booking.window is not None)
        assert moved == (self.booking.last_code is not None) == (self.booking.moved_at is not None)


BookingMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40)
TestBooking = BookingMachine.TestCase
