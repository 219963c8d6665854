"""The service desk confirms or rejects by hand, with a reason and evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.access.model import Actor
from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.promises import RECONCILE
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError
from tests.unit.proctoring.house import ADMINISTRATOR, DESK, PLANNER, SCHEDULER, House

CLEAN, IN_DOUBT = False, True


def rejected(house: House) -> ProctoredTestId:
    test_id = house.sent()
    house.vendor.decline(house.booking(test_id).key)
    house.wait()
    return test_id


def in_state(house: House, state: str) -> ProctoredTestId:
    ways: dict[str, Callable[[], ProctoredTestId]] = {
        "never requested": house.a_test,
        "scheduled": house.scheduled,
        "sent": house.sent,
        "confirmed": house.confirmed,
        "rejected": lambda: rejected(house),
    }
    return ways[state]()


@pytest.mark.parametrize("state", ["scheduled", "sent", "rejected"])
def test_a_booking_is_confirmed_by_hand_with_reason_and_evidence_in_the_log(house: House, state: str) -> None:
    test_id = in_state(house, state)

    house.confirm(test_id)

    entry = house.log(test_id)[-1]
    assert entry.code is Code.CONFIRMED_BY_HAND
    assert (entry.parameters["reason"], entry.parameters["proof"]) == ("The vendor called.", "Ticket 4711")
    assert entry.actor == DESK.label
    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)
    assert ("booking_confirmed", Code.CONFIRMED_BY_HAND) in house.messages(test_id)
    assert house.trail()[-1] == "proctor_booking_confirmed_by_hand"


def test_confirming_by_hand_ends_the_doubt(house: House) -> None:
    test_id = house.confirmed()
    house.reject(test_id)
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)

    house.confirm(test_id)

    assert house.state(test_id) == (BookingState.CONFIRMED, CLEAN)


@pytest.mark.parametrize("state", ["scheduled", "sent", "confirmed"])
def test_a_booking_is_rejected_by_hand_and_stays_in_doubt_until_the_vendor_was_asked(house: House, state: str) -> None:
    test_id = in_state(house, state)

    house.reject(test_id)

    entry = house.log(test_id)[-1]
    assert (entry.code, entry.parameters["reason"]) == (Code.REJECTED_BY_HAND, "The vendor called.")
    assert house.state(test_id) == (BookingState.REJECTED, IN_DOUBT)
    assert [one.payload["withdraw"] for one in house.waiting(RECONCILE)] == ["yes"]
    assert ("booking_rejected", Code.REJECTED_BY_HAND) in house.messages(test_id)
    assert house.trail()[-1] == "proctor_booking_rejected_by_hand"


@pytest.mark.parametrize("field", ["reason", "proof"])
@pytest.mark.parametrize("decide", ["confirm_by_hand", "reject_by_hand"])
def test_without_a_reason_or_evidence_nothing_is_decided(house: House, decide: str, field: str) -> None:
    test_id = house.sent()

    with pytest.raises(InvalidInputError) as refused:
        getattr(house, decide)(house.by_hand(test_id, **{field: "  "}))

    assert [problem.field for problem in refused.value.problems] == [field]
    assert house.state(test_id) == (BookingState.SENT, CLEAN)
    assert house.waiting(RECONCILE) == []


@pytest.mark.parametrize("actor", [PLANNER, SCHEDULER, ADMINISTRATOR], ids=lambda actor: min(actor.roles))
@pytest.mark.parametrize("decide", ["confirm_by_hand", "reject_by_hand"])
def test_only_the_service_desk_decides_by_hand(house: House, decide: str, actor: Actor) -> None:
    test_id = house.sent()

    with pytest.raises(NotAllowedError):
        getattr(house, decide)(replace(house.by_hand(test_id), actor=actor))

    assert house.state(test_id) == (BookingState.SENT, CLEAN)


def test_what_is_confirmed_cannot_be_confirmed_by_hand(house: House) -> None:
    test_id = house.confirmed()

    with pytest.raises(ConflictError, match="booking_state_incompatible"):
        house.confirm(test_id)


@pytest.mark.parametrize("state", ["never requested", "rejected"])
def test_what_is_not_booked_cannot_be_rejected_by_hand(house: House, state: str) -> None:
    test_id = in_state(house, state)

    with pytest.raises(ConflictError, match="booking_state_incompatible"):
        house.reject(test_id)
