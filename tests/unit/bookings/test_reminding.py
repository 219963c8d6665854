"""Which reminders are due, to whom, and what the ledger shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from core.access.model import Scope
from core.bookings.model import LineKind
from core.bookings.reminding import SentRow, lead_due
from core.bookings.usecases.reminding import RemindOfDeadlines, SeeLedger, SeeLedgerCommand
from core.bookings.views import DeadlineKind, DeadlineRow
from core.sessions.model import SessionStatus, TestSessionId
from core.shared.errors import NotAllowedError
from core.shared.ids import OrganisationId
from core.shared.jobs import Job
from core.shared.time import utc
from tests.unit.bookings.house import (
    ENTRIES_UNTIL,
    FEE,
    KEEPER,
    LATE_UNTIL,
    MAYA,
    OTHER_PREPARATION,
    PLANNER,
    PREPARATION,
    House,
)

DAY = timedelta(days=1)


class Clockwork:
    def __init__(self) -> None:
        self.house = House()
        self.handle = RemindOfDeadlines(open_unit=self.house.storage.open_unit, clock=self.house.clock)

    def at(self, now: datetime) -> list[tuple[OrganisationId, str, str]]:
        """Whom one round reminds: of what, how many days ahead."""
        self.house.clock.time = now
        stored = self.house.storage.stored
        before = len(stored.jobs)
        self.handle([Job(kind="bookings.remind", payload={}, attempt=1)])
        jobs = self.house.storage.stored.jobs[before:]
        return [
            (OrganisationId(UUID(job.payload["organisation"])), job.payload["deadline"], job.payload["days"])
            for job in jobs
        ]


@pytest.fixture
def clockwork() -> Clockwork:
    return Clockwork()


@pytest.mark.parametrize(
    ("before", "days"),
    [(8 * DAY, None), (7 * DAY, 7), (2 * DAY, 7), (DAY, 1), (DAY / 24, 1), (0 * DAY, None), (-DAY, None)],
)
def test_the_latest_reminder_whose_time_has_come_is_due(before: timedelta, days: int | None) -> None:
    lead = lead_due(ENTRIES_UNTIL, now=ENTRIES_UNTIL - before)

    assert (lead.days if lead else None) == days


def test_each_centre_that_sees_the_session_is_reminded_of_entries_once(clockwork: Clockwork) -> None:
    clockwork.house.stored().available_to.add(OTHER_PREPARATION)
    now = ENTRIES_UNTIL - 7 * DAY

    rounds = [clockwork.at(now), clockwork.at(now + DAY), clockwork.at(now + 6 * DAY), clockwork.at(ENTRIES_UNTIL)]

    both = [PREPARATION, OTHER_PREPARATION]
    assert rounds[0] == [(one, "entries", "7") for one in both]
    assert rounds[1] == []
    assert rounds[2] == [(one, "entries", "1") for one in both]
    assert rounds[3] == []


def test_only_who_owes_something_is_reminded_of_payments(clockwork: Clockwork) -> None:
    (entry,) = clockwork.house.enter(MAYA)
    owing = clockwork.at(LATE_UNTIL - DAY)
    clockwork.house.storage.stored.reminders.clear()
    clockwork.house.settled(entry, LineKind.PAYMENT, FEE)

    assert owing == [(PREPARATION, "payments", "1")]
    assert clockwork.at(LATE_UNTIL - DAY) == []


def test_after_a_standstill_only_the_reminder_that_still_fits_is_sent(clockwork: Clockwork) -> None:
    assert clockwork.at(ENTRIES_UNTIL - DAY / 2) == [(PREPARATION, "entries", "1")]


def test_a_moved_deadline_is_another_one(clockwork: Clockwork) -> None:
    first = clockwork.at(ENTRIES_UNTIL - 7 * DAY)
    session = clockwork.house.stored()
    deadlines = replace(session.plan.deadlines, entries=ENTRIES_UNTIL + DAY)
    clockwork.house.change_plan(deadlines=deadlines)

    second = clockwork.at(ENTRIES_UNTIL - 6 * DAY)

    assert first == second == [(PREPARATION, "entries", "7")]
    keys = {job.payload["at"] for job in clockwork.house.storage.stored.jobs}
    assert keys == {ENTRIES_UNTIL.isoformat(), (ENTRIES_UNTIL + DAY).isoformat()}


@pytest.mark.parametrize("status", [SessionStatus.DRAFT, SessionStatus.CANCELLED])
def test_nobody_is_reminded_of_what_is_not_open(clockwork: Clockwork, status: SessionStatus) -> None:
    clockwork.house.stored().status = status

    assert clockwork.at(ENTRIES_UNTIL - DAY) == []


class Dates:
    """A reader with an exam, its entries and its results."""

    def deadlines(self, scope: Scope, *, start: datetime, end: datetime) -> Sequence[DeadlineRow]:
        rows = [_row(DeadlineKind.ENTRIES, ENTRIES_UNTIL), _row(DeadlineKind.EXAM, LATE_UNTIL)]
        return [*rows, _row(DeadlineKind.RESULTS, LATE_UNTIL + 40 * DAY)]


class Sent:
    def sent(self, session_ids: Sequence[TestSessionId], scope: Scope) -> Sequence[SentRow]:
        row = _row(DeadlineKind.ENTRIES, ENTRIES_UNTIL)
        past = SentRow(
            session_id=row.session_id, kind=row.kind, deadline=row.at, days=7, centres=2, last_at=row.at - 7 * DAY
        )
        # Of the time before the deadline was moved.
        return [past, replace(past, deadline=row.at - DAY, days=1)]


def _row(kind: DeadlineKind, at: datetime) -> DeadlineRow:
    return DeadlineRow(
        session_id=TestSessionId(UUID(int=5)),
        kind=kind,
        at=at,
        time_zone="Europe/London",
        exam_name="B2 First",
        centre_name="Northgate College",
        centre_number="GB104",
        entrants=2,
        candidates=5,
        unpaid=3,
    )


def test_the_ledger_leaves_exams_out_and_tells_sent_from_planned() -> None:
    # Of the reader only its deadlines are asked for.
    see = SeeLedger(bookings=Dates(), reminders=Sent())  # type: ignore[arg-type]

    ledger = see(SeeLedgerCommand(actor=KEEPER, start=utc(2027, 1, 1), end=utc(2028, 1, 1)))

    assert [line.deadline.kind for line in ledger] == [DeadlineKind.ENTRIES, DeadlineKind.RESULTS]
    week, day = ledger[0].reminders
    assert (week.days, week.sent.centres if week.sent else 0) == (7, 2)
    assert (day.days, day.due_at, day.sent) == (1, ENTRIES_UNTIL - DAY, None)
    assert ledger[1].reminders == ()


def test_who_sees_no_sessions_sees_no_ledger() -> None:
    see = SeeLedger(bookings=Dates(), reminders=Sent())  # type: ignore[arg-type]  # As above.

    with pytest.raises(NotAllowedError):
        see(SeeLedgerCommand(actor=PLANNER, start=utc(2027, 1, 1), end=utc(2028, 1, 1)))
