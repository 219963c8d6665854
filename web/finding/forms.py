"""Forms of finding results: they check shape; rules live in the core."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from wtforms import BooleanField, Field, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from core.catalogue.model import Exam, ExamCode
from core.results.reference import written_reference
from core.shared.errors import InvalidInputError, Problem
from core.shared.writing import written_day
from core.verification.model.searching import Criteria, read_typed_date
from web.finding.words import CRITERIA
from web.forms import PageForm

_SHORT, _LONG = Length(max=60), Length(max=200)


class SearchForm(PageForm):
    """Every criterion; none is required. The fields are called as in `Criteria`."""

    name = StringField(CRITERIA["name"], [_LONG])
    reference = StringField(CRITERIA["reference"], [_SHORT])
    date_of_birth = StringField(CRITERIA["date_of_birth"], [_SHORT])
    number = StringField(CRITERIA["number"], [_SHORT])
    email = StringField(CRITERIA["email"], [Length(max=254)])
    exam = SelectField(CRITERIA["exam"], default="")
    place = StringField(CRITERIA["place"], [_LONG])
    centre = StringField(CRITERIA["centre"], [_LONG])
    taken_from = StringField(CRITERIA["taken"], [_SHORT])
    taken_to = StringField(f"{CRITERIA['taken']}, last day", [_SHORT])

    def offer(self, exams: Sequence[Exam]) -> None:
        """Those that have results here, also those no longer held."""
        listed = [SelectChoice(exam.code, exam.name) for exam in exams if exam.is_verifiable]
        self.exam.choices = [SelectChoice("", "Any exam"), *listed]

    def fill(self, criteria: Criteria) -> None:
        """What was searched for stands in the fields again."""
        for name in ("name", "number", "email", "place", "centre"):
            self[name].data = getattr(criteria, name)
        self.exam.data = criteria.exam or ""
        self.date_of_birth.data = _typed(criteria.date_of_birth)
        self.taken_from.data = _typed(criteria.taken_from)
        self.taken_to.data = _typed(criteria.taken_to) if criteria.taken_to != criteria.taken_from else ""
        self.reference.data = written_reference(criteria.reference) if criteria.reference else ""

    @property
    def folded(self) -> int:
        """How many of the criteria that are folded away on a phone are filled in."""
        return sum(bool(one.data) for one in self._rest)

    @property
    def is_wrong_within(self) -> bool:
        """Whether one of those is wrong, and must be seen."""
        return any(one.errors for one in self._rest)

    @property
    def _rest(self) -> list[Field]:
        return [one for one in self if one.name not in {"name", "reference", "csrf_token"}]

    def criteria(self, *, today: date) -> Criteria:
        """All but the reference number, which is looked up. Raises InvalidInputError with every date that is none."""
        dates: dict[str, date | None] = {}
        problems: list[Problem] = []
        for name in ("date_of_birth", "taken_from", "taken_to"):
            try:
                dates[name] = self._day(name, today)
            except InvalidInputError as error:
                problems += error.problems
        if problems:
            raise InvalidInputError("criteria_invalid", problems)
        first, last = dates["taken_from"], dates["taken_to"]
        return Criteria(
            name=_plain(self.name.data),
            date_of_birth=dates["date_of_birth"],
            number=_plain(self.number.data),
            exam=ExamCode(self.exam.data) if self.exam.data else None,
            place=_plain(self.place.data),
            centre=_plain(self.centre.data),
            email=_plain(self.email.data),
            taken_from=first,
            taken_to=last or first,
        )

    def _day(self, name: str, today: date) -> date | None:
        typed = _plain(self[name].data)
        if not typed:
            return None
        try:
            return read_typed_date(typed, today=today, field=name)
        except InvalidInputError as error:
            # Three fields take dates: the sentence says which one it is about.
            raise InvalidInputError(
                error.code, [_naming(one, self[name].label.text) for one in error.problems]
            ) from None


def _naming(problem: Problem, label: str) -> Problem:
    return Problem(field=problem.field, text=f"{label}: {problem.text}")


def _typed(day: date | None) -> str:
    return day.isoformat() if day else ""


def _plain(typed: str | None) -> str:
    return (typed or "").strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One criterion in force, in words; `key` is what takes it away."""

    key: str
    label: str
    value: str


def chips_of(criteria: Criteria, exams: Sequence[Exam]) -> Iterator[Chip]:
    names = {exam.code: exam.name for exam in exams}
    values = {
        "name": criteria.name,
        "date_of_birth": written_day(criteria.date_of_birth) if criteria.date_of_birth else "",
        "number": criteria.number,
        "email": criteria.email,
        "exam": names.get(criteria.exam, criteria.exam) if criteria.exam else "",
        "place": criteria.place,
        "centre": criteria.centre,
        "taken": _span(criteria.taken_from, criteria.taken_to),
        "reference": written_reference(criteria.reference) if criteria.reference else "",
    }
    return (Chip(key=key, label=CRITERIA[key], value=value) for key, value in values.items() if value)


def _span(first: date | None, last: date | None) -> str:
    if first == last:
        return written_day(first) if first else ""
    if first is None or last is None:
        return f"from {written_day(first)}" if first else f"until {written_day(last)}" if last else ""
    return f"{written_day(first)} to {written_day(last)}"


class ClearForm(PageForm):
    """Takes one criterion away."""

    clear = HiddenField()


class PolicyForm(PageForm):
    asks_date_of_birth = BooleanField("Ask for the candidate’s date of birth beside the reference number")
    version = HiddenField()

    def known(self) -> int:
        """The version that was looked at; none is ever below nought."""
        return int(self.version.data) if self.version.data and self.version.data.isdecimal() else -1
