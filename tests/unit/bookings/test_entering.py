"""Entering candidates: all of them or none, on the terms of the moment, never more than there are seats."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.bookings.model import CandidateDetails, LineKind
from core.bookings.usecases.entering import EnterCandidatesCommand
from core.sessions.model import EntryTerms, SessionStatus
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests.unit.bookings.house import (
    ENTRIES_UNTIL,
    EXAM_DAY,
    FEE,
    KEEPER,
    LATE_FEE,
    LATE_UNTIL,
    MAYA,
    NOBODY,
    OTHER_TEACHER,
    TEACHER,
    House,
    candidate,
    plan_of,
)


@pytest.fixture
def house() -> House:
    return House()


def command(house: House, *candidates: CandidateDetails, accept_clashes: bool = False) -> EnterCandidatesCommand:
    return EnterCandidatesCommand(
        actor=TEACHER,
        session_id=house.session,
        candidates=candidates or (MAYA,),
        accept_clashes=accept_clashes,
    )


def test_candidates_get_an_entry_each_with_the_fee_owed_and_a_number(house: House) -> None:
    made = house.enter(candidate(1), candidate(2))

    entries = [house.entry(one) for one in made]
    assert [[(line.kind, line.amount) for line in one.lines] for one in entries] == [[(LineKind.ENTRY_FEE, FEE)]] * 2
    assert {one.entrant_id for one in entries} == {TEACHER.organisation_id}
    assert len({one.number for one in house.storage.stored.candidates.values()}) == 2
    assert house.stored().taken == 2
    assert house.actions == ["candidates_entered"]


def test_after_the_deadline_an_entry_owes_the_late_fee_too(house: House) -> None:
    house.clock.time = ENTRIES_UNTIL

    [made] = house.enter()

    assert house.entry(made).late
    assert [line.amount for line in house.entry(made).lines] == [FEE, LATE_FEE]


def test_after_the_last_deadline_nobody_is_entered(house: House) -> None:
    house.clock.time = LATE_UNTIL

    with pytest.raises(ConflictError, match="entries_are_closed"):
        house.enter()

    assert house.stored().taken == 0


@pytest.mark.parametrize("status", [SessionStatus.DRAFT, SessionStatus.CANCELLED])
def test_nobody_is_entered_for_a_session_that_is_not_open(house: House, status: SessionStatus) -> None:
    house.stored().status = status

    with pytest.raises(ConflictError, match="entries_are_closed"):
        house.enter()


def test_more_candidates_than_seats_are_all_refused(house: House) -> None:
    with pytest.raises(ConflictError, match="session_is_full"):
        house.enter(*(candidate(number) for number in range(4)))

    assert house.storage.stored.entries == {}
    assert house.stored().taken == 0


def test_seats_are_taken_with_the_session_locked(house: House) -> None:
    house.enter()

    assert house.storage.units[-1].sessions.locked == [house.session]


def test_the_same_person_twice_in_one_list_is_refused_by_place(house: House) -> None:
    twice = replace(MAYA, id_number="OTHER99", given_name="MÅYA")

    with pytest.raises(InvalidInputError) as refusal:
        house.enter(candidate(1), MAYA, replace(twice, given_name="Maya"))

    assert [(problem.field, problem.line) for problem in refusal.value.problems] == [("id_number", 3)]


def test_who_is_entered_for_the_session_already_is_refused(house: House) -> None:
    house.enter(MAYA)

    with pytest.raises(InvalidInputError) as refusal:
        house.enter(candidate(1), MAYA, accept_clashes=True)

    assert refusal.value.code == "already_entered"
    assert [problem.line for problem in refusal.value.problems] == [2]
    assert house.stored().taken == 1


def test_who_sits_another_exam_that_day_is_entered_only_when_that_is_accepted(house: House) -> None:
    other = house.add_session(plan_of(EXAM_DAY + timedelta(hours=5)))
    house.enter(MAYA, session=other)

    with pytest.raises(ConflictError, match="candidates_clash"):
        house.enter(MAYA)
    house.enter(MAYA, accept_clashes=True)

    assert house.stored().taken == 1


def test_a_person_keeps_their_number_in_another_session(house: House) -> None:
    other = house.add_session(plan_of(EXAM_DAY + timedelta(days=30)))
    [first] = house.enter(MAYA, session=other)

    [second] = house.enter(MAYA)

    assert house.entry(first).candidate_id == house.entry(second).candidate_id
    assert len(house.storage.stored.candidates) == 1


def test_entering_a_known_person_brings_their_address_up_to_date_and_keeps_their_consent(house: House) -> None:
    other = house.add_session(plan_of(EXAM_DAY + timedelta(days=30)))
    [first] = house.enter(replace(MAYA, consent=True), session=other)

    house.enter(replace(MAYA, email="maya@new.example"))

    known = house.storage.stored.candidates[house.entry(first).candidate_id].details
    assert (known.email, known.consent) == ("maya@new.example", True)


def test_wrong_details_are_named_by_place_and_field(house: House) -> None:
    wrong = replace(candidate(2), email="nobody", id_number="?")

    with pytest.raises(InvalidInputError) as refusal:
        house.enter(candidate(1), wrong)

    assert [(problem.line, problem.field) for problem in refusal.value.problems] == [(2, "id_number"), (2, "email")]


def test_an_empty_list_is_refused(house: House) -> None:
    nobody = replace(command(house), candidates=())

    with pytest.raises(InvalidInputError):
        house.enter_candidates(nobody)


def test_only_who_may_enter_candidates_does(house: House) -> None:
    for actor in (NOBODY, KEEPER):
        with pytest.raises(NotAllowedError):
            house.enter_candidates(replace(command(house), actor=actor))
        with pytest.raises(NotAllowedError):
            house.offer(replace(command(house), actor=actor))


def test_a_session_of_others_does_not_exist(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.enter_candidates(replace(command(house), actor=OTHER_TEACHER))
    with pytest.raises(NotFoundError):
        house.offer(replace(command(house), actor=OTHER_TEACHER))


def test_a_session_taken_back_takes_nobody_more(house: House) -> None:
    house.enter(MAYA)
    house.stored().available_to.clear()

    with pytest.raises(ConflictError, match="session_not_available"):
        house.enter(candidate(1))


# What it would cost


def test_an_offer_says_the_price_of_all_and_stores_nothing(house: House) -> None:
    offer = house.offer(command(house, candidate(1), candidate(2)))

    assert (offer.terms, offer.total, offer.seats_left) == (EntryTerms.IN_TIME, FEE.times(2), 3)
    assert offer.each == ((LineKind.ENTRY_FEE, FEE),)
    assert house.storage.stored.entries == {}
    assert house.stored().taken == 0


def test_an_offer_after_the_deadline_holds_the_late_fee(house: House) -> None:
    house.clock.time = ENTRIES_UNTIL

    offer = house.offer(command(house))

    assert offer.total == FEE + LATE_FEE


def test_an_offer_names_who_sits_another_exam_that_day(house: House) -> None:
    other = house.add_session(plan_of(EXAM_DAY + timedelta(hours=5)))
    house.enter(MAYA, session=other)

    offer = house.offer(command(house, candidate(1), MAYA))

    assert list(offer.clashes) == [1]
    assert offer.clashes[1].session_id == other


def test_an_offer_refuses_who_cannot_be_entered_at_all(house: House) -> None:
    house.enter(MAYA)

    for people in ((MAYA,), (replace(MAYA, email="nobody"),), (candidate(1), candidate(1))):
        with pytest.raises(InvalidInputError):
            house.offer(command(house, *people))
