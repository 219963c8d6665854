"""The proctor booking: its states, and the verbs that alone change them. Every verb returns the log entry it wrote."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.proctoring.log_codes import Code
from core.proctoring.model.log import (
    LOG_START,
    NO_EVIDENCE,
    BookingState,
    Evidence,
    LogEntry,
    ProctorBookingId,
)
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.model.transitions import may_be_written, may_lead
from core.proctoring.vendor import AlreadyBooked, Declined, DeclineReason, Held, NotHeld
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId
from core.shared.time import TimeWindow

_DECLINED_AS = {
    DeclineReason.NO_CAPACITY: Code.REJECTED_CAPACITY,
    DeclineReason.TOO_LATE: Code.REJECTED_LEAD_TIME,
    DeclineReason.OTHER: Code.REJECTED_UNKNOWN,
}


@dataclass(slots=True, kw_only=True)
class ProctorBooking:
    """The request for live proctors for one test: one for each test, through all of its activations.

    `window` and `title` are those of the last activation, `may_be_held` says that a request of it was left without an
    answer and may have reached the vendor, or reach it yet. `reference` is the vendor's name for what it holds, as far
    as we know. `activation` counts activations, `sends` and `checks` the tries within the current one. `last_code` is
    what last moved the state, `moved_at` when that was or doubt arose, `cancelled_from` the state in which cancellation
    was last asked. `log_length` and `log_head` are the end of its log, so an entry can be added without reading those
    before it.
    """

    id: ProctorBookingId
    test_id: ProctoredTestId
    organisation_id: OrganisationId
    title: str
    provider: str = ""
    state: BookingState = BookingState.NOT_REQUESTED
    vendor_side_unknown: bool = False
    may_be_held: bool = False
    window: TimeWindow | None = None
    reference: str = ""
    activation: int = 0
    sends: int = 0
    checks: int = 0
    cancellations: int = 0
    requested_by: str = ""
    scheduled_at: datetime | None = None
    sent_at: datetime | None = None
    next_check_at: datetime | None = None
    last_code: Code | None = None
    moved_at: datetime | None = None
    cancelled_from: BookingState | None = None
    log_length: int = 0
    log_head: str = LOG_START
    version: int = 0

    @property
    def key(self) -> str:
        """What names this booking to the vendor, in every try and every activation."""
        return str(self.id)

    @property
    def correlation(self) -> str:
        return f"{self.id}:{self.activation}"

    @property
    def is_at_vendor(self) -> bool:
        """Whether the vendor has the request, holds the booking, or is being asked to give it up."""
        return self.state in {BookingState.SENT, BookingState.CONFIRMED, BookingState.CANCELLING}

    # Requesting

    def schedule(self, *, title: str, provider: str, window: TimeWindow, by: str, now: datetime) -> LogEntry:
        """Ask for proctors anew. Refused while it is unknown what the vendor holds from before."""
        if self.vendor_side_unknown:
            raise ConflictError("booking_outcome_unknown", booking=self.id)
        self._check_source(Code.SCHEDULED)
        self.title, self.provider, self.window, self.requested_by = title, provider, window, by
        self.activation, self.sends, self.checks, self.cancellations = self.activation + 1, 0, 0, 0
        self.scheduled_at, self.sent_at, self.reference, self.may_be_held = now, None, "", False
        facts = {"provider": provider, "start": window.start.isoformat(), "end": window.end.isoformat()}
        return self._write(Code.SCHEDULED, to=BookingState.SCHEDULED, by=by, now=now, facts=facts)

    def abandon_send(self, *, by: str, now: datetime) -> LogEntry:
        return self._write(Code.SEND_ABANDONED, by=by, now=now, facts={"booking status": self.state.value})

    def expect_held(self) -> None:
        """Note before the vendor is asked, or after it told so late, that it may hold the booking from now on. Not a
        step of its own, so not in the log; whatever ends the booking without an answer then knows that it is in doubt.
        """
        self.may_be_held = True

    def expect_nothing(self) -> None:
        """Note that no request is without an answer, or that the vendor will be asked when none can be under way."""
        self.may_be_held = False

    def retry_send(self, *, may_be_held: bool, by: str, now: datetime) -> LogEntry:
        self._check_source(Code.SEND_RETRY)
        self.sends, self.may_be_held = self.sends + 1, may_be_held
        return self._write(Code.SEND_RETRY, by=by, now=now, attempt=self.sends)

    def declare_sent(self, reference: str, *, by: str, now: datetime, evidence: Evidence) -> LogEntry:
        self._check_source(Code.SENT)
        self.sends, self.reference, self.sent_at = self.sends + 1, reference, now
        facts = {"reference": reference}
        return self._write(
            Code.SENT, to=BookingState.SENT, by=by, now=now, attempt=self.sends, facts=facts, evidence=evidence
        )

    # Checking

    def schedule_check(self, at: datetime, *, by: str, now: datetime) -> LogEntry:
        """Promise the next check. The caller promises the job in the same unit."""
        self._check_source(Code.CHECK_SCHEDULED)
        self.checks, self.next_check_at = self.checks + 1, at
        facts = {"due": at.isoformat()}
        return self._write(Code.CHECK_SCHEDULED, by=by, now=now, attempt=self.checks, facts=facts)

    def retry_check(self, *, by: str, now: datetime) -> LogEntry:
        return self._write(Code.CHECK_RETRY, by=by, now=now, attempt=self.checks)

    def abandon_check(self, *, by: str, now: datetime) -> LogEntry:
        return self._write(Code.CHECK_ABANDONED, by=by, now=now, facts={"booking status": self.state.value})

    # Deciding

    def confirm(self, reference: str, *, by: str, now: datetime, evidence: Evidence) -> LogEntry:
        """Take the vendor's yes. A vendor may repeat itself but not change the reference."""
        self._check_source(Code.CONFIRMED)
        if self.state is BookingState.SENT and self.reference not in {"", reference}:
            raise ConflictError("booking_has_another_reference", booking=self.id)
        if self.state is BookingState.SCHEDULED:
            self.sends, self.sent_at = self.sends + 1, now
        return self._settle_as_confirmed(Code.CONFIRMED, reference, by=by, now=now, evidence=evidence)

    def take_already_booked(self, answer: AlreadyBooked, *, by: str, now: datetime, evidence: Evidence) -> LogEntry:
        """The vendor held something before: the same window is a yes, another one a conflict."""
        if answer.window == self.window:
            return self._settle_as_confirmed(
                Code.CONFIRMED_EXISTING, answer.reference, by=by, now=now, evidence=evidence
            )
        self._check_source(Code.REJECTED_CONFLICT)
        self.reference, self.vendor_side_unknown = answer.reference, False
        facts = {
            "reference": answer.reference,
            "held_start": answer.window.start.isoformat(),
            "held_end": answer.window.end.isoformat(),
        }
        return self._reject(Code.REJECTED_CONFLICT, by=by, now=now, facts=facts, evidence=evidence)

    def take_no(self, answer: Declined, *, by: str, now: datetime, evidence: Evidence) -> LogEntry:
        facts = {"vendor_says": answer.text} if answer.text else {}
        return self._reject(_DECLINED_AS[answer.reason], by=by, now=now, facts=facts, evidence=evidence)

    def reject(
        self,
        code: Code,
        *,
        by: str,
        now: datetime,
        facts: Mapping[str, str] | None = None,
        evidence: Evidence = NO_EVIDENCE,
    ) -> LogEntry:
        """Reject for a reason found on our side. The reason is the code."""
        return self._reject(code, by=by, now=now, facts=facts or {}, evidence=evidence)

    def confirm_by_hand(self, *, reason: str, proof: str, by: str, now: datetime) -> LogEntry:
        self._check_source(Code.CONFIRMED_BY_HAND)
        facts = _told_by_hand(reason, proof)
        self.vendor_side_unknown, self.next_check_at = False, None
        return self._write(Code.CONFIRMED_BY_HAND, to=BookingState.CONFIRMED, by=by, now=now, facts=facts)

    def reject_by_hand(self, *, reason: str, proof: str, by: str, now: datetime) -> LogEntry:
        """The vendor may hold the booking or be about to take it; until it is given up there, its side is unknown."""
        self._check_source(Code.REJECTED_BY_HAND)
        facts = _told_by_hand(reason, proof)
        self.vendor_side_unknown = True
        return self._reject(Code.REJECTED_BY_HAND, by=by, now=now, facts=facts, evidence=NO_EVIDENCE)

    def expire(self, *, by: str, now: datetime) -> LogEntry:
        self._check_source(Code.EXPIRED)
        self.next_check_at = None
        return self._write(Code.EXPIRED, to=BookingState.EXPIRED, by=by, now=now)

    # When our record and the vendor's may differ

    def doubt(self, *, by: str, now: datetime) -> LogEntry:
        self._check_source(Code.OUTCOME_UNKNOWN)
        self.vendor_side_unknown = True
        return self._write(Code.OUTCOME_UNKNOWN, by=by, now=now)

    def reconcile(self, held: Held | NotHeld, *, by: str, now: datetime) -> LogEntry:
        """Make our record follow what the vendor really holds. What it holds for another window stays a rejection."""
        self._check_source(Code.RECONCILED)
        self.vendor_side_unknown = False
        to, finding = self._following(held)
        self.reference = "" if isinstance(held, NotHeld) else held.reference
        if to is BookingState.SENT:
            self.checks = 0
        else:
            self.next_check_at = None
        facts = {"finding": finding, "reference": self.reference}
        return self._write(Code.RECONCILED, to=to, by=by, now=now, facts=facts)

    def _following(self, held: Held | NotHeld) -> tuple[BookingState, str]:
        if isinstance(held, NotHeld):
            return self._without_booking(), "it holds nothing for this test"
        if held.window != self.window:
            return BookingState.REJECTED, "it holds a booking for another time"
        if held.confirmed:
            return BookingState.CONFIRMED, "it holds the booking, confirmed"
        return BookingState.SENT, "it holds the booking, undecided"

    def _without_booking(self) -> BookingState:
        if self.state in {BookingState.CANCELLING, BookingState.CANCELLED}:
            return BookingState.CANCELLED
        return BookingState.EXPIRED if self.state is BookingState.EXPIRED else BookingState.REJECTED

    # Cancelling

    def ask_cancellation(self, *, by: str, now: datetime) -> LogEntry:
        """Give the booking up at the vendor; only what it is known to hold can be given up."""
        self._check_source(Code.CANCELLING)
        if self.vendor_side_unknown:
            raise ConflictError("booking_outcome_unknown", booking=self.id)
        if not self.reference:
            raise ConflictError("vendor_holds_nothing", booking=self.id)
        self.next_check_at, self.cancellations, self.cancelled_from = None, 0, self.state
        return self._write(Code.CANCELLING, to=BookingState.CANCELLING, by=by, now=now)

    def retry_cancellation(self, *, by: str, now: datetime) -> LogEntry:
        self._check_source(Code.CANCELLATION_RETRY)
        self.cancellations += 1
        return self._write(Code.CANCELLATION_RETRY, by=by, now=now, attempt=self.cancellations)

    def refuse_cancellation(self, text: str, *, by: str, now: datetime) -> LogEntry:
        """The vendor keeps it: what was confirmed stands again. What was undecided, held for another time or rejected
        by hand is as it was, and in doubt until the vendor is asked: a refusal to cancel is not a yes to our window."""
        self._check_source(Code.CANCELLATION_REFUSED)
        facts = {"vendor_says": text} if text else {}
        to = self.cancelled_from if self.state is BookingState.CANCELLING else None
        if to is not BookingState.CONFIRMED:
            self.vendor_side_unknown = True
        return self._write(Code.CANCELLATION_REFUSED, to=to, by=by, now=now, facts=facts)

    def declare_cancelled(self, *, by: str, now: datetime) -> LogEntry:
        self._check_source(Code.CANCELLED)
        self.reference, self.vendor_side_unknown = "", False
        return self._write(Code.CANCELLED, to=BookingState.CANCELLED, by=by, now=now)

    def declare_cancelled_by_vendor(self, *, by: str, now: datetime) -> LogEntry:
        self._check_source(Code.CANCELLED_BY_VENDOR)
        self.reference, self.vendor_side_unknown = "", False
        return self._write(Code.CANCELLED_BY_VENDOR, to=BookingState.CANCELLED, by=by, now=now)

    # Sessions

    def tell_of_session(
        self,
        code: Code,
        candidate_number: str,
        *,
        by: str,
        now: datetime,
        attempt: int = 1,
        facts: Mapping[str, str] | None = None,
    ) -> LogEntry:
        """Log a step of one candidate's session. The booking itself does not change."""
        told = {"candidateNumber": candidate_number, **(facts or {})}
        return self._write(code, by=by, now=now, attempt=attempt, facts=told)

    # Inside

    def _settle_as_confirmed(
        self, code: Code, reference: str, *, by: str, now: datetime, evidence: Evidence
    ) -> LogEntry:
        self._check_source(code)
        self.reference, self.next_check_at, self.vendor_side_unknown = reference, None, False
        facts = {"reference": reference}
        return self._write(code, to=BookingState.CONFIRMED, by=by, now=now, facts=facts, evidence=evidence)

    def _reject(self, code: Code, *, by: str, now: datetime, facts: Mapping[str, str], evidence: Evidence) -> LogEntry:
        entry = self._write(code, to=BookingState.REJECTED, by=by, now=now, facts=facts, evidence=evidence)
        self.next_check_at = None
        return entry

    def _check_source(self, code: Code) -> None:
        self._check(may_be_written(code, self.state), code)

    def _check(self, allowed: bool, code: Code) -> None:
        if not allowed:
            raise ConflictError("booking_state_incompatible", booking=self.id, state=self.state.value, step=code.value)

    def _write(
        self,
        code: Code,
        *,
        by: str,
        now: datetime,
        to: BookingState | None = None,
        attempt: int = 1,
        facts: Mapping[str, str] | None = None,
        evidence: Evidence = NO_EVIDENCE,
    ) -> LogEntry:
        self._check(may_lead(code, self.state, to or self.state), code)
        entry = LogEntry(
            booking_id=self.id,
            sequence=self.log_length + 1,
            at=now,
            code=code,
            parameters={"Test title": self.title, **(facts or {})},
            from_state=self.state,
            to_state=to or self.state,
            vendor_side_unknown=self.vendor_side_unknown,
            actor=by,
            attempt=attempt,
            correlation=self.correlation,
            evidence=evidence,
            previous=self.log_head,
        )
        if missing := entry.catalogued.placeholders - entry.parameters.keys():
            # The log is never changed: an entry that cannot be told would make it unreadable for good.
            raise ValueError(f"{code} needs {', '.join(sorted(missing))}.")
        entry = replace(entry, digest=entry.compute_digest())
        self.state, self.log_length, self.log_head = entry.to_state, entry.sequence, entry.digest
        if entry.to_state is not entry.from_state:
            self.last_code, self.moved_at = code, now
        elif code is Code.OUTCOME_UNKNOWN:
            self.moved_at = now
        return entry


def _told_by_hand(reason: str, proof: str) -> dict[str, str]:
    if not reason.strip():
        raise InvalidInputError.of("reason", "Say why you decide this by hand.")
    if not proof.strip():
        raise InvalidInputError.of("proof", "Say what shows it: the vendor's ticket, mail or call, with its date.")
    return {"reason": reason.strip(), "proof": proof.strip()}
