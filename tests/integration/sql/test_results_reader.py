"""What results officers are shown of results."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from adapters.sql.database import Database
from adapters.sql.results.reader import SqlResultsReader
from core.results.model import Result, ResultId, ResultStatus
from core.results.reference import written_reference
from core.results.views import ResultFilter
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.ids import new_id
from core.shared.paging import PageRequest
from tests.integration.sql import entered
from tests.integration.sql.entered import DAY, FIRST, KEY
from tests.integration.sql.plans import dear_steps
from tests.integration.sql.proctored import NOON, PLANNER, statements_of, stored
from tests.integration.sql.scored import EXAM_DAY, result

ALL = ResultFilter()


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    entered.settle(database)


def store(database: Database, *results: Result) -> None:
    with stored(database) as unit:
        unit.results.add_all(results)


def names(database: Database, **wanted: object) -> list[str]:
    # Any field may be asked for by a test, of whatever type it is.
    page = SqlResultsReader(database).results(PageRequest(), replace(ALL, **wanted))  # type: ignore[arg-type]
    return [row.name for row in page.items]


def test_the_newest_exam_comes_first_and_pages_follow_each_other(database: Database) -> None:
    store(
        database, *(result(f"Zoe N{place}", taken_on=EXAM_DAY + place % 2 * DAY, sequence=place) for place in range(5))
    )
    reader = SqlResultsReader(database)

    first = reader.results(PageRequest(size=3), ALL)
    second = reader.results(PageRequest(size=3, after=first.next), ALL)

    assert [row.name for row in first.items] == ["Zoe N3", "Zoe N1", "Zoe N4"]
    assert [row.name for row in second.items] == ["Zoe N2", "Zoe N0"]
    assert second.next is None


def test_a_row_says_what_the_list_shows(database: Database) -> None:
    one = result()
    store(database, one)

    [row] = SqlResultsReader(database).results(PageRequest(), ALL).items

    assert (row.id, row.reference, row.name, row.number) == (one.id, one.reference, "Zoë Łęska", one.holder.number)
    assert (row.exam_name, row.taken_on, row.centre_name) == ("B2 First", EXAM_DAY, "Kraków Centre")
    assert (row.overall, row.grade, row.status) == (175, "B", ResultStatus.FINAL)
    assert (row.release_at, row.released_at) == (one.release_at, None)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("leska", ["Zoë Łęska"]),
        ("ŁĘS zo", ["Zoë Łęska"]),
        ("zoe", ["Zoe Zhang", "Zoë Łęska"]),
        ("eska", []),
        ("zoe nobody", []),
        ("k7qf2m9xrt", ["Zoë Łęska"]),
        ("K7QF2-M9XRT", ["Zoë Łęska"]),
        ("%", []),
        ("  ", ["Zoe Zhang", "Zoë Łęska"]),
    ],
)
def test_words_of_the_name_and_the_candidate_number_find_results(
    database: Database, search: str, found: list[str]
) -> None:
    store(database, result("Zoë Łęska", "K7QF2-M9XRT"), result("Zoe Zhang", "OTHER", sequence=1))

    assert names(database, search=search) == found


def test_a_reference_number_finds_its_result_as_it_is_printed(database: Database) -> None:
    one = result()
    store(database, one, result("Zoe Zhang", sequence=1))

    assert names(database, search=written_reference(one.reference).lower()) == ["Zoë Łęska"]


def test_the_list_is_narrowed_by_exam_day_status_and_release(database: Database) -> None:
    other = result("Other Exam", sequence=1)
    other.sitting = replace(other.sitting, exam=KEY.code)
    withheld = result("With Held", sequence=2)
    withheld.status = ResultStatus.WITHHELD
    out = result("Out Already", taken_on=EXAM_DAY + DAY, sequence=3)
    out.released_at = NOON
    store(database, other, withheld, out)

    assert names(database, exam=KEY.code) == ["Other Exam"]
    assert names(database, taken_on=EXAM_DAY) == ["With Held", "Other Exam"]
    assert names(database, status=ResultStatus.WITHHELD) == ["With Held"]
    assert names(database, is_released=True) == ["Out Already"]
    assert names(database, is_released=False, exam=FIRST.code, search="held") == ["With Held"]


def test_a_tampered_place_in_the_list_is_refused(database: Database) -> None:
    for cursor in ("nonsense", "WzkyMjMzNzIwMzY4NTQ3NzU4MDhd"):
        with pytest.raises(InvalidInputError):
            SqlResultsReader(database).results(PageRequest(after=cursor), ALL)


def test_a_result_is_shown_whole_with_the_names_of_who_changed_it(database: Database) -> None:
    one = result()
    store(database, one)
    with stored(database) as unit:
        held = unit.results.get(one.id, for_update=True)
        held.withhold(reason="Asked", by=f"person:{PLANNER}", now=NOON)
        held.restore(reason="Answered", by="operator:command-line", now=NOON)

    view = SqlResultsReader(database).result(one.id)

    assert (view.exam_name, view.centre_name, view.centre_number) == ("B2 First", "Kraków Centre", "Kra")
    assert [(change.reason, name) for change, name in view.history] == [
        ("Answered", "operator:command-line"),
        ("Asked", "Ada Nowak"),
    ]
    assert view.result == held
    assert (view.shares, view.look_ups) == (0, 0)


def test_what_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFoundError):
        SqlResultsReader(database).result(ResultId(new_id()))


def test_what_waits_is_counted_by_exam_day_and_moment(database: Database) -> None:
    one, two, provisional, later, out = (result(sequence=place) for place in range(5))
    provisional.status = ResultStatus.PROVISIONAL
    later.release_at += DAY
    out.released_at = NOON
    store(database, one, two, provisional, later, out)

    rows = SqlResultsReader(database).waiting()

    assert [(row.exam, row.taken_on, row.release_at, row.results, row.provisional) for row in rows] == [
        (FIRST.code, date(2027, 2, 6), one.release_at, 3, 1),
        (FIRST.code, date(2027, 2, 6), later.release_at, 1, 0),
    ]


@pytest.mark.parametrize(
    "wanted",
    [ALL, replace(ALL, taken_on=EXAM_DAY), replace(ALL, status=ResultStatus.FINAL)],
    ids=["all", "day", "status"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_is_read_off_the_order_and_never_sorted(database: Database, wanted: ResultFilter) -> None:
    store(database, *(result(sequence=place) for place in range(30)))

    with statements_of(database) as sent:
        SqlResultsReader(database).results(PageRequest(size=10), wanted)

    assert not [step for step in dear_steps(database, sent) if "TEMP B-TREE" in step]
