"""Questions of preparation centres to test centres, and the answers."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.model import HelpRequest, Message, RequestId
from core.bookings.ports import BookingsUnit
from core.bookings.promises import promise_message
from core.sessions.model import TestSessionId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForHelpCommand:
    """To a test centre one works with, or about one of its sessions, where `session_id` is given."""

    actor: Actor
    centre_id: OrganisationId
    session_id: TestSessionId | None
    subject: str
    text: str


class AskForHelp:
    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: AskForHelpCommand) -> RequestId:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.ASK_FOR_HELP)
        request = HelpRequest(
            id=RequestId(new_id()),
            centre_id=command.centre_id,
            entrant_id=actor.organisation_id,
            session_id=command.session_id,
            subject=command.subject.strip(),
            messages=[Message(at=now, by=actor.label, text=command.text.strip())],
        )
        with self._open_unit() as unit:
            if command.session_id is not None:
                # Whoever has entries may ask about them, also when the two work together no longer.
                session = unit.sessions.get(command.session_id, actor.scope)
                if session.centre_id != command.centre_id:
                    raise NotFoundError("test_session")
            elif not unit.partnerships.exists(command.centre_id, actor.organisation_id):
                raise NotFoundError("organisation")
            unit.help_requests.add(request)
            promise_message(unit, "help_asked", request=request.id, to=request.centre_id, count=1, now=now)
            unit.record("help_asked", by=actor.label, on=f"help_request:{request.id}")
            unit.commit()
        return request.id


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOnCommand:
    actor: Actor
    request_id: RequestId
    text: str


class WriteOn:
    """One more message: from the asking side it opens the request again, from the test centre it answers it."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: WriteOnCommand) -> None:
        actor, now = command.actor, self._clock.now()
        with self._open_unit() as unit:
            request = unit.help_requests.get(command.request_id, actor.scope, for_update=True)
            if actor.organisation_id == request.centre_id:
                actor.require(Permission.ANSWER_REQUESTS)
                kind, to = "help_answered", request.entrant_id
            else:
                actor.require(Permission.ASK_FOR_HELP)
                kind, to = "help_asked", request.centre_id
            request.write(
                Message(at=now, by=actor.label, text=command.text.strip(), from_centre=to != request.centre_id)
            )
            promise_message(unit, kind, request=request.id, to=to, count=len(request.messages), now=now)
            unit.record(kind, by=actor.label, on=f"help_request:{request.id}")
            unit.commit()
