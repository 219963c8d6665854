"""Taking a session back together with what was entered for it."""

from __future__ import annotations

import pytest

from core.access.model import Actor
from core.bookings.model import EntryStatus, LineKind
from core.bookings.usecases.taking_back import TakeBackSessionCommand
from core.shared.errors import NotAllowedError, NotFoundError
from tests.unit.bookings.house import (
    FEE,
    KEEPER,
    MAYA,
    OTHER_KEEPER,
    PLANNER,
    PREPARATION,
    TEACHER,
    House,
    candidate,
)


@pytest.fixture
def house() -> House:
    return House()


def taking_back(house: House, actor: Actor = KEEPER) -> TakeBackSessionCommand:
    return TakeBackSessionCommand(actor=actor, session_id=house.session, preparation_centres=frozenset({PREPARATION}))


def test_the_entries_are_withdrawn_their_seats_free_and_what_was_paid_stays(house: House) -> None:
    first, second = house.enter(MAYA, candidate(2))
    house.settled(first, LineKind.PAYMENT, FEE)

    assert house.take_back(taking_back(house)) == 2

    assert [house.entry(one).status for one in (first, second)] == [EntryStatus.WITHDRAWN] * 2
    assert house.entry(first).account(currency="GBP").paid == FEE
    assert (house.stored().taken, house.stored().available_to) == (0, set())
    assert house.actions[-1] == "session_taken_back"


def test_proctored_tests_are_told_to_follow_only_where_somebody_was_entered(house: House) -> None:
    house.take_back(taking_back(house))
    assert not house.storage.stored.jobs

    house.stored().make_available({PREPARATION})
    house.enter()
    house.take_back(taking_back(house))

    assert [job.kind for job in house.storage.stored.jobs] == ["proctoring.follow_session"]


@pytest.mark.parametrize("actor", [TEACHER, PLANNER])
def test_only_who_manages_sessions_takes_one_back(house: House, actor: Actor) -> None:
    [entry] = house.enter()

    with pytest.raises(NotAllowedError):
        house.take_back(taking_back(house, actor))

    assert house.entry(entry).status is EntryStatus.ENTERED


def test_another_test_centres_session_is_not_found(house: House) -> None:
    house.enter()

    with pytest.raises(NotFoundError):
        house.take_back(taking_back(house, OTHER_KEEPER))

    assert house.stored().taken == 1
