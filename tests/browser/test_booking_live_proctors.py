"""The main job in a browser: from a file of candidates to confirmed proctors, and everything told on the way."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.doing import (
    PATIENCE,
    TWO_CANDIDATES,
    broken,
    expect_status,
    make_ready_test,
    make_test,
    set_time,
    upload,
)
from tests.browser.looking import OpenPage, too_wide, violations
from tests.browser.product import LoggedIn, Product

SCHEDULER = "scheduler@northgate.example"
_WRONG = "number,name,email,extra_minutes\r\nE-1,,maya@example.org,0\r\nE-1,Li,not an address,many\r\n"


@pytest.mark.feature("L01", "L03", "N02")
def test_a_scheduler_gets_from_a_file_to_confirmed_proctors_without_a_reload(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/deliver", storage=logged_in(SCHEDULER))
    test = make_test(page, product, "Journey with scripts")

    page.get_by_role("link", name="Upload a file").click()
    window = page.get_by_role("dialog", name="Upload candidates")
    upload(page, _WRONG)
    expect(window.get_by_role("alert")).to_contain_text("Nothing was stored. Correct the file and choose it again.")
    assert window.locator(".corrections").get_by_role("term").all_inner_texts() == ["Line 2", "Line 3"]
    assert window.locator(".corrections code").all_inner_texts() == ["name", "extra_minutes", "email", "number"]
    assert violations(page) == []
    upload(page, TWO_CANDIDATES)
    expect(page.get_by_role("status").get_by_text("2 candidates are added.")).to_be_visible()

    page.get_by_role("link", name="Go on to time").click()
    set_time(page)
    page.get_by_role("link", name="Dry run").click()
    expect(page.get_by_role("dialog", name="Dry run").get_by_role("heading", name="Every rule holds")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("dialog").get_by_role("link", name="Close").click()

    # Without the fault a slow machine may see the page first when all is over, and there is nothing to announce.
    with broken(open_page(f"{product.vendor}/?account=GB104"), "Accepts and never decides"):
        page.get_by_role("button", name="Activate").click()
        expect_status(page, re.compile("Requested|Awaiting confirmation"))
        page.evaluate("window.loadedOnce = true")
    expect_status(page, "Confirmed")
    expect(page.locator("#announcer")).to_have_text("Booking: confirmed")
    assert page.evaluate("window.loadedOnce") is True
    assert page.url == test

    page.get_by_role("link", name="Logs").click()
    _expect_the_steps(page, "Journey with scripts")
    assert violations(page) + too_wide(page) == []


@pytest.mark.feature("L01")
def test_without_scripts_the_same_journey_takes_loading_the_page_again(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/deliver", scripts=False, storage=logged_in(SCHEDULER))
    make_test(page, product, "Journey without scripts")

    page.get_by_role("link", name="Upload a file").click()
    upload(page, _WRONG)
    expect(page.get_by_role("heading", name="What to correct")).to_be_visible()
    assert page.locator(".corrections").get_by_role("term").all_inner_texts() == ["Line 2", "Line 3"]
    upload(page, TWO_CANDIDATES)
    expect(page.get_by_text("2 candidates are added.")).to_be_visible()
    page.get_by_role("link", name="Go on to time").click()
    set_time(page)
    page.get_by_role("link", name="Dry run").click()
    expect(page.get_by_role("heading", name="Every rule holds")).to_be_visible()
    page.get_by_role("link", name="Close").click()
    page.get_by_role("button", name="Activate").click()

    for _ in range(PATIENCE // 500):
        if page.locator("#activation .badge", has_text="Confirmed").count():
            break
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Refresh").click()
    page.get_by_role("link", name="Logs").click()
    _expect_the_steps(page, "Journey without scripts")


def _expect_the_steps(page: Page, title: str) -> None:
    """The article's messages as the log shows them, the latest first. How often the vendor had to be asked varies."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Log")
    page.wait_for_load_state()
    told = page.locator(".event-title").all_inner_texts()
    asked = f"{title} – Proctor booking status will be checked shortly"
    assert [one for one in told if one != asked] == [
        f"{title} – Proctor booking is confirmed",
        f"{title} – Test has been sent for booking confirmation of Proctors",
        f"{title} – Test has been scheduled for booking of Proctors",
    ]
    assert asked in told


@pytest.mark.feature("L01")
def test_the_log_is_taken_along_as_csv_and_json(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{product.address}/deliver", storage=logged_in(SCHEDULER))
    page.get_by_role("link", name="B2 First, morning").click()
    page.get_by_role("link", name="Logs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log")
    page.wait_for_load_state()
    shown = page.locator(".event-title").count()

    files = {}
    for kind in ("CSV", "JSON"):
        page.locator("summary", has_text="Download Options").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=re.compile(f"^{kind}, for")).click()
        page.keyboard.press("Escape")
        files[kind] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[kind])

    rows = list(csv.DictReader(io.StringIO(files["CSV"].read_text(encoding="utf-8"))))
    assert len(rows) == shown
    assert rows[0]["code"] == "booking_declared_as_confirmed"
    assert [one["code"] for one in json.loads(files["JSON"].read_text(encoding="utf-8"))] == [
        one["code"] for one in rows
    ]


def test_from_the_log_in_to_the_log_with_the_keyboard_alone(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/log-in")
    page.get_by_label("E-mail address").focus()

    page.keyboard.type(SCHEDULER)
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse staple")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Deliver")
    _tab_to(page, "B2 First, morning")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("B2 First, morning")
    _tab_to(page, "Logs")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Log")
    _tab_to(page, "Details")
    page.keyboard.press("Enter")
    expect(page.locator(".disclosure[open]")).to_contain_text("SHA-256 of this entry")


def _tab_to(page: Page, label: str) -> None:
    """Press Tab until what has the focus begins with the label, and see that the focus shows."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if str(page.evaluate("document.activeElement.innerText")).startswith(label):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
            return
    raise AssertionError(f"Tab never came to «{label}»")


@pytest.mark.parametrize("leave", ["close", "back", "escape"])
def test_a_window_is_left_to_the_button_that_opened_it(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, leave: str
) -> None:
    page = open_page(f"{product.address}/deliver", storage=logged_in(SCHEDULER))
    page.get_by_role("link", name="B2 Business Vantage").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("B2 Business Vantage")
    test = page.url

    page.get_by_role("link", name="Dry run").click()
    expect(page.get_by_role("dialog", name="Dry run")).to_be_visible()
    expect(page).to_have_url(f"{test}/dry-run")
    if leave == "close":
        page.get_by_role("dialog").get_by_role("link", name="Close").click()
    elif leave == "back":
        page.go_back()
    else:
        page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Dry run")).to_be_focused()
    assert page.url == test


def test_what_gives_something_up_is_asked_about_first(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/deliver", storage=logged_in(SCHEDULER))
    test = make_ready_test(page, product, "Given up again")
    page.get_by_role("link", name="Candidates").click()
    page.get_by_role("link", name="Withdraw E-1").click()
    page.get_by_role("dialog", name="Withdraw E-1?").get_by_role("button", name="Withdraw the candidate").click()
    expect(page.get_by_text("Candidate E-1 is withdrawn.")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)

    page.goto(test)
    page.get_by_role("button", name="Activate").click()
    expect_status(page, "Confirmed")
    page.get_by_role("link", name="Cancel the booking").click()
    page.get_by_role("dialog").get_by_role("link", name="Keep it").click()
    expect_status(page, "Confirmed")
    page.get_by_role("link", name="Cancel the booking").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel the booking").click()

    expect_status(page, "Cancelled")
    expect(page.get_by_role("button", name="Activate again")).to_be_visible()


@pytest.mark.feature("L29")
def test_the_link_to_a_session_that_goes_on_leads_to_the_vendor(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/deliver", width=390, storage=logged_in(SCHEDULER))
    page.get_by_role("link", name="C1 Advanced, in progress").click()
    page.get_by_role("link", name="Sessions").click()

    page.get_by_role("button", name="Get the link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Link to the session of C-")
    assert violations(page) + too_wide(page) == []
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Open the session at the vendor").click()

    opened.value.wait_for_load_state()
    assert opened.value.url.startswith(product.vendor)
    assert violations(opened.value) + too_wide(opened.value) == []
