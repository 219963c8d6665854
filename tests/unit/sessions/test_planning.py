from __future__ import annotations

from dataclasses import replace

import pytest

from core.access.permissions import Role
from core.sessions.model import SessionPlan, SessionStatus
from core.sessions.usecases.making_available import ShareSessionCommand
from core.sessions.usecases.parting import EndPartnershipCommand
from core.sessions.usecases.planning import (
    CopySessionCommand,
    CreateSessionCommand,
    MoveSessionCommand,
    ReviseSessionCommand,
    SessionStep,
)
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId, new_id
from tests.unit.sessions.house import (
    FOREIGN_HALL,
    HALL,
    OLD,
    OTHER_CENTRE,
    OTHER_SCHOOL,
    PLAN,
    SCHOOL,
    House,
    manager,
)


def test_a_session_begins_as_a_draft_of_its_makers_centre_with_a_code() -> None:
    house = House()

    session = house.session(house.draft())

    assert (session.status, session.centre_id) == (SessionStatus.DRAFT, manager().organisation_id)
    assert len(session.code) == 8


@pytest.mark.parametrize(
    "plan", [replace(PLAN, exam=OLD), replace(PLAN, venue_id=FOREIGN_HALL)], ids=["old exam", "foreign venue"]
)
def test_a_session_is_of_an_exam_that_is_offered_at_a_venue_of_ones_own(plan: SessionPlan) -> None:
    with pytest.raises((InvalidInputError, NotFoundError)):
        House().draft(plan)


def test_no_session_is_planned_of_what_has_no_papers() -> None:
    house = House()
    qualification = replace(house.memory.stored.exams[OLD], in_use=True, papers=(), has_speaking=False)
    house.memory.stored.exams[OLD] = qualification

    with pytest.raises(InvalidInputError):
        house.draft(replace(PLAN, exam=OLD))


def test_a_retired_venue_is_not_planned_with() -> None:
    house = House()
    house.memory.stored.venues[HALL].in_use = False

    with pytest.raises(InvalidInputError):
        house.draft()


def test_a_planner_of_proctored_tests_plans_no_sessions() -> None:
    command = CreateSessionCommand(actor=manager(manager().organisation_id, Role.PLANNER), plan=PLAN)

    with pytest.raises(NotAllowedError):
        House().create(command)


def test_another_centre_does_not_find_the_session() -> None:
    house = House()
    made = house.draft()

    with pytest.raises(NotFoundError):
        house.move(MoveSessionCommand(actor=manager(OTHER_CENTRE), session_id=made, step=SessionStep.OPEN))


def test_what_somebody_else_changed_meanwhile_is_not_overwritten() -> None:
    house = House()
    made = house.draft()
    changed = replace(PLAN, capacity=50)

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        house.revise(ReviseSessionCommand(actor=manager(), session_id=made, version=7, plan=changed))
    house.revise(ReviseSessionCommand(actor=manager(), session_id=made, version=0, plan=changed))

    assert house.session(made).plan.capacity == 50


def test_a_copy_is_a_draft_available_to_nobody_with_a_code_of_its_own() -> None:
    house = House()
    model = house.opened(SCHOOL)

    copy = house.session(house.copy(CopySessionCommand(actor=manager(), session_id=model, days=7)))

    assert (copy.status, copy.available_to) == (SessionStatus.DRAFT, set())
    assert copy.code != house.session(model).code


@pytest.mark.parametrize("days", [0, -1, 3661])
def test_a_copy_is_some_days_later(days: int) -> None:
    house = House()

    with pytest.raises(InvalidInputError):
        house.copy(CopySessionCommand(actor=manager(), session_id=house.draft(), days=days))


def test_a_session_with_entries_is_not_cancelled() -> None:
    house = House()
    made = house.opened(SCHOOL)
    house.session(made).take_seats(2)

    with pytest.raises(ConflictError, match="session_has_entries"):
        house.move(MoveSessionCommand(actor=manager(), session_id=made, step=SessionStep.CANCEL))

    assert house.session(made).status is SessionStatus.OPEN


def test_a_session_without_entries_is_cancelled() -> None:
    house = House()
    made = house.opened(SCHOOL)

    house.move(MoveSessionCommand(actor=manager(), session_id=made, step=SessionStep.CANCEL))

    assert house.session(made).status is SessionStatus.CANCELLED


def test_sharing_makes_a_session_available_to_exactly_those_named() -> None:
    house = House()
    made = house.opened(SCHOOL)

    house.make_available(made, OTHER_SCHOOL)

    assert house.session(made).available_to == {OTHER_SCHOOL}


def test_a_session_is_shared_only_with_those_one_works_with() -> None:
    house = House()
    made = house.opened()

    with pytest.raises(InvalidInputError):
        house.make_available(made, SCHOOL, OrganisationId(new_id()))

    assert not house.session(made).available_to


def test_a_draft_is_shown_to_nobody() -> None:
    house = House()

    with pytest.raises(ConflictError, match="session_is_not_open"):
        house.make_available(house.draft(), SCHOOL)


def test_sharing_is_the_centre_managers() -> None:
    house = House()
    actor = manager(manager().organisation_id, Role.PLANNER)

    with pytest.raises(NotAllowedError):
        house.share(ShareSessionCommand(actor=actor, session_id=house.opened(), preparation_centres=frozenset()))


def test_ending_the_work_takes_every_session_back() -> None:
    house = House()
    one, two = house.opened(SCHOOL, OTHER_SCHOOL), house.opened(SCHOOL)

    house.end_partnership(EndPartnershipCommand(actor=manager(), preparation_centre=SCHOOL))

    assert [house.session(made).available_to for made in (one, two)] == [{OTHER_SCHOOL}, set()]
    assert house.memory.stored.trail[-1][1]["sessions"] == "2"
    with pytest.raises(InvalidInputError):
        house.make_available(one, SCHOOL, OTHER_SCHOOL)


def test_work_that_was_never_begun_is_not_ended() -> None:
    with pytest.raises(NotFoundError):
        House().end_partnership(EndPartnershipCommand(actor=manager(OTHER_CENTRE), preparation_centre=SCHOOL))
