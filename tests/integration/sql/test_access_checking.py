"""Whoever meddles with what people and organisations are found by is found out, and it can be made anew."""

from __future__ import annotations

import pytest

from adapters.sql.checking import check_read_models, rebuild_read_models
from adapters.sql.database import Database
from tests.integration.sql.access_examples import centre, person
from tests.integration.sql.proctored import stored


@pytest.fixture(autouse=True)
def _changed(database: Database) -> None:
    """Two centres and three people; one was renamed, one left, one has another address than at first."""
    lodz, gdansk = centre("Łódź", "PL-001"), centre("Gdańsk", "PL-002")
    zoe, ada, li = (
        person("Zoë Åkesson", "zoe@example.org", lodz, gdansk),
        person("Ada Ng-Ng", "ada.ng@example.org", lodz),
        person("李雷", "lilei@example.org"),
    )
    with stored(database) as unit:
        for one in (lodz, gdansk):
            unit.organisations.add(one)
        for someone in (zoe, ada, li):
            unit.people.add(someone)
    with stored(database) as unit:
        unit.organisations.get(gdansk.id, for_update=True).revise(name="Sopot", time_zone="UTC")
        unit.people.get(zoe.id, for_update=True).revise(name="Zoë Nowak", email=zoe.email, time_zone="UTC")
        unit.people.get(ada.id, for_update=True).memberships.clear()
        unit.people.get(li.id, for_update=True).revise(name=li.name, email="li@elsewhere.example", time_zone="UTC")


def test_what_was_written_step_by_step_agrees(database: Database) -> None:
    assert not check_read_models(database)


@pytest.mark.parametrize(
    "meddling",
    [
        "DELETE FROM person_word",
        "DELETE FROM person_word WHERE word = 'nowak'",
        "UPDATE person_word SET word = word || 'x' WHERE word = 'ada'",
        "UPDATE person_word SET name_key = 'x' WHERE word = 'ada'",
        "INSERT INTO person_word SELECT 'elsewhere', folded_name, id FROM person WHERE folded_name = 'ada ng ng'",
        "UPDATE membership SET name_key = 'x'",
        "UPDATE organisation_word SET word = 'gdansk' WHERE word = 'sopot'",
        "DELETE FROM organisation_word WHERE word = '001'",
    ],
)
def test_what_was_meddled_with_is_found_and_made_anew(database: Database, meddling: str) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(meddling)

    found = check_read_models(database)
    rebuild_read_models(database)

    assert found
    assert not check_read_models(database)
    assert not any("nowak" in line or "example" in line for line in found), "what is found stands in logs"
