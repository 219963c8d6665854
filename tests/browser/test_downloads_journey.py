"""Someone in an admissions office: from the search to a file with their own template, and to the same file again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from adapters.sql.database import Database
from adapters.sql.tables import metadata
from core.exports.downloads import MOST_LONG
from tests.browser.conftest import Serve
from tests.browser.looking import OpenPage, found_at_every_width, violations
from tests.e2e.downloading import downloads_office
from tests.e2e.finding import Office
from tests.e2e.world import PASSWORD
from tests.integration.plugins.installed import Environment

NAME = "Name and Grade only"
BREAKING = """
from examhall import ExportFormat, hookimpl


class Breaking(ExportFormat):
    name, title, media_type, extension = "breaking", "Data File (Breaking)", "text/plain", "txt"

    def write(self, table, options, out):
        for row in table.rows:
            out.write(row[-1].encode())
            raise RuntimeError("out of paper")


@hookimpl
def examhall_export_formats():
    return [Breaking()]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """The pages of an office's world, with three shared results."""

    office: Office
    address: str

    def log_in(self, page: Page) -> None:
        page.goto(f"{self.address}/log-in")
        page.get_by_label("E-mail address").fill(self.office.reader.email)
        page.get_by_role("textbox", name="Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        expect(page.get_by_role("heading", name="Find results")).to_be_visible()


@pytest.fixture
def breaking_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin from outside is installed whose format dies with its first row."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    Environment(folder, monkeypatch).install("examhall-breaking", BREAKING)


@pytest.fixture
def product(serve: Serve, tmp_path: Path) -> Iterator[Product]:
    address = f"sqlite:///{tmp_path / 'house.db'}"
    database = Database(address)
    with database.write() as connection:
        metadata.create_all(connection)
    database.dispose()
    with downloads_office(address, tmp_path) as office:
        for given in ("Maya", "Li", "Zoë"):
            office.shared(given)
        yield Product(office=office, address=serve(office.world.app))


def rows(download: Download) -> list[list[str]]:
    return list(csv.reader(io.StringIO(Path(download.path()).read_text(encoding="utf-8-sig"))))


def choose(page: Page, *names: str, form: str = "Data File (CSV)") -> None:
    """Tick these and open the options."""
    for name in names:
        page.get_by_role("checkbox", name=f"Tick {name}").check()
    page.locator("summary", has_text="Download Options").click()
    page.get_by_role("button", name=form).click()
    expect(page.get_by_role("heading", name=form)).to_be_visible()


def press_download(page: Page) -> Download:
    with page.expect_download() as started:
        page.get_by_role("button", name="Download", exact=True).click()
    return started.value


@pytest.mark.feature("R24", "R26", "R27", "R28")
def test_from_the_search_to_a_file_with_ones_own_template_and_to_it_again(
    product: Product, open_page: OpenPage
) -> None:
    page = open_page(f"{product.address}/log-in")
    product.log_in(page)

    page.get_by_label("Candidate Name").fill("lindqvist")
    page.get_by_role("button", name="Search").click()
    choose(page, "Maya Lindqvist", "Zoë Lindqvist")
    expect(page.get_by_text("Shared results: 2 results")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Create New Template").click()

    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_role("checkbox", name="Candidate name").check()
    page.get_by_role("checkbox", name="Grade").check()
    order = page.locator(".order-title")
    expect(order).to_have_text(["Candidate name", "Grade"])
    page.get_by_role("button", name="Move Grade up").click()
    expect(order).to_have_text(["Grade", "Candidate name"])
    expect(page.get_by_role("button", name="Move Grade up")).to_be_focused()
    expect(page.locator(".preview")).to_contain_text("Zoë Brönte")
    page.get_by_label("Place of Grade").fill("2")
    page.get_by_label("Place of Grade").blur()
    expect(order).to_have_text(["Candidate name", "Grade"])
    assert found_at_every_width(page) == []
    page.set_viewport_size({"width": 1360, "height": 900})
    page.get_by_role("button", name="Save the template").click()
    expect(page.get_by_role("link", name=NAME)).to_be_visible()

    page.get_by_role("link", name="Find results").click()
    choose(page, "Maya Lindqvist", "Zoë Lindqvist")
    page.get_by_role("radio", name=NAME).check()
    saved = press_download(page)
    assert rows(saved) == [["Candidate name", "Grade"], ["Zoë Lindqvist", "B"], ["Maya Lindqvist", "B"]]
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("2 ticked")).to_be_visible()

    page.get_by_role("link", name="Downloads").click()
    page.get_by_role("link", name="Data File (CSV)").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download again").click()
    assert rows(started.value) == rows(saved)
    page.get_by_role("link", name="Downloads").first.click()
    expect(page.get_by_role("row")).to_have_count(3)


@pytest.mark.feature("R24", "R26")
def test_the_same_works_without_scripts(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/log-in", scripts=False, width=390)
    product.log_in(page)
    page.goto(f"{product.address}/downloads/templates/new")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_role("checkbox", name="Grade").check()
    page.get_by_role("checkbox", name="Candidate name").check()
    page.get_by_role("button", name="Show order and preview").click()
    page.get_by_role("button", name="Move Grade up").click()
    page.get_by_role("button", name="Save the template").click()

    page.goto(f"{product.address}/find")
    page.get_by_role("checkbox", name="All 3 that were found").check()
    choose(page)
    page.get_by_role("radio", name=NAME).check()
    saved = press_download(page)

    assert rows(saved)[0] == ["Grade", "Candidate name"]
    assert sorted(name for _, name in rows(saved)[1:]) == ["Li Lindqvist", "Maya Lindqvist", "Zoë Lindqvist"]


@pytest.mark.feature("R21", "R28")
def test_a_long_one_shows_how_far_it_is_and_turns_into_its_file(
    product: Product, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.exports.downloads.AT_ONCE_APART", 1)
    page = open_page(f"{product.address}/log-in")
    product.log_in(page)
    page.get_by_role("checkbox", name="All 3 that were found").check()
    choose(page, form="Statement of Results (PDF)")
    page.get_by_role("button", name="Download", exact=True).click()
    expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    assert found_at_every_width(page) == []
    page.set_viewport_size({"width": 1360, "height": 900})

    # In a thread of its own: this one is the browser's, whose loop signing would meet.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(product.office.world.run_jobs).result()

    with page.expect_download() as started:
        page.get_by_role("link", name="Save the file").click()
    assert started.value.suggested_filename.endswith(".zip")
    assert found_at_every_width(page) == []


def test_the_window_gives_the_focus_back_to_what_opened_it(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/log-in")
    product.log_in(page)
    choose(page, "Li Lindqvist")

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("summary", has_text="Download Options")).to_be_focused()
    expect(page.get_by_role("checkbox", name="Tick Li Lindqvist")).to_be_checked()


@pytest.mark.usefixtures("breaking_format")
@pytest.mark.feature("R28")
def test_a_format_that_breaks_is_told_on_the_page_and_in_the_history(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/log-in")
    product.log_in(page)
    choose(page, "Maya Lindqvist", form="Data File (Breaking)")

    page.get_by_role("button", name="Download", exact=True).click()

    expect(page.get_by_role("heading", name="The file could not be made")).to_be_visible()
    assert found_at_every_width(page) == []
    page.set_viewport_size({"width": 1360, "height": 900})
    page.get_by_role("link", name="Choose the form again").click()
    expect(page.get_by_role("heading", name="Download Options")).to_be_visible()
    assert found_at_every_width(page) == []
    page.get_by_role("link", name="Data File (CSV)").click()
    assert [row[0] for row in rows(press_download(page))[1:]] == ["Maya Lindqvist"]
    page.goto(f"{product.address}/downloads")
    expect(page.get_by_role("row", name="Data File (Breaking)")).to_contain_text("Failed")


@pytest.mark.feature("R28")
def test_a_file_in_which_a_share_was_taken_back_is_not_saved_but_made_anew(
    product: Product, open_page: OpenPage
) -> None:
    office = product.office
    share_id = office.share(office.result("Ewa"))
    page = open_page(f"{product.address}/log-in")
    product.log_in(page)
    page.get_by_role("checkbox", name="All 4 that were found").check()
    choose(page)
    assert len(rows(press_download(page))) == 5
    page.get_by_role("link", name="Downloads").click()
    office.withdraw(share_id)

    page.get_by_role("row", name="Data File (CSV)").get_by_role("link", name="Save").click()
    expect(page.get_by_role("heading", name="The file is not given out as it was made")).to_be_visible()
    page.get_by_role("link", name="Downloads").first.click()
    page.get_by_role("link", name="Data File (CSV)").click()
    page.get_by_role("link", name="Save the file").click()

    expect(page.get_by_role("heading", name="The file is not given out as it was made")).to_be_visible()
    expect(page.get_by_text("Out of date")).to_be_visible()
    assert found_at_every_width(page) == []
    page.set_viewport_size({"width": 1360, "height": 900})
    page.get_by_role("button", name="Download again").click()
    expect(page.get_by_role("heading", name="Not the same as before")).to_be_visible()
    assert found_at_every_width(page) == []
    page.set_viewport_size({"width": 1360, "height": 900})
    with page.expect_download() as started:
        page.get_by_role("link", name="Save the file").click()
    assert "Ewa Lindqvist" not in {name for name, *_ in rows(started.value)}


@pytest.mark.feature("R28")
def test_one_too_many_long_ones_is_told_where_it_was_asked_for(
    product: Product, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.exports.downloads.AT_ONCE", 1)
    page = open_page(f"{product.address}/log-in")
    product.log_in(page)
    for _ in range(MOST_LONG):
        page.goto(f"{product.address}/downloads/new/shared_results?all=yes&format=csv")
        page.get_by_role("button", name="Download", exact=True).click()
        expect(page.get_by_text("Waiting for its turn")).to_be_visible()
    page.goto(f"{product.address}/find")
    page.get_by_role("checkbox", name="All 3 that were found").check()
    choose(page)

    page.get_by_role("button", name="Download", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("Too many long downloads at once")
    assert found_at_every_width(page) == []
    page.set_viewport_size({"width": 1360, "height": 900})
    page.get_by_role("link", name="See your organisation’s downloads").click()
    expect(page.get_by_role("row", name="Data File (CSV)")).to_have_count(MOST_LONG)
