"""Letting results out at their time, or by hand before it; and putting the time off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.access.model import Actor
from core.access.permissions import Permission
from core.catalogue.model import ExamCode
from core.results.ports import ResultsUnit
from core.shared.errors import InvalidInputError
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

AT_ONCE = 500
"""Results of one unit: whoever reads or writes meanwhile does not wait for all of an exam."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCommand:
    """Only those of the exam, the day and the very release time that are given. Without `before_time` only what is
    due."""

    actor: Actor
    exam: ExamCode | None = None
    taken_on: date | None = None
    planned_for: datetime | None = None
    before_time: bool = False


class ReleaseResults:
    def __init__(self, *, open_unit: OpenUnit[ResultsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: ReleaseCommand) -> int:
        """How many were released."""
        command.actor.require(Permission.MANAGE_RESULTS)
        released = 0
        while some := _release_some(self._open_unit, command, by=command.actor.label, now=self._clock.now()):
            released += some
        return released


class ReleaseDue:
    """Handles the job `results.release`, which the clockwork promises each minute."""

    def __init__(self, *, open_unit: OpenUnit[ResultsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        while _release_some(self._open_unit, None, by="job:results", now=self._clock.now()):
            pass


def _release_some(open_unit: OpenUnit[ResultsUnit], wanted: ReleaseCommand | None, *, by: str, now: datetime) -> int:
    """Without `wanted` all that is due."""
    with open_unit() as unit:
        due = unit.results.due(
            now=None if wanted and wanted.before_time else now,
            limit=AT_ONCE,
            exam=wanted.exam if wanted else None,
            taken_on=wanted.taken_on if wanted else None,
            planned_for=wanted.planned_for if wanted else None,
        )
        for result in due:
            result.release(now=now)
        if due:
            unit.record("results_released", by=by, on="results:due", facts={"results": str(len(due))})
        unit.commit()
    return len(due)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponeCommand:
    """Those of the exam and the day that wait for `planned_for`."""

    actor: Actor
    exam: ExamCode
    taken_on: date
    planned_for: datetime
    release_at: datetime


class PostponeRelease:
    """To a later moment, or an earlier one, as long as it is to come."""

    def __init__(self, *, open_unit: OpenUnit[ResultsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: PostponeCommand) -> int:
        """How many have the new time."""
        command.actor.require(Permission.MANAGE_RESULTS)
        if command.release_at <= self._clock.now():
            raise InvalidInputError.of("release_at", "Choose a moment to come, or release them now.")
        if command.release_at == command.planned_for:
            raise InvalidInputError.of("release_at", "They are released at this moment already; choose another.")
        postponed = 0
        while some := self._postpone_some(command):
            postponed += some
        return postponed

    def _postpone_some(self, command: PostponeCommand) -> int:
        with self._open_unit() as unit:
            waiting = unit.results.due(
                now=None,
                limit=AT_ONCE,
                exam=command.exam,
                taken_on=command.taken_on,
                planned_for=command.planned_for,
            )
            for result in waiting:
                result.postpone(command.release_at)
            if waiting:
                facts = {"results": str(len(waiting)), "release_at": command.release_at.isoformat()}
                unit.record("release_postponed", by=command.actor.label, on=f"exam:{command.exam}", facts=facts)
            unit.commit()
        return len(waiting)
