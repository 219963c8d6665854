"""Making, changing, copying, opening and cancelling sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.access.model import Actor
from core.access.permissions import Permission
from core.sessions.model import (
    Deadlines,
    Paper,
    SessionPlan,
    SpeakingDates,
    TestSession,
    TestSessionId,
    draw_session_code,
)
from core.sessions.ports import SessionsUnit
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import new_id
from core.shared.time import Clock, TimeWindow
from core.shared.unit import OpenUnit


def _check_references(unit: SessionsUnit, actor: Actor, plan: SessionPlan) -> None:
    """The exam is offered and sat in sessions, and the venue is the centre's own and in use."""
    exam = unit.exams.get(plan.exam)
    if not exam.in_use:
        raise InvalidInputError.of("exam", "This exam is not offered any more; choose another.")
    if not exam.is_sat:
        raise InvalidInputError.of("exam", "No sessions are held of this one; choose another.")
    if not unit.venues.get(plan.venue_id, actor.scope).in_use:
        raise InvalidInputError.of("venue", "This venue is retired; choose another.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSessionCommand:
    actor: Actor
    plan: SessionPlan


class CreateSession:
    """A session begins as a draft of the actor's own centre, with a code of its own."""

    def __init__(self, *, open_unit: OpenUnit[SessionsUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: CreateSessionCommand) -> TestSessionId:
        actor = command.actor
        actor.require(Permission.MANAGE_SESSIONS)
        session = TestSession(
            id=TestSessionId(new_id()),
            centre_id=actor.organisation_id,
            plan=command.plan,
            code=draw_session_code(),
        )
        with self._open_unit() as unit:
            _check_references(unit, actor, command.plan)
            unit.sessions.add(session)
            unit.record("session_made", by=actor.label, on=f"test_session:{session.id}")
            unit.commit()
        return session.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseSessionCommand:
    """`version` is that of the session as it was shown."""

    actor: Actor
    session_id: TestSessionId
    version: int
    plan: SessionPlan


class ReviseSession:
    def __init__(self, *, open_unit: OpenUnit[SessionsUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: ReviseSessionCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_SESSIONS)
        with self._open_unit() as unit:
            session = unit.sessions.get(command.session_id, actor.scope, for_update=True)
            if session.version != command.version:
                raise ConflictError("changed_meanwhile", session=session.id)
            _check_references(unit, actor, command.plan)
            session.revise(command.plan)
            unit.record("session_revised", by=actor.label, on=f"test_session:{session.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySessionCommand:
    """Every date of the copy is `days` later."""

    actor: Actor
    session_id: TestSessionId
    days: int


class CopySession:
    """A new draft like another session, so many days later: neither its entries nor whom it is available to."""

    def __init__(self, *, open_unit: OpenUnit[SessionsUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: CopySessionCommand) -> TestSessionId:
        actor = command.actor
        actor.require(Permission.MANAGE_SESSIONS)
        if not 1 <= command.days <= 3660:
            raise InvalidInputError.of("days", "Enter how many days later the copy is, at least 1.")
        with self._open_unit() as unit:
            model = unit.sessions.get(command.session_id, actor.scope)
            copy = TestSession(
                id=TestSessionId(new_id()),
                centre_id=actor.organisation_id,
                plan=later(model.plan, days=command.days),
                code=draw_session_code(),
            )
            unit.sessions.add(copy)
            unit.record("session_copied", by=actor.label, on=f"test_session:{copy.id}")
            unit.commit()
        return copy.id


class SessionStep(StrEnum):
    OPEN = "open"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSessionCommand:
    actor: Actor
    session_id: TestSessionId
    step: SessionStep


class MoveSession:
    """Open a draft, or cancel a session. One with entries is cancelled only after they are withdrawn or moved, so that
    nobody's money is forgotten."""

    def __init__(self, *, open_unit: OpenUnit[SessionsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: MoveSessionCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_SESSIONS)
        with self._open_unit() as unit:
            session = unit.sessions.get(command.session_id, actor.scope, for_update=True)
            if command.step is SessionStep.OPEN:
                session.open(now=self._clock.now())
            elif session.taken:
                raise ConflictError("session_has_entries", session=session.id, entries=session.taken)
            else:
                session.cancel()
            unit.record(f"session_{command.step}", by=actor.label, on=f"test_session:{session.id}")
            unit.commit()


def later(plan: SessionPlan, *, days: int) -> SessionPlan:
    """The plan with all its dates moved, kept on the clock of the session's own time zone."""
    zone, span = ZoneInfo(plan.time_zone), timedelta(days=days)

    def move(instant: datetime) -> datetime:
        return (instant.astimezone(zone) + span).astimezone(instant.tzinfo)

    deadlines = plan.deadlines
    speaking = plan.speaking
    return SessionPlan(
        exam=plan.exam,
        papers=tuple(
            Paper(name=paper.name, window=TimeWindow(start=move(paper.window.start), end=move(paper.window.end)))
            for paper in plan.papers
        ),
        speaking=SpeakingDates(first=speaking.first + span, last=speaking.last + span) if speaking else None,
        time_zone=plan.time_zone,
        deadlines=Deadlines(
            entries=move(deadlines.entries),
            late_entries=move(deadlines.late_entries) if deadlines.late_entries else None,
            payments=move(deadlines.payments),
            results=move(deadlines.results),
        ),
        price=plan.price,
        venue_id=plan.venue_id,
        capacity=plan.capacity,
    )
