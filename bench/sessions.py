"""A test centre with 2,000 sessions, 300 preparation centres and 200,000 entries, beside one of the demo's size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from uuid import UUID

from rich.table import Table

from adapters.spreadsheets import PlainSpreadsheets
from adapters.sql.bookings.reader import SqlBookingsReader
from adapters.sql.database import Database
from adapters.sql.sessions.reader import SqlSessionsReader
from adapters.sql.unit import open_unit_on
from bench.bare import Transaction, recorded, replay
from bench.filling import CENTRE, NOW
from bench.places import Place
from bench.session_filling import LARGE, SCHOOL, Filled, Size, file_of, fill
from bench.session_queries import BOOKINGS, CANDIDATES, SESSIONS, SOUGHT, Ask, Value, asking
from bench.work import SettableClock, opened
from core.access.model import Actor, OrganisationKind, Scope
from core.access.permissions import Role
from core.bookings.usecases.uploading import (
    EnterUpload,
    LookAtUpload,
    UploadCommand,
    UploadEntries,
    UploadEntriesCommand,
)
from core.sessions.model import TestSessionId
from core.sessions.views import SessionFilter
from core.shared.ids import PersonId
from core.shared.paging import PageRequest

DEMO = Size(sessions=80, schools=5, entries=400)
FULL = Size(sessions=2_000, schools=300, entries=200_000)
READS = 60
FILES = 3

CANDIDATES_OF = f"Candidates of a booking of {LARGE:,}"
MANY_FOUND, NONE_FOUND = "… searched for a name many have", "… searched for who is not there"

TEACHER = Actor(
    person_id=PersonId(UUID(int=3)),
    organisation_id=SCHOOL,
    organisation_kind=OrganisationKind.PREPARATION_CENTRE,
    roles=frozenset({Role.PREPARATION_USER}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Milliseconds: ours in the house of the demo's size and in the full one, and the bare driver's in the full one."""

    demo: float
    full: float
    bare: float


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    url: str
    copy: str
    """As it was filled, for the driver to write again what we write."""
    filled: Filled


def crowd(places: list[Place]) -> Table:
    title = f"{FULL.entries:,} entries beside {DEMO.entries}, and the bare driver, in turn: milliseconds, medians"
    table = Table(title=title, title_justify="left")
    for heading in ("database", "what", "demo", "full", "growth", "bare, full", "ratio"):
        table.add_column(heading, justify="left" if heading in {"database", "what"} else "right")
    for place in places:
        few, many = _built(place, DEMO), _built(place, FULL)
        for name, took in (_reading(few, many) | _entering(few, many)).items():
            growth, ratio = f"{took.full / took.demo:.2f}", f"{took.full / took.bare:.1f}"
            table.add_row(place.name, name, f"{took.demo:.2f}", f"{took.full:.2f}", growth, f"{took.bare:.2f}", ratio)
    return table


def _built(place: Place, size: Size) -> House:
    url = place.pattern()
    with opened(url) as database:
        filled = fill(database, size, free=FILES)
        if not database.is_sqlite:
            # Autovacuum would get round to it; planning without it measures the wrong thing.
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
    return House(url=url, copy=place.copy(url), filled=filled)


Reads = dict[str, Callable[[], object]]


def _reading(few: House, many: House) -> dict[str, Took]:
    with opened(few.url) as small, opened(many.url) as large, asking(many.url) as ask:
        demo, full = _ours(small, few.filled.large), _ours(large, many.filled.large)
        bare = _bare(ask, many.filled.large)
        return {name: Took(**_in_turn(demo=demo[name], full=full[name], bare=bare[name])) for name in bare}


def _ours(database: Database, large: TestSessionId) -> Reads:
    sessions, bookings, page = SqlSessionsReader(database), SqlBookingsReader(database), PageRequest()
    school, centre = Scope(organisation_id=SCHOOL), Scope(organisation_id=CENTRE)
    return {
        "Sessions of a preparation centre": lambda: sessions.available(SCHOOL, page, SessionFilter(), now=NOW),
        "Bookings of a preparation centre": lambda: bookings.bookings(school, page, since=NOW),
        "Bookings of the test centre": lambda: bookings.bookings(centre, page, since=NOW),
        CANDIDATES_OF: lambda: bookings.entries(large, SCHOOL, school, page),
        MANY_FOUND: lambda: bookings.entries(large, SCHOOL, school, page, search="garcia"),
        NONE_FOUND: lambda: bookings.entries(large, SCHOOL, school, page, search="nobody"),
    }


def _bare(ask: Ask, large: TestSessionId) -> Reads:
    school: dict[str, Value] = {"organisation": SCHOOL, "now": NOW}
    centre: dict[str, Value] = {"organisation": CENTRE, "now": NOW}
    booking, search = {"session": large, "school": SCHOOL}, CANDIDATES.format(sought=SOUGHT)
    return {
        "Sessions of a preparation centre": lambda: ask(SESSIONS, {"school": SCHOOL, "now": NOW}),
        "Bookings of a preparation centre": lambda: ask(BOOKINGS.format(side="entrant_id"), school),
        "Bookings of the test centre": lambda: ask(BOOKINGS.format(side="centre_id"), centre),
        CANDIDATES_OF: lambda: ask(CANDIDATES.format(sought=""), booking),
        MANY_FOUND: lambda: ask(search, booking | {"part": "%garcia%"}),
        NONE_FOUND: lambda: ask(search, booking | {"part": "%nobody%"}),
    }


def _in_turn(**reads: Callable[[], object]) -> dict[str, float]:
    times: dict[str, list[float]] = {who: [] for who in reads}
    for _ in range(READS):
        for who, read in reads.items():
            begun = perf_counter()
            read()
            times[who].append((perf_counter() - begun) * 1000)
    return {who: median(taken) for who, taken in times.items()}


def _entering(few: House, many: House) -> dict[str, Took]:
    """Files of people whom nobody knows yet, each for a session of its own; the driver writes the same rows again."""
    demo, full, bare = [], [], []
    for number in range(FILES):
        demo.append(_bring_in(few, number)[0])
        took, written = _bring_in(many, number)
        full.append(took)
        # The first transaction keeps the file, the second enters it.
        bare.append([seconds * 1000 for seconds in replay(many.copy, written[:1], written[1:])])
    ways = {"demo": demo, "full": full, "bare": bare}
    names = (f"A file of {LARGE:,} kept and looked at", f"A file of {LARGE:,} entered")
    return {
        name: Took(**{who: median(one[place] for one in took) for who, took in ways.items()})
        for place, name in enumerate(names)
    }


def _bring_in(house: House, number: int) -> tuple[list[float], list[Transaction]]:
    """The milliseconds of both steps, and what was written."""
    with opened(house.url) as database:
        open_unit, clock, sheets = open_unit_on(database, SettableClock()), SettableClock(), PlainSpreadsheets()
        upload = UploadEntries(open_unit=open_unit, spreadsheets=sheets, clock=clock)
        look = LookAtUpload(open_unit=open_unit, spreadsheets=sheets, clock=clock)
        enter = EnterUpload(open_unit=open_unit, spreadsheets=sheets, clock=clock)
        keep = UploadEntriesCommand(
            actor=TEACHER, session_id=house.filled.free[number], name="class.csv", content=file_of(number)
        )
        with recorded(database) as written:
            begun = perf_counter()
            command = UploadCommand(actor=TEACHER, upload_id=upload(keep))
            look(command)
            seen = perf_counter()
            assert len(enter(command).entries) == LARGE
            done = perf_counter()
    return [(seen - begun) * 1000, (done - seen) * 1000], written
