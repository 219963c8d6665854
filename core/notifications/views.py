"""What pages show of messages."""

from dataclasses import dataclass
from datetime import datetime

from core.notifications.model import DeliveryId, DeliveryState, MessageKind
from core.shared.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One delivery as listed; `channel` is the channel's name."""

    id: DeliveryId
    kind: MessageKind
    person_id: PersonId
    person_name: str
    channel: str
    state: DeliveryState
    at: datetime
    attempts: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLetter:
    """A letter in a mailbox. `id` is opaque and safe in an address; `text` is as it was sent."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
