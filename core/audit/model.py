"""An audit record and the arithmetic of the chain."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

GENESIS = "0" * 64
"""The hash before the first record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """The end of the chain: what the store remembers of it, apart from the records themselves."""

    sequence: int = 0
    digest: str = GENESIS


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """Who (`by`) did what (`action`) on what (`on`), when and from where. `by` and `on` read «kind:id».

    `facts` says the result and other short facts; names, addresses and marks do not belong here, because the trail
    outlives the erasure of a person.
    """

    sequence: int
    at: datetime
    action: str
    by: str
    on: str
    origin: str
    facts: Mapping[str, str] = field(default_factory=dict)
    previous: str
    digest: str

    @classmethod
    def following(
        cls,
        head: ChainHead,
        *,
        at: datetime,
        action: str,
        by: str,
        on: str,
        origin: str,
        facts: Mapping[str, str],
    ) -> "AuditRecord":
        sequence, previous = head.sequence + 1, head.digest
        digest = _digest(sequence, at, action, by, on, origin, facts, previous)
        return cls(
            sequence=sequence,
            at=at,
            action=action,
            by=by,
            on=on,
            origin=origin,
            facts=dict(facts),
            previous=previous,
            digest=digest,
        )

    def is_intact(self) -> bool:
        return self.digest == _digest(
            self.sequence, self.at, self.action, self.by, self.on, self.origin, self.facts, self.previous
        )


def _digest(
    sequence: int,
    at: datetime,
    action: str,
    by: str,
    on: str,
    origin: str,
    facts: Mapping[str, str],
    previous: str,
) -> str:
    content = [sequence, at.isoformat(), action, by, on, origin, dict(facts), previous]
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where the chain does not hold. `sequence` is the record at which it was noticed."""

    sequence: int
    finding: str


def breaks(records: Iterable[AuditRecord]) -> Iterator[Break]:
    """Every place where the chain, read from its start, does not hold. A cut at the end is for the reader to know:
    it shows as a chain shorter than the head that the store remembers."""
    expected, previous = 1, GENESIS
    for record in records:
        if record.sequence != expected:
            yield Break(sequence=record.sequence, finding=f"record {expected} is missing or out of order")
        elif record.previous != previous:
            yield Break(sequence=record.sequence, finding="it does not follow the record before it")
        if not record.is_intact():
            yield Break(sequence=record.sequence, finding="its content was changed")
        expected, previous = record.sequence + 1, record.digest
