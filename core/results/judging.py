"""Whether what a row of a file of results says can be, and what it would change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.access.model import Organisation
from core.catalogue.model import Exam, ExamCode
from core.results.model import Holder, Marks, Result, ResultStatus, Sitting
from core.results.ports import Sat, SittingKey
from core.results.result_file import SubmittedResult
from core.shared.errors import Problem
from core.shared.text import fold_name, is_name


class Fate(StrEnum):
    """What an import makes of a row."""

    NEW = "new"
    REVISED = "revised"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a row wants the result to be. `release_at` is None only where the stored one's stays."""

    line: int
    holder: Holder
    sitting: Sitting
    marks: Marks
    status: ResultStatus
    release_at: datetime | None

    @property
    def key(self) -> SittingKey:
        return (self.sitting.exam, self.sitting.taken_on, self.holder.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the house knows of the rows of one batch. `release_at` is the time given with the file."""

    exams: Mapping[ExamCode, Exam]
    centres: Mapping[str, Organisation]
    sat: Mapping[SittingKey, Sat]
    stored: Mapping[SittingKey, Result]
    release_at: datetime | None
    today: date


def key_of(row: SubmittedResult) -> SittingKey:
    return (row.exam, row.taken_on, row.number)


def judge(row: SubmittedResult, known: Known) -> tuple[Wanted, Fate] | list[Problem]:
    """What becomes of the row, or everything that is wrong with it."""
    judging = _Judging(row, known)
    centre, marks, holder = judging.centre(), judging.marks(), judging.holder()
    place, release_at = judging.place(), judging.release_at()
    if judging.problems or centre is None or marks is None or holder is None:
        return judging.problems
    wanted = Wanted(
        line=row.line,
        holder=holder,
        sitting=Sitting(exam=row.exam, taken_on=row.taken_on, centre_id=centre.id, place=place),
        marks=marks,
        status=row.status,
        release_at=release_at,
    )
    return _compared(wanted, judging.stored)


class _Judging:
    def __init__(self, row: SubmittedResult, known: Known) -> None:
        self._row, self._known = row, known
        self._sat = known.sat.get(key_of(row), Sat())
        self.stored = known.stored.get(key_of(row))
        self.problems: list[Problem] = []

    def _wrong(self, field: str, text: str) -> None:
        self.problems.append(Problem(field=field, text=text, line=self._row.line))

    def centre(self) -> Organisation | None:
        # Papers may be sat where it is tomorrow already.
        if self._row.taken_on > self._known.today + timedelta(days=1):
            self._wrong("exam_date", "This day is in the future.")
        found = self._known.centres.get(self._row.centre_number)
        if found is None:
            self._wrong("centre_number", f"There is no test centre with the number {self._row.centre_number}.")
        return found

    def marks(self) -> Marks | None:
        row, exam = self._row, self._known.exams.get(self._row.exam)
        if exam is None:
            self._wrong("exam", f"The catalogue has no exam with the code {row.exam}.")
            return None
        if exam.marking is None:
            self._wrong("exam", f"Results of {exam.name} cannot be verified here.")
            return None
        if problems := exam.marking.problems(row.scores, line=row.line):
            self.problems += problems
            return None
        marks = Marks.of(row.scores, exam.marking)
        outcome = marks.outcome
        self._check("overall", row.overall, outcome.overall)
        self._check("grade", row.grade or None, outcome.grade)
        self._check("cefr", row.cefr or None, outcome.cefr)
        return marks

    def _check(self, field: str, told: str | int | None, computed: str | int | None) -> None:
        """That the file, where it says it, says what the scores come to."""
        if told is not None and str(told).casefold() != str(computed).casefold():
            rest = "The exam has none; leave it empty." if computed is None else f"The scores come to {computed}."
            self._wrong(field, f"The file says {told}. {rest}")

    def holder(self) -> Holder | None:
        row, booked = self._row, self._sat.details
        if booked is not None:
            self._check_against_bookings()
        born = row.date_of_birth or (booked.date_of_birth if booked else None)
        if not row.name and booked is None:
            self._wrong("family_name", "Enter the candidate's name: no booking has this candidate ID number.")
        elif row.name and not is_name(row.name):
            self._wrong("family_name", "Write the name in letters, on one line.")
        if born is None:
            self._wrong("date_of_birth", "Enter the date of birth: no booking has this candidate ID number.")
            return None
        if not date(1900, 1, 1) <= born < row.taken_on:
            self._wrong("date_of_birth", "Enter a date of birth before the day of the exam, such as 2009-04-23.")
        if row.email and ("@" not in row.email or " " in row.email):
            self._wrong("email", "Enter an e-mail address like name@example.org, or leave it empty.")
        named = row if row.name or booked is None else booked
        return Holder(
            number=self._sat.number or row.number,
            given_name=named.given_name,
            family_name=named.family_name,
            date_of_birth=born,
            email=row.email or (booked.email if booked else ""),
        )

    def _check_against_bookings(self) -> None:
        """That the number is this person's: a result under somebody else's number would be shown to them."""
        row, booked = self._row, self._sat.details
        assert booked is not None  # noqa: S101 (asked for where a booking has the number)
        if row.name and sorted(fold_name(row.name).split()) != sorted(fold_name(booked.name).split()):
            self._wrong("family_name", f"The booking has {booked.name} under this candidate ID number.")
        if row.date_of_birth not in (None, booked.date_of_birth):
            text = f"The booking has {booked.date_of_birth.isoformat()} under this candidate ID number."
            self._wrong("date_of_birth", text)

    def place(self) -> str:
        place = self._row.place or self._sat.place or (self.stored.sitting.place if self.stored else "")
        if not place:
            self._wrong("place", "Enter the city where the exam was taken: no session says it.")
        return place

    def release_at(self) -> datetime | None:
        release_at = self._sat.release_at or self._known.release_at
        if release_at is None and self.stored is None:
            text = "No session says when this result is released. Give a release time with the file."
            self._wrong("exam_date", text)
        return release_at


def _compared(wanted: Wanted, stored: Result | None) -> tuple[Wanted, Fate] | list[Problem]:
    if stored is None:
        return wanted, Fate.NEW
    # A hyphen that was left out makes no other candidate.
    holder = replace(stored.holder, number=wanted.holder.number)
    is_same = (holder, stored.marks, stored.status, stored.sitting) == (
        wanted.holder,
        wanted.marks,
        wanted.status,
        wanted.sitting,
    )
    if is_same and (stored.is_released or wanted.release_at in (None, stored.release_at)):
        return wanted, Fate.UNCHANGED
    if not stored.may_be_revised:
        text = (
            "This result is released and final. If it is wrong, amend it."
            if stored.status is ResultStatus.FINAL
            else f"This result is {stored.status.value} and says something else. Change it on its own page."
        )
        return [Problem(field="candidate_number", text=text, line=wanted.line)]
    return wanted, Fate.REVISED
