"""News of proposals to change by what an organisation is found."""

from uuid import UUID

from core.access.permissions import Permission
from core.notifications.message import Occasion, Outdated, Told
from core.notifications.news.awarding_body import its_contact
from core.notifications.ports import NotificationsUnit
from core.notifications.proposal_wording import ProposalNews
from core.shared.jobs import Payload
from core.verification.model.proposing import Proposal, ProposalId, ProposalState


def _read(unit: NotificationsUnit, payload: Payload) -> Proposal:
    return unit.proposals.get(ProposalId(UUID(payload["proposal"])))


def _facts(payload: Payload) -> Payload:
    return {"proposal": payload["proposal"]}


def told_team(unit: NotificationsUnit, payload: Payload) -> Told:
    return Told(
        if_wanted=unit.address_book.at_awarding_body(Permission.MANAGE_RECOGNITION),
        facts=_facts(payload),
    )


def told_primary_user(unit: NotificationsUnit, payload: Payload) -> Told:
    """Whoever that is by now."""
    organisation = _read(unit, payload).organisation_id
    return Told(
        always=unit.address_book.at(organisation, Permission.MANAGE_OWN_ORGANISATION),
        facts=_facts(payload),
    )


def proposal(unit: NotificationsUnit, occasion: Occasion) -> ProposalNews:
    one = _read(unit, occasion.facts)
    return ProposalNews(
        proposal_id=one.id,
        organisation=one.former.name,
        name=one.identity.name,
        state=one.state,
        due_at=one.due_at,
        reason=one.reason,
        team=its_contact(unit),
    )


def open_proposal(unit: NotificationsUnit, occasion: Occasion) -> ProposalNews | Outdated:
    """The team is not called to what was decided or withdrawn meanwhile."""
    news = proposal(unit, occasion)
    if news.state is not ProposalState.RECEIVED:
        return Outdated(reason="The proposal is decided or withdrawn.")
    return news
