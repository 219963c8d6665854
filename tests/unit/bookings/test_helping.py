"""Questions to a test centre, and the answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.access.model import Actor
from core.bookings.model import RequestId, RequestStatus
from core.bookings.promises import NOTIFY
from core.bookings.usecases.helping import AskForHelpCommand, WriteOnCommand
from core.shared.errors import InvalidInputError, NotAllowedError, NotFoundError
from tests.unit.bookings.house import (
    CENTRE,
    KEEPER,
    OTHER_CENTRE,
    OTHER_KEEPER,
    OTHER_PREPARATION,
    OTHER_TEACHER,
    PLANNER,
    PREPARATION,
    TEACHER,
    House,
)


@pytest.fixture
def house() -> House:
    return House()


def question(house: House) -> AskForHelpCommand:
    return AskForHelpCommand(
        actor=TEACHER,
        centre_id=CENTRE,
        session_id=house.session,
        subject=" A seat near the door ",
        text=" Is there a ramp? ",
    )


def answer(request: RequestId, actor: Actor = KEEPER) -> WriteOnCommand:
    return WriteOnCommand(actor=actor, request_id=request, text="Yes, at the back.")


def told(house: House) -> list[tuple[str, str, str]]:
    """Each message promised: its kind, the organisation that gets it, its number in the request."""
    payloads = [job.payload for job in house.storage.stored.jobs if job.kind == NOTIFY]
    return [(one["kind"], one["organisation"], one["entry"]) for one in payloads]


def test_a_question_reaches_the_test_centre(house: House) -> None:
    made = house.ask(question(house))

    request = house.storage.stored.requests[made]
    assert (request.subject, request.status) == ("A seat near the door", RequestStatus.OPEN)
    assert [(one.by, one.text, one.from_centre) for one in request.messages] == [
        (TEACHER.label, "Is there a ramp?", False)
    ]
    assert told(house) == [("help_asked", str(CENTRE), "1")]
    assert house.actions == ["help_asked"]


def test_an_answer_and_a_further_question_each_reach_the_other_side(house: House) -> None:
    made = house.ask(question(house))

    house.write_on(answer(made))
    answered = house.storage.stored.requests[made].status
    house.write_on(answer(made, TEACHER))

    request = house.storage.stored.requests[made]
    assert (answered, request.status) == (RequestStatus.ANSWERED, RequestStatus.OPEN)
    assert [one.from_centre for one in request.messages] == [False, True, False]
    assert told(house)[1:] == [("help_answered", str(PREPARATION), "2"), ("help_asked", str(CENTRE), "3")]


def test_one_asks_about_no_session_whom_one_works_with(house: House) -> None:
    general = replace(question(house), session_id=None)

    made = house.ask(general)
    with pytest.raises(NotFoundError, match="organisation"):
        house.ask(replace(general, centre_id=OTHER_CENTRE))

    assert house.storage.stored.requests[made].session_id is None


def test_one_asks_about_a_session_one_sees_and_its_own_centre_only(house: House) -> None:
    with pytest.raises(NotFoundError, match="test_session"):
        house.ask(replace(question(house), actor=OTHER_TEACHER))
    with pytest.raises(NotFoundError, match="test_session"):
        house.ask(replace(question(house), centre_id=OTHER_CENTRE))


def test_who_has_entries_still_asks_when_the_two_work_together_no_longer(house: House) -> None:
    house.enter()
    house.storage.stored.partners.clear()
    house.stored().available_to.clear()

    house.ask(question(house))

    assert len(house.storage.stored.requests) == 1


@pytest.mark.parametrize(
    ("subject", "text", "field"),
    [(" ", "Why?", "subject"), ("x" * 201, "Why?", "subject"), ("Ramp", "  ", "text"), ("Ramp", "x" * 4001, "text")],
)
def test_an_empty_or_endless_question_is_refused(house: House, subject: str, text: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        house.ask(replace(question(house), subject=subject, text=text))

    assert [problem.field for problem in refusal.value.problems] == [field]


def test_an_empty_answer_is_refused(house: House) -> None:
    made = house.ask(question(house))

    with pytest.raises(InvalidInputError):
        house.write_on(replace(answer(made), text=" "))

    assert len(house.storage.stored.requests[made].messages) == 1


@pytest.mark.parametrize("actor", [OTHER_TEACHER, OTHER_KEEPER])
def test_nobody_else_sees_a_request(house: House, actor: Actor) -> None:
    made = house.ask(question(house))
    house.storage.stored.partners.add((CENTRE, OTHER_PREPARATION))

    with pytest.raises(NotFoundError):
        house.write_on(answer(made, actor))


@pytest.mark.parametrize("actor", [PLANNER, replace(TEACHER, roles=frozenset())])
def test_only_who_may_asks_and_answers(house: House, actor: Actor) -> None:
    made = house.ask(question(house))

    with pytest.raises(NotAllowedError):
        house.ask(replace(question(house), actor=actor))
    with pytest.raises(NotAllowedError):
        house.write_on(answer(made, actor))
