"""The table of what may be written in which state, and where it leads."""

from __future__ import annotations

import pytest

from core.proctoring.log_codes import CATALOGUE, Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.transitions import may_be_written, may_lead

ABOUT_SESSIONS = [code for code, line in CATALOGUE.items() if "candidateNumber" in line.placeholders]


@pytest.mark.parametrize("code", Code)
def test_each_code_can_be_written_in_some_state_and_leads_somewhere_from_there(code: Code) -> None:
    sources = [state for state in BookingState if may_be_written(code, state)]

    assert sources
    for source in sources:
        assert any(may_lead(code, source, target) for target in BookingState)


@pytest.mark.parametrize("code", ABOUT_SESSIONS)
def test_a_session_can_be_told_of_in_any_state_and_moves_none(code: Code) -> None:
    for state in BookingState:
        assert [target for target in BookingState if may_lead(code, state, target)] == [state]


@pytest.mark.parametrize("code", [code for code, line in CATALOGUE.items() if line.is_rejection])
def test_every_reason_of_rejection_leads_to_rejected_alone(code: Code) -> None:
    for state in BookingState:
        reached = {target for target in BookingState if may_lead(code, state, target)}
        assert reached == ({BookingState.REJECTED} if may_be_written(code, state) else set())


def test_a_confirmed_booking_is_not_rejected_but_by_hand() -> None:
    rejections = {code for code, line in CATALOGUE.items() if line.is_rejection}

    assert {code for code in rejections if may_be_written(code, BookingState.CONFIRMED)} == {Code.REJECTED_BY_HAND}


def test_a_request_begins_anew_only_where_nothing_is_under_way() -> None:
    assert {state for state in BookingState if may_be_written(Code.SCHEDULED, state)} == {
        BookingState.NOT_REQUESTED,
        BookingState.REJECTED,
        BookingState.CANCELLED,
        BookingState.EXPIRED,
    }


def test_only_a_confirmation_by_any_way_leads_to_confirmed() -> None:
    leading = {code for code in Code for state in BookingState if state is not BookingState.CONFIRMED
               if may_lead(code, state, BookingState.CONFIRMED)}  # fmt: skip

    assert leading == {
        Code.CONFIRMED,
        Code.CONFIRMED_EXISTING,
        Code.CONFIRMED_BY_HAND,
        Code.RECONCILED,
        Code.CANCELLATION_REFUSED,
    }


def test_nothing_leads_back_to_not_requested() -> None:
    moved = [code for code in Code for state in BookingState if state is not BookingState.NOT_REQUESTED
             if may_lead(code, state, BookingState.NOT_REQUESTED)]  # fmt: skip

    assert not moved


def test_stale_jobs_are_told_exactly_where_their_work_is_not_to_be_done() -> None:
    for state in BookingState:
        assert may_be_written(Code.SEND_ABANDONED, state) != may_be_written(Code.SENT, state)
        assert may_be_written(Code.CHECK_ABANDONED, state) != may_be_written(Code.CHECK_SCHEDULED, state)
