"""Taking a session back from preparation centres together with what they entered."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.ports import BookingsUnit
from core.bookings.promises import promise_follow
from core.sessions.model import TestSessionId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackSessionCommand:
    """From these preparation centres, and all that they have entered for the session."""

    actor: Actor
    session_id: TestSessionId
    preparation_centres: frozenset[OrganisationId]


class TakeBackSession:
    """They see the session no more, their entries are withdrawn, and the seats become free: all of it or nothing. What
    was paid stays on the accounts until it is refunded."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: TakeBackSessionCommand) -> int:
        """The number of entries withdrawn."""
        actor, now, withdrawn = command.actor, self._clock.now(), 0
        actor.require(Permission.MANAGE_SESSIONS)
        with self._open_unit() as unit:
            session = unit.sessions.get(command.session_id, actor.scope, for_update=True)
            if session.centre_id != actor.organisation_id:
                raise NotFoundError("test_session")
            for one in sorted(command.preparation_centres, key=str):
                session.withdraw_from(one)
                for entry in unit.entries.of_booking(session.id, one, for_update=True):
                    entry.withdraw(now=now)
                    withdrawn += 1
            session.give_back_seats(withdrawn)
            if withdrawn:
                promise_follow(unit, session.id, now=now)
            facts = {"from": str(len(command.preparation_centres)), "entries": str(withdrawn)}
            unit.record("session_taken_back", by=actor.label, on=f"test_session:{session.id}", facts=facts)
            unit.commit()
        return withdrawn
