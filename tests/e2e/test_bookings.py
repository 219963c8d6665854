"""What a preparation centre sees of its bookings and candidates, and what is nobody else's to see."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from core.access.permissions import Role
from core.sessions.usecases.making_available import ShareSessionCommand
from tests.e2e.booked import LI, LUKASZ, MAYA, Booked
from tests.e2e.hall import Hall, words
from tests.e2e.world import World
from web.cli import main

ANA = replace(MAYA, given_name="Ana", id_number="B7654321", email="ana@example.org")


@pytest.fixture
def booked(world: World) -> Booked:
    return Booked(world=world)


def names(page: str) -> list[str]:
    """The names in the list of candidates."""
    return re.findall(r'id="entry-[^"]+"><bdi>([^<]+)</bdi>', page)


@pytest.mark.feature("P16")
def test_bookings_are_the_sessions_for_which_one_has_entered_candidates(booked: Booked) -> None:
    seen_only = booked.hall.session(booked.school, plan=booked.hall.plan(exam="CAE"))

    page = booked.as_teacher().get("/bookings").text

    assert f'href="{booked.own}"' in page
    assert str(seen_only) not in page
    assert "B2 First 16 Jan 2027 3 £546.00 Unpaid" in words(page)


def test_one_without_entries_is_told_what_to_do(booked: Booked) -> None:
    school = booked.world.preparation_centre(booked.hall.centre)

    page = booked.world.client_as(Role.PREPARATION_USER, at=school).get("/bookings").text

    assert "No bookings to come" in page
    assert 'href="/sessions"' in page


def test_the_centre_number_stands_there_for_who_works_with_several(booked: Booked) -> None:
    alone = booked.as_teacher().get("/bookings").text
    second = Hall(world=booked.world, number="ES230", name="Ribera Institute", currency="EUR")
    both = booked.world.preparation_centre(booked.hall.centre, second.centre)
    person = booked.world.person(Role.PREPARATION_USER, at=both)
    for hall in (booked.hall, second):
        booked.enter(ANA, by=person, session=hall.session(both))

    page = booked.world.client(person).get("/bookings").text

    assert "Centre number" not in alone
    assert "£182.00 Unpaid GB104 Northgate College" in words(page)
    assert "€182.00 Unpaid ES230 Ribera Institute" in words(page)


def test_bookings_are_searched_and_those_that_are_over_are_asked_for(booked: Booked) -> None:
    browser = booked.as_teacher()
    found, none = (browser.get(f"/bookings?q={words}").text for words in ("FCE", "proficiency"))
    booked.world.clock.advance(days=60)
    to_come, all_of_them = (booked.as_teacher().get(f"/bookings{query}").text for query in ("", "?past=yes"))

    assert booked.own in found
    assert "No booking matches" in none
    assert booked.own not in to_come
    assert booked.own in all_of_them


@pytest.mark.feature("P17")
def test_a_booking_tells_the_exam_dates_and_times(booked: Booked) -> None:
    page = words(booked.as_teacher().get(booked.own).text)

    assert "Paper Date Time (Europe/London)" in page
    assert "Reading and Use of English 16 Jan 2027 09:00 to 10:15" in page
    assert "Writing 16 Jan 2027 10:35 to 11:55" in page
    assert "Speaking test 14 Jan 2027 to 20 Jan 2027" in page


@pytest.mark.feature("P18")
def test_a_booking_tells_the_venue(booked: Booked) -> None:
    assert "Venue Northgate College Hall 12 Northgate" in words(booked.as_teacher().get(booked.own).text)


@pytest.mark.feature("P19")
def test_a_booking_tells_how_many_candidates_are_registered(booked: Booked) -> None:
    assert "Candidates registered 3 " in words(booked.as_teacher().get(booked.own).text)


@pytest.mark.feature("P20")
def test_a_booking_tells_the_entry_fee_per_candidate(booked: Booked) -> None:
    assert "Entry fee per candidate £182.00 " in words(booked.as_teacher().get(booked.own).text)


@pytest.mark.feature("P21")
def test_a_booking_tells_the_total_fee_and_what_it_is_made_of(booked: Booked) -> None:
    booked.world.clock.advance(days=20)
    booked.enter(replace(MAYA, family_name="Late", id_number="P100"))

    page = words(booked.as_teacher().get(booked.own).text)

    assert "Total fee £758.00 " in page
    assert "Entry fee 4 £182.00 £728.00 Late fee 1 £30.00 £30.00 Total fee £758.00 (GBP)" in page


@pytest.mark.feature("P22")
def test_preview_opens_the_list_of_candidates(booked: Booked) -> None:
    browser = booked.as_teacher()
    link = re.findall(
        r'<a class="button[^"]*" href="([^"]+)"[^>]*><svg(?:(?!</a>).)*Preview</a>', browser.get(booked.own).text
    )

    page = browser.get(link[0]).text

    assert link == [f"{booked.own}/candidates"]
    assert sorted(names(page)) == sorted([MAYA.name, LUKASZ.name, LI.name])
    assert "3 registered" in page


@pytest.mark.feature("P23")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lindqvist maya", [MAYA.name]),
        ("lukasz", [LUKASZ.name]),
        ("小龙", [LI.name]),
        ("e99120455", [LUKASZ.name]),
        ("li@example.org", [LI.name]),
        ("nobody", []),
    ],
)
def test_the_search_bar_says_what_it_searches_and_finds_it(booked: Booked, typed: str, found: list[str]) -> None:
    page = booked.as_teacher().search(f"{booked.own}/candidates", typed).text

    assert "the name in any order, the ID number, the candidate number and the e-mail address" in page
    assert names(page) == found
    assert ("No candidate matches" in page) is (not found)


def test_the_candidate_number_is_searched_too(booked: Booked) -> None:
    browser = booked.as_teacher()
    number = re.findall(r"\b\w{5}-\w{5}\b", words(browser.search(f"{booked.own}/candidates", "maya").text))[0]

    assert names(browser.search(f"{booked.own}/candidates", number).text) == [MAYA.name]


def test_a_long_list_of_candidates_is_paged(booked: Booked) -> None:
    later = booked.hall.session(booked.school, plan=booked.hall.plan(exam="CAE"))
    many = [replace(MAYA, family_name=f"Candidate{number:03}", id_number=f"ID{number:05}") for number in range(40)]
    booked.enter(*many, session=later)
    browser = booked.as_teacher()

    page = browser.get(f"/bookings/{later}/candidates").text

    assert len(names(page)) == 40
    assert "40 registered" in page
    lost = browser.get(f"/bookings/{later}/candidates?after=nonsense", follow=True)
    assert "This place in the list can no longer be found." in lost.text
    assert len(names(lost.text)) == 40


@pytest.mark.feature("P24")
def test_a_candidate_is_shown_with_name_and_id_number(booked: Booked) -> None:
    page = words(booked.as_teacher().get(f"{booked.own}/candidates/{booked.entries[0]}").text)

    assert "Name Maya Lindqvist ID number P4821137 Candidate number" in page


@pytest.mark.feature("P25")
def test_a_candidate_is_shown_with_contact_details(booked: Booked) -> None:
    page = words(booked.as_teacher().get(f"{booked.own}/candidates/{booked.entries[0]}").text)

    assert "E-mail address maya@example.org Telephone number +44 1632 960001" in page


@pytest.mark.feature("P29")
def test_without_scripts_each_close_leads_one_level_up(booked: Booked) -> None:
    browser, page = booked.as_teacher(), f"{booked.own}/candidates/{booked.entries[0]}"
    walked = []

    while page != "/bookings":
        found = re.findall(r'class="button close" href="([^"]+)"', browser.get(page).text)
        page = found[0]
        walked.append(page)

    assert walked == [f"{booked.own}/candidates", booked.own, "/bookings"]


# Correcting


def correction(page: str, **changes: str) -> dict[str, str]:
    """What the form held, with some of it typed anew."""
    held = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    held.pop("csrf_token")
    return held | {"consent": "y"} | changes


def test_a_candidate_is_corrected_while_entries_are_open(booked: Booked) -> None:
    browser, page = booked.as_teacher(), f"{booked.own}/candidates/{booked.entries[0]}"
    form = browser.get(f"{page}/correct").text

    browser.post(f"{page}/correct", correction(form, given_name="Maja", email="maja@example.org"))

    shown = words(browser.get(page).text)
    assert "Maja Lindqvist" in shown
    assert "maja@example.org" in shown
    assert booked.world.trail()[-1] == "candidate_corrected"


def test_a_wrong_correction_is_named_by_field_and_stores_nothing(booked: Booked) -> None:
    browser, page = booked.as_teacher(), f"{booked.own}/candidates/{booked.entries[0]}"
    form = browser.get(f"{page}/correct").text

    answer = browser.post(f"{page}/correct", correction(form, id_number="?", phone="twelve"))

    assert answer.status_code == 422
    assert "Enter the number of the identity document" in answer.text
    assert "Enter a telephone number like" in answer.text
    assert "P4821137" in browser.get(page).text


def test_two_who_correct_at_the_same_time_do_not_overwrite_each_other(booked: Booked) -> None:
    teacher, page = booked.as_teacher(), f"{booked.own}/candidates/{booked.entries[0]}"
    form = teacher.get(f"{page}/correct").text
    manager, theirs = booked.as_manager(), f"{booked.centres}/candidates/{booked.entries[0]}/correct"
    manager.post(theirs, correction(manager.get(theirs).text, given_name="Maja"))

    answer = teacher.post(f"{page}/correct", correction(form, given_name="Mia"))

    assert answer.status_code == 409
    assert "Maja" in teacher.get(page).text


def test_after_entries_closed_the_test_centre_corrects_and_the_preparation_centre_asks(booked: Booked) -> None:
    booked.world.clock.advance(days=40)
    teacher, page = booked.as_teacher(), f"{booked.own}/candidates/{booked.entries[0]}"
    manager, theirs = booked.as_manager(), f"{booked.centres}/candidates/{booked.entries[0]}/correct"
    form = manager.get(theirs).text

    refused = teacher.post(f"{page}/correct", correction(form, given_name="Mia"))
    manager.post(theirs, correction(form, given_name="Maja"))

    assert "Entries are closed" in teacher.get(f"{page}/correct").text
    assert refused.status_code == 409
    assert "Maja" in teacher.get(page).text


# Checks


@pytest.mark.feature("N12")
def test_the_checks_name_doubles_clashes_missing_consents_and_open_fees_and_what_to_do(booked: Booked) -> None:
    same_day = booked.hall.plan(exam="CAE", starts_at=booked.hall.plan().starts_at + timedelta(hours=6))
    booked.enter(MAYA, session=booked.hall.session(booked.school, plan=same_day), accept_clashes=True)
    booked.enter(replace(ANA, id_number="Z 1234", consent=False))
    browser = booked.as_teacher()
    lukasz = f"{booked.own}/candidates/{booked.entries[1]}/correct"
    browser.post(lukasz, correction(browser.get(lukasz).text, id_number="Z-1234"))

    overview, listed = words(browser.get(booked.own).text), words(browser.get(f"{booked.own}/checks").text)

    for text in ("Perhaps entered twice: 1", "Another exam on the same day: 1", "Consent missing: 1", "Fee open: 4"):
        assert text in overview
        assert text in listed
    assert "May be the same person as" in listed
    assert "Maya Lindqvist Sits C1 Advanced on the same day." in listed
    assert "ask the test centre to withdraw one of them" in listed
    assert "Record the payment once it has come in" in words(booked.as_manager().get(f"{booked.centres}/checks").text)


def test_checks_that_find_nothing_say_so(booked: Booked) -> None:
    booked.as_manager().post(f"{booked.centres}/payment", {"amount": "546.00"})

    assert "Nothing to do" in booked.as_teacher().get(f"{booked.own}/checks").text
    assert "Nothing to do" in booked.as_teacher().get(booked.own).text


# Nobody else's


def test_every_way_into_a_booking_is_closed_to_others(booked: Booked) -> None:
    entry = booked.entries[0]
    views = ["", "/candidates", "/checks", f"/candidates/{entry}"]
    deeds = [f"/candidates/{entry}/{deed}" for deed in ("correct", "withdraw", "move", "payment")] + ["/payment"]

    for browser in booked.strangers():
        for start in (booked.own, booked.centres):
            read = {view: browser.get(start + view).status_code for view in views}
            done = {deed: browser.post(start + deed, {"amount": "1"}).status_code for deed in deeds}

            assert read == dict.fromkeys(views, 404)
            # A preparation centre may not withdraw, move or record at all, and learns no more than that.
            assert set(done.values()) <= {403, 404}
        assert booked.own not in browser.get("/bookings?past=yes").text
        assert "Maya" not in browser.get("/bookings?q=maya").text


def test_an_address_that_mixes_two_bookings_leads_nowhere(booked: Booked) -> None:
    other_school = booked.world.preparation_centre(booked.hall.centre)
    other = booked.world.person(Role.PREPARATION_USER, at=other_school)
    booked.hall.share(booked.session, booked.school, other_school)
    [theirs] = booked.enter(replace(MAYA, id_number="Q1234", given_name="Mia"), by=other)

    manager, teacher = booked.as_manager(), booked.as_teacher()

    assert manager.get(f"{booked.centres}/candidates/{theirs}").status_code == 404
    assert manager.get(f"/bookings/{booked.session}/{other_school}/candidates/{theirs}").status_code == 200
    assert teacher.get(f"{booked.own}/candidates/{theirs}").status_code == 404
    assert teacher.get(f"/bookings/{booked.session}/{other_school}/candidates/{theirs}").status_code == 404


def test_who_is_not_signed_in_or_has_another_role_sees_nothing(booked: Booked) -> None:
    planner = booked.world.client_as(Role.PLANNER, at=booked.hall.centre)

    assert booked.world.client().get(booked.own).status_code == 302
    assert [planner.get(path).status_code for path in ("/bookings", booked.centres, "/help")] == [403, 403, 403]


def test_a_booking_stays_when_its_session_is_taken_back(booked: Booked) -> None:
    command = ShareSessionCommand(
        actor=booked.hall.manager.actor, session_id=booked.session, preparation_centres=frozenset()
    )
    booked.world.container.share_session()(command)

    browser = booked.as_teacher()

    assert booked.own in browser.get("/bookings").text
    assert "09:00 to 10:15" in words(browser.get(booked.own).text)


def test_taking_a_session_back_asks_what_becomes_of_the_entries(world: World) -> None:
    booked = Booked(world=world)
    office, path = world.client(booked.hall.manager), f"/sessions/{booked.session}/available"

    asked = office.post(path, {})
    office.post(path, {"sure": "y", "entries": "withdraw"})

    listed = words(world.client(booked.teacher).get(f"/bookings/{booked.session}/candidates").text)
    with world.container.open_unit()() as unit:
        session = unit.sessions.get(booked.session, booked.hall.manager.actor.scope)
    assert "Are withdrawn; what was paid stays" in asked.text
    assert (session.taken, session.available_to) == (0, set())
    assert listed.count("Withdrawn") >= len(booked.entries)


def test_a_list_that_somebody_meddled_with_is_found_by_a_command(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Booked(world=world)
    settings = world.container.settings()
    monkeypatch.setenv("EXAMHALL_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("EXAMHALL_SECRET_KEY", settings.secret_key)

    before = CliRunner().invoke(main, ["db", "check-read-models"])
    with world.container.database().write() as connection:
        connection.exec_driver_sql("UPDATE booking SET candidates = 7")
    after = CliRunner().invoke(main, ["db", "check-read-models"])

    assert (before.exit_code, before.output) == (0, "The lists agree with what they are of.\n")
    assert after.exit_code == 1
    assert "is true" in after.output
