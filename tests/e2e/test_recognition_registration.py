"""An organisation registers, the recognition team answers in time, and its Primary User logs in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from core.access.permissions import Role
from core.shared.ids import PersonId
from core.shared.jobs import Job
from core.shared.paging import PageRequest
from core.shared.time import utc
from core.verification.model.registration import RegistrationState
from core.verification.model.sharing import Invitation, InvitationId
from core.verification.usecases.registering import PER_ADDRESS
from core.verification.usecases.watching import WATCH
from core.verification.views import RegistrationRow
from tests.e2e.applying import APPLICATION, FORM, person, primary_users, register, world_on
from tests.e2e.hall import words
from tests.e2e.world import PASSWORD, Browser, Someone, World


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    with world_on(database_url, tmp_path) as world:
        yield world


@pytest.fixture
def officer(world: World) -> Someone:
    return world.person(Role.RECOGNITION_OFFICER)


@pytest.fixture
def team(world: World, officer: Someone) -> Browser:
    return world.client(officer)


def later(world: World, officer: Someone, path: str) -> str:
    """What stands on the page for an officer who logs in by then."""
    return words(world.client(officer).get(path).text)


def letters_to(world: World, address: str) -> list[str]:
    """The texts of the mails to the address, the oldest first."""
    world.run_jobs()
    return [f"{one.subject}\n{one.text}" for one in reversed(world.mailbox()) if address in one.to]


def watch(world: World) -> None:
    """As the clockwork does every quarter of an hour."""
    world.container.watch_registrations()([Job(kind=WATCH, payload={}, attempt=1)])


@pytest.mark.feature("R01")
def test_anybody_registers_an_organisation_and_is_told_what_happens_next(world: World, team: Browser) -> None:
    visitor = world.client()

    answer = visitor.post(FORM, APPLICATION, follow=True)

    assert "Thank you, your registration is here" in answer.text
    assert "answer by the end of 3 Dec 2026 (Europe/London)" in words(answer.text)
    assert "grace" not in answer.request.path + answer.request.query_string.decode()
    (row,) = world.container.recognition_reader().queue(PageRequest(), state=RegistrationState.RECEIVED).items
    assert isinstance(row, RegistrationRow)
    assert (row.name, row.city, row.country) == ("Aldermoor University", "Aldermoor", "GB")
    shown = words(team.get(f"/registrations/{row.id}").text)
    for typed in ("https://www.aldermoor.example", "Admission of students from abroad.", "grace@aldermoor.example"):
        assert typed in shown


@pytest.mark.feature("R01")
def test_what_is_wrong_is_told_at_its_field_and_above_and_nothing_typed_is_lost(world: World) -> None:
    wrong = {
        "name": " ",
        "kind": "guild",
        "country": "",
        "email": "admissions",
        "phone": "call me",
        "website": "not a site",
        "purpose": "",
        "applicant_email": "grace@",
        "time_zone": "Mars/Olympus",
    }

    answer = world.client().post(FORM, APPLICATION | wrong)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    told = set(re.findall(r'id="([a-z_]+)-error"', answer.text))
    assert told == set(wrong)
    assert 'value="Grace Holt"' in answer.text


def test_a_form_that_was_tampered_with_is_refused(world: World) -> None:
    for name in ("name", "kind", "city", "country", "purpose", "applicant_name", "applicant_email", "time_zone"):
        left = {key: value for key, value in APPLICATION.items() if key != name}
        answer = world.client().post(FORM, left)
        # Without a time zone, the one that the form begins with holds.
        assert answer.status_code == (302 if name == "time_zone" else 422), name
    for changed in ({"name": "x" * 201}, {"purpose": "x" * 2001}, {"country": "XX"}, {"name": "\0"}):
        assert world.client().post(FORM, APPLICATION | changed).status_code == 422


def test_registering_is_throttled_by_mail_address_and_what_was_typed_is_kept(world: World) -> None:
    for number in range(PER_ADDRESS):
        register(world, address=f"192.0.2.{number}")

    answer = world.client(address="192.0.2.99").post(FORM, APPLICATION)

    assert answer.status_code == 422
    assert "Several registrations came with this e-mail address" in words(answer.text)
    assert 'value="Aldermoor University"' in answer.text


@pytest.mark.feature("R02")
def test_a_registration_is_acknowledged_and_stands_in_the_queue_with_what_is_due_first(
    world: World, officer: Someone
) -> None:
    world.open_mailbox()
    register(world, name="First College")
    world.clock.advance(days=1)
    register(world, name="Second College", applicant_email="otto@second.example")

    (letter,) = letters_to(world, "grace@aldermoor.example")
    queue = later(world, officer, "/registrations")

    assert "First College" in letter
    assert "two working days" in letter
    assert queue.index("First College") < queue.index("Second College")
    assert "the end of 3 Dec 2026 Due in 1 day 15 hours" in queue
    # A Thursday and a Friday lie between a Wednesday and its answer.
    assert "the end of 4 Dec 2026 Due in 2 days 15 hours" in queue


@pytest.mark.feature("R02")
def test_public_holidays_put_the_answer_off(world: World, officer: Someone) -> None:
    world.clock.set(utc(2026, 12, 24, 10))

    register(world)

    # Christmas Day is a Friday; Boxing Day falls on a Saturday and is kept on the Monday.
    assert "the end of 30 Dec 2026" in later(world, officer, "/registrations")


@pytest.mark.feature("R02")
def test_the_team_is_alarmed_once_before_it_is_late_and_what_is_late_stands_out(world: World, officer: Someone) -> None:
    world.open_mailbox()
    registration_id = register(world)
    before = len(letters_to(world, officer.email))

    world.clock.set(utc(2026, 12, 2, 23, 59))
    watch(world)
    early = len(letters_to(world, officer.email)) - before
    world.clock.set(utc(2026, 12, 3))
    for _ in range(3):
        watch(world)
    alarms = letters_to(world, officer.email)[before:]
    last_day = later(world, officer, "/registrations")
    world.clock.set(utc(2026, 12, 4, 3))
    late = later(world, officer, f"/registrations/{registration_id}")

    assert early == 0
    assert len(alarms) == 1
    assert "Nearly late: the registration of Aldermoor University" in alarms[0]
    assert f"/registrations/{registration_id}" in alarms[0]
    assert "Due in 1 day" in last_day
    assert "Late by 3 hours" in late
    assert "This is late" in late


def test_the_clockwork_watches_every_quarter_of_an_hour(world: World) -> None:
    (watching,) = [one for one in world.container.periodic() if one.kind == WATCH]

    assert watching.every == timedelta(minutes=15)
    assert WATCH in world.container.job_handlers()


@pytest.mark.feature("R03", "R29")
def test_approval_sends_a_link_by_which_the_primary_user_sets_a_password_and_logs_in(
    world: World, team: Browser
) -> None:
    world.open_mailbox()
    registration_id = register(world)
    asked = words(team.get(f"/registrations/{registration_id}/approve").text)

    answer = team.post(f"/registrations/{registration_id}/approve", follow=True)

    assert "Grace Holt becomes its Primary User" in asked
    assert "Aldermoor University is approved" in words(answer.text)
    letter = letters_to(world, "grace@aldermoor.example")[-1]
    link = re.search(r"/set-password/\S+", letter)
    assert link, letter
    grace = world.client()
    assert grace.post(link[0], {"password": PASSWORD}).status_code == 302
    assert world.client().get(link[0]).status_code == 404
    assert grace.log_in("grace@aldermoor.example", PASSWORD).status_code == 302
    own = words(grace.get("/organisation").text)
    assert "Aldermoor University" in own
    assert "You are the Primary User" in own
    (row,) = world.container.recognition_reader().listed(PageRequest()).items
    assert primary_users(world, row.id) == ["grace@aldermoor.example"]
    assert {"organisation_registered", "registration_approved"} <= set(world.trail())


@pytest.mark.feature("R03")
def test_a_link_that_is_too_old_sets_no_password(world: World, team: Browser) -> None:
    world.open_mailbox()
    team.post(f"/registrations/{register(world)}/approve")
    link = re.search(r"/set-password/\S+", letters_to(world, "grace@aldermoor.example")[-1])
    assert link
    world.clock.advance(hours=73)

    world.client().post(link[0], {"password": PASSWORD})

    assert not person(world, "grace@aldermoor.example").has_password


@pytest.mark.feature("R03")
def test_a_refusal_tells_its_reason(world: World, team: Browser) -> None:
    world.open_mailbox()
    registration_id = register(world)
    path = f"/registrations/{registration_id}/refuse"

    without = team.post(path, {"reason": "  "})
    team.post(path, {"reason": "We could not find <Aldermoor University> in the national register."})

    assert without.status_code == 422
    letter = letters_to(world, "grace@aldermoor.example")[-1]
    assert "could not find <Aldermoor University> in the national register" in letter
    assert "registration_refused" in world.trail()
    kept = words(team.get(f"/registrations/{registration_id}").text)
    assert "could not find &lt;Aldermoor University&gt;" in kept
    assert "Aldermoor University" in words(team.get("/registrations?state=refused").text)
    assert "Everything is answered" in team.get("/registrations").text
    assert world.container.recognition_reader().listed(PageRequest()).items == ()


@pytest.mark.feature("R02")
def test_of_two_who_answer_the_second_is_told(world: World, team: Browser) -> None:
    path = f"/registrations/{register(world)}"
    team.post(f"{path}/approve")

    again = team.post(f"{path}/approve")
    refused = team.post(f"{path}/refuse", {"reason": "No."})

    for answer in (again, refused):
        assert answer.status_code == 422
        assert "Somebody else has answered this registration" in words(answer.text)
    assert len(world.container.recognition_reader().listed(PageRequest()).items) == 1


@pytest.mark.feature("R29")
def test_an_applicant_with_an_account_keeps_it_and_becomes_the_primary_user(world: World, team: Browser) -> None:
    known = world.person(Role.PREPARATION_USER, name="Otto Maier", email="otto@school.example")
    registration_id = register(world, applicant_email="Otto@School.example", applicant_name="Somebody Else")

    warned = words(team.get(f"/registrations/{registration_id}").text)
    team.post(f"/registrations/{registration_id}/approve")

    assert "The applicant has an account already" in warned
    row = person(world, "otto@school.example")
    assert (row.id, row.name, len(row.memberships)) == (known.id, "Otto Maier", 2)
    assert world.client(known).get("/account").status_code == 200


def test_a_listed_namesake_is_shown_before_approving(world: World, team: Browser) -> None:
    world.recognising_organisation("University of Aldermoor")
    world.recognising_organisation("Aldermoor Institute", country="US")

    page = words(team.get(f"/registrations/{register(world)}").text)

    assert "Is it listed already?" in page
    assert "University of Aldermoor" in page
    assert "Aldermoor Institute" not in page


def test_an_invitation_that_led_to_the_form_is_remembered(world: World) -> None:
    candidate = world.person(Role.CANDIDATE)
    invitation = Invitation(
        id=InvitationId(uuid4()),
        invited_by=PersonId(candidate.id),
        organisation_name="Aldermoor",
        email="office@aldermoor.example",
        sent_at=world.clock.now(),
    )
    with world.container.open_unit()() as unit:
        unit.invitations.add(invitation)
        unit.commit()

    form = world.client().get(f"{FORM}?invitation={invitation.id}")
    register(world, query=f"?invitation={invitation.id}")
    cut_off = register(world, query=f"?invitation={str(invitation.id)[:20]}")

    assert f"{FORM}?invitation={invitation.id}" in form.text
    with world.container.open_unit()() as unit:
        followed = unit.invitations.get(invitation.id)
        assert followed is not None
        assert followed.registered
        assert unit.registrations.get(cut_off).invitation is None


def test_nobody_but_the_team_sees_the_queue(world: World) -> None:
    registration_id = register(world)

    for role in (Role.ADMINISTRATOR, Role.RESULTS_OFFICER, Role.PRIMARY_USER, Role.CANDIDATE):
        browser = world.client_as(role)
        for path in ("/registrations", f"/registrations/{registration_id}", "/recognising-organisations"):
            assert browser.get(path).status_code == 403
        assert browser.post(f"/registrations/{registration_id}/approve").status_code == 403
    assert world.client().get("/registrations").status_code == 302
    assert world.container.recognition_reader().registration(registration_id).row.state is RegistrationState.RECEIVED


def test_the_log_in_page_leads_to_the_form_and_to_the_public_list(world: World) -> None:
    page = world.client().get("/log-in").text

    assert f'href="{FORM}"' in page
    assert 'href="/recognised-by"' in page
