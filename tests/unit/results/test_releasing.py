"""Results are let out at their time, or by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.results.usecases.releasing import (
    AT_ONCE,
    PostponeCommand,
    PostponeRelease,
    ReleaseCommand,
    ReleaseDue,
    ReleaseResults,
)
from core.shared.errors import InvalidInputError, NotAllowedError
from tests.unit.results.house import ADMINISTRATOR, DAY, EXAM_DAY, FIRST, NOON, OFFICER, RELEASE, House, row


@pytest.fixture
def house() -> House:
    house = House()
    house.bring_in(row(), row(1))
    return house


def released(house: House) -> int:
    return sum(one.is_released for one in house.results)


def test_nothing_is_released_before_its_time(house: House) -> None:
    house.clock.set(RELEASE - DAY)

    ReleaseDue(open_unit=house.memory.open_unit, clock=house.clock)([])

    assert released(house) == 0
    assert house.memory.stored.trail[-1][0] == "results_imported"


def test_the_clockwork_releases_what_is_due_and_puts_it_on_record(house: House) -> None:
    house.clock.set(RELEASE)

    ReleaseDue(open_unit=house.memory.open_unit, clock=house.clock)([])

    assert [one.released_at for one in house.results] == [RELEASE, RELEASE]
    action, by, _, facts = house.memory.stored.trail[-1]
    assert (action, by, facts) == ("results_released", "job:results", {"results": "2"})


def test_very_many_are_released_in_small_units() -> None:
    house = House()
    house.bring_in(*(row(place) for place in range(1, 2 * AT_ONCE + 2)))
    house.clock.set(RELEASE)
    before = house.memory.commits

    ReleaseDue(open_unit=house.memory.open_unit, clock=house.clock)([])

    assert released(house) == 2 * AT_ONCE + 1
    # The last one finds nothing.
    assert house.memory.commits - before == 4


def test_a_withheld_result_is_let_out_as_withheld(house: House) -> None:
    house.results[0].withhold(reason="Asked", by="person:1", now=NOON)
    house.clock.set(RELEASE)

    ReleaseDue(open_unit=house.memory.open_unit, clock=house.clock)([])

    assert [one.shows_scores for one in house.results] == [False, True]


def test_an_exam_and_day_are_released_before_their_time_by_hand(house: House) -> None:
    house.bring_in(row(2, exam_date="2027-02-07"))
    release = ReleaseResults(open_unit=house.memory.open_unit, clock=house.clock)

    assert release(ReleaseCommand(actor=OFFICER)) == 0
    count = release(ReleaseCommand(actor=OFFICER, exam=FIRST.code, taken_on=EXAM_DAY, before_time=True))

    assert (count, released(house)) == (2, 2)
    assert house.memory.stored.trail[-1][1] == OFFICER.label


def test_a_release_is_postponed_for_all_of_an_exam_and_day(house: House) -> None:
    command = PostponeCommand(
        actor=OFFICER, exam=FIRST.code, taken_on=EXAM_DAY, planned_for=RELEASE, release_at=RELEASE + DAY
    )

    count = PostponeRelease(open_unit=house.memory.open_unit, clock=house.clock)(command)

    assert count == 2
    assert {one.release_at for one in house.results} == {RELEASE + DAY}


@pytest.mark.parametrize("release_at", [NOON, RELEASE], ids=["past", "the same"])
def test_a_release_is_postponed_to_another_moment_to_come(house: House, release_at: datetime) -> None:
    command = PostponeCommand(
        actor=OFFICER, exam=FIRST.code, taken_on=EXAM_DAY, planned_for=RELEASE, release_at=release_at
    )

    with pytest.raises(InvalidInputError):
        PostponeRelease(open_unit=house.memory.open_unit, clock=house.clock)(command)


def test_only_a_results_officer_releases_and_postpones(house: House) -> None:
    postpone = PostponeCommand(
        actor=ADMINISTRATOR, exam=FIRST.code, taken_on=EXAM_DAY, planned_for=RELEASE, release_at=RELEASE + DAY
    )

    with pytest.raises(NotAllowedError):
        ReleaseResults(open_unit=house.memory.open_unit, clock=house.clock)(ReleaseCommand(actor=ADMINISTRATOR))
    with pytest.raises(NotAllowedError):
        PostponeRelease(open_unit=house.memory.open_unit, clock=house.clock)(postpone)
