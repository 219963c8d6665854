from __future__ import annotations

import pytest

from core.access.model import EVERYTHING
from core.access.permissions import Role
from core.access.views import PersonRow
from core.shared.paging import PageRequest
from tests.e2e.world import PASSWORD, Someone, World


def found(world: World, search: str) -> list[PersonRow]:
    return list(world.container.access_reader().people(EVERYTHING, PageRequest(), search=search).items)


def test_an_administrator_makes_a_centre_and_its_first_person(world: World) -> None:
    boss = world.client_as(Role.ADMINISTRATOR)
    details = {"kind": "test_centre", "name": "Łódź Centre", "number": "PL014", "time_zone": "Europe/Warsaw"}
    boss.post("/admin/organisations/new", details)
    (centre,) = world.container.access_reader().organisations(EVERYTHING, PageRequest(), search="PL014").items

    answer = boss.post(
        f"/admin/organisations/{centre.id}/people/new",
        {"name": "Zofia", "email": "zofia@lodz.example", "time_zone": "Europe/Warsaw", "roles": ["planner"]},
        follow=True,
    )

    assert "A link to set a password is on its way" in answer.text
    assert found(world, "zofia")[0].memberships[0].roles == {Role.PLANNER}
    assert world.trail()[-1] == "person_made"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"number": "AB001"}, "Another organisation already has this number."),
        ({"kind": "awarding_body"}, "There is an awarding body already"),
        ({"name": ""}, "Enter the organisation&#39;s name"),
        ({"time_zone": "Mars/Olympus"}, "Not a valid choice"),
    ],
)
def test_an_organisation_that_is_not_right_is_told_at_its_field(
    world: World, changed: dict[str, str], told: str
) -> None:
    boss = world.client_as(Role.ADMINISTRATOR)
    details = {"kind": "test_centre", "name": "Centre", "number": "GB007", "time_zone": "Europe/London"}

    answer = boss.post("/admin/organisations/new", details | changed)

    assert answer.status_code == 422
    assert told in answer.text


def test_one_address_belongs_to_one_person_however_it_is_typed(world: World) -> None:
    known = world.person(Role.PLANNER, email="Priya@northgate.example")
    boss = world.client_as(Role.ADMINISTRATOR)
    details = {"name": "Other", "email": "priya@NORTHGATE.example", "time_zone": "UTC", "roles": ["planner"]}

    answer = boss.post(f"/admin/organisations/{known.organisation_id}/people/new", details)

    assert answer.status_code == 422
    assert "Somebody else already has this e-mail address." in answer.text


def test_a_centre_cannot_give_the_roles_of_the_awarding_body(world: World) -> None:
    boss = world.client_as(Role.ADMINISTRATOR)
    details = {"name": "Eve", "email": "eve@centre.example", "time_zone": "UTC", "roles": ["administrator"]}

    answer = boss.post(f"/admin/organisations/{world.centre()}/people/new", details)

    assert answer.status_code == 422
    assert found(world, "eve@centre.example") == []


def test_an_administrator_changes_what_is_said_of_a_person(world: World) -> None:
    planner = world.person(Role.PLANNER, name="Priya Ramn")
    boss = world.client_as(Role.ADMINISTRATOR)

    boss.post(
        f"/admin/people/{planner.id}/details",
        {"name": "Priya Raman", "email": "priya@new.example", "time_zone": "Asia/Kolkata"},
    )

    assert found(world, "priya raman")[0].email == "priya@new.example"
    assert world.client().log_in("priya@new.example", PASSWORD).status_code == 302


def test_a_person_is_added_to_a_second_organisation_by_its_number(world: World) -> None:
    planner = world.person(Role.PLANNER)
    second = world.centre("Sakura Exam Centre", number="JP017")
    boss = world.client_as(Role.ADMINISTRATOR)

    chosen = boss.post(f"/admin/people/{planner.id}/roles", {"number": "jp017"})
    boss.post(chosen.location, {"roles": ["planner", "proctoring_scheduler"]})
    unknown = boss.post(f"/admin/people/{planner.id}/roles", {"number": "JP0"})

    assert chosen.location == f"/admin/people/{planner.id}/roles/{second}"
    assert {one.organisation_name for one in found(world, planner.email)[0].memberships} >= {"Sakura Exam Centre"}
    assert "No organisation has this number." in unknown.text


@pytest.mark.parametrize("way", ["roles", "deactivate"])
def test_the_last_administrator_stays(world: World, way: str) -> None:
    boss = world.person(Role.ADMINISTRATOR)
    browser = world.client(boss)
    path = f"/admin/people/{boss.id}/" + (f"roles/{boss.organisation_id}" if way == "roles" else "deactivate")

    answer = browser.post(path, {"roles": ["service_desk"]}, follow=True)

    assert "This is the last administrator." in answer.text
    assert browser.get("/admin/people").status_code == 200


def test_an_administrator_may_go_when_another_stays(world: World) -> None:
    boss, other = world.person(Role.ADMINISTRATOR), world.person(Role.ADMINISTRATOR)

    world.client(boss).post(f"/admin/people/{other.id}/deactivate")

    assert [one.active for one in found(world, other.email)] == [False]


def test_a_closed_account_is_logged_out_at_once_and_opened_again_with_a_link(world: World) -> None:
    planner = world.person(Role.PLANNER)
    browser, boss = world.client(planner), world.client_as(Role.ADMINISTRATOR)

    boss.post(f"/admin/people/{planner.id}/deactivate")
    locked_out = browser.get("/account").status_code
    boss.post(f"/admin/people/{planner.id}/reactivate")

    assert locked_out == 302
    assert world.client().log_in(planner.email, PASSWORD).status_code == 422
    assert world.client().post(world.password_link(planner), {"password": "nine quiet otters"}).status_code == 302


def test_a_person_changes_their_own_name_and_zone(world: World) -> None:
    planner = world.person(Role.PLANNER)
    browser = world.client(planner)

    browser.post("/account/details", {"name": "Chloé", "time_zone": "Asia/Tokyo"})

    page = browser.get("/account").text
    assert "Chloé" in page
    assert "Asia/Tokyo" in page


@pytest.mark.parametrize("page", ["", "/details", "/roles"])
def test_who_does_not_manage_people_does_not_see_them(world: World, page: str) -> None:
    other: Someone = world.person(Role.PLANNER)
    browser = world.client_as(Role.PROCTORING_SCHEDULER)

    assert browser.get(f"/admin/people/{other.id}{page}").status_code == 403


def test_the_scope_of_a_centre_holds_its_own_people_only(world: World) -> None:
    own, other = world.person(Role.PLANNER), world.person(Role.PLANNER)

    seen = world.container.access_reader().people(own.actor.scope, PageRequest()).items

    assert [one.id for one in seen] == [own.id]
    assert other.id not in {one.id for one in seen}


def test_long_lists_go_on_on_the_next_page(world: World) -> None:
    for _ in range(26):
        world.centre()
    boss = world.client_as(Role.ADMINISTRATOR)

    first = boss.get("/admin/organisations").text

    assert "Next" in first
    assert "after=" in first


def test_the_trail_is_shown_with_names_and_verified(world: World) -> None:
    boss = world.client(world.person(Role.ADMINISTRATOR, name="Ada Okafor"))

    page = boss.get("/admin/audit").text
    verified = boss.post("/admin/audit").text

    assert "Ada Okafor" in page
    assert "The trail is whole" in verified


def test_health_tells_how_the_house_is_and_names_no_secret(world: World) -> None:
    answer = world.client().get("/health")

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["status"] == "ok"
    assert set(answer.json) == {"status", "database", "tables", "jobs", "plugins"}


def test_metrics_are_for_those_with_the_token_wherever_they_come_from(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unset = world.client().get("/metrics", headers={"Authorization": "Bearer "})
    monkeypatch.setenv("EXAMHALL_METRICS_TOKEN", "the token of the metrics")
    guarded = world.beside()

    with_token = guarded.client(address="192.0.2.7").get(
        "/metrics", headers={"Authorization": "Bearer the token of the metrics"}
    )
    without = guarded.client().get("/metrics")
    wrong = guarded.client().get("/metrics", headers={"Authorization": "Bearer the token of the metric"})
    guarded.close()

    assert "examhall_jobs" in with_token.text
    assert (with_token.status_code, unset.status_code, without.status_code, wrong.status_code) == (200, 404, 404, 404)
