"""Reading the trail. Writing goes through `Unit.record`, so that the record and the change are one transaction."""

from collections.abc import Iterator
from typing import Protocol

from core.audit.model import AuditRecord, ChainHead
from core.shared.paging import Page, PageRequest


class AuditTrail(Protocol):
    def walk(self) -> Iterator[AuditRecord]:
        """Every record from the first on, in a stream: memory does not grow with the trail."""
        ...

    def head(self) -> ChainHead:
        """The remembered end; sequence 0 and the genesis hash while the trail is empty."""
        ...

    def latest(self, page: PageRequest) -> Page[AuditRecord]:
        """Newest first."""
        ...
