"""What one booking, and one page of each list, costs in a house with few and with many open bookings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter

from rich.table import Table

from adapters.sql.proctoring.reader import SqlProctoringReader
from bench.filling import CENTRE, NOW, add_drafts, add_open, settle
from bench.places import Place
from bench.work import FreeVendor, Work, opened
from core.access.model import EVERYTHING, Scope
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.views import LogFilter, SimpleStatus, TestFilter
from core.shared.paging import PageRequest

FEW, MANY = 1_000, 20_000
NUMBER = 500
ROUNDS = 3
READS = 40

Figures = dict[str, float]
"""Milliseconds, by what was done."""


def grow(places: list[Place]) -> Table:
    title = f"Milliseconds with {FEW:,} and with {MANY:,} open bookings, medians"
    table = Table(title=title, title_justify="left")
    for heading in ("database", "what", f"{FEW:,}", f"{MANY:,}", "ratio"):
        table.add_column(heading, justify="left" if heading in {"database", "what"} else "right")
    for place in places:
        few, many = _measure(place, FEW), _measure(place, MANY)
        for name, before in few.items():
            table.add_row(place.name, name, f"{before:.3f}", f"{many[name]:.3f}", f"{many[name] / before:.2f}")
    return table


def _measure(place: Place, open_ones: int) -> Figures:
    pattern = place.pattern()
    with opened(pattern) as database:
        settle(database)
        waiting = add_open(database, open_ones)
        tests = add_drafts(database, NUMBER)
        if not database.is_sqlite:
            # Autovacuum would get round to it; planning without it measures the wrong thing.
            with database.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
                connection.commit()
    return _processing(place, pattern, tests) | _reading(pattern, waiting)


def _processing(place: Place, pattern: str, tests: Sequence[ProctoredTestId]) -> Figures:
    times = []
    for _ in range(ROUNDS):
        with opened(place.copy(pattern)) as database:
            times.append(Work(database, FreeVendor()).do(tests))
    return {
        "activating a booking": median(took.activating for took in times) / NUMBER * 1000,
        "sending and checking a booking": median(took.processing for took in times) / NUMBER * 1000,
    }


def _reading(pattern: str, tests: Sequence[ProctoredTestId]) -> Figures:
    ours, page, status = Scope(organisation_id=CENTRE), PageRequest(), SimpleStatus.AWAITING_CONFIRMATION
    with opened(pattern) as database:
        reader = SqlProctoringReader(database)
        cursor: str | None = None
        for _ in range(4):
            cursor = reader.tests(ours, PageRequest(size=200, after=cursor), TestFilter()).next
        deep = PageRequest(after=cursor)
        middle = tests[len(tests) // 2]
        reads: dict[str, Callable[[], object]] = {
            "Deliver, first page": lambda: reader.tests(ours, page, TestFilter()),
            "Deliver, after 800 rows": lambda: reader.tests(ours, deep, TestFilter()),
            "Deliver, by status": lambda: reader.tests(ours, page, TestFilter(status=status)),
            "Deliver, figures on top": lambda: reader.summary(ours, now=NOW),
            "Needs attention, first page": lambda: reader.attention(EVERYTHING, PageRequest(size=20)),
            "a booking's log": lambda: reader.log(middle, ours, page, LogFilter()),
        }
        return {name: _milliseconds(read) for name, read in reads.items()}


def _milliseconds(read: Callable[[], object]) -> float:
    times = []
    for _ in range(READS):
        begun = perf_counter()
        read()
        times.append(perf_counter() - begun)
    return median(times) * 1000
