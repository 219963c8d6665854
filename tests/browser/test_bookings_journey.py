"""From the Bookings tab to a candidate and back, with a mouse, with the keyboard's Escape, and without scripts."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import OpenPage, too_wide, violations
from tests.browser.product import LoggedIn, Product

SCHOOL, CENTRE = "office@linguahouse.example", "manager@northgate.example"
BOOKING = "B1 Preliminary"
Way = Literal["Close", "Back", "Escape"]


@pytest.fixture
def tab(product: Product, logged_in: LoggedIn, open_page: OpenPage) -> Page:
    """The Bookings tab of a preparation centre."""
    return open_page(f"{product.address}/bookings", storage=logged_in(SCHOOL))


def heading(inside: Page | Locator, name: str | re.Pattern[str]) -> Locator:
    return inside.get_by_role("heading", name=name, level=1)


def back(page: Page, way: Way) -> None:
    if way == "Close":
        page.get_by_role("dialog").get_by_role("link", name="Close").click()
    elif way == "Back":
        page.go_back()
    else:
        page.keyboard.press("Escape")


@pytest.mark.feature("P29")
@pytest.mark.parametrize("way", ["Close", "Back", "Escape"])
def test_each_window_opens_over_the_last_and_each_way_back_is_one_level(tab: Page, way: Way) -> None:
    window = tab.get_by_role("dialog")
    start = tab.url
    tab.get_by_role("link", name=BOOKING).first.click()
    expect(heading(window, re.compile(BOOKING))).to_be_visible()
    booking = tab.url
    window.get_by_role("link", name="Preview").click()
    expect(heading(window, "Candidates")).to_be_visible()
    listed = tab.url
    name = window.locator("tbody a").nth(1).inner_text()
    (email,) = re.findall(r"\S+@\S+", window.locator("tbody tr").nth(1).inner_text())
    for search, left in (("nobody-is-called-so", 0), (email, 1)):
        window.get_by_role("searchbox").fill(search)
        window.get_by_role("button", name="Search").click()
        expect(window.locator("tbody tr")).to_have_count(left)
    window.locator("tbody a").first.click()
    expect(heading(window, name)).to_be_visible()
    candidate = tab.url

    back(tab, way)
    expect(heading(window, "Candidates")).to_be_visible()
    assert tab.url == listed
    expect(window.get_by_role("searchbox")).to_have_value(email)
    back(tab, way)
    expect(heading(window, re.compile(BOOKING))).to_be_visible()
    assert tab.url == booking
    back(tab, way)
    expect(window).to_be_hidden()
    assert tab.url == start

    assert (booking.startswith(f"{start}/"), listed) == (True, f"{booking}/candidates")
    assert candidate.startswith(f"{listed}/")


@pytest.mark.feature("P29")
def test_without_scripts_the_same_way_leads_through_pages(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/bookings", storage=logged_in(SCHOOL), scripts=False)
    start = page.url

    page.get_by_role("link", name=BOOKING).first.click()
    page.get_by_role("link", name="Preview").click()
    expect(heading(page, "Candidates")).to_be_visible()
    page.locator("tbody a").first.click()
    expect(page.get_by_text("ID number", exact=True)).to_be_visible()
    for left in (r"/candidates$", r"/bookings/[^/]+$", f"^{re.escape(start)}$"):
        page.get_by_role("link", name="Close").click()
        expect(page).to_have_url(re.compile(left))


@pytest.mark.feature("P30")
def test_a_payment_recorded_in_a_window_shows_to_the_preparation_centre(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    manager = open_page(f"{product.address}/bookings?q=key", storage=logged_in(CENTRE))
    manager.get_by_role("row", name=re.compile("Lingua House")).get_by_role("link").click()
    manager.get_by_role("link", name="Record a payment").click()
    window = manager.get_by_role("dialog")
    window.get_by_label("Amount").fill("a lot")
    window.get_by_role("button", name="Record the payment").click()
    expect(window.get_by_role("alert")).to_be_focused()
    window.get_by_label("Amount").fill("119.00")
    window.get_by_role("button", name="Record the payment").click()
    expect(manager.get_by_text("The payment is recorded for 1 entry")).to_be_visible()

    school = open_page(f"{product.address}/bookings?q=key", storage=logged_in(SCHOOL))

    expect(school.get_by_role("row", name=re.compile("A2 Key for Schools"))).to_contain_text("Part paid")


@pytest.mark.parametrize("width", [320, 768, 1360])
def test_the_windows_are_clean_too(product: Product, logged_in: LoggedIn, open_page: OpenPage, width: int) -> None:
    page = open_page(f"{product.address}/bookings", storage=logged_in(SCHOOL), width=width)
    window, found = page.get_by_role("dialog"), []

    page.get_by_role("link", name=BOOKING).first.click()
    expect(heading(window, re.compile(BOOKING))).to_be_visible()
    found += violations(page) + too_wide(page)
    window.get_by_role("link", name="Preview").click()
    expect(heading(window, "Candidates")).to_be_visible()
    found += violations(page) + too_wide(page)
    window.locator("tbody a").first.click()
    expect(window.get_by_text("ID number", exact=True)).to_be_visible()
    found += violations(page) + too_wide(page)

    assert found == []
