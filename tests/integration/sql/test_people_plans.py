"""By which index people and organisations are listed and found, on both databases: past no table, and sorted only where
few are found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from adapters.sql.access import people_search
from adapters.sql.access.partnerships_reader import SqlPartnershipsReader
from adapters.sql.access.reader import SqlAccessReader
from adapters.sql.database import Database
from core.access.model import EVERYTHING, Organisation, Scope
from core.shared.paging import Page, PageRequest
from tests.integration.sql.access_examples import centre, person
from tests.integration.sql.plans import give_figures, told
from tests.integration.sql.proctored import statements_of, stored

MANY = 1500
NAMES = ("Maria", "Łukasz", "Zoë", "小龙", "Priya")
SURNAMES = ("García", "Łęska", "Nowak", "王", "Okafor")


@dataclass
class Crowd:
    database: Database
    reader: SqlAccessReader
    centres: SqlPartnershipsReader
    large: Organisation
    small: Organisation


@pytest.fixture(scope="module")
def crowd(module_database: Database) -> Crowd:
    """Filled once, and only read."""
    return fill(module_database)


def fill(database: Database) -> Crowd:
    """A crowd in one organisation, a few in another, and the figures that PostgreSQL plans by."""
    centres = [centre(f"Centre Of{place}", f"GB{place:05}") for place in range(300)]
    large, small = centres[:2]
    with stored(database) as unit:
        for one in centres:
            unit.organisations.add(one)
        for place in range(MANY):
            at = (large, small) if place % 100 == 0 else (large,)
            name = f"{NAMES[place % 5]} {SURNAMES[place // 5 % 5]} Of{place}"
            unit.people.add(person(name, f"p{place}@example.org", *at))
    give_figures(database)
    return Crowd(database, SqlAccessReader(database=database), SqlPartnershipsReader(database=database), large, small)


# Any: each list has rows of its own kind.
Read = Callable[[Crowd, PageRequest], Page[Any]]


def _people(search: str = "", *, at: str = "") -> Read:
    def read(on: Crowd, page: PageRequest) -> Page[Any]:
        scope = Scope(organisation_id={"large": on.large, "small": on.small}[at].id) if at else EVERYTHING
        return on.reader.people(scope, page, search=search)

    return read


LISTS: dict[str, tuple[str, Read]] = {
    "everybody": ("ix_person_folded_name_id", _people()),
    "a large organisation": ("ix_membership_organisation_id_name_key_person_id", _people(at="large")),
    "a small organisation": ("ix_membership_organisation_id_name_key_person_id", _people(at="small")),
    "a begun word": ("pk_person_word", _people("m")),
    "a whole word": ("pk_person_word", _people("maria")),
    "two words": ("pk_person_word", _people("maria of1")),
    "a common word in a large organisation": ("ix_membership_organisation_id_name_key", _people("maria", at="large")),
    "a common word in a small organisation": ("ix_membership_organisation_id_name_key", _people("exam", at="small")),
    "organisations": ("ix_organisation_folded_name_id", lambda on, page: on.reader.organisations(EVERYTHING, page)),
    "organisations found": (
        "pk_organisation_word",
        lambda on, page: on.reader.organisations(EVERYTHING, page, search="centre gb0"),
    ),
    "test centres": ("ix_organisation_test_centre", lambda on, page: on.centres.test_centres(page)),
}
SORTED: dict[str, tuple[str, Read]] = {
    "a rare word in an organisation": ("pk_person_word", _people("of12", at="large")),
    "two rare words in an organisation": ("pk_person_word", _people("of12 maria", at="large")),
}
"""Of whom so few are found that they may be sorted."""


@pytest.fixture(autouse=True)
def _crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a fifth have is common here."""
    monkeypatch.setattr(people_search, "FEW", 200)


def plan_of(crowd: Crowd, read: Read) -> str:
    """How the second page is found, as the database tells it; on SQLite keys are named as PostgreSQL names them. What
    else those who are shown belong to is not part of it: that is sorted for each of them."""
    first = read(crowd, PageRequest(size=2))
    with statements_of(crowd.database) as sent:
        assert read(crowd, PageRequest(size=2, after=first.next)).items
    plan = told(crowd.database, [one for one in sent if "membership.roles" not in one[0]])
    return re.sub(r"\b(\w+_word) USING PRIMARY KEY", r"\1 USING pk_\1", plan)


def walking(plan: str) -> list[str]:
    """Steps that go through a whole table or index."""
    return re.findall(r"SCAN (?:person|membership|organisation|\w+_word)\b.*|Seq Scan on .*", plan)


def sorting(plan: str) -> list[str]:
    return re.findall(r"USE TEMP B-TREE.*|Sort Key: .*", plan)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_off_one_index_in_its_order(crowd: Crowd, name: str) -> None:
    index, read = LISTS[name]

    plan = plan_of(crowd, read)

    assert index in plan
    assert not [step for step in walking(plan) if f"USING INDEX {index}" not in step], plan
    assert not sorting(plan), plan


@pytest.mark.parametrize("name", SORTED)
def test_only_who_has_a_rare_word_is_gone_through(crowd: Crowd, name: str) -> None:
    index, read = SORTED[name]

    plan = plan_of(crowd, read)

    assert index in plan
    assert not walking(plan), plan


@pytest.mark.parametrize("name", [*LISTS, *SORTED])
def test_a_page_takes_as_many_queries_whatever_its_length(crowd: Crowd, name: str) -> None:
    read, numbers = (LISTS | SORTED)[name][1], set()

    for size in (1, 3):
        with statements_of(crowd.database) as sent:
            read(crowd, PageRequest(size=size))
        numbers.add(len(sent))

    assert len(numbers) == 1
    assert max(numbers) <= 5
