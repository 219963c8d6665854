from __future__ import annotations

import re

import pytest

from core.access.permissions import Role
from tests.e2e.world import PASSWORD, Browser, World

REFUSED = "The e-mail address or the password is not right."


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


@pytest.mark.feature("P02")
def test_a_person_logs_in_with_address_and_password(world: World) -> None:
    world.person(Role.ADMINISTRATOR, email="Ada@Awarding.example")
    browser = world.client()

    answer = browser.log_in("ada@awarding.EXAMPLE ", PASSWORD)

    assert (answer.status_code, answer.location) == (302, "/")
    assert is_in(browser)
    assert world.trail()[-1] == "logged_in"


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.ADMINISTRATOR, "/admin/organisations"),
        (Role.SERVICE_DESK, "/attention"),
        (Role.PLANNER, "/deliver"),
        (Role.PROCTORING_SCHEDULER, "/deliver"),
    ],
)
def test_after_log_in_one_lands_where_ones_work_is(world: World, role: Role, place: str) -> None:
    browser = world.client_as(role)

    assert browser.get("/").location == place


def test_a_page_asked_for_before_the_log_in_opens_after_it(world: World) -> None:
    planner = world.person(Role.PLANNER)
    browser = world.client()
    sent_to = browser.get("/deliver?q=B2").location
    assert sent_to == "/log-in?next=/deliver%3Fq%3DB2"

    answer = browser.post("/log-in", {"email": planner.email, "password": PASSWORD, "next": "/deliver?q=B2"})

    assert answer.location == "/deliver?q=B2"


@pytest.mark.parametrize("foreign", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"])
def test_nobody_is_sent_elsewhere_after_the_log_in(world: World, foreign: str) -> None:
    planner = world.person(Role.PLANNER)

    answer = world.client().post("/log-in", {"email": planner.email, "password": PASSWORD, "next": foreign})

    assert answer.location == "/"


def test_an_unknown_address_a_wrong_password_and_a_closed_account_get_the_same_answer(world: World) -> None:
    known, closed = world.person(Role.PLANNER), world.person(Role.PLANNER)
    boss = world.client_as(Role.ADMINISTRATOR)
    boss.post(f"/admin/people/{closed.id}/deactivate")

    pages = [
        world.client().log_in(email, password)
        for email, password in (
            ("nobody@nowhere.example", PASSWORD),
            (known.email, "not the password at all"),
            (closed.email, PASSWORD),
        )
    ]

    assert {page.status_code for page in pages} == {422}
    assert all(REFUSED in page.text for page in pages)
    assert world.trail()[-3:] == ["log_in_refused"] * 3


def test_the_trail_does_not_hold_the_address_that_was_typed(world: World) -> None:
    world.client().log_in("somebody@private.example", "whatever they typed")

    records = list(world.container.audit_trail().walk())

    assert not any("private.example" in str(record) for record in records)
    assert records[-1].on == "person:unknown"


def test_guessing_at_one_person_is_stopped_over_all_processes_and_only_for_a_while(world: World) -> None:
    planner = world.person(Role.PLANNER)
    beside = world.beside()
    for number in range(10):
        process = (world, beside)[number % 2]
        answer = process.client(address=f"10.0.0.{number}").log_in(planner.email, "a wrong guess again")
        assert answer.status_code == 422

    refused = beside.client(address="10.0.1.1").log_in(planner.email, PASSWORD)
    world.clock.advance(minutes=16)
    later = world.client(address="10.0.1.1").log_in(planner.email, PASSWORD)
    beside.close()

    assert refused.status_code == 429
    assert "Too many attempts" in refused.text
    assert later.status_code == 302


def test_guessing_at_many_people_from_one_place_is_stopped(world: World) -> None:
    planner = world.person(Role.PLANNER)
    guesser = world.client(address="10.9.9.9")
    for number in range(100):
        assert guesser.log_in(f"person{number}@guess.example", "a wrong guess again").status_code == 422

    answer = guesser.log_in(planner.email, PASSWORD)
    elsewhere = world.client(address="10.9.9.8").log_in(planner.email, PASSWORD)

    assert (answer.status_code, elsewhere.status_code) == (429, 302)


def test_logging_out_ends_the_log_in_and_not_only_the_cookie(world: World) -> None:
    browser = world.client_as(Role.PLANNER)
    cookie = browser.http.get_cookie("examhall")
    assert cookie is not None

    browser.post("/log-out")
    browser.http.set_cookie("examhall", cookie.value)

    assert not is_in(browser)


def test_logging_out_everywhere_ends_every_device_and_nobody_elses(world: World) -> None:
    planner, other = world.person(Role.PLANNER), world.client_as(Role.PLANNER)
    here, telephone = world.client(planner), world.client(planner)

    here.post("/log-out-everywhere")

    assert not is_in(here)
    assert not is_in(telephone)
    assert is_in(other)


def test_one_device_is_ended_from_another_and_a_strangers_is_not_found(world: World) -> None:
    planner, other = world.person(Role.PLANNER), world.person(Role.PLANNER)
    here, telephone, stranger = world.client(planner), world.client(planner), world.client(other)
    listed = re.findall(r"/account/devices/(\w+)/end", here.get("/account").text)
    assert len(listed) == 1

    by_stranger = stranger.post(f"/account/devices/{listed[0]}/end")
    still_in = is_in(telephone)
    here.post(f"/account/devices/{listed[0]}/end")

    assert (by_stranger.status_code, still_in) == (404, True)
    assert not is_in(telephone)
    assert is_in(here)


def test_a_log_in_ends_after_eight_hours_without_a_request_and_after_seven_days_in_any_case(world: World) -> None:
    planner = world.person(Role.PLANNER)
    idle, busy = world.client(planner), world.client(planner)
    world.clock.advance(hours=7, minutes=59)
    assert is_in(busy)

    world.clock.advance(minutes=2)
    idle_is_in, busy_is_in = is_in(idle), is_in(busy)
    quarters_of_days = []
    for _ in range(7 * 4):
        world.clock.advance(hours=6)
        quarters_of_days.append(is_in(busy))

    assert (idle_is_in, busy_is_in) == (False, True)
    assert quarters_of_days.index(False) == 26


def test_log_ins_that_are_over_are_forgotten(world: World) -> None:
    planner = world.person(Role.PLANNER)
    world.client(planner)
    world.clock.advance(hours=9)
    world.client(planner)

    world.container.purge_log_ins()(())

    assert len(world.container.access_reader().devices(planner.id)) == 1


def test_a_person_of_two_organisations_switches_and_sees_the_others_work(world: World) -> None:
    planner = world.person(Role.PLANNER, at=world.centre("Northgate College"))
    desk = world.awarding_body()
    world.join(planner, Role.SERVICE_DESK, at=desk)
    browser = world.client(planner)
    assert browser.get("/attention").status_code == 403

    answer = browser.post("/switch-organisation", {"organisation": str(desk)})

    assert answer.location == "/attention"
    assert browser.get("/attention").status_code == 200


def test_nobody_switches_to_an_organisation_that_is_not_theirs(world: World) -> None:
    browser = world.client_as(Role.PLANNER)

    answers = [browser.post("/switch-organisation", {"organisation": text}) for text in (str(world.centre()), "x", "")]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_role_that_is_taken_away_is_gone_with_the_next_page(world: World) -> None:
    planner = world.person(Role.PLANNER)
    browser = world.client(planner)
    assert browser.get("/deliver").status_code == 200

    world.join(planner, at=planner.organisation_id)

    assert browser.get("/deliver").status_code == 302


def test_the_cookie_is_kept_from_scripts_and_other_sites(world: World) -> None:
    planner = world.person(Role.PLANNER)

    answer = world.client().log_in(planner.email, PASSWORD)

    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("examhall="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie


def test_over_https_the_cookies_take_the_names_that_no_other_host_can_set(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXAMHALL_PUBLIC_ADDRESS", "https://exams.example.org")
    planner, secure = world.person(Role.PLANNER), world.beside()
    browser = secure.client()

    with secure.app.test_request_context(base_url="https://exams.example.org"):
        headers = {"Referer": "https://exams.example.org/log-in"}
    answer = browser.post("/log-in", {"email": planner.email, "password": PASSWORD}, headers=headers)
    secure.close()

    cookies = [one for one in answer.headers.getlist("Set-Cookie") if "=;" not in one]
    assert cookies
    assert all(one.startswith("__Host-") and "Secure" in one and "Domain" not in one for one in cookies)
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_every_answer_carries_the_strict_policy(world: World) -> None:
    answer = world.client().get("/log-in")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
