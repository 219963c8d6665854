"""A result: whose it is, of which sitting, what was scored, its status and its release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from core.catalogue.marking import Marking, Outcome
from core.catalogue.model import ExamCode
from core.results.reference import ReferenceNumber
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId

ResultId = NewType("ResultId", UUID)
SortId = NewType("SortId", int)
"""The day of the exam, then a running number: results by it are results by exam date, and no two share one."""

_SEQUENCE_BITS = 30


def sort_id(taken_on: date, sequence: int) -> SortId:
    """`days(exam date) << 30 | sequence`: room for a thousand million results, and within 63 bits for every date."""
    if not 0 <= sequence < 1 << _SEQUENCE_BITS:
        raise ValueError("the running number of a result is used up")
    return SortId(taken_on.toordinal() << _SEQUENCE_BITS | sequence)


def first_sort_id(taken_on: date) -> SortId:
    """Not above that of any result of the day; to search by exam date is to search a range of these."""
    return sort_id(taken_on, 0)


class ResultStatus(StrEnum):
    """Provisional ones may still change without a word; final ones change only by being amended. Of a withheld or a
    revoked one nobody outside the awarding body sees more than that it is so."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    AMENDED = "amended"
    WITHHELD = "withheld"
    REVOKED = "revoked"


SHOWN = frozenset({ResultStatus.PROVISIONAL, ResultStatus.FINAL, ResultStatus.AMENDED})
"""The statuses in which scores are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The candidate as they stand on the statement. `number` is the candidate ID number, unique in the house."""

    number: str
    given_name: str
    family_name: str
    date_of_birth: date
    email: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What was sat, when and where. `place` is the city, the «exam place of entry»."""

    exam: ExamCode
    taken_on: date
    centre_id: OrganisationId
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The score of each component in the exam's order, and what they come to."""

    scores: tuple[tuple[str, int], ...]
    outcome: Outcome

    @classmethod
    def of(cls, scores: Mapping[str, int], marking: Marking) -> "Marks":
        """Raises InvalidInputError naming the components that are missing, unknown or out of their limits."""
        if problems := marking.problems(scores):
            raise InvalidInputError("scores_invalid", problems)
        in_order = tuple((one, scores[one]) for one in marking.components)
        return cls(scores=in_order, outcome=marking.outcome(scores))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of a result's history. `holder`, `sitting` and `marks` are what stood before it, None where they did not
    change; `by` is «person:id» or the clockwork."""

    at: datetime
    by: str
    was: ResultStatus
    became: ResultStatus
    reason: str
    holder: Holder | None = None
    sitting: Sitting | None = None
    marks: Marks | None = None


@dataclass(slots=True, kw_only=True)
class Result:
    """The result of one candidate in one sitting. `release_at` is when the clockwork releases it; until `released_at`
    is set nobody outside the awarding body sees anything of it. `photo` is the key of the test-day photo's file."""

    id: ResultId
    sid: SortId
    reference: ReferenceNumber
    holder: Holder
    sitting: Sitting
    marks: Marks
    status: ResultStatus
    release_at: datetime
    released_at: datetime | None = None
    photo: str | None = None
    history: list[Change] = field(default_factory=list)
    version: int = 0

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def shows_scores(self) -> bool:
        return self.is_released and self.status in SHOWN

    def release(self, *, now: datetime) -> None:
        """Let it out. Released twice it stays as it was; a withheld one is let out as withheld."""
        if self.released_at is None:
            self.released_at = now

    def postpone(self, release_at: datetime) -> None:
        if self.is_released:
            raise ConflictError("result_is_released", result=self.id)
        self.release_at = release_at

    def revise(
        self,
        *,
        holder: Holder,
        sitting: Sitting,
        marks: Marks,
        status: ResultStatus,
        release_at: datetime,
        by: str,
        now: datetime,
    ) -> None:
        """Take over what a newer file says, which is free to until the result is out and final. Exam and day of the
        sitting stay: a result of another exam or day is another one."""
        if not self.may_be_revised:
            raise ConflictError("result_is_final", result=self.id)
        if not self.is_released:
            self.release_at = release_at
        if (holder, sitting, marks, status) != (self.holder, self.sitting, self.marks, self.status):
            self._become(status, by=by, now=now, reason="A newer file", holder=holder, sitting=sitting, marks=marks)

    @property
    def may_be_revised(self) -> bool:
        return self.status in {ResultStatus.PROVISIONAL, ResultStatus.FINAL} and (
            not self.is_released or self.status is ResultStatus.PROVISIONAL
        )

    def amend(
        self, *, holder: Holder, marks: Marks, reason: str, by: str, now: datetime, sitting: Sitting | None = None
    ) -> None:
        """Correct a result that is out. Whoever relied on it is told (FEATURES X10). `sitting` has the right centre and
        place, None where they stay; exam and day always do."""
        sitting = sitting or self.sitting
        self._check_reason(reason)
        if self.status not in SHOWN:
            raise ConflictError("result_is_not_shown", result=self.id)
        if (holder, sitting, marks) == (self.holder, self.sitting, self.marks):
            raise InvalidInputError.of("scores", "Nothing was changed: correct a score or a detail first.")
        self._become(ResultStatus.AMENDED, by=by, now=now, reason=reason, holder=holder, sitting=sitting, marks=marks)

    def make_final(self, *, by: str, now: datetime) -> None:
        if self.status is not ResultStatus.PROVISIONAL:
            raise ConflictError("result_is_not_provisional", result=self.id)
        self._become(ResultStatus.FINAL, by=by, now=now, reason="")

    def withhold(self, *, reason: str, by: str, now: datetime) -> None:
        """Hide the scores while something is looked into; `restore` shows them again."""
        self._check_reason(reason)
        if self.status not in SHOWN:
            raise ConflictError("result_is_not_shown", result=self.id)
        self._become(ResultStatus.WITHHELD, by=by, now=now, reason=reason)

    def restore(self, *, reason: str, by: str, now: datetime) -> None:
        """Back to what it was before it was withheld."""
        self._check_reason(reason)
        if self.status is not ResultStatus.WITHHELD:
            raise ConflictError("result_is_not_withheld", result=self.id)
        before = next(change.was for change in reversed(self.history) if change.became is ResultStatus.WITHHELD)
        self._become(before, by=by, now=now, reason=reason)

    def revoke(self, *, reason: str, by: str, now: datetime) -> None:
        """For good: nothing brings a revoked result back."""
        self._check_reason(reason)
        if self.status is ResultStatus.REVOKED:
            raise ConflictError("result_is_revoked", result=self.id)
        self._become(ResultStatus.REVOKED, by=by, now=now, reason=reason)

    def _become(
        self,
        status: ResultStatus,
        *,
        by: str,
        now: datetime,
        reason: str,
        holder: Holder | None = None,
        sitting: Sitting | None = None,
        marks: Marks | None = None,
    ) -> None:
        holder, sitting, marks = holder or self.holder, sitting or self.sitting, marks or self.marks
        self.history.append(
            Change(
                at=now,
                by=by,
                was=self.status,
                became=status,
                reason=reason.strip(),
                holder=self.holder if holder != self.holder else None,
                sitting=self.sitting if sitting != self.sitting else None,
                marks=self.marks if marks != self.marks else None,
            )
        )
        self.status, self.holder, self.sitting, self.marks = status, holder, sitting, marks

    @staticmethod
    def _check_reason(reason: str) -> None:
        if not 1 <= len(reason.strip()) <= 1000:
            raise InvalidInputError.of("reason", "Give the reason, up to 1,000 characters; it stands in the history.")
