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
    REGISTRATION_RECEIVED = "registration_received"
    REGISTRATION_DUE = "registration_due"
    REGISTRATION_REFUSED = "registration_refused"
    PROPOSAL_RECEIVED = "proposal_received"
    PROPOSAL_DUE = "proposal_due"
    PROPOSAL_ANSWERED = "proposal_answered"
    MEMBER_ADDED = "member_added"
    PRIMARY_USER_CHANGED = "primary_user_changed"
    SHARE_RECEIVED = "share_received"
    RESULT_CHANGED = "result_changed"
    RESULT_LOOKED_UP = "result_looked_up"
    CANDIDATE_NUMBER_FREED = "candidate_number_freed"
    GUESSING_ALARM = "guessing_alarm"
    INVITATION = "invitation"
    INVITED_LISTED = "invited_listed"
    DOWNLOAD_READY = "download_ready"


ABOUT_HELP = {
    MessageKind.HELP_ASKED: Permission.ANSWER_REQUESTS,
    MessageKind.HELP_ANSWERED: Permission.ASK_FOR_HELP,
}
"""The messages about help requests, and by which permission the people of the organisation written to get them."""


OPT_IN = frozenset({MessageKind.SHARE_RECEIVED})
"""What a person gets only after switching it on; every other kind comes until it is switched off."""


def is_wanted(kind: MessageKind, chosen: bool | None) -> bool:
    """`chosen` is what the person chose for the kind, None where they never did."""
    return kind not in OPT_IN if chosen is None else chosen


def optional_kinds(actor: Actor) -> tuple[MessageKind, ...]:
    """The kinds this person can get in their work and may do without. The set-password mail is nobody's choice, and
    neither is what goes to a candidate about an entry or a look-up; a download is told of to whoever asked for it."""
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
    if actor.may(Permission.MANAGE_RECOGNITION):
        kinds += [MessageKind.REGISTRATION_DUE, MessageKind.PROPOSAL_RECEIVED, MessageKind.PROPOSAL_DUE]
        kinds.append(MessageKind.GUESSING_ALARM)
    if actor.may(Permission.FIND_RESULTS):
        kinds.append(MessageKind.SHARE_RECEIVED)
    # Somebody of the organisation must hear that a result it relied on is no longer what it was.
    if actor.may(Permission.FIND_RESULTS) and not actor.may(Permission.MANAGE_OWN_ORGANISATION):
        kinds.append(MessageKind.RESULT_CHANGED)
    if actor.may(Permission.SEE_OWN_RESULTS):
        kinds.append(MessageKind.INVITED_LISTED)
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


class OutsiderKind(StrEnum):
    """What somebody takes part in who is not one of the house's people, or need not be."""

    ENTRY = "entry"
    REGISTRATION = "registration"
    RESULT = "result"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outsider:
    """The candidate of an entry or of a result, the applicant of a registration, the organisation of an invitation.
    Their address is looked up there whenever a letter is written, and kept nowhere else."""

    kind: OutsiderKind
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


Recipient = PersonId | Outsider
"""Whom a message goes to: one of the house's people, or somebody else."""


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one recipient through one channel, without its content.

    `at` is when its state was last noted, `attempts` counts tries, `problem` says in plain words why the last of them
    failed; it never holds an address.
    """

    id: DeliveryId
    message: str
    kind: MessageKind
    to: Recipient
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
