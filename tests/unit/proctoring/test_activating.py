"""Activating a test, which books its proctors, and deactivating it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.access.model import Actor
from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId, Proctoring, TestStatus
from core.proctoring.promises import RECONCILE, SEND
from core.proctoring.usecases.preparing import TestDetails
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, UnavailableError
from core.shared.time import TimeWindow
from tests.unit.proctoring.house import (
    ADMINISTRATOR,
    BOOKED,
    CENTRE,
    DESK,
    HALF_HOUR,
    PLANNER,
    SCHEDULER,
    STRANGER,
    WINDOW,
    House,
)

CLEAN, IN_DOUBT = False, True


def test_activating_schedules_the_booking_and_promises_to_send_it(house: House) -> None:
    test_id = house.a_test()

    house.activate(test_id)

    assert house.test(test_id).status is TestStatus.ACTIVE
    assert house.log(test_id)[-1].message == "B2 First – Test has been scheduled for booking of Proctors"
    assert house.state(test_id) == (BookingState.SCHEDULED, CLEAN)
    assert [one.run_at for one in house.waiting(SEND)] == [house.clock.now()]
    assert house.booking(test_id).requested_by == SCHEDULER.label
    assert house.trail()[-1] == "proctored_test_activated"


def test_the_booked_window_adds_onboarding_and_the_longest_extra_time(house: House) -> None:
    test_id = house.a_test()
    house.enrol(test_id, "0003", extra_minutes=10)
    house.enrol(test_id, "0004", extra_minutes=25)

    house.activate(test_id)

    expected = TimeWindow(start=WINDOW.start - HALF_HOUR, end=WINDOW.end + timedelta(minutes=25) + HALF_HOUR)
    assert house.booking(test_id).window == expected


def test_onboarding_is_as_long_as_the_vendor_says(house: House) -> None:
    house.vendor.capabilities = replace(
        house.vendor.capabilities, onboarding_before=timedelta(minutes=10), onboarding_after=timedelta(0)
    )
    test_id = house.scheduled()

    assert house.booking(test_id).window == WINDOW.widened(before=timedelta(minutes=10), after=timedelta(0))


@pytest.mark.parametrize("actor", [PLANNER, DESK, ADMINISTRATOR], ids=lambda actor: min(actor.roles))
def test_only_a_proctoring_scheduler_activates(house: House, actor: Actor) -> None:
    test_id = house.a_test()

    with pytest.raises(NotAllowedError):
        house.activate(test_id, actor)

    assert house.test(test_id).status is TestStatus.DRAFT
    assert house.waiting(SEND) == []


def test_another_centres_test_is_not_found(house: House) -> None:
    test_id = house.a_test()

    with pytest.raises(NotFoundError):
        house.activate(test_id, STRANGER)


def test_a_test_without_time_and_candidates_is_not_activated_and_both_are_named(house: House) -> None:
    test_id = house.a_draft()

    with pytest.raises(InvalidInputError) as refused:
        house.activate(test_id)

    assert [problem.field for problem in refused.value.problems] == ["time", "candidates"]
    assert house.test(test_id).status is TestStatus.DRAFT
    assert house.codes(test_id) == []


def test_a_test_whose_start_has_passed_is_not_activated(house: House) -> None:
    test_id = house.a_test()
    house.clock.set(WINDOW.start)

    with pytest.raises(InvalidInputError, match="test_incomplete"):
        house.activate(test_id)


@pytest.mark.parametrize("reason", ["plugin_not_installed", "plugin_switched_off", "plugin_settings_incomplete"])
def test_without_the_vendors_plugin_nothing_is_activated(house: House, reason: str) -> None:
    test_id = house.a_test()
    house.providers.by_name[CENTRE, "acme"] = reason

    with pytest.raises(UnavailableError, match=reason):
        house.activate(test_id)

    assert house.test(test_id).status is TestStatus.DRAFT


@pytest.mark.parametrize(
    ("figure", "field"),
    [({"ratios": (8,)}, "ratio"), ({"max_candidates": 1}, "candidates"), ({"max_extra_minutes": 9}, "candidates")],
    ids=["ratio", "candidates", "extra time"],
)
def test_figures_that_the_vendor_changed_since_are_looked_at_again(
    house: House, figure: dict[str, object], field: str
) -> None:
    test_id = house.a_test()
    house.enrol(test_id, "0003", extra_minutes=10)
    house.vendor.capabilities = replace(house.vendor.capabilities, **figure)  # type: ignore[arg-type]  # one of those above

    with pytest.raises(InvalidInputError) as refused:
        house.activate(test_id)

    assert [problem.field for problem in refused.value.problems] == [field]
    assert house.test(test_id).status is TestStatus.DRAFT


@pytest.mark.parametrize("state", ["scheduled", "sent", "confirmed"])
def test_what_is_booked_or_on_its_way_is_not_booked_again(house: House, state: str) -> None:
    test_id: ProctoredTestId = getattr(house, state)()

    with pytest.raises(ConflictError, match="booking_state_incompatible"):
        house.activate(test_id)


def test_a_rejected_test_is_booked_again_as_it_is(house: House) -> None:
    house.vendor.full_windows.append(BOOKED)
    test_id = house.scheduled()
    house.run(SEND)
    house.vendor.full_windows.clear()

    house.activate(test_id)
    house.run(SEND)

    assert house.booking(test_id).activation == 2
    assert house.state(test_id) == (BookingState.SENT, CLEAN)


def test_a_test_that_is_not_live_is_active_at_once_and_books_nothing(house: House) -> None:
    test_id = house.a_draft(TestDetails(title="Recorded", proctoring=Proctoring.RECORDED))
    house.give_time(test_id, WINDOW)
    house.enrol(test_id, "0001")

    house.activate(test_id)

    assert house.test(test_id).status is TestStatus.ACTIVE
    assert house.codes(test_id) == []
    assert house.storage.stored.jobs == {}


# Deactivating


def rejected(house: House) -> ProctoredTestId:
    house.vendor.full_windows.append(BOOKED)
    test_id = house.scheduled()
    house.run(SEND)
    return test_id


@pytest.mark.parametrize("actor", [PLANNER, SCHEDULER], ids=["planner", "scheduler"])
def test_after_a_rejection_any_planner_may_deactivate(house: House, actor: Actor) -> None:
    test_id = rejected(house)

    house.deactivate(test_id, actor)

    assert house.test(test_id).status is TestStatus.DEACTIVATED
    assert house.trail()[-1] == "proctored_test_deactivated"
    assert house.waiting(RECONCILE) == []


def test_after_its_time_has_passed_any_planner_may_deactivate(house: House) -> None:
    test_id = house.scheduled()
    house.clock.set(BOOKED.start + HALF_HOUR)
    house.expire()

    house.deactivate(test_id, PLANNER)

    assert house.test(test_id).status is TestStatus.DEACTIVATED


def test_before_a_rejection_a_planner_may_not_deactivate(house: House) -> None:
    test_id = house.scheduled()

    with pytest.raises(NotAllowedError):
        house.deactivate(test_id, PLANNER)

    assert house.test(test_id).status is TestStatus.ACTIVE


def test_the_service_desk_does_not_deactivate(house: House) -> None:
    test_id = rejected(house)

    with pytest.raises(NotAllowedError):
        house.deactivate(test_id, DESK)


@pytest.mark.parametrize("state", ["sent", "confirmed"])
def test_a_booking_at_the_vendor_is_cancelled_before_its_test_is_deactivated(house: House, state: str) -> None:
    test_id: ProctoredTestId = getattr(house, state)()

    with pytest.raises(ConflictError, match="booking_is_at_vendor"):
        house.deactivate(test_id)
    house.cancel(test_id)
    with pytest.raises(ConflictError, match="booking_is_at_vendor"):
        house.deactivate(test_id)
    house.run_jobs()
    house.deactivate(test_id)

    assert house.test(test_id).status is TestStatus.DEACTIVATED


def test_what_is_not_active_cannot_be_deactivated(house: House) -> None:
    test_id = house.a_test()

    with pytest.raises(ConflictError, match="test_is_not_active"):
        house.deactivate(test_id)


def test_deactivating_a_booking_in_doubt_asks_what_the_vendor_holds(house: House) -> None:
    test_id = house.sent()
    house.vendor.forgets.add(house.booking(test_id).reference)
    house.wait()
    assert house.codes(test_id)[-1] is Code.OUTCOME_UNKNOWN

    house.deactivate(test_id, PLANNER)

    assert [one.payload["booking"] for one in house.waiting(RECONCILE)] == [house.booking(test_id).key]
