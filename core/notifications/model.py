"""Kinds of message, who may be told, and what became of each delivery."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from core.access.model import Actor, OrganisationKind
from core.access.permissions import Permission
from core.bookings.model import EntryId
from core.shared.ids import PersonId

DeliveryId = NewType("DeliveryId", UUID)


class MessageKind(StrEnum):
    SET_PASSWORD = "set_password"  # noqa: S105 - the name of a message, not a password
    BOOKING_CONFIRMED = "booking_confirmed"
    BOOKING_REJECTED = "booking_rejected"
    BOOKING_NEEDS_ATTENTION = "booking_needs_attention"
    HELP_ASKED = "help_asked"
    HELP_ANSWERED = "help_answered"
    ENTRY_CONFIRMED = "entry_confirmed"
    DEADLINE_REMINDER = "deadline_reminder"


ABOUT_HELP = {
    MessageKind.HELP_ASKED: Permission.ANSWER_REQUESTS,
    MessageKind.HELP_ANSWERED: Permission.ASK_FOR_HELP,
}
"""The messages about help requests, and by which permission the people of the organisation written to get them."""


def optional_kinds(actor: Actor) -> tuple[MessageKind, ...]:
    """The kinds this person can get in their work and may do without. The set-password mail is nobody's choice, and
    the confirmation of an entry goes to a candidate."""
    kinds: list[MessageKind] = []
    if actor.organisation_kind is OrganisationKind.TEST_CENTRE and actor.may(Permission.ACTIVATE_TESTS):
        kinds += [MessageKind.BOOKING_CONFIRMED, MessageKind.BOOKING_REJECTED]
    if actor.organisation_kind is OrganisationKind.AWARDING_BODY and actor.may(Permission.MANAGE_PLUGINS):
        kinds.append(MessageKind.BOOKING_REJECTED)
    if actor.organisation_kind is OrganisationKind.AWARDING_BODY and actor.may(Permission.DECIDE_BOOKINGS):
        kinds.append(MessageKind.BOOKING_NEEDS_ATTENTION)
    kinds += [kind for kind, permission in ABOUT_HELP.items() if actor.may(permission)]
    if actor.may(Permission.ENTER_CANDIDATES):
        kinds.append(MessageKind.DEADLINE_REMINDER)
    return tuple(kinds)


def message_key(payload: Mapping[str, str]) -> str:
    """What names a message: all that its promise said. A promise made anew for another event says something else."""
    return _digest(*(f"{name}={payload[name]}" for name in sorted(payload)))


def letter_key(message: str, *parts: str) -> str:
    """What names a letter. Its words are part of it: a later try that says something new, such as another link, is
    another letter, and no channel may drop it as a repetition."""
    return _digest(message, *parts)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one person through one channel, without its content. Whoever it goes to is either one of the
    house's people or a candidate, known by an entry: exactly one of `person_id` and `entry_id` is given.

    `at` is when its state was last noted, `attempts` counts tries, `problem` says in plain words why the last of them
    failed; it never holds an address.
    """

    id: DeliveryId
    message: str
    kind: MessageKind
    person_id: PersonId | None = None
    entry_id: EntryId | None = None
    channel: str
    state: DeliveryState = DeliveryState.WAITING
    at: datetime
    attempts: int = 0
    problem: str = ""

    def delivered(self, *, now: datetime) -> "Delivery":
        return self._tried(DeliveryState.DELIVERED, "", now)

    def refused(self, problem: str, *, now: datetime) -> "Delivery":
        return self._tried(DeliveryState.REFUSED, problem, now)

    def put_off(self, problem: str, *, now: datetime) -> "Delivery":
        return self._tried(DeliveryState.WAITING, problem, now)

    def _tried(self, state: DeliveryState, problem: str, now: datetime) -> "Delivery":
        return replace(self, state=state, problem=problem, at=now, attempts=self.attempts + 1)
