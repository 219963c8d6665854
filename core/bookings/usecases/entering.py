"""Entering candidates for a session, one or thousands at a time: all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.entering import Offer, enter, offer
from core.bookings.model import (
    CandidateDetails,
    EntryId,
)
from core.bookings.ports import BookingsUnit
from core.sessions.model import TestSessionId
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCandidatesCommand:
    """`accept_clashes`: the person was shown who sits another exam on the same day, and enters them all the same."""

    actor: Actor
    session_id: TestSessionId
    candidates: Sequence[CandidateDetails]
    accept_clashes: bool = False


class OfferEntries:
    """Nothing is stored. Raises InvalidInputError for candidates who cannot be entered at all."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: EnterCandidatesCommand) -> Offer:
        command.actor.require(Permission.ENTER_CANDIDATES)
        now = self._clock.now()
        with self._open_unit() as unit:
            session = unit.sessions.get(command.session_id, command.actor.scope)
            return offer(unit, session, command.candidates, now=now)


class EnterCandidates:
    """The seats are taken with the session locked, at the end: the last one is given once."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: EnterCandidatesCommand) -> list[EntryId]:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.ENTER_CANDIDATES)
        with self._open_unit() as unit:
            session = unit.sessions.get(command.session_id, actor.scope, for_update=True)
            entries = enter(unit, session, command.candidates, by=actor, accept_clashes=command.accept_clashes, now=now)
            facts = {"entries": str(len(entries))}
            unit.record("candidates_entered", by=actor.label, on=f"test_session:{session.id}", facts=facts)
            unit.commit()
        return [entry.id for entry in entries]
