"""Forms of results: they check shape and build what the core asks for."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import cast

from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    DateTimeLocalField,
    EmailField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.catalogue.model import Exam, ExamCode
from core.results.model import Holder, ResultStatus
from core.results.views import ResultFilter, ResultView
from core.shared.errors import InvalidInputError
from core.verification.model.claim import FreeingReason
from web.errors import problems_into
from web.forms import PageForm
from web.interface.local_times import SKIPPED, exists, instant, on_the_clock
from web.results.words import FREEING_REASONS, STATUS_NAMES

_LOCAL = "%Y-%m-%dT%H:%M"


def moment_of(field: DateTimeLocalField, zone: str) -> datetime | None:
    """The moment that was typed, on the clocks of the zone. Raises InvalidInputError for one that they skip."""
    local = field.data
    if not isinstance(local, datetime):
        return None
    if not exists(local, zone):
        raise InvalidInputError.of(field.name, SKIPPED)
    return instant(local, zone)


class ListForm(PageForm):
    """What narrows the list. It stands in the address, for nothing of it is about a person."""

    exam = SelectField("Exam", [Optional()], default="")
    taken_on = DateField("Date of exam", [Optional()])
    status = SelectField("Status", [Optional()], default="")
    released = SelectField("Release", [Optional()], default="")

    def offer(self, exams: Sequence[Exam]) -> None:
        marked = [SelectChoice(exam.code, exam.name) for exam in exams if exam.is_verifiable]
        statuses = [SelectChoice(status.value, name) for status, name in STATUS_NAMES.items()]
        self.exam.choices = [SelectChoice("", "Any"), *marked]
        self.status.choices = [SelectChoice("", "Any"), *statuses]
        self.released.choices = [
            SelectChoice("", "Any"),
            SelectChoice("yes", "Released"),
            SelectChoice("no", "Waiting"),
        ]

    def wanted(self) -> ResultFilter:
        return ResultFilter(
            exam=self.exam.data or None,
            taken_on=self.taken_on.data if isinstance(self.taken_on.data, date) else None,
            status=ResultStatus(self.status.data) if self.status.data else None,
            is_released={"yes": True, "no": False}.get(self.released.data or ""),
        )

    @property
    def active(self) -> int:
        """How many are set."""
        return sum(1 for field in self if field.data)


class ResultFileForm(PageForm):
    file = FileField("CSV, XLSX or JSON file", [FileRequired("Choose a file")])
    release_at = DateTimeLocalField("Release time", [Optional()], format=_LOCAL)


class PhotosForm(PageForm):
    exam = SelectField("Exam", [DataRequired("Choose the exam")])
    taken_on = DateField("Date of exam", [InputRequired("Enter the day of the exam")])
    archive = FileField("ZIP archive", [FileRequired("Choose a file")])

    def offer(self, exams: Sequence[Exam]) -> None:
        with_photos = [SelectChoice(exam.code, exam.name) for exam in exams if exam.has_photo]
        self.exam.choices = [SelectChoice("", "Choose an exam"), *with_photos]
        self.exam.flags.required = True

    def chosen(self) -> ExamCode:
        return ExamCode(self.exam.data)


class PostponeForm(PageForm):
    release_at = DateTimeLocalField("New release time", [InputRequired("Enter day and time")], format=_LOCAL)

    def fill(self, release_at: datetime, zone: str) -> None:
        if self.release_at.data is None and not self.release_at.raw_data:
            self.release_at.data = on_the_clock(release_at, zone)


class VersionedForm(PageForm):
    version = HiddenField()

    @property
    def shown(self) -> int:
        """The version that was looked at; one that is no number is that of nothing."""
        given = self.version.data
        return int(given) if isinstance(given, str) and given.isdecimal() and given.isascii() else -1


class ReasonForm(VersionedForm):
    reason = TextAreaField("Reason", [DataRequired("Give the reason"), Length(max=1000)])


class FreeNumberForm(PageForm):
    """`claimed_at` is when the account that was looked at joined."""

    reason = RadioField(
        "Why",
        [InputRequired("Choose why")],
        choices=[SelectChoice(one.value, name) for one, name in FREEING_REASONS.items()],
    )
    claimed_at = HiddenField()

    @property
    def shown(self) -> datetime:
        """One that is no moment is that of no account."""
        try:
            return datetime.fromisoformat(self.claimed_at.data or "")
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)

    @property
    def chosen(self) -> FreeingReason:
        return FreeingReason(self.reason.data)


class AmendForm(ReasonForm):
    """Names, birth, address, where it was sat, and the scores, whose fields are made for the exam: see `amend_form`."""

    components: tuple[str, ...] = ()

    given_name = StringField("Given name", [Optional(), Length(max=100)])
    family_name = StringField("Family name", [Optional(), Length(max=100)])
    date_of_birth = DateField("Date of birth", [InputRequired("Enter the date of birth")])
    email = EmailField("E-mail address", [Optional(), Length(max=254)])
    centre_number = StringField("Centre number", [DataRequired("Enter the number of the test centre"), Length(max=40)])
    place = StringField("Place of entry", [DataRequired("Enter the city where the exam was taken"), Length(max=100)])

    @property
    def score_fields(self) -> list[Field]:
        return [self[_score(place)] for place in range(len(self.components))]

    def holder(self, present: Holder) -> Holder:
        return replace(
            present,
            given_name=(self.given_name.data or "").strip(),
            family_name=(self.family_name.data or "").strip(),
            date_of_birth=self.date_of_birth.data,
            email=(self.email.data or "").strip(),
        )

    def scores(self) -> dict[str, int]:
        return {name: int(field.data) for name, field in zip(self.components, self.score_fields, strict=True)}

    def take_problems(self, error: InvalidInputError) -> None:
        """A problem of a component stands at its field."""
        fields = {name: _score(place) for place, name in enumerate(self.components)}
        told = [replace(one, field=fields.get(one.field, one.field)) for one in error.problems]
        problems_into(self, InvalidInputError(error.code, told))


def _score(place: int) -> str:
    return f"score_{place}"


@cache
def amend_form(components: tuple[str, ...]) -> type[AmendForm]:
    fields: dict[str, object] = {
        _score(place): IntegerField(name, [InputRequired(f"Enter the score of {name}")])
        for place, name in enumerate(components)
    }
    # `type` cannot say that what it makes derives from its bases.
    return cast("type[AmendForm]", type("AmendForm", (AmendForm,), {**fields, "components": components}))


def amendable(view: ResultView) -> dict[str, object]:
    """What the form shows at first."""
    result = view.result
    scores = {_score(place): score for place, (_, score) in enumerate(result.marks.scores)}
    holder = result.holder
    return {
        "given_name": holder.given_name,
        "family_name": holder.family_name,
        "date_of_birth": holder.date_of_birth,
        "email": holder.email,
        "centre_number": view.centre_number,
        "place": result.sitting.place,
        "version": str(result.version),
        **scores,
    }
