"""Lists and searches of people and organisations, compared with going through all of them one by one."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql.access import people_search, word_search
from adapters.sql.access.reader import SqlAccessReader
from adapters.sql.database import Database
from adapters.sql.paging import write_cursor
from core.access.model import EVERYTHING, Organisation, Person, Scope, fold_email
from core.access.views import PersonRow
from core.shared.errors import InvalidInputError
from core.shared.ids import PersonId, new_id
from core.shared.paging import Page, PageRequest
from core.shared.text import fold_name
from tests.integration.sql.access_examples import centre, names, person
from tests.integration.sql.proctored import stored

Item = TypeVar("Item")

GIVEN = ("Maria", "Marian", "Mari", "Łukasz", "Zoë", "小龙", "王", "Ελένη", "مريم", "Priya Maria", "O’Brien")
FAMILY = ("García", "Garcia-Łęska", "Nowak", "王", "Okafor", "Mariano", "Παππά", "علي", "Ng")
SEARCHES = [
    "m",
    "maria",
    "MARIA garc",
    "garcia maria",
    "mari maria",
    "n",
    "王",
    "小 王",
    "ελενη",
    "علي",
    "o brien",
    "p17",
    "p1",
    "example",
    "example maria",
    "p17@example.org",
    "P17@EXAMPLE.ORG ",
    "none@example.org",
    "maria none",
    "@",
    "",
]


@dataclass
class House:
    reader: SqlAccessReader
    people: list[Person]
    centres: list[Organisation]


@pytest.fixture
def house(database: Database) -> House:
    """Ninety-nine people, every third in one centre and every fifth in another."""
    centres = [centre("Łódź", "PL-001"), centre("Maria Garcia College", "GB 17")]
    people = []
    for place in range(len(GIVEN) * len(FAMILY)):
        name = f"{GIVEN[place % len(GIVEN)]} {FAMILY[place // len(GIVEN)]}"
        at = [one for one, step in zip(centres, (3, 5), strict=True) if place % step == 0]
        people.append(person(name, f"p{place}@example.org", *at))
    with stored(database) as unit:
        for one in centres:
            unit.organisations.add(one)
        for someone in people:
            unit.people.add(someone)
    return House(SqlAccessReader(database=database), people, centres)


@pytest.fixture(params=["rare", "common", "some"])
def _how_many_are_few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever way a search goes, it finds the same."""
    few = {"rare": 1000, "common": 0, "some": 12}[request.param]
    monkeypatch.setattr(people_search, "FEW", few)
    monkeypatch.setattr(word_search, "_COUNTED", max(few, 1))


def fits(someone: Person, search: str) -> bool:
    words = fold_name(someone.name).split() + fold_name(someone.email).split()
    typed = fold_name(search).split()
    return bool(typed or not search.strip()) and all(any(word.startswith(one) for word in words) for one in typed)


def one_by_one(people: Sequence[Person], search: str) -> list[PersonId]:
    alone = [one.id for one in people if fold_email(one.email) == fold_email(search)]
    if alone:
        return alone
    found = [one for one in people if fits(one, search)]
    return [one.id for one in sorted(found, key=lambda one: (fold_name(one.name), one.id))]


def all_pages(read: Callable[[PageRequest], Page[Item]], size: int = 7) -> list[Item]:
    page = read(PageRequest(size=size))
    rows = list(page.items)
    while page.next:
        page = read(PageRequest(size=size, after=page.next))
        rows += page.items
    return rows


@pytest.mark.usefixtures("_how_many_are_few")
def test_a_search_among_everybody_finds_whom_it_should_each_once(house: House) -> None:
    for search in SEARCHES:
        rows = all_pages(partial(house.reader.people, EVERYTHING, search=search))

        ids = [row.id for row in rows]
        assert len(ids) == len(set(ids)), search
        assert sorted(ids) == sorted(one_by_one(house.people, search)), search


@pytest.mark.usefixtures("_how_many_are_few")
def test_within_an_organisation_they_come_by_name_whatever_is_asked(house: House) -> None:
    for at, search in product(house.centres, SEARCHES):
        members = [one for one in house.people if at.id in one.memberships]
        scope = Scope(organisation_id=at.id)

        scoped = all_pages(partial(house.reader.people, scope, search=search))
        asked = all_pages(partial(house.reader.people, EVERYTHING, search=search, organisation_id=at.id), size=3)

        assert [row.id for row in scoped] == one_by_one(members, search), search
        assert scoped == [narrowed(row, at) for row in asked]


def narrowed(row: PersonRow, at: Organisation) -> PersonRow:
    """As a scope of the one organisation shows it."""
    here = tuple(one for one in row.memberships if one.organisation_id == at.id)
    return replace(row, memberships=here)


def test_a_whole_name_that_is_typed_comes_first_and_by_name(house: House) -> None:
    rows = all_pages(partial(house.reader.people, EVERYTHING, search="maria"))

    words = [[word for word in fold_name(row.name).split() if word.startswith("maria")] for row in rows]
    whole = [fold_name(row.name) for row, of in zip(rows, words, strict=True) if "maria" in of]
    assert [min(of) for of in words] == sorted(min(of) for of in words)
    assert whole == sorted(whole)


def test_those_of_two_organisations_at_once_are_in_both(house: House) -> None:
    first, second = house.centres

    for search in ("", "maria", "garcia m"):
        rows = house.reader.people(
            Scope(organisation_id=first.id), PageRequest(), search=search, organisation_id=second.id
        ).items

        both = [one for one in house.people if {first.id, second.id} <= set(one.memberships)]
        assert [row.id for row in rows] == one_by_one(both, search)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(name=names, data=st.data())
def test_anybody_is_found_by_the_beginnings_of_their_words_in_any_script(
    database: Database, name: str, data: st.DataObject
) -> None:
    someone = person(name, f"{new_id()}@example.org")
    with stored(database) as unit:
        unit.people.add(someone)
    words = data.draw(st.permutations(fold_name(name).split()))
    typed = [word[: data.draw(st.integers(1, len(word)))] for word in words]

    reader = SqlAccessReader(database=database)
    rows = all_pages(partial(reader.people, EVERYTHING, search=" ".join(typed)), size=50)

    assert someone.id in {row.id for row in rows}


def test_somebody_with_the_longest_name_that_is_taken_is_found_by_it(house: House, database: Database) -> None:
    """Taken apart into the signs of its sounds, a Korean name is three times as long."""
    name = "".join(chr(0xAC00 + 37 * place % 11_000) for place in range(200))
    someone = person(name, "long@example.org", house.centres[0])
    with stored(database) as unit:
        unit.people.add(someone)

    for search in (name, name[:50], f"{name} long"):
        assert [row.id for row in house.reader.people(EVERYTHING, PageRequest(), search=search).items] == [someone.id]


def test_what_was_pasted_behind_twenty_words_is_passed_over(house: House) -> None:
    search = " ".join(["maria", "garcia", *["p0"] * 18, *["x"] * 2000])

    rows = house.reader.people(EVERYTHING, PageRequest(), search=search).items

    assert [row.email for row in rows] == ["p0@example.org"]


@pytest.mark.parametrize("search", ["", "maria", "okafor"])
@pytest.mark.parametrize("is_scoped", [False, True])
def test_no_cursor_of_people_holds_a_name(house: House, search: str, is_scoped: bool) -> None:
    scope = Scope(organisation_id=house.centres[0].id) if is_scoped else EVERYTHING

    page = house.reader.people(scope, PageRequest(size=1), search=search)

    assert page.next is not None
    written = base64.urlsafe_b64decode(page.next + "=" * (-len(page.next) % 4)).decode()
    assert str(page.items[0].id) in written
    assert not any(word in written for word in fold_name(page.items[0].name).split() if len(word) > 1)


def test_a_list_goes_on_from_the_new_name_of_who_was_renamed(house: House, database: Database) -> None:
    first = house.reader.people(EVERYTHING, PageRequest(size=5))
    last = first.items[-1]
    with stored(database) as unit:
        found = unit.people.get(last.id, for_update=True)
        found.revise(name="Zz Zz", email=found.email, time_zone="UTC")

    after = house.reader.people(EVERYTHING, PageRequest(size=200, after=first.next)).items

    expected = sorted((fold_name(one.name), one.id) for one in house.people if one.id != last.id)
    assert [row.id for row in after] == [one for name, one in expected if name > "zz zz"]


@pytest.mark.parametrize("search", ["", "maria"])
def test_a_place_that_somebody_left_is_refused(house: House, database: Database, search: str) -> None:
    scope = Scope(organisation_id=house.centres[0].id)
    first = house.reader.people(scope, PageRequest(size=2), search=search)
    with stored(database) as unit:
        unit.people.get(first.items[-1].id, for_update=True).memberships.clear()

    with pytest.raises(InvalidInputError, match="cursor_invalid"):
        house.reader.people(scope, PageRequest(after=first.next), search=search)


def test_a_place_of_who_is_not_found_any_more_is_refused(house: House, database: Database) -> None:
    first = house.reader.people(EVERYTHING, PageRequest(size=2), search="maria")
    with stored(database) as unit:
        found = unit.people.get(first.items[-1].id, for_update=True)
        found.revise(name="Zz Zz", email=found.email, time_zone="UTC")

    with pytest.raises(InvalidInputError, match="cursor_invalid"):
        house.reader.people(EVERYTHING, PageRequest(after=first.next), search="maria")


@pytest.mark.parametrize("search", ["", "maria", "maria garcia"])
@pytest.mark.parametrize("is_scoped", [False, True])
@pytest.mark.parametrize("parts", [[str(new_id())], ["x"], [0, str(new_id())], [7, str(new_id())], [-1, "x"], [0, "x"]])
def test_a_place_nobody_gave_is_refused(house: House, search: str, is_scoped: bool, parts: list[str | int]) -> None:
    scope = Scope(organisation_id=house.centres[0].id) if is_scoped else EVERYTHING
    cursor = write_cursor(*parts)

    with pytest.raises(InvalidInputError, match="cursor_invalid"):
        house.reader.people(scope, PageRequest(after=cursor), search=search)


def test_a_place_in_another_organisation_tells_nothing(house: House) -> None:
    """Else one could ask letter by letter before whose name a stranger's comes."""
    stranger = next(one for one in house.people if house.centres[0].id not in one.memberships)

    with pytest.raises(InvalidInputError, match="cursor_invalid"):
        house.reader.people(
            Scope(organisation_id=house.centres[0].id), PageRequest(after=write_cursor(str(stranger.id)))
        )


def test_a_rename_moves_somebody_in_every_list_and_search(house: House, database: Database) -> None:
    someone = next(one for one in house.people if one.memberships)
    scope = Scope(organisation_id=next(iter(someone.memberships)))
    with stored(database) as unit:
        unit.people.get(someone.id, for_update=True).revise(
            name="Änne Aab", email="new.address@elsewhere.example", time_zone="UTC"
        )

    def found(search: str) -> bool:
        lists = [house.reader.people(at, PageRequest(size=200), search=search).items for at in (scope, EVERYTHING)]
        is_in = [someone.id in {row.id for row in rows} for rows in lists]
        assert is_in[0] == is_in[1]
        return is_in[0]

    assert house.reader.people(scope, PageRequest(size=1)).items[0].id == someone.id
    assert [found(one) for one in ("aab an", "elsewhere", "new", "address exam")] == [True] * 4
    assert not found(someone.email)
    assert not found(fold_name(someone.name))


def test_who_leaves_and_joins_at_once_stands_in_the_new_list_by_the_new_name(house: House, database: Database) -> None:
    someone = next(one for one in house.people if set(one.memberships) == {house.centres[0].id})
    with stored(database) as unit:
        found = unit.people.get(someone.id, for_update=True)
        roles = found.memberships.pop(house.centres[0].id)
        found.give_roles(roles, at=house.centres[1])
        found.revise(name="Aab", email=found.email, time_zone="UTC")

    first, second = (house.reader.people(Scope(organisation_id=one.id), PageRequest(size=200)) for one in house.centres)

    assert someone.id not in {row.id for row in first.items}
    assert second.items[0].id == someone.id


@pytest.mark.parametrize("search", ["cent", "centre 1", "gb", "gb0 north", "north", "none", "maria gb"])
def test_organisations_are_found_page_by_page(house: House, database: Database, search: str) -> None:
    names = ("Northgate Centre", "Centre North", "Łódź Centre-Nord", "中心 Centre")
    made = [centre(f"{names[place % 4]}", f"GB{place:03}-{place % 7}") for place in range(40)]
    with stored(database) as unit:
        for one in made:
            unit.organisations.add(one)

    rows = all_pages(partial(house.reader.organisations, EVERYTHING, search=search))

    typed = fold_name(search).split()
    expected = [
        one.id
        for one in (*made, *house.centres)
        if all(any(w.startswith(t) for w in fold_name(f"{one.name} {one.number}").split()) for t in typed)
    ]
    ids = [row.id for row in rows]
    assert len(ids) == len(set(ids))
    assert sorted(ids) == sorted(expected)


def test_an_organisation_is_found_by_its_new_name_alone(house: House, database: Database) -> None:
    with stored(database) as unit:
        unit.organisations.get(house.centres[0].id, for_update=True).revise(name="Poznań", time_zone="UTC")

    found = [
        [row.id for row in house.reader.organisations(EVERYTHING, PageRequest(), search=one).items]
        for one in ("poz", "lodz", "pl 001")
    ]

    assert found == [[house.centres[0].id], [], [house.centres[0].id]]
