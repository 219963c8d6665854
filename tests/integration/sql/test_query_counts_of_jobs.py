"""What the jobs of proctoring cost: a fixed number of statements for a batch, however many bookings are in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from adapters.jobs.embedded import EmbeddedJobs
from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import TestCandidate, TestStatus
from core.proctoring.ports import RetrySchedule
from core.proctoring.promises import CHECK, SEND, promise_send
from core.proctoring.usecases.checking import CheckBookings
from core.proctoring.usecases.sending import SendBookings
from core.proctoring.vendor import Declined, DeclineReason, ProviderUnavailable
from tests.fakes.proctoring import FakeProvider, FakeVendor
from tests.fakes.scripted import FakeProviders
from tests.integration.sql.proctored import CENTRE, NOON, proctored, schedule, settle, statements_of, stored

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SCHEDULE = RetrySchedule(first=timedelta(minutes=1), factor=2, longest=HOUR, tries=12)


class House:
    """So many bookings on a database, due to be sent in one batch to a vendor in memory."""

    def __init__(self, database: Database, number: int) -> None:
        self.time = NOON
        self.vendor = FakeVendor()
        providers = FakeProviders()
        providers.by_name[CENTRE, "acme"] = FakeProvider(self.vendor)
        unit = open_unit_on(database, self)
        send = SendBookings(open_unit=unit, providers=providers, clock=self, tries=SCHEDULE, checks=SCHEDULE)
        check = CheckBookings(open_unit=unit, providers=providers, clock=self, checks=SCHEDULE)
        self._jobs = EmbeddedJobs(database=database, handlers={SEND: send, CHECK: check}, clock=self)
        self._database = database
        self._number = number
        settle(database)
        self.bookings = [self._scheduled(index) for index in range(number)]

    def now(self) -> datetime:
        return self.time

    def _scheduled(self, index: int) -> ProctorBooking:
        test, booking = proctored(f"Test {index}", start=NOON + 3 * DAY)
        test.status = TestStatus.ACTIVE
        with stored(self._database) as unit:
            unit.tests.add(test)
            unit.proctor_bookings.add(booking)
            unit.test_candidates.add_all(
                [TestCandidate(test_id=test.id, number=f"C{n}", name="Ada", email="") for n in range(3)]
            )
            unit.booking_log.append(schedule(booking, start=NOON + 3 * DAY))
            promise_send(unit, booking, at=NOON)
        return booking

    def run(self) -> int:
        """Run the batch that is due; the statements it took, with those of the engine but for its word to the planner
        of PostgreSQL."""
        with statements_of(self._database) as sent:
            assert self._jobs.run_once() == self._number
        return sum("set_config" not in statement for statement, _ in sent)

    def states(self) -> set[BookingState]:
        with stored(self._database) as unit:
            return {booking.state for booking in unit.proctor_bookings.many([one.id for one in self.bookings])}


def sent(house: House) -> int:
    return house.run()


def confirmed_at_once(house: House) -> int:
    house.vendor.decides = "confirmed"
    return house.run()


def declined(house: House) -> int:
    house.vendor.decides = Declined(reason=DeclineReason.NO_CAPACITY)
    return house.run()


def not_reached(house: House) -> int:
    with house.vendor.failing(ProviderUnavailable, "book"):
        return house.run()


def still_pending(house: House) -> int:
    house.run()
    house.time += HOUR
    return house.run()


def confirmed(house: House) -> int:
    house.run()
    for booking in house.bookings:
        house.vendor.confirm(booking.key)
    house.time += HOUR
    return house.run()


STEPS: dict[Callable[[House], int], tuple[BookingState, int]] = {
    sent: (BookingState.SENT, 11),
    confirmed_at_once: (BookingState.CONFIRMED, 11),
    declined: (BookingState.REJECTED, 11),
    not_reached: (BookingState.SCHEDULED, 11),
    still_pending: (BookingState.SENT, 7),
    confirmed: (BookingState.CONFIRMED, 7),
}
"""Each step of a batch, the state it leads to, and its statements: the claim, what is read, one for each table that
is written, and the end of the lease."""


@pytest.mark.parametrize("number", [3, 100])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_a_batch_costs_as_many_statements_whatever_its_size(
    database: Database, step: Callable[[House], int], number: int
) -> None:
    house = House(database, number)
    state, statements = STEPS[step]

    assert step(house) == statements
    assert house.states() == {state}
