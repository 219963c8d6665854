"""From activation to the vendor's decision: what the page says, what the log tells, what the vendor holds."""

from __future__ import annotations

from datetime import datetime

import pytest

from core.proctoring.log_codes import CATALOGUE, Code
from tests.e2e.log_code_scenes import SCENES
from tests.e2e.stage import HALF_HOUR, Stage

_MOVES = {
    "planner": "A planner's",
    "proctoring scheduler": "A proctoring scheduler's",
    "service desk": "The service desk's",
    "administrator": "An administrator's",
}


@pytest.mark.feature("L03")
def test_the_simplified_status_follows_the_booking(stage: Stage) -> None:
    test_id = stage.a_test()
    seen = [stage.badge(test_id)]

    stage.activate(test_id)
    seen.append(stage.badge(test_id))
    stage.run()
    seen.append(stage.badge(test_id))
    stage.wait(minutes=2)
    seen.append(stage.badge(test_id))
    stage.cancel(test_id)
    stage.run()
    seen.append(stage.badge(test_id))

    assert seen == ["not requested", "requested", "awaiting confirmation", "confirmed", "cancelled"]


@pytest.mark.feature("L03")
def test_a_rejection_and_an_unknown_outcome_have_a_status_of_their_own(stage: Stage) -> None:
    stage.vendor.fault("decline_without_reason", times=1)
    rejected = stage.sent()
    stage.vendor.fault("garbage", on=["book"])
    unknown = stage.sent()

    assert (stage.badge(rejected), stage.badge(unknown)) == ("rejected", "needs attention")


@pytest.mark.feature("L03")
def test_the_list_of_tests_shows_and_filters_by_the_simplified_status(stage: Stage) -> None:
    confirmed = stage.confirmed()
    draft = stage.a_test(title="Draft")

    everything = stage.planner.get("/deliver").text
    filtered = stage.planner.get("/deliver?status=confirmed").text

    assert confirmed in everything
    assert draft in everything
    assert confirmed in filtered
    assert draft not in filtered


@pytest.mark.feature("L05")
def test_activating_declares_the_booking_scheduled_and_asks_nobody_yet(stage: Stage) -> None:
    test_id = stage.a_test()

    stage.activate(test_id)

    assert stage.codes(test_id) == ["booking_declared_as_scheduled"]
    assert stage.requests("book") == {}
    assert stage.held(test_id) == 0


@pytest.mark.feature("L06")
def test_the_request_reaches_the_vendor_with_the_booked_window_and_all_candidates(stage: Stage) -> None:
    test_id = stage.a_test(candidates=5)
    window = stage.window_in()
    stage.activate(test_id)

    stage.run()

    assert stage.codes(test_id)[1:] == ["booking_declared_as_sent", "booking_check_scheduled"]
    [held] = stage.bookings_at_vendor(test_id)
    assert held["window"] == {
        "start": (window.start - HALF_HOUR).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end": (window.end + HALF_HOUR).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    assert (held["proctors"], held["candidates"]) == (2, ["C-1", "C-2", "C-3", "C-4", "C-5"])


@pytest.mark.feature("L06")
def test_tests_activated_together_go_to_the_vendor_in_one_request(stage: Stage) -> None:
    tests = [stage.activated(title=f"Room {number}") for number in range(4)]

    stage.run()

    assert stage.requests("book") == {"200": 1}
    assert [stage.held(test_id) for test_id in tests] == [1, 1, 1, 1]


@pytest.mark.feature("L07")
def test_the_vendor_is_asked_for_its_decision_again_and_again_with_longer_waits(stage: Stage) -> None:
    stage.vendor.fault("never_decides")
    test_id = stage.sent()

    stage.wait(minutes=1, times=18)

    entries = [entry for entry in stage.exported_log(test_id) if entry["code"] == "booking_check_scheduled"]
    waits = [
        datetime.fromisoformat(entry["facts"]["due"]) - datetime.fromisoformat(entry["time"])
        for entry in reversed(entries)
    ]
    assert len(waits) >= 4
    assert waits == [waits[0] * 2**tried for tried in range(len(waits))]
    assert stage.requests("check") == {"200": len(waits) - 1}
    assert f"Check number {len(waits)} is due" in stage.page(test_id)


@pytest.mark.feature("L08")
@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("server_error", {}),
        ("too_many_requests", {}),
        ("half_reply", {}),
        ("reply_lost_after_booking", {}),
    ],
)
def test_a_check_that_fails_for_a_passing_reason_is_repeated_until_it_succeeds(
    stage: Stage, kind: str, more: dict[str, object]
) -> None:
    stage.vendor.fault(kind, on=["check"], times=2, **more)
    test_id = stage.sent()

    stage.wait(times=3)

    assert stage.codes(test_id)[3:] == [
        "booking_check_failed_but_for_retry_later",
        "booking_check_scheduled",
        "booking_check_failed_but_for_retry_later",
        "booking_check_scheduled",
        "booking_declared_as_confirmed",
    ]
    assert stage.held(test_id) == 1


@pytest.mark.feature("L08")
def test_the_vendors_wish_to_wait_is_heeded(stage: Stage) -> None:
    stage.vendor.fault("too_many_requests", on=["check"], times=1, delay=600)
    test_id = stage.sent()
    stage.wait(minutes=2)

    stage.wait(minutes=5)
    in_between = stage.codes(test_id)[-1]
    stage.wait(minutes=6)

    assert in_between == "booking_check_scheduled"
    assert stage.codes(test_id)[-1] == "booking_declared_as_confirmed"


@pytest.mark.feature("L09")
@pytest.mark.parametrize("reason", ["never_decides", "server_error"])
def test_checks_end_after_a_limit_and_the_outcome_is_unknown(stage: Stage, reason: str) -> None:
    stage.vendor.fault(reason, on=["check"] if reason == "server_error" else ["book"])
    stage.vendor.fault("never_decides")
    test_id = stage.sent()

    stage.wait(times=20)

    assert stage.codes(test_id)[-2:] == ["booking_rejection_reason_booking_check_exhausted", "booking_outcome_unknown"]
    assert sum(stage.requests("check").values()) == 12
    assert stage.badge(test_id) == "needs attention"
    assert stage.held(test_id) == 1


@pytest.mark.feature("L10")
def test_a_confirmed_booking_says_that_nothing_is_left_to_do(stage: Stage) -> None:
    test_id = stage.confirmed()

    assert stage.codes(test_id)[-1] == "booking_declared_as_confirmed"
    assert "The proctors are booked for the whole window." in stage.page(test_id)
    assert stage.booking(test_id).reference == stage.bookings_at_vendor(test_id)[0]["reference"]


@pytest.mark.feature("L10")
def test_a_vendor_that_confirms_at_once_needs_no_check(stage: Stage) -> None:
    stage.vendor.settings(confirm_at_once=True)

    test_id = stage.sent()

    assert stage.codes(test_id) == ["booking_declared_as_scheduled", "booking_declared_as_confirmed"]
    assert stage.requests("check") == {}


@pytest.mark.feature("L11")
def test_after_a_lost_reply_the_vendor_holds_one_booking_and_we_know_it(stage: Stage) -> None:
    stage.vendor.settings(confirm_at_once=True, capacity=1)
    stage.vendor.fault("reply_lost_after_booking", times=1)
    test_id = stage.activated(candidates=4)
    stage.run()
    assert stage.codes(test_id)[-1] == "booking_send_failed_but_for_retry_later"

    stage.wait()

    assert stage.codes(test_id)[-1] == "booking_declared_as_confirmed_due_to_already_existing"
    assert (stage.held(test_id), len(stage.bookings_at_vendor(test_id))) == (1, 1)
    # Our own booking fills the vendor's day; to ask for room again would have been an error.
    assert stage.requests("availability") == {"200": 1}


@pytest.mark.feature("L11")
def test_a_booking_put_in_by_telephone_is_taken_over(stage: Stage) -> None:
    test_id = stage.activated()
    window = stage.booking(test_id).window
    assert window is not None
    stage.put_in_as_vendor(test_id, window)

    stage.run()

    assert stage.codes(test_id)[-1] == "booking_declared_as_confirmed_due_to_already_existing"
    assert stage.held(test_id) == 1


@pytest.mark.feature("L12")
def test_a_booking_for_another_time_is_a_conflict_that_a_scheduler_cancels_and_books_anew(stage: Stage) -> None:
    stage.vendor.fault("other_window", times=1)
    test_id = stage.sent()
    assert stage.codes(test_id)[-1] == "booking_rejection_reason_conflict"
    assert "Cancel the booking" in stage.page(test_id, stage.scheduler)

    stage.cancel(test_id)
    stage.run()
    assert stage.held(test_id) == 0
    stage.activate(test_id)
    stage.wait(times=2)

    assert stage.codes(test_id)[-1] == "booking_declared_as_confirmed"
    assert stage.held(test_id) == 1


@pytest.mark.feature("L13")
@pytest.mark.parametrize("code", [code.value for code in Code if CATALOGUE[code].is_rejection])
def test_a_rejection_says_what_happened_whose_move_it_is_the_next_step_and_until_when(stage: Stage, code: str) -> None:
    line = CATALOGUE[Code(code)]

    test_id = SCENES[code].play(stage)

    page = stage.page(test_id)
    assert line.title in page
    assert line.cause in page
    assert _MOVES[line.move.value] in page
    # A step that the reader has taken already is left out.
    assert line.next_step.removeprefix("Deactivate the test, ")[1:] in page
    assert line.retry in page


@pytest.mark.feature("L12", "L30")
def test_after_a_rejection_the_test_can_be_moved_and_booked_for_another_time(stage: Stage) -> None:
    stage.vendor.fault("no_capacity", times=1)
    test_id = stage.sent()
    stage.deactivate(test_id)

    stage.give_time(test_id, stage.window_in(hours=10 * 24))
    stage.activate(test_id)
    stage.wait(times=2)

    assert stage.codes(test_id)[-1] == "booking_declared_as_confirmed"
    assert stage.booking(test_id).activation == 2


def test_a_booking_whose_time_comes_undecided_expires_and_the_service_desk_is_told(stage: Stage) -> None:
    test_id = SCENES["booking_declared_as_expired"].play(stage)

    assert stage.codes(test_id)[-2:] == ["booking_declared_as_expired", "booking_outcome_unknown"]
    assert test_id in stage.desk.get("/attention").text


def test_a_cancelled_booking_is_given_up_by_the_vendor_and_can_be_booked_again(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.cancel(test_id)
    assert "Until it has, the booking stands." in stage.page(test_id)
    stage.run()
    assert stage.held(test_id) == 0

    stage.activate(test_id)
    stage.wait(times=2)

    assert stage.codes(test_id)[-1] == "booking_declared_as_confirmed"
    assert stage.held(test_id) == 1


def test_a_booking_that_the_vendor_calls_off_is_told_of_and_can_be_booked_again(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.cancel_as_vendor(test_id)

    stage.run()

    assert stage.badge(test_id) == "cancelled"
    assert "The vendor gave up a booking it had confirmed." in stage.page(test_id)
    stage.activate(test_id)
    stage.wait(times=2)
    assert (stage.badge(test_id), stage.held(test_id)) == ("confirmed", 1)
