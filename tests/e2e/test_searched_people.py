"""Searches for people: what is typed is found, and stands in no address for anybody to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from core.access.permissions import Role
from tests.e2e.addresses import told_in_addresses
from tests.e2e.booked import LUKASZ, MAYA, Booked
from tests.e2e.stage import Stage, words
from tests.e2e.world import Browser, Someone, World
from web.sought import MOST_SOUGHT

UNREADABLE = "This search can no longer be read. Type it again."


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list of people that `reader` sees: what is typed to find one of them, and what is shown of that one and of
    another."""

    world: World
    reader: Someone
    colleague: Someone
    path: str
    typed: tuple[str, ...]
    found: str
    other: str

    @property
    def browser(self) -> Browser:
        return self.world.client(self.reader)

    def shown(self, answer: TestResponse) -> tuple[bool, bool]:
        """Whether the two are in the list; what was typed stands in the search box too, which does not count."""
        page = re.sub(r'<input [^>]*name="q"[^>]*>', "", answer.text)
        return self.found in page, self.other in page


def _people(stage: Stage) -> Listed:
    world = stage.world
    world.person(Role.PLANNER, name="Maya Lindqvist", email="maya@centre.example")
    world.person(Role.PLANNER, name="Otto Falk", email="otto@centre.example")
    reader, colleague = world.person(Role.ADMINISTRATOR), world.person(Role.ADMINISTRATOR)
    return Listed(
        world=world,
        reader=reader,
        colleague=colleague,
        path="/admin/people",
        typed=("lindqvist", "maya@centre.example"),
        found="maya@centre.example",
        other="otto@centre.example",
    )


def _users(stage: Stage) -> Listed:
    world = stage.world
    at = world.recognising_organisation()
    world.person(Role.MEMBER, at=at, name="Maya Lindqvist", email="maya@aldermoor.example")
    world.person(Role.MEMBER, at=at, name="Otto Falk", email="otto@aldermoor.example")
    return Listed(
        world=world,
        reader=world.person(Role.MEMBER, at=at),
        colleague=world.person(Role.MEMBER, at=at),
        path="/organisation/users",
        typed=("lindqvist", "maya@aldermoor.example"),
        found="maya@aldermoor.example",
        other="otto@aldermoor.example",
    )


def _booking(stage: Stage) -> Listed:
    booked = Booked(world=stage.world)
    return Listed(
        world=stage.world,
        reader=booked.teacher,
        colleague=stage.world.person(Role.PREPARATION_USER, at=booked.school),
        path=f"{booked.own}/candidates",
        typed=("maya lindqvist", MAYA.id_number, MAYA.email),
        found=MAYA.email,
        other=LUKASZ.email,
    )


def _proctored(stage: Stage) -> Listed:
    return Listed(
        world=stage.world,
        reader=stage.somebody(Role.PLANNER),
        colleague=stage.world.person(Role.PLANNER, at=stage.centre_id),
        path=f"/deliver/{stage.a_test()}/candidates",
        typed=("C-1", "c1@example.org"),
        found="c1@example.org",
        other="c2@example.org",
    )


def _log(stage: Stage) -> Listed:
    test_id = stage.confirmed()
    stage.join(test_id, "C-1")
    stage.join(test_id, "C-2")
    return Listed(
        world=stage.world,
        reader=stage.somebody(Role.PLANNER),
        colleague=stage.world.person(Role.PLANNER, at=stage.centre_id),
        path=f"/deliver/{test_id}/log",
        typed=("C-1",),
        found="for candidate C-1 ",
        other="for candidate C-2 ",
    )


LISTS: dict[str, Callable[[Stage], Listed]] = {
    "people": _people,
    "users": _users,
    "candidates of a booking": _booking,
    "candidates of a test": _proctored,
    "log": _log,
}


@pytest.fixture(params=LISTS)
def listed(request: pytest.FixtureRequest, stage: Stage) -> Listed:
    return LISTS[request.param](stage)


@pytest.fixture
def people(stage: Stage) -> Listed:
    """For what all lists have from one place."""
    return _people(stage)


def test_what_is_typed_is_found_and_stands_in_no_address(listed: Listed) -> None:
    browser = listed.browser

    for typed in listed.typed:
        answer = browser.search(listed.path, typed)

        assert listed.shown(answer) == (True, False)
        assert f'value="{typed}"' in answer.text
        assert told_in_addresses(answer, *listed.typed, listed.found) == []
        assert [step.status_code for step in answer.history] == [303]
        assert listed.shown(browser.get(answer.request.full_path)) == (True, False)


def test_no_address_of_the_whole_list_tells_of_anybody_either(listed: Listed) -> None:
    assert told_in_addresses(listed.browser.get(listed.path), *listed.typed, listed.found, listed.other) == []


def test_the_same_search_has_another_address_each_time(people: Listed) -> None:
    first, second = (people.browser.post(people.path, {"q": people.typed[0]}).location for _ in range(2))

    assert first != second


def test_an_empty_search_shows_everybody(listed: Listed) -> None:
    answer = listed.browser.post(listed.path, {"q": "  "})

    assert answer.location == listed.path
    assert listed.shown(listed.browser.get(answer.location)) == (True, True)


@pytest.mark.parametrize("given", ["changed", "", "Maya", "ż", "A" * 5000], ids=lambda given: given[:8])
def test_a_search_that_cannot_be_read_is_none_and_says_so(people: Listed, given: str) -> None:
    browser = people.browser
    if given == "changed":
        [token] = parse_qs(urlsplit(browser.post(people.path, {"q": people.typed[0]}).location or "").query)["sought"]
        given = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")

    answer = browser.get(f"{people.path}?sought={given}&after=there", follow=True)

    assert answer.status_code == 200
    assert UNREADABLE in words(answer.text)
    assert people.shown(answer) == (True, True)
    assert (answer.request.path, dict(answer.request.args)) == (people.path, {})


def test_an_address_that_was_passed_on_says_nothing_to_somebody_else(listed: Listed) -> None:
    address = listed.browser.post(listed.path, {"q": listed.typed[0]}).location or ""

    answer = listed.world.client(listed.colleague).get(address, follow=True)

    assert UNREADABLE in words(answer.text)
    assert listed.typed[0] not in re.findall(r'<input [^>]*name="q"[^>]*>', answer.text)[0]


def test_a_search_outlives_a_change_of_the_secret_only_with_the_former_one(people: Listed) -> None:
    new, former = "the-secret-of-this-year-long-enough", "the-secret-of-last-year-long-enough"
    before = people.world.beside({"EXAMHALL_SECRET_KEY": former})
    kept = people.world.beside({"EXAMHALL_SECRET_KEY": new, "EXAMHALL_FORMER_SECRET_KEYS": former})
    lost = people.world.beside({"EXAMHALL_SECRET_KEY": new})
    address = before.client(people.reader).post(people.path, {"q": people.typed[0]}).location or ""

    pages = [one.client(people.reader).get(address, follow=True).text for one in (kept, lost)]

    for one in (before, kept, lost):
        one.close()
    assert [UNREADABLE in words(page) for page in pages] == [False, True]


def test_what_is_too_long_is_not_searched(people: Listed) -> None:
    browser = people.browser

    answer = browser.search(people.path, "x" * (MOST_SOUGHT + 1))
    longest = browser.search(people.path, "ż" * MOST_SOUGHT)

    assert f"Type at most {MOST_SOUGHT} letters to search for." in words(answer.text)
    assert people.shown(answer) == (True, True)
    assert people.shown(longest) == (False, False)
    assert f'maxlength="{MOST_SOUGHT}"' in answer.text


def test_a_script_is_let_through_to_the_list_and_told_where_else_to_go(people: Listed) -> None:
    browser, window = people.browser, {"X-Window": "1"}

    found = browser.post(people.path, {"q": people.typed[0]}, follow=True, headers=window)
    unreadable = browser.get(f"{people.path}?sought=nonsense", headers=window)

    assert people.shown(found) == (True, False)
    assert (unreadable.status_code, unreadable.headers["X-Window-Location"]) == (204, people.path)


def test_a_long_list_of_candidates_goes_on_without_a_name_in_the_address(stage: Stage) -> None:
    booked = Booked(world=stage.world)
    large = booked.hall.session(booked.school, plan=replace(booked.hall.plan(exam="CAE"), capacity=60))
    booked.enter(*(replace(MAYA, family_name=f"Brook{n:03}", id_number=f"ID{n:05}") for n in range(60)), session=large)
    browser, path = booked.as_teacher(), f"/bookings/{large}/candidates"

    whole = browser.get(path)
    found = browser.search(path, "brook")

    for first in (whole, found):
        assert told_in_addresses(first, "brook", "maya") == []
        following = browser.get(_next(first))
        assert len(re.findall(r'id="entry-', following.text)) == 10
        assert told_in_addresses(following, "brook", "maya") == []
    stranger = stage.world.client_as(Role.PREPARATION_USER, at=booked.school).get(_next(whole), follow=True)
    assert "This place in the list can no longer be found." in words(stranger.text)
    assert len(re.findall(r'id="entry-', stranger.text)) == 50


def test_a_long_list_of_those_who_sit_a_test_goes_on_without_a_number_in_the_address(stage: Stage) -> None:
    test_id = stage.a_draft()
    rows = [f"Cand-{n:03},Name {n},c{n}@example.org,0" for n in range(60)]
    stage.upload(test_id, "\r\n".join(["number,name,email,extra_minutes", *rows]))
    browser, path = stage.planner, f"/deliver/{test_id}/candidates"

    for first in (browser.get(path), browser.search(path, "cand-")):
        assert told_in_addresses(first, "cand-") == []
        assert "Cand-059" in browser.get(_next(first)).text


def test_the_link_that_withdraws_a_candidate_holds_no_number(stage: Stage) -> None:
    test_id = stage.a_test()
    page = stage.planner.get(f"/deliver/{test_id}/candidates").text
    address = unescape(re.findall(r'href="([^"]*/withdraw\?[^"]*)"', page)[0])

    asked = stage.planner.get(address)
    unreadable = stage.planner.get(f"/deliver/{test_id}/candidates/withdraw?number=C-1")

    assert "Withdraw C-1?" in words(asked.text)
    assert 'name="number"' in asked.text
    assert 'value="C-1"' in asked.text
    assert unreadable.status_code == 422
    assert "This address can no longer be read." in words(unreadable.text)


def _next(answer: TestResponse) -> str:
    [address] = re.findall(r'rel="next" href="([^"]*)"', answer.text)
    return unescape(address)
