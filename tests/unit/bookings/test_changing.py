"""Withdrawing and moving entries, and correcting a candidate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.access.model import Actor
from core.bookings.model import EntryId, EntryStatus, LineKind
from core.bookings.usecases.changing import CorrectCandidateCommand, MoveEntryCommand, WithdrawEntryCommand
from core.catalogue.model import ExamCode
from core.sessions.model import Price, SessionStatus, TestSessionId
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests.unit.bookings.house import (
    EXAM_DAY,
    FEE,
    KEEPER,
    LATE_FEE,
    LATE_UNTIL,
    MAYA,
    OTHER_CENTRE,
    OTHER_KEEPER,
    OTHER_TEACHER,
    PLANNER,
    TEACHER,
    House,
    candidate,
    plan_of,
    pounds,
)

LATER = EXAM_DAY + timedelta(days=30)


@pytest.fixture
def house() -> House:
    return House()


# Withdrawing


def test_a_withdrawn_entry_frees_its_seat_and_keeps_its_account(house: House) -> None:
    [entry] = house.enter()
    house.settled(entry, LineKind.PAYMENT, FEE)

    house.withdraw(WithdrawEntryCommand(actor=KEEPER, entry_id=entry))

    assert house.entry(entry).status is EntryStatus.WITHDRAWN
    assert house.entry(entry).withdrawn_at == house.clock.time
    assert house.entry(entry).account(currency="GBP").paid == FEE
    assert house.stored().taken == 0
    assert house.actions[-1] == "entry_withdrawn"


def test_the_session_is_locked_before_the_entry(house: House) -> None:
    [entry] = house.enter()

    house.withdraw(WithdrawEntryCommand(actor=KEEPER, entry_id=entry))

    unit = house.storage.units[-1]
    assert (unit.sessions.locked, unit.entries.locked) == ([house.session], [entry])


def test_an_entry_is_withdrawn_once(house: House) -> None:
    [entry] = house.enter()
    house.withdraw(WithdrawEntryCommand(actor=KEEPER, entry_id=entry))

    with pytest.raises(ConflictError, match="entry_is_withdrawn"):
        house.withdraw(WithdrawEntryCommand(actor=KEEPER, entry_id=entry))

    assert house.stored().taken == 0


@pytest.mark.parametrize("actor", [TEACHER, PLANNER])
def test_only_the_test_centres_manager_withdraws_and_moves(house: House, actor: Actor) -> None:
    [entry] = house.enter()

    with pytest.raises(NotAllowedError):
        house.withdraw(WithdrawEntryCommand(actor=actor, entry_id=entry))
    with pytest.raises(NotAllowedError):
        house.move(MoveEntryCommand(actor=actor, entry_id=entry, to=house.session))


def test_another_centre_neither_withdraws_nor_moves(house: House) -> None:
    [entry] = house.enter()
    theirs = house.add_session(plan_of(LATER), centre=OTHER_CENTRE)

    with pytest.raises(NotFoundError):
        house.withdraw(WithdrawEntryCommand(actor=OTHER_KEEPER, entry_id=entry))
    with pytest.raises(NotFoundError):
        house.move(MoveEntryCommand(actor=OTHER_KEEPER, entry_id=entry, to=theirs))


# Moving


def move(house: House, entry: EntryId, to: TestSessionId) -> None:
    house.move(MoveEntryCommand(actor=KEEPER, entry_id=entry, to=to))


def test_a_moved_entry_takes_its_seat_and_its_account_along(house: House) -> None:
    [entry] = house.enter()
    house.settled(entry, LineKind.PAYMENT, pounds(100))
    later = house.add_session(plan_of(LATER), available=False)

    move(house, entry, later)

    assert house.entry(entry).session_id == later
    assert house.entry(entry).account(currency="GBP").open == pounds(68)
    assert (house.stored().taken, house.stored(later).taken) == (0, 1)
    assert house.actions[-1] == "entry_moved"


def test_the_sessions_of_a_move_are_locked_in_one_order(house: House) -> None:
    [entry] = house.enter()
    later = house.add_session(plan_of(LATER))

    move(house, entry, later)
    there = list(house.storage.units[-1].sessions.locked)
    move(house, entry, house.session)

    assert there == house.storage.units[-1].sessions.locked


def test_an_entry_is_not_moved_where_it_is(house: House) -> None:
    [entry] = house.enter()

    with pytest.raises(InvalidInputError, match="invalid_input"):
        move(house, entry, house.session)


def test_an_entry_moves_only_to_an_open_session_of_its_exam_and_price_to_come(house: House) -> None:
    [entry] = house.enter()
    dearer = Price(entry=FEE + pounds(1), late_fee=LATE_FEE)
    past = plan_of(LATER)
    others = [
        house.add_session(plan_of(LATER), status=SessionStatus.DRAFT),
        house.add_session(plan_of(LATER), status=SessionStatus.CANCELLED),
        house.add_session(replace(plan_of(LATER), exam=ExamCode("C1A"))),
        house.add_session(replace(plan_of(LATER), price=dearer)),
    ]

    for other in others:
        with pytest.raises(InvalidInputError) as refusal:
            move(house, entry, other)
        assert [problem.field for problem in refusal.value.problems] == ["to"]
    begun = house.add_session(past)
    house.clock.time = LATER
    with pytest.raises(InvalidInputError):
        move(house, entry, begun)

    assert house.entry(entry).session_id == house.session


def test_an_entry_moves_only_where_a_seat_is_free(house: House) -> None:
    [entry] = house.enter()
    full = house.add_session(replace(plan_of(LATER), capacity=1))
    house.enter(candidate(9), session=full)

    with pytest.raises(ConflictError, match="session_is_full"):
        move(house, entry, full)

    assert house.stored().taken == 1


def test_who_is_entered_there_already_is_not_moved_there(house: House) -> None:
    [entry] = house.enter()
    later = house.add_session(plan_of(LATER))
    house.enter(MAYA, session=later)

    with pytest.raises(InvalidInputError, match="invalid_input"):
        move(house, entry, later)

    assert house.stored(later).taken == 1


def test_a_withdrawn_entry_is_not_moved(house: House) -> None:
    [entry] = house.enter()
    house.withdraw(WithdrawEntryCommand(actor=KEEPER, entry_id=entry))
    later = house.add_session(plan_of(LATER))

    with pytest.raises(ConflictError, match="entry_is_withdrawn"):
        move(house, entry, later)

    assert house.stored(later).taken == 0


def test_a_session_of_another_centre_is_no_place_to_move_to(house: House) -> None:
    [entry] = house.enter()
    theirs = house.add_session(plan_of(LATER), centre=OTHER_CENTRE)

    with pytest.raises(NotFoundError):
        move(house, entry, theirs)


# Correcting


def correction(house: House, entry: EntryId, actor: Actor = TEACHER) -> CorrectCandidateCommand:
    return CorrectCandidateCommand(
        actor=actor,
        entry_id=entry,
        candidate_id=house.entry(entry).candidate_id,
        version=0,
        details=replace(MAYA, given_name="Maja", consent=True),
    )


@pytest.mark.parametrize("actor", [TEACHER, KEEPER])
def test_both_sides_correct_a_candidate(house: House, actor: Actor) -> None:
    [entry] = house.enter()

    house.correct(correction(house, entry, actor))

    corrected = house.storage.stored.candidates[house.entry(entry).candidate_id]
    assert corrected.details.name == "Maja Lindqvist"
    assert corrected.details.consent
    assert house.actions[-1] == "candidate_corrected"


def test_after_entries_closed_only_the_test_centre_corrects(house: House) -> None:
    [entry] = house.enter()
    house.clock.time = LATE_UNTIL

    with pytest.raises(ConflictError, match="entries_are_closed"):
        house.correct(correction(house, entry))
    house.correct(correction(house, entry, KEEPER))

    assert house.actions[-1] == "candidate_corrected"


def test_who_has_a_booking_for_a_session_taken_back_still_corrects(house: House) -> None:
    [entry] = house.enter()
    house.stored().available_to.clear()

    house.correct(correction(house, entry))

    assert house.actions[-1] == "candidate_corrected"


def test_a_correction_that_is_wrong_itself_is_refused_by_field(house: House) -> None:
    [entry] = house.enter()
    wrong = replace(MAYA, email="nobody", phone="twelve")

    with pytest.raises(InvalidInputError) as refusal:
        house.correct(replace(correction(house, entry), details=wrong))

    assert [problem.field for problem in refusal.value.problems] == ["email", "phone"]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(house: House) -> None:
    [entry] = house.enter()

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        house.correct(replace(correction(house, entry), version=7))


def test_a_candidate_of_another_entry_and_a_withdrawn_one_do_not_exist(house: House) -> None:
    entry, other = house.enter(MAYA, candidate(1))
    crossed = replace(correction(house, entry), candidate_id=house.entry(other).candidate_id)
    withdrawn = correction(house, other)
    house.withdraw(WithdrawEntryCommand(actor=KEEPER, entry_id=other))

    for command in (crossed, withdrawn):
        with pytest.raises(NotFoundError, match="candidate"):
            house.correct(command)


@pytest.mark.parametrize("actor", [OTHER_TEACHER, OTHER_KEEPER])
def test_nobody_else_corrects(house: House, actor: Actor) -> None:
    [entry] = house.enter()

    with pytest.raises(NotFoundError):
        house.correct(correction(house, entry, actor))


def test_a_planner_does_not_correct(house: House) -> None:
    [entry] = house.enter()

    with pytest.raises(NotAllowedError):
        house.correct(correction(house, entry, PLANNER))
