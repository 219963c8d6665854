"""A proposal to change by what candidates tell an organisation from others.

Somebody who was approved as one institution could otherwise call itself another. So the old identity stays until the
recognition team has approved the new one.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import OrganisationId
from core.verification.model.registration import Identity, identity_problems

ProposalId = NewType("ProposalId", UUID)


class ProposalState(StrEnum):
    """The first three are those of a registration, beside which it stands in the queue."""

    RECEIVED = "received"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(slots=True, kw_only=True)
class Proposal:
    """`former` is what the organisation was when it was proposed, `why` what its Primary User told the recognition team
    about it. `due_at` is the moment from which the answer is late; `warned_at` when the team was told that it is nearly
    so."""

    id: ProposalId
    organisation_id: OrganisationId
    former: Identity
    identity: Identity
    why: str
    received_at: datetime
    due_at: datetime
    state: ProposalState = ProposalState.RECEIVED
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str = ""
    warned_at: datetime | None = None
    version: int = 0

    def __post_init__(self) -> None:
        problems = identity_problems(self.identity)
        if self.identity == self.former:
            text = "Change the name, the kind, the place or the website, or leave the page without sending it."
            problems.append(Problem(field="name", text=text))
        if not 1 <= len(self.why.strip()) <= 2000:
            text = "Say why in a few sentences, up to 2000 characters."
            problems.append(Problem(field="why", text=text))
        if problems:
            raise InvalidInputError("proposal_invalid", problems)

    def approve(self, *, by: str, now: datetime) -> None:
        self._decide(ProposalState.APPROVED, by, now)

    def refuse(self, reason: str, *, by: str, now: datetime) -> None:
        """The reason is told to the Primary User."""
        if not 1 <= len(reason.strip()) <= 2000:
            raise InvalidInputError.of("reason", "Give the reason; the Primary User is told.")
        self._decide(ProposalState.REFUSED, by, now)
        self.reason = reason.strip()

    def withdraw(self, *, by: str, now: datetime) -> None:
        self._decide(ProposalState.WITHDRAWN, by, now)

    def warn(self, *, now: datetime) -> None:
        """Remember that the team was told; one time is enough."""
        self._check_open()
        self.warned_at = self.warned_at or now

    def _decide(self, state: ProposalState, by: str, now: datetime) -> None:
        self._check_open()
        self.state, self.decided_at, self.decided_by = state, now, by

    def _check_open(self) -> None:
        if self.state is not ProposalState.RECEIVED:
            raise ConflictError("proposal_is_decided", proposal=self.id)
