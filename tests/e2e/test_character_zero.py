"""The character U+0000, which PostgreSQL takes in no text, posted to pages and put into addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.access.permissions import Role
from tests.e2e.stage import Stage
from tests.e2e.world import Browser
from web.forms import NO_SUCH_CHARACTER

Place = tuple[Browser, str, dict[str, object]]
NAME = "Ann\0a"

PLACES: dict[str, Callable[[Stage], Place]] = {
    "log-in": lambda stage: (stage.world.client(), "/log-in", {"email": f"{NAME}@centre.example", "password": "x"}),
    "account": lambda stage: (stage.planner, "/account/details", {"name": NAME, "time_zone": "Europe/London"}),
    "organisation": lambda stage: (
        stage.administrator,
        "/admin/organisations/new",
        {"name": NAME, "number": "GB9", "kind": "test_centre", "time_zone": "UTC"},
    ),
    "test": lambda stage: (
        stage.planner,
        "/deliver/new",
        {"title": NAME, "proctoring": "live", "provider": "simulator", "ratio": "4"},
    ),
    "candidate": lambda stage: (
        stage.planner,
        f"/deliver/{stage.a_draft()}/candidates/add",
        {"number": "C-1", "name": NAME, "email": "anna@example.org", "extra_minutes": "0"},
    ),
    "candidate to withdraw": lambda stage: (
        stage.planner,
        f"/deliver/{stage.a_draft()}/candidates/withdraw",
        {"number": NAME},
    ),
    "decision": lambda stage: (
        stage.desk,
        f"/attention/{stage.a_test()}/confirm",
        {"reason": NAME, "proof": "Ticket 4711"},
    ),
    "settings of a plugin": lambda stage: (
        stage.administrator,
        f"/admin/plugins/{stage.centre_id}/proctoring_provider/simulator",
        {"setting_base_url": "https://vendor.example", "setting_api_key": NAME, "setting_minimum_lead_hours": "24"},
    ),
}


@pytest.mark.parametrize("what", PLACES)
def test_a_form_says_it_at_the_field_and_stores_nothing(stage: Stage, what: str) -> None:
    browser, path, entered = PLACES[what](stage)
    before = stage.world.trail()

    answer = browser.post(path, entered)

    assert answer.status_code == 422
    assert NO_SUCH_CHARACTER in answer.text
    assert stage.world.trail() == before


def test_a_search_for_people_says_it_above_the_list(stage: Stage) -> None:
    answer = stage.planner.search(f"/deliver/{stage.a_draft()}/candidates", NAME)

    assert answer.status_code == 200
    assert NO_SUCH_CHARACTER in answer.text


def test_an_address_with_it_is_not_understood(stage: Stage) -> None:
    paths = [
        "/deliver?q=Ann%00a",
        f"/deliver/{stage.a_draft()}/log?sought=%00",
        f"/admin/plugins/{stage.centre_id}/proctoring_provider/simul%00ator",
        "/set-password/%00",
    ]

    answers = [stage.world.client_as(Role.SERVICE_DESK).get(path).status_code for path in paths]

    assert answers == [400] * 4
