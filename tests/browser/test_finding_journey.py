"""Someone in an admissions office: new results in bold, searching on a phone, by keyboard, and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from adapters.sql.database import Database
from adapters.sql.tables import metadata
from core.results.reference import written_reference
from tests.browser.conftest import Serve
from tests.browser.looking import OpenPage, found_at_every_width
from tests.e2e.finding import Office
from tests.e2e.world import PASSWORD, Someone, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """The pages of an office's world."""

    office: Office
    address: str

    def log_in(self, page: Page, person: Someone) -> None:
        page.goto(f"{self.address}/log-in")
        page.get_by_label("E-mail address").fill(person.email)
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(lambda address: not address.endswith("/log-in"))


@pytest.fixture
def product(serve: Serve, tmp_path: Path) -> Iterator[Product]:
    file = tmp_path / "house.db"
    database = Database(f"sqlite:///{file}")
    with database.write() as connection:
        metadata.create_all(connection)
    database.dispose()
    world = World(file)
    yield Product(office=Office(world=world), address=serve(world.app))
    world.close()


def bold(page: Page) -> list[str]:
    """The names of the list that really are in bold letters."""
    names: list[str] = page.eval_on_selector_all(
        "#found tbody th a",
        "links => links.filter(one => getComputedStyle(one).fontWeight >= 600).map(one => one.textContent)",
    )
    return [name.removeprefix("New: ").strip() for name in names]


@pytest.mark.feature("R05")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_a_candidate_shares_stands_in_bold_until_it_is_opened(
    product: Product, open_page: OpenPage, scripts: bool
) -> None:
    office = product.office
    office.shared("Li", "Wei")
    office.result("Maya", "Lindqvist")
    own = open_page(f"{product.address}/log-in", scripts=scripts)
    product.log_in(own, office.candidate)
    own.get_by_role("link", name="B2 First").first.click()
    own.get_by_role("link", name="Share this result").first.click()
    own.get_by_role("link", name="Choose Aldermoor University").click()
    own.get_by_role("button", name="Go on").click()
    own.get_by_role("button", name="Share my result").click()
    expect(own.get_by_text("Your result is shared with Aldermoor University.")).to_be_visible()

    page = open_page(f"{product.address}/log-in", scripts=scripts)
    product.log_in(page, office.reader)
    assert sorted(bold(page)) == ["Li Wei", "Maya Lindqvist"] if scripts else len(_rows(page)) == 2

    page.get_by_role("link", name="Maya Lindqvist").click()
    expect(page.get_by_role("heading", name="Maya Lindqvist")).to_be_visible()
    page.go_back()

    expect(page.get_by_role("link", name="New: Li Wei")).to_be_visible()
    expect(page.get_by_role("link", name="Maya Lindqvist", exact=True)).to_be_visible()


def _rows(page: Page) -> list[str]:
    return page.locator("#found tbody tr").all_inner_texts()


@pytest.mark.feature("R07")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_searching_on_a_phone(product: Product, open_page: OpenPage, scripts: bool) -> None:
    product.office.shared("Maya", "Lindqvist", place="Chester")
    product.office.shared("Omar", "Haddad", place="Málaga")
    page = open_page(f"{product.address}/log-in", width=390, scripts=scripts)
    product.log_in(page, product.office.reader)
    place = page.get_by_label("Exam Place of Entry")
    expect(place).to_be_hidden()

    page.get_by_text("More criteria").click()
    place.fill("malaga")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("heading", name="1 result", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Omar Haddad")).to_be_visible()
    expect(page.get_by_text("Exam Place of Entry: malaga")).to_be_visible()
    expect(place).to_be_hidden()
    page.get_by_role("button", name="Take away Exam Place of Entry").click()
    expect(page.get_by_role("heading", name="2 results")).to_be_visible()


@pytest.mark.feature("R08")
def test_a_date_is_chosen_from_the_calendar_or_typed(product: Product, open_page: OpenPage) -> None:
    product.office.shared("Maya", "Lindqvist", born=date(2009, 4, 23))
    product.office.shared("Omar", "Haddad", born=date(2008, 1, 2))
    page = open_page(f"{product.address}/log-in")
    product.log_in(page, product.office.reader)
    field = page.get_by_role("textbox", name="Candidate Date of Birth")

    field.fill("2008-01-02")
    page.get_by_role("button", name="Choose from a calendar: Candidate Date of Birth").click()
    picker = page.locator(".dated-picker")
    assert picker.input_value() == "2008-01-02"
    # The browser's own calendar is no part of the page: what it does when a day is chosen is done here.
    picker.evaluate("one => { one.value = '2009-04-23'; one.dispatchEvent(new Event('change')); }")

    expect(field).to_have_value("2009-04-23")
    expect(field).to_be_focused()
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="1 result", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Maya Lindqvist")).to_be_visible()


def test_everything_is_reached_by_keyboard(product: Product, open_page: OpenPage) -> None:
    product.office.shared("Maya", "Lindqvist")
    page = open_page(f"{product.address}/log-in")
    product.log_in(page, product.office.reader)

    page.get_by_label("Candidate Name").focus()
    page.keyboard.type("lindq")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 result", exact=True)).to_be_visible()
    page.get_by_role("button", name="Take away Candidate Name").focus()
    link = page.get_by_role("link", name="Maya Lindqvist")
    for _ in range(12):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Maya Lindqvist")).to_be_visible()
    page.get_by_text("What the grades mean").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("cell", name="160 to 172")).to_be_visible()
    page.get_by_role("navigation", name="You are here").get_by_role("link").click()
    expect(page.get_by_text("Candidate Name: lindq")).to_be_visible()


@pytest.mark.feature("R16")
def test_a_statement_of_results_is_looked_up(product: Product, open_page: OpenPage) -> None:
    result = product.office.result("Maya", "Lindqvist")
    page = open_page(f"{product.address}/log-in", width=390)
    product.log_in(page, product.office.reader)
    number = written_reference(result.reference)

    page.get_by_label("Exam Reference Number").fill(number[:-1])
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("mistyped, missing or too many").first).to_be_visible()
    page.get_by_label("Exam Reference Number").fill(number)
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("heading", name="Looked up by your organisation")).to_be_visible()
    expect(page.get_by_text("The candidate was told.")).to_be_visible()


def test_what_a_search_finds_and_results_out_of_the_ordinary_are_clean_at_every_width_in_both_themes(
    product: Product, open_page: OpenPage
) -> None:
    office = product.office
    kept = [office.shared("Maya", "Lindqvist"), office.shared("Łukasz", "Wójcik"), office.shared("Omar", "Haddad")]
    shields = office.shared(exam="YLM", scores={"Listening": 5, "Reading and Writing": 3, "Speaking": 4})
    office.change(kept[1], "withhold", reason="Looked into")
    page = open_page(f"{product.address}/log-in")
    product.log_in(page, office.reader)
    page.get_by_label("Candidate Name").fill("maya")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="2 results")).to_be_visible()
    found = {"search": found_at_every_width(page)}
    for path in (f"/find/result/{one.id}" for one in (kept[1], shields)):
        page.goto(f"{product.address}{path}")
        found[path] = found_at_every_width(page)

    assert found == {name: [] for name in found}
