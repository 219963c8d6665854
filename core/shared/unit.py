"""The unit of work: what belongs together is stored together or not at all."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from core.shared.jobs import Payload


class Unit(Protocol):
    """One transaction. Leaving it without `commit` undoes everything; nothing may follow `commit` inside the block.

    Entities fetched with `for_update=True` are locked, and whatever changed on them is written by `commit`.
    """

    def commit(self) -> None:
        """Store all of it, or raise and store nothing."""
        ...

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        """Promise a job in the same transaction: it runs if and only if the change is stored.

        `key` makes it unique while it waits: a second promise with the same key is dropped, after it has brought the
        waiting one forward to its own time if that is earlier. A running job waits no more, so its handler may promise
        its successor under the same key. Jobs of one kind and one `group` that are due together may be handed to their
        handler together.
        """
        ...

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        """Add a line to the audit trail, in the same transaction. `by` and `on` are «kind:id»; no personal data."""
        ...


AnyUnit = TypeVar("AnyUnit", covariant=True)

OpenUnit = Callable[[], AbstractContextManager[AnyUnit]]
