"""Jobs: work promised in a transaction and done after it, at least once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

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
