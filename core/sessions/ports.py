"""What sessions need from the world."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from core.access.model import Scope
from core.access.ports import Organisations, Partnerships
from core.catalogue.ports import Exams, Venues
from core.sessions.model import TestSession, TestSessionId
from core.sessions.views import SessionFilter, SessionRow, SessionView
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest
from core.shared.unit import Unit


class Sessions(Protocol):
    """Raises NotFoundError("test_session") for what is not there or is nothing of the scope's: neither its own, nor
    available to it, nor one for which it has entries. Who has entries goes on seeing where and when they sit."""

    def add(self, session: TestSession) -> None:
        """Raises ConflictError("session_code_taken") for a code in use."""
        ...

    def get(self, session_id: TestSessionId, scope: Scope, *, for_update: bool = False) -> TestSession:
        """Locked late and once: seats are given under this lock."""
        ...

    def with_code(self, code: str, *, for_update: bool = False) -> TestSession | None: ...
    def many(self, session_ids: Sequence[TestSessionId]) -> Sequence[TestSession]: ...
    def take_back_all(self, centre: OrganisationId, preparation_centre: OrganisationId) -> int:
        """Take all of the centre's sessions back from the preparation centre, at once and not at commit; how many. Not
        for a unit that holds one of them for update."""
        ...

    def with_deadline_between(self, start: datetime, end: datetime) -> Sequence[TestSession]:
        """Open sessions with any deadline for entries or payments in [start, end)."""
        ...


class SessionsUnit(Unit, Protocol):
    @property
    def sessions(self) -> Sessions: ...
    @property
    def exams(self) -> Exams: ...
    @property
    def venues(self) -> Venues: ...
    @property
    def organisations(self) -> Organisations: ...
    @property
    def partnerships(self) -> Partnerships: ...


class SessionsReader(Protocol):
    def available(
        self, preparation_centre: OrganisationId, page: PageRequest, wanted: SessionFilter, *, now: datetime
    ) -> Page[SessionRow]:
        """Open sessions made available to the preparation centre and nothing else (FEATURES P01): the next first, or
        with those that are over the latest first."""
        ...

    def owned(
        self, centre: OrganisationId, page: PageRequest, wanted: SessionFilter, *, now: datetime
    ) -> Page[SessionRow]:
        """A test centre's sessions of every status: the next first, or with those that are over the latest first."""
        ...

    def session(self, session_id: TestSessionId, scope: Scope, *, now: datetime) -> SessionView:
        """What `Sessions.get` would give the scope."""
        ...

    def by_code(self, code: str, *, now: datetime) -> SessionView | None:
        """An open session by its code, for whoever has the code."""
        ...
