"""The work that is measured: bookings activated one by one, then sent and checked by the embedded engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter

from adapters.jobs.embedded import EmbeddedJobs
from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from bench.filling import NOW, SCHEDULER
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import RetrySchedule
from core.proctoring.promises import CHECK, SEND
from core.proctoring.usecases.activating import ActivateTest, ActivateTestCommand
from core.proctoring.usecases.checking import CheckBookings
from core.proctoring.usecases.sending import SendBookings
from core.proctoring.vendor import (
    Accepted,
    Availability,
    Available,
    BookAnswer,
    BookingRequest,
    Capabilities,
    CheckAnswer,
    Confirmed,
    Held,
    NotHeld,
    ProctoringProvider,
    Reply,
)
from core.proctoring.views import ProviderChoice
from core.shared.ids import OrganisationId
from core.shared.jobs import JobHandler
from core.shared.time import TimeWindow

BATCH = 100
READS = 41
_SCHEDULE = RetrySchedule(first=timedelta(minutes=1), factor=2, longest=timedelta(minutes=30), tries=12)


class FreeVendor(ProctoringProvider):
    """Takes and confirms everything, in no time."""

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(max_batch=BATCH)

    def availability(self, window: TimeWindow, proctors: int) -> Availability:
        return Available(proctors=proctors)

    def book(self, requests: Sequence[BookingRequest]) -> Reply[BookAnswer]:
        return Reply(answers={request.key: Accepted(reference=f"bk_{request.key}") for request in requests})

    def check(self, references: Sequence[str]) -> Reply[CheckAnswer]:
        return Reply(answers={reference: Confirmed(reference=reference) for reference in references})

    def find(self, key: str) -> Held | NotHeld:
        return NotHeld()


class OneVendor:
    """The same vendor for every organisation."""

    def __init__(self, provider: ProctoringProvider) -> None:
        self._provider = provider

    def of(self, organisation_id: OrganisationId, name: str) -> ProctoringProvider:
        return self._provider

    def title(self, name: str) -> str | None:
        return name

    def choices(self, organisation_id: OrganisationId) -> Sequence[ProviderChoice]:
        return []


class SettableClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds."""

    activating: float
    processing: float

    @property
    def whole(self) -> float:
        return self.activating + self.processing


class Work:
    """What stands on one database. The letters that follow a decision are promised, not written."""

    def __init__(self, database: Database, provider: ProctoringProvider) -> None:
        self._clock = SettableClock()
        open_unit = open_unit_on(database, self._clock)
        vendors = OneVendor(provider)
        self._activate = ActivateTest(open_unit=open_unit, providers=vendors, clock=self._clock)
        send = SendBookings(
            open_unit=open_unit, providers=vendors, clock=self._clock, tries=_SCHEDULE, checks=_SCHEDULE
        )
        check = CheckBookings(open_unit=open_unit, providers=vendors, clock=self._clock, checks=_SCHEDULE)
        handlers: dict[str, JobHandler] = {SEND: send, CHECK: check}
        self._jobs = EmbeddedJobs(database=database, handlers=handlers, clock=self._clock, batch=BATCH)

    def do(self, tests: Sequence[ProctoredTestId]) -> Took:
        """From a draft to a confirmed booking, all of them."""
        begun = perf_counter()
        for test_id in tests:
            self._activate(ActivateTestCommand(actor=SCHEDULER, test_id=test_id))
        activated = perf_counter()
        sent = self._jobs.run_until_idle()
        self._clock.time += timedelta(hours=1)
        checked = self._jobs.run_until_idle()
        ended = perf_counter()
        assert (sent, checked) == (len(tests), len(tests)), "every booking is sent once and checked once"
        return Took(activating=activated - begun, processing=ended - activated)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.dispose()


def medians(ways: Sequence[Callable[[], object]]) -> list[float]:
    """Milliseconds of each, in an order drawn each time, so that none of them always finds at hand what another has
    just read."""
    times: list[list[float]] = [[] for _ in ways]
    order, draw = list(zip(ways, times, strict=True)), Random(READS)
    for _ in range(READS):
        draw.shuffle(order)
        for way, took in order:
            begun = perf_counter()
            way()
            took.append((perf_counter() - begun) * 1000)
    return [median(took) for took in times]
