"""Candidates entered with a real browser: by the keyboard, by a file with mistakes in it, and without scripts."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.looking import OpenPage, found_at_every_width, violations
from tests.browser.product import LoggedIn, Product

SCHOOL = "office@linguahouse.example"
_TYPED = {
    "Family name": "Tanaka",
    "Date of birth": "04232009",
    "ID number": "KK-1",
    "E-mail address": "nowhere",
}
"""By label, in their order; a browser in English takes a date month first."""
EXAM = "B2 First"
_HEADER = "given_name,family_name,date_of_birth,id_number,email\r\n"


def rows(place: str, *, email: str = "zofia@example.org") -> bytes:
    """Two candidates whom no other test enters."""
    lines = (
        f"Zofia,Zielińska {place},2008-05-06,ZZ-{place}-1,{email}\r\n"
        f"小龙,李 {place},2009-01-02,ZZ-{place}-2,li@example.org\r\n"
    )
    return (_HEADER + lines).encode()


@pytest.fixture
def page(product: Product, logged_in: LoggedIn, open_page: OpenPage) -> Page:
    """The page of a session that takes candidates, reached from the Sessions tab."""
    page = open_page(f"{product.address}/sessions", storage=logged_in(SCHOOL))
    page.get_by_role("link", name=EXAM, exact=True).first.click()
    page.get_by_role("dialog").get_by_role("link", name="Enter candidates").click()
    expect(page.get_by_role("heading", name="Enter a candidate", level=1)).to_be_visible()
    return page


def without_scripts(page: Page, open_page: OpenPage, logged_in: LoggedIn) -> Page:
    """The same place as somebody sees it whose browser runs no scripts."""
    return open_page(page.url, storage=logged_in(SCHOOL), scripts=False)


def choose(page: Page, content: bytes) -> None:
    file: FilePayload = {"name": "class.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("CSV or XLSX file").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()


def tab_to(page: Page, label: str) -> None:
    """By the Tab key; a date is several stops, and the menu comes first."""
    field = page.get_by_label(label, exact=True)
    for _ in range(40):
        if field.evaluate("field => field === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{label} is not reached by the Tab key")


@pytest.mark.feature("P27")
def test_a_candidate_is_entered_by_the_keyboard_alone(page: Page) -> None:
    for label, typed in _TYPED.items():
        tab_to(page, label)
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Enter an e-mail address like name@example.org.")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("keiko@example.org")
    page.keyboard.press("Enter")

    expect(page.get_by_text("The candidate is entered.")).to_be_visible()


@pytest.mark.feature("P27")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_file_is_looked_at_corrected_and_entered(
    page: Page, open_page: OpenPage, logged_in: LoggedIn, scripts: bool
) -> None:
    place = "with" if scripts else "without"
    shown = page if scripts else without_scripts(page, open_page, logged_in)
    shown.get_by_role("link", name="Enter by file").click()
    choose(shown, rows(place, email="nowhere"))

    expect(shown.get_by_role("heading", name="1 thing to correct")).to_be_visible()
    wrong = shown.get_by_role("row", name=re.compile("email"))
    expect(wrong).to_contain_text("2")
    expect(wrong).to_contain_text("Enter an e-mail address like name@example.org.")
    expect(shown.get_by_role("button", name=re.compile("^Enter "))).to_have_count(0)
    with shown.expect_download() as downloading:
        shown.get_by_role("link", name="Download it with what is wrong").click()
    corrected = _corrected(downloading.value.path())

    shown.get_by_role("link", name="Choose another file").click()
    choose(shown, corrected)
    expect(shown.get_by_text("Total", exact=True)).to_be_visible()
    shown.get_by_role("button", name="Enter 2 candidates").click()

    expect(shown.get_by_text("2 candidates are entered.")).to_be_visible()


def _corrected(file: Path) -> bytes:
    """What was given back, with the address put right and the column of mistakes left in."""
    lines = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    assert lines[1][-1] == "email: Enter an e-mail address like name@example.org."
    lines[1][4] = "zofia@example.org"
    buffer = io.StringIO()
    csv.writer(buffer).writerows(lines)
    return buffer.getvalue().encode()


@pytest.mark.feature("P27")
def test_the_template_is_a_file_that_can_be_uploaded(page: Page) -> None:
    page.get_by_role("link", name="Enter by file").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download the template").click()

    choose(page, downloading.value.path().read_bytes())

    expect(page.get_by_role("button", name="Enter 2 candidates")).to_be_visible()


def test_what_a_form_or_a_file_is_answered_with_is_clean_at_every_width_in_both_themes(page: Page) -> None:
    form, found = page.url, {}
    page.get_by_role("link", name="Enter by file").click()
    choose(page, rows("axe", email="nowhere"))
    expect(page.get_by_role("heading", name="1 thing to correct")).to_be_visible()
    found["what is wrong"] = found_at_every_width(page)
    page.get_by_role("link", name="Choose another file").click()
    choose(page, rows("axe"))
    expect(page.get_by_text("Total", exact=True)).to_be_visible()
    found["what it costs"] = found_at_every_width(page)
    page.goto(form)
    page.get_by_role("button", name="Enter the candidate").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found["the form with mistakes"] = violations(page)

    assert found == {name: [] for name in found}
