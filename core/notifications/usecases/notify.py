"""From what happened to who is told: one delivery for each person and channel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from core.access.permissions import Permission
from core.notifications.model import Delivery, DeliveryId, MessageKind, message_key
from core.notifications.ports import DELIVER, Channels, NotificationsUnit
from core.notifications.views import BookingStep
from core.notifications.wording import BookingNews
from core.proctoring.log_codes import CATALOGUE, Move
from core.proctoring.model.log import ProctorBookingId
from core.shared.errors import UnavailableError
from core.shared.ids import PersonId, new_id
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
        kind, message, now = MessageKind(payload["kind"]), message_key(payload), self._clock.now()
        if kind is MessageKind.SET_PASSWORD and not channels:
            # Nobody gets in without this mail, so it waits for a channel. The other messages tell what pages show too.
            raise UnavailableError("no_channel_switched_on")
        with self._open_unit() as unit:
            if unit.deliveries.knows(message):
                return
            if kind is MessageKind.SET_PASSWORD:
                people: list[PersonId] = [PersonId(UUID(payload["person"]))]
                facts: dict[str, str] = {}
            else:
                people, facts = _about_booking(unit, kind, payload)
                people = [one for one in people if kind not in unit.message_preferences.switched_off(one)]
            for person_id in people:
                for channel in channels:
                    _promise(unit, kind, message, person_id, channel, facts, now)
            unit.commit()


def _promise(
    unit: NotificationsUnit,
    kind: MessageKind,
    message: str,
    person_id: PersonId,
    channel: str,
    facts: Mapping[str, str],
    now: datetime,
) -> None:
    delivery = Delivery(
        id=DeliveryId(new_id()), message=message, kind=kind, person_id=person_id, channel=channel, at=now
    )
    unit.deliveries.put(delivery)
    key = f"{DELIVER}:{delivery.id}"
    # A group of its own: what fails is repeated alone.
    unit.enqueue(DELIVER, {**facts, "delivery": str(delivery.id)}, key=key, run_at=now, group=str(delivery.id))


def _about_booking(
    unit: NotificationsUnit, kind: MessageKind, payload: Payload
) -> tuple[list[PersonId], dict[str, str]]:
    """Who is told, and what there is to tell at the time of telling."""
    step = unit.booking_steps.get(ProctorBookingId(UUID(payload["booking"])), int(payload["entry"]))
    return _people_for(unit, kind, step), BookingNews.of(step).as_facts()


def _people_for(unit: NotificationsUnit, kind: MessageKind, step: BookingStep) -> list[PersonId]:
    if kind is MessageKind.BOOKING_NEEDS_ATTENTION:
        return list(unit.address_book.at_awarding_body(Permission.DECIDE_BOOKINGS))
    may_activate = unit.address_book.at_centre(step.organisation_id, Permission.ACTIVATE_TESTS)
    # Whoever activated the test is told; when that person is gone, everyone who could have done it.
    told = [one for one in may_activate if step.requested_by == f"person:{one}"] or list(may_activate)
    if CATALOGUE[step.code].move is Move.ADMINISTRATOR:
        told += [one for one in unit.address_book.at_awarding_body(Permission.MANAGE_PLUGINS) if one not in told]
    return told
