"""Preparation centres and their people, venues, the catalogue, and the forgotten log-in."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.access.permissions import Role
from core.access.views import PreparationCentreView
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from tests.e2e.hall import EXAMS, Hall, words
from tests.e2e.world import Browser, World
from web.cli import main

NEW_SCHOOL = {
    "name": "Lingua House",
    "number": "PC900",
    "email": "office@lingua.example",
    "phone": "",
    "time_zone": "Europe/London",
    "person_name": "Daniel Osei",
    "person_email": "daniel@lingua.example",
}


@pytest.fixture
def hall(world: World) -> Hall:
    return Hall(world=world)


@pytest.fixture
def office(world: World, hall: Hall) -> Browser:
    return world.client(hall.manager)


def partner(world: World, school: OrganisationId, hall: Hall) -> PreparationCentreView:
    found: PreparationCentreView = world.container.partnerships_reader().preparation_centre(school, hall.centre)
    return found


def schools_of(world: World, hall: Hall) -> list[str]:
    page = world.container.partnerships_reader().preparation_centres(hall.centre, PageRequest())
    return [one.number for one in page.items]


def test_a_new_preparation_centre_gets_its_first_person_and_a_mail(world: World, hall: Hall, office: Browser) -> None:
    answer = office.post("/preparation-centres/new", NEW_SCHOOL, follow=True)

    assert "Daniel Osei gets a link to set a password." in answer.text
    assert "No password yet" in answer.text
    assert schools_of(world, hall) == ["PC900"]
    assert world.run_jobs()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"number": "GB104"}, "Another organisation already has this number."),
        ({"person_email": "somebody"}, "Enter an e-mail address like"),
        ({"name": " "}, "Enter the preparation centre"),
    ],
)
def test_a_preparation_centre_that_is_not_right_is_told_at_its_field(
    world: World, hall: Hall, office: Browser, changed: dict[str, str], told: str
) -> None:
    answer = office.post("/preparation-centres/new", NEW_SCHOOL | changed)

    assert answer.status_code == 422
    assert told in answer.text
    assert not schools_of(world, hall)


@pytest.mark.feature("P14")
def test_a_preparation_centre_that_works_with_another_joins_by_its_number(
    world: World, hall: Hall, office: Browser
) -> None:
    first = world.centre()
    world.preparation_centre(first, number="PC77")
    world.clock.advance(minutes=1)

    wrong = office.post("/preparation-centres/join", {"number": "GB104"})
    answer = office.post("/preparation-centres/join", {"number": "PC77"}, follow=True)

    assert "No preparation centre has this number" in wrong.text
    assert "You work together now" in answer.text
    assert "Another test centre has worked with" in answer.text
    assert schools_of(world, hall) == ["PC77"]


def test_the_list_is_searched_and_shows_ones_own_alone(world: World, hall: Hall, office: Browser) -> None:
    world.preparation_centre(hall.centre, name="Lingua House")
    world.preparation_centre(hall.centre, name="Łódź School")
    world.preparation_centre(world.centre(), name="Lingua Elsewhere")

    assert "Elsewhere" not in office.get("/preparation-centres").text
    found = office.get("/preparation-centres?q=lodz").text
    assert ("Łódź School" in found, "Lingua House" in found) == (True, False)


@pytest.mark.feature("P03")
def test_a_centre_manager_sends_a_new_set_password_link(world: World, hall: Hall, office: Browser) -> None:
    world.open_mailbox()
    school = world.preparation_centre(hall.centre)
    person = world.person(Role.PREPARATION_USER, at=school)
    world.run_jobs()
    before = len(world.mailbox())
    world.clock.advance(minutes=5)

    answer = office.post(f"/preparation-centres/{school}/people/{person.id}/send-link", follow=True)
    world.run_jobs()

    assert "A link to set a password is on its way" in answer.text
    assert len(world.mailbox()) == before + 1
    assert "password_link_sent" in world.trail()


def test_people_are_added_and_taken_off(world: World, hall: Hall, office: Browser) -> None:
    school = world.preparation_centre(hall.centre)
    path = f"/preparation-centres/{school}"
    office.post(f"{path}/people/new", {"person_name": "Grace", "person_email": "grace@school.example"})
    (grace,) = partner(world, school, hall).people

    asked = office.get(f"{path}/people/{grace.id}/take-off")
    office.post(f"{path}/people/{grace.id}/take-off")

    assert "their account is deactivated" in asked.text
    assert not partner(world, school, hall).people


def test_a_later_centre_neither_adds_nor_takes_off(world: World, hall: Hall, office: Browser) -> None:
    school = world.preparation_centre(world.centre(), hall.centre)
    person = world.person(Role.PREPARATION_USER, at=school)
    path = f"/preparation-centres/{school}/people"

    added = office.post(f"{path}/new", {"person_name": "Spy", "person_email": "spy@centre.example"})
    taken = office.post(f"{path}/{person.id}/take-off")

    assert "keeps its people" in words(added.text)
    assert taken.status_code == 409
    assert [one.id for one in partner(world, school, hall).people] == [person.id]


def test_another_centres_preparation_centre_is_not_found(world: World, hall: Hall, office: Browser) -> None:
    school = world.preparation_centre(world.centre())
    person = world.person(Role.PREPARATION_USER, at=school)

    for path in ("", "/end", "/people/new", f"/people/{person.id}/take-off"):
        assert office.get(f"/preparation-centres/{school}{path}").status_code == 404
    assert office.post(f"/preparation-centres/{school}/people/{person.id}/send-link").status_code == 404


def test_ending_the_work_takes_the_sessions_back(world: World, hall: Hall, office: Browser) -> None:
    school = world.preparation_centre(hall.centre)
    made = hall.session(school)

    asked = office.get(f"/preparation-centres/{school}/end")
    office.post(f"/preparation-centres/{school}/end")

    assert "Every session of yours is taken back" in asked.text
    assert not schools_of(world, hall)
    assert world.client_as(Role.PREPARATION_USER, at=school).get(f"/sessions/{made}").status_code == 404


@pytest.mark.feature("P03")
def test_the_forgotten_log_in_names_the_test_centres_and_nobodys_account(
    world: World, hall: Hall, office: Browser
) -> None:
    office.post("/preparation-centres/contact", {"email": "exams@northgate.example", "phone": "+44 1632 960123"})
    known = world.person(Role.PREPARATION_USER, at=world.preparation_centre(hall.centre))
    visitor = world.client()

    pages = [
        visitor.post("/forgotten-log-in", {"email": email}, follow=True).text
        for email in (known.email, "nobody@nowhere.example")
    ]

    for page in (visitor.get("/forgotten-log-in").text, *pages):
        text = words(page)
        assert "Contact the test centre you work with" in text
        assert "Northgate College (GB104) exams@northgate.example +44 1632 960123" in text
    assert pages[0] == pages[1]


def test_where_there_are_many_test_centres_one_searches_them(world: World, hall: Hall) -> None:
    for _ in range(10):
        world.centre()
    visitor = world.client()

    assert 'href="/test-centres"' in visitor.get("/forgotten-log-in").text
    found = words(visitor.get("/test-centres?q=northgate").text)
    assert ("Northgate College" in found, "Centre 5" in found) == (True, False)


def test_venues_are_added_changed_and_retired(world: World, hall: Hall, office: Browser) -> None:
    given = {"name": "Guildhall", "address": "3 Watergate", "city": "Chester", "country": "GB"}
    office.post("/venues/new", given)
    made = next(one for one in world.container.catalogue_reader().venues(hall.centre) if one.name == "Guildhall")

    wrong = office.post(f"/venues/{made.id}", given | {"country": "", "name": ""})
    office.post(f"/venues/{made.id}", given | {"name": "Old Guildhall"})

    assert wrong.status_code == 422
    page = words(office.get("/venues").text)
    assert "Old Guildhall 3 Watergate, Chester, United Kingdom Retired" in page
    assert world.client_as(Role.CENTRE_MANAGER).get(f"/venues/{made.id}").status_code == 404


def catalogue_of(*exams: object) -> tuple[BytesIO, str]:
    return BytesIO(json.dumps({"exams": exams}).encode()), "catalogue.json"


def test_the_administrator_brings_the_catalogue_in(world: World) -> None:
    browser = world.client_as(Role.ADMINISTRATOR)

    answer = browser.post("/admin/exams/import", {"file": catalogue_of(*EXAMS)}, follow=True)

    assert "3 exams read, 3 new or changed." in answer.text
    listed = "B2 First FCE B2 Reading and Use of English, Writing, Speaking Not verified here Offered"
    assert listed in words(answer.text)


def test_a_catalogue_that_is_wrong_is_told_by_exam_and_field(world: World) -> None:
    browser = world.client_as(Role.ADMINISTRATOR)

    answer = browser.post("/admin/exams/import", {"file": catalogue_of(EXAMS[0], {**EXAMS[1], "code": "?"})})

    assert answer.status_code == 422
    assert "Exam 2, code: Give a code of 2 to 12 capital letters" in words(answer.text)
    assert not world.container.catalogue_reader().exams()


def test_the_command_line_brings_the_catalogue_in(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text(json.dumps({"exams": EXAMS}), encoding="utf-8")
    monkeypatch.setattr("web.cli.import_.open_house", lambda: world.container)

    done = CliRunner().invoke(main, ["import", "catalogue", str(file)])
    file.write_text("{}", encoding="utf-8")
    refused = CliRunner().invoke(main, ["import", "catalogue", str(file)])

    assert (done.exit_code, done.output) == (0, "3 exams read, 3 new or changed.\n")
    assert refused.exit_code == 1
    assert "Nothing was taken over." in refused.output
