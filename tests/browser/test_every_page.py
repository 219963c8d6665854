"""Every page of every role: found by following its links, looked at with axe at three widths in both themes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core.access.usecases.entering import TRIES_PER_ADDRESS
from tests.browser.looking import OpenPage, found_at_every_width, too_wide, violations
from tests.browser.product import LoggedIn, Product

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/mailbox/)[^/]+")
_FILES = (".csv", ".json")
# The gallery has a test of its own.
_ELSEWHERE = "/components"

# Whom to be, and pages that the walk must have come by: a walk that loses its way would find nothing.
_ROLES = {
    "scheduler@northgate.example": {
        "/deliver",
        "/deliver/new",
        "/deliver/ID",
        "/deliver/ID/details",
        "/deliver/ID/candidates",
        "/deliver/ID/candidates/add",
        "/deliver/ID/candidates/file",
        "/deliver/ID/time",
        "/deliver/ID/dry-run",
        "/deliver/ID/log",
        "/deliver/ID/sessions",
        "/account",
        "/account/details",
        "/account/password",
        "/account/notifications",
    },
    "desk@meridian.example": {
        "/attention",
        "/deliver",
        "/deliver/ID",
        "/deliver/ID/log",
        "/admin/jobs",
        "/admin/messages",
    },
    "admin@meridian.example": {
        "/admin/organisations",
        "/admin/organisations/ID",
        "/admin/organisations/new",
        "/admin/people",
        "/admin/people/ID",
        "/admin/people/ID/roles",
        "/admin/plugins",
        "/admin/plugins/ID",
        "/admin/jobs",
        "/admin/messages",
        "/admin/audit",
    },
    "results@meridian.example": {
        "/results",
        "/results/ID",
        "/results/ID/amend",
        "/results/ID/withhold",
        "/results/ID/revoke",
        "/results/waiting",
        "/results/waiting/release",
        "/results/waiting/postpone",
        "/results/import",
        "/results/photos",
    },
}
# No link leads here but a bookmark, or what a person typed.
_TYPED = ("/nothing-is-here", "/demo/mailbox")


def _kind(address: str) -> str:
    return _ID.sub("ID", address.partition("?")[0])


def _walk(page: Page, product: Product, *more: str, without: str = _ELSEWHERE) -> Iterator[str]:
    """Visit one page of each kind that links lead to from here, but none below `without`; the kind of each."""
    seen: set[str] = set()
    waiting = [page.url.removeprefix(product.address), *more]
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        kind = _kind(address)
        if kind in seen or kind.endswith(_FILES) or kind.startswith((without, _ELSEWHERE)):
            continue
        seen.add(kind)
        page.goto(product.address + address)
        waiting += page.locator("a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        yield kind


def _sessions(page: Page) -> list[str]:
    """The page of sessions that has some, where the role sees tests: of most tests there are none yet."""
    running = page.get_by_role("link", name="C1 Advanced, in progress")
    return [f"{running.get_attribute('href')}/sessions"] if running.count() else []


@pytest.mark.parametrize("email", _ROLES)
def test_every_page_of_a_role_is_clean_at_every_width_in_both_themes(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, email: str
) -> None:
    page = open_page(product.address, storage=logged_in(email))
    # Everybody's account looks the same; it is looked at once.
    without = _ELSEWHERE if "/account" in _ROLES[email] else "/account"

    found = {kind: found_at_every_width(page) for kind in _walk(page, product, *_sessions(page), without=without)}

    assert {kind: complaints for kind, complaints in found.items() if complaints} == {}
    assert _ROLES[email] - found.keys() == set()


def test_the_pages_for_visitors_are_clean(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/log-in")

    found = {kind: found_at_every_width(page) for kind in _walk(page, product, *_TYPED)}

    assert {kind: complaints for kind, complaints in found.items() if complaints} == {}
    assert found.keys() >= {"/log-in", "/forgotten-log-in", "/demo/mailbox", "/demo/mailbox/ID", *_TYPED}


def test_a_test_in_every_state_is_clean_on_a_phone(product: Product, logged_in: LoggedIn, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/deliver", width=320, storage=logged_in("scheduler@northgate.example"))
    tests = page.locator("#tests tbody th a").evaluate_all("links => links.map(link => link.href)")

    found = {}
    for test in tests:
        page.goto(test)
        found[page.title()] = violations(page) + too_wide(page)

    assert len(found) >= 12
    assert {title: complaints for title, complaints in found.items() if complaints} == {}


def test_the_vendors_control_page_is_clean(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.vendor}/?account=GB104")
    expect(page.get_by_role("heading", name="What GB104 holds")).to_be_visible()

    assert found_at_every_width(page) == []


def test_what_a_role_may_not_open_says_so_plainly(product: Product, logged_in: LoggedIn, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/admin/people", width=320, storage=logged_in("planner@northgate.example"))

    expect(page.get_by_role("heading", level=1)).to_have_text("You may not do this")
    assert violations(page) + too_wide(page) == []


def test_too_many_tries_at_the_log_in_are_answered_with_when_to_come_back(
    product: Product, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/log-in", width=320)

    for _ in range(TRIES_PER_ADDRESS + 1):
        page.get_by_label("E-mail address").fill("nobody@example.org")
        page.get_by_role("textbox", name="Password").fill("not the password")
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("alert").wait_for()

    expect(page.get_by_role("alert")).to_contain_text("Too many attempts. Wait a quarter of an hour, then try again.")
    assert violations(page) + too_wide(page) == []
