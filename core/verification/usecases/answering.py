"""Answering a proposal to change what an organisation is found by: approving it, or refusing it with a reason."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.proposing import ProposalId
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_proposal_answer
from core.verification.rules import facts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveProposalCommand:
    actor: Actor
    proposal_id: ProposalId


class ApproveProposal:
    """The public list shows the new identity from then on, and the Primary User is told."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: ApproveProposalCommand) -> None:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.MANAGE_RECOGNITION)
        with self._open_unit() as unit:
            proposal = unit.proposals.get(command.proposal_id, for_update=True)
            proposal.approve(by=actor.label, now=now)
            organisation = unit.recognising_organisations.get(proposal.organisation_id, for_update=True)
            organisation.identify(proposal.identity)
            promise_proposal_answer(unit, proposal.id, now=now)
            on = f"organisation:{organisation.id}"
            unit.record("proposal_approved", by=actor.label, on=on, facts=facts_of(proposal))
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseProposalCommand:
    actor: Actor
    proposal_id: ProposalId
    reason: str


class RefuseProposal:
    """Nothing changes. The Primary User is told the reason, as it was written."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: RefuseProposalCommand) -> None:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.MANAGE_RECOGNITION)
        with self._open_unit() as unit:
            proposal = unit.proposals.get(command.proposal_id, for_update=True)
            proposal.refuse(command.reason, by=actor.label, now=now)
            promise_proposal_answer(unit, proposal.id, now=now)
            on, facts = f"organisation:{proposal.organisation_id}", {"proposal": str(proposal.id)}
            unit.record("proposal_refused", by=actor.label, on=on, facts=facts)
            unit.commit()
