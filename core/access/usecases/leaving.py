"""Logging out, here, on one other device, or everywhere; and forgetting what is over."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.model import Actor, SessionLimits
from core.access.ports import AccessUnit
from core.shared.errors import NotFoundError
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLogInCommand:
    """`digest` names the log-in, on this device or on another one of the same person."""

    actor: Actor
    digest: str


class EndLogIn:
    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: EndLogInCommand) -> None:
        actor = command.actor
        with self._open_unit() as unit:
            log_in = unit.log_ins.get(command.digest)
            if log_in is None or log_in.person_id != actor.person_id:
                raise NotFoundError("log_in")
            unit.log_ins.end(command.digest)
            unit.record("logged_out", by=actor.label, on=f"person:{actor.person_id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAllLogInsCommand:
    actor: Actor


class EndAllLogIns:
    """Everywhere, here too."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: EndAllLogInsCommand) -> int:
        actor = command.actor
        with self._open_unit() as unit:
            ended = unit.log_ins.end_all_of(actor.person_id)
            facts = {"devices": str(ended)}
            unit.record("logged_out_everywhere", by=actor.label, on=f"person:{actor.person_id}", facts=facts)
            unit.commit()
        return ended


class PurgeLogIns:
    """Handles the job `access.purge_log_ins`, which the clockwork promises: forgets the log-ins that are over."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit], limits: SessionLimits, clock: Clock) -> None:
        self._open_unit = open_unit
        self._limits = limits
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        now = self._clock.now()
        with self._open_unit() as unit:
            unit.log_ins.forget_before(seen_before=now - self._limits.idle, started_before=now - self._limits.absolute)
            unit.commit()
