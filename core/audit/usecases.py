"""Verifying the trail."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.audit.model import AuditRecord, Break, breaks
from core.audit.ports import AuditTrail


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`records` were read; the trail is whole when there are no breaks."""

    records: int
    breaks: tuple[Break, ...]


class VerifyTrail:
    """Read the whole chain and look for the remembered head in it, so that a cut tail shows as well."""

    def __init__(self, *, trail: AuditTrail) -> None:
        self._trail = trail

    def __call__(self) -> Verdict:
        # The head is read first: what is written while we walk makes the chain longer than the head, never shorter.
        head = self._trail.head()
        count, head_seen = 0, head.sequence == 0

        def counted() -> Iterator[AuditRecord]:
            nonlocal count, head_seen
            for record in self._trail.walk():
                count += 1
                head_seen = head_seen or (record.sequence == head.sequence and record.digest == head.digest)
                yield record

        found = list(breaks(counted()))
        if not head_seen:
            found.append(Break(sequence=head.sequence, finding="the trail does not hold its remembered last record"))
        return Verdict(records=count, breaks=tuple(found))
