"""How each code of the booking log comes about at a test centre, by what people, the vendor and time do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.e2e.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`play` gives the test whose log then shows the code. `filled` are the values of the message's placeholders beside
    the title, `held` is what the vendor holds by its own count in the end, `status` what the activation page says."""

    play: Callable[[Stage], str]
    status: str
    held: int
    filled: Mapping[str, str] = field(default_factory=dict)


def _vendor_fails(stage: Stage, kind: str, *, waits: int = 0, **more: object) -> str:
    """The vendor misbehaves from the start; the test is activated and so much time passes."""
    stage.vendor.fault(kind, **more)
    test_id = stage.sent()
    stage.wait(times=waits)
    return test_id


def _send_dropped(stage: Stage) -> str:
    test_id = stage.activated()
    stage.decide(test_id, "confirm")
    stage.run()
    return test_id


def _check_dropped(stage: Stage) -> str:
    test_id = stage.sent()
    stage.decide(test_id, "confirm")
    stage.wait()
    return test_id


def _existed_already(stage: Stage) -> str:
    """The vendor confirms at once, and its reply is lost on the way."""
    stage.vendor.settings(confirm_at_once=True)
    stage.vendor.fault("reply_lost_after_booking", times=1)
    test_id = stage.sent()
    stage.wait()
    return test_id


def _deactivated_first(stage: Stage) -> str:
    test_id = stage.activated()
    stage.deactivate(test_id)
    stage.run()
    return test_id


def _too_late(stage: Stage) -> str:
    """There was time enough when the test was activated, and no more when its turn came."""
    test_id = stage.activated(hours=26)
    stage.wait(minutes=150)
    return test_id


def _nobody_left(stage: Stage) -> str:
    test_id = stage.activated(candidates=1)
    stage.withdraw(test_id, "C-1")
    stage.run()
    return test_id


def _by_hand(decision: str) -> Callable[[Stage], str]:
    def play(stage: Stage) -> str:
        test_id = stage.sent()
        stage.decide(test_id, decision)
        stage.run()
        return test_id

    return play


def _rated(stage: Stage, *, waits: int = 0) -> str:
    test_id = stage.confirmed()
    stage.join(test_id, "C-1")
    stage.rate(test_id, "C-1", "minor")
    stage.run()
    stage.wait(times=waits)
    return test_id


def _rating_fails(kind: str, *, waits: int = 0) -> Callable[[Stage], str]:
    def play(stage: Stage) -> str:
        stage.vendor.fault(kind, on=["rating"])
        return _rated(stage, waits=waits)

    return play


def _announced(stage: Stage) -> str:
    test_id = stage.confirmed()
    stage.rate(test_id, "C-1", "minor")
    return test_id


def _joined(stage: Stage) -> str:
    test_id = stage.confirmed()
    stage.join(test_id, "C-1")
    return test_id


def _reconciled(stage: Stage) -> str:
    test_id = _vendor_fails(stage, "garbage", on=["book"])
    stage.vendor.clear()
    stage.reconcile(test_id)
    return test_id


def _cancelled(stage: Stage) -> str:
    test_id = stage.confirmed()
    stage.cancel(test_id)
    stage.run()
    return test_id


def _cancellation_asked(stage: Stage) -> str:
    test_id = stage.confirmed()
    stage.cancel(test_id)
    return test_id


def _cancellation_fails_once(stage: Stage) -> str:
    stage.vendor.fault("server_error", on=["cancel"], times=1)
    test_id = _cancelled(stage)
    stage.wait()
    return test_id


def _cancelled_too_late(stage: Stage) -> str:
    test_id = _joined(stage)
    stage.cancel(test_id)
    stage.run()
    return test_id


def _cancelled_by_the_vendor(stage: Stage) -> str:
    test_id = stage.confirmed()
    stage.cancel_as_vendor(test_id)
    stage.run()
    return test_id


def _expired(stage: Stage) -> str:
    """The vendor takes the request and cannot be asked again before the test begins."""
    stage.vendor.fault("too_many_requests", on=["check"], delay=500)
    test_id = stage.activated(hours=25)
    stage.run()
    stage.world.clock.advance(hours=25)
    stage.clockwork()
    return test_id


def _fault(kind: str, *, waits: int = 0, **more: object) -> Callable[[Stage], str]:
    return lambda stage: _vendor_fails(stage, kind, waits=waits, **more)


_CANDIDATE = {"candidateNumber": "C-1"}

SCENES: Mapping[str, Scene] = {
    # The article's codes, in its order.
    "abandoned_bulk_booking_due_to_incompatible_booking_status": Scene(
        play=_send_dropped, status="confirmed", held=0, filled={"booking status": "confirmed"}
    ),
    "booking_declared_as_scheduled": Scene(play=lambda stage: stage.activated(), status="requested", held=0),
    "booking_declared_as_sent": Scene(play=lambda stage: stage.sent(), status="awaiting confirmation", held=1),
    "booking_check_scheduled": Scene(play=lambda stage: stage.sent(), status="awaiting confirmation", held=1),
    "abandoned_booking_check_due_to_incompatible_booking_status": Scene(
        play=_check_dropped, status="confirmed", held=1, filled={"booking status": "confirmed"}
    ),
    "booking_declared_as_confirmed": Scene(play=lambda stage: stage.confirmed(), status="confirmed", held=1),
    "booking_check_failed_but_for_retry_later": Scene(
        play=_fault("server_error", on=["check"], times=1, waits=1), status="awaiting confirmation", held=1
    ),
    "booking_declared_as_confirmed_due_to_already_existing": Scene(play=_existed_already, status="confirmed", held=1),
    "booking_rejection_reason_unknown": Scene(play=_fault("decline_without_reason"), status="rejected", held=0),
    "booking_rejection_reason_wrong_test_status": Scene(
        play=_deactivated_first, status="rejected", held=0, filled={"contextObjectStatus": "deactivated"}
    ),
    "booking_rejection_reason_booking_past_leading_time": Scene(play=_too_late, status="rejected", held=0),
    "booking_rejection_reason_no_bookable_candidates": Scene(play=_nobody_left, status="rejected", held=0),
    "booking_rejection_reason_availability_limit_reached": Scene(play=_fault("no_capacity"), status="rejected", held=0),
    "booking_rejection_reason_booking_check_exhausted": Scene(
        play=_fault("never_decides", waits=13), status="needs attention", held=1
    ),
    "booking_rejection_reason_conflict": Scene(play=_fault("other_window"), status="rejected", held=1),
    "booking_rejection_reason_availability_unknown": Scene(
        play=_fault("availability_unknown", waits=6), status="rejected", held=0
    ),
    "booking_rejection_reason_bulk_booking_failed": Scene(
        play=_fault("garbage", on=["book"]), status="needs attention", held=1
    ),
    "booking_rejection_reason_booking_check_failed": Scene(
        play=_fault("garbage", on=["check"], waits=1), status="needs attention", held=1
    ),
    "booking_rejection_reason_authentication_failed_during_bulk_booking": Scene(
        play=_fault("refuse_credentials_on_book"), status="rejected", held=0
    ),
    "booking_rejection_reason_authentication_failed_during_check": Scene(
        play=_fault("refuse_credentials_on_check", waits=1), status="needs attention", held=1
    ),
    "booking_declared_as_confirmed_manually": Scene(play=_by_hand("confirm"), status="confirmed", held=1),
    "booking_rejection_reason_manually_rejected": Scene(play=_by_hand("reject"), status="rejected", held=0),
    "proctoring_session_rating_updated_externally": Scene(
        play=_announced, status="confirmed", held=1, filled=_CANDIDATE
    ),
    "proctoring_session_rating_updated": Scene(play=_rated, status="confirmed", held=1, filled=_CANDIDATE),
    "proctoring_session_rating_update_failed_but_for_retry_later": Scene(
        play=_rating_fails("rating_unavailable"), status="confirmed", held=1, filled=_CANDIDATE
    ),
    "proctoring_session_rating_update_failed": Scene(
        play=_rating_fails("rating_unavailable", waits=6), status="confirmed", held=1, filled=_CANDIDATE
    ),
    "proctoring_session_rating_update_abandoned_due_to_context_mismatch": Scene(
        play=_rating_fails("other_candidates_session"), status="confirmed", held=1, filled=_CANDIDATE
    ),
    "proctoring_session_rating_update_abandoned_due_to_invalid_payload": Scene(
        play=_rating_fails("unknown_rating_value"), status="confirmed", held=1, filled=_CANDIDATE
    ),
    "proctoring_session_joined_processing_completed": Scene(
        play=_joined, status="confirmed", held=1, filled=_CANDIDATE
    ),
    # Our own.
    "booking_send_failed_but_for_retry_later": Scene(
        play=_fault("server_error", on=["book"]), status="requested", held=0
    ),
    "booking_outcome_unknown": Scene(play=_fault("garbage", on=["book"]), status="needs attention", held=1),
    "booking_reconciled": Scene(
        play=_reconciled, status="confirmed", held=1, filled={"finding": "it holds the booking, confirmed"}
    ),
    "booking_declared_as_cancelling": Scene(play=_cancellation_asked, status="cancelled", held=1),
    "booking_cancellation_failed_but_for_retry_later": Scene(play=_cancellation_fails_once, status="cancelled", held=0),
    "booking_cancellation_refused": Scene(play=_cancelled_too_late, status="confirmed", held=1),
    "booking_declared_as_cancelled": Scene(play=_cancelled, status="cancelled", held=0),
    "booking_declared_as_cancelled_by_vendor": Scene(play=_cancelled_by_the_vendor, status="cancelled", held=0),
    "booking_declared_as_expired": Scene(play=_expired, status="needs attention", held=1),
}
