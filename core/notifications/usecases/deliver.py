"""Handing letters to channels, outside any transaction."""

from collections.abc import Sequence
from uuid import UUID

from core.access.model import Person
from core.notifications.help_wording import HelpNews, help_words
from core.notifications.model import ABOUT_HELP, Delivery, DeliveryId, DeliveryState, MessageKind, letter_key
from core.notifications.ports import (
    Channels,
    ChannelUnavailable,
    Letter,
    LetterRefused,
    NotificationsUnit,
    PageAddresses,
    PasswordLinkFor,
)
from core.notifications.wording import BookingNews, booking_words, password_words
from core.shared.jobs import Job, Payload
from core.shared.time import Clock
from core.shared.unit import OpenUnit


class Deliver:
    """Handles the job `notifications.deliver`.

    The link of a set-password mail is minted for each try, so no secret waits in a table; a try that follows one whose
    outcome is unknown sends another link, and only the newest works.
    """

    def __init__(
        self,
        *,
        open_unit: OpenUnit[NotificationsUnit],
        channels: Channels,
        password_link_for: PasswordLinkFor,
        addresses: PageAddresses,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._channels = channels
        self._password_link_for = password_link_for
        self._addresses = addresses
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
        with self._open_unit() as unit:
            delivery = unit.deliveries.get(DeliveryId(UUID(payload["delivery"])))
            person = unit.people.get(delivery.person_id)
        if delivery.state is not DeliveryState.WAITING:
            return
        if not person.active:
            return self._note(delivery.refused("The account is deactivated.", now=self._clock.now()))
        channel = self._channels.get(delivery.channel)
        if channel is None:
            return self._note(delivery.refused("The channel is switched off.", now=self._clock.now()))
        try:
            channel.deliver(self._letter(delivery, person, payload))
        except ChannelUnavailable as failure:
            self._note(delivery.put_off(failure.reason, now=self._clock.now()))
            raise
        except LetterRefused as refusal:
            return self._note(delivery.refused(refusal.reason, now=self._clock.now()))
        return self._note(delivery.delivered(now=self._clock.now()))

    def _letter(self, delivery: Delivery, person: Person, facts: Payload) -> Letter:
        if delivery.kind is MessageKind.SET_PASSWORD:
            subject, text = password_words(person, self._password_link_for(person.id))
        elif delivery.kind in ABOUT_HELP:
            subject, text = help_words(delivery.kind, HelpNews.from_facts(facts), person, self._addresses)
        else:
            subject, text = booking_words(delivery.kind, BookingNews.from_facts(facts), person, self._addresses)
        key = letter_key(delivery.message, str(person.id), person.email, subject, text)
        return Letter(key=key, to_name=person.name, to_address=person.email, subject=subject, text=text)

    def _note(self, delivery: Delivery) -> None:
        with self._open_unit() as unit:
            unit.deliveries.put(delivery)
            unit.commit()
