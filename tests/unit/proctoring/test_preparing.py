"""Making a proctored test and setting its details and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.proctoring.model.log import BookingState
from core.proctoring.model.test import Proctoring, TestStatus
from core.proctoring.usecases.preparing import CreateTestCommand, ReviseTestCommand, TestDetails
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.time import TimeWindow
from tests.fakes.units import NOON
from tests.unit.proctoring.house import CENTRE, DESK, HOUR, LIVE, PLANNER, STRANGER, WINDOW, House


def test_a_test_begins_as_a_draft_of_the_planners_centre_with_nothing_requested(house: House) -> None:
    test_id = house.a_draft(replace(LIVE, title="  B2 First  "), actor=PLANNER)

    test = house.test(test_id)
    assert (test.title, test.organisation_id, test.status) == ("B2 First", CENTRE, TestStatus.DRAFT)
    assert test.window is None
    assert house.state(test_id) == (BookingState.NOT_REQUESTED, False)
    assert house.trail() == ["proctored_test_created"]


def test_the_service_desk_makes_no_tests(house: House) -> None:
    with pytest.raises(NotAllowedError):
        house.a_draft(actor=DESK)

    assert house.storage.stored.tests == {}


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (replace(LIVE, title="   "), "title"),
        (replace(LIVE, title="x" * 201), "title"),
        (replace(LIVE, provider=""), "provider"),
        (replace(LIVE, provider="never-heard-of"), "provider"),
        (replace(LIVE, ratio=5), "ratio"),
        (TestDetails(title="Recorded", proctoring=Proctoring.RECORDED, ratio=0), "ratio"),
    ],
    ids=["no title", "long title", "no vendor", "unknown vendor", "vendor's ratios", "no ratio"],
)
def test_details_that_cannot_be_are_refused_and_the_field_named(house: House, details: TestDetails, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        house.a_draft(details)

    assert [problem.field for problem in refused.value.problems] == [field]
    assert house.storage.stored.tests == {}


def test_an_unknown_time_zone_is_refused(house: House) -> None:
    with pytest.raises(InvalidInputError, match="invalid_input"):
        house.create_test(CreateTestCommand(actor=PLANNER, details=LIVE, time_zone="Mars/Olympus"))


def test_a_test_that_is_not_live_needs_no_vendor(house: House) -> None:
    test_id = house.a_draft(TestDetails(title="Recorded", proctoring=Proctoring.RECORD_AND_REVIEW))

    assert not house.test(test_id).is_live


def test_details_are_revised_by_who_saw_the_latest(house: House) -> None:
    test_id = house.a_draft()
    seen = house.test(test_id).version

    house.revise_test(
        ReviseTestCommand(
            actor=PLANNER, test_id=test_id, version=seen, details=replace(LIVE, title=" C1 Advanced ", ratio=8)
        )
    )

    test = house.test(test_id)
    assert (test.title, test.ratio) == ("C1 Advanced", 8)
    assert house.trail()[-1] == "proctored_test_revised"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(house: House) -> None:
    test_id = house.a_draft()
    command = ReviseTestCommand(
        actor=PLANNER, test_id=test_id, version=house.test(test_id).version, details=replace(LIVE, title="Mine")
    )
    house.revise_test(replace(command, details=replace(LIVE, title="Theirs")))

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        house.revise_test(command)

    assert house.test(test_id).title == "Theirs"


def test_revised_details_are_checked_as_new_ones_are(house: House) -> None:
    test_id = house.a_draft()
    command = ReviseTestCommand(
        actor=PLANNER, test_id=test_id, version=house.test(test_id).version, details=replace(LIVE, ratio=5)
    )

    with pytest.raises(InvalidInputError):
        house.revise_test(command)
    with pytest.raises(InvalidInputError):
        house.revise_test(replace(command, details=replace(LIVE, title="")))
    with pytest.raises(NotAllowedError):
        house.revise_test(replace(command, actor=DESK))
    with pytest.raises(NotFoundError):
        house.revise_test(replace(command, actor=STRANGER, details=TestDetails(title="x", proctoring=Proctoring.LIVE)))

    assert house.test(test_id).ratio == 4


def test_an_active_test_is_not_changed(house: House) -> None:
    test_id = house.scheduled()
    version = house.test(test_id).version

    with pytest.raises(ConflictError, match="test_is_active"):
        house.revise_test(ReviseTestCommand(actor=PLANNER, test_id=test_id, version=version, details=LIVE))
    with pytest.raises(ConflictError, match="test_is_active"):
        house.give_time(test_id, WINDOW)


def test_the_time_is_kept_with_the_zone_it_was_typed_in(house: House) -> None:
    test_id = house.a_draft()

    house.give_time(test_id, WINDOW)

    test = house.test(test_id)
    assert (test.window, test.time_zone) == (WINDOW, "Europe/Warsaw")
    assert house.trail()[-1] == "proctored_test_time_set"


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (NOON, NOON + HOUR, "start"),
        (NOON + HOUR, NOON + HOUR, "end"),
        (NOON + 2 * HOUR, NOON + HOUR, "end"),
    ],
    ids=["has begun", "no length", "backwards"],
)
def test_a_time_that_cannot_be_is_refused(house: House, start: object, end: object, field: str) -> None:
    test_id = house.a_draft()
    command = house.timing(test_id, WINDOW)

    with pytest.raises(InvalidInputError) as refused:
        house.set_time(replace(command, start=start, end=end))  # type: ignore[arg-type]  # one of the times above

    assert [problem.field for problem in refused.value.problems] == [field]
    assert house.test(test_id).window is None


def test_a_time_is_set_by_planners_of_the_centre_only(house: House) -> None:
    test_id = house.a_draft()
    command = house.timing(test_id, WINDOW)

    with pytest.raises(NotAllowedError):
        house.set_time(replace(command, actor=DESK))
    with pytest.raises(NotFoundError):
        house.set_time(replace(command, actor=STRANGER))
    with pytest.raises(InvalidInputError):
        house.set_time(replace(command, time_zone="Nowhere"))

    assert house.test(test_id).window is None


def test_a_deactivated_test_can_be_moved_and_booked_anew(house: House) -> None:
    test_id = house.scheduled()
    house.deactivate(test_id)
    house.run_jobs()
    later = TimeWindow(start=WINDOW.start + timedelta(days=7), end=WINDOW.end + timedelta(days=7))

    house.give_time(test_id, later)
    house.activate(test_id)
    house.run_jobs()

    assert house.state(test_id) == (BookingState.SENT, False)
