"""Who works with whom, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from adapters.sql.access.partnerships_reader import SqlPartnershipsReader
from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.access.model import Organisation, OrganisationKind, Partnership, Person
from core.access.permissions import Role
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, new_id
from core.shared.paging import PageRequest
from tests.integration.clocks import NOW, SetClock
from tests.integration.sql.access_examples import centre, person

FIRST_PAGE = PageRequest()


def school(name: str, number: str) -> Organisation:
    return Organisation(
        id=OrganisationId(new_id()),
        kind=OrganisationKind.PREPARATION_CENTRE,
        name=name,
        number=number,
        time_zone="Europe/Warsaw",
        email=f"office@{number.casefold()}.example",
    )


@dataclass(frozen=True, kw_only=True)
class World:
    """Lingua works with Łódź and, since later, with Gdańsk; Ósemka worked with Łódź once. Zoë teaches at Lingua and
    plans in Gdańsk."""

    reader: SqlPartnershipsReader
    lodz: Organisation
    gdansk: Organisation
    lingua: Organisation
    osemka: Organisation
    zoe: Person


@pytest.fixture
def world(database: Database) -> World:
    lodz, gdansk = centre("Łódź", "PL-001"), centre("Gdańsk", "PL-002")
    lingua, osemka = school("Lingua", "PC1"), school("Ósemka", "PC2")
    zoe = person("Zoë Åkesson", "zoe@example.org", gdansk)
    zoe.give_roles(frozenset({Role.PREPARATION_USER}), at=lingua)
    pairs = [(lodz, lingua), (gdansk, lingua), (lodz, osemka)]
    with open_unit_on(database, SetClock())() as unit:
        for organisation in (lodz, gdansk, lingua, osemka):
            unit.organisations.add(organisation)
        unit.people.add(zoe)
        unit.commit()
    with open_unit_on(database, SetClock())() as unit:
        for place, (test_centre, partner) in enumerate(pairs):
            since = NOW + timedelta(days=place)
            unit.partnerships.begin(
                Partnership(test_centre_id=test_centre.id, preparation_centre_id=partner.id, since=since)
            )
        unit.partnerships.end(lodz.id, osemka.id, at=NOW + timedelta(days=9))
        unit.commit()
    reader = SqlPartnershipsReader(database=database)
    return World(reader=reader, lodz=lodz, gdansk=gdansk, lingua=lingua, osemka=osemka, zoe=zoe)


def test_a_test_centre_lists_those_it_works_with_now(world: World) -> None:
    page = world.reader.preparation_centres(world.lodz.id, FIRST_PAGE)

    (row,) = page.items
    assert (row.name, row.email, row.since, row.people) == ("Lingua", "office@pc1.example", NOW, 1)


@pytest.mark.parametrize(("search", "found"), [("LINGUA", 1), ("pc1", 1), ("ósemka", 0), ("@", 0), ("  ", 1)])
def test_the_list_is_searched_by_name_and_number(world: World, search: str, found: int) -> None:
    assert len(world.reader.preparation_centres(world.lodz.id, FIRST_PAGE, search=search).items) == found


def test_only_the_one_that_works_with_it_for_longest_keeps_its_people(world: World) -> None:
    first = world.reader.preparation_centre(world.lingua.id, world.lodz.id)
    second = world.reader.preparation_centre(world.lingua.id, world.gdansk.id)

    assert (first.keeps_people, second.keeps_people) == (True, False)
    assert first.people == second.people


def test_where_else_its_people_work_is_not_told(world: World) -> None:
    (zoe,) = world.reader.preparation_centre(world.lingua.id, world.lodz.id).people

    assert [one.organisation_name for one in zoe.memberships] == ["Lingua"]


def test_whoever_is_not_worked_with_is_not_found(world: World) -> None:
    for stranger in (world.osemka.id, OrganisationId(new_id())):
        with pytest.raises(NotFoundError):
            world.reader.preparation_centre(stranger, world.lodz.id)


def test_a_preparation_centre_knows_its_test_centres(world: World) -> None:
    assert [one.number for one in world.reader.test_centres_of(world.lingua.id)] == ["PL-002", "PL-001"]
    assert not world.reader.test_centres_of(world.osemka.id)


def test_all_test_centres_are_listed_in_pages_and_no_others(world: World) -> None:
    first = world.reader.test_centres(PageRequest(size=1))
    second = world.reader.test_centres(PageRequest(size=1, after=first.next))

    assert [one.name for one in (*first.items, *second.items)] == ["Gdańsk", "Łódź"]
    assert second.next is None


def test_one_test_centre_is_found_and_nothing_else_is_one(world: World) -> None:
    assert world.reader.test_centre(world.lodz.id).name == "Łódź"
    with pytest.raises(NotFoundError):
        world.reader.test_centre(world.lingua.id)
