"""A proctored test takes its candidates from a session, and follows withdrawals until it is booked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from werkzeug.test import TestResponse

from core.access.permissions import Role
from core.bookings.model import CandidateDetails, EntryId
from core.bookings.usecases.changing import MoveEntryCommand
from core.bookings.usecases.entering import EnterCandidatesCommand
from core.sessions.model import TestSessionId
from tests.e2e.hall import EXAM_DAY, Hall
from tests.e2e.stage import Stage, words
from tests.e2e.world import World


def person(place: int) -> CandidateDetails:
    return CandidateDetails(
        given_name=f"Given{place}",
        family_name="Lindqvist",
        date_of_birth=date(2009, 4, 23),
        id_number=f"ID {place:05}",
        email=f"candidate{place}@example.org",
    )


class Crossing:
    """The stage's test centre has sessions too, `session` with two candidates; and a test that is still a draft."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.world = stage, stage.world
        self.hall = Hall(world=stage.world, at=stage.centre_id)
        self.school = self.world.preparation_centre(stage.centre_id)
        self.teacher = self.world.person(Role.PREPARATION_USER, at=self.school)
        self.session = self.hall.session(self.school)
        self.first, self.second = self.enter(person(1), person(2))
        self.test = stage.a_draft()

    def enter(self, *people: CandidateDetails, session: TestSessionId | None = None) -> list[EntryId]:
        command = EnterCandidatesCommand(
            actor=self.teacher.actor, session_id=session or self.session, candidates=people
        )
        made: list[EntryId] = self.world.container.enter_candidates()(command)
        return made

    def take(self, session: TestSessionId | None = None) -> TestResponse:
        chosen = {"session": str(session or self.session)}
        return self.stage.planner.post(f"/deliver/{self.test}/candidates/session", chosen, follow=True)

    def withdraw(self, entry_id: EntryId) -> None:
        """As the centre manager does, by the page."""
        manager = self.world.client(self.hall.manager)
        entry = f"/bookings/{self.session}/{self.school}/candidates/{entry_id}"
        answer = manager.post(f"{entry}/withdraw", follow=True)
        assert "is withdrawn. The seat is free again." in words(answer.text)
        self.world.run_jobs()

    def move(self, entry_id: EntryId, to: TestSessionId) -> None:
        command = MoveEntryCommand(actor=self.hall.manager.actor, entry_id=entry_id, to=to)
        self.world.container.move_entry()(command)
        self.world.run_jobs()

    def listed(self) -> set[str]:
        """The e-mail addresses on the test's list of candidates."""
        page = self.stage.planner.get(f"/deliver/{self.test}/candidates").text
        return set(re.findall(r"[a-z0-9]+@example\.org", page))


@pytest.fixture
def crossing(stage: Stage) -> Crossing:
    return Crossing(stage)


FIRST, SECOND = "candidate1@example.org", "candidate2@example.org"


def test_a_planner_takes_everybody_entered_for_a_session(crossing: Crossing) -> None:
    page = crossing.stage.planner.get(f"/deliver/{crossing.test}/candidates/session")

    answer = crossing.take()

    assert "B2 First" in words(page.text)
    assert "2 candidates are added." in words(answer.text)
    assert crossing.listed() == {FIRST, SECOND}


def test_nobody_new_is_told_at_the_field(crossing: Crossing) -> None:
    crossing.take()

    answer = crossing.take()

    assert answer.status_code == 422
    assert "Nobody is entered for this session who is not in the test yet." in words(answer.text)


def test_who_is_withdrawn_at_the_test_centre_leaves_the_test(crossing: Crossing) -> None:
    crossing.take()

    crossing.withdraw(crossing.first)

    assert crossing.listed() == {SECOND}
    assert "candidate_withdrawn" in crossing.world.trail()


def test_who_is_moved_to_another_session_leaves_the_test(crossing: Crossing) -> None:
    later = crossing.hall.session(crossing.school, plan=crossing.hall.plan(starts_at=EXAM_DAY + timedelta(days=30)))
    crossing.take()

    crossing.move(crossing.first, later)

    assert crossing.listed() == {SECOND}


def test_once_the_booking_is_sent_the_candidates_stay_as_they_were_sent(crossing: Crossing) -> None:
    crossing.take()
    crossing.stage.give_time(crossing.test, crossing.stage.window_in())
    crossing.stage.activate(crossing.test)
    crossing.stage.run()

    crossing.withdraw(crossing.first)

    assert crossing.listed() == {FIRST, SECOND}
    assert crossing.stage.held(crossing.test) == 1


def test_another_centres_session_is_not_found(world: World, crossing: Crossing) -> None:
    elsewhere = Hall(world=world, number="ES230", name="Centro Sur")
    hidden = elsewhere.session()

    page = crossing.stage.planner.get(f"/deliver/{crossing.test}/candidates/session")
    answer = crossing.take(hidden)

    assert str(hidden) not in page.text
    assert answer.status_code in {404, 422}
    assert crossing.listed() == set()


def test_another_centres_planner_does_not_find_the_test(world: World, crossing: Crossing) -> None:
    stranger = world.client_as(Role.PLANNER, at=world.centre())

    page = f"/deliver/{crossing.test}/candidates/session"

    assert stranger.get(page).status_code == 404
    assert stranger.post(page, {"session": str(crossing.session)}).status_code == 404


def test_more_candidates_than_the_vendor_takes_are_none(crossing: Crossing) -> None:
    large = crossing.hall.session(
        crossing.school,
        plan=replace(crossing.hall.plan(starts_at=EXAM_DAY + timedelta(days=7)), capacity=600),
    )
    crossing.enter(*map(person, range(10, 511)), session=large)

    answer = crossing.take(large)

    assert answer.status_code == 422
    assert "500" in words(answer.text)
    assert crossing.listed() == set()
