"""Watching that registrations and proposals are answered in time (FEATURES R02)."""

from collections.abc import Sequence
from datetime import timedelta

from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.registration import Holidays
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_proposal_warning, promise_warning
from core.verification.rules import working_days_of

WATCH = "verification.watch_registrations"

_LONGEST_DAY = timedelta(hours=26)
"""A day that clocks are put back on has 25 hours; what is due later than this is not in its last day yet."""


class WatchRegistrations:
    """Handles the job `verification.watch_registrations`, which the clockwork promises: once the last working day of a
    registration or a proposal that nobody has answered has begun, the recognition team is warned, one time."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], holidays: Holidays, clock: Clock) -> None:
        self._open_unit = open_unit
        self._holidays = holidays
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        now = self._clock.now()
        with self._open_unit() as unit:
            days = working_days_of(unit, self._holidays)
            for registration in unit.registrations.nearly_late(due_before=now + _LONGEST_DAY):
                if days.warn_at(registration.due_at) <= now:
                    registration.warn(now=now)
                    promise_warning(unit, registration.id, now=now)
            for proposal in unit.proposals.nearly_late(due_before=now + _LONGEST_DAY):
                if days.warn_at(proposal.due_at) <= now:
                    proposal.warn(now=now)
                    promise_proposal_warning(unit, proposal.id, now=now)
            unit.commit()
