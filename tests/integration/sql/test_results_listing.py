"""The awarding body's list of results finds what a slow and obviously right search finds, and goes by indexes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import product

import pytest

from adapters.sql.database import Database
from adapters.sql.results import listing
from adapters.sql.results.reader import SqlResultsReader
from core.results.model import Result, ResultId, ResultStatus
from core.results.reference import written_reference
from core.results.views import ResultFilter
from core.shared.paging import PageRequest
from core.shared.text import fold_name
from tests.integration.sql import entered, scored
from tests.integration.sql.entered import DAY, FIRST, KEY
from tests.integration.sql.plans import give_figures, told
from tests.integration.sql.proctored import NOON, statements_of, stored

MANY = 600
FIRST_NAMES = ("Maria", "Mariana", "Łukasz", "Maria Zoë", "小龙", "Priya")
SURNAMES = ("García", "Marín", "Nowak", "王", "Garcia Łęska")
STATUSES = tuple(ResultStatus)


@dataclass
class House:
    database: Database
    results: list[Result]


@pytest.fixture(scope="module")
def house(module_database: Database) -> House:
    """Filled once, and only read."""
    entered.settle(module_database)
    results = [one_of_many(place) for place in range(MANY)]
    with stored(module_database) as unit:
        unit.results.add_all(results)
    give_figures(module_database)
    return House(module_database, results)


def one_of_many(place: int) -> Result:
    name = f"{FIRST_NAMES[place % 6]} {SURNAMES[place // 6 % 5]} Of{place}"
    one = scored.result(name, f"N-{place:05}", sequence=place, taken_on=scored.EXAM_DAY - place % 40 * DAY)
    one.sitting = replace(one.sitting, exam=(FIRST, KEY)[place % 7 == 0].code)
    one.status = STATUSES[place % 5] if place % 3 == 0 else ResultStatus.FINAL
    one.released_at = NOON if place % 40 > 4 else None
    return one


SEARCHES = ("", "m", "mar", "maria", "maria gar", "gar mar", "łes", "王", "of1", "maria maria", "zoe of", "nobody", "%")
NARROWED = [
    ResultFilter(exam=exam, status=status, taken_on=day, is_released=is_released)
    for exam, status, day, is_released in product(
        (None, KEY.code),
        (None, ResultStatus.FINAL, ResultStatus.WITHHELD),
        (None, scored.EXAM_DAY - 9 * DAY),
        (None, True, False),
    )
]


def slowly(results: list[Result], wanted: ResultFilter) -> list[ResultId]:
    return [
        one.id
        for one in sorted(results, key=lambda one: one.sid, reverse=True)
        if wanted.exam in (None, one.sitting.exam)
        and wanted.status in (None, one.status)
        and wanted.taken_on in (None, one.sitting.taken_on)
        and wanted.is_released in (None, one.released_at is not None)
        and (not wanted.search.strip() or is_sought(one, wanted.search))
    ]


def is_sought(one: Result, search: str) -> bool:
    words = fold_name(f"{one.holder.given_name} {one.holder.family_name}").split()
    typed = fold_name(search).split()
    named = bool(typed) and all(any(word.startswith(part) for word in words) for part in typed)
    return named or search in (one.holder.number, written_reference(one.reference))


def listed(database: Database, wanted: ResultFilter, *, size: int) -> list[ResultId]:
    """Page after page."""
    reader, found, after = SqlResultsReader(database), [], None
    while True:
        page = reader.results(PageRequest(size=size, after=after), wanted)
        found += [row.id for row in page.items]
        if page.next is None:
            return found
        after = page.next


@pytest.mark.parametrize("few", [3, 100, 20_000], ids=["all are many", "some are many", "all are few"])
def test_every_search_and_filter_finds_what_a_slow_search_finds(
    house: House, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    searches = (*SEARCHES, "N-00042", written_reference(house.results[42].reference))

    for wanted, search in product(NARROWED, searches):
        asked = replace(wanted, search=search)
        assert listed(house.database, asked, size=200) == slowly(house.results, asked), asked


@pytest.mark.parametrize("few", [3, 100], ids=["all are many", "some are many"])
@pytest.mark.parametrize("search", ["", "mar", "maria gar"])
def test_pages_follow_each_other_without_gap_or_repetition(
    house: House, monkeypatch: pytest.MonkeyPatch, search: str, few: int
) -> None:
    monkeypatch.setattr(listing, "FEW", few)

    for wanted in (ResultFilter(), ResultFilter(is_released=True), ResultFilter(status=ResultStatus.WITHHELD)):
        asked = replace(wanted, search=search)
        assert listed(house.database, asked, size=7) == slowly(house.results, asked), asked


@pytest.mark.parametrize("search", ["", "mar", "of42", "maria garcia"])
def test_no_list_is_found_by_going_through_all_results(
    house: House, monkeypatch: pytest.MonkeyPatch, search: str
) -> None:
    monkeypatch.setattr(listing, "FEW", 20)
    reader = SqlResultsReader(house.database)

    for wanted in NARROWED:
        if wanted == ResultFilter():
            # What is not narrowed is met at once.
            continue
        with statements_of(house.database) as sent:
            reader.results(PageRequest(size=10), replace(wanted, search=search))
        assert not gone_through(told(house.database, sent)), wanted


def gone_through(plan: str) -> list[str]:
    """The index of what waits holds nothing else."""
    return re.findall(r"SCAN result_name\b.*|SCAN result\b(?!.*ix_result_not_out).*|Seq Scan.*", plan)
