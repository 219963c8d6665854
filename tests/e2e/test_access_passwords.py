from __future__ import annotations

import re

import pytest

from core.access.permissions import Role
from tests.e2e.world import PASSWORD, World

FRESH = "nine quiet otters under ice"


def link_in(text: str) -> str:
    found = re.search(r"/set-password/\S+", text)
    assert found
    return found[0]


def test_a_new_person_sets_a_password_by_the_link_and_logs_in(world: World) -> None:
    newcomer = world.person(Role.PLANNER, password=None)
    link = world.password_link(newcomer)
    browser = world.client()

    page = browser.get(link)
    answer = browser.post(link, {"password": FRESH})

    assert newcomer.email in page.text
    assert answer.location == "/log-in"
    assert browser.log_in(newcomer.email, FRESH).status_code == 302


def test_the_trail_says_who_issued_a_link(world: World) -> None:
    world.open_mailbox()
    newcomer = world.person(Role.PLANNER, password=None)

    world.run_jobs()
    world.password_link(newcomer)

    issued = [one.by for one in world.container.audit_trail().walk() if one.action == "password_link_issued"]
    assert issued == ["job:notifications", "operator:command-line"]


def test_opening_the_link_uses_nothing_up_and_setting_the_password_does(world: World) -> None:
    newcomer = world.person(Role.PLANNER, password=None)
    link = world.password_link(newcomer)
    browser = world.client()
    opened = [browser.get(link).status_code for _ in range(3)]

    browser.post(link, {"password": FRESH})
    again = browser.post(link, {"password": "another good one for later"})

    assert opened == [200, 200, 200]
    assert again.status_code == 404
    assert "This link no longer works" in again.text
    assert browser.log_in(newcomer.email, FRESH).status_code == 302


def test_a_link_lasts_for_three_days(world: World) -> None:
    newcomer = world.person(Role.PLANNER, password=None)
    link = world.password_link(newcomer)

    world.clock.advance(hours=71, minutes=59)
    in_time = world.client().get(link).status_code
    world.clock.advance(minutes=1)
    too_late = world.client().post(link, {"password": FRESH}).status_code

    assert (in_time, too_late) == (200, 404)


def test_a_newer_link_makes_the_older_one_worthless(world: World) -> None:
    newcomer = world.person(Role.PLANNER, password=None)
    older, newer = world.password_link(newcomer), world.password_link(newcomer)

    assert world.client().get(older).status_code == 404
    assert world.client().get(newer).status_code == 200


@pytest.mark.parametrize(
    "weak", ["short", "password123", "Priya Raman", "northgate.example", "examhall2026", "x" * 200]
)
def test_a_password_that_is_easily_guessed_is_refused_and_leaves_the_link_good(world: World, weak: str) -> None:
    newcomer = world.person(Role.PLANNER, name="Priya Raman", email="priya@northgate.example", password=None)
    link = world.password_link(newcomer)
    browser = world.client()

    refused = browser.post(link, {"password": weak})

    assert refused.status_code == 422
    assert 'class="error"' in refused.text
    assert browser.post(link, {"password": FRESH}).status_code == 302


def test_a_password_set_by_link_ends_every_log_in_of_the_person(world: World) -> None:
    planner = world.person(Role.PLANNER)
    thief = world.client(planner)

    world.client().post(world.password_link(planner), {"password": FRESH})

    assert thief.get("/account").status_code == 302


def test_a_changed_password_keeps_this_device_and_ends_the_others(world: World) -> None:
    planner = world.person(Role.PLANNER)
    here, telephone = world.client(planner), world.client(planner)

    answer = here.post("/account/password", {"present": PASSWORD, "password": FRESH})

    assert answer.location == "/account"
    assert here.get("/account").status_code == 200
    assert telephone.get("/account").status_code == 302
    assert world.client().log_in(planner.email, FRESH).status_code == 302


def test_who_does_not_know_the_present_password_changes_nothing_and_cannot_go_on_guessing(world: World) -> None:
    planner = world.person(Role.PLANNER)
    browser = world.client(planner)

    answers = [browser.post("/account/password", {"present": "a wrong guess", "password": FRESH}) for _ in range(11)]

    assert "This is not your present password." in answers[0].text
    assert "Too many attempts" in answers[-1].text
    assert world.client().log_in(planner.email, PASSWORD).status_code == 302


@pytest.mark.feature("P03")
def test_the_page_for_a_forgotten_log_in_says_whom_to_ask(world: World) -> None:
    page = world.client().get("/forgotten-log-in").text

    assert "Contact the test centre you work with" in page
    assert "exams@awarding.example" in page


@pytest.mark.feature("P03")
def test_an_administrator_sends_a_new_link(world: World) -> None:
    world.open_mailbox()
    planner, boss = world.person(Role.PLANNER), world.client_as(Role.ADMINISTRATOR)
    world.run_jobs()
    before = len(world.mailbox())
    world.clock.advance(minutes=5)

    boss.post(f"/admin/people/{planner.id}/send-link")
    world.run_jobs()

    assert len(world.mailbox()) == before + 1
    assert world.client().get(link_in(world.mailbox()[0].text)).status_code == 200


def test_asking_for_a_link_answers_the_same_for_everybody_and_mails_only_those_who_are_known(world: World) -> None:
    world.open_mailbox()
    planner = world.person(Role.PLANNER)
    world.run_jobs()
    world.clock.advance(hours=2)

    known = world.client().post("/forgotten-log-in", {"email": planner.email})
    unknown = world.client().post("/forgotten-log-in", {"email": "nobody@nowhere.example"})
    world.run_jobs()

    assert known.location == unknown.location == "/forgotten-log-in/sent"
    assert [letter.to for letter in world.mailbox() if "nowhere" in letter.to] == []
    assert len([letter for letter in world.mailbox() if planner.email in letter.to]) == 2


def test_a_person_is_mailed_three_times_an_hour_at_most(world: World) -> None:
    world.open_mailbox()
    planner = world.person(Role.PLANNER)
    world.run_jobs()
    before = len(world.mailbox())

    answers = []
    for _ in range(6):
        world.clock.advance(minutes=1)
        answers.append(world.client().post("/forgotten-log-in", {"email": planner.email}).location)
        world.run_jobs()

    assert set(answers) == {"/forgotten-log-in/sent"}
    assert len(world.mailbox()) == before + 3


def test_a_closed_account_takes_no_link(world: World) -> None:
    planner = world.person(Role.PLANNER)
    link = world.password_link(planner)
    world.client_as(Role.ADMINISTRATOR).post(f"/admin/people/{planner.id}/deactivate")

    answer = world.client().post(link, {"password": FRESH})

    assert answer.status_code == 404
    assert world.client().log_in(planner.email, FRESH).status_code == 422
