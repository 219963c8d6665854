"""From what happened to who is told: one delivery for each recipient and channel."""

from collections.abc import Mapping, Sequence

from core.notifications.message import Told
from core.notifications.messages import MESSAGES
from core.notifications.model import Delivery, DeliveryId, MessageKind, Recipient, is_wanted, message_key
from core.notifications.ports import DELIVER, Channels, NotificationsUnit
from core.shared.errors import UnavailableError
from core.shared.ids import new_id
from core.shared.jobs import Job, Payload
from core.shared.time import Clock
from core.shared.unit import OpenUnit

NOTIFY = "notifications.notify"


class Notify:
    """Handles the job `notifications.notify`. Run again over the same payload it promises nothing new."""

    def __init__(self, *, open_unit: OpenUnit[NotificationsUnit], channels: Channels, clock: Clock) -> None:
        self._open_unit = open_unit
        self._channels = channels
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        names = self._channels.switched_on()
        for job in jobs:
            self._notify(job.payload, names)

    def _notify(self, payload: Payload, channels: Sequence[str]) -> None:
        kind, key, now = MessageKind(payload["kind"]), message_key(payload), self._clock.now()
        message = MESSAGES[kind]
        if message.waits and not channels:
            raise UnavailableError("no_channel_switched_on")
        with self._open_unit() as unit:
            if unit.deliveries.knows(key):
                return
            told = message.told(unit, payload)
            for to in _recipients(unit, kind, told):
                for channel in channels:
                    delivery = Delivery(id=DeliveryId(new_id()), message=key, kind=kind, to=to, channel=channel, at=now)
                    _promise(unit, delivery, told.facts)
            unit.commit()


def _recipients(unit: NotificationsUnit, kind: MessageKind, told: Told) -> list[Recipient]:
    chosen = unit.message_preferences.among(told.if_wanted, kind) if told.if_wanted else {}
    return [*told.always, *(one for one in told.if_wanted if is_wanted(kind, chosen.get(one)))]


def _promise(unit: NotificationsUnit, delivery: Delivery, facts: Mapping[str, str]) -> None:
    unit.deliveries.put(delivery)
    key = f"{DELIVER}:{delivery.id}"
    # A group of its own: what fails is repeated alone.
    run_at, group = delivery.at, str(delivery.id)
    unit.enqueue(DELIVER, {**facts, "delivery": str(delivery.id)}, key=key, run_at=run_at, group=group)
