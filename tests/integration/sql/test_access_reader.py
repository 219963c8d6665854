"""Lists of organisations and people for pages, and who is behind a log-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from adapters.sql.access.reader import SqlAccessReader
from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.access.model import EVERYTHING, Organisation, Person, Scope
from core.access.permissions import Role
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.ids import PersonId, new_id
from core.shared.paging import MOST_COUNTED, PageRequest
from tests.integration.clocks import NOW, SetClock
from tests.integration.sql.access_examples import centre, log_in, person
from web.counts import counted

FIRST_PAGE = PageRequest()


@dataclass(frozen=True, kw_only=True)
class World:
    """Two centres; Zoë works in both, Li Lei in Łódź, Adam nowhere. Zoë is logged in for Łódź."""

    reader: SqlAccessReader
    lodz: Organisation
    gdansk: Organisation
    zoe: Person
    lilei: Person
    adam: Person


@pytest.fixture
def world(database: Database) -> World:
    lodz, gdansk = centre("Łódź", "PL-001"), centre("Gdańsk", "pl_002")
    zoe = person("Zoë Åkesson", "zoe@example.org", lodz, gdansk)
    lilei, adam = person("李雷", "lilei@example.org", lodz), person("adam", "adam@example.org")
    zoe.set_password("hash")
    with open_unit_on(database, SetClock())() as unit:
        for organisation in (lodz, gdansk):
            unit.organisations.add(organisation)
        for someone in (zoe, lilei, adam):
            unit.people.add(someone)
        unit.log_ins.add(log_in(zoe, lodz))
        unit.commit()
    return World(reader=SqlAccessReader(database=database), lodz=lodz, gdansk=gdansk, zoe=zoe, lilei=lilei, adam=adam)


def only(organisation: Organisation) -> Scope:
    return Scope(organisation_id=organisation.id)


def test_organisations_come_by_name_with_their_headcount(world: World) -> None:
    page = world.reader.organisations(EVERYTHING, FIRST_PAGE)

    assert [(row.name, row.people) for row in page.items] == [("Gdańsk", 1), ("Łódź", 2)]
    assert page.next is None


def test_people_come_by_name_in_whatever_script(world: World) -> None:
    page = world.reader.people(EVERYTHING, FIRST_PAGE)

    assert [row.name for row in page.items] == ["adam", "Zoë Åkesson", "李雷"]
    assert [row.has_password for row in page.items] == [False, True, False]


def test_a_list_continues_where_its_last_page_ended(world: World) -> None:
    names: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        page = world.reader.people(EVERYTHING, PageRequest(size=1, after=cursor))
        names += [row.name for row in page.items]
        cursor = page.next

    assert (names, cursor) == (["adam", "Zoë Åkesson", "李雷"], None)


@pytest.mark.parametrize("cursor", ["?", "bm90IGpzb24", "WyJhIiwiYiJd", "WzFd"])
def test_a_cursor_nobody_gave_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(InvalidInputError, match="cursor_invalid"):
        world.reader.people(EVERYTHING, PageRequest(after=cursor))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("akes", ["Zoë Åkesson"]),
        ("Åkesson zo", ["Zoë Åkesson"]),
        ("kesson", []),
        ("zoe adam", []),
        ("李", ["李雷"]),
        ("LILEI@", ["李雷"]),
        ("lilei@example.org", ["李雷"]),
        ("ilei", []),
        ("example", ["adam", "Zoë Åkesson", "李雷"]),
        ("%", []),
        ("  ", ["adam", "Zoë Åkesson", "李雷"]),
    ],
)
def test_people_are_searched_by_beginnings_of_words(world: World, search: str, found: Sequence[str]) -> None:
    page = world.reader.people(EVERYTHING, FIRST_PAGE, search=search)

    assert [row.name for row in page.items] == list(found)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("LODZ", ["Łódź"]),
        ("pl-", ["Gdańsk", "Łódź"]),
        ("pl-001", ["Łódź"]),
        ("002", ["Gdańsk"]),
        ("02", []),
        ("-", []),
        ("x", []),
    ],
)
def test_organisations_are_searched_by_beginnings_of_words(world: World, search: str, found: Sequence[str]) -> None:
    page = world.reader.organisations(EVERYTHING, FIRST_PAGE, search=search)

    assert [row.name for row in page.items] == list(found)


@pytest.mark.parametrize(("number", "found"), [("PL-001", "Łódź"), (" pl-001 ", "Łódź"), ("PL_002", "Gdańsk")])
def test_an_organisation_is_known_by_its_very_number_in_capitals_or_not(world: World, number: str, found: str) -> None:
    row = world.reader.organisation_numbered(number, EVERYTHING)

    assert row is not None
    assert row.name == found
    assert world.reader.organisation_numbered(number.strip()[:-1], EVERYTHING) is None


def test_of_two_numbers_that_differ_in_capitals_the_one_that_was_typed_is_meant(
    world: World, database: Database
) -> None:
    other = centre("Wrocław", "PL_002")
    with open_unit_on(database, SetClock())() as unit:
        unit.organisations.add(other)
        unit.commit()

    rows = [world.reader.organisation_numbered(number, EVERYTHING) for number in ("PL_002", "pl_002")]

    assert [row and row.name for row in rows] == ["Wrocław", "Gdańsk"]


def test_people_are_counted_no_further_than_one_above_what_readers_want_to_know(
    world: World, database: Database
) -> None:
    with open_unit_on(database, SetClock())() as unit:
        for number in range(MOST_COUNTED + 5):
            unit.people.add(person("One of many", f"{number}@example.org", world.gdansk))
        unit.commit()

    rows = world.reader.organisations(EVERYTHING, FIRST_PAGE).items

    assert [(row.name, row.people) for row in rows] == [("Gdańsk", MOST_COUNTED + 1), ("Łódź", 2)]
    assert counted(rows[0].people) == "more than 1,000"


def test_a_scope_of_one_organisation_shows_nothing_of_others(world: World) -> None:
    scope = only(world.gdansk)

    people = world.reader.people(scope, FIRST_PAGE).items

    assert [row.name for row in world.reader.organisations(scope, FIRST_PAGE).items] == ["Gdańsk"]
    assert [row.name for row in world.reader.organisations(scope, FIRST_PAGE, search="gd").items] == ["Gdańsk"]
    assert not world.reader.organisations(scope, FIRST_PAGE, search="lodz").items
    assert not world.reader.people(scope, FIRST_PAGE, search="lilei@example.org").items
    assert world.reader.organisation_numbered("PL-001", scope) is None
    assert [row.name for row in people] == ["Zoë Åkesson"]
    assert [view.organisation_name for view in people[0].memberships] == ["Gdańsk"]
    with pytest.raises(NotFoundError, match="organisation"):
        world.reader.organisation(world.lodz.id, scope)
    with pytest.raises(NotFoundError, match="person"):
        world.reader.person(world.lilei.id, scope)


def test_people_of_one_organisation_are_listed_with_all_their_memberships(world: World) -> None:
    [zoe] = world.reader.people(EVERYTHING, FIRST_PAGE, organisation_id=world.gdansk.id).items

    assert [(view.organisation_name, view.roles) for view in zoe.memberships] == [
        ("Gdańsk", frozenset({Role.PLANNER})),
        ("Łódź", frozenset({Role.PLANNER})),
    ]


def test_one_person_and_one_organisation_are_read_like_the_lists(world: World) -> None:
    people, organisations = world.reader.people(EVERYTHING, FIRST_PAGE), world.reader.organisations_of(world.zoe.id)

    assert world.reader.person(world.zoe.id, EVERYTHING) == people.items[1]
    assert world.reader.organisation(world.lodz.id, EVERYTHING) == organisations[1]
    assert [row.name for row in organisations] == ["Gdańsk", "Łódź"]
    with pytest.raises(NotFoundError, match="person"):
        world.reader.person(PersonId(new_id()), EVERYTHING)


def test_devices_are_the_open_log_ins_of_a_person(world: World) -> None:
    [device] = world.reader.devices(world.zoe.id)

    assert (device.started_at, device.origin, device.device) == (NOW, "203.0.113.4", "Firefox on Linux")
    assert world.reader.devices(world.adam.id) == []


def test_the_person_behind_a_log_in_is_told_with_where_they_work(world: World) -> None:
    visitor = world.reader.visitor("d" * 64)

    assert visitor is not None
    assert (visitor.person_id, visitor.name, visitor.organisation_id) == (world.zoe.id, world.zoe.name, world.lodz.id)
    assert [view.organisation_name for view in visitor.memberships] == ["Gdańsk", "Łódź"]


def test_nobody_is_behind_an_unknown_log_in(world: World) -> None:
    assert world.reader.visitor("unknown") is None


def test_nobody_is_behind_the_log_in_of_a_deactivated_person(world: World, database: Database) -> None:
    with open_unit_on(database, SetClock())() as unit:
        unit.people.get(world.zoe.id, for_update=True).deactivate()
        unit.commit()

    assert world.reader.visitor("d" * 64) is None


def test_who_has_left_everywhere_is_still_told_but_works_nowhere(world: World, database: Database) -> None:
    with open_unit_on(database, SetClock())() as unit:
        unit.people.get(world.zoe.id, for_update=True).memberships.clear()
        unit.commit()

    visitor = world.reader.visitor("d" * 64)

    assert visitor is not None
    assert visitor.memberships == ()
