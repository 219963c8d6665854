"""Proposing another name, kind, place or website for one's organisation, and taking that back (FEATURES R33)."""

from dataclasses import dataclass
from datetime import timedelta

from core.access.model import Actor
from core.access.permissions import Permission
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.proposing import Proposal, ProposalId
from core.verification.model.registration import Holidays, Identity
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_proposal_news
from core.verification.rules import facts_of, working_days_of

A_DAY = timedelta(days=1)
PROPOSED_A_DAY = 3
"""Each one is mail for the recognition team; whoever mistyped withdraws it and has two more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeIdentityCommand:
    """For the organisation the actor works for now. `why` is for the recognition team."""

    actor: Actor
    identity: Identity
    why: str


class ProposeIdentity:
    """By the Primary User. Nothing changes before the recognition team has approved it, which is told of it; one
    proposal waits at a time. The organisation is locked first, so that of two at once the second finds the first.

    Raises ConflictError("proposal_waits"), and ConflictError("proposed_too_often") for the fourth of a day."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], holidays: Holidays, clock: Clock) -> None:
        self._open_unit = open_unit
        self._holidays = holidays
        self._clock = clock

    def __call__(self, command: ProposeIdentityCommand) -> ProposalId:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.MANAGE_OWN_ORGANISATION)
        with self._open_unit() as unit:
            organisation = unit.recognising_organisations.get(actor.organisation_id, for_update=True)
            if unit.proposals.waiting(organisation.id) is not None:
                raise ConflictError("proposal_waits", organisation=organisation.id)
            if unit.proposals.received_since(organisation.id, now - A_DAY) >= PROPOSED_A_DAY:
                raise ConflictError("proposed_too_often", organisation=organisation.id)
            proposal = Proposal(
                id=ProposalId(new_id()),
                organisation_id=organisation.id,
                former=organisation.details.identity,
                identity=command.identity,
                why=command.why.strip(),
                received_at=now,
                due_at=working_days_of(unit, self._holidays).due_after(now),
            )
            unit.proposals.add(proposal)
            promise_proposal_news(unit, proposal.id, now=now)
            on = f"organisation:{organisation.id}"
            unit.record("identity_proposed", by=actor.label, on=on, facts=facts_of(proposal))
            unit.commit()
        return proposal.id


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawProposalCommand:
    actor: Actor
    proposal_id: ProposalId


class WithdrawProposal:
    """Raises NotFoundError("proposal") for that of another organisation."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: WithdrawProposalCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_OWN_ORGANISATION)
        with self._open_unit() as unit:
            proposal = unit.proposals.get(command.proposal_id, for_update=True)
            if proposal.organisation_id != actor.organisation_id:
                raise NotFoundError("proposal", proposal=proposal.id)
            proposal.withdraw(by=actor.label, now=self._clock.now())
            on, facts = f"organisation:{proposal.organisation_id}", {"proposal": str(proposal.id)}
            unit.record("proposal_withdrawn", by=actor.label, on=on, facts=facts)
            unit.commit()
