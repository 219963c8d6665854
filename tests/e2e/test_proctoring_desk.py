"""The service desk: what needs attention, deciding by hand, and asking the vendor what it really holds."""

from __future__ import annotations

import pytest

from tests.e2e.log_code_scenes import SCENES
from tests.e2e.stage import TITLE, Stage, words


def in_doubt(stage: Stage) -> str:
    """Rejected because an answer made no sense, while the vendor holds the booking."""
    stage.vendor.fault("garbage", on=["book"], times=1)
    test_id = stage.sent()
    assert (stage.badge(test_id), stage.held(test_id)) == ("needs attention", 1)
    return test_id


@pytest.mark.feature("L22")
def test_the_desk_confirms_by_hand_with_a_reason_and_evidence(stage: Stage) -> None:
    test_id = stage.sent()

    stage.decide(test_id, "confirm")

    newest = stage.exported_log(test_id)[0]
    assert newest["code"] == "booking_declared_as_confirmed_manually"
    assert newest["message"] == f"{TITLE} – Proctor booking was manually declared confirmed by a Service Desk agent"
    assert newest["facts"]["reason"] == "The vendor called us."
    assert newest["facts"]["proof"] == "Ticket 4711 of 1 December"
    log = words(stage.planner.get(f"/deliver/{test_id}/log").text)
    assert "The vendor called us." in log
    assert "Ticket 4711 of 1 December" in log
    assert stage.badge(test_id) == "confirmed"
    assert "proctor_booking_confirmed_by_hand" in stage.world.trail()


@pytest.mark.feature("L22", "L23")
@pytest.mark.parametrize("decision", ["confirm", "reject"])
@pytest.mark.parametrize(
    "missing", [{"reason": " "}, {"proof": ""}, {"reason": "", "proof": ""}], ids=["reason", "evidence", "both"]
)
def test_without_a_reason_or_evidence_nothing_is_decided(stage: Stage, decision: str, missing: dict[str, str]) -> None:
    test_id = stage.sent()
    form = {"reason": "They called.", "proof": "Ticket 1", **missing}

    answer = stage.desk.post(f"/attention/{test_id}/{decision}", form)

    assert answer.status_code == 422
    assert stage.badge(test_id) == "awaiting confirmation"


@pytest.mark.feature("L23")
@pytest.mark.parametrize("state", ["sent", "confirmed"])
def test_the_desk_rejects_by_hand_and_the_vendor_gives_up_what_it_holds(stage: Stage, state: str) -> None:
    test_id: str = getattr(stage, state)()
    stage.decide(test_id, "reject")
    assert stage.badge(test_id) == "needs attention"

    stage.run()

    assert stage.codes(test_id)[-2:] == ["booking_rejection_reason_manually_rejected", "booking_reconciled"]
    assert (stage.badge(test_id), stage.held(test_id)) == ("rejected", 0)
    assert "proctor_booking_rejected_by_hand" in stage.world.trail()


@pytest.mark.feature("L23")
def test_a_booking_rejected_by_hand_that_the_vendor_keeps_needs_attention(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.join(test_id, "C-1")
    stage.decide(test_id, "reject")

    stage.run()

    assert stage.codes(test_id)[-1] == "booking_cancellation_refused"
    assert (stage.badge(test_id), stage.held(test_id)) == ("needs attention", 1)
    assert test_id in stage.desk.get("/attention").text


@pytest.mark.feature("L23")
def test_a_booking_rejected_by_hand_before_it_was_sent_never_reaches_the_vendor(stage: Stage) -> None:
    test_id = stage.activated()
    stage.decide(test_id, "reject")

    stage.run()

    assert "abandoned_bulk_booking_due_to_incompatible_booking_status" in stage.codes(test_id)
    assert stage.requests("book") == {}
    assert stage.badge(test_id) == "rejected"


@pytest.mark.feature("L22", "L23")
def test_only_the_service_desk_decides_by_hand(stage: Stage) -> None:
    test_id = stage.sent()
    form = {"reason": "They called.", "proof": "Ticket 1"}

    answers = [
        browser.post(f"/attention/{test_id}/{step}", form).status_code
        for browser in (stage.planner, stage.scheduler, stage.administrator)
        for step in ("confirm", "reject", "reconcile")
    ]

    assert set(answers) == {403}
    assert stage.badge(test_id) == "awaiting confirmation"


@pytest.mark.feature("N03")
def test_a_booking_with_an_unknown_outcome_is_listed_and_not_booked_again(stage: Stage) -> None:
    test_id = in_doubt(stage)

    listed = words(stage.desk.get("/attention").text)
    refused = stage.scheduler.post(f"/deliver/{test_id}/activate", follow=True)
    stage.run()

    assert "Outcome unknown" in listed
    assert "The test is active." not in words(refused.text)
    assert "Activate again" not in stage.page(test_id, stage.scheduler)
    assert stage.requests("book") == {"200": 1}


@pytest.mark.feature("N03")
def test_a_reconciliation_finds_what_the_vendor_really_holds(stage: Stage) -> None:
    test_id = in_doubt(stage)

    stage.reconcile(test_id)

    assert stage.codes(test_id)[-1] == "booking_reconciled"
    assert (stage.badge(test_id), stage.held(test_id)) == ("confirmed", 1)
    assert stage.booking(test_id).reference == stage.bookings_at_vendor(test_id)[0]["reference"]
    assert test_id not in stage.desk.get("/attention").text


@pytest.mark.feature("N03")
def test_what_the_vendor_does_not_hold_is_rejected_and_can_be_booked_again(stage: Stage) -> None:
    stage.vendor.fault("garbage", on=["book"], times=1, processed=False)
    test_id = stage.sent()
    assert (stage.badge(test_id), stage.held(test_id)) == ("needs attention", 0)

    stage.reconcile(test_id)
    assert stage.badge(test_id) == "rejected"
    stage.activate(test_id)
    stage.wait(times=2)

    assert (stage.badge(test_id), stage.held(test_id)) == ("confirmed", 1)


@pytest.mark.feature("N03")
def test_what_the_vendor_holds_undecided_is_checked_again(stage: Stage) -> None:
    test_id = SCENES["booking_rejection_reason_booking_check_exhausted"].play(stage)

    stage.reconcile(test_id)
    assert stage.badge(test_id) == "awaiting confirmation"
    stage.vendor.clear()
    stage.wait()

    assert (stage.badge(test_id), stage.held(test_id)) == ("confirmed", 1)


@pytest.mark.feature("N03")
def test_a_vendor_that_cannot_be_asked_leaves_the_outcome_unknown_and_is_asked_again(stage: Stage) -> None:
    test_id = in_doubt(stage)
    stage.vendor.fault("server_error", on=["find"], times=1)

    stage.reconcile(test_id)
    assert stage.badge(test_id) == "needs attention"
    stage.wait()

    assert stage.badge(test_id) == "confirmed"


@pytest.mark.feature("N03")
def test_deactivating_a_test_in_doubt_has_the_vendor_give_up_what_it_holds(stage: Stage) -> None:
    test_id = in_doubt(stage)

    answer = stage.planner.post(f"/deliver/{test_id}/deactivate", follow=True)
    stage.run()

    assert "The test is deactivated." in words(answer.text)
    assert (stage.badge(test_id), stage.held(test_id)) == ("rejected", 0)


@pytest.mark.feature("N03")
def test_the_list_is_the_longest_waiting_first_and_empties_as_bookings_are_settled(stage: Stage) -> None:
    stage.vendor.fault("garbage", on=["book"], times=2)
    older = stage.sent()
    stage.wait(minutes=5)
    newer = stage.sent()

    listed = stage.desk.get("/attention").text
    stage.reconcile(older)
    stage.decide(newer, "confirm")
    after = words(stage.desk.get("/attention").text)

    assert listed.index(older) < listed.index(newer)
    assert "Nothing needs attention" in after
