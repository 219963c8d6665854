"""By which index each search goes, on both databases: in the order shown, and past no table."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from adapters.sql.checking import rebuild_read_models
from adapters.sql.database import Database
from adapters.sql.verification import planning, wanted
from adapters.sql.verification.mappings import SHARES
from adapters.sql.verification.reader import SqlVerificationReader
from adapters.sql.verification.recognition_reader import SqlRecognitionReader
from adapters.sql.verification.tables import share
from core.results.model import Result
from core.shared.paging import PageRequest
from core.verification.model.searching import Criteria
from tests.integration.sql import scored
from tests.integration.sql.entered import FIRST, KEY
from tests.integration.sql.plans import give_figures, told
from tests.integration.sql.proctored import NOON, statements_of, stored
from tests.integration.sql.verified import READER, UNIVERSITY, recognising, settle, share_of
from tests.integration.sql.verified import list_all as list_organisations

MANY = 3000
NAMES = ("Maria", "Łukasz", "Zoë", "小龙", "Priya")
SURNAMES = ("García", "Łęska", "Nowak", "王", "Okafor")
NUMBER, EMAIL, BIRTH = "N-00042", "p42@example.org", date(2000, 1, 1) + timedelta(days=42)


@dataclass
class Crowd:
    database: Database
    one: Result


@pytest.fixture(scope="module")
def crowd(module_database: Database) -> Crowd:
    """Filled once, and only read."""
    return Crowd(module_database, fill(module_database))


def fill(database: Database) -> Result:
    """A crowd, and the figures that PostgreSQL plans by."""
    settle(database)
    results = []
    for place in range(MANY):
        name = f"{NAMES[place % 5]} {SURNAMES[place // 5 % 5]} Of{place}"
        one = scored.result(name, f"N-{place:05}", sequence=place, taken_on=scored.EXAM_DAY - timedelta(place % 300))
        one.holder = replace(one.holder, date_of_birth=date(2000, 1, 1) + timedelta(days=place % 900))
        one.holder = replace(one.holder, email=f"p{place}@example.org")
        one.sitting = replace(one.sitting, place=f"City{place % 40}", exam=(FIRST, KEY)[place % 7 == 0].code)
        one.released_at = NOON
        results.append(one)
    with stored(database) as unit:
        unit.results.add_all(results)
    with database.write() as connection:
        connection.execute(insert(share), [SHARES.to_row(share_of(one)) for one in results])
    rebuild_read_models(database)
    give_figures(database)
    return results[42]


Ask = Callable[[Result], Criteria]
DAY = scored.EXAM_DAY - timedelta(42)
LEADS: dict[str, tuple[str, Ask]] = {
    "nothing": ("ix_share_search_newest", lambda _: Criteria()),
    "number": ("ix_share_search_number", lambda _: Criteria(number=NUMBER)),
    "e-mail": ("ix_share_search_email", lambda _: Criteria(email=EMAIL)),
    "date of birth": ("ix_share_search_birth", lambda _: Criteria(date_of_birth=BIRTH)),
    "exam": ("ix_share_search_exam", lambda _: Criteria(exam=FIRST.code)),
    "place": ("ix_share_search_place", lambda _: Criteria(place="city7")),
    "centre": ("ix_share_search_centre", lambda _: Criteria(centre="kra")),
    "reference": ("pk_share_search", lambda one: Criteria(reference=one.reference)),
    "day": ("pk_share_search", lambda _: Criteria(taken_from=DAY, taken_to=DAY)),
    "exam and day": ("ix_share_search_exam", lambda _: Criteria(exam=FIRST.code, taken_from=DAY, taken_to=DAY)),
    "exam and place": ("ix_share_search_place", lambda _: Criteria(exam=FIRST.code, place="city7")),
    "name and date of birth": ("ix_share_search_birth", lambda _: Criteria(name="maria", date_of_birth=BIRTH)),
    "name and number": ("ix_share_search_number", lambda _: Criteria(name="maria", number=NUMBER)),
    "begun word": ("pk_share_search", lambda _: Criteria(name="o")),
    # By that of the exam or, where most have the exam, by the key.
    "begun word and exam": ("share_search", lambda _: Criteria(name="o", exam=FIRST.code)),
}
"""Besides by which index it goes what is asked for."""
BY_WORDS: dict[str, Criteria] = {
    "rare word": Criteria(name="of42"),
    "whole word": Criteria(name="maria"),
    "two words": Criteria(name="maria of4"),
    "word and exam": Criteria(name="of4", exam=FIRST.code),
}


@pytest.fixture(autouse=True)
def _crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three thousand are many here."""
    for name, number in (("WORDS", 20), ("STEPS", 400), ("FURTHER", 800)):
        monkeypatch.setattr(planning, name, number)


def plan_of(database: Database, criteria: Criteria) -> str:
    """How the page is found, as the database tells it; on SQLite keys are named as PostgreSQL names them."""
    reader, page = SqlVerificationReader(database), PageRequest(size=20)
    first = reader.search(UNIVERSITY, criteria, page, person_id=READER, now=NOON).page
    with statements_of(database) as sent:
        after = PageRequest(size=20, after=first.next)
        reader.search(UNIVERSITY, criteria, after, person_id=READER, now=NOON)
    return re.sub(r"\b([ns]) USING PRIMARY KEY", lambda found: _KEYS[found[1]], told(database, sent))


_KEYS = {"n": "n USING pk_share_name", "s": "s USING pk_share_search"}


def of_tables(plan: str) -> list[str]:
    """Steps that walk a whole table or index."""
    return re.findall(r"SCAN [nsrecox]\b.*|Seq Scan on (?:share_search|share_name|result)\b.*", plan)


def sorting(plan: str) -> list[str]:
    return re.findall(r".*TEMP B-TREE FOR ORDER BY.*|.*Sort Key: s\w*\.(?:sid|share_id).*", plan)


@pytest.mark.parametrize("name", LEADS)
def test_a_search_is_read_off_one_index_in_its_order(crowd: Crowd, name: str) -> None:
    index, ask = LEADS[name]

    plan = plan_of(crowd.database, ask(crowd.one))

    assert index in plan
    assert not of_tables(plan)
    assert not sorting(plan)


@pytest.mark.parametrize("name", [*LEADS, *BY_WORDS])
def test_shares_that_are_over_are_passed_over_without_going_through_them(crowd: Crowd, name: str) -> None:
    criteria = LEADS[name][1](crowd.one) if name in LEADS else BY_WORDS[name]

    plan = plan_of(crowd.database, criteria)

    if crowd.database.is_sqlite:
        assert "LIST SUBQUERY" in plan
    else:
        assert "hashed SubPlan" in plan
        assert not re.findall(r"NOT \(ANY .*\(SubPlan", plan)


@pytest.mark.parametrize("criteria", [Criteria(place="c", exam=FIRST.code), Criteria(centre="ce", name="o")])
def test_many_cities_or_centres_are_never_gone_through(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, criteria: Criteria
) -> None:
    monkeypatch.setattr(wanted, "FEW", 1)

    plan = plan_of(crowd.database, criteria)

    assert not re.findall(r"SCAN (m|t)\b.*|Seq Scan on (?:\w+_word|share_tally|organisation|result_place)\b.*", plan)


@pytest.mark.parametrize("name", BY_WORDS)
def test_a_search_by_words_goes_by_the_words(crowd: Crowd, name: str) -> None:
    plan = plan_of(crowd.database, BY_WORDS[name])

    assert "pk_share_name" in plan
    assert not of_tables(plan)


@pytest.mark.parametrize("name", [*LEADS, *BY_WORDS])
def test_a_page_takes_few_queries_whatever_its_length(crowd: Crowd, name: str) -> None:
    database = crowd.database
    criteria = LEADS[name][1](crowd.one) if name in LEADS else BY_WORDS[name]
    reader, numbers = SqlVerificationReader(database), []

    for size in (2, 50):
        with statements_of(database) as sent:
            reader.search(UNIVERSITY, criteria, PageRequest(size=size), person_id=READER, now=NOON)
        numbers.append(len(sent))

    assert max(numbers) <= 6


LISTS: dict[str, dict[str, str]] = {
    "all": {},
    "country": {"country": "GB"},
    "exam": {"exam": KEY.code},
    "name": {"name": "of42"},
    "city": {"city": "city7"},
}


@pytest.mark.parametrize("name", LISTS)
def test_the_public_list_is_read_off_indexes(database: Database, name: str) -> None:
    settle(database)
    list_organisations(
        database, *(recognising(f"College Of{place}", KEY.code, city=f"City{place % 40}") for place in range(120))
    )
    reader = SqlRecognitionReader(database)

    with statements_of(database) as sent:
        rows = reader.listed(PageRequest(size=2), **LISTS[name])  # type: ignore[arg-type]  # codes are text

    plan = told(database, sent)
    assert rows.items
    assert not re.findall(r"SCAN (?!.*USING)|Seq Scan on recognis\w+", re.sub("SCAN (anon|.sub)", "", plan))
