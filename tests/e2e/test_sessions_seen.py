"""What a preparation centre sees of sessions."""

from __future__ import annotations

import re

import pytest

from core.access.permissions import Role
from core.shared.ids import OrganisationId
from core.shared.time import utc
from tests.e2e.hall import EXAM_DAY, Hall, words
from tests.e2e.world import Browser, World


@pytest.fixture
def hall(world: World) -> Hall:
    return Hall(world=world)


def teacher_at(world: World, school: OrganisationId) -> Browser:
    return world.client_as(Role.PREPARATION_USER, at=school)


@pytest.mark.feature("P01")
def test_a_preparation_centre_sees_what_is_available_to_it_and_nothing_else(world: World, hall: Hall) -> None:
    school, other = world.preparation_centre(hall.centre), world.preparation_centre(hall.centre)
    seen = hall.session(school)
    hidden = [hall.session(other, plan=hall.plan(exam="CAE")), hall.session(plan=hall.plan(exam="CAE")), hall.draft()]
    browser = teacher_at(world, school)

    page = browser.get("/sessions").text

    assert str(seen) in page
    assert not [one for one in hidden if str(one) in page]
    assert [browser.get(f"/sessions/{one}").status_code for one in (seen, *hidden)] == [200, 404, 404, 404]


def test_what_is_taken_back_is_gone(world: World, hall: Hall) -> None:
    school = world.preparation_centre(hall.centre)
    seen = hall.session(school)
    hall.share(seen)

    browser = teacher_at(world, school)

    assert "No sessions are available to you yet" in browser.get("/sessions").text
    assert browser.get(f"/sessions/{seen}").status_code == 404


@pytest.mark.feature("P04")
def test_after_log_in_the_sessions_are_open(world: World, hall: Hall) -> None:
    person = world.person(Role.PREPARATION_USER, at=world.preparation_centre(hall.centre))
    browser = world.client()

    answer = browser.post("/log-in", {"email": person.email, "password": person.password}, follow=True)

    assert answer.request.path == "/sessions"
    places = re.findall(r'<span class="place-label">([^<]+)</span>', answer.text)
    assert places[0] == "Sessions"


@pytest.mark.feature("P05")
def test_the_list_tells_exam_dates_deadlines_and_price(world: World, hall: Hall) -> None:
    school = world.preparation_centre(hall.centre)
    hall.session(school)

    text = words(teacher_at(world, school).get("/sessions").text)

    for told in (
        "B2 First",
        "16 Jan 2027",
        "Speaking 14 Jan 2027 to 20 Jan 2027",
        "17 Dec 2026, 09:00 Europe/London",
        "Entries close in 16 days",
        "26 Dec 2026, 09:00 Europe/London",
        "£182.00",
    ):
        assert told in text
    assert "Centre number" not in text


@pytest.mark.feature("P05", "P14")
def test_with_two_test_centres_the_centre_number_is_the_last_column(world: World, hall: Hall) -> None:
    second = Hall(world=world, number="ES230", name="Ribera Institute", currency="EUR", zone="Europe/Madrid")
    school = world.preparation_centre(hall.centre, second.centre)
    hall.session(school)
    second.session(school)

    page = teacher_at(world, school).get("/sessions").text

    headings = re.findall(r'<th role="columnheader"[^>]*>\s*([^<]*?)\s*</th>', page)
    assert headings[-1] == "Centre number"
    rows = [words(row) for row in re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL)[1:]]
    assert sorted(row.split()[-3] for row in rows) == ["ES230", "GB104"]
    assert "€182.00" in page


def test_a_search_looks_at_the_exam_and_the_centre(world: World, hall: Hall) -> None:
    school = world.preparation_centre(hall.centre)
    first, advanced = hall.session(school), hall.session(school, plan=hall.plan(exam="CAE"))
    browser = teacher_at(world, school)

    assert str(first) in browser.get("/sessions?q=first").text
    assert str(advanced) not in browser.get("/sessions?q=first").text
    assert str(advanced) in browser.get("/sessions?q=cae+gb104").text
    assert "No session matches" in browser.get("/sessions?q=toefl").text


def test_sessions_that_are_over_are_shown_when_asked_for(world: World, hall: Hall) -> None:
    school = world.preparation_centre(hall.centre)
    over = hall.session(school)
    browser = teacher_at(world, school)
    world.clock.set(utc(2027, 2, 1))
    browser = teacher_at(world, school)

    assert str(over) not in browser.get("/sessions").text
    later = browser.get("/sessions?past=yes").text
    assert str(over) in later
    assert "Over" in words(later)


@pytest.mark.feature("P06")
def test_the_exams_name_opens_a_window_that_is_a_page_as_well(world: World, hall: Hall) -> None:
    school = world.preparation_centre(hall.centre)
    made = hall.session(school)
    browser = teacher_at(world, school)

    opener = re.search(rf'<a href="(/sessions/{made})" data-window[^>]*>B2 First</a>', browser.get("/sessions").text)
    assert opener
    page = browser.get(opener[1]).text
    window = browser.get(opener[1], headers={"X-Window": "1"}).text

    for shown in (page, window):
        assert re.search(r'<a class="button close" href="/sessions" data-window-close>', shown)
        assert "B2 First, 16 Jan 2027" in words(shown)
    assert ("<nav" in page, "<nav" in window) == (True, False)


@pytest.mark.feature("P07", "P08", "P09", "P10", "P11", "P12", "P13", "P15")
@pytest.mark.parametrize(
    "told",
    [
        pytest.param("Reading and Use of English 16 Jan 2027 09:00 to 10:15", id="P07 first paper"),
        pytest.param("Writing 16 Jan 2027 10:35 to 11:55", id="P07 second paper"),
        pytest.param("Speaking test 14 Jan 2027 to 20 Jan 2027", id="P08"),
        pytest.param("Entries until 17 Dec 2026, 09:00 (Europe/London) After it, until 2 Jan 2027, 09:00", id="P09"),
        pytest.param("an entry is late and costs £30.00 more. Then nobody can be entered.", id="P09 afterwards"),
        pytest.param("Payments until 26 Dec 2026, 09:00 (Europe/London)", id="P10"),
        pytest.param("Results released 2 Mar 2027, 09:00 (Europe/London)", id="P11"),
        pytest.param("Price per entry £182.00 (GBP)", id="P12"),
        pytest.param("Venue Northgate College Hall 12 Northgate, Chester", id="P13"),
        pytest.param(
            "Questions about this session Northgate College exams@northgate.example, +44 1632 960123", id="P15"
        ),
    ],
)
def test_the_detail_tells_everything(world: World, hall: Hall, told: str) -> None:
    contact = {"email": "exams@northgate.example", "phone": "+44 1632 960123"}
    world.client(hall.manager).post("/preparation-centres/contact", contact)
    school = world.preparation_centre(hall.centre)
    made = hall.session(school)

    page = teacher_at(world, school).get(f"/sessions/{made}").text

    assert told in words(page)


def test_times_are_those_of_the_sessions_own_zone(world: World) -> None:
    hall = Hall(world=world, number="JP017", name="Sakura", currency="JPY", zone="Asia/Tokyo")
    school = world.preparation_centre(hall.centre)
    made = hall.session(school)

    text = words(teacher_at(world, school).get(f"/sessions/{made}").text)

    assert "Reading and Use of English 16 Jan 2027 18:00 to 19:15" in text
    assert "¥18,200 (JPY)" in text


@pytest.mark.parametrize(
    ("day", "late", "told", "can_enter"),
    [
        (utc(2026, 12, 16, 9), True, "Entries close in 1 day", True),
        (utc(2026, 12, 17, 9), True, "Late entries, fee £30.00", True),
        (utc(2026, 12, 17, 9), False, "Closed", False),
        (utc(2027, 1, 2, 9), True, "Closed", False),
    ],
)
def test_what_is_still_possible_is_said_and_nothing_else_is_offered(
    world: World, hall: Hall, day: object, late: bool, told: str, can_enter: bool
) -> None:
    school = world.preparation_centre(hall.centre)
    made = hall.session(school, plan=hall.plan(starts_at=EXAM_DAY, late=late))
    world.clock.set(day)  # type: ignore[arg-type]  # A table of cases holds several types.

    page = teacher_at(world, school).get(f"/sessions/{made}").text

    assert told in words(page)
    assert (f"/bookings/{made}/enter" in page) is can_enter
    assert f"/help/new?session={made}" in page


@pytest.mark.feature("P31")
def test_a_preparation_centre_is_shown_the_code_to_hand_out(world: World, hall: Hall) -> None:
    school = world.preparation_centre(hall.centre)
    made = hall.session(school)
    with world.container.open_unit()() as unit:
        code = unit.sessions.get(made, hall.manager.actor.scope).code

    page = teacher_at(world, school).get(f"/sessions/{made}").text

    assert f'data-copy="{code}"' in page
    assert "For a candidate who registers with the centre directly." in words(page)


def test_a_planner_of_proctored_tests_has_no_sessions(world: World) -> None:
    assert world.client_as(Role.PLANNER).get("/sessions").status_code == 403
