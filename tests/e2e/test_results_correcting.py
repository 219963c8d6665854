"""A result says the wrong centre or place of entry, and the results officer corrects it: what organisations see and
search by follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sql.checking import check_read_models
from core.access.permissions import Role
from core.results.model import Result, ResultStatus
from tests.e2e.finding import Office, names_in, office_on, search, shown
from tests.e2e.letters import keep_letters, letters
from tests.e2e.world import Browser

KEPT = {
    "given_name": "Maya",
    "family_name": "Lindqvist",
    "date_of_birth": "2009-04-23",
    "email": "maya@example.org",
    "centre_number": "GB104",
    "place": "Chester",
    "score_0": "184",
    "score_1": "176",
    "score_2": "169",
    "score_3": "188",
    "score_4": "178",
    "reason": "The list came under the number of another centre",
    "version": "0",
}


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """On both databases."""
    with office_on(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def officer(office: Office) -> Browser:
    office.world.centre("Southgate College", number="GB205")
    return office.world.client_as(Role.RESULTS_OFFICER)


def stored(office: Office, result: Result) -> Result:
    found: Result = office.world.container.results_reader().result(result.id).result
    return found


@pytest.mark.feature("R11", "R12", "X10")
def test_a_corrected_centre_and_place_are_shown_searched_by_and_told(office: Office, officer: Browser) -> None:
    keep_letters(office.world)
    result = office.shared()
    reader = office.world.client(office.reader)
    assert 'value="GB104"' in officer.get(f"/results/{result.id}/amend").text

    corrected = KEPT | {"centre_number": "GB205", "place": "Ávila"}
    page = shown(officer.post(f"/results/{result.id}/amend", corrected, follow=True))

    assert "The result is amended." in page
    assert "Southgate College (GB205)" in page
    assert "Before: Northgate College, Chester." in page
    for now, before in (({"place": "avila"}, {"place": "chester"}), ({"centre": "southgate"}, {"centre": "northgate"})):
        assert names_in(search(reader, **now)) == ["Maya Lindqvist"]
        assert names_in(search(reader, name="lindq", **now)) == ["Maya Lindqvist"]
        assert names_in(search(reader, **before)) == []
        assert names_in(search(reader, name="lindq", **before)) == []
    seen = shown(reader.get(f"/find/result/{result.id}"))
    assert "Southgate College" in seen
    assert "Northgate College" not in seen
    assert not check_read_models(office.world.container.database())
    assert [one.subject for one in letters(office.world) if "was amended" in one.subject]


@pytest.mark.feature("R11")
def test_a_correction_leaves_what_was_not_shared_out_of_the_search(office: Office, officer: Browser) -> None:
    """One result is shared with two organisations, one is shared with nobody."""
    both, alone = office.shared(), office.result("Maya", "Alone")
    other = office.world.recognising_organisation("Brightwater Ltd")
    office.share(both, to=other)
    there = office.world.client(office.world.person(Role.MEMBER, at=other))

    for one in (both, alone):
        officer.post(f"/results/{one.id}/amend", KEPT | {"place": "York", "family_name": one.holder.family_name})

    assert names_in(search(there, place="york")) == ["Maya Lindqvist"]
    assert names_in(search(office.world.client(office.reader), place="york")) == ["Maya Lindqvist"]
    assert stored(office, alone).sitting.place == "York"
    assert not check_read_models(office.world.container.database())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"centre_number": "GB999"}, "There is no test centre with the number GB999."),
        ({"centre_number": ""}, "Enter the number of the test centre"),
        ({"place": " "}, "Enter the city where the exam was taken"),
        ({}, "Nothing was changed"),
    ],
)
def test_what_is_no_centre_or_place_is_told_at_its_field(
    office: Office, officer: Browser, typed: dict[str, str], told: str
) -> None:
    result = office.shared()

    answer = officer.post(f"/results/{result.id}/amend", KEPT | typed)

    assert (answer.status_code, told in shown(answer)) == (422, True)
    assert stored(office, result).status is ResultStatus.FINAL
