"""What proctoring needs from the world, besides the vendor port: storage, reading, and the way to a vendor."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from core.access.model import Scope
from core.bookings.ports import Candidates
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import LogEntry, ProctorBookingId
from core.proctoring.model.session import CandidateSession
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, TestCandidate
from core.proctoring.vendor import ProctoringProvider
from core.proctoring.views import (
    AttentionRow,
    BookingView,
    CandidateRow,
    DeliverySummary,
    LogFilter,
    LogRow,
    ProviderChoice,
    SessionRow,
    TestFilter,
    TestRow,
    TestView,
)
from core.sessions.model import TestSessionId
from core.sessions.ports import Sessions
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest
from core.shared.unit import Unit


class ProctoredTests(Protocol):
    """Raises NotFoundError("proctored_test") for what is not there or outside the scope."""

    def add(self, test: ProctoredTest) -> None: ...
    def get(self, test_id: ProctoredTestId, scope: Scope, *, for_update: bool = False) -> ProctoredTest: ...
    def many(self, test_ids: Sequence[ProctoredTestId]) -> Sequence[ProctoredTest]: ...


class EnrolledCandidates(Protocol):
    def add_all(self, candidates: Sequence[TestCandidate]) -> None:
        """All or none. Raises ConflictError("candidate_number_taken") for a number the test has already."""
        ...

    def of(self, test_id: ProctoredTestId) -> Sequence[TestCandidate]:
        """In the order of their numbers."""
        ...

    def of_many(self, test_ids: Sequence[ProctoredTestId]) -> dict[ProctoredTestId, list[TestCandidate]]: ...
    def count(self, test_id: ProctoredTestId) -> int: ...
    def remove(self, test_id: ProctoredTestId, numbers: Sequence[str]) -> Sequence[str]:
        """The numbers of those that were there, in order."""
        ...


class ProctorBookings(Protocol):
    """Raises NotFoundError("proctor_booking"). With `for_update` the rows are locked in the order of their ids."""

    def add(self, booking: ProctorBooking) -> None: ...
    def get(self, booking_id: ProctorBookingId, scope: Scope, *, for_update: bool = False) -> ProctorBooking: ...
    def of_test(self, test_id: ProctoredTestId, scope: Scope, *, for_update: bool = False) -> ProctorBooking: ...
    def many(self, booking_ids: Sequence[ProctorBookingId], *, for_update: bool = False) -> Sequence[ProctorBooking]:
        """Those that are there, in the order of their ids."""
        ...

    def overdue(self, *, before: datetime, limit: int) -> Sequence[ProctorBookingId]:
        """Scheduled or sent ones whose booked window started before."""
        ...


class BookingLog(Protocol):
    """Append only."""

    def append(self, *entries: LogEntry) -> None: ...
    def of(self, booking_id: ProctorBookingId) -> Sequence[LogEntry]:
        """The whole log, oldest first."""
        ...


class CandidateSessions(Protocol):
    def add(self, session: CandidateSession) -> None: ...
    def find(
        self, booking_id: ProctorBookingId, candidate_number: str, *, for_update: bool = False
    ) -> CandidateSession | None: ...


class ReceivedNotices(Protocol):
    def is_new(self, provider: str, organisation_id: OrganisationId, event_id: str, *, now: datetime) -> bool:
        """Note the event; False when it was noted before. In the caller's unit: undone with it."""
        ...


class ProctoringUnit(Unit, Protocol):
    @property
    def tests(self) -> ProctoredTests: ...
    @property
    def test_candidates(self) -> EnrolledCandidates: ...
    @property
    def proctor_bookings(self) -> ProctorBookings: ...
    @property
    def booking_log(self) -> BookingLog: ...
    @property
    def candidate_sessions(self) -> CandidateSessions: ...
    @property
    def received_notices(self) -> ReceivedNotices: ...


class SessionLinks(Protocol):
    """Which candidates of which proctored test were taken from which session."""

    def put(self, test_id: ProctoredTestId, session_id: TestSessionId, numbers: Sequence[str]) -> None:
        """A candidate of a test follows the session they were taken from last."""
        ...

    def taken_from(self, session_id: TestSessionId) -> dict[ProctoredTestId, set[str]]:
        """Candidate numbers by test, in the order of the tests' ids."""
        ...


class FollowingUnit(ProctoringUnit, Protocol):
    """What taking candidates from a session needs besides."""

    @property
    def session_links(self) -> SessionLinks: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def candidates(self) -> Candidates: ...


class Providers(Protocol):
    """The vendors an organisation has set up. Building one is cheap; what is returned is guarded."""

    def of(self, organisation_id: OrganisationId, name: str) -> ProctoringProvider:
        """Raises UnavailableError with the code `plugin_not_installed`, `plugin_switched_off` or
        `plugin_settings_incomplete`."""
        ...

    def title(self, name: str) -> str | None:
        """What people call the vendor; None when its plugin is not installed."""
        ...

    def choices(self, organisation_id: OrganisationId) -> Sequence[ProviderChoice]:
        """The vendors that are installed and switched on for the organisation."""
        ...


class RehearsalReader(Protocol):
    """What a dry run reads. Through a scope; a test outside it is NotFoundError."""

    def test(self, test_id: ProctoredTestId, scope: Scope) -> TestView: ...
    def booking(self, test_id: ProctoredTestId, scope: Scope) -> BookingView: ...
    def typical_queue_time(self, provider: str) -> timedelta:
        """The median time between scheduling and sending of the latest hundred bookings of this vendor; zero when
        there are none."""
        ...


class ProctoringReader(RehearsalReader, Protocol):
    """Lists and details for pages. Everything is read through a scope; what lies outside is NotFoundError."""

    def tests(self, scope: Scope, page: PageRequest, wanted: TestFilter) -> Page[TestRow]: ...
    def summary(self, scope: Scope, *, now: datetime) -> DeliverySummary: ...
    def candidates(
        self, test_id: ProctoredTestId, scope: Scope, page: PageRequest, *, search: str = ""
    ) -> Page[CandidateRow]: ...
    def log(self, test_id: ProctoredTestId, scope: Scope, page: PageRequest, wanted: LogFilter) -> Page[LogRow]:
        """Newest first."""
        ...

    def whole_log(self, test_id: ProctoredTestId, scope: Scope, wanted: LogFilter) -> Iterator[LogRow]:
        """Newest first, streamed."""
        ...

    def sessions(self, test_id: ProctoredTestId, scope: Scope, page: PageRequest) -> Page[SessionRow]: ...
    def attention(self, scope: Scope, page: PageRequest) -> Page[AttentionRow]:
        """Bookings with the vendor side unknown, or rejected and now the service desk's move; longest waiting first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRecord:
    """A booking and its whole log, oldest first, as they were stored at one moment.

    `unreadable` names what is not of the form this release writes, in plain words; the booking itself is then None.
    """

    booking_id: ProctorBookingId
    test_id: ProctoredTestId
    booking: ProctorBooking | None
    log: tuple[LogEntry, ...]
    unreadable: tuple[str, ...] = ()


class BookingRecords(Protocol):
    """What is stored of bookings, for verifying it: read as it stands, however it came there."""

    def walk(self, ids: Collection[UUID] = ()) -> Iterator[BookingRecord]:
        """Every booking in the order of the ids, in a stream: memory does not grow with their number. With `ids`, those
        of bookings or of their tests, only these."""
        ...

    def of_test(self, test_id: ProctoredTestId, scope: Scope) -> BookingRecord:
        """Raises NotFoundError("proctor_booking") for what is not there or outside the scope."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrySchedule:
    """When tries are repeated: `first` after the first try, then `factor` times longer each time, at most `longest`;
    `tries` in all."""

    first: timedelta
    factor: float
    longest: timedelta
    tries: int

    def delay(self, tried: int, *, spread: str = "") -> timedelta:
        """The wait after so many tries. `spread` shifts it by up to a tenth, the same for the same text, so that what
        was sent together is not asked for together for ever."""
        wait = min(self.first * self.factor ** max(tried - 1, 0), self.longest)
        share = (sum(spread.encode()) % 21 - 10) / 100
        return wait * (1 + share)
