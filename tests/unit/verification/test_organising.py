from __future__ import annotations

from dataclasses import replace

import pytest

from core.catalogue.model import Exam, ExamCode
from core.shared.errors import InvalidInputError, NotAllowedError
from core.verification.usecases.organising import RecogniseExamsCommand, TellOwnContactCommand
from tests.unit.verification.recognition_house import ALDERMOOR, RecognitionHouse

FIRST, LINGUASKILL = ExamCode("FCE"), ExamCode("LSK")


@pytest.fixture
def house() -> RecognitionHouse:
    made = RecognitionHouse()
    for code in (FIRST, LINGUASKILL):
        made.memory.stored.exams[code] = Exam(code=code, name=code, level="", papers=("Reading",), has_speaking=True)
    return made


def test_the_primary_user_tells_how_it_is_reached_at_once(house: RecognitionHouse) -> None:
    at, grace = house.approved()

    house.tell_contact(TellOwnContactCommand(actor=grace, email="ask@alder.example", phone=""))

    told = replace(ALDERMOOR, email="ask@alder.example", phone="")
    assert house.memory.stored.recognising[at].details == told
    assert house.organisation(at).email == "ask@alder.example"
    assert house.memory.stored.trail[-1] == ("contact_told", grace.label, f"organisation:{at}")


def test_a_contact_that_is_not_right_changes_nothing(house: RecognitionHouse) -> None:
    at, grace = house.approved()

    with pytest.raises(InvalidInputError) as caught:
        house.tell_contact(TellOwnContactCommand(actor=grace, email="x", phone="0"))

    assert [one.field for one in caught.value.problems] == ["email", "phone"]

    assert house.memory.stored.recognising[at].details == ALDERMOOR


def test_exactly_the_ticked_exams_are_recognised_verifiable_or_not(house: RecognitionHouse) -> None:
    at, grace = house.approved()

    house.recognise(RecogniseExamsCommand(actor=grace, exams={FIRST, LINGUASKILL}))
    house.recognise(RecogniseExamsCommand(actor=grace, exams={LINGUASKILL}))

    assert house.memory.stored.recognising[at].recognised == {LINGUASKILL}
    assert house.memory.stored.trail[-1] == ("exams_recognised", grace.label, f"organisation:{at}")


def test_an_exam_that_is_not_in_the_catalogue_is_refused(house: RecognitionHouse) -> None:
    at, grace = house.approved()

    with pytest.raises(InvalidInputError) as caught:
        house.recognise(RecogniseExamsCommand(actor=grace, exams={FIRST, ExamCode("NIX")}))

    assert [one.field for one in caught.value.problems] == ["exams"]
    assert house.memory.stored.recognising[at].recognised == set()


def test_members_change_nothing_of_it(house: RecognitionHouse) -> None:
    at, grace = house.approved()
    ravi = house.as_they_are(house.member(grace, may_see_photos=True), at)

    with pytest.raises(NotAllowedError):
        house.tell_contact(TellOwnContactCommand(actor=ravi, email="", phone=""))
    with pytest.raises(NotAllowedError):
        house.recognise(RecogniseExamsCommand(actor=ravi, exams={FIRST}))
