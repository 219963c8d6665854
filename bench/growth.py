"""What one booking, and one page of each list, costs in a house with few and with many open bookings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from rich.table import Table

from adapters.sql.database import Database
from adapters.sql.proctoring.reader import SqlProctoringReader
from bench.filling import CENTRE, IN_DOUBT, NOW, add_drafts, add_open, settle
from bench.places import Place
from bench.work import FreeVendor, Took, Work, opened
from core.access.model import EVERYTHING, Scope
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.views import LogFilter, SimpleStatus, TestFilter
from core.shared.paging import PageRequest

FEW, MANY = 1_000, 20_000
NUMBER = 500
ROUNDS = 3
READS = 40

Read = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A house with so many open bookings, the tests of these, and some more that wait to be activated."""

    pattern: str
    waiting: Sequence[ProctoredTestId]
    drafts: Sequence[ProctoredTestId]


def grow(places: list[Place]) -> Table:
    title = f"Milliseconds with {FEW:,} and with {MANY:,} open bookings, medians"
    table = Table(title=title, title_justify="left")
    for heading in ("database", "what", f"{FEW:,}", f"{MANY:,}", "ratio"):
        table.add_column(heading, justify="left" if heading in {"database", "what"} else "right")
    for place in places:
        few, many = _filled(place, FEW), _filled(place, MANY)
        for name, before, after in [*_processing(place, few, many), *_reading(few, many)]:
            table.add_row(place.name, name, f"{before:.3f}", f"{after:.3f}", f"{after / before:.2f}")
    return table


def _filled(place: Place, number: int) -> Filled:
    pattern = place.pattern()
    with opened(pattern) as database:
        settle(database)
        waiting = add_open(database, number)
        drafts = add_drafts(database, NUMBER)
        if not database.is_sqlite:
            # Autovacuum would get round to it; planning without it measures the wrong thing.
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
    return Filled(pattern=pattern, waiting=waiting, drafts=drafts)


def _processing(place: Place, *houses: Filled) -> Iterator[tuple[str, float, float]]:
    """In turn, so that what else the machine does falls on both."""
    times: list[list[Took]] = [[] for _ in houses]
    for _ in range(ROUNDS):
        for house, took in zip(houses, times, strict=True):
            with opened(place.copy(house.pattern)) as database:
                took.append(Work(database, FreeVendor()).do(house.drafts))
    steps: dict[str, Callable[[Took], float]] = {
        "activating a booking": lambda took: took.activating,
        "sending and checking a booking": lambda took: took.processing,
    }
    for name, part in steps.items():
        few, many = (median(part(one) for one in took) / NUMBER * 1000 for took in times)
        yield name, few, many


def _reading(few: Filled, many: Filled) -> Iterator[tuple[str, float, float]]:
    with opened(few.pattern) as small, opened(many.pattern) as large:
        pairs = zip(_reads(small, few).items(), _reads(large, many).values(), strict=True)
        for (name, of_few), of_many in pairs:
            times: tuple[list[float], list[float]] = ([], [])
            for _ in range(READS):
                for read, took in zip((of_few, of_many), times, strict=True):
                    begun = perf_counter()
                    read()
                    took.append(perf_counter() - begun)
            yield name, median(times[0]) * 1000, median(times[1]) * 1000


def _reads(database: Database, house: Filled) -> dict[str, Read]:
    ours, page, status = Scope(organisation_id=CENTRE), PageRequest(), SimpleStatus.AWAITING_CONFIRMATION
    reader = SqlProctoringReader(database)
    cursor: str | None = None
    for _ in range(4):
        cursor = reader.tests(ours, PageRequest(size=200, after=cursor), TestFilter()).next
    deep, middle = PageRequest(after=cursor), house.waiting[len(house.waiting) // 2]
    return {
        "Deliver, first page": lambda: reader.tests(ours, page, TestFilter()),
        "Deliver, after 800 rows": lambda: reader.tests(ours, deep, TestFilter()),
        "Deliver, by status": lambda: reader.tests(ours, page, TestFilter(status=status)),
        "Deliver, figures on top": lambda: reader.summary(ours, now=NOW),
        # As many rows as there are with few open bookings.
        "Needs attention": lambda: reader.attention(EVERYTHING, PageRequest(size=FEW // IN_DOUBT)),
        "a booking's log": lambda: reader.log(middle, ours, page, LogFilter()),
    }
