"""An organisation's own templates, end to end on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.permissions import Role
from tests.e2e.downloading import (
    download,
    downloads_office,
    new_template,
    offered,
    rows_of_csv,
    rows_of_xlsx,
    template_id,
    ticked,
)
from tests.e2e.finding import Office, shown
from tests.e2e.world import Browser

NAME = "Name and Grade only"


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with downloads_office(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def reader(office: Office) -> Browser:
    return office.world.client(office.reader)


@pytest.mark.feature("R26", "R27")
def test_a_new_template_stands_among_the_options_and_gives_its_fields(office: Office, reader: Browser) -> None:
    address = ticked("csv", office.shared())
    assert offered(reader.get(address)) == ["Default template"]

    assert new_template(reader, NAME, "name", "grade").status_code == 302

    assert offered(reader.get(address)) == ["Default template", NAME]
    chosen = template_id(reader, NAME)
    assert rows_of_csv(download(reader, address, template=chosen)) == [
        ["Candidate name", "Grade"],
        ["Maya Lindqvist", "B"],
    ]
    assert rows_of_xlsx(download(reader, ticked("xlsx", office.shared("Li")), template=chosen)) == [
        ["Candidate name", "Grade"],
        ["Li Lindqvist", "B"],
    ]


def order_in(page: str) -> list[str]:
    return re.findall(r'class="order-title">([^<]*)<', page)


@pytest.mark.feature("R26")
def test_fields_are_ordered_by_buttons_and_by_typed_numbers_without_scripts(office: Office, reader: Browser) -> None:
    address = "/downloads/templates/new"
    sent: dict[str, object] = {"name": NAME, "columns": ["name", "grade", "cefr"], "order": "name grade cefr"}

    assert order_in(reader.post(address, {**sent, "do": "look"}).text) == ["Candidate name", "Grade", "CEFR level"]
    up = reader.post(address, {**sent, "move": "up:cefr"})
    assert order_in(up.text) == ["Candidate name", "CEFR level", "Grade"]
    down = reader.post(address, {**sent, "move": "down:name"})
    assert order_in(down.text) == ["Grade", "Candidate name", "CEFR level"]
    typed = reader.post(address, {**sent, "place-name": "1", "place-grade": "2", "place-cefr": "1", "do": "look"})
    assert order_in(typed.text) == ["CEFR level", "Candidate name", "Grade"]
    unticked = reader.post(address, {**sent, "columns": ["cefr", "exam", "name"], "do": "look"})
    assert order_in(unticked.text) == ["Candidate name", "CEFR level", "Exam name"]
    assert "Zoë Brönte" in unticked.text
    assert "Saved" not in unticked.text

    reader.post(address, {**sent, "place-name": "3", "place-grade": "2", "place-cefr": "3", "do": "save"})
    chosen = template_id(reader, NAME)
    header, _ = rows_of_csv(download(reader, ticked("csv", office.shared()), template=chosen))
    assert header == ["Grade", "CEFR level", "Candidate name"]


@pytest.mark.feature("R26")
def test_fields_are_grouped_and_personal_ones_marked(office: Office, reader: Browser) -> None:
    del office
    page = reader.get("/downloads/templates/new").text

    legends = re.findall(r'<legend class="label">([^<]*)<', page)
    assert legends == ["Candidate", "Exam", "Result", "Scores of components", "Share", "Statement of results"]
    marked = re.findall(r'<label for="columns-(\w+)">[^<]*<span class="personal">', page)
    assert {"name", "date_of_birth", "grade"} <= set(marked)
    assert "exam" not in marked


@pytest.mark.feature("R26")
def test_a_template_needs_a_name_of_its_own_and_a_field(office: Office, reader: Browser) -> None:
    new_template(reader, NAME, "name", "grade")

    taken = new_template(reader, "name AND grade only", "cefr")
    unnamed = new_template(reader, "", "cefr")
    empty = new_template(reader, "Nothing")
    unknown = new_template(reader, "Unknown", "password")

    for refused, said in (
        (taken, "Another template has this name"),
        (unnamed, "Give the template a name."),
        (empty, "Choose at least one field."),
    ):
        assert refused.status_code == 422
        assert said in shown(refused)
    assert unknown.status_code == 422
    assert offered(reader.get(ticked("csv", office.shared()))) == ["Default template", NAME]


@pytest.mark.feature("R26")
def test_a_template_is_edited_copied_and_deleted(office: Office, reader: Browser) -> None:
    new_template(reader, NAME, "name", "grade")
    address = f"/downloads/templates/{template_id(reader, NAME)}"
    assert order_in(reader.get(address).text) == ["Candidate name", "Grade"]

    copied = reader.post(f"{address}/copy", follow=True)
    assert order_in(copied.text) == ["Candidate name", "Grade"]
    reader.post(address, {"name": "Short", "columns": ["cefr"], "order": "name grade", "do": "save"})
    listed = shown(reader.get("/downloads/templates"))
    assert "Short CEFR level 1" in listed
    assert f"{NAME} (2) Candidate name, Grade 2" in listed

    assert "Delete «Short»?" in shown(reader.get(f"{address}/delete"))
    reader.post(f"{address}/delete")
    assert offered(reader.get(ticked("csv", office.shared()))) == ["Default template", f"{NAME} (2)"]
    assert reader.get(address).status_code == 404
    assert reader.post(f"{address}/copy").status_code == 404


@pytest.mark.feature("R27")
def test_templates_are_the_organisations_and_no_other_ones(office: Office, reader: Browser) -> None:
    new_template(reader, NAME, "name", "grade")
    chosen = template_id(reader, NAME)
    address = ticked("csv", office.shared())
    colleague = office.world.client(office.world.person(Role.MEMBER, at=office.aldermoor))
    stranger = office.world.client(office.stranger)

    assert offered(colleague.get(address)) == ["Default template", NAME]
    for path in ("", "/delete"):
        assert stranger.get(f"/downloads/templates/{chosen}{path}").status_code == 404
    assert (
        stranger.post(f"/downloads/templates/{chosen}", {"name": "X", "columns": ["name"], "do": "save"}).status_code
        == 404
    )
    assert stranger.post(f"/downloads/templates/{chosen}/copy").status_code == 404
    assert stranger.post(f"/downloads/templates/{chosen}/delete").status_code == 404
    own = office.result("Li")
    office.share(own, to=office.stranger.organisation_id)
    assert offered(stranger.get(ticked("csv", own))) == ["Default template"]
    assert download(stranger, ticked("csv", own), template=chosen).status_code == 422
    assert office.world.client_as(Role.RESULTS_OFFICER).get("/downloads/templates").status_code == 403


def test_a_template_of_another_dataset_is_no_choice(office: Office, reader: Browser) -> None:
    del office
    assert "What is it for?" in shown(reader.get("/downloads/templates/new?dataset=proctoring_log"))
