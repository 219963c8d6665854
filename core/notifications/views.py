"""What pages show of messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.notifications.model import DeliveryId, DeliveryState, MessageKind
from core.proctoring.log_codes import Code
from core.proctoring.model.test import ProctoredTestId
from core.shared.ids import OrganisationId
from core.shared.time import TimeWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingStep:
    """One entry of a booking log with what a letter tells of its test. `window` is the test's own time."""

    test_id: ProctoredTestId
    organisation_id: OrganisationId
    centre: str
    title: str
    window: TimeWindow | None
    requested_by: str
    code: Code
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One delivery as listed; `to` is the person's name or the candidate's ID number, `channel` the channel's name.
    `given_up` says that it waits and is not tried again unless somebody has its job run again."""

    id: DeliveryId
    kind: MessageKind
    to: str
    channel: str
    state: DeliveryState
    at: datetime
    attempts: int
    problem: str
    given_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLetter:
    """A letter in a mailbox. `id` is opaque and safe in an address; `text` is as it was sent."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
