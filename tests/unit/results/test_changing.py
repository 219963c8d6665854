"""What is decided about one result, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.results.model import Holder, ResultId, ResultStatus
from core.results.promises import TELL_CHANGE
from core.results.usecases.changing import (
    AmendResult,
    AmendResultCommand,
    MakeFinal,
    RestoreResult,
    ResultCommand,
    RevokeResult,
    WithholdResult,
)
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import new_id
from tests.unit.results.house import ADMINISTRATOR, COLUMNS, NOON, OFFICER, OTHER_CENTRE, House, row

Verb = type[MakeFinal] | type[WithholdResult] | type[RestoreResult] | type[RevokeResult]
VERBS: list[Verb] = [MakeFinal, WithholdResult, RestoreResult, RevokeResult]


def office(status: str = "final", *, is_released: bool = True) -> House:
    """With one result."""
    house = House()
    house.bring_in(row(status=status), columns=(*COLUMNS, "status"))
    if is_released:
        house.result().release(now=NOON)
    return house


def decide(house: House, verb: Verb, *, reason: str = "Asked for") -> None:
    result = house.result()
    command = ResultCommand(actor=OFFICER, result_id=result.id, version=result.version, reason=reason)
    verb(open_unit=house.memory.open_unit, clock=house.clock)(command)


def amendment(house: House, *, reading: int = 180, holder: Holder | None = None) -> AmendResultCommand:
    result = house.result()
    return AmendResultCommand(
        actor=OFFICER,
        result_id=result.id,
        version=result.version,
        reason="A paper was marked again",
        holder=holder or result.holder,
        scores={"Reading": reading, "Use of English": 175},
    )


def amend(house: House, command: AmendResultCommand) -> None:
    AmendResult(open_unit=house.memory.open_unit, clock=house.clock)(command)


def told(house: House) -> list[str]:
    """The changes that somebody is told of."""
    return [payload["change"] for kind, payload, _ in house.memory.stored.jobs if kind == TELL_CHANGE]


def test_an_amended_result_has_its_grade_worked_out_anew_and_keeps_what_stood_before() -> None:
    house = office()
    before = house.result().marks

    amend(house, amendment(house, reading=190))

    result = house.result()
    assert (result.status, result.marks.outcome.overall, result.marks.outcome.grade) == (
        ResultStatus.AMENDED,
        183,
        "A",
    )
    assert (result.history[-1].marks, result.history[-1].holder) == (before, None)
    assert told(house) == ["1"]
    assert house.memory.stored.trail[-1][:3] == ("result_amended", OFFICER.label, f"result:{result.id}")


def test_a_name_is_amended_without_touching_the_scores() -> None:
    house = office()
    married = replace(house.result().holder, family_name="Łęska-Żak")

    amend(house, amendment(house, reading=170, holder=married))

    assert house.result().holder == married
    assert house.result().history[-1].marks is None


def test_centre_and_place_are_amended_and_the_history_keeps_where_it_was_said_to_be_sat() -> None:
    house = office()
    before = house.result().sitting

    amend(house, replace(amendment(house, reading=170), centre_number=" PL777 ", place=" Wieliczka "))

    result = house.result()
    assert result.sitting == replace(before, centre_id=OTHER_CENTRE.id, place="Wieliczka")
    assert (result.history[-1].sitting, result.history[-1].marks) == (before, None)
    assert (result.status, told(house)) == (ResultStatus.AMENDED, ["1"])


@pytest.mark.parametrize(
    ("changes", "field"), [({"centre_number": "PL999"}, "centre_number"), ({"place": " "}, "place")]
)
def test_a_centre_or_place_that_cannot_be_is_refused_at_its_field(changes: dict[str, str], field: str) -> None:
    house = office()

    with pytest.raises(InvalidInputError) as refused:
        # Either of the two texts, whichever a test is about.
        amend(house, replace(amendment(house, reading=170), **changes))  # type: ignore[arg-type]

    assert [problem.field for problem in refused.value.problems] == [field]
    assert not house.result().history


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "OTHER"}, "number"),
        ({"given_name": "", "family_name": ""}, "family_name"),
        ({"date_of_birth": date(2027, 2, 6)}, "date_of_birth"),
        ({"email": "nobody"}, "email"),
        ({}, "scores"),
    ],
)
def test_an_amendment_that_cannot_be_is_refused(changes: dict[str, object], field: str) -> None:
    house = office()
    # Any field may be changed by a test, of whatever type it is.
    holder = replace(house.result().holder, **changes)  # type: ignore[arg-type]

    with pytest.raises(InvalidInputError) as refused:
        amend(house, amendment(house, reading=170, holder=holder))

    assert [problem.field for problem in refused.value.problems] == [field]
    assert house.result().status is ResultStatus.FINAL


def test_a_score_out_of_the_limits_is_refused_under_its_name() -> None:
    house = office()

    with pytest.raises(InvalidInputError) as refused:
        amend(house, amendment(house, reading=191))

    assert [problem.field for problem in refused.value.problems] == ["Reading"]


def test_scores_of_an_exam_that_is_not_marked_any_more_are_not_amended() -> None:
    house = office()
    code = house.result().sitting.exam
    house.memory.stored.exams[code] = replace(house.memory.stored.exams[code], marking=None)

    with pytest.raises(ConflictError, match="exam_is_not_marked"):
        amend(house, amendment(house, reading=180))


def test_a_withheld_result_is_restored_to_what_it_was() -> None:
    house = office()
    amend(house, amendment(house))

    decide(house, WithholdResult)
    assert house.result().status is ResultStatus.WITHHELD
    decide(house, RestoreResult)

    assert house.result().status is ResultStatus.AMENDED
    assert told(house) == ["1", "2", "3"]


def test_a_revoked_result_stays_revoked() -> None:
    house = office()

    decide(house, RevokeResult)

    for verb in VERBS:
        with pytest.raises(ConflictError):
            decide(house, verb)
    assert told(house) == ["1"]


def test_a_provisional_result_is_made_final_without_a_reason() -> None:
    house = office("provisional")

    decide(house, MakeFinal, reason="")

    assert house.result().status is ResultStatus.FINAL


@pytest.mark.parametrize("verb", [WithholdResult, RevokeResult])
@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_a_decision_against_a_result_needs_a_reason(verb: Verb, reason: str) -> None:
    with pytest.raises(InvalidInputError):
        decide(office(), verb, reason=reason)


def test_nobody_is_told_of_a_result_that_nobody_saw() -> None:
    house = office(is_released=False)

    decide(house, WithholdResult)

    assert told(house) == []


@pytest.mark.parametrize("verb", VERBS)
def test_a_decision_about_something_else_than_was_shown_is_not_taken(verb: Verb) -> None:
    house = office("provisional")
    command = ResultCommand(actor=OFFICER, result_id=house.result().id, version=7, reason="Asked for")

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        verb(open_unit=house.memory.open_unit, clock=house.clock)(command)


@pytest.mark.parametrize("verb", VERBS)
def test_only_a_results_officer_decides(verb: Verb) -> None:
    house = office()
    command = ResultCommand(actor=ADMINISTRATOR, result_id=house.result().id, version=0, reason="Asked for")

    with pytest.raises(NotAllowedError):
        verb(open_unit=house.memory.open_unit, clock=house.clock)(command)


def test_a_result_that_is_not_there_is_not_found() -> None:
    house = office()
    command = ResultCommand(actor=OFFICER, result_id=ResultId(new_id()), version=0, reason="Asked for")

    with pytest.raises(NotFoundError):
        RevokeResult(open_unit=house.memory.open_unit, clock=house.clock)(command)
