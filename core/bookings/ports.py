"""What bookings need from the world."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from core.access.model import Scope
from core.access.ports import Partnerships
from core.bookings.model import (
    Candidate,
    CandidateDetails,
    CandidateId,
    Entry,
    EntryId,
    HelpRequest,
    RequestId,
    RequestStatus,
)
from core.bookings.uploads import EntryUploads
from core.bookings.views import (
    BookingRow,
    BookingView,
    Clash,
    DeadlineRow,
    EntryCheck,
    EntryRow,
    EntryView,
    RequestRow,
    RequestView,
)
from core.sessions.model import TestSessionId
from core.sessions.ports import Sessions
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest
from core.shared.unit import Unit


class Candidates(Protocol):
    """Raises NotFoundError("candidate") for what is not there or not the owner's."""

    def add_all(self, candidates: Sequence[Candidate]) -> None: ...
    def get(self, candidate_id: CandidateId, scope: Scope, *, for_update: bool = False) -> Candidate:
        """One that the scope entered, or that is entered for a session the scope owns."""
        ...

    def same_people(self, owner: OrganisationId, wanted: Sequence[CandidateDetails]) -> dict[int, Candidate]:
        """By place in `wanted`: the owner's candidate with the same document, name and day of birth. Entering the same
        person for another session does not make a second candidate of them."""
        ...

    def of_session(self, session_id: TestSessionId) -> dict[str, tuple[Candidate, bool]]:
        """By candidate number: everybody ever entered for the session, and whether they are entered still."""
        ...

    def next_numbers(self, count: int) -> Sequence[str]:
        """Unused candidate ID numbers; taken for good, also when the unit is undone."""
        ...


class Entries(Protocol):
    """Raises NotFoundError("entry") for what is not there or outside the scope: the entrant's and the test centre's."""

    def add_all(self, entries: Sequence[Entry]) -> None: ...
    def get(self, entry_id: EntryId, scope: Scope, *, for_update: bool = False) -> Entry: ...
    def of_booking(
        self, session_id: TestSessionId, entrant: OrganisationId, *, for_update: bool = False
    ) -> Sequence[Entry]:
        """Those not withdrawn, in the order of their ids."""
        ...

    def of_session(self, session_id: TestSessionId, *, for_update: bool = False) -> Sequence[Entry]:
        """Those not withdrawn, of every entrant."""
        ...

    def clashes(self, session_id: TestSessionId, people: Sequence[CandidateDetails]) -> dict[int, Clash]:
        """By place in `people`: an entry not withdrawn of the same person (document, or name and day of birth) for this
        session or for one of the same centre with a paper on one of its days."""
        ...


class HelpRequests(Protocol):
    """Raises NotFoundError("help_request"): only the asking and the asked centre see one."""

    def add(self, request: HelpRequest) -> None: ...
    def get(self, request_id: RequestId, scope: Scope, *, for_update: bool = False) -> HelpRequest: ...


class BookingsUnit(Unit, Protocol):
    @property
    def sessions(self) -> Sessions: ...
    @property
    def candidates(self) -> Candidates: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def entry_uploads(self) -> EntryUploads: ...
    @property
    def help_requests(self) -> HelpRequests: ...
    @property
    def partnerships(self) -> Partnerships: ...


class EntryChecks(Protocol):
    """What the checks before the deadline look at."""

    def checks(self, session_id: TestSessionId, entrant: OrganisationId, scope: Scope) -> Sequence[EntryCheck]:
        """Entries not withdrawn, by name."""
        ...


class BookingsReader(EntryChecks, Protocol):
    """Everything through a scope: a preparation centre sees its own bookings, a test centre those for its sessions."""

    def bookings(
        self,
        scope: Scope,
        page: PageRequest,
        *,
        search: str = "",
        session_id: TestSessionId | None = None,
        entrant: OrganisationId | None = None,
        since: datetime | None = None,
    ) -> Page[BookingRow]:
        """Sessions for which candidates are entered (FEATURES P16). With `since` those that are not over by then, the
        next first; without it all of them, the latest first. Those of one session come by the entrants' names.
        `search` matches exam code and name, the test centre and the entrant."""
        ...

    def booking(self, session_id: TestSessionId, entrant: OrganisationId, scope: Scope) -> BookingView:
        """Raises NotFoundError("booking") where the entrant has nobody entered, or outside the scope."""
        ...

    def entries(
        self,
        session_id: TestSessionId,
        entrant: OrganisationId,
        scope: Scope,
        page: PageRequest,
        *,
        search: str = "",
    ) -> Page[EntryRow]:
        """By name, those withdrawn among them. `search` finds words of the name in any order, the ID number, the
        candidate number, the e-mail address (FEATURES P23)."""
        ...

    def all_entries(self, session_id: TestSessionId, entrant: OrganisationId, scope: Scope) -> Iterator[EntryView]:
        """Streamed, by name, those withdrawn among them."""
        ...

    def entry(self, entry_id: EntryId, scope: Scope) -> EntryView: ...
    def requests(self, scope: Scope, page: PageRequest, *, status: RequestStatus | None = None) -> Page[RequestRow]:
        """The one written in last first."""
        ...

    def request(self, request_id: RequestId, scope: Scope) -> RequestView: ...
    def deadlines(self, scope: Scope, *, start: datetime, end: datetime) -> Sequence[DeadlineRow]:
        """Every deadline and key date in [start, end) of open sessions that the scope owns, that are available to it
        or for which it has a booking, the next first (FEATURES N11, X07)."""
        ...
