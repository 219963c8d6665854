"""What pages show of bookings, candidates and payments."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from core.bookings.model import (
    Account,
    CandidateDetails,
    CandidateId,
    EntryId,
    EntryStatus,
    Line,
    PaymentStatus,
    RequestId,
    RequestStatus,
)
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId
from core.shared.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRow:
    """The entries of one entrant for one session. `candidates` counts those not withdrawn."""

    session_id: TestSessionId
    entrant_id: OrganisationId
    entrant_name: str
    entrant_number: str
    exam_name: str
    centre_name: str
    centre_number: str
    starts_at: datetime
    time_zone: str
    candidates: int
    payment: PaymentStatus
    account: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingView:
    """A booking with what it costs. `fee_lines` are (what, count, each, sum); the total is theirs and what the account
    says is owed. One of them is what was kept for entries since withdrawn."""

    row: BookingRow
    entry_fee: Money
    fee_lines: tuple[tuple[str, int, Money, Money], ...]
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    entry_id: EntryId
    candidate_id: CandidateId
    number: str
    name: str
    id_number: str
    email: str
    status: EntryStatus
    payment: PaymentStatus
    open: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One entry whole: the candidate, the account with its lines, oldest first. `version` is the candidate's, for
    correcting the details."""

    entry_id: EntryId
    session_id: TestSessionId
    entrant_id: OrganisationId
    candidate_id: CandidateId
    number: str
    details: CandidateDetails
    status: EntryStatus
    entered_at: datetime
    late: bool
    account: Account
    payment: PaymentStatus
    lines: tuple[Line, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCheck:
    """What is known of an entry for the checks before the deadline (FEATURES N12)."""

    session_id: TestSessionId
    entry_id: EntryId
    candidate_id: CandidateId
    name: str
    id_number: str
    same_person_key: str
    date_of_birth: date
    consent: bool
    payment: PaymentStatus
    clash: str
    """The exam of another entry of the same person with a paper on the same day; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Another entry of the same person: for the same session, or one with a paper on the same day."""

    candidate_name: str
    session_id: TestSessionId
    exam_name: str
    same_session: bool


class DeadlineKind(StrEnum):
    ENTRIES = "entries"
    LATE_ENTRIES = "late_entries"
    PAYMENTS = "payments"
    EXAM = "exam"
    SPEAKING = "speaking"
    RESULTS = "results"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    """One line of the deadline ledger. `entrants` and `candidates` are those it affects within the scope, and
    `unpaid` those of them with something open."""

    session_id: TestSessionId
    kind: DeadlineKind
    at: datetime
    time_zone: str
    exam_name: str
    centre_name: str
    centre_number: str
    entrants: int
    candidates: int
    unpaid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    id: RequestId
    subject: str
    status: RequestStatus
    centre_name: str
    entrant_name: str
    session_id: TestSessionId | None
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """One message of a request; `author` is the person's name."""

    at: datetime
    author: str
    from_centre: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """One request whole, its messages in the order in which they were written. `about` is the session's exam; empty
    where the request is about no session."""

    row: RequestRow
    centre_id: OrganisationId
    entrant_id: OrganisationId
    about: str
    messages: tuple[MessageView, ...]
