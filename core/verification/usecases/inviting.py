"""Candidates invite an organisation that is not listed."""

from dataclasses import dataclass
from datetime import timedelta

from core.access.model import Actor
from core.access.permissions import Permission
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.registration import is_email, is_mailed_name
from core.verification.model.sharing import Invitation, InvitationId
from core.verification.ports import RecognitionReader, VerificationUnit
from core.verification.promises import promise_invitation

A_DAY = timedelta(days=1)
INVITED_A_DAY = 5
"""Each is a mail to somebody who did not ask for one."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteOrganisationCommand:
    actor: Actor
    name: str
    email: str


class InviteOrganisation:
    """Sends the organisation one mail with the way to register. Raises ConflictError("organisation_is_listed") for one
    whose name or address stands in the list, and ConflictError("too_many_invitations") for the sixth of a day."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], reader: RecognitionReader, clock: Clock) -> None:
        self._open_unit = open_unit
        self._reader = reader
        self._clock = clock

    def __call__(self, command: InviteOrganisationCommand) -> InvitationId:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.SEE_OWN_RESULTS)
        name, email = command.name.strip(), command.email.strip()
        _check(name, email)
        listed = self._reader.listed_as(name=name, email=email)
        if listed is not None:
            raise ConflictError("organisation_is_listed", organisation=listed)
        invitation = Invitation(
            id=InvitationId(new_id()), invited_by=actor.person_id, organisation_name=name, email=email, sent_at=now
        )
        with self._open_unit() as unit:
            # The person is locked, so that two requests at once are counted one after the other.
            unit.people.get(actor.person_id, for_update=True)
            if unit.invitations.sent_since(actor.person_id, now - A_DAY) >= INVITED_A_DAY:
                raise ConflictError("too_many_invitations")
            unit.invitations.add(invitation)
            promise_invitation(unit, invitation.id, now=now)
            unit.record("organisation_invited", by=actor.label, on=f"invitation:{invitation.id}")
            unit.commit()
        return invitation.id


def _check(name: str, email: str) -> None:
    problems = []
    if not is_mailed_name(name) or len(name) > LONGEST_NAME:
        problems.append(Problem(field="name", text="Enter the organisation's name."))
    if not is_email(email):
        problems.append(Problem(field="email", text="Enter an e-mail address like admissions@example.org."))
    if problems:
        raise InvalidInputError("invitation_invalid", problems)
