"""Handing letters to channels, outside any transaction."""

from collections.abc import Sequence
from uuid import UUID

from core.notifications.letters import LetterWriter
from core.notifications.message import Outdated
from core.notifications.model import Delivery, DeliveryId, DeliveryState
from core.notifications.ports import (
    Channels,
    ChannelUnavailable,
    LetterRefused,
    NotificationsUnit,
)
from core.shared.jobs import Job, Payload
from core.shared.time import Clock
from core.shared.unit import OpenUnit


class Deliver:
    """Handles the job `notifications.deliver`."""

    def __init__(
        self,
        *,
        open_unit: OpenUnit[NotificationsUnit],
        channels: Channels,
        letters: LetterWriter,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._channels = channels
        self._letters = letters
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        unavailable: list[ChannelUnavailable] = []
        for job in jobs:
            try:
                self._deliver(job.payload)
            except ChannelUnavailable as failure:
                unavailable.append(failure)
        if unavailable:
            # All come back; those delivered now are known as delivered and are passed over.
            raise unavailable[0]

    def _deliver(self, payload: Payload) -> None:
        now = self._clock.now()
        with self._open_unit() as unit:
            delivery = unit.deliveries.get(DeliveryId(UUID(payload["delivery"])))
            if delivery.state is not DeliveryState.WAITING:
                return
            draft = self._letters.read(unit, delivery, payload, now=now)
        channel = self._channels.get(delivery.channel)
        if channel is None:
            return self._note(delivery.refused("The channel is switched off.", now=now))
        letter = draft if isinstance(draft, Outdated) else self._letters.write(draft)
        if isinstance(letter, Outdated):
            return self._note(delivery.refused(letter.reason, now=now))
        try:
            channel.deliver(letter)
        except ChannelUnavailable as failure:
            self._note(delivery.put_off(failure.reason, now=self._clock.now()))
            raise
        except LetterRefused as refusal:
            return self._note(delivery.refused(refusal.reason, now=self._clock.now()))
        return self._note(delivery.delivered(now=self._clock.now()))

    def _note(self, delivery: Delivery) -> None:
        with self._open_unit() as unit:
            unit.deliveries.put(delivery)
            unit.commit()
