"""A candidate with a phone: from the numbers on the confirmation of entry to a result that is shared and taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from adapters.sql.database import Database
from adapters.sql.tables import metadata
from tests.browser.conftest import Serve
from tests.browser.looking import OpenPage, found_at_every_width
from tests.e2e.graduated import LI, Graduated
from tests.e2e.world import PASSWORD, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """The pages of a world with a result that nobody has claimed yet."""

    scene: Graduated
    address: str

    @property
    def secret_number(self) -> str:
        secret: str = self.scene.world.container.secret_numbers().of(LI)
        return secret

    def password_link(self, email: str) -> str:
        """The address that stands in the one mail to there that has one, once it is sent."""
        world = self.scene.world
        world.run_jobs()
        mails = "".join(letter.text for letter in world.mailbox() if email in letter.to)
        (link,) = re.findall(r"/set-password/\S+", mails)
        return f"{self.address}{link}"


@pytest.fixture
def product(serve: Serve, tmp_path: Path) -> Iterator[Product]:
    file = tmp_path / "house.db"
    database = Database(f"sqlite:///{file}")
    with database.write() as connection:
        metadata.create_all(connection)
    database.dispose()
    world = World(file)
    world.open_mailbox()
    scene = Graduated(world=world)
    world.recognising_organisation("Aldermoor University", city="Leeds")
    scene.give_photo(scene.give_result(LI, name="Li Xiaolong"))
    yield Product(scene=scene, address=serve(world.app))
    world.close()


def join(page: Page, product: Product) -> None:
    """From the log-in page to My results."""
    page.get_by_role("link", name="Make your account").click()
    page.get_by_label("Candidate ID number").fill(LI.replace("-", " ").lower())
    page.get_by_label("Secret number").fill(product.secret_number)
    page.get_by_label("Your name").fill("Li Xiaolong")
    page.get_by_label("E-mail address").fill("li@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(product.password_link("<li@example.org>"))
    page.get_by_role("textbox", name="New password").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    page.get_by_label("E-mail address").fill("li@example.org")
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="My results", level=1)).to_be_visible()


@pytest.mark.feature("R04")
@pytest.mark.feature("X03")
@pytest.mark.feature("N08")
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_join_share_chosen_fields_and_take_it_back(product: Product, open_page: OpenPage, scripts: bool) -> None:
    page = open_page(f"{product.address}/log-in", width=390, scripts=scripts)
    join(page, product)

    page.get_by_role("link", name="B2 First").click()
    expect(page.get_by_text("Overall score", exact=True)).to_be_visible()
    page.get_by_role("link", name="Share this result").first.click()
    page.get_by_role("searchbox").fill("aldermoor")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Choose Aldermoor University, Leeds").click()
    expect(page.get_by_text("University · Leeds, United Kingdom")).to_be_visible()
    page.get_by_label("Score of each component").uncheck()
    page.get_by_label("Date of birth").check()
    page.get_by_label("Last day").fill("2027-01-31")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("23 Apr 2009")).to_be_visible()
    expect(page.get_by_text("They do not see:")).to_be_visible()
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("Score of each component")).not_to_be_checked()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Share my result").click()

    expect(page.get_by_text("Your result is shared with Aldermoor University.")).to_be_visible()
    expect(page.get_by_text("Not read yet").first).to_be_visible()
    expect(page.get_by_text("Until the end of 31 Jan 2027")).to_be_visible()
    page.get_by_role("link", name="Take back").click()
    if scripts:
        expect(page.get_by_role("dialog").get_by_role("heading", name="Take your result back?")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()

    expect(page.get_by_text("Aldermoor University no longer sees your result.")).to_be_visible()
    expect(page.get_by_text("You share this result with nobody")).to_be_visible()
    expect(page.get_by_text("Taken back", exact=True)).to_be_visible()


def test_the_form_asks_where_one_is_and_proposes_what_the_browser_says(product: Product, open_page: OpenPage) -> None:
    page = open_page(f"{product.address}/candidates/join", time_zone="Asia/Tokyo")

    expect(page.get_by_label("Where you are")).to_have_value("Asia/Tokyo")


def test_what_is_asked_before_a_result_is_shared_is_clean_at_every_width_in_both_themes(
    product: Product, open_page: OpenPage
) -> None:
    scene = product.scene
    to = f"{scene.page}/share/{scene.aldermoor}/confirm"
    page = open_page(f"{product.address}/log-in")
    page.get_by_label("E-mail address").fill(scene.maya.email)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="My results", level=1)).to_be_visible()

    found = {}
    for path in (f"{to}?fields=overall", to):
        page.goto(f"{product.address}{path}")
        found[path] = found_at_every_width(page)

    assert found == {path: [] for path in found}
