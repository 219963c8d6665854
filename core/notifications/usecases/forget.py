"""Forgetting who was told what, once nobody asks any more."""

from collections.abc import Sequence
from datetime import timedelta

from core.notifications.ports import NotificationsUnit
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

FORGET = "notifications.forget"

KEPT = timedelta(days=90)
"""Long enough to find out why a mail of this term never came. Who was told what is personal: no longer than that."""


class ForgetDeliveries:
    """Handles the job `notifications.forget`, which the clockwork promises. What still waits is kept."""

    def __init__(self, *, open_unit: OpenUnit[NotificationsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        with self._open_unit() as unit:
            unit.deliveries.forget_before(self._clock.now() - KEPT)
            unit.commit()
