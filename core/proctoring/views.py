"""What pages, exports and programs are shown of proctored tests. Frozen; built from rows, no entity in between."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.proctoring.log_codes import CATALOGUE, Code, LogCode, Severity
from core.proctoring.model.log import BookingState, ProctorBookingId
from core.proctoring.model.session import Rating
from core.proctoring.model.test import ProctoredTestId, Proctoring, TestStatus
from core.proctoring.vendor import Capabilities
from core.shared.ids import OrganisationId
from core.shared.time import TimeWindow


class SimpleStatus(StrEnum):
    """The booking's status in the words of the activation screen (FEATURES L03)."""

    NOT_REQUESTED = "not requested"
    REQUESTED = "requested"
    AWAITING_CONFIRMATION = "awaiting confirmation"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    NEEDS_ATTENTION = "needs attention"
    CANCELLED = "cancelled"


_SIMPLE = {
    BookingState.NOT_REQUESTED: SimpleStatus.NOT_REQUESTED,
    BookingState.SCHEDULED: SimpleStatus.REQUESTED,
    BookingState.SENT: SimpleStatus.AWAITING_CONFIRMATION,
    BookingState.CONFIRMED: SimpleStatus.CONFIRMED,
    BookingState.REJECTED: SimpleStatus.REJECTED,
    BookingState.CANCELLING: SimpleStatus.CANCELLED,
    BookingState.CANCELLED: SimpleStatus.CANCELLED,
    BookingState.EXPIRED: SimpleStatus.REJECTED,
}


def simple_status(state: BookingState, *, vendor_side_unknown: bool) -> SimpleStatus:
    """An expired booking did not come about: that is a rejection to the planner. Doubt outweighs every state."""
    return SimpleStatus.NEEDS_ATTENTION if vendor_side_unknown else _SIMPLE[state]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestFilter:
    """`search` matches any part of the title; `status` is the simplified booking status."""

    __test__ = False

    search: str = ""
    status: SimpleStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRow:
    __test__ = False

    id: ProctoredTestId
    title: str
    organisation_name: str
    proctoring: Proctoring
    status: TestStatus
    window: TimeWindow | None
    time_zone: str
    candidates: int
    booking: SimpleStatus | None
    """None for tests without live proctoring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySummary:
    """Counts for the head of the Deliver page: live tests from now on, by where their booking stands. No status is
    counted further than one above `MOST_COUNTED` of `core.shared.paging`."""

    upcoming: int
    awaiting: int
    confirmed: int
    attention: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TestView:
    __test__ = False

    id: ProctoredTestId
    organisation_id: OrganisationId
    organisation_name: str
    title: str
    proctoring: Proctoring
    status: TestStatus
    provider: str
    ratio: int
    window: TimeWindow | None
    time_zone: str
    candidates: int
    longest_extra_minutes: int
    version: int

    @property
    def is_live(self) -> bool:
        return self.proctoring is Proctoring.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    number: str
    name: str
    email: str
    extra_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingView:
    """The booking behind a live test. `last` is the catalogue's line for what last decided or moved it."""

    id: ProctorBookingId
    state: BookingState
    vendor_side_unknown: bool
    provider: str
    window: TimeWindow | None
    reference: str
    activation: int
    checks: int
    next_check_at: datetime | None
    last_code: Code | None

    @property
    def status(self) -> SimpleStatus:
        return simple_status(self.state, vendor_side_unknown=self.vendor_side_unknown)

    @property
    def last(self) -> LogCode | None:
        return CATALOGUE[self.last_code] if self.last_code else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """None and the empty text let everything through; `candidate` is a whole candidate number."""

    severity: Severity | None = None
    code: Code | None = None
    candidate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    sequence: int
    at: datetime
    code: Code
    message: str
    parameters: dict[str, str]
    from_state: BookingState
    to_state: BookingState
    actor: str
    actor_name: str
    attempt: int
    correlation: str
    request_id: str
    payload_digest: str
    digest: str

    @property
    def catalogued(self) -> LogCode:
        return CATALOGUE[self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    candidate_number: str
    candidate_name: str
    joined_at: datetime | None
    ratings: tuple[Rating, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionRow:
    test_id: ProctoredTestId
    booking_id: ProctorBookingId
    title: str
    organisation_name: str
    provider: str
    window: TimeWindow | None
    time_zone: str
    state: BookingState
    vendor_side_unknown: bool
    last_code: Code
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderChoice:
    name: str
    title: str
    capabilities: Capabilities


class RuleVerdict(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """One rule of the booking, in the order in which processing applies it. `code` is what its failure would log;
    None where activating itself refuses."""

    code: Code | None
    rule: str
    verdict: RuleVerdict
    finding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRunReport:
    """What activating now would meet, without booking. `last_safe_moment` is the booked window's start less the
    vendor's lead time less the time requests have lately waited in our queue."""

    rules: tuple[RuleResult, ...]
    booked_window: TimeWindow | None
    proctors: int
    alternatives: tuple[TimeWindow, ...]
    lead_time: timedelta
    queue_time: timedelta
    last_safe_moment: datetime | None

    @property
    def would_pass(self) -> bool:
        return all(result.verdict is RuleVerdict.HOLDS for result in self.rules)
