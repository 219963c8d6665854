"""News of invitations to organisations that are not listed."""

from uuid import UUID

from core.notifications.invitation_wording import InvitationNews
from core.notifications.message import Occasion, Told
from core.notifications.model import Outsider, OutsiderKind
from core.notifications.news.awarding_body import its_name
from core.notifications.ports import NotificationsUnit
from core.shared.errors import NotFoundError
from core.shared.jobs import Payload
from core.verification.model.sharing import Invitation, InvitationId


def _facts(payload: Payload) -> Payload:
    return {"invitation": payload["invitation"]}


def its_invitation(unit: NotificationsUnit, invitation_id: InvitationId) -> Invitation:
    found = unit.invitations.get(invitation_id)
    if found is None:
        raise NotFoundError("invitation", invitation=invitation_id)
    return found


def _its_id(facts: Payload) -> InvitationId:
    return InvitationId(UUID(facts["invitation"]))


def told_invited(unit: NotificationsUnit, payload: Payload) -> Told:
    del unit
    invited = Outsider(kind=OutsiderKind.INVITATION, id=UUID(payload["invitation"]))
    return Told(always=[invited], facts=_facts(payload))


def told_candidate(unit: NotificationsUnit, payload: Payload) -> Told:
    return Told(if_wanted=[its_invitation(unit, _its_id(payload)).invited_by], facts=_facts(payload))


def invitation(unit: NotificationsUnit, occasion: Occasion) -> InvitationNews:
    found = its_invitation(unit, _its_id(occasion.facts))
    return InvitationNews(
        invitation_id=found.id,
        organisation=found.organisation_name,
        candidate=unit.people.get(found.invited_by).name,
        awarding_body=its_name(unit),
    )
