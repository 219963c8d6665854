"""Searching for people: the list changes in place, its address tells of nobody, and the browser's Back leads to it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import OpenPage, found_at_every_width
from tests.browser.product import LoggedIn, Product

CENTRE = "manager@northgate.example"
OFFICER = "results@meridian.example"
SCHEDULER = "scheduler@northgate.example"
NAME = "Maya Lindqvist"


def search(page: Page, typed: str) -> None:
    page.get_by_role("searchbox").fill(typed)
    page.keyboard.press("Enter")


@pytest.mark.feature("P29")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_back_leads_from_a_result_to_the_list_that_was_found(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, scripts: bool
) -> None:
    page = open_page(f"{product.address}/results", storage=logged_in(OFFICER), scripts=scripts)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))

    search(page, NAME)
    expect(page).to_have_url(re.compile(r"/results\?sought="))
    expect(page.get_by_role("row", name=NAME)).to_have_count(2)
    found = page.url
    page.get_by_role("link", name=NAME).first.click()
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page.go_back()

    expect(page.get_by_role("searchbox")).to_have_value(NAME)
    expect(page.locator("tbody tr")).to_have_count(2)
    assert page.url == found
    assert [one for one in addresses if "maya" in one.lower()] == []


@pytest.mark.feature("P29")
def test_back_leads_from_a_candidate_to_what_was_searched_and_from_there_to_everybody(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/bookings?q=first", storage=logged_in(CENTRE))
    page.get_by_role("row", name=re.compile("Lingua House")).first.get_by_role("link").first.click()
    page.get_by_role("link", name="Preview").click()
    expect(page).to_have_url(re.compile(r"/candidates$"))
    everybody = page.url
    name = page.locator("tbody a").nth(1).inner_text()
    (email,) = re.findall(r"\S+@\S+", page.locator("tbody tr").nth(1).inner_text())
    page.evaluate("window.isSamePage = true")

    search(page, email)
    expect(page.locator("tbody tr")).to_have_count(1)
    found = page.url
    assert page.evaluate("window.isSamePage")
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
    page.go_back()

    expect(page.get_by_role("searchbox")).to_have_value(email)
    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.url == found
    search(page, "")
    expect(page).to_have_url(everybody)
    expect(page.locator("tbody tr").nth(1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value(email)


def test_a_found_list_is_clean_at_every_width(product: Product, logged_in: LoggedIn, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/results", storage=logged_in(OFFICER))
    search(page, NAME)
    expect(page.locator("tbody tr")).to_have_count(2)
    found = found_at_every_width(page)

    page.goto(f"{product.address}/results?sought=nonsense")
    expect(page.get_by_text("This search can no longer be read. Type it again.")).to_be_visible()

    assert page.url == f"{product.address}/results"
    assert found + found_at_every_width(page) == []


def test_what_a_list_is_narrowed_to_stays_when_it_is_searched(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/results", storage=logged_in(OFFICER))
    search(page, NAME)
    expect(page.locator("tbody tr")).to_have_count(2)

    page.get_by_text("Filters").click()
    page.locator("select[name=released]").select_option(label="Waiting")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(r"/results\?released=no&sought="))

    expect(page.get_by_role("searchbox")).to_have_value(NAME)
    expect(page.locator("select[name=released]")).to_have_value("no")


def test_the_files_of_a_log_are_of_what_is_shown_now(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/deliver", storage=logged_in(SCHEDULER))
    page.get_by_role("row", name=re.compile("Confirmed")).first.get_by_role("link").first.click()
    page.get_by_role("link", name="Logs", exact=True).click()
    expect(page).to_have_url(re.compile(r"/log$"))
    page.evaluate("window.isSamePage = true")

    search(page, "C-0001")

    expect(page).to_have_url(re.compile(r"/log\?sought="))
    expect(page.locator('a[href*="/log.csv"]')).to_have_attribute("href", re.compile(r"/log\.csv\?sought="))
    assert page.evaluate("window.isSamePage")
    assert "C-0001" not in page.url


def test_a_search_whose_form_is_no_longer_good_says_so(product: Product, logged_in: LoggedIn, browser: Browser) -> None:
    context = browser.new_context(storage_state=logged_in(OFFICER))
    page = context.new_page()
    page.goto(f"{product.address}/results")
    context.clear_cookies(name="examhall-form")

    search(page, NAME)

    expect(page.get_by_text("This form was open for too long.")).to_be_visible()
    context.close()
