"""The public Global Recognition Database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from core.access.permissions import Role
from core.catalogue.model import Exam, ExamCode
from core.shared.ids import OrganisationId
from tests.e2e.applying import approved, register, world_on
from tests.e2e.graduated import EXAMS
from tests.e2e.hall import words
from tests.e2e.world import World

LINGUASKILL = Exam(code=ExamCode("LSK"), name="Linguaskill", level="", papers=(), has_speaking=False)
NAMES = {
    "Aldermoor University": ("GB", {"FCE", "LSK"}),
    "Universität Zürich": ("CH", {"FCE"}),
    "Łódź College": ("PL", {"LSK"}),
    "Алма-Ата институты": ("KZ", set()),
}


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    with world_on(database_url, tmp_path) as world:
        yield world


@pytest.fixture
def listed(world: World) -> dict[str, OrganisationId]:
    with world.container.open_unit()() as unit:
        for exam in (*EXAMS, LINGUASKILL):
            unit.exams.put(exam)
        unit.commit()
    made = {name: world.recognising_organisation(name, country=country) for name, (country, _) in NAMES.items()}
    with world.container.open_unit()() as unit:
        for name, (_, exams) in NAMES.items():
            unit.recognising_organisations.get(made[name], for_update=True).recognise({ExamCode(e) for e in exams})
        unit.commit()
    return made


def found(world: World, query: str) -> set[str]:
    page = world.client().get(f"/recognised-by?{query}").text
    return {name for name in NAMES if name in page}


@pytest.mark.feature("R36")
@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", set(NAMES)),
        ("q=aldermoor", {"Aldermoor University"}),
        ("q=zurich", {"Universität Zürich"}),
        ("q=univ", {"Aldermoor University", "Universität Zürich"}),
        ("q=ZUR+univers", {"Universität Zürich"}),
        ("q=lodz", {"Łódź College"}),
        ("q=алма", {"Алма-Ата институты"}),
        ("q=nobody", set()),
        ("q=%25", set()),
        ("q=%27%3B--", set()),
        ("country=GB", {"Aldermoor University"}),
        ("country=XX", set()),
        ("exam=FCE", {"Aldermoor University", "Universität Zürich"}),
        ("exam=LSK", {"Aldermoor University", "Łódź College"}),
        ("exam=NIX", set()),
        ("exam=FCE&country=CH", {"Universität Zürich"}),
        ("exam=LSK&country=GB&q=alder", {"Aldermoor University"}),
    ],
)
def test_anybody_searches_by_name_country_and_exam(world: World, query: str, names: set[str]) -> None:
    assert found(world, query) == names


@pytest.mark.feature("R36", "R35")
def test_an_entry_shows_its_exams_and_which_cannot_be_verified(world: World, listed: dict[str, OrganisationId]) -> None:
    visitor = world.client()

    page = words(visitor.get(f"/recognised-by/{listed['Aldermoor University']}").text)
    bare = words(visitor.get(f"/recognised-by/{listed['Алма-Ата институты']}").text)

    assert "University in Aldermoor, United Kingdom" in page
    assert "B2 First Verified on this service" in page
    assert "Linguaskill Cannot be verified on this service" in page
    assert "has not said which exams" in bare
    assert visitor.get(f"/recognised-by/{uuid4()}").status_code == 404


@pytest.mark.feature("R36")
def test_an_approved_organisation_is_listed_at_once_and_its_people_are_not(world: World) -> None:
    register(world, name="Waiting College", applicant_email="otto@waiting.example")

    made, _ = approved(world)

    page = world.client().get("/recognised-by").text + world.client().get(f"/recognised-by/{made}").text
    assert "Aldermoor University" in page
    assert "admissions@aldermoor.example" in page
    assert "Waiting College" not in page
    assert "Grace" not in page
    assert "grace@" not in page


def test_other_kinds_of_organisations_are_not_listed(world: World) -> None:
    centre = world.centre("Northgate College")

    assert "Northgate" not in world.client().get("/recognised-by").text
    assert world.client().get(f"/recognised-by/{centre}").status_code == 404


def test_a_long_list_goes_on_and_keeps_what_it_was_narrowed_to(world: World) -> None:
    for number in range(30):
        world.recognising_organisation(f"College {number:02}", country="GB" if number else "FR")

    first = world.client().get("/recognised-by?country=GB").text
    after = first.partition('rel="next"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    second = world.client().get(after).text

    assert "country=GB" in after
    assert ("College 01" in first, "College 29" in first) == (True, False)
    assert ("College 29" in second, "College 00" in second) == (True, False)


def test_the_team_looks_at_organisations_with_their_people(world: World) -> None:
    made, grace = approved(world)
    team = world.client_as(Role.RECOGNITION_OFFICER)

    assert "Aldermoor University" in team.get("/recognising-organisations?q=alder&country=GB").text
    assert "No organisation matches" in team.get("/recognising-organisations?country=FR").text
    page = words(team.get(f"/recognising-organisations/{made}").text)
    assert f"{grace.name} {grace.email} Primary User" in page
    assert team.get(f"/recognising-organisations/{world.centre()}").status_code == 404
