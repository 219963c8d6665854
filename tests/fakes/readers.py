"""What pages read of proctoring, from the storage in memory: as much of it as use cases ask for."""

from __future__ import annotations

from datetime import timedelta

from core.access.model import Scope
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.views import BookingView, TestView
from tests.fakes.units import MemoryStorage


class FakeTestReader:
    """`queue_time` is what the latest requests have waited."""

    def __init__(self, storage: MemoryStorage) -> None:
        self._storage = storage
        self.queue_time = timedelta()

    def test(self, test_id: ProctoredTestId, scope: Scope) -> TestView:
        with self._storage.open_unit() as unit:
            test, candidates = unit.tests.get(test_id, scope), unit.test_candidates.of(test_id)
        return TestView(
            id=test.id,
            organisation_id=test.organisation_id,
            organisation_name="Kraków Centre",
            title=test.title,
            proctoring=test.proctoring,
            status=test.status,
            provider=test.provider,
            ratio=test.ratio,
            window=test.window,
            time_zone=test.time_zone,
            candidates=len(candidates),
            longest_extra_minutes=max((one.extra_minutes for one in candidates), default=0),
            version=test.version,
        )

    def booking(self, test_id: ProctoredTestId, scope: Scope) -> BookingView:
        with self._storage.open_unit() as unit:
            booking = unit.proctor_bookings.of_test(test_id, scope)
        return BookingView(
            id=booking.id,
            state=booking.state,
            vendor_side_unknown=booking.vendor_side_unknown,
            provider=booking.provider,
            window=booking.window,
            reference=booking.reference,
            activation=booking.activation,
            checks=booking.checks,
            next_check_at=booking.next_check_at,
            last_code=booking.last_code,
        )

    def typical_queue_time(self, provider: str) -> timedelta:
        return self.queue_time
