"""Looking a result up by its reference number: what opens it, what counts as a guess, and who is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.results.reference import written_reference
from core.shared.errors import InvalidInputError, NotAllowedError, UnavailableError
from core.verification.model.searching import Criteria
from core.verification.model.sharing import LOOK_UP_OPEN, ActivityKind, Field
from core.verification.usecases.looking_up import (
    DETAILS_WINDOW,
    TRIES_PER_ORGANISATION,
    TRIES_PER_PERSON,
    WINDOW,
    WRONG_DETAILS,
    WRONG_PER_PERSON,
)
from tests.unit.verification.finding_house import (
    ALDERMOOR,
    MAYA,
    NORDHAVN,
    OFFICER,
    READER,
    RESULT,
    STRANGER,
    Desk,
    a_result,
    a_share,
    member,
    other_number,
)

RIGHT_DATE, WRONG_DATE = Criteria(date_of_birth=MAYA.date_of_birth), Criteria(date_of_birth=date(2000, 1, 1))


def guess(desk: Desk, times: int) -> None:
    for _ in range(times):
        with pytest.raises(InvalidInputError, match="look_up_missed"):
            desk.look_up(other_number(desk.result.reference))


def test_a_released_result_is_opened_recorded_and_told_to_the_candidate() -> None:
    desk = Desk()

    found = desk.look_up(written_reference(desk.result.reference).lower().replace("-", " "))

    assert found.result_id == RESULT
    assert desk.finding.stored.look_ups[RESULT, ALDERMOOR].person_id == READER.person_id
    assert [one.kind for one in desk.finding.stored.activities] == [ActivityKind.LOOKED_UP]
    assert desk.promised == ["result_looked_up"]
    assert desk.actions == ["result_looked_up"]


def test_a_typing_error_is_told_as_one_and_counts_for_nothing() -> None:
    desk = Desk()
    number = desk.result.reference
    mistyped = ("A" if number[0] != "A" else "B") + number[1:]

    for _ in range(TRIES_PER_PERSON + 1):
        with pytest.raises(InvalidInputError, match="reference_mistyped"):
            desk.look_up(mistyped)

    assert desk.look_up().result_id == RESULT
    assert desk.actions == ["result_looked_up"]


@pytest.mark.parametrize("released", [True, False])
def test_unknown_numbers_and_results_not_released_get_one_answer(released: bool) -> None:
    desk = Desk(a_result(released=released))
    typed = other_number(desk.result.reference) if released else desk.result.reference

    with pytest.raises(InvalidInputError) as caught:
        desk.look_up(typed)

    assert caught.value.code == "look_up_missed"
    assert desk.actions == ["look_up_missed"]
    assert not desk.finding.stored.look_ups


@pytest.mark.parametrize(
    ("criteria", "fits"),
    [
        (Criteria(name="lindq maya", place="chest", centre="college north", number="k7qf2m9xrt"), True),
        (Criteria(email="maya@example.ORG", taken_from=date(2027, 3, 6), taken_to=date(2027, 3, 6)), True),
        (Criteria(name="lindq john"), False),
        (Criteria(place="London"), False),
        (WRONG_DATE, False),
    ],
)
def test_what_is_given_beside_the_number_must_hold_too(criteria: Criteria, fits: bool) -> None:
    desk = Desk()

    if fits:
        assert desk.look_up(criteria=criteria).result_id == RESULT
    else:
        with pytest.raises(InvalidInputError, match="look_up_missed"):
            desk.look_up(criteria=criteria)


def test_the_tenth_wrong_number_alarms_once_and_the_next_is_refused_even_if_right() -> None:
    desk = Desk()

    guess(desk, WRONG_PER_PERSON)
    with pytest.raises(UnavailableError) as caught:
        desk.look_up()

    assert caught.value.code == "too_many_attempts"
    assert desk.promised == ["guessing_alarm"]
    assert desk.actions.count("guessing_alarm") == 1
    assert desk.actions[-1] == "look_up_refused"


def test_wrong_numbers_are_forgotten_with_their_window() -> None:
    desk = Desk()
    guess(desk, WRONG_PER_PERSON)

    desk.clock.advance(WINDOW)

    assert desk.look_up().result_id == RESULT


def test_right_numbers_take_nothing_from_the_wrong_ones_allowed() -> None:
    desk = Desk()

    guess(desk, WRONG_PER_PERSON - 1)
    for _ in range(WRONG_PER_PERSON):
        desk.look_up()

    guess(desk, 1)
    assert "guessing_alarm" in desk.promised


def test_one_persons_guessing_closes_nothing_for_others() -> None:
    desk = Desk()
    guess(desk, WRONG_PER_PERSON)

    assert desk.look_up(actor=member(number=7)).result_id == RESULT


def test_a_person_an_organisation_and_an_origin_have_their_limits() -> None:
    desk = Desk()
    for _ in range(TRIES_PER_PERSON):
        desk.look_up()
    with pytest.raises(UnavailableError, match="too_many_attempts"):
        desk.look_up()

    for person in range(10, 10 + TRIES_PER_ORGANISATION // TRIES_PER_PERSON - 1):
        for _ in range(TRIES_PER_PERSON):
            desk.look_up(actor=member(number=person), origin="192.0.2.2")
    with pytest.raises(UnavailableError, match="too_many_attempts"):
        desk.look_up(actor=member(number=99), origin="192.0.2.3")

    assert desk.look_up(actor=STRANGER, origin="192.0.2.4").result_id == RESULT


def test_the_date_of_birth_is_asked_for_where_the_policy_says_so() -> None:
    desk = Desk(asks_date=True)

    with pytest.raises(InvalidInputError) as caught:
        desk.look_up()

    assert [problem.field for problem in caught.value.problems] == ["date_of_birth"]
    assert desk.look_up(criteria=RIGHT_DATE).result_id == RESULT


def test_a_missing_date_is_asked_for_before_anything_is_told_of_the_number() -> None:
    desk = Desk(asks_date=True)

    with pytest.raises(InvalidInputError) as caught:
        desk.look_up(other_number(desk.result.reference))

    assert [problem.field for problem in caught.value.problems] == ["date_of_birth"]
    assert desk.actions == []


def test_a_wrong_date_counts_as_a_guess() -> None:
    desk = Desk(asks_date=True)

    for _ in range(WRONG_PER_PERSON):
        with pytest.raises(InvalidInputError, match="look_up_missed"):
            desk.look_up(criteria=WRONG_DATE)

    with pytest.raises(UnavailableError, match="too_many_attempts"):
        desk.look_up(criteria=RIGHT_DATE)
    assert desk.promised == ["guessing_alarm"]


@pytest.mark.parametrize("asks_date", [True, False])
def test_slow_guesses_of_a_date_beside_a_right_number_end_even_with_the_right_one(asks_date: bool) -> None:
    desk = Desk(asks_date=asks_date)

    for person in range(WRONG_DETAILS):
        desk.clock.advance(WINDOW)
        with pytest.raises(InvalidInputError, match="look_up_missed"):
            desk.look_up(criteria=WRONG_DATE, actor=member(number=10 + person))

    with pytest.raises(InvalidInputError, match="look_up_missed"):
        desk.look_up(criteria=RIGHT_DATE)
    assert desk.promised[0] == "guessing_alarm"
    assert desk.look_up(criteria=RIGHT_DATE, actor=STRANGER).result_id == RESULT
    desk.clock.advance(DETAILS_WINDOW)
    assert desk.look_up(criteria=RIGHT_DATE).result_id == RESULT


def test_right_details_take_nothing_from_the_wrong_ones_allowed() -> None:
    desk = Desk()

    for _ in range(WRONG_DETAILS + 1):
        assert desk.look_up(criteria=RIGHT_DATE).result_id == RESULT


def test_what_is_shared_is_opened_without_a_look_up() -> None:
    desk = Desk(share=a_share(), asks_date=True)

    found = desk.look_up()

    assert found.result_id == RESULT
    assert not desk.finding.stored.look_ups
    assert desk.promised == []


@pytest.mark.parametrize("criteria", [RIGHT_DATE, WRONG_DATE])
def test_nothing_is_told_of_a_date_that_was_not_shared(criteria: Criteria) -> None:
    desk = Desk(share=a_share(Field.OVERALL))

    found = desk.look_up(criteria=criteria)

    assert found.not_compared == {Field.DATE_OF_BIRTH}


def test_a_shared_date_must_hold() -> None:
    desk = Desk(share=a_share(Field.OVERALL, Field.DATE_OF_BIRTH))

    with pytest.raises(InvalidInputError, match="look_up_missed"):
        desk.look_up(criteria=WRONG_DATE)

    assert desk.look_up(criteria=RIGHT_DATE).not_compared == frozenset()


def test_a_share_that_is_over_makes_the_next_one_a_look_up() -> None:
    share = a_share()
    desk = Desk(share=share)
    share.withdraw(now=desk.clock.now())

    desk.look_up()

    assert desk.promised == ["result_looked_up"]


def test_while_a_look_up_is_open_the_candidate_is_not_told_again() -> None:
    desk = Desk()
    desk.look_up()

    desk.clock.advance(LOOK_UP_OPEN - timedelta(seconds=1))
    desk.look_up(actor=member(number=7))
    assert desk.promised == ["result_looked_up"]

    desk.clock.advance(timedelta(seconds=1))
    desk.look_up()
    assert desk.promised == ["result_looked_up"] * 2


def test_a_look_up_of_one_organisation_is_none_of_another() -> None:
    desk = Desk()
    desk.look_up()

    desk.look_up(actor=STRANGER)

    assert set(desk.finding.stored.look_ups) == {(RESULT, ALDERMOOR), (RESULT, NORDHAVN)}


def test_who_may_not_find_results_may_not_look_them_up() -> None:
    with pytest.raises(NotAllowedError):
        Desk().look_up(actor=OFFICER)
