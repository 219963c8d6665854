"""That a candidate ID number is somebody's, and why it is taken from them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.shared.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A number belongs to one account at a time. `at` is when that began; one that begins later is another claim."""

    number: str
    person_id: PersonId
    at: datetime


class FreeingReason(StrEnum):
    """Why a number was freed. It stands in the audit trail, out of which nothing is ever taken, so it is chosen and not
    written: a free text would tell of people."""

    MISTYPED_ADDRESS = "mistyped_address"
    ANOTHER_PERSON = "another_person"
    MAILBOX_LOST = "mailbox_lost"
