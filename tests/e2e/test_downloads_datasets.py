"""Candidates of a booking and proctoring logs go the same way into files as results do."""

from __future__ import annotations

import re

import pytest

from core.access.permissions import Role
from tests.e2e.booked import Booked
from tests.e2e.downloading import download, new_template, newest, offered, rows_of_csv, rows_of_xlsx, template_id
from tests.e2e.finding import shown
from tests.e2e.stage import Stage
from tests.e2e.world import Browser, World


@pytest.fixture
def booked(world: World) -> Booked:
    return Booked(world=world)


def options_on(browser: Browser, page: str) -> list[str]:
    """The addresses under Download Options."""
    return [one.replace("&amp;", "&") for one in re.findall(r'href="(/downloads/new/[^"]+)"', browser.get(page).text)]


@pytest.mark.feature("R22", "R23", "R27")
def test_the_candidates_of_a_booking_are_downloaded_from_its_preview(booked: Booked) -> None:
    teacher = booked.world.client(booked.teacher)
    as_csv, as_xlsx = options_on(teacher, f"/bookings/{booked.session}/candidates")
    new_template(teacher, "Register", "family_name", "payment", dataset="booking_candidates")
    assert offered(teacher.get(as_csv)) == ["Default template", "Register"]

    listed = rows_of_csv(download(teacher, as_csv, template=template_id(teacher, "Register")))
    whole = rows_of_xlsx(download(teacher, as_xlsx))

    assert listed[0] == ["Surname", "Payment status"]
    assert sorted(row[0] for row in listed[1:]) == sorted(["Lindqvist", "Wójcik", "李小龙"])
    assert [row[whole[0].index("Fee")] for row in whole[1:]] == [182, 182, 182]
    assert "Candidates of a booking, Register" in shown(teacher.get("/downloads"))


def test_the_test_centre_downloads_them_too_and_another_one_does_not(booked: Booked) -> None:
    manager = booked.world.client_as(Role.CENTRE_MANAGER, at=booked.hall.centre)
    page = f"/bookings/{booked.session}/{booked.school}/candidates"
    address = options_on(manager, page)[0]

    assert len(rows_of_csv(download(manager, address))) == 4
    assert booked.world.client_as(Role.CENTRE_MANAGER).get(address).status_code in {404, 422}
    assert booked.world.client_as(Role.PREPARATION_USER).get(address).status_code in {404, 422}
    assert booked.world.client_as(Role.MEMBER).get(address).status_code == 403
    assert booked.world.client(booked.teacher).get(newest(manager)).status_code == 404


@pytest.mark.feature("R22", "R23")
def test_a_proctoring_log_is_downloaded_from_its_page(stage: Stage) -> None:
    test_id = stage.confirmed()
    as_csv, as_xlsx = options_on(stage.planner, f"/deliver/{test_id}/log")

    listed, sheet = rows_of_csv(download(stage.planner, as_csv)), rows_of_xlsx(download(stage.planner, as_xlsx))

    codes = [row[listed[0].index("Code")] for row in listed[1:]]
    assert codes == [entry.code for entry in stage.shown_log(test_id)]
    assert [row[sheet[0].index("Code")] for row in sheet[1:]] == codes
    assert stage.world.client_as(Role.PLANNER).get(as_csv).status_code == 404
    assert (
        stage.world.client_as(Role.CENTRE_MANAGER, at=stage.somebody(Role.PLANNER).organisation_id)
        .get(as_csv)
        .status_code
        == 403
    )


def test_a_log_that_has_not_begun_offers_nothing(stage: Stage) -> None:
    assert options_on(stage.planner, f"/deliver/{stage.a_test()}/log") == []


def test_downloads_stand_in_the_navigation_once_of_who_has_something_to_download(world: World) -> None:
    centre = world.centre()

    several = world.client_as(Role.CENTRE_MANAGER, Role.PLANNER, at=centre).get("/downloads").text
    none = world.client_as(Role.RESULTS_OFFICER).get("/results").text

    assert several.count('class="place" href="/downloads"') == 2, "once in the side bar, once in the drawer"
    assert "What is it for?" in shown(
        world.client_as(Role.CENTRE_MANAGER, Role.PLANNER, at=centre).get("/downloads/templates/new")
    )
    assert 'href="/downloads"' not in none
