"""Ending shares whose time has come."""

from collections.abc import Sequence

from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.sharing import Activity, ActivityKind
from core.verification.ports import VerificationUnit

AT_ONCE = 100


class ExpireShares:
    """Handles the job `verification.expire_shares`, which every share with a last day promises and the clockwork
    repeats. Each run ends all that are due: nobody saw them since their time came, but lists and counts keep them until
    they are ended."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        # In small units, so that whoever shares meanwhile does not wait for a thousand.
        while self._expire_some() == AT_ONCE:
            pass

    def _expire_some(self) -> int:
        now = self._clock.now()
        with self._open_unit() as unit:
            due = unit.shares.expired(now=now, limit=AT_ONCE)
            for share in due:
                share.expire(now=now)
                unit.activities.add(
                    Activity(
                        result_id=share.result_id,
                        organisation_id=share.organisation_id,
                        share_id=share.id,
                        kind=ActivityKind.EXPIRED,
                        at=share.ended_at or now,
                    )
                )
                unit.record("share_expired", by="job:verification", on=f"share:{share.id}")
            unit.commit()
        return len(due)
