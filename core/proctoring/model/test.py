"""The test to be proctored and its candidates."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import NewType
from uuid import UUID

from core.access.model import check_time_zone
from core.proctoring.vendor import Capabilities
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import OrganisationId
from core.shared.time import TimeWindow

ProctoredTestId = NewType("ProctoredTestId", UUID)

MAX_TITLE = 200
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,39}")


class Proctoring(StrEnum):
    """How a test is watched. Only live proctoring is booked at a vendor and has a booking log."""

    RECORDED = "recorded"
    RECORD_AND_REVIEW = "record_and_review"
    LIVE = "live"


class TestStatus(StrEnum):
    __test__ = False

    DRAFT = "draft"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


@dataclass(slots=True, kw_only=True)
class ProctoredTest:
    """A test of one test centre. `window` is the test's own time, without onboarding; None until it is set.

    `provider` names the vendor's offer and `ratio` is candidates per proctor; both matter to live proctoring only.
    """

    id: ProctoredTestId
    organisation_id: OrganisationId
    title: str
    proctoring: Proctoring
    provider: str
    ratio: int
    time_zone: str
    window: TimeWindow | None = None
    status: TestStatus = TestStatus.DRAFT
    version: int = 0

    def __post_init__(self) -> None:
        _check_details(self.title, self.proctoring, self.provider, self.ratio)
        check_time_zone(self.time_zone)

    @property
    def is_live(self) -> bool:
        return self.proctoring is Proctoring.LIVE

    def revise(self, *, title: str, proctoring: Proctoring, provider: str, ratio: int) -> None:
        self.check_editable()
        _check_details(title, proctoring, provider, ratio)
        self.title, self.proctoring, self.provider, self.ratio = title.strip(), proctoring, provider, ratio

    def set_time(self, window: TimeWindow, *, time_zone: str, now: datetime) -> None:
        self.check_editable()
        check_time_zone(time_zone)
        if window.start <= now:
            raise InvalidInputError.of("start", "The test must start in the future.")
        self.window, self.time_zone = window, time_zone

    def check_editable(self) -> None:
        if self.status is TestStatus.ACTIVE:
            raise ConflictError("test_is_active", test=self.id)

    def activate(self, *, candidates: int, now: datetime) -> TimeWindow:
        """Make the test count; its time, which is set by now. It may be active already: after a rejection it is
        booked again as it is."""
        problems = []
        if self.window is None:
            problems.append(Problem(field="time", text="Set the test's date and time first."))
        elif self.window.start <= now:
            problems.append(Problem(field="time", text="The test's start has passed; choose a later time."))
        if candidates == 0:
            problems.append(Problem(field="candidates", text="Add at least one candidate first."))
        if self.window is None or problems:
            raise InvalidInputError("test_incomplete", problems, test=self.id)
        self.status = TestStatus.ACTIVE
        return self.window

    def deactivate(self) -> None:
        if self.status is not TestStatus.ACTIVE:
            raise ConflictError("test_is_not_active", test=self.id)
        self.status = TestStatus.DEACTIVATED


def proctors_for(candidates: int, *, ratio: int) -> int:
    return ceil(candidates / ratio)


def booked_window(window: TimeWindow, capabilities: Capabilities, *, longest_extra_minutes: int) -> TimeWindow:
    """The time asked of the vendor: the test's own, the longest extra time, and onboarding on both sides."""
    after = timedelta(minutes=longest_extra_minutes) + capabilities.onboarding_after
    return window.widened(before=capabilities.onboarding_before, after=after)


def _check_details(title: str, proctoring: Proctoring, provider: str, ratio: int) -> None:
    problems = []
    if not title.strip():
        problems.append(Problem(field="title", text="Enter the test's title."))
    elif len(title.strip()) > MAX_TITLE:
        problems.append(Problem(field="title", text=f"Shorten the title to {MAX_TITLE} characters."))
    if proctoring is Proctoring.LIVE and not provider:
        problems.append(Problem(field="provider", text="Choose the vendor whose proctors watch the test."))
    if ratio < 1:
        problems.append(Problem(field="ratio", text="Choose how many candidates one proctor watches."))
    if problems:
        raise InvalidInputError("test_details_invalid", problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCandidate:
    """A candidate of one test. `number` is the candidate number, unique within the test."""

    __test__ = False

    test_id: ProctoredTestId
    number: str
    name: str
    email: str
    extra_minutes: int = 0


def candidate_problems(candidate: TestCandidate, *, max_extra_minutes: int, line: int | None = None) -> list[Problem]:
    """Everything wrong with one candidate as entered; each field and what would be right."""
    problems = []
    if not _NUMBER.fullmatch(candidate.number):
        text = "Enter the candidate number: up to 40 letters, digits and . / _ -"
        problems.append(Problem(field="number", text=text, line=line))
    if not 1 <= len(candidate.name) <= 200:
        problems.append(Problem(field="name", text="Enter the candidate's name, up to 200 characters.", line=line))
    local, at, domain = candidate.email.rpartition("@")
    if not (at and local and "." in domain and " " not in candidate.email and len(candidate.email) <= 254):
        text = "Enter an e-mail address like name@example.org."
        problems.append(Problem(field="email", text=text, line=line))
    if not 0 <= candidate.extra_minutes <= max_extra_minutes:
        text = f"Extra time is 0 to {max_extra_minutes} minutes."
        problems.append(Problem(field="extra_minutes", text=text, line=line))
    return problems


def check_room(*, present: int, more: int, limit: int) -> None:
    if present + more > limit:
        text = f"A test has at most {limit} candidates; it has {present} and {more} would be added."
        raise InvalidInputError.of("candidates", text, code="too_many_candidates")
