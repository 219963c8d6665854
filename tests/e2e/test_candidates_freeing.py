"""A candidate ID number is in the wrong account. The results officer frees it, and the right candidate joins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from adapters.sql.checking import check_read_models
from core.access.permissions import Role
from core.verification.model.claim import FreeingReason
from tests.e2e.graduated import MAYA, Graduated
from tests.e2e.hall import words
from tests.e2e.letters import keep_letters, letters
from tests.e2e.test_candidates_joining import typed
from tests.e2e.world import PASSWORD, Browser, World


class Mixed:
    """Maya's number is in an account that somebody else can open, and is shared from there."""

    def __init__(self, world: World) -> None:
        self.world = world
        keep_letters(world)
        self.graduated = Graduated(world=world)
        self.share = self.graduated.share()
        self.wrong = self.graduated.as_maya()
        self.officer = world.client_as(Role.RESULTS_OFFICER)
        self.page = f"/results/{self.graduated.result}"

    def claimed_at(self, browser: Browser) -> str:
        """What the form of the officer was opened on."""
        found = re.search(r'name="claimed_at"[^>]*value="([^"]*)"', browser.get(f"{self.page}/free-number").text)
        assert found is not None
        return found[1]

    def free(self, **given: str) -> TestResponse:
        reason = FreeingReason.MISTYPED_ADDRESS.value
        form = {"reason": reason, "claimed_at": given.get("claimed_at") or self.claimed_at(self.officer)}
        return self.officer.post(f"{self.page}/free-number", form | given, follow=True)

    def join(self, **changes: str) -> TestResponse:
        form = typed(self.world, MAYA, name="Maya Lindqvist", email="right@example.org") | changes
        return self.world.client(address="192.0.2.9").post("/candidates/join", form)

    def as_rightful(self) -> Browser:
        assert self.join().status_code == 302
        self.world.run_jobs()
        (letter,) = [one for one in self.world.mailbox() if "right@example.org" in one.to]
        (link,) = re.findall(r"http://127\.0\.0\.1:8000(/set-password/\S+)", letter.text)
        browser = self.world.client()
        browser.post(link, {"password": PASSWORD})
        assert browser.log_in("right@example.org", PASSWORD).status_code == 302
        return browser


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """On both databases."""
    world = World(tmp_path / "house.db", settings={"EXAMHALL_DATABASE_URL": database_url})
    yield world
    world.close()


@pytest.fixture
def mixed(world: World) -> Mixed:
    return Mixed(world)


@pytest.mark.feature("R04")
def test_whose_number_is_taken_is_told_whom_to_write_to_and_joins_when_it_is_free(mixed: Mixed) -> None:
    refused = mixed.join()
    told = words(refused.text)

    mixed.free()
    page = mixed.as_rightful().get("/my-results", follow=True)

    assert refused.status_code == 422
    assert "belongs to an account already" in told
    assert "Write to the awarding body (exams@awarding.example), with your name and the number" in told
    assert "B2 First" in page.text
    assert mixed.graduated.maya.email not in told


def test_who_has_no_secret_learns_of_no_number_whether_it_is_taken(mixed: Mixed) -> None:
    taken = mixed.join(secret_number="AAAA-AAAA-AAA")
    unknown = mixed.join(number="AAAAA-AAAAA", secret_number="AAAA-AAAA-AAA")

    assert words(taken.text) == words(unknown.text)
    assert "belongs to an account" not in taken.text


@pytest.mark.feature("R04", "X03")
def test_the_account_sees_the_results_no_more_and_what_it_shared_is_taken_back(mixed: Mixed) -> None:
    university = mixed.world.client(mixed.world.person(Role.MEMBER, at=mixed.graduated.aldermoor))
    assert "Maya Lindqvist" in university.get("/find").text

    done = words(mixed.free().text)

    assert "The number is free" in done
    assert "Nobody has joined with this candidate ID number." in done
    assert "No candidate ID number yet" in mixed.wrong.get("/my-results").text
    for address in (mixed.graduated.page, mixed.share, f"{mixed.graduated.page}/share"):
        assert mixed.wrong.get(address).status_code == 404
    assert "Maya Lindqvist" not in university.get("/find").text
    assert university.get(f"/find/result/{mixed.graduated.result}").status_code == 404
    assert not check_read_models(mixed.world.container.database())


@pytest.mark.feature("X03")
def test_who_joins_next_sees_what_another_account_shared_and_shares_anew(mixed: Mixed) -> None:
    mixed.free()
    browser = mixed.as_rightful()

    page = words(browser.get(mixed.graduated.page).text)
    share = words(browser.get(mixed.share).text)
    organisation = mixed.graduated.aldermoor
    choice = {"fields": ["overall"], "expires_on": ""}
    shared = browser.post(f"{mixed.graduated.page}/share/{organisation}/confirm", choice, follow=True)

    for told in (page, share):
        assert "Another account, which had your number then, shared it with Aldermoor University" in told
        assert "What another account shared with Aldermoor University is taken back" in told
        assert "You shared it" not in told
    assert "You share this result with nobody" in page
    assert "Your result is shared with Aldermoor University." in words(shared.text)


@pytest.mark.feature("N06")
def test_who_freed_it_and_why_is_on_record_and_the_account_gets_a_letter_without_personal_data(mixed: Mixed) -> None:
    mixed.free(reason=FreeingReason.ANOTHER_PERSON.value)

    (letter,) = [one for one in letters(mixed.world) if "was taken from your account" in one.subject]
    trail = words(mixed.world.client_as(Role.ADMINISTRATOR).get("/admin/audit").text)

    assert mixed.graduated.maya.email in letter.to
    assert not any(told in letter.to + letter.text for told in ("Maya", "Lindqvist", MAYA, "B2 First", "Aldermoor"))
    record = "Candidate number freed Maya Lindqvist 127.0.0.1 reason: another_person; result: "
    assert f"{record}{mixed.graduated.result}" in trail


def test_the_officer_sees_whether_the_address_fits_and_not_which_it_is(mixed: Mixed) -> None:
    page = mixed.officer.get(mixed.page).text
    form = words(mixed.officer.get(f"{mixed.page}/free-number").text)

    assert "Its e-mail address is another one than that of the result." in words(page)
    assert mixed.graduated.maya.email not in page + form
    assert "It no longer sees the released result under this number." in form
    assert "One is taken back" in form


def test_a_page_that_was_opened_on_a_former_account_frees_nothing(mixed: Mixed) -> None:
    stale = mixed.claimed_at(mixed.officer)
    mixed.free()
    mixed.world.clock.advance(minutes=5)
    browser = mixed.as_rightful()

    for given in (stale, "soon", "2026-12-01"):
        refused = mixed.free(claimed_at=given)
        assert (refused.status_code, "at the same time" in words(refused.text)) == (422, True)

    assert "B2 First" in browser.get("/my-results").text


def test_freeing_twice_says_that_it_is_done(mixed: Mixed) -> None:
    stale = mixed.claimed_at(mixed.officer)
    mixed.free()

    again = mixed.free(claimed_at=stale)

    assert again.request.path == mixed.page
    assert "No account has this candidate ID number any more" in words(again.text)
    assert mixed.officer.get(f"{mixed.page}/free-number").headers["Location"] == mixed.page


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_reason_is_chosen(mixed: Mixed, reason: str) -> None:
    answer = mixed.free(reason=reason)

    assert answer.status_code == 422
    assert "B2 First" in mixed.wrong.get("/my-results").text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RECOGNITION_OFFICER, Role.CANDIDATE])
def test_nobody_else_frees_a_number(mixed: Mixed, role: Role) -> None:
    browser = mixed.world.client_as(role)

    assert browser.get(f"{mixed.page}/free-number").status_code == 403
    assert browser.post(f"{mixed.page}/free-number", {"reason": "mistyped_address"}).status_code == 403
