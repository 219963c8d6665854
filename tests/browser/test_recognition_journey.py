"""An organisation registers, is approved, and its Primary User sets a password, logs in and looks after it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import OpenPage, found_at_every_width, too_wide, violations
from tests.browser.product import LoggedIn, Product

TEAM = "recognition@meridian.example"
PASSWORD = "seven tall giraffes at noon"
# Asking for what the jobs do takes seconds on a busy machine.
PATIENCE = 30_000


def register(page: Page, name: str, email: str) -> None:
    """From the log-in page to the page that thanks."""
    page.get_by_role("link", name="Register it").click()
    page.get_by_label("Name of the organisation").fill(name)
    page.get_by_label("Kind").select_option(label="University")
    page.get_by_label("City").fill("Aldermoor")
    page.get_by_label("Country").select_option(label="United Kingdom")
    page.get_by_label("Website").fill("www.aldermoor.example")
    page.get_by_label("What do you want to verify results for?").fill("Admission of students from abroad.")
    page.get_by_label("Your name").fill("Grace Holt")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Register").click()


def letter_with_link(page: Page, product: Product, subject: str) -> str:
    """The address in the newest letter with that subject, once it has come."""
    for _ in range(60):
        page.goto(f"{product.address}/demo/mailbox")
        found = page.get_by_role("link", name=subject)
        if found.count():
            found.first.click()
            page.wait_for_load_state()
            link = re.search(r"https?://\S+/set-password/\S+", page.locator("main").inner_text())
            assert link, page.locator("main").inner_text()
            return f"{product.address}/set-password/{link[0].rpartition('/')[2]}"
        page.wait_for_timeout(500)
    pytest.fail(f"no letter with «{subject}» has come")


@pytest.mark.feature("R01", "R02", "R03", "R29")
def test_from_the_public_form_to_ones_own_organisation(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    visitor, name, email = open_page(f"{product.address}/log-in"), "Saltmarsh University", "grace@saltmarsh.example"
    register(visitor, name, "grace")
    expect(visitor.get_by_role("alert")).to_be_focused()
    expect(visitor.get_by_label("Name of the organisation")).to_have_value(name)
    visitor.get_by_label("Your e-mail address").fill(email)
    visitor.get_by_role("button", name="Register").click()
    expect(visitor.get_by_role("heading", name="Thank you, your registration is here")).to_be_visible()
    assert found_at_every_width(visitor) == []

    team = open_page(f"{product.address}/registrations", storage=logged_in(TEAM))
    team.get_by_role("link", name=name).click()
    expect(team.get_by_text("Due in")).to_be_visible()
    team.get_by_role("link", name="Approve").click()
    team.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(team.get_by_text(f"{name} is approved")).to_be_visible()

    grace = visitor
    grace.goto(letter_with_link(grace, product, f"{name} is approved"))
    grace.get_by_role("textbox", name="New password").fill(PASSWORD)
    grace.locator("main button.button-primary").click()
    expect(grace).to_have_url(re.compile("/log-in$"))
    grace.get_by_label("E-mail address").fill(email)
    grace.get_by_role("textbox", name="Password").fill(PASSWORD)
    grace.locator("main button.button-primary").click()
    grace.get_by_role("navigation", name="Main", exact=True).get_by_role("link", name="Your organisation").click()
    expect(grace.get_by_text("You are the Primary User.")).to_be_visible()

    look_after(grace)


def look_after(page: Page) -> None:
    """The contact in a window, exams by their boxes, a user with and without the right to see photos."""
    page.get_by_role("link", name="Edit the contact").click()
    window = page.get_by_role("dialog")
    window.get_by_label("Public e-mail address").fill("ask@saltmarsh.example")
    window.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="ask@saltmarsh.example")).to_be_visible()

    page.get_by_role("link", name="Recognised Exams and Tests").click()
    page.get_by_label("B2 First", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("B2 First", exact=True)).to_be_checked()

    page.get_by_role("link", name="Users").click()
    page.get_by_role("link", name="Add a user").click()
    window.get_by_label("Name").fill("Ravi Das")
    window.get_by_label("E-mail address").fill("ravi@saltmarsh.example")
    window.get_by_role("button", name="Add the user").click()
    row = page.get_by_role("row", name=re.compile("Ravi Das"))
    expect(row).to_contain_text("without photos")
    row.get_by_role("link", name="Edit").click()
    window.get_by_label("May see candidates' photos").check()
    window.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("sees photos")
    row.get_by_role("link", name="Delete").click()
    window.get_by_role("button", name="Delete the user").click()
    expect(row).to_have_count(0)


@pytest.mark.feature("R33")
def test_a_new_name_is_proposed_withdrawn_proposed_again_and_approved(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/organisation", storage=logged_in("office@stannes-dublin.example"))
    for name in ("St Anne's Colege", "St Anne's Sixth Form"):
        page.get_by_role("link", name="Propose a change").click()
        window = page.get_by_role("dialog")
        window.get_by_label("Name of the organisation").fill(name)
        window.get_by_label("Why does it change?").fill("The county made two schools of one.")
        assert found_at_every_width(page) == []
        window.get_by_role("button", name="Propose").click()
        expect(page.get_by_role("row", name=f"Name St Anne's College {name}")).to_be_visible()
        if name == "St Anne's Colege":
            page.get_by_role("link", name="Withdraw the proposal").click()
            window.get_by_role("button", name="Withdraw").click()
            expect(page.get_by_role("link", name="Propose a change")).to_be_visible()

    team = open_page(f"{product.address}/registrations", storage=logged_in(TEAM))
    team.get_by_role("row", name=re.compile("Change of name")).get_by_role("link", name="St Anne's College").click()
    team.get_by_role("link", name="Approve").click()
    team.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(team.get_by_text("The change is approved.")).to_be_visible()

    page.reload()
    expect(page.get_by_role("definition").filter(has_text="St Anne's Sixth Form")).to_be_visible()


def test_without_scripts_the_team_refuses_with_a_reason(
    product: Product, logged_in: LoggedIn, open_page: OpenPage
) -> None:
    visitor = open_page(f"{product.address}/log-in", scripts=False)
    register(visitor, "Diploma Mill", "mill@mill.example")
    team = open_page(f"{product.address}/registrations", storage=logged_in(TEAM), scripts=False)

    team.get_by_role("link", name="Diploma Mill").click()
    team.get_by_role("link", name="Refuse").click()
    team.get_by_role("button", name="Refuse and send the reason").click()
    team.get_by_label("Reason").fill("We found it in no register.")
    team.get_by_role("button", name="Refuse and send the reason").click()
    team.get_by_role("link", name="Refused").click()
    team.get_by_role("link", name="Diploma Mill").click()

    expect(team.get_by_text("We found it in no register.")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1360])
def test_the_windows_are_clean_too(product: Product, logged_in: LoggedIn, open_page: OpenPage, width: int) -> None:
    visitor = open_page(f"{product.address}/log-in", width=width)
    register(visitor, f"Window College {width}", f"window@w{width}.example")
    team = open_page(f"{product.address}/registrations", storage=logged_in(TEAM), width=width)
    team.get_by_role("link", name=f"Window College {width}").click()
    found = []

    for name in ("Approve", "Refuse"):
        team.get_by_role("link", name=name).click()
        window = team.get_by_role("dialog")
        expect(window.get_by_role("heading", level=1)).to_contain_text(name)
        found += violations(team) + too_wide(team)
        window.get_by_role("link", name="Cancel").click()

    assert found == []
