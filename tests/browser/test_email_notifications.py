"""Choosing which messages one gets, from the menu at one's name."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import OpenPage
from tests.browser.product import LoggedIn, Product

TEACHER = "office@sakuraeigo.example"


def open_choices(page: Page) -> None:
    page.locator("summary").filter(has_text="Your menu").click()
    page.get_by_role("link", name="Email notifications").click()
    expect(page.get_by_role("heading", name="Email notifications", level=1)).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_chosen_under_ones_name_stays_chosen(
    product: Product, logged_in: LoggedIn, open_page: OpenPage, scripts: bool
) -> None:
    page = open_page(product.address, storage=logged_in(TEACHER), scripts=scripts)
    open_choices(page)
    box = page.get_by_role("checkbox", name="Deadline ahead")
    wanted = not box.is_checked()

    box.set_checked(wanted)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(product.address)
    open_choices(page)

    assert box.is_checked() is wanted
