"""What is stored of people, organisations, log-ins, links and setups comes back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql.database import Database
from adapters.sql.unit import SqlUnit
from core.access.model import LogIn, Organisation, PasswordLink, Person
from core.extensions.model import PluginSetup
from core.shared.ids import OrganisationId
from tests.integration.clocks import SetClock
from tests.integration.sql.access_examples import centre, centres, instants, log_in_details, people, person, setups

# Every example undoes its unit, so they do not see each other.
on_one_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)


@contextmanager
def writing_and_reading(database: Database) -> Iterator[tuple[SqlUnit, SqlUnit]]:
    """Two units on one transaction: the second has not seen what the first holds. Both are undone at the end."""
    with database.write() as connection:
        yield SqlUnit(connection, SetClock()), SqlUnit(connection, SetClock())
        connection.rollback()


@on_one_database
@given(organisation=centres)
def test_an_organisation_comes_back_as_it_was(database: Database, organisation: Organisation) -> None:
    with writing_and_reading(database) as (writer, reader):
        writer.organisations.add(organisation)

        assert reader.organisations.get(organisation.id) == organisation
        assert reader.organisations.with_number(organisation.number) == organisation


@on_one_database
@given(employed=people())
def test_a_person_comes_back_with_their_memberships(
    database: Database, employed: tuple[list[Organisation], Person]
) -> None:
    organisations, someone = employed
    with writing_and_reading(database) as (writer, reader):
        for organisation in organisations:
            writer.organisations.add(organisation)
        writer.people.add(someone)

        assert reader.people.get(someone.id) == someone


@on_one_database
@given(details=log_in_details)
def test_a_log_in_comes_back_as_it_was(database: Database, details: dict[str, str]) -> None:
    lodz, zoe = centre(), person()
    entry = LogIn(person_id=zoe.id, organisation_id=lodz.id, **details)  # type: ignore[arg-type]  # named by a strategy
    with writing_and_reading(database) as (writer, reader):
        writer.organisations.add(lodz)
        writer.people.add(zoe)
        writer.log_ins.add(entry)

        assert reader.log_ins.get(entry.digest) == entry


@on_one_database
@given(expires_at=instants)
def test_a_link_comes_back_as_it_was(database: Database, expires_at: datetime) -> None:
    zoe = person()
    link = PasswordLink(digest="e" * 64, person_id=zoe.id, expires_at=expires_at)
    with writing_and_reading(database) as (writer, reader):
        writer.people.add(zoe)
        writer.password_links.put(link)

        assert reader.password_links.find(link.digest) == link


@on_one_database
@given(setup=setups)
def test_a_setup_comes_back_as_it_was(database: Database, setup: PluginSetup) -> None:
    lodz = centre()
    setup.organisation_id = OrganisationId(lodz.id)
    with writing_and_reading(database) as (writer, reader):
        writer.organisations.add(lodz)
        writer.plugin_setups.add(setup)

        assert reader.plugin_setups.get(lodz.id, setup.kind, setup.name) == setup
        assert reader.plugin_setups.of(lodz.id) == reader.plugin_setups.of(lodz.id, setup.kind) == [setup]


@on_one_database
@given(employed=people(), new_name=st.sampled_from(["Åsa", "李雷"]))
def test_what_changes_on_a_person_is_what_comes_back(
    database: Database, employed: tuple[list[Organisation], Person], new_name: str
) -> None:
    organisations, someone = employed
    with writing_and_reading(database) as (writer, reader):
        for organisation in organisations:
            writer.organisations.add(organisation)
        writer.people.add(someone)

        someone.revise(name=new_name, email="new@example.org", time_zone="UTC")
        for organisation in organisations[:1]:
            someone.give_roles(frozenset(), at=organisation)
        writer.people.flush()

        assert reader.people.get(someone.id) == someone
