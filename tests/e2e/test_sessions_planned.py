"""What a test centre does with its sessions."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.access.model import EVERYTHING
from core.access.permissions import Role
from core.sessions.model import SessionStatus, SpeakingDates, TestSession, TestSessionId
from core.shared.money import Money
from core.shared.time import utc
from tests.e2e.hall import Hall, typed, words
from tests.e2e.world import Browser, World


@pytest.fixture
def hall(world: World) -> Hall:
    return Hall(world=world)


@pytest.fixture
def office(world: World, hall: Hall) -> Browser:
    return world.client(hall.manager)


def stored(world: World, session_id: TestSessionId) -> TestSession:
    with world.container.open_unit()() as unit:
        found: TestSession = next(one for one in unit.sessions.many([session_id]))
    return found


def made_by(world: World, location: str) -> TestSession:
    return stored(world, TestSessionId(UUID(location.rpartition("/")[2])))


@pytest.mark.feature("P30")
def test_a_session_is_planned_as_a_draft_with_its_times_in_its_own_zone(
    world: World, hall: Hall, office: Browser
) -> None:
    asked = office.get("/sessions/new?exam=FCE")

    answer = office.post(asked.location, typed(hall, time_zone="Europe/Madrid"))

    session = made_by(world, answer.location)
    plan = session.plan
    assert session.status is SessionStatus.DRAFT
    assert [(one.name, one.window.start) for one in plan.papers] == [
        ("Reading and Use of English", utc(2027, 3, 6, 8)),
        ("Writing", utc(2027, 3, 6, 9, 35)),
    ]
    assert plan.speaking == SpeakingDates(first=utc(2027, 3, 4).date(), last=utc(2027, 3, 10).date())
    assert plan.deadlines.entries == utc(2027, 2, 5, 16)
    assert (plan.price.entry, plan.price.late_fee) == (
        Money(amount=18200, currency="GBP"),
        Money(amount=3000, currency="GBP"),
    )


def test_speaking_on_one_day_and_no_late_entries_are_left_empty(world: World, hall: Hall, office: Browser) -> None:
    answer = office.post("/sessions/new/FCE", typed(hall, speaking_last="", late_entries="", late_fee=""))

    plan = made_by(world, answer.location).plan
    assert plan.speaking is not None
    assert plan.speaking.is_one_day
    assert (plan.deadlines.late_entries, plan.price.late_fee.amount) == (None, 0)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"capacity": ""}, "Enter how many candidates the session can take"),
        ({"paper_1_day": ""}, "Enter the day of Writing"),
        ({"paper_0_end": "08:00"}, "The paper must end after its start"),
        ({"paper_1_start": "09:30"}, "Two papers of the session overlap."),
        ({"paper_0_day": "2027-03-28", "paper_0_start": "01:30"}, "This time does not exist on that day"),
        ({"results": "2027-03-28T01:30"}, "This time does not exist on that day"),
        ({"entries": "2027-03-07T09:00", "late_entries": ""}, "Entries must close before the first paper starts."),
        ({"late_entries": "2027-01-05T17:00"}, "Late entries close after the entry deadline"),
        ({"payments": "2027-03-08T09:00"}, "Payments are due before the first paper starts."),
        ({"results": "2027-03-06T09:00"}, "Results are released after the last paper."),
        ({"speaking_last": "2027-03-01"}, "The last day must not be before the first."),
        ({"price": "about 100"}, "Enter an amount like 168.00."),
        ({"price": "1.234"}, "at most 2 decimals"),
        ({"currency": "JPY", "price": "182.50"}, "at most 0 decimals"),
        ({"late_fee": "-3"}, "Enter an amount like 168.00."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(
    world: World, hall: Hall, office: Browser, changed: dict[str, str], told: str
) -> None:
    answer = office.post("/sessions/new/FCE", typed(hall, **changed))

    assert answer.status_code == 422
    assert told in words(answer.text)
    assert "session_made" not in world.trail()


@pytest.mark.parametrize("code", ["OLD", "NONE"])
def test_an_exam_that_is_not_offered_leads_back_to_the_choice(office: Browser, code: str) -> None:
    answer = office.get(f"/sessions/new/{code}")

    assert answer.location == "/sessions/new"
    assert "Old exam" not in office.get("/sessions/new").text


def test_without_a_venue_one_is_asked_for_first(world: World, hall: Hall) -> None:
    other = world.client_as(Role.CENTRE_MANAGER)

    assert "Your centre has no venue in use" in other.get("/sessions/new").text


@pytest.mark.feature("P30")
def test_a_session_is_edited_and_shows_what_it_was(world: World, hall: Hall, office: Browser) -> None:
    made = made_by(world, office.post("/sessions/new/FCE", typed(hall)).location)
    form = office.get(f"/sessions/{made.id}/edit").text

    answer = office.post(f"/sessions/{made.id}/edit", typed(hall, capacity="30", version=str(made.version)))

    for value in ("2027-03-06", "09:00", "2027-02-05T17:00", "182.00", "30.00"):
        assert f'value="{value}"' in form
    assert answer.location == f"/sessions/{made.id}"
    assert stored(world, made.id).plan.capacity == 30


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(world: World, hall: Hall, office: Browser) -> None:
    made = hall.draft()
    version = str(stored(world, made).version)
    office.post(f"/sessions/{made}/edit", typed(hall, version=version))

    answer = office.post(f"/sessions/{made}/edit", typed(hall, capacity="9", version=version))

    assert answer.status_code == 422
    assert "Somebody else changed this" in answer.text
    assert stored(world, made).plan.capacity == 24


def test_a_session_is_opened_and_made_available(world: World, hall: Hall, office: Browser) -> None:
    school = world.preparation_centre(hall.centre, name="Lingua House")
    made = hall.draft()
    refused = office.get(f"/sessions/{made}/available")
    office.post(f"/sessions/{made}/open")

    answer = office.post(f"/sessions/{made}/available", {"preparation_centres": [str(school)]}, follow=True)

    assert "The session is not open" in refused.text
    assert "available to 1 preparation centre." in answer.text
    assert "Lingua House" in answer.text
    assert stored(world, made).available_to == {school}


def test_all_preparation_centres_are_ticked_at_once(world: World, hall: Hall, office: Browser) -> None:
    schools = {world.preparation_centre(hall.centre) for _ in range(3)}
    world.preparation_centre()
    made = hall.session()

    office.post(f"/sessions/{made}/available", {"everyone": "y"})

    assert stored(world, made).available_to == schools


def test_taking_a_session_back_is_asked_twice(world: World, hall: Hall, office: Browser) -> None:
    school, kept = world.preparation_centre(hall.centre, name="Lingua House"), world.preparation_centre(hall.centre)
    made = hall.session(school, kept)
    path, left = f"/sessions/{made}/available", {"preparation_centres": [str(kept)]}

    asked = office.post(path, left)
    unchanged = stored(world, made).available_to
    office.post(path, {**left, "sure": "y"})

    assert asked.status_code == 422
    assert "Lingua House no longer sees it in the list and enters nobody more." in words(asked.text)
    assert (unchanged, stored(world, made).available_to) == ({school, kept}, {kept})


def test_a_preparation_centre_of_others_cannot_be_chosen(world: World, hall: Hall, office: Browser) -> None:
    foreign, made = world.preparation_centre(), hall.session()

    answer = office.post(f"/sessions/{made}/available", {"preparation_centres": [str(foreign)]})

    assert answer.status_code == 422
    assert not stored(world, made).available_to


def test_a_session_past_its_deadline_is_not_opened(world: World, hall: Hall, office: Browser) -> None:
    made = hall.draft()
    world.clock.set(utc(2027, 1, 1))
    office = world.client(hall.manager)

    answer = office.post(f"/sessions/{made}/open", follow=True)

    assert "The deadline for entries has passed" in answer.text


def test_a_copy_is_a_draft_so_many_days_later(world: World, hall: Hall, office: Browser) -> None:
    made = hall.session()

    answer = office.post(f"/sessions/{made}/copy", {"days": "28"})

    copy = made_by(world, answer.location)
    assert copy.plan.starts_at == utc(2027, 2, 13, 9)
    assert copy.status is SessionStatus.DRAFT
    assert office.post(f"/sessions/{made}/copy", {"days": "0"}).status_code == 422


@pytest.mark.feature("P30")
def test_a_session_is_cancelled_after_a_question(world: World, hall: Hall, office: Browser) -> None:
    school = world.preparation_centre(hall.centre)
    made = hall.session(school)

    asked = office.get(f"/sessions/{made}/cancel")
    answer = office.post(f"/sessions/{made}/cancel", follow=True)

    assert "It cannot be opened again" in asked.text
    assert "This session is cancelled" in answer.text
    assert stored(world, made).status is SessionStatus.CANCELLED


def test_a_session_with_entries_says_why_it_is_not_cancelled(world: World, hall: Hall, office: Browser) -> None:
    made = hall.session()
    with world.container.open_unit()() as unit:
        unit.sessions.get(made, EVERYTHING, for_update=True).take_seats(3)
        unit.commit()

    asked = office.get(f"/sessions/{made}/cancel")
    answer = office.post(f"/sessions/{made}/cancel")

    assert "3 candidates are entered" in asked.text
    assert "Move the entries to another session or withdraw them" in asked.text
    assert answer.status_code == 422
    assert stored(world, made).status is SessionStatus.OPEN


def test_the_centre_sees_its_sessions_of_every_status_and_filters_them(
    world: World, hall: Hall, office: Browser
) -> None:
    draft, opened = hall.draft(), hall.session(plan=hall.plan(exam="CAE"))
    foreign = Hall(world=world, number="XX1", name="Other").draft()

    everything = office.get("/sessions").text
    drafts = office.get("/sessions?status=draft").text

    assert (str(draft) in everything, str(opened) in everything, str(foreign) in everything) == (True, True, False)
    assert (str(draft) in drafts, str(opened) in drafts) == (True, False)
    assert office.get(f"/sessions/{foreign}/edit").status_code == 404


@pytest.mark.feature("P31")
def test_the_centre_sees_the_session_code_with_a_button_that_copies_it(
    world: World, hall: Hall, office: Browser
) -> None:
    made = hall.session()

    assert f'data-copy="{stored(world, made).code}"' in office.get(f"/sessions/{made}").text


@pytest.mark.parametrize("path", ["new", "new/FCE", "{}/edit", "{}/copy", "{}/cancel", "{}/available"])
def test_a_preparation_user_plans_nothing(world: World, hall: Hall, path: str) -> None:
    school = world.preparation_centre(hall.centre)
    made = hall.session(school)
    browser = world.client_as(Role.PREPARATION_USER, at=school)

    assert browser.get(f"/sessions/{path.format(made)}").status_code == 403
