"""The log of a booking: entries in a hash chain of their own."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from core.proctoring.log_codes import CATALOGUE, CATALOGUE_VERSION, Code, LogCode

ProctorBookingId = NewType("ProctorBookingId", UUID)

LOG_START = "0" * 64
"""The hash before a booking's first entry."""


class BookingState(StrEnum):
    """Beside the state stands a flag, `vendor_side_unknown`: what the vendor holds may differ from this."""

    NOT_REQUESTED = "not_requested"
    SCHEDULED = "scheduled"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What came over the wire with an entry: the vendor's id of the exchange, SHA-256 of its raw content."""

    request_id: str = ""
    digest: str = ""


NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One step of a booking, told once and never changed.

    `parameters` fill the message's placeholders and carry the facts a replay needs. `actor` is «person:id», «job:kind»
    or «vendor:name». `attempt` counts tries of the same step from 1; `correlation` is the same for all entries of one
    activation.
    """

    booking_id: ProctorBookingId
    sequence: int
    at: datetime
    code: Code
    catalogue_version: int = CATALOGUE_VERSION
    parameters: Mapping[str, str]
    from_state: BookingState
    to_state: BookingState
    vendor_side_unknown: bool
    actor: str
    attempt: int
    correlation: str
    evidence: Evidence = field(default=NO_EVIDENCE)
    previous: str
    digest: str = ""

    @property
    def catalogued(self) -> LogCode:
        return CATALOGUE[self.code]

    @property
    def message(self) -> str:
        return self.catalogued.fill(self.parameters)

    def compute_digest(self) -> str:
        content = [
            str(self.booking_id),
            self.sequence,
            self.at.isoformat(),
            self.code.value,
            self.catalogue_version,
            dict(self.parameters),
            self.from_state.value,
            self.to_state.value,
            self.vendor_side_unknown,
            self.actor,
            self.attempt,
            self.correlation,
            self.evidence.request_id,
            self.evidence.digest,
            self.previous,
        ]
        written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(written.encode()).hexdigest()


def chain_breaks(entries: Iterable[LogEntry]) -> Iterator[str]:
    """What does not hold in a booking's chain, read from its start, in plain words."""
    expected, previous = 1, LOG_START
    for entry in entries:
        if entry.sequence != expected:
            yield f"entry {expected} is missing or out of order"
        elif entry.previous != previous:
            yield f"entry {entry.sequence} does not follow the one before it"
        if entry.digest != entry.compute_digest():
            yield f"the content of entry {entry.sequence} was changed"
        expected, previous = entry.sequence + 1, entry.digest
