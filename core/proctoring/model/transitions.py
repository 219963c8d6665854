"""Which codes may be written in which state, and where each leads. The verbs and the replay both obey this table."""

from collections.abc import Mapping

from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState

_ANY = frozenset(BookingState)
_ASKED = frozenset({BookingState.SCHEDULED, BookingState.SENT})
_REJECTING = frozenset({BookingState.SCHEDULED})
_CHECKING = frozenset({BookingState.SENT})

_SOURCES: Mapping[Code, frozenset[BookingState]] = {
    Code.SEND_ABANDONED: _ANY - {BookingState.SCHEDULED},
    Code.SCHEDULED: frozenset(
        {BookingState.NOT_REQUESTED, BookingState.REJECTED, BookingState.CANCELLED, BookingState.EXPIRED}
    ),
    Code.SEND_RETRY: _REJECTING,
    Code.SENT: frozenset({BookingState.SCHEDULED}),
    Code.CHECK_SCHEDULED: _CHECKING,
    Code.CHECK_RETRY: _CHECKING,
    Code.CHECK_ABANDONED: _ANY - {BookingState.SENT},
    Code.CONFIRMED: _ASKED,
    Code.CONFIRMED_EXISTING: _ASKED,
    Code.CONFIRMED_BY_HAND: _ASKED | {BookingState.REJECTED},
    Code.REJECTED_UNKNOWN: _ASKED,
    Code.REJECTED_TEST_STATUS: _REJECTING,
    Code.REJECTED_LEAD_TIME: _ASKED,
    Code.REJECTED_NO_CANDIDATES: _REJECTING,
    Code.REJECTED_CAPACITY: _ASKED,
    Code.REJECTED_AVAILABILITY_UNKNOWN: _REJECTING,
    Code.REJECTED_CONFLICT: _ASKED,
    Code.REJECTED_SEND_FAILED: _REJECTING,
    Code.REJECTED_SEND_CREDENTIALS: _REJECTING,
    Code.REJECTED_EXHAUSTED: _CHECKING,
    Code.REJECTED_CHECK_FAILED: _CHECKING,
    Code.REJECTED_CHECK_CREDENTIALS: _CHECKING,
    Code.REJECTED_BY_HAND: _ASKED | {BookingState.CONFIRMED},
    Code.OUTCOME_UNKNOWN: _ANY - {BookingState.NOT_REQUESTED},
    Code.RECONCILED: _ANY - {BookingState.NOT_REQUESTED},
    Code.CANCELLING: frozenset({BookingState.CONFIRMED, BookingState.SENT, BookingState.REJECTED}),
    Code.CANCELLATION_RETRY: frozenset({BookingState.CANCELLING}),
    Code.CANCELLATION_REFUSED: frozenset({BookingState.CANCELLING, BookingState.REJECTED}),
    Code.CANCELLED: frozenset({BookingState.CANCELLING}),
    Code.CANCELLED_BY_VENDOR: frozenset({BookingState.CONFIRMED}),
    Code.EXPIRED: _ASKED,
}
"""From which states each code may be written. Codes about one candidate's session may be written from any."""

_RECONCILED_TO = frozenset(
    {
        BookingState.SENT,
        BookingState.CONFIRMED,
        BookingState.REJECTED,
        BookingState.CANCELLED,
        BookingState.EXPIRED,
    }
)

_TARGETS: Mapping[Code, frozenset[BookingState]] = {
    Code.SCHEDULED: frozenset({BookingState.SCHEDULED}),
    Code.SENT: frozenset({BookingState.SENT}),
    Code.CONFIRMED: frozenset({BookingState.CONFIRMED}),
    Code.CONFIRMED_EXISTING: frozenset({BookingState.CONFIRMED}),
    Code.CONFIRMED_BY_HAND: frozenset({BookingState.CONFIRMED}),
    Code.RECONCILED: _RECONCILED_TO,
    Code.CANCELLING: frozenset({BookingState.CANCELLING}),
    Code.CANCELLATION_REFUSED: frozenset({BookingState.CONFIRMED, BookingState.SENT, BookingState.REJECTED}),
    Code.CANCELLED: frozenset({BookingState.CANCELLED}),
    Code.CANCELLED_BY_VENDOR: frozenset({BookingState.CANCELLED}),
    Code.EXPIRED: frozenset({BookingState.EXPIRED}),
}


def may_be_written(code: Code, state: BookingState) -> bool:
    return state in _SOURCES.get(code, _ANY)


def may_lead(code: Code, start: BookingState, end: BookingState) -> bool:
    """Whether an entry with this code can take a booking from `start` to `end`."""
    if not may_be_written(code, start):
        return False
    if code.startswith("booking_rejection_reason_"):
        return end is BookingState.REJECTED
    return end in _TARGETS.get(code, {start})
