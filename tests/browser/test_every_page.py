"""Every page of every role: found by following its links, looked at with axe at three widths in both themes."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from core.access.usecases.entering import TRIES_PER_ADDRESS
from tests.browser.looking import OpenPage, found_at_every_width, too_wide, violations
from tests.browser.product import LoggedIn, Product
from tests.browser.roles import PAGES

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=^/demo/mailbox/)[^/]+|(?<=^/register/)[^/]+")
_FILE = re.compile(r"\.(csv|json|pdf|pem)$|^/downloads/ID/file$")
# The gallery has a test of its own.
_ELSEWHERE = "/components"
# No link leads here but a bookmark, or what a person typed.
_TYPED = ("/log-in", "/nothing-is-here", "/demo/mailbox")
_NAMED = {email: frozenset(pages.split()) for email, pages in PAGES.items()}
_NAMED_FOR_ANYBODY = frozenset().union(*_NAMED.values())


def _pattern(address: str) -> str:
    return _ID.sub("ID", address.partition("?")[0])


def _walk(page: Page, product: Product, *starts: str) -> Iterator[str]:
    """Visit one page of each pattern of address that links lead to from these; the pattern of each."""
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        pattern = _pattern(address)
        if pattern in seen or _FILE.search(pattern) or pattern.startswith(_ELSEWHERE):
            continue
        seen.add(pattern)
        page.goto(product.address + address)
        waiting += page.locator("a[href^='/']").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        yield pattern


# Where the walk begins, so that a pattern is seen where there is most of it.


def _from_the_list_with_a_test_that_runs(page: Page, product: Product) -> list[str]:
    """Of most tests there are no sessions yet."""
    page.goto(f"{product.address}/deliver")
    running = page.get_by_role("link", name="C1 Advanced, in progress").get_attribute("href")
    return ["/deliver", f"{running}/sessions"]


def _from_a_test_to_decide_about(page: Page, product: Product) -> list[str]:
    page.goto(f"{product.address}/attention")
    return [page.get_by_role("link", name="C2 Proficiency").get_attribute("href") or "", "/attention"]


def _from_a_booking_with_much_to_tell(page: Page, product: Product) -> list[str]:
    """Part paid, with candidates and doubts."""
    page.goto(f"{product.address}/bookings?q=first")
    booking = page.get_by_role("row", name=re.compile("Part paid")).last.get_by_role("link")
    return [booking.get_attribute("href") or "", "/sessions"]


def _from_a_result_of_somebody_with_an_account(page: Page, product: Product) -> list[str]:
    page.goto(f"{product.address}/results")
    page.get_by_role("searchbox").fill("Maya Lindqvist")
    page.keyboard.press("Enter")
    result = page.get_by_role("table").get_by_role("link", name="Maya Lindqvist").first.get_attribute("href")
    return [result or "", "/results"]


def _from_where_one_lands(page: Page, product: Product) -> list[str]:
    page.goto(product.address)
    return [page.url.removeprefix(product.address)]


_STARTS: dict[str, Callable[[Page, Product], list[str]]] = {
    "scheduler@northgate.example": _from_the_list_with_a_test_that_runs,
    "desk@meridian.example": _from_a_test_to_decide_about,
    "results@meridian.example": _from_a_result_of_somebody_with_an_account,
    "manager@northgate.example": _from_a_booking_with_much_to_tell,
    "office@linguahouse.example": _from_a_booking_with_much_to_tell,
}


def _looked_at(page: Page, pattern: str, named: frozenset[str]) -> list[str]:
    """What is wrong with the page; one that is looked at as somebody else must fit here too."""
    if pattern in named or pattern not in _NAMED_FOR_ANYBODY:
        return found_at_every_width(page)
    page.set_viewport_size({"width": 320, "height": 900})
    return too_wide(page)


@pytest.mark.slow
@pytest.mark.parametrize("email", [email for email in _NAMED if email])
def test_every_page_of_a_role_is_clean_at_every_width_in_both_themes(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, email: str
) -> None:
    page = open_page(product.address, storage=logged_in(email))
    starts = _STARTS.get(email, _from_where_one_lands)(page, product)

    found = {pattern: _looked_at(page, pattern, _NAMED[email]) for pattern in _walk(page, product, *starts)}

    assert {pattern: complaints for pattern, complaints in found.items() if complaints} == {}
    assert _NAMED[email] - found.keys() == set()


def test_the_pages_for_visitors_are_clean(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/log-in")

    found = {pattern: found_at_every_width(page) for pattern in _walk(page, product, *_TYPED)}

    assert {pattern: complaints for pattern, complaints in found.items() if complaints} == {}
    assert _NAMED[""] - found.keys() == set()


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

    # All but the last without the page, which takes its time to be drawn. Tries are counted by quarters of the hour, of
    # which one may end meanwhile.
    token = page.locator("input[name=csrf_token]").first.input_value()
    form: dict[str, str | float | bool] = {"csrf_token": token, "email": "nobody@example.org", "password": "not it"}
    for _ in range(2 * TRIES_PER_ADDRESS):
        if page.request.post(page.url, form=form, headers={"Referer": page.url}).status == 429:
            break
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_role("textbox", name="Password").fill("not it")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("alert")).to_contain_text("Too many attempts. Wait a quarter of an hour, then try again.")
    assert violations(page) + too_wide(page) == []
