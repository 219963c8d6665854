"""Jobs: work promised in a transaction and done after it, at least once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.shared.paging import Page, PageRequest

Payload = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One promised piece of work as its handler sees it. `attempt` counts from 1."""

    kind: str
    payload: Payload
    attempt: int


class JobHandler(Protocol):
    """Does all jobs of one kind and group that are due together.

    It must be safe to run twice over the same jobs: a crash after the work and before the engine learnt of it makes
    the engine hand them out again. Raising gives all of them back for a later try; after the last try they stay
    visible as dead and can be run again by hand.
    """

    def __call__(self, jobs: Sequence[Job]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKindRow:
    """How many jobs of one kind there are. `due_since` is when the oldest one that should run by now was due."""

    kind: str
    waiting: int
    running: int
    dead: int
    due_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadJobRow:
    """A job that failed at every try. `last_error` names the kind of failure; `payload` holds ids only."""

    id: UUID
    kind: str
    group: str
    payload: Payload
    attempts: int
    last_error: str
    created_at: datetime


class JobDesk(Protocol):
    """The view of the engine for those who run the house."""

    def kinds(self) -> Sequence[JobKindRow]:
        """Every kind that has jobs, by name."""
        ...

    def dead(self, page: PageRequest) -> Page[DeadJobRow]:
        """Oldest first."""
        ...

    def run_again(self, job_id: UUID, *, by: str) -> None:
        """Give a dead job all its tries anew, and put on record who did. When the same promise was made again in the
        meantime, that one stands for both. Raises NotFoundError("job") when no such job is dead."""
        ...
