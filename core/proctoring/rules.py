"""The rules a booking must meet before the vendor is asked, in the order in which they are applied."""

from dataclasses import dataclass
from datetime import datetime

from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTest, TestStatus
from core.proctoring.ports import Providers
from core.proctoring.vendor import Capabilities
from core.shared.errors import Problem, UnavailableError
from core.shared.time import TimeWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule that does not hold: the rejection it leads to, and what its message needs."""

    code: Code
    facts: dict[str, str]


def broken_rule(
    *, status: TestStatus, candidates: int, window: TimeWindow, capabilities: Capabilities, now: datetime
) -> Broken | None:
    """The first rule that does not hold, of those that need no question to the vendor."""
    if status is not TestStatus.ACTIVE:
        return Broken(code=Code.REJECTED_TEST_STATUS, facts={"contextObjectStatus": status.value})
    if candidates == 0:
        return Broken(code=Code.REJECTED_NO_CANDIDATES, facts={})
    if not is_in_time(window, capabilities, now=now):
        return Broken(code=Code.REJECTED_LEAD_TIME, facts={})
    return None


def is_in_time(window: TimeWindow, capabilities: Capabilities, *, now: datetime) -> bool:
    return now + capabilities.minimum_lead_time <= window.start


def limits_of(providers: Providers, test: ProctoredTest) -> Capabilities:
    """The vendor's figures; a test that is not live, or whose vendor is not set up, obeys the common ones."""
    if not test.is_live:
        return Capabilities()
    try:
        return providers.of(test.organisation_id, test.provider).capabilities
    except UnavailableError:
        return Capabilities()


def may_be_booked(booking: ProctorBooking) -> bool:
    """Whether the vendor has the candidates of the test, or may have them: then they stay as they were sent."""
    is_being_asked = booking.state is BookingState.SCHEDULED and booking.may_be_held
    return booking.is_at_vendor or booking.vendor_side_unknown or is_being_asked


def figure_problem(
    capabilities: Capabilities, *, ratio: int, candidates: int, longest_extra_minutes: int
) -> Problem | None:
    """Which of the vendor's figures a test does not keep. The vendor, or its figures, may have changed since the test
    was prepared."""
    if ratio not in capabilities.ratios:
        offered = " or ".join(map(str, capabilities.ratios))
        return Problem(field="ratio", text=f"The vendor offers {offered} candidates for each proctor.")
    if candidates > capabilities.max_candidates:
        text = f"The vendor takes at most {capabilities.max_candidates} candidates in one test."
        return Problem(field="candidates", text=text)
    if longest_extra_minutes > capabilities.max_extra_minutes:
        text = f"The vendor allows at most {capabilities.max_extra_minutes} minutes of extra time."
        return Problem(field="candidates", text=text)
    return None
