"""A candidate makes an account with what stands on the confirmation of entry; somebody who works here adds a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.permissions import Role
from core.verification.usecases.claiming import TRIES_PER_NUMBER
from tests.e2e.graduated import LI, MAYA, Graduated
from tests.e2e.hall import Hall, words
from tests.e2e.letters import letters
from tests.e2e.test_registering import code_of, register
from tests.e2e.world import PASSWORD, Browser, World


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """On both databases."""
    world = World(tmp_path / "house.db", settings={"EXAMHALL_DATABASE_URL": database_url})
    yield world
    world.close()


def secret_of(world: World, number: str) -> str:
    secret: str = world.container.secret_numbers().of(number)
    return secret


def typed(world: World, number: str = LI, **changes: str) -> dict[str, str]:
    return {
        "number": number,
        "secret_number": secret_of(world, number),
        "name": "Li Xiaolong",
        "email": "li@example.org",
        "time_zone": "Asia/Shanghai",
        **changes,
    }


def set_password(world: World, address: str) -> None:
    """By the link in the one mail there that has one."""
    world.run_jobs()
    mails = "".join(letter.text for letter in world.mailbox() if address in letter.to)
    (link,) = re.findall(r"http://127\.0\.0\.1:8000(/set-password/\S+)", mails)
    assert world.client().post(link, {"password": PASSWORD}).status_code == 302


@pytest.mark.feature("R04")
def test_from_the_confirmation_of_entry_to_my_results(world: World) -> None:
    """The number and its secret are read off the page that the candidate has in hand."""
    world.open_mailbox()
    hall, browser = Hall(world=world), world.client()
    told = words(browser.get(register(browser, code_of(hall, hall.session()))).text)
    number = re.search(r"Candidate ID number ([A-Z2-9]{5}-[A-Z2-9]{5})", told)
    secret = re.search(r"Secret number ([A-Z0-9-]+)", told)
    assert number is not None
    assert secret is not None
    form = {"number": number[1].lower(), "secret_number": secret[1].lower(), "name": "Zoë Šimková"}

    answer = browser.post("/candidates/join", {**form, "email": "zoe@example.org", "time_zone": "Europe/Bratislava"})
    set_password(world, "zoe@example.org")
    browser.log_in("zoe@example.org", PASSWORD)
    page = browser.get("/", follow=True)

    assert answer.headers["Location"] == "/candidates/join/sent"
    assert page.request.path == "/my-results"
    assert "No results yet" in page.text
    assert number[1] in page.text
    assert "candidate_joined" in world.trail()


@pytest.mark.feature("R04")
def test_the_mail_tells_the_secret_number_and_what_it_is_for(world: World) -> None:
    world.open_mailbox()
    hall, browser = Hall(world=world), world.client()
    register(browser, code_of(hall, hall.session()))

    (letter,) = letters(world)

    number = re.search(r"Candidate ID number: (\S+)", letter.text)
    assert number is not None
    assert f"Secret number: {secret_of(world, number[1])}" in letter.text
    assert "make the account in which your results appear" in letter.text


@pytest.mark.parametrize("wrong", [{"number": "AAAAA-AAAAA"}, {"secret_number": "AAAA-AAAA-AAA"}])
def test_a_wrong_number_and_a_wrong_secret_get_the_same_page(world: World, wrong: dict[str, str]) -> None:
    answer = world.client().post("/candidates/join", typed(world) | wrong)

    assert answer.status_code == 422
    assert "These two numbers do not belong together" in answer.text


def test_what_is_missing_is_told_at_each_field(world: World) -> None:
    answer = world.client().post("/candidates/join", {"time_zone": "UTC", "email": "li"})

    assert answer.status_code == 422
    told = words(answer.text)
    wanted = (
        "Enter your candidate ID number",
        "Enter the secret number",
        "Enter your name",
        "Enter an e-mail address like",
    )
    assert [one for one in wanted if one not in told] == []


def test_guesses_at_a_number_are_limited_over_all_processes(world: World) -> None:
    first, second = world.client(address="192.0.2.7"), world.beside({"EXAMHALL_DATABASE_URL": _url(world)})
    guess = typed(world, secret_number="AAAA-AAAA-AAA")
    for place in range(TRIES_PER_NUMBER):
        browser = first if place % 2 else second.client(address="192.0.2.8")
        browser.post("/candidates/join", guess)

    refused = first.post("/candidates/join", typed(world))
    second.close()

    assert refused.status_code == 422
    assert "Too many tries" in refused.text


def _url(world: World) -> str:
    url: str = world.container.settings().database_url
    return url


def test_a_second_account_for_a_number_or_an_address_is_refused(world: World) -> None:
    Graduated(world=world)
    staff = world.person(Role.PLANNER)

    taken = world.client().post("/candidates/join", typed(world, MAYA))
    known = world.client().post("/candidates/join", typed(world, email=staff.email))

    assert "belongs to an account already" in taken.text
    assert "There is an account with this e-mail address already" in known.text
    assert [taken.status_code, known.status_code] == [422, 422]


def test_who_mistyped_the_address_does_it_again(world: World) -> None:
    world.open_mailbox()
    browser = world.client()
    browser.post("/candidates/join", typed(world, email="lli@example.org"))
    browser.post("/candidates/join", typed(world))
    set_password(world, "<li@example.org>")

    assert browser.log_in("li@example.org", PASSWORD).status_code == 302
    assert browser.log_in("lli@example.org", PASSWORD).status_code == 422


def test_pressing_the_button_twice_makes_one_account(world: World) -> None:
    browser = world.client()

    answers = [browser.post("/candidates/join", typed(world)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    with world.container.open_unit()() as unit:
        assert len(unit.people.active_with_role(Role.CANDIDATE)) == 1


@pytest.mark.feature("R04")
def test_somebody_who_works_here_becomes_a_candidate_too_and_lands_on_their_results(world: World) -> None:
    graduated = Graduated(world=world)
    graduated.give_result(LI, name="Li Xiaolong")
    browser = world.client_as(Role.PLANNER)

    account = browser.get("/account").text
    led = browser.get("/candidates/join")
    answer = browser.post(led.headers["Location"], typed(world), follow=True)

    assert 'href="/my-results/number"' in account
    assert led.headers["Location"] == "/my-results/number"
    assert answer.request.path == "/my-results"
    assert "B2 First" in answer.text
    assert "Maya" not in answer.text
    assert browser.get("/deliver").status_code == 403


def test_a_wrong_or_taken_number_is_not_added(world: World) -> None:
    graduated = Graduated(world=world)
    graduated.candidate("Li Xiaolong", LI)
    browser = graduated.as_maya()

    wrong = browser.post("/my-results/number", {"number": LI, "secret_number": "WRONG"})
    taken = browser.post("/my-results/number", typed(world))

    assert "do not belong together" in wrong.text
    assert "belongs to an account already" in taken.text


def test_the_way_to_an_account_stands_at_the_log_in(world: World) -> None:
    browser: Browser = world.client()

    assert 'href="/candidates/join"' in browser.get("/log-in").text
    assert 'href="/sharing-your-results"' in browser.get("/candidates/join").text
