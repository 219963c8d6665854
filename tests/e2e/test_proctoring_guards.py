"""What stops a booking: the rules at the time of processing, the vendor's answers, and no answer at all."""

from __future__ import annotations

import pytest

from tests.e2e.log_code_scenes import SCENES
from tests.e2e.stage import TITLE, Stage


@pytest.mark.feature("L14")
def test_a_test_that_is_deactivated_before_its_turn_is_rejected_and_nothing_is_sent(stage: Stage) -> None:
    test_id = SCENES["booking_rejection_reason_wrong_test_status"].play(stage)

    assert stage.shown_log(test_id)[0].message == (
        f"{TITLE} – Proctor booking was rejected due to Test having wrong status deactivated"
    )
    assert stage.requests("book") == {}


@pytest.mark.feature("L15")
def test_a_booking_decided_before_it_was_sent_is_not_sent(stage: Stage) -> None:
    test_id = SCENES["abandoned_bulk_booking_due_to_incompatible_booking_status"].play(stage)

    assert stage.badge(test_id) == "confirmed"
    assert stage.requests("book") == {}


@pytest.mark.feature("L15")
def test_a_booking_decided_before_its_check_is_not_asked_about(stage: Stage) -> None:
    test_id = SCENES["abandoned_booking_check_due_to_incompatible_booking_status"].play(stage)

    assert stage.badge(test_id) == "confirmed"
    assert stage.requests("check") == {}


@pytest.mark.feature("L16")
def test_a_request_whose_turn_comes_too_late_is_rejected_and_nothing_is_sent(stage: Stage) -> None:
    SCENES["booking_rejection_reason_booking_past_leading_time"].play(stage)

    assert stage.requests("book") == {}


@pytest.mark.feature("L16")
def test_a_vendor_that_finds_the_request_too_late_is_believed(stage: Stage) -> None:
    stage.vendor.fault("decline_lead_time")

    test_id = stage.sent()

    assert stage.codes(test_id)[-1] == "booking_rejection_reason_booking_past_leading_time"
    assert stage.exported_log(test_id)[0]["facts"]["vendor_says"] == "The request comes too late for this time."
    assert stage.held(test_id) == 0


@pytest.mark.feature("L17")
def test_a_test_whose_candidates_were_all_withdrawn_is_rejected_and_nothing_is_sent(stage: Stage) -> None:
    SCENES["booking_rejection_reason_no_bookable_candidates"].play(stage)

    assert stage.requests("book") == {}


@pytest.mark.feature("L18")
def test_a_vendor_without_enough_proctors_rejects_one_test_and_not_the_other(stage: Stage) -> None:
    stage.vendor.settings(capacity=2)
    first, second = stage.activated(title="First", candidates=8), stage.activated(title="Second", candidates=4)

    stage.run()
    stage.wait(minutes=2)

    assert sorted([stage.badge(first), stage.badge(second)]) == ["confirmed", "rejected"]
    assert stage.held(first) + stage.held(second) == 1


@pytest.mark.feature("L18")
def test_a_full_vendor_offers_other_times_in_the_log(stage: Stage) -> None:
    stage.vendor.settings(capacity=1)
    taken = stage.activated(title="Taken", candidates=4)
    stage.run()

    test_id = stage.sent()

    assert stage.codes(test_id)[-1] == "booking_rejection_reason_availability_limit_reached"
    assert stage.exported_log(test_id)[0]["facts"]["alternatives"] != ""
    assert (stage.held(taken), stage.held(test_id)) == (1, 0)


@pytest.mark.feature("L18")
def test_capacity_that_is_gone_by_the_time_of_the_decision_is_told(stage: Stage) -> None:
    stage.vendor.settings(decision_delay=600)
    stage.vendor.fault("no_capacity", on=["check"])

    test_id = stage.sent()
    stage.wait(minutes=2)

    assert stage.codes(test_id)[-1] == "booking_rejection_reason_availability_limit_reached"
    assert stage.held(test_id) == 0


@pytest.mark.feature("L19")
@pytest.mark.parametrize("kind", ["availability_unknown", "availability_unavailable"])
def test_availability_that_stays_unknown_rejects_and_nothing_was_booked(stage: Stage, kind: str) -> None:
    stage.vendor.fault(kind)

    test_id = stage.sent()
    stage.wait(times=7)

    assert stage.codes(test_id)[-1] == "booking_rejection_reason_availability_unknown"
    assert stage.codes(test_id).count("booking_send_failed_but_for_retry_later") == 5
    assert stage.badge(test_id) == "rejected"
    assert stage.requests("book") == {}


@pytest.mark.feature("L19")
def test_availability_that_becomes_known_again_is_used(stage: Stage) -> None:
    stage.vendor.fault("availability_unknown", times=2)

    test_id = stage.sent()
    stage.wait(times=4)

    assert stage.badge(test_id) == "confirmed"


@pytest.mark.feature("L20")
@pytest.mark.parametrize("kind", ["refuse_credentials", "refuse_credentials_on_book"])
def test_credentials_refused_on_sending_leave_a_clean_rejection(stage: Stage, kind: str) -> None:
    stage.vendor.fault(kind)

    test_id = stage.sent()

    assert stage.codes(test_id)[-1] == "booking_rejection_reason_authentication_failed_during_bulk_booking"
    assert (stage.badge(test_id), stage.held(test_id)) == ("rejected", 0)


@pytest.mark.feature("L20")
def test_credentials_refused_only_on_the_check_leave_the_outcome_unknown(stage: Stage) -> None:
    test_id = SCENES["booking_rejection_reason_authentication_failed_during_check"].play(stage)

    assert (stage.badge(test_id), stage.held(test_id)) == ("needs attention", 1)
    assert "Activate again" not in stage.page(test_id, stage.scheduler)


@pytest.mark.feature("L20")
def test_corrected_credentials_make_the_next_activation_succeed(stage: Stage) -> None:
    stage.vendor.settings(api_key="another-key")
    test_id = stage.sent()
    assert stage.codes(test_id)[-1] == "booking_rejection_reason_authentication_failed_during_bulk_booking"
    stage.vendor.settings(api_key=stage.vendor.api_key)

    stage.activate(test_id)
    stage.wait(times=2)

    assert stage.badge(test_id) == "confirmed"


@pytest.mark.feature("L21")
def test_an_answer_without_sense_on_sending_leaves_the_outcome_unknown(stage: Stage) -> None:
    test_id = SCENES["booking_rejection_reason_bulk_booking_failed"].play(stage)

    assert stage.codes(test_id)[-2:] == ["booking_rejection_reason_bulk_booking_failed", "booking_outcome_unknown"]
    assert (stage.badge(test_id), stage.held(test_id)) == ("needs attention", 1)


@pytest.mark.feature("L21")
def test_a_vendor_that_is_down_for_all_tries_leaves_the_outcome_unknown(stage: Stage) -> None:
    stage.vendor.fault("server_error", on=["book"])

    test_id = stage.sent()
    stage.wait(times=7)

    assert stage.codes(test_id)[-2:] == ["booking_rejection_reason_bulk_booking_failed", "booking_outcome_unknown"]
    assert (stage.badge(test_id), stage.held(test_id)) == ("needs attention", 0)
    assert stage.requests("book") == {"500": 6}


@pytest.mark.feature("L21")
def test_an_answer_without_sense_on_the_check_leaves_the_outcome_unknown(stage: Stage) -> None:
    test_id = SCENES["booking_rejection_reason_booking_check_failed"].play(stage)

    assert (stage.badge(test_id), stage.held(test_id)) == ("needs attention", 1)


@pytest.mark.feature("L21")
@pytest.mark.parametrize("on", ["book", "check"])
def test_a_no_without_a_known_reason_is_told_in_the_vendors_words(stage: Stage, on: str) -> None:
    stage.vendor.settings(decision_delay=600)
    stage.vendor.fault("decline_other", on=[on], text="Not with us.")

    test_id = stage.sent()
    stage.wait(minutes=2)

    assert stage.codes(test_id)[-1] == "booking_rejection_reason_unknown"
    assert "Not with us." in stage.page(test_id)
    assert stage.held(test_id) == 0


@pytest.mark.feature("L21")
def test_a_booking_that_the_vendor_has_forgotten_is_rejected_for_the_service_desk_to_ask(stage: Stage) -> None:
    stage.vendor.fault("forget_booking", on=["check"])

    test_id = stage.sent()
    stage.wait(minutes=2)

    assert stage.codes(test_id)[-1] == "booking_rejection_reason_unknown"
    assert test_id in stage.desk.get("/attention").text


@pytest.mark.feature("L21")
def test_a_vendor_that_was_switched_off_in_between_rejects_and_tells_why(stage: Stage) -> None:
    test_id = stage.activated()
    page = f"/admin/plugins/{stage.centre_id}/proctoring_provider/simulator"
    stage.administrator.post(f"{page}/switch", {"on": "no"})

    stage.run()

    newest = stage.exported_log(test_id)[0]
    assert newest["code"] == "booking_rejection_reason_bulk_booking_failed"
    assert newest["facts"]["problem"] == "plugin_switched_off"
    assert stage.badge(test_id) == "rejected"


@pytest.mark.feature("N05")
@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("slow", {"delay": 0.2, "times": 2}),
        ("half_reply", {"on": ["book"], "times": 1}),
        ("reply_lost_after_booking", {"times": 2}),
        ("too_many_requests", {"times": 3, "delay": 1}),
        ("server_error", {"times": 3, "processed": True}),
        ("books_twice", {"times": 1}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_the_vendor_does_both_sides_agree_in_the_end(stage: Stage, kind: str, more: dict[str, object]) -> None:
    stage.vendor.fault(kind, **more)

    tests = [stage.activated(title=f"Room {number}") for number in range(3)]
    stage.run()
    stage.wait(times=5)

    assert [stage.badge(test_id) for test_id in tests] == ["confirmed"] * 3
    assert [stage.held(test_id) for test_id in tests] == [1, 1, 1]
    assert stage.vendor.state()["most_active_per_key"] == 1
