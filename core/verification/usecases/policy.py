"""What the awarding body asks for of who looks up a result that was not shared."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.shared.errors import ConflictError
from core.shared.unit import OpenUnit
from core.verification.ports import VerificationUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLookUpPolicyCommand:
    """`version` is that of the policy that was looked at."""

    actor: Actor
    asks_date_of_birth: bool
    version: int


class ChangeLookUpPolicy:
    """Counts from the next look-up on; what was looked up before stays open for its time."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: ChangeLookUpPolicyCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_RECOGNITION)
        with self._open_unit() as unit:
            policy = unit.look_up_policies.get(for_update=True)
            if policy.version != command.version:
                raise ConflictError("changed_meanwhile")
            policy.asks_date_of_birth = command.asks_date_of_birth
            facts = {"asks_date_of_birth": "yes" if command.asks_date_of_birth else "no"}
            unit.record("look_up_policy_changed", by=actor.label, on="look_up_policy:only", facts=facts)
            unit.commit()
