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
from bench.bare import recorded, replay
from bench.filling import CENTRE, NOW
from bench.places import Place
from bench.session_filling import LARGE, SCHOOL, Filled, Size, file_of, fill
from bench.session_queries import BOOKINGS, CANDIDATES, SESSIONS, SOUGHT, Ask, asking
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
READS = 40
FILES = 3

TEACHER = Actor(
    person_id=PersonId(UUID(int=3)),
    organisation_id=SCHOOL,
    organisation_kind=OrganisationKind.PREPARATION_CENTRE,
    roles=frozenset({Role.PREPARATION_USER}),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Milliseconds, ours and the bare driver's."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def crowd(places: list[Place]) -> Table:
    title = f"{FULL.entries:,} entries beside {DEMO.entries}: milliseconds, medians, and the bare driver in turn"
    table = Table(title=title, title_justify="left")
    for heading in ("database", "what", "demo", "full", "growth", "bare, full", "ratio"):
        table.add_column(heading, justify="left" if heading in {"database", "what"} else "right")
    for place in places:
        few, many = _measure(place, DEMO), _measure(place, FULL)
        for name, before in few.items():
            after = many[name]
            growth = f"{after.ours / before.ours:.2f}"
            figures = (f"{before.ours:.2f}", f"{after.ours:.2f}", growth, f"{after.bare:.2f}", f"{after.ratio:.1f}")
            table.add_row(place.name, name, *figures)
    return table


def _measure(place: Place, size: Size) -> dict[str, Took]:
    pattern = place.pattern()
    with opened(pattern) as database:
        filled = fill(database, size, free=FILES)
        if not database.is_sqlite:
            # Autovacuum would get round to it; planning without it measures the wrong thing.
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")
    with opened(pattern) as database, asking(pattern) as ask:
        took = _reading(database, ask, filled.large)
    return took | _entering(place, pattern, filled)


def _reading(database: Database, ask: Ask, large: TestSessionId) -> dict[str, Took]:
    sessions, bookings, page = SqlSessionsReader(database), SqlBookingsReader(database), PageRequest()
    school, centre = Scope(organisation_id=SCHOOL), Scope(organisation_id=CENTRE)
    booking = {"session": large, "school": SCHOOL}

    def search(typed: str) -> tuple[Callable[[], object], Callable[[], object]]:
        values = booking | {"part": f"%{typed}%"}
        return (
            lambda: bookings.entries(large, SCHOOL, school, page, search=typed),
            lambda: ask(CANDIDATES.format(sought=SOUGHT), values),
        )

    return {
        "Sessions of a preparation centre": _in_turn(
            lambda: sessions.available(SCHOOL, page, SessionFilter(), now=NOW),
            lambda: ask(SESSIONS, {"school": SCHOOL, "now": NOW}),
        ),
        "Bookings of a preparation centre": _in_turn(
            lambda: bookings.bookings(school, page, since=NOW),
            lambda: ask(BOOKINGS.format(side="entrant_id"), {"organisation": SCHOOL, "now": NOW}),
        ),
        "Bookings of the test centre": _in_turn(
            lambda: bookings.bookings(centre, page, since=NOW),
            lambda: ask(BOOKINGS.format(side="centre_id"), {"organisation": CENTRE, "now": NOW}),
        ),
        f"Candidates of a booking of {LARGE:,}": _in_turn(
            lambda: bookings.entries(large, SCHOOL, school, page),
            lambda: ask(CANDIDATES.format(sought=""), booking),
        ),
        "… searched for a name many have": _in_turn(*search("garcia")),
        "… searched for who is not there": _in_turn(*search("nobody-at-all")),
    }


def _in_turn(ours: Callable[[], object], bare: Callable[[], object]) -> Took:
    times: dict[Callable[[], object], list[float]] = {ours: [], bare: []}
    for _ in range(READS):
        for read, taken in times.items():
            begun = perf_counter()
            read()
            taken.append((perf_counter() - begun) * 1000)
    return Took(ours=median(times[ours]), bare=median(times[bare]))


def _entering(place: Place, pattern: str, filled: Filled) -> dict[str, Took]:
    """Files of people whom nobody knows yet, each for a session of its own; the driver writes the same rows again."""
    looked, entered, written = [], [], []
    copy = place.copy(pattern)
    with opened(pattern) as database:
        open_unit, clock, sheets = open_unit_on(database, SettableClock()), SettableClock(), PlainSpreadsheets()
        upload = UploadEntries(open_unit=open_unit, spreadsheets=sheets, clock=clock)
        look = LookAtUpload(open_unit=open_unit, spreadsheets=sheets, clock=clock)
        enter = EnterUpload(open_unit=open_unit, spreadsheets=sheets, clock=clock)
        for number, session in enumerate(filled.free):
            content = file_of(number)
            with recorded(database) as transactions:
                begun = perf_counter()
                upload_id = upload(
                    UploadEntriesCommand(actor=TEACHER, session_id=session, name="class.csv", content=content)
                )
                command = UploadCommand(actor=TEACHER, upload_id=upload_id)
                look(command)
                seen = perf_counter()
                assert len(enter(command).entries) == LARGE
                done = perf_counter()
            looked.append((seen - begun) * 1000)
            entered.append((done - seen) * 1000)
            written.append(transactions)
    # Of each file the first transaction keeps it, the second enters it.
    phases = [phase for first, *rest in written for phase in ([first], rest)]
    seconds = replay(copy, *phases)
    return {
        f"A file of {LARGE:,} kept and looked at": Took(ours=median(looked), bare=median(seconds[0::2]) * 1000),
        f"A file of {LARGE:,} entered": Took(ours=median(entered), bare=median(seconds[1::2]) * 1000),
    }
