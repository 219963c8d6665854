"""Telling everybody who relied on a result that it changed (FEATURES X10)."""

from collections.abc import Sequence
from uuid import UUID

from core.results.model import ResultId
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_change_news


class TellChange:
    """Handles the job `verification.tell_change`. Run again over the same change it promises the same messages, which
    are written once."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self._tell(ResultId(UUID(job.payload["result"])), int(job.payload["change"]))

    def _tell(self, result_id: ResultId, change: int) -> None:
        now = self._clock.now()
        with self._open_unit() as unit:
            for organisation_id in unit.watchers.of(result_id, now=now):
                promise_change_news(unit, result_id, organisation_id, change=change, now=now)
            unit.commit()
