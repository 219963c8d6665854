"""A test session and its rules."""

import itertools
import re
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from core.access.model import check_time_zone
from core.catalogue.model import ExamCode, VenueId
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import OrganisationId
from core.shared.money import Money
from core.shared.time import TimeWindow

TestSessionId = NewType("TestSessionId", UUID)

_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without I, L, O, 0 and 1, which people read as one another."""
CODE_LENGTH = 8
_CODE = re.compile(f"[{_CODE_LETTERS}]{{{CODE_LENGTH}}}")


class SessionStatus(StrEnum):
    """A draft is the test centre's alone; an open one can be made available; a cancelled one stays readable."""

    DRAFT = "draft"
    OPEN = "open"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One written paper and when it is sat."""

    name: str
    window: TimeWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakingDates:
    """The Speaking test's day, or the days within which it is held; both ends are included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidInputError.of("speaking_last", "The last day must not be before the first.")

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Instants, each the first moment at which it is too late. `late_entries` is None where the centre takes none."""

    entries: datetime
    late_entries: datetime | None
    payments: datetime
    results: datetime
    """Not a deadline but the release of results, kept with the dates people plan by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one entry costs. `late_fee` is added to entries made after the first deadline."""

    entry: Money
    late_fee: Money

    def __post_init__(self) -> None:
        if self.entry.currency != self.late_fee.currency:
            raise InvalidInputError.of("late_fee", "The late fee is in the session's currency.")
        if self.entry.amount < 0 or self.late_fee.amount < 0:
            raise InvalidInputError.of("price", "A price is not negative.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """Everything a centre decides about a session; checked as a whole."""

    exam: ExamCode
    papers: tuple[Paper, ...]
    speaking: SpeakingDates | None
    time_zone: str
    deadlines: Deadlines
    price: Price
    venue_id: VenueId
    capacity: int

    def __post_init__(self) -> None:
        check_time_zone(self.time_zone)
        problems = list(self._problems())
        if problems:
            raise InvalidInputError("session_invalid", problems)

    def _problems(self) -> list[Problem]:
        found = []
        if not self.papers:
            found.append(Problem(field="papers", text="Give the date and time of at least one paper."))
            return found
        in_order = sorted(self.papers, key=lambda paper: paper.window.start)
        if any(one.window.overlaps(two.window) for one, two in itertools.pairwise(in_order)):
            found.append(Problem(field="papers", text="Two papers of the session overlap."))
        starts = self.starts_at
        if self.deadlines.entries >= starts:
            found.append(Problem(field="entries", text="Entries must close before the first paper starts."))
        late = self.deadlines.late_entries
        if late is not None and not self.deadlines.entries < late < starts:
            text = "Late entries close after the entry deadline and before the first paper starts."
            found.append(Problem(field="late_entries", text=text))
        if self.deadlines.payments >= starts:
            found.append(Problem(field="payments", text="Payments are due before the first paper starts."))
        if self.deadlines.results <= in_order[-1].window.end:
            found.append(Problem(field="results", text="Results are released after the last paper."))
        if not 1 <= self.capacity <= 100_000:
            found.append(Problem(field="capacity", text="Enter how many candidates the session can take."))
        return found

    @property
    def starts_at(self) -> datetime:
        return min(paper.window.start for paper in self.papers)

    @property
    def ends_at(self) -> datetime:
        return max(paper.window.end for paper in self.papers)


class EntryTerms(StrEnum):
    """On which terms an entry can be made at a moment."""

    IN_TIME = "in_time"
    LATE = "late"
    CLOSED = "closed"


@dataclass(slots=True, kw_only=True)
class TestSession:
    """A session of one test centre. `code` lets a candidate register directly (FEATURES P31).

    `taken` counts the seats of entries that are not withdrawn. It is changed only with the session locked, so that
    the last seat is given once. `available_to` are the preparation centres that see the session.
    """

    __test__ = False

    id: TestSessionId
    centre_id: OrganisationId
    plan: SessionPlan
    code: str
    status: SessionStatus = SessionStatus.DRAFT
    taken: int = 0
    available_to: set[OrganisationId] = field(default_factory=set)
    version: int = 0

    @property
    def seats_left(self) -> int:
        return max(self.plan.capacity - self.taken, 0)

    def revise(self, plan: SessionPlan) -> None:
        """Change the plan. What entrants relied on stays: the exam and the currency, once anybody is entered."""
        self._check_not_cancelled()
        if self.taken:
            if plan.exam != self.plan.exam:
                raise InvalidInputError.of("exam", "Candidates are entered for this exam; make another session.")
            if plan.price.entry.currency != self.plan.price.entry.currency:
                raise InvalidInputError.of("currency", "Candidates are entered at a price in this currency.")
            if plan.capacity < self.taken:
                raise InvalidInputError.of("capacity", f"{self.taken} candidates are entered already.")
        self.plan = plan

    def open(self, *, now: datetime) -> None:
        self._check_not_cancelled()
        if self.plan.deadlines.entries <= now:
            raise InvalidInputError.of("entries", "The deadline for entries has passed; set a later one first.")
        self.status = SessionStatus.OPEN

    def cancel(self) -> None:
        self._check_not_cancelled()
        self.status = SessionStatus.CANCELLED
        self.available_to.clear()

    def make_available(self, preparation_centres: set[OrganisationId]) -> None:
        if self.status is not SessionStatus.OPEN:
            raise ConflictError("session_is_not_open", session=self.id)
        self.available_to |= preparation_centres

    def withdraw_from(self, preparation_centre: OrganisationId) -> None:
        self.available_to.discard(preparation_centre)

    def terms(self, *, now: datetime) -> EntryTerms:
        if self.status is not SessionStatus.OPEN:
            return EntryTerms.CLOSED
        deadlines = self.plan.deadlines
        if now < deadlines.entries:
            return EntryTerms.IN_TIME
        if deadlines.late_entries is not None and now < deadlines.late_entries:
            return EntryTerms.LATE
        return EntryTerms.CLOSED

    def take_seats(self, count: int) -> None:
        """The session must be locked by whoever asks."""
        if count > self.seats_left:
            raise ConflictError("session_is_full", session=self.id, left=self.seats_left, wanted=count)
        self.taken += count

    def give_back_seats(self, count: int) -> None:
        if count > self.taken:
            raise ConflictError("no_such_seats", session=self.id)
        self.taken -= count

    def _check_not_cancelled(self) -> None:
        if self.status is SessionStatus.CANCELLED:
            raise ConflictError("session_is_cancelled", session=self.id)


def draw_session_code() -> str:
    """Eight letters and digits at random: 31 to the power of 8, too many to guess against a throttle."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(CODE_LENGTH))


def fold_session_code(text: str) -> str | None:
    """What a person typed as a code, in the stored form; None when it cannot be one."""
    folded = text.upper().replace("-", "").replace(" ", "")
    return folded if _CODE.fullmatch(folded) else None
