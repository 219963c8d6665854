"""Withdrawing and moving entries, and correcting a candidate's details."""

from dataclasses import dataclass
from datetime import datetime

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.model import CandidateDetails, CandidateId, EntryId, EntryStatus, details_problems
from core.bookings.ports import BookingsUnit
from core.bookings.promises import promise_follow
from core.sessions.model import EntryTerms, SessionStatus, TestSession, TestSessionId
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawEntryCommand:
    actor: Actor
    entry_id: EntryId


class WithdrawEntry:
    """The test centre's own decision: the seat becomes free. What was paid stays until it is refunded."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: WithdrawEntryCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_SESSIONS)
        with self._open_unit() as unit:
            entry = unit.entries.get(command.entry_id, actor.scope)
            # The session first, as whoever enters candidates locks it: no two of us wait for each other.
            session = unit.sessions.get(entry.session_id, actor.scope, for_update=True)
            entry = unit.entries.get(command.entry_id, actor.scope, for_update=True)
            if entry.session_id != session.id:
                raise ConflictError("changed_meanwhile", entry=entry.id)
            now = self._clock.now()
            entry.withdraw(now=now)
            session.give_back_seats(1)
            promise_follow(unit, session.id, now=now)
            unit.record("entry_withdrawn", by=actor.label, on=f"entry:{entry.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveEntryCommand:
    actor: Actor
    entry_id: EntryId
    to: TestSessionId


class MoveEntry:
    """To another open session of the same centre, exam and price, where a seat is free. The account goes along."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: MoveEntryCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_SESSIONS)
        with self._open_unit() as unit:
            entry = unit.entries.get(command.entry_id, actor.scope)
            if entry.session_id == command.to:
                raise InvalidInputError.of("to", "Choose another session.")
            # Locked in the order of their ids: two moves in opposite directions do not wait for each other.
            locked = {
                session_id: unit.sessions.get(session_id, actor.scope, for_update=True)
                for session_id in sorted((entry.session_id, command.to), key=str)
            }
            old, new = locked[entry.session_id], locked[command.to]
            now = self._clock.now()
            _check_move(old, new, now=now)
            held = unit.entries.get(command.entry_id, actor.scope, for_update=True)
            if held.session_id != old.id:
                raise ConflictError("changed_meanwhile", entry=held.id)
            candidate = unit.candidates.get(held.candidate_id, actor.scope)
            if any(clash.same_session for clash in unit.entries.clashes(new.id, [candidate.details]).values()):
                raise InvalidInputError.of("to", "The candidate is entered for that session already.")
            held.move(new.id)
            new.take_seats(1)
            old.give_back_seats(1)
            promise_follow(unit, old.id, now=now)
            unit.record("entry_moved", by=actor.label, on=f"entry:{held.id}", facts={"to": str(new.id)})
            unit.commit()


def _check_move(old: TestSession, new: TestSession, *, now: datetime) -> None:
    if new.status is not SessionStatus.OPEN or new.plan.starts_at <= now or new.plan.exam != old.plan.exam:
        raise InvalidInputError.of("to", "Choose an open session of the same exam that has not begun.")
    if new.plan.price != old.plan.price:
        raise InvalidInputError.of("to", "The price differs there; withdraw the entry and enter it anew.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCandidateCommand:
    actor: Actor
    entry_id: EntryId
    candidate_id: CandidateId
    version: int
    details: CandidateDetails


class CorrectCandidate:
    """The entrant may correct as long as entries are open, the test centre until the end."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: CorrectCandidateCommand) -> None:
        actor, now = command.actor, self._clock.now()
        problems = details_problems(command.details, today=now.date())
        if problems:
            raise InvalidInputError("candidate_invalid", problems)
        with self._open_unit() as unit:
            entry = unit.entries.get(command.entry_id, actor.scope)
            session = unit.sessions.get(entry.session_id, actor.scope)
            is_centre = session.centre_id == actor.organisation_id
            actor.require(Permission.MANAGE_SESSIONS if is_centre else Permission.ENTER_CANDIDATES)
            if not is_centre and session.terms(now=now) is EntryTerms.CLOSED:
                raise ConflictError("entries_are_closed", session=session.id)
            if entry.candidate_id != command.candidate_id or entry.status is EntryStatus.WITHDRAWN:
                raise NotFoundError("candidate")
            candidate = unit.candidates.get(command.candidate_id, actor.scope, for_update=True)
            if candidate.version != command.version:
                raise ConflictError("changed_meanwhile", candidate=candidate.id)
            candidate.revise(command.details)
            unit.record("candidate_corrected", by=actor.label, on=f"candidate:{candidate.id}")
            unit.commit()
