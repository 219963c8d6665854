"""What each list of sessions and bookings costs: as many queries always, each read off an index in the order shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from adapters.sql.bookings.reader import SqlBookingsReader
from adapters.sql.database import Database
from adapters.sql.sessions.reader import SqlSessionsReader
from core.access.model import EVERYTHING
from core.bookings.model import EntryId, LineKind
from core.sessions.model import SessionStatus, TestSessionId
from core.sessions.views import SessionFilter
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest
from tests.integration.sql.entered import (
    COLLEGE,
    DAY,
    KEY,
    SCHOOL,
    SCHOOLS,
    candidate,
    enter,
    keep,
    line,
    request,
    session,
    settle,
)
from tests.integration.sql.plans import dear_steps
from tests.integration.sql.proctored import CENTRE, NOON, OURS, statements_of, stored


@dataclass
class Filled:
    """Twelve sessions of which each has two bookings, one of a dozen entries."""

    sessions: SqlSessionsReader
    bookings: SqlBookingsReader
    session_id: TestSessionId
    entry_id: EntryId


def fill(database: Database) -> Filled:
    settle(database)
    held = [session(NOON + (20 + day) * DAY, SCHOOL, COLLEGE, exam=KEY) for day in range(12)]
    keep(database, *held)
    some_entry = None
    for one in held:
        entered = enter(database, one, *(candidate(f"Person {place}") for place in range(12)))
        enter(database, one, candidate(owner=COLLEGE))
        with stored(database) as unit:
            for paid in entered[:6]:
                unit.entries.get(paid.id, OURS, for_update=True).record(line(LineKind.PAYMENT), currency="EUR")
            unit.help_requests.add(request())
        some_entry = entered[0].id
    assert some_entry
    return Filled(SqlSessionsReader(database), SqlBookingsReader(database), held[-1].id, some_entry)


# Any: each list has rows of its own kind.
Read = Callable[[Filled, PageRequest], Page[Any]]
COMING, ALL = SessionFilter(), SessionFilter(past=True, search="key", status=SessionStatus.OPEN)

PAGES: dict[str, tuple[int, Read]] = {
    "available": (1, lambda on, page: on.sessions.available(SCHOOL, page, COMING, now=NOON)),
    "available, past and found": (1, lambda on, page: on.sessions.available(SCHOOL, page, ALL, now=NOON)),
    "owned": (1, lambda on, page: on.sessions.owned(CENTRE, page, COMING, now=NOON)),
    "owned, past and found": (1, lambda on, page: on.sessions.owned(CENTRE, page, ALL, now=NOON)),
    "bookings of an entrant": (2, lambda on, page: on.bookings.bookings(SCHOOLS, page, since=NOON)),
    "bookings of a centre": (2, lambda on, page: on.bookings.bookings(OURS, page, since=NOON)),
    "bookings of a centre by one": (2, lambda on, page: on.bookings.bookings(OURS, page, since=NOON, entrant=SCHOOL)),
    "bookings of a centre, all": (2, lambda on, page: on.bookings.bookings(OURS, page, search="key")),
    "bookings of everybody": (1, lambda on, page: on.bookings.bookings(EVERYTHING, page, since=NOON)),
    "entries": (3, lambda on, page: on.bookings.entries(on.session_id, SCHOOL, SCHOOLS, page)),
    "entries, found": (3, lambda on, page: on.bookings.entries(on.session_id, SCHOOL, OURS, page, search="pers")),
    "requests of an entrant": (2, lambda on, page: on.bookings.requests(SCHOOLS, page)),
    "requests of a centre": (2, lambda on, page: on.bookings.requests(OURS, page)),
    "requests of everybody": (1, lambda on, page: on.bookings.requests(EVERYTHING, page)),
}
WINDOWS: dict[str, tuple[int, Callable[[Filled], object]]] = {
    "session": (3, lambda on: on.sessions.session(on.session_id, OURS, now=NOON)),
    "booking": (2, lambda on: on.bookings.booking(on.session_id, SCHOOL, SCHOOLS)),
    "entry": (2, lambda on: on.bookings.entry(on.entry_id, SCHOOLS)),
    "checks": (4, lambda on: on.bookings.checks(on.session_id, SCHOOL, SCHOOLS)),
    "deadlines of a centre": (3, lambda on: on.bookings.deadlines(OURS, start=NOON, end=NOON + 30 * DAY)),
    "deadlines of an entrant": (3, lambda on: on.bookings.deadlines(SCHOOLS, start=NOON, end=NOON + 30 * DAY)),
}


@pytest.fixture
def sqlite(sqlite_pattern: Path, tmp_path: Path) -> Iterator[Database]:
    shutil.copy(sqlite_pattern, tmp_path / "plans.db")
    database = Database(f"sqlite:///{tmp_path / 'plans.db'}")
    yield database
    database.dispose()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_as_many_queries_whatever_its_length(database: Database, name: str) -> None:
    on = fill(database)
    queries, read = PAGES[name]

    for size in (2, 5):
        with statements_of(database) as sent:
            rows = read(on, PageRequest(size=size)).items
        assert len(rows) == size
        assert len(sent) == queries


@pytest.mark.parametrize("name", WINDOWS)
def test_a_window_takes_as_many_queries_however_much_it_shows(database: Database, name: str) -> None:
    on = fill(database)
    queries, read = WINDOWS[name]

    with statements_of(database) as sent:
        read(on)

    assert len(sent) == queries


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_off_an_index_in_its_order(sqlite: Database, name: str) -> None:
    on = fill(sqlite)
    _, read = PAGES[name]
    first = read(on, PageRequest(size=2))

    with statements_of(sqlite) as sent:
        read(on, PageRequest(size=2, after=first.next))

    assert not dear_steps(sqlite, sent)


@pytest.mark.parametrize("name", ["entry", "checks", "deadlines of a centre"])
def test_a_window_is_read_off_indexes(sqlite: Database, name: str) -> None:
    on = fill(sqlite)

    with statements_of(sqlite) as sent:
        WINDOWS[name][1](on)

    assert not [step for step in dear_steps(sqlite, sent) if step.startswith("SCAN")]


def test_clashes_same_people_and_scopes_are_looked_up_by_indexes(sqlite: Database) -> None:
    on = fill(sqlite)
    people = [candidate().details for _ in range(3)]

    with statements_of(sqlite) as sent, stored(sqlite) as unit:
        unit.entries.clashes(on.session_id, people)
        unit.candidates.same_people(OrganisationId(SCHOOL), people)
        unit.candidates.get(unit.entries.get(on.entry_id, OURS).candidate_id, OURS)
        unit.entries.of_booking(on.session_id, SCHOOL)
        unit.sessions.with_deadline_between(NOON, NOON + DAY)
        unit.candidates.next_numbers(5)

    scans = [step for step in dear_steps(sqlite, sent) if step.startswith("SCAN")]
    assert not scans
