"""A proctor booking brought into each of its states by the way that leads there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import NO_EVIDENCE, BookingState, LogEntry, ProctorBookingId
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.vendor import AlreadyBooked
from core.shared.ids import OrganisationId
from core.shared.time import TimeWindow, utc

NOW = utc(2027, 3, 1, 12)
LATER = NOW + timedelta(hours=1)
WINDOW = TimeWindow(start=utc(2027, 3, 8, 9), end=utc(2027, 3, 8, 13))
OTHER_WINDOW = TimeWindow(start=utc(2027, 3, 9, 9), end=utc(2027, 3, 9, 13))
BY = "person:00000000-0000-0000-0000-000000000007"
JOB = "job:proctoring.send"


def new_booking() -> ProctorBooking:
    return ProctorBooking(
        id=ProctorBookingId(UUID(int=1)),
        test_id=ProctoredTestId(UUID(int=2)),
        organisation_id=OrganisationId(UUID(int=3)),
        title="B2 First",
    )


class Story:
    """A booking and the log it wrote so far."""

    def __init__(self) -> None:
        self.booking = new_booking()
        self.log: list[LogEntry] = []

    def take(self, entry: LogEntry) -> Story:
        self.log.append(entry)
        return self

    def schedule(self) -> Story:
        return self.take(self.booking.schedule(title="B2 First", provider="acme", window=WINDOW, by=BY, now=NOW))

    def send(self, reference: str = "V-1") -> Story:
        return self.take(self.booking.declare_sent(reference, by=JOB, now=NOW, evidence=NO_EVIDENCE))

    def confirm(self, reference: str = "V-1") -> Story:
        return self.take(self.booking.confirm(reference, by=JOB, now=NOW, evidence=NO_EVIDENCE))

    def reject(self, code: Code = Code.REJECTED_CAPACITY) -> Story:
        return self.take(self.booking.reject(code, by=JOB, now=NOW))

    def cancel(self) -> Story:
        return self.take(self.booking.ask_cancellation(by=BY, now=NOW))

    def doubt(self) -> Story:
        return self.take(self.booking.doubt(by=JOB, now=NOW))


IN_STATE: dict[BookingState, Callable[[], Story]] = {
    BookingState.NOT_REQUESTED: Story,
    BookingState.SCHEDULED: lambda: Story().schedule(),
    BookingState.SENT: lambda: Story().schedule().send(),
    BookingState.CONFIRMED: lambda: Story().schedule().send().confirm(),
    BookingState.REJECTED: lambda: Story().schedule().reject(),
    BookingState.CANCELLING: lambda: Story().schedule().send().confirm().cancel(),
    BookingState.CANCELLED: lambda: cancelled(),
    BookingState.EXPIRED: lambda: expired(),
}


def cancelled() -> Story:
    story = Story().schedule().send().confirm().cancel()
    return story.take(story.booking.declare_cancelled(by=JOB, now=NOW))


def expired() -> Story:
    story = Story().schedule().send()
    return story.take(story.booking.expire(by=JOB, now=NOW))


def taken(story: Story, answer: AlreadyBooked) -> ProctorBooking:
    story.take(story.booking.take_already_booked(answer, by=JOB, now=NOW, evidence=NO_EVIDENCE))
    return story.booking
