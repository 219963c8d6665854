"""Somebody without an account checks a statement of results: by its numbers, by its QR code, and wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from adapters.sql.database import Database
from adapters.sql.tables import metadata
from core.results.reference import written_reference
from tests.browser.conftest import Serve
from tests.browser.looking import OpenPage, found_at_every_width
from tests.e2e.finding import Office
from tests.e2e.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What stands on it, and where it is checked."""

    page: str
    reference: str
    code: str


@pytest.fixture
def statement(serve: Serve, tmp_path: Path) -> Iterator[Statement]:
    file = tmp_path / "house.db"
    database = Database(f"sqlite:///{file}")
    with database.write() as connection:
        metadata.create_all(connection)
    database.dispose()
    world = World(file)
    result = Office(world=world).shared("Maya", "Lindqvist")
    yield Statement(
        page=f"{serve(world.app)}/verify",
        reference=written_reference(result.reference),
        code=world.container.check_codes().of(result.reference),
    )
    world.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_statement_is_checked_by_the_numbers_that_stand_on_it(
    statement: Statement, open_page: OpenPage, scripts: bool
) -> None:
    page = open_page(statement.page, width=390, scripts=scripts)
    page.get_by_label("Exam reference number").fill(statement.reference)
    page.get_by_label("Code", exact=True).fill("ABCD-EFGH")
    page.get_by_role("button", name="Check the statement").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_text("Maya Lindqvist")).to_have_count(0)

    page.get_by_label("Code", exact=True).fill(statement.code)
    page.get_by_role("button", name="Check the statement").click()

    expect(page.get_by_role("heading", name="This statement is real")).to_be_visible()
    expect(page.get_by_text("Maya Lindqvist")).to_be_visible()


def test_what_a_check_shows_is_clean_at_every_width_in_both_themes(statement: Statement, open_page: OpenPage) -> None:
    page = open_page(f"{statement.page}?reference={statement.reference}&code={statement.code}")
    expect(page.get_by_role("heading", name="This statement is real")).to_be_visible()
    found = {"real": found_at_every_width(page)}
    page.goto(f"{statement.page}?reference={statement.reference}&code=ABCD-EFGH")
    expect(page.get_by_role("alert")).to_be_visible()
    found["wrong"] = found_at_every_width(page)
    page.goto(statement.page)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found["no file"] = found_at_every_width(page)

    assert found == {name: [] for name in found}
