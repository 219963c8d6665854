"""Taking a candidate ID number from an account that should not have it, so that the candidate can join with it."""

from dataclasses import dataclass
from datetime import datetime

from core.access.model import Actor
from core.access.permissions import Permission
from core.results.model import ResultId
from core.shared.errors import ConflictError
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.claim import Claim, FreeingReason
from core.verification.model.sharing import Activity, ActivityKind
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_freeing_news


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeCandidateNumberCommand:
    """`claimed_at` is that of the claim as the actor saw it: another account that joined since keeps the number."""

    actor: Actor
    result_id: ResultId
    claimed_at: datetime
    reason: FreeingReason


class FreeCandidateNumber:
    """The number of the result is nobody's from now on. Its account sees none of its results any more and is told, and
    what it shared of them is taken back: who shared it cannot do so any more, and whoever joins next did not share it.
    Raises ConflictError("candidate_number_is_free") where no account has it."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: FreeCandidateNumberCommand) -> None:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.MANAGE_RESULTS)
        with self._open_unit() as unit:
            result = unit.results.get(command.result_id)
            claim = unit.candidate_numbers.claim(result.holder.number, for_update=True)
            if claim is None:
                raise ConflictError("candidate_number_is_free", result=result.id)
            if claim.at != command.claimed_at:
                raise ConflictError("changed_meanwhile", result=result.id)
            unit.candidate_numbers.free(claim)
            _take_back(unit, claim, actor, now)
            promise_freeing_news(unit, claim.person_id, now=now)
            facts = {"result": str(result.id), "reason": command.reason.value}
            unit.record("candidate_number_freed", by=actor.label, on=f"person:{claim.person_id}", facts=facts)
            unit.commit()


def _take_back(unit: VerificationUnit, claim: Claim, actor: Actor, now: datetime) -> None:
    """Only once the claim is held: from then on nobody begins another share by it."""
    for share in unit.shares.made_by(claim.person_id, claim.number, now=now):
        share.withdraw(now=now)
        unit.activities.add(
            Activity(
                result_id=share.result_id,
                organisation_id=share.organisation_id,
                share_id=share.id,
                kind=ActivityKind.WITHDRAWN,
                at=now,
            )
        )
        unit.record("share_withdrawn", by=actor.label, on=f"share:{share.id}", facts={"result": str(share.result_id)})
