"""Making sessions available to preparation centres, and taking that back."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.sessions.model import TestSessionId
from core.sessions.ports import SessionsUnit
from core.shared.errors import InvalidInputError
from core.shared.ids import OrganisationId
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareSessionCommand:
    """`preparation_centres` is everybody who shall see the session from now on; whoever is left out does not."""

    actor: Actor
    session_id: TestSessionId
    preparation_centres: frozenset[OrganisationId]


class ShareSession:
    """Entries stay when a session is taken back from their preparation centre: it goes on seeing its booking, and
    enters nobody more."""

    def __init__(self, *, open_unit: OpenUnit[SessionsUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: ShareSessionCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_SESSIONS)
        with self._open_unit() as unit:
            session = unit.sessions.get(command.session_id, actor.scope, for_update=True)
            for one in command.preparation_centres - session.available_to:
                if not unit.partnerships.exists(session.centre_id, one):
                    text = "Choose among the preparation centres that work with yours."
                    raise InvalidInputError.of("preparation_centres", text)
            added = command.preparation_centres - session.available_to
            for one in session.available_to - command.preparation_centres:
                session.withdraw_from(one)
            if added:
                session.make_available(set(added))
            facts = {"available_to": str(len(session.available_to))}
            unit.record("session_shared", by=actor.label, on=f"test_session:{session.id}", facts=facts)
            unit.commit()
