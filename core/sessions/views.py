"""What pages show of sessions. Dates of a session are shown in its own time zone, deadlines with the zone named."""

from dataclasses import dataclass
from datetime import datetime

from core.catalogue.model import ExamCode
from core.sessions.model import EntryTerms, SessionPlan, SessionStatus, SpeakingDates, TestSessionId
from core.shared.ids import OrganisationId
from core.shared.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreContact:
    """The test centre that owns a session: whom questions go to (FEATURES P15)."""

    id: OrganisationId
    name: str
    number: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A line of the session list, of a preparation centre or of the test centre itself."""

    id: TestSessionId
    exam: ExamCode
    exam_name: str
    centre_name: str
    centre_number: str
    status: SessionStatus
    starts_at: datetime
    speaking: SpeakingDates | None
    time_zone: str
    entries_until: datetime
    late_entries_until: datetime | None
    payments_until: datetime
    price: Money
    late_fee: Money
    seats_left: int
    taken: int
    available_to: int
    """To how many preparation centres it is available; shown to the test centre only."""

    def terms(self, *, now: datetime) -> EntryTerms:
        if self.status is not SessionStatus.OPEN:
            return EntryTerms.CLOSED
        if now < self.entries_until:
            return EntryTerms.IN_TIME
        is_late = self.late_entries_until is not None and now < self.late_entries_until
        return EntryTerms.LATE if is_late else EntryTerms.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """One session whole. `code` is empty for whoever may not hand it out."""

    id: TestSessionId
    centre: CentreContact
    plan: SessionPlan
    exam_name: str
    venue_name: str
    venue_address: str
    status: SessionStatus
    terms: EntryTerms
    seats_left: int
    taken: int
    code: str
    available_to: tuple[tuple[OrganisationId, str], ...]
    """Id and name of each preparation centre that sees it; empty for them."""
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFilter:
    """`search` matches exam code and name, and the centre; `past` includes sessions that are over."""

    search: str = ""
    status: SessionStatus | None = None
    past: bool = False
