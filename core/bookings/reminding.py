"""Reminders before deadlines: when they are due, and what is kept of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.access.model import Scope
from core.bookings.ports import BookingsUnit
from core.bookings.views import DeadlineKind, DeadlineRow
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId

LEADS = (timedelta(days=7), timedelta(days=1))
"""A week is enough to collect what is missing, such as consents and fees; the day before is the last moment to act."""

REMINDED = frozenset({DeadlineKind.ENTRIES, DeadlineKind.PAYMENTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """That a preparation centre was reminded so many days ahead of a deadline at that very moment: a deadline that is
    moved is another one."""

    session_id: TestSessionId
    kind: DeadlineKind
    deadline: datetime
    days: int
    organisation_id: OrganisationId
    at: datetime


def lead_due(deadline: datetime, *, now: datetime) -> timedelta | None:
    """Which reminder is due: the latest whose time has come, none once the deadline is past."""
    if now >= deadline:
        return None
    return min((lead for lead in LEADS if deadline - lead <= now), default=None)


class Reminders(Protocol):
    def reminded(
        self, session_id: TestSessionId, kind: DeadlineKind, *, deadline: datetime, days: int
    ) -> frozenset[OrganisationId]:
        """Who was reminded so many days ahead already."""
        ...

    def add_all(self, reminders: Sequence[Reminder]) -> None: ...
    def owing(self, session_id: TestSessionId) -> Sequence[OrganisationId]:
        """The preparation centres with something open for the session. Not the test centre itself, which enters those
        who register with the code."""
        ...


class RemindingUnit(BookingsUnit, Protocol):
    @property
    def deadline_reminders(self) -> Reminders: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRow:
    """How many were reminded so many days ahead of a deadline, and when the last of them."""

    session_id: TestSessionId
    kind: DeadlineKind
    deadline: datetime
    days: int
    centres: int
    last_at: datetime


class RemindersReader(Protocol):
    def sent(self, session_ids: Sequence[TestSessionId], scope: Scope) -> Sequence[SentRow]:
        """For a preparation centre its own, for a test centre those to all of them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedReminder:
    """One reminder of a deadline. `sent` is None as long as nobody was reminded."""

    days: int
    due_at: datetime
    sent: SentRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    deadline: DeadlineRow
    reminders: tuple[PlannedReminder, ...]
