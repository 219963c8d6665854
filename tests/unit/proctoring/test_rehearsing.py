"""The dry run: every rule's verdict and the last safe moment, without booking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.test import Proctoring
from core.proctoring.usecases.rehearsing import Rehearse, RehearseCommand
from core.proctoring.vendor import (
    AvailabilityUnknown,
    Available,
    CredentialsRefused,
    Full,
    ProviderFault,
    ProviderUnavailable,
)
from core.proctoring.views import DryRunReport, RuleResult, RuleVerdict
from core.shared.errors import ConflictError, NotAllowedError, NotFoundError
from core.shared.time import TimeWindow
from tests.fakes.readers import FakeTestReader
from tests.unit.proctoring.house import (
    ADMINISTRATOR,
    BOOKED,
    CENTRE,
    DAY,
    DESK,
    HOUR,
    LIVE,
    PLANNER,
    STRANGER,
    House,
)

HOLDS, FAILS, UNKNOWN = RuleVerdict.HOLDS, RuleVerdict.FAILS, RuleVerdict.UNKNOWN
ALL = [
    Code.REJECTED_TEST_STATUS,
    Code.REJECTED_NO_CANDIDATES,
    Code.REJECTED_LEAD_TIME,
    Code.REJECTED_SEND_CREDENTIALS,
    Code.REJECTED_CAPACITY,
]


@pytest.fixture
def reader(house: House) -> FakeTestReader:
    return FakeTestReader(house.storage)


@pytest.fixture
def rehearse(house: House, reader: FakeTestReader) -> Rehearse:
    return Rehearse(reader=reader, providers=house.providers, clock=house.clock)


def of_processing(report: DryRunReport) -> list[RuleResult]:
    """The rules that processing applies; those that activating itself obeys have no code."""
    return [rule for rule in report.rules if rule.code]


def verdicts(report: DryRunReport) -> list[RuleVerdict]:
    return [rule.verdict for rule in of_processing(report)]


def activating(report: DryRunReport) -> list[RuleVerdict]:
    return [rule.verdict for rule in report.rules if not rule.code]


def test_a_test_that_meets_every_rule_would_pass_and_nothing_is_booked(house: House, rehearse: Rehearse) -> None:
    test_id = house.a_test()

    report = rehearse(RehearseCommand(actor=PLANNER, test_id=test_id))

    assert [rule.code for rule in of_processing(report)] == ALL
    assert (verdicts(report), report.would_pass) == ([HOLDS] * 5, True)
    assert (report.booked_window, report.proctors) == (BOOKED, 1)
    assert house.vendor.bookings == []
    assert house.codes(test_id) == []


def test_the_last_safe_moment_is_the_booked_start_less_lead_time_and_queue_time(
    house: House, rehearse: Rehearse, reader: FakeTestReader
) -> None:
    reader.queue_time = timedelta(minutes=7)

    report = rehearse(RehearseCommand(actor=PLANNER, test_id=house.a_test()))

    assert (report.lead_time, report.queue_time) == (DAY, timedelta(minutes=7))
    assert report.last_safe_moment == BOOKED.start - DAY - timedelta(minutes=7)


def test_at_the_last_moment_there_is_time_enough_and_a_second_later_there_is_not(
    house: House, rehearse: Rehearse
) -> None:
    command = RehearseCommand(actor=PLANNER, test_id=house.a_test())

    house.clock.set(BOOKED.start - DAY)
    in_time = rehearse(command)
    house.clock.advance(timedelta(seconds=1))
    too_late = rehearse(command)

    assert (in_time.would_pass, too_late.would_pass) == (True, False)
    assert verdicts(too_late) == [HOLDS, HOLDS, FAILS, HOLDS, HOLDS]


def test_the_longest_extra_time_is_part_of_the_booked_window(house: House, rehearse: Rehearse) -> None:
    test_id = house.a_test()
    house.enrol(test_id, "0003", extra_minutes=20)

    report = rehearse(RehearseCommand(actor=PLANNER, test_id=test_id))

    assert report.booked_window == TimeWindow(start=BOOKED.start, end=BOOKED.end + timedelta(minutes=20))


def test_a_test_without_time_is_told_so_and_the_rest_is_not_asked(house: House, rehearse: Rehearse) -> None:
    report = rehearse(RehearseCommand(actor=PLANNER, test_id=house.a_draft()))

    assert [rule.code for rule in of_processing(report)] == ALL[:2]
    assert (verdicts(report), report.would_pass) == ([FAILS, FAILS], False)
    assert (report.booked_window, report.last_safe_moment) == (None, None)
    assert house.vendor.asked == []


def test_a_test_without_candidates_fails_that_rule_and_the_vendor_is_asked_for_one_proctor(
    house: House, rehearse: Rehearse
) -> None:
    report = rehearse(RehearseCommand(actor=PLANNER, test_id=house.a_test(numbers=())))

    assert verdicts(report) == [HOLDS, FAILS, HOLDS, HOLDS, HOLDS]
    assert house.vendor.asked == [("availability", (BOOKED, 1))]


def test_a_full_vendor_fails_the_rule_and_names_other_times(house: House, rehearse: Rehearse) -> None:
    other = TimeWindow(start=BOOKED.start + HOUR, end=BOOKED.end + HOUR)
    house.vendor.availability = Full(alternatives=(other,))

    report = rehearse(RehearseCommand(actor=PLANNER, test_id=house.a_test()))

    assert verdicts(report)[3:] == [HOLDS, FAILS]
    assert report.alternatives == (other,)


def test_what_is_free_is_told_beside_what_is_needed(house: House, rehearse: Rehearse) -> None:
    house.vendor.availability = Available(proctors=12)

    report = rehearse(RehearseCommand(actor=PLANNER, test_id=house.a_test(numbers=("1", "2", "3", "4", "5"))))

    assert report.rules[-1].finding == "12 free, 2 needed."


def test_a_vendor_that_cannot_say_leaves_the_verdict_open_and_does_not_pass(house: House, rehearse: Rehearse) -> None:
    house.vendor.availability = AvailabilityUnknown()

    report = rehearse(RehearseCommand(actor=PLANNER, test_id=house.a_test()))

    assert (verdicts(report)[3:], report.would_pass) == ([HOLDS, UNKNOWN], False)


def test_refused_credentials_fail_their_rule_and_leave_capacity_open(house: House, rehearse: Rehearse) -> None:
    test_id = house.a_test()

    with house.vendor.failing(CredentialsRefused, "availability"):
        report = rehearse(RehearseCommand(actor=PLANNER, test_id=test_id))

    assert verdicts(report)[3:] == [FAILS, UNKNOWN]


@pytest.mark.parametrize("error", [ProviderUnavailable, ProviderFault], ids=["no answer", "no sense"])
def test_a_vendor_that_cannot_be_asked_leaves_both_verdicts_open(
    house: House, rehearse: Rehearse, error: type[ProviderUnavailable | ProviderFault]
) -> None:
    test_id = house.a_test()

    with house.vendor.failing(error, "availability"):
        report = rehearse(RehearseCommand(actor=PLANNER, test_id=test_id))

    assert (verdicts(report)[3:], report.would_pass) == ([UNKNOWN, UNKNOWN], False)


def test_a_vendor_that_is_not_set_up_fails_the_rule_of_credentials(house: House, rehearse: Rehearse) -> None:
    test_id = house.a_test()
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"

    report = rehearse(RehearseCommand(actor=PLANNER, test_id=test_id))

    assert verdicts(report)[3:] == [FAILS, UNKNOWN]
    assert of_processing(report)[3].finding == "The vendor is not set up for the centre."


def test_a_test_that_is_not_live_has_no_dry_run(house: House, rehearse: Rehearse) -> None:
    test_id = house.a_draft(replace(LIVE, proctoring=Proctoring.RECORDED))

    with pytest.raises(ConflictError, match="test_is_not_live"):
        rehearse(RehearseCommand(actor=PLANNER, test_id=test_id))


def test_a_dry_run_is_for_those_who_see_the_test(house: House, rehearse: Rehearse) -> None:
    test_id = house.a_test()

    with pytest.raises(NotAllowedError):
        rehearse(RehearseCommand(actor=ADMINISTRATOR, test_id=test_id))
    with pytest.raises(NotFoundError):
        rehearse(RehearseCommand(actor=STRANGER, test_id=test_id))

    assert rehearse(RehearseCommand(actor=DESK, test_id=test_id)).would_pass


def test_the_dry_run_and_the_processing_agree(house: House, rehearse: Rehearse) -> None:
    """What the dry run says would pass does pass, and what it says would fail fails for the code it names."""
    command = RehearseCommand(actor=PLANNER, test_id=house.a_test())
    assert rehearse(command).would_pass
    house.vendor.full_windows.append(BOOKED)
    failing = [rule.code for rule in rehearse(command).rules if rule.verdict is FAILS]

    house.activate(command.test_id)
    house.run_jobs()

    assert [house.codes(command.test_id)[-1]] == failing


def test_more_extra_time_than_the_vendor_allows_is_told_before_activating_refuses_it(
    house: House, rehearse: Rehearse
) -> None:
    test_id = house.a_test()
    house.enrol(test_id, "0003", extra_minutes=20)
    house.vendor.capabilities = replace(house.vendor.capabilities, max_extra_minutes=10)

    report = rehearse(RehearseCommand(actor=PLANNER, test_id=test_id))

    assert (activating(report), report.would_pass) == ([HOLDS, FAILS], False)
    assert "10 minutes" in next(rule.finding for rule in report.rules if rule.verdict is FAILS)


def test_a_booking_in_doubt_does_not_pass_however_free_the_vendor_is(house: House, rehearse: Rehearse) -> None:
    test_id = house.a_test()
    house.activate(test_id)
    house.reject(test_id)

    report = rehearse(RehearseCommand(actor=PLANNER, test_id=test_id))

    assert (activating(report), report.would_pass) == ([FAILS, HOLDS], False)
