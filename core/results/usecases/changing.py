"""What a results officer decides about one result: each with a reason, each told to who relied on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from core.access.model import Actor
from core.access.permissions import Permission
from core.results.model import Holder, Marks, Result, ResultId, Sitting
from core.results.ports import ResultsUnit
from core.results.promises import promise_change
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.text import is_name
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultCommand:
    """`version` is that of the result as the actor saw it: a decision about something else is not taken. `reason`
    stands in the history; making a result final needs none."""

    actor: Actor
    result_id: ResultId
    version: int
    reason: str = ""


class _Deciding:
    """What all of them have in common: permission, lock, the decision, the news of it."""

    def __init__(self, *, open_unit: OpenUnit[ResultsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def _decide(
        self, command: ResultCommand, action: str, verb: Callable[[ResultsUnit, Result, str, datetime], None]
    ) -> None:
        command.actor.require(Permission.MANAGE_RESULTS)
        now = self._clock.now()
        with self._open_unit() as unit:
            result = unit.results.get(command.result_id, for_update=True)
            if result.version != command.version:
                raise ConflictError("changed_meanwhile", result=result.id)
            verb(unit, result, command.actor.label, now)
            if result.is_released:
                promise_change(unit, result, now=now)
            unit.record(action, by=command.actor.label, on=f"result:{result.id}")
            unit.commit()


class MakeFinal(_Deciding):
    def __call__(self, command: ResultCommand) -> None:
        self._decide(command, "result_made_final", lambda _, result, by, now: result.make_final(by=by, now=now))


class WithholdResult(_Deciding):
    def __call__(self, command: ResultCommand) -> None:
        reason = command.reason
        self._decide(
            command, "result_withheld", lambda _, result, by, now: result.withhold(reason=reason, by=by, now=now)
        )


class RestoreResult(_Deciding):
    def __call__(self, command: ResultCommand) -> None:
        reason = command.reason
        self._decide(
            command, "result_restored", lambda _, result, by, now: result.restore(reason=reason, by=by, now=now)
        )


class RevokeResult(_Deciding):
    def __call__(self, command: ResultCommand) -> None:
        reason = command.reason
        self._decide(command, "result_revoked", lambda _, result, by, now: result.revoke(reason=reason, by=by, now=now))


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendResultCommand(ResultCommand):
    """What the result should say. The candidate ID number stays: a result under another number is another one. So do
    exam and day; `centre_number` and `place` are None where they stay too."""

    holder: Holder
    scores: Mapping[str, int]
    centre_number: str | None = None
    place: str | None = None


class AmendResult(_Deciding):
    """Grade and CEFR level are worked out anew from the scores."""

    def __call__(self, command: AmendResultCommand) -> None:
        def amend(unit: ResultsUnit, result: Result, by: str, now: datetime) -> None:
            if command.holder.number != result.holder.number:
                raise InvalidInputError.of("number", "The candidate ID number of a result stays.")
            _check_holder(command.holder, result)
            sitting, marks = _sitting(unit, command, result), result.marks
            if command.scores != dict(marks.scores):
                marking = unit.exams.get(result.sitting.exam).marking
                if marking is None:
                    raise ConflictError("exam_is_not_marked", exam=result.sitting.exam)
                marks = Marks.of(command.scores, marking)
            result.amend(holder=command.holder, sitting=sitting, marks=marks, reason=command.reason, by=by, now=now)

        self._decide(command, "result_amended", amend)


def _sitting(unit: ResultsUnit, command: AmendResultCommand, result: Result) -> Sitting:
    sitting = result.sitting
    if command.centre_number is not None:
        number = command.centre_number.strip()
        centre = unit.sittings.centres([number]).get(number)
        if centre is None:
            raise InvalidInputError.of("centre_number", f"There is no test centre with the number {number}.")
        sitting = replace(sitting, centre_id=centre.id)
    if command.place is not None:
        if not command.place.strip():
            raise InvalidInputError.of("place", "Enter the city where the exam was taken.")
        sitting = replace(sitting, place=command.place.strip())
    return sitting


def _check_holder(holder: Holder, result: Result) -> None:
    if not is_name(holder.name):
        raise InvalidInputError.of("family_name", "Enter the candidate's name.")
    if holder.date_of_birth >= result.sitting.taken_on:
        raise InvalidInputError.of("date_of_birth", "Enter a date of birth before the day of the exam.")
    if holder.email and "@" not in holder.email:
        raise InvalidInputError.of("email", "Enter an e-mail address like name@example.org, or leave it empty.")
