"""The storage of proctoring in memory: units that undo, keep and lock as the database's do, and the promised jobs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from core.access.model import Scope
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState, LogEntry, ProctorBookingId
from core.proctoring.model.session import CandidateSession
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, TestCandidate
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.jobs import Job, Payload
from core.shared.time import utc

NOON = utc(2027, 3, 1, 12)

Entity = TypeVar("Entity")
Key = TypeVar("Key")


class SettableClock:
    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now

    def advance(self, span: timedelta) -> None:
        self._now += span


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    kind: str
    payload: Payload
    key: str
    run_at: datetime
    group: str
    attempt: int = 1

    @property
    def job(self) -> Job:
        return Job(kind=self.kind, payload=self.payload, attempt=self.attempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A line of the audit trail."""

    action: str
    by: str
    on: str
    facts: Mapping[str, str]


@dataclass(slots=True)
class Stored:
    """What the database would hold."""

    tests: dict[ProctoredTestId, ProctoredTest] = field(default_factory=dict)
    candidates: dict[ProctoredTestId, dict[str, TestCandidate]] = field(default_factory=lambda: defaultdict(dict))
    bookings: dict[ProctorBookingId, ProctorBooking] = field(default_factory=dict)
    log: dict[ProctorBookingId, list[LogEntry]] = field(default_factory=lambda: defaultdict(list))
    sessions: dict[tuple[ProctorBookingId, str], CandidateSession] = field(default_factory=dict)
    notices: set[tuple[str, OrganisationId, str]] = field(default_factory=set)
    jobs: dict[str, Promised] = field(default_factory=dict)
    trail: list[Recorded] = field(default_factory=list)


class Held(Generic[Key, Entity]):
    """The entities of one kind that a unit holds. One that was read without `for_update` is a copy: what is changed on
    it is lost, as in the database."""

    def __init__(self, stored: dict[Key, Entity]) -> None:
        self._stored = stored
        self._held: dict[Key, Entity] = {}
        self._was: dict[Key, Entity] = {}

    def add(self, key: Key, entity: Entity) -> None:
        if key in self._stored or key in self._held:
            raise ConflictError("taken")
        self._held[key] = entity

    def find(self, key: Key, *, for_update: bool) -> Entity | None:
        if key not in self._held:
            if key not in self._stored:
                return None
            loaded = deepcopy(self._stored[key])
            if not for_update:
                return loaded
            self._held[key], self._was[key] = loaded, deepcopy(loaded)
        return self._held[key]

    def flush(self) -> None:
        """Raises ConflictError("changed_meanwhile") for what another unit has written since it was loaded."""
        # Any: every entity has a version; their types do not tell.
        changed: dict[Any, Any] = {key: one for key, one in self._held.items() if self._was.get(key) != one}
        for key in changed:
            if key in self._was and self._stored[key] != self._was[key]:
                raise ConflictError("changed_meanwhile")
        for key, entity in changed.items():
            entity.version += 1
            self._stored[key] = deepcopy(entity)


class MemoryTests:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.rows = Held(stored.tests)

    def add(self, test: ProctoredTest) -> None:
        self.rows.add(test.id, test)

    def get(self, test_id: ProctoredTestId, scope: Scope, *, for_update: bool = False) -> ProctoredTest:
        test = self.rows.find(test_id, for_update=for_update)
        if test is None or not scope.covers(test.organisation_id):
            raise NotFoundError("proctored_test")
        return test

    def many(self, test_ids: Sequence[ProctoredTestId]) -> Sequence[ProctoredTest]:
        found = [self.rows.find(test_id, for_update=False) for test_id in sorted(set(test_ids))]
        return [test for test in found if test is not None]


class MemoryCandidates:
    def __init__(self, stored: Stored) -> None:
        self._lists = defaultdict(dict, {test_id: dict(enrolled) for test_id, enrolled in stored.candidates.items()})
        self._stored = stored

    def add_all(self, candidates: Sequence[TestCandidate]) -> None:
        for candidate in candidates:
            enrolled = self._lists[candidate.test_id]
            if candidate.number in enrolled:
                raise ConflictError("candidate_number_taken")
            enrolled[candidate.number] = candidate

    def of(self, test_id: ProctoredTestId) -> Sequence[TestCandidate]:
        return [candidate for _, candidate in sorted(self._lists[test_id].items())]

    def of_many(self, test_ids: Sequence[ProctoredTestId]) -> dict[ProctoredTestId, list[TestCandidate]]:
        return {test_id: list(self.of(test_id)) for test_id in test_ids if self._lists[test_id]}

    def count(self, test_id: ProctoredTestId) -> int:
        return len(self._lists[test_id])

    def remove(self, test_id: ProctoredTestId, numbers: Sequence[str]) -> Sequence[str]:
        return [number for number in sorted(numbers) if self._lists[test_id].pop(number, None)]

    def flush(self) -> None:
        self._stored.candidates = self._lists


class MemoryBookings:
    def __init__(self, stored: Stored, seen_as_overdue: Sequence[ProctorBookingId]) -> None:
        self._stored = stored
        self._seen_as_overdue = seen_as_overdue
        self.rows = Held(stored.bookings)

    def add(self, booking: ProctorBooking) -> None:
        self.rows.add(booking.id, booking)

    def get(self, booking_id: ProctorBookingId, scope: Scope, *, for_update: bool = False) -> ProctorBooking:
        return _within(scope, self.rows.find(booking_id, for_update=for_update))

    def of_test(self, test_id: ProctoredTestId, scope: Scope, *, for_update: bool = False) -> ProctorBooking:
        found = next((one.id for one in self._stored.bookings.values() if one.test_id == test_id), None)
        return _within(scope, self.rows.find(found, for_update=for_update) if found else None)

    def many(self, booking_ids: Sequence[ProctorBookingId], *, for_update: bool = False) -> Sequence[ProctorBooking]:
        found = [self.rows.find(booking_id, for_update=for_update) for booking_id in sorted(set(booking_ids))]
        return [booking for booking in found if booking is not None]

    def overdue(self, *, before: datetime, limit: int) -> Sequence[ProctorBookingId]:
        undecided = {BookingState.SCHEDULED, BookingState.SENT}
        found = [
            (one.window.start, one.id)
            for one in self._stored.bookings.values()
            if one.state in undecided and one.window and one.window.start < before
        ]
        return [*self._seen_as_overdue, *(booking_id for _, booking_id in sorted(found)[:limit])]


def _within(scope: Scope, booking: ProctorBooking | None) -> ProctorBooking:
    if booking is None or not scope.covers(booking.organisation_id):
        raise NotFoundError("proctor_booking")
    return booking


class MemoryLog:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._waiting: list[LogEntry] = []

    def append(self, *entries: LogEntry) -> None:
        self._waiting.extend(entries)

    def of(self, booking_id: ProctorBookingId) -> Sequence[LogEntry]:
        return [*self._stored.log[booking_id], *(one for one in self._waiting if one.booking_id == booking_id)]

    def flush(self) -> None:
        for entry in self._waiting:
            log = self._stored.log[entry.booking_id]
            assert entry.sequence == len(log) + 1, "an entry is missing or comes twice"
            log.append(entry)


class MemorySessions:
    def __init__(self, stored: Stored) -> None:
        self.rows = Held(stored.sessions)

    def add(self, session: CandidateSession) -> None:
        self.rows.add((session.booking_id, session.candidate_number), session)

    def find(
        self, booking_id: ProctorBookingId, candidate_number: str, *, for_update: bool = False
    ) -> CandidateSession | None:
        return self.rows.find((booking_id, candidate_number), for_update=for_update)


class MemoryNotices:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._new: set[tuple[str, OrganisationId, str]] = set()

    def is_new(self, provider: str, organisation_id: OrganisationId, event_id: str, *, now: datetime) -> bool:
        event = (provider, organisation_id, event_id)
        if event in self._stored.notices | self._new:
            return False
        self._new.add(event)
        return True

    def flush(self) -> None:
        self._stored.notices |= self._new


class MemoryUnit:
    def __init__(self, stored: Stored, seen_as_overdue: Sequence[ProctorBookingId] = ()) -> None:
        self._stored = stored
        self.tests = MemoryTests(stored)
        self.test_candidates = MemoryCandidates(stored)
        self.proctor_bookings = MemoryBookings(stored, seen_as_overdue)
        self.booking_log = MemoryLog(stored)
        self.candidate_sessions = MemorySessions(stored)
        self.received_notices = MemoryNotices(stored)
        self._jobs: list[Promised] = []
        self._trail: list[Recorded] = []
        self._is_over = False

    def commit(self) -> None:
        self._check_open()
        for kept in (self.tests.rows, self.proctor_bookings.rows, self.candidate_sessions.rows):
            kept.flush()
        self.test_candidates.flush()
        self.booking_log.flush()
        self.received_notices.flush()
        for promised in self._jobs:
            waiting = self._stored.jobs.get(promised.key)
            if waiting is None or promised.run_at < waiting.run_at:
                self._stored.jobs[promised.key] = promised
        self._stored.trail += self._trail
        self._is_over = True

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        self._check_open()
        self._jobs.append(Promised(kind=kind, payload=dict(payload), key=key, run_at=run_at, group=group))

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self._check_open()
        self._trail.append(Recorded(action=action, by=by, on=on, facts=facts or {}))

    def _check_open(self) -> None:
        if self._is_over:
            raise RuntimeError("The unit is over: nothing may follow its commit.")


class MemoryStorage:
    """`open_unit` as use cases are given it. `open_units` tells whether one is open just now; `seen_as_overdue` are
    bookings that were overdue when a sweep looked, and were decided before it could lock them."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.open_units = 0
        self.seen_as_overdue: list[ProctorBookingId] = []

    @contextmanager
    def open_unit(self) -> Iterator[MemoryUnit]:
        self.open_units += 1
        try:
            yield MemoryUnit(self.stored, self.seen_as_overdue)
        finally:
            self.open_units -= 1

    def take_due(self, kind: str, now: datetime) -> list[Promised]:
        """Hand out, as an engine does, the jobs of one kind and the first group that is due; they wait no longer."""
        due = sorted((one for one in self.stored.jobs.values() if one.kind == kind and one.run_at <= now), key=_place)
        together = [one for one in due if one.group == due[0].group]
        for one in together:
            del self.stored.jobs[one.key]
        return together


def _place(promised: Promised) -> tuple[datetime, str]:
    return promised.run_at, promised.key
