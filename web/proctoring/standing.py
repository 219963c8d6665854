"""What the reader of a test's page must know of its booking: what happened, whose move it is, what to do."""

from dataclasses import dataclass

from core.proctoring.log_codes import CATALOGUE, Code, LogCode, Move, Severity
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import TestStatus
from core.proctoring.views import BookingView, TestView

_LEAVE_DOUBT = frozenset(
    {
        Code.REJECTED_EXHAUSTED,
        Code.REJECTED_SEND_FAILED,
        Code.REJECTED_CHECK_FAILED,
        Code.REJECTED_CHECK_CREDENTIALS,
    }
)
"""Their own lines in the catalogue say already that the vendor may hold the booking."""
_MAY_BE_HELD = _LEAVE_DOUBT | {Code.REJECTED_CONFLICT, Code.REJECTED_BY_HAND, Code.RECONCILED}
_OVER = frozenset({BookingState.REJECTED, BookingState.EXPIRED})
_DEACTIVATE_FIRST = "Deactivate the test, "


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    title: str
    kind: str
    happened: str
    move: Move
    next_step: str
    retry: str


def standing_of(test: TestView, booking: BookingView) -> Standing | None:
    """None while nothing is wrong. What last moved the booking tells most; what became known since goes before it."""
    last = booking.last
    if last is None or not test.is_live:
        return None
    if booking.vendor_side_unknown:
        return _in_doubt(last)
    if holds_another_time(booking):
        return _told(CATALOGUE[Code.REJECTED_CONFLICT])
    if booking.state in _OVER and last.code in _LEAVE_DOUBT | {Code.REJECTED_CONFLICT}:
        return _settled_since(last)
    if booking.state in _OVER or last.severity is Severity.DANGER:
        return _told(last, active=test.status is TestStatus.ACTIVE)
    return None


def holds_another_time(booking: BookingView) -> bool:
    """A rejected booking keeps its reference as a record; only after these can something stand behind it."""
    known = booking.state is BookingState.REJECTED and not booking.vendor_side_unknown
    return known and bool(booking.reference) and booking.last_code in _MAY_BE_HELD


def _told(line: LogCode, *, active: bool = True) -> Standing:
    step = line.next_step
    if not active and step.startswith(_DEACTIVATE_FIRST):
        step = step.removeprefix(_DEACTIVATE_FIRST)
        step = step[:1].upper() + step[1:]
    return Standing(
        title=line.title, kind="danger", happened=line.cause, move=line.move, next_step=step, retry=line.retry
    )


def _in_doubt(last: LogCode) -> Standing:
    doubt = CATALOGUE[Code.OUTCOME_UNKNOWN]
    line = last if last.code in _LEAVE_DOUBT else doubt
    happened = last.cause if line is last else f"{last.cause} {doubt.cause}"
    if last.code is Code.REJECTED_BY_HAND:
        happened = "A Service Desk agent rejected the booking. The vendor is being asked to give up what it holds."
    return Standing(
        title=last.title if line is last else f"{last.title}, and it is not known what the vendor holds",
        kind="warning",
        happened=happened,
        move=line.move,
        next_step=line.next_step,
        retry=line.retry or "Only after it is known what the vendor holds.",
    )


def _settled_since(last: LogCode) -> Standing:
    return Standing(
        title=last.title,
        kind="danger",
        happened="The vendor holds nothing for this test: the request never reached it, or it has been asked since.",
        move=Move.SCHEDULER,
        next_step="Activate the test again, or change it first.",
        retry="As long as the minimal time in advance is kept.",
    )
