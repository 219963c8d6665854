"""The components in a real browser: legible to everyone, at every size, with and without scripts, under the policy."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import OpenPage, found_at_every_width, violations

_PAGES = [
    "",
    "/new",
    "/tests/2",
    "/tests/2/candidates",
    "/live?again=1",
    "/public",
    "?visitor=1",
    "?q=nothing-is-called-so",
]


def test_axe_finds_nothing_at_any_width_in_either_theme(gallery: str, open_page: OpenPage) -> None:
    page = open_page(gallery)

    found = {}
    for path in _PAGES:
        page.goto(gallery + path)
        found[path] = found_at_every_width(page)

    assert found == {path: [] for path in _PAGES}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_windows_menus_and_mistakes(gallery: str, open_page: OpenPage, scheme: str) -> None:
    page = open_page(f"{gallery}/messages/warning", width=390, scheme=scheme)
    found = [violations(page)]

    page.locator(".drawer > summary").click()
    found.append(violations(page))
    page.keyboard.press("Escape")
    page.get_by_role("link", name="New proctored test").click()
    page.get_by_role("dialog").get_by_role("button", name="Make the test").click()
    expect(page.get_by_role("alert")).to_be_focused()
    found.append(violations(page))

    assert found == [[], [], []]


@pytest.mark.parametrize("path", _PAGES)
def test_nothing_is_wider_than_the_smallest_phone(gallery: str, open_page: OpenPage, path: str) -> None:
    page = open_page(gallery + path, width=320)

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_no_element_carries_style_or_script_of_its_own(gallery: str, open_page: OpenPage) -> None:
    page = open_page(gallery, scripts=False)

    sources = [page.request.get(gallery + path).text() for path in _PAGES]

    assert [
        source for source in sources if re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?! [^>]*src=)", source)
    ] == []


def test_a_window_has_an_address_and_close_returns_one_level(gallery: str, open_page: OpenPage) -> None:
    page = open_page(gallery)
    window = page.get_by_role("dialog")

    page.get_by_role("link", name="A2 Key for Schools").click()
    expect(window.get_by_role("heading", name="A2 Key for Schools")).to_be_visible()
    expect(page).to_have_url(f"{gallery}/tests/2")
    expect(page).to_have_title("A2 Key for Schools · Examhall")
    window.get_by_role("link", name="Candidates").click()
    expect(window.get_by_role("heading", name="Candidates")).to_be_visible()
    expect(page).to_have_url(f"{gallery}/tests/2/candidates")

    window.get_by_role("link", name="Close").click()
    expect(window.get_by_role("heading", name="A2 Key for Schools")).to_be_visible()
    expect(window.get_by_role("link", name="Candidates")).to_be_focused()
    window.get_by_role("link", name="Close").click()

    expect(window).to_be_hidden()
    expect(page).to_have_url(gallery)
    expect(page).to_have_title("Components · Examhall")
    expect(page.get_by_role("link", name="A2 Key for Schools")).to_be_focused()


@pytest.mark.parametrize("leave", ["back", "escape", "shade"])
def test_back_escape_and_a_click_beside_it_close_a_window(gallery: str, open_page: OpenPage, leave: str) -> None:
    page = open_page(gallery)
    opener = page.get_by_role("link", name="A2 Key for Schools")
    opener.click()
    expect(page.get_by_role("dialog")).to_be_visible()

    if leave == "back":
        page.go_back()
    elif leave == "escape":
        page.keyboard.press("Escape")
    else:
        page.mouse.click(5, 5)

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(gallery)
    expect(opener).to_be_focused()


def test_escape_in_the_field_of_a_date_closes_one_window_and_no_more(gallery: str, open_page: OpenPage) -> None:
    page = open_page(f"{gallery}/public")
    page.goto(gallery)
    page.get_by_role("link", name="New proctored test").click()
    page.get_by_role("dialog").get_by_label("Start").focus()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="New proctored test")).to_be_focused()
    expect(page).to_have_url(gallery)


def test_a_window_that_is_reloaded_becomes_a_page_and_back_still_leads_to_the_list(
    gallery: str, open_page: OpenPage
) -> None:
    page = open_page(gallery)
    page.get_by_role("link", name="A2 Key for Schools").click()
    expect(page.get_by_role("dialog")).to_be_visible()

    page.reload()
    expect(page.get_by_role("main").get_by_role("heading", name="A2 Key for Schools")).to_be_visible()
    page.go_back()

    expect(page).to_have_url(gallery)
    expect(page.get_by_role("heading", name="Components")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("main").get_by_role("heading", name="A2 Key for Schools")).to_be_visible()


def test_a_form_in_a_window_shows_its_mistakes_there_and_success_on_the_page(gallery: str, open_page: OpenPage) -> None:
    page = open_page(gallery)
    page.get_by_role("link", name="New proctored test").click()
    window = page.get_by_role("dialog")
    expect(window.get_by_label("Title")).to_be_focused()

    window.get_by_role("button", name="Make the test").click()
    window.get_by_role("link", name="Choose how many candidates a proctor watches").click()
    expect(window.get_by_label("4 candidates")).to_be_focused()
    window.get_by_label("8 candidates").check()
    window.get_by_label("Title").fill("B2 First, resit")
    window.get_by_label("Start").fill("2026-12-01T09:00")
    window.get_by_label("E-mail address").fill("planner@example.org")
    window.get_by_label("The candidates were told").check()
    window.get_by_role("button", name="Make the test").click()

    expect(page.get_by_role("status").filter(has_text="«B2 First, resit» was made")).to_be_visible()
    expect(page).to_have_url(gallery)
    expect(window).to_be_hidden()


def test_without_scripts_windows_are_pages_and_messages_stand_in_the_page(gallery: str, open_page: OpenPage) -> None:
    page = open_page(gallery, scripts=False)

    page.get_by_role("link", name="A2 Key for Schools").click()
    expect(page).to_have_url(f"{gallery}/tests/2")
    page.get_by_role("main").get_by_role("link", name="Candidates").click()
    page.get_by_role("link", name="Close").click()
    page.get_by_role("link", name="Close").click()
    expect(page).to_have_url(gallery)
    page.get_by_role("link", name="New proctored test").click()
    page.get_by_role("button", name="Make the test").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a title for the test")
    page.goto(f"{gallery}/messages/success")

    expect(page.get_by_role("status").first).to_contain_text("Export started")
    expect(page.get_by_role("button", name="Dismiss")).to_be_hidden()


def test_without_scripts_menus_drawer_and_refresh_work(gallery: str, open_page: OpenPage) -> None:
    page = open_page(f"{gallery}/live?again=1", width=390, scripts=False)

    page.locator(".drawer > summary").click()
    expect(page.get_by_role("link", name="Test sessions")).to_be_visible()
    page.locator(".drawer > summary").click()
    page.locator("summary:has(.avatar)").click()
    expect(page.get_by_role("button", name="Log out", exact=True)).to_be_visible()
    expect(page.get_by_text("Theme")).to_be_hidden()
    page.locator("summary:has(.avatar)").click()
    for _ in range(3):
        page.get_by_role("link", name="Refresh").click()

    expect(page.get_by_text("Confirmed", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Refresh")).to_be_hidden()


def test_a_live_region_follows_until_nothing_changes_and_keeps_what_is_open(gallery: str, open_page: OpenPage) -> None:
    page = open_page(gallery)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/live") else None)
    page.goto(f"{gallery}/live?again=1")
    page.get_by_text("What happens next").click()

    expect(page.get_by_text("Confirmed", exact=True)).to_be_visible(timeout=15_000)

    expect(page.get_by_text("We ask the vendor every half a minute")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("Booking: Confirmed")
    assert len(asked) == 3
    assert page.locator("[data-refresh]").count() == 0


def test_a_hidden_tab_asks_for_nothing_until_it_is_seen_again(gallery: str, open_page: OpenPage) -> None:
    page = open_page(f"{gallery}/live?again=1")
    page.clock.install()
    page.reload()
    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/live" in request.url else None)

    page.clock.run_for(20_000)

    assert asked == []
    with page.expect_response(f"{gallery}/live"):
        page.evaluate("delete document.hidden")
        page.clock.run_for(1_000)


def test_sorting_searching_and_paging_change_only_the_list(gallery: str, open_page: OpenPage) -> None:
    page = open_page(gallery)
    page.evaluate("window.sameDocument = true")
    table = page.get_by_role("table", name="Tests to be proctored")

    table.get_by_role("link", name="Candidates").click()
    expect(table.get_by_role("columnheader", name="Candidates")).to_have_attribute("aria-sort", "ascending")
    expect(table.get_by_role("link", name="Candidates")).to_be_focused()
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile(r"sort=candidates&after=6$"))
    page.get_by_role("searchbox").fill("resit")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("3 of 3 tests")).to_be_visible()
    table.get_by_role("link", name="B1 Preliminary").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"q=resit"))
    assert page.evaluate("window.sameDocument") is True


def test_a_chosen_theme_stays(gallery: str, open_page: OpenPage) -> None:
    page = open_page(gallery, scheme="light")

    page.locator("summary", has_text="Theme").click()
    page.get_by_role("button", name="Dark").click()
    page.goto(f"{gallery}/public")

    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    page.locator("summary", has_text="Theme").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")


def test_small_conveniences_work(gallery: str, open_page: OpenPage) -> None:
    page = open_page(f"{gallery}/messages/info")

    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("The vendor has not answered yet")).to_be_hidden()
    page.get_by_label("Tick all on this page").check()
    expect(page.get_by_label("Tick A2 Key for Schools")).to_be_checked()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the vendor reference").click()
    expect(page.locator("#announcer")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "SIM-88213-K"
    page.goto(f"{gallery}/public")
    page.get_by_label("Password", exact=True).fill("secret")
    page.get_by_role("button", name="Show password").click()

    expect(page.get_by_label("Password", exact=True)).to_have_attribute("type", "text")


@pytest.mark.parametrize("width", [390, 1360])
def test_everything_to_press_is_large_enough(gallery: str, open_page: OpenPage, width: int) -> None:
    """WCAG 2.2, 2.5.8: 24 by 24 pixels, but for links inside sentences."""
    page = open_page(gallery, width=width)

    small = page.evaluate(
        """() => [...document.querySelectorAll("button, summary, .button, nav a, .sort, .tick-box")]
            .filter((element) => element.checkVisibility())
            .map((element) => [element.outerHTML.slice(0, 120), element.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )

    assert small == []
