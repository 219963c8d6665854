"""Opening the proctoring session of a candidate through a link for one person."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import ProctoringUnit, Providers
from core.proctoring.vendor import JoinLink, LinkHolder
from core.shared.errors import ConflictError, NotFoundError
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSessionCommand:
    actor: Actor
    actor_name: str
    test_id: ProctoredTestId
    candidate_number: str


class OpenSession:
    """A new link every time, made by the vendor for this person and for a short while; every use is recorded."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], providers: Providers) -> None:
        self._open_unit = open_unit
        self._providers = providers

    def __call__(self, command: OpenSessionCommand) -> JoinLink:
        actor = command.actor
        actor.require(Permission.OPEN_PROCTORING_SESSIONS)
        with self._open_unit() as unit:
            booking = unit.proctor_bookings.of_test(command.test_id, actor.scope)
            session = unit.candidate_sessions.find(booking.id, command.candidate_number)
            if session is None:
                raise NotFoundError("candidate_session")
            if session.joined_at is None:
                raise ConflictError("candidate_has_not_joined", booking=booking.id)
            # Recorded before the link exists: a link that was handed out without a trace must not be possible.
            unit.record("proctoring_session_opened", by=actor.label, on=f"proctor_booking:{booking.id}")
            unit.commit()
        provider = self._providers.of(booking.organisation_id, booking.provider)
        return provider.join_link(session.reference, LinkHolder(id=str(actor.person_id), name=command.actor_name))
