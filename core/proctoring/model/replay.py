"""Rebuilding a booking's state from its log alone, by the table of transitions and the facts the entries carry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import LOG_START, BookingState, LogEntry, chain_breaks
from core.proctoring.model.transitions import may_lead
from core.shared.errors import InvalidInputError
from core.shared.time import TimeWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a log says of its booking; the fields are those of `ProctorBooking`."""

    state: BookingState = BookingState.NOT_REQUESTED
    vendor_side_unknown: bool = False
    provider: str = ""
    window: TimeWindow | None = None
    reference: str = ""
    activation: int = 0
    log_length: int = 0
    log_head: str = LOG_START

    @classmethod
    def of(cls, booking: ProctorBooking) -> "Snapshot":
        return cls(
            state=booking.state,
            vendor_side_unknown=booking.vendor_side_unknown,
            provider=booking.provider,
            window=booking.window,
            reference=booking.reference,
            activation=booking.activation,
            log_length=booking.log_length,
            log_head=booking.log_head,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The snapshot a log leads to, and everything in it that cannot be."""

    snapshot: Snapshot
    faults: tuple[str, ...]


def replay(entries: Iterable[LogEntry]) -> Replay:
    """Fold a log, read from its start. A broken chain or an impossible step is a fault; the fold goes on after it."""
    log = list(entries)
    faults = list(chain_breaks(log))
    snapshot = Snapshot()
    for entry in log:
        if entry.from_state is not snapshot.state:
            faults.append(f"entry {entry.sequence} starts from {entry.from_state}, not from {snapshot.state}")
        if not may_lead(entry.code, entry.from_state, entry.to_state):
            faults.append(f"entry {entry.sequence}: {entry.code} cannot lead to {entry.to_state}")
        try:
            snapshot = _after(snapshot, entry)
        except (KeyError, ValueError, InvalidInputError):
            faults.append(f"entry {entry.sequence} lacks a fact that {entry.code} carries")
    return Replay(snapshot=snapshot, faults=tuple(faults))


def differences(booking: ProctorBooking, entries: Iterable[LogEntry]) -> Iterator[str]:
    """How a stored booking differs from what its log says, in plain words; nothing when all agrees."""
    told = replay(entries)
    yield from told.faults
    stored = Snapshot.of(booking)
    for name in Snapshot.__slots__:
        ours, logged = getattr(stored, name), getattr(told.snapshot, name)
        if ours != logged:
            yield f"{name} is stored as {ours}, the log says {logged}"


_DROPS_REFERENCE = frozenset({Code.SCHEDULED, Code.CANCELLED, Code.CANCELLED_BY_VENDOR})


def _after(before: Snapshot, entry: LogEntry) -> Snapshot:
    facts, scheduled = entry.parameters, entry.code is Code.SCHEDULED
    window = before.window
    if scheduled:
        window = TimeWindow(start=datetime.fromisoformat(facts["start"]), end=datetime.fromisoformat(facts["end"]))
    return Snapshot(
        state=entry.to_state,
        vendor_side_unknown=entry.vendor_side_unknown,
        provider=facts["provider"] if scheduled else before.provider,
        window=window,
        reference="" if entry.code in _DROPS_REFERENCE else facts.get("reference", before.reference),
        activation=before.activation + scheduled,
        log_length=entry.sequence,
        log_head=entry.digest,
    )
