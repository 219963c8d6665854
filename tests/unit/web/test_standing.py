"""What a test's page tells of its booking: true now, not when it was written into the log."""

from dataclasses import replace
from uuid import UUID

import pytest

from core.proctoring.log_codes import CATALOGUE, Code, Move
from core.proctoring.model.log import BookingState, ProctorBookingId
from core.proctoring.model.test import ProctoredTestId, Proctoring, TestStatus
from core.proctoring.views import BookingView, TestView
from core.shared.ids import OrganisationId
from web.proctoring.standing import holds_another_time, standing_of

_TEST = TestView(
    id=ProctoredTestId(UUID(int=1)),
    organisation_id=OrganisationId(UUID(int=2)),
    organisation_name="Northgate College",
    title="B2 First",
    proctoring=Proctoring.LIVE,
    status=TestStatus.ACTIVE,
    provider="simulator",
    ratio=8,
    window=None,
    time_zone="Europe/London",
    candidates=8,
    longest_extra_minutes=0,
    version=1,
)


def _booking(state: BookingState, code: Code | None, *, unknown: bool = False, reference: str = "") -> BookingView:
    return BookingView(
        id=ProctorBookingId(UUID(int=3)),
        state=state,
        vendor_side_unknown=unknown,
        provider="simulator",
        window=None,
        reference=reference,
        activation=1,
        checks=0,
        next_check_at=None,
        last_code=code,
    )


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (BookingState.NOT_REQUESTED, None),
        (BookingState.SCHEDULED, Code.SCHEDULED),
        (BookingState.SENT, Code.SENT),
        (BookingState.CONFIRMED, Code.CONFIRMED),
        (BookingState.CANCELLING, Code.CANCELLING),
        (BookingState.CANCELLED, Code.CANCELLED),
    ],
)
def test_while_nothing_is_wrong_nothing_is_told(state: BookingState, code: Code | None) -> None:
    assert standing_of(_TEST, _booking(state, code)) is None


def test_a_test_without_live_proctoring_has_nothing_to_tell() -> None:
    recorded = replace(_TEST, proctoring=Proctoring.RECORDED)

    assert standing_of(recorded, _booking(BookingState.REJECTED, Code.REJECTED_CAPACITY)) is None


@pytest.mark.parametrize("code", [code for code in Code if CATALOGUE[code].is_rejection])
def test_every_rejection_names_whose_move_it_is_and_the_next_step(code: Code) -> None:
    told = standing_of(_TEST, _booking(BookingState.REJECTED, code))

    assert told is not None
    assert told.happened
    assert told.move is not Move.NOBODY
    assert told.next_step
    assert told.retry


@pytest.mark.parametrize("code", [code for code in Code if CATALOGUE[code].is_rejection] + [Code.EXPIRED])
def test_in_doubt_nobody_is_told_to_book_again(code: Code) -> None:
    told = standing_of(_TEST, _booking(BookingState.REJECTED, code, unknown=True))

    assert told is not None
    assert told.kind == "warning"
    assert told.move in {Move.DESK, Move.ADMINISTRATOR}
    assert told.retry == "Only after it is known what the vendor holds."


def test_what_was_in_doubt_and_is_settled_is_the_schedulers_again() -> None:
    told = standing_of(_TEST, _booking(BookingState.REJECTED, Code.REJECTED_EXHAUSTED))

    assert told is not None
    assert (told.title, told.move) == ("Rejected: checks used up", Move.SCHEDULER)
    assert "holds nothing" in told.happened


@pytest.mark.parametrize("code", [Code.REJECTED_CONFLICT, Code.REJECTED_CHECK_FAILED, Code.RECONCILED])
def test_another_time_that_the_vendor_holds_can_be_cancelled(code: Code) -> None:
    booking = _booking(BookingState.REJECTED, code, reference="bk_1")

    told = standing_of(_TEST, booking)

    assert holds_another_time(booking)
    assert told is not None
    assert told.title == "Rejected: another time is booked"


def test_a_refused_booking_leaves_nothing_to_cancel_though_its_reference_stays_on_record() -> None:
    assert not holds_another_time(_booking(BookingState.REJECTED, Code.REJECTED_UNKNOWN, reference="bk_1"))


def test_a_refused_cancellation_is_told_although_the_booking_stands() -> None:
    told = standing_of(_TEST, _booking(BookingState.CONFIRMED, Code.CANCELLATION_REFUSED, reference="bk_1"))

    assert told is not None
    assert told.title == "Cancellation refused"


def test_who_has_deactivated_the_test_already_is_not_told_to() -> None:
    told = standing_of(
        replace(_TEST, status=TestStatus.DEACTIVATED), _booking(BookingState.REJECTED, Code.REJECTED_LEAD_TIME)
    )

    assert told is not None
    assert told.next_step == "Choose a later time, and have it activated again."
