"""Reminding preparation centres before entries close and before payments are due (FEATURES N11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.access.model import EVERYTHING, Actor
from core.access.permissions import Permission
from core.bookings.ports import BookingsReader
from core.bookings.promises import promise_reminder
from core.bookings.reminding import (
    LEADS,
    REMINDED,
    LedgerRow,
    PlannedReminder,
    Reminder,
    RemindersReader,
    RemindingUnit,
    SentRow,
    lead_due,
)
from core.bookings.views import DeadlineKind, DeadlineRow
from core.sessions.model import SessionStatus, TestSession, TestSessionId
from core.shared.errors import NotAllowedError
from core.shared.ids import OrganisationId
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit


class RemindOfDeadlines:
    """Handles the job `bookings.remind`, which the clockwork promises. Each centre is reminded once, so many days ahead
    of each deadline; run late, only the reminder that still fits is sent."""

    def __init__(self, *, open_unit: OpenUnit[RemindingUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        now = self._clock.now()
        # What is due to the very moment is reminded of, too; the span leaves out its end.
        end = now + max(LEADS) + timedelta.resolution
        with self._open_unit() as unit:
            sessions = [one.id for one in unit.sessions.with_deadline_between(now, end)]
        # One unit for each, so that a centre with many sessions does not hold up whoever enters candidates.
        for session_id in sessions:
            self._remind(session_id, now)

    def _remind(self, session_id: TestSessionId, now: datetime) -> None:
        with self._open_unit() as unit:
            session = unit.sessions.get(session_id, EVERYTHING)
            due = _due(unit, session, now) if session.status is SessionStatus.OPEN else []
            if due:
                unit.deadline_reminders.add_all(due)
                for reminder in due:
                    promise_reminder(unit, reminder, now=now)
                unit.commit()


def _due(unit: RemindingUnit, session: TestSession, now: datetime) -> list[Reminder]:
    deadlines = session.plan.deadlines
    concerned: list[tuple[DeadlineKind, datetime, Sequence[OrganisationId]]] = [
        (DeadlineKind.ENTRIES, deadlines.entries, sorted(session.available_to)),
        (DeadlineKind.PAYMENTS, deadlines.payments, unit.deadline_reminders.owing(session.id)),
    ]
    found = []
    for kind, deadline, centres in concerned:
        lead = lead_due(deadline, now=now)
        if lead is not None and centres:
            known = unit.deadline_reminders.reminded(session.id, kind, deadline=deadline, days=lead.days)
            found += [
                Reminder(
                    session_id=session.id,
                    kind=kind,
                    deadline=deadline,
                    days=lead.days,
                    organisation_id=one,
                    at=now,
                )
                for one in centres
                if one not in known
            ]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeLedgerCommand:
    """Everything in [start, end)."""

    actor: Actor
    start: datetime
    end: datetime


class SeeLedger:
    """Every deadline of the actor's sessions with whom it affects and the reminders sent and planned."""

    def __init__(self, *, bookings: BookingsReader, reminders: RemindersReader) -> None:
        self._bookings = bookings
        self._reminders = reminders

    def __call__(self, command: SeeLedgerCommand) -> list[LedgerRow]:
        actor = command.actor
        if not (actor.may(Permission.SEE_AVAILABLE_SESSIONS) or actor.may(Permission.MANAGE_SESSIONS)):
            raise NotAllowedError("permission_missing", permission=Permission.SEE_AVAILABLE_SESSIONS.value)
        rows = self._bookings.deadlines(actor.scope, start=command.start, end=command.end)
        deadlines = [row for row in rows if row.kind not in {DeadlineKind.EXAM, DeadlineKind.SPEAKING}]
        sent = self._reminders.sent(sorted({row.session_id for row in deadlines}), actor.scope)
        by_reminder = {(one.session_id, one.kind, one.deadline, one.days): one for one in sent}
        return [LedgerRow(deadline=row, reminders=_reminders(row, by_reminder)) for row in deadlines]


def _reminders(
    row: DeadlineRow, sent: dict[tuple[TestSessionId, DeadlineKind, datetime, int], SentRow]
) -> tuple[PlannedReminder, ...]:
    if row.kind not in REMINDED:
        return ()
    return tuple(
        PlannedReminder(
            days=lead.days, due_at=row.at - lead, sent=sent.get((row.session_id, row.kind, row.at, lead.days))
        )
        for lead in LEADS
    )
