"""Verifying that the logs of bookings are whole, and that what is stored of a booking is what its log says."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from core.access.model import Actor
from core.access.permissions import Permission
from core.proctoring.model.log import ProctorBookingId
from core.proctoring.model.replay import differences, replay
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import BookingRecord, BookingRecords
from core.shared.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingVerdict:
    """`entries` were read; without findings the log is whole and agrees with the booking. A finding is a plain
    sentence without its full stop."""

    booking_id: ProctorBookingId
    test_id: ProctoredTestId
    entries: int
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyBookingsCommand:
    """`ids` are those of bookings or of their tests; without any, every booking is verified."""

    actor: Actor
    ids: Collection[UUID] = ()


class VerifyBookings:
    """Checks each log's hash chain and replays it against the stored booking. Verdicts come in a stream."""

    def __init__(self, *, records: BookingRecords) -> None:
        self._records = records

    def __call__(self, command: VerifyBookingsCommand) -> Iterator[BookingVerdict]:
        """The last step of the iterator raises NotFoundError("proctor_booking") when an id named nothing."""
        command.actor.require(Permission.READ_AUDIT_TRAIL)
        return self._verdicts(command.ids)

    def _verdicts(self, ids: Collection[UUID]) -> Iterator[BookingVerdict]:
        unknown = set(ids)
        for record in self._records.walk(ids):
            unknown -= {record.booking_id, record.test_id}
            yield _verdict(record)
        if unknown:
            raise NotFoundError("proctor_booking", id=min(unknown))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyBookingCommand:
    actor: Actor
    test_id: ProctoredTestId


class VerifyBooking:
    """The same for the booking of one test."""

    def __init__(self, *, records: BookingRecords) -> None:
        self._records = records

    def __call__(self, command: VerifyBookingCommand) -> BookingVerdict:
        command.actor.require(Permission.SEE_TESTS)
        return _verdict(self._records.of_test(command.test_id, command.actor.scope))


def _verdict(record: BookingRecord) -> BookingVerdict:
    told = replay(record.log).faults if record.booking is None else differences(record.booking, record.log)
    return BookingVerdict(
        booking_id=record.booking_id,
        test_id=record.test_id,
        entries=len(record.log),
        findings=(*record.unreadable, *told),
    )
