"""Forms of sessions: they check shape and build the plan; rules live in the core."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import TypeVar
from uuid import UUID

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    Field,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from core.access.views import PreparationCentreRow
from core.catalogue.model import Exam, Venue, VenueId
from core.sessions.model import Deadlines, Paper, Price, SessionPlan, SpeakingDates
from core.shared.errors import InvalidInputError, Problem
from core.shared.money import Money
from core.shared.time import TimeWindow
from web.forms import PageForm
from web.interface.local_times import SKIPPED, exists, instant, on_the_clock, zone_choices

Value = TypeVar("Value")

_LOCAL = "%Y-%m-%dT%H:%M"
_TOO_LATE = "The first moment at which it is too late."


class ExamForm(PageForm):
    """The first question of a new session: its papers depend on the answer. Asked by GET, so it carries no token."""

    class Meta:
        csrf = False

    exam = SelectField("Exam", [DataRequired("Choose the exam")])

    def offer(self, exams: Sequence[Exam]) -> None:
        self.exam.choices = [SelectChoice("", "Choose an exam"), *(SelectChoice(one.code, one.name) for one in exams)]
        self.exam.flags.required = True


class SessionForm(PageForm):
    """Everything of a session. The fields of its papers are made for its exam: see `session_form`."""

    papers: tuple[str, ...] = ()

    venue: SelectField
    time_zone: SelectField
    capacity: IntegerField
    entries: DateTimeLocalField
    late_entries: DateTimeLocalField
    payments: DateTimeLocalField
    results: DateTimeLocalField
    currency: SelectField
    price: StringField
    late_fee: StringField
    version: HiddenField

    def offer(self, venues: Sequence[Venue], *, zone: str, currency: str) -> None:
        """The venues in use, and the zones and currencies that there are; a retired venue it has stays readable."""
        self.venue.choices = [SelectChoice(str(one.id), f"{one.name}, {one.city}") for one in venues if one.in_use]
        gone = [one for one in venues if not one.in_use and str(one.id) == self.venue.data]
        self.venue.choices += [SelectChoice(str(one.id), f"{one.name} (retired)") for one in gone]
        self.time_zone.choices = zone_choices(self.time_zone.data or zone)
        self.currency.choices = [
            SelectChoice(code, f"{code}, {name}") for code, name in currencies(self.currency.data or currency)
        ]
        self.time_zone.data = self.time_zone.data or zone
        self.currency.data = self.currency.data or currency

    def paper_fields(self) -> list[tuple[str, DateField, TimeField, TimeField]]:
        """Each paper's name with its day, start and end."""
        return [(name, *(self[_paper(place, part)] for part in _PARTS)) for place, name in enumerate(self.papers)]

    def validate(self, extra_validators: object = None) -> bool:
        del extra_validators  # Flask-WTF offers it to forms whose validators are chosen at each call.
        good = super().validate()
        if "time_zone" not in self.errors:
            self._check_clock()
        for _, day, start, end in self.paper_fields():
            if day.data and start.data and end.data and end.data <= start.data:
                end.errors = [*end.errors, "The paper must end after its start, on the same day."]
        return good and not self.errors

    def _check_clock(self) -> None:
        """Every time typed must exist on the clocks of the session's zone."""
        zone = self.time_zone.data
        for field in (self.entries, self.late_entries, self.payments, self.results):
            if field.data and not exists(field.data, zone):
                field.errors = [*field.errors, SKIPPED]
        for _, day, *times in self.paper_fields():
            for field in times:
                if day.data and field.data and not exists(datetime.combine(day.data, field.data), zone):
                    field.errors = [*field.errors, SKIPPED]

    def plan(self, exam: Exam) -> SessionPlan:
        """What was entered, as one plan. Raises InvalidInputError with all that is wrong about it."""
        zone, problems = self.time_zone.data, list[Problem]()
        price = _taken(problems, lambda: self._amount("price"))
        late_fee = _taken(problems, lambda: self._amount("late_fee"))
        speaking = _taken(problems, self._speaking) if exam.has_speaking else None
        if problems or price is None or late_fee is None:
            raise InvalidInputError("session_invalid", problems)
        return SessionPlan(
            exam=exam.code,
            papers=tuple(
                Paper(
                    name=name,
                    window=TimeWindow(
                        start=instant(datetime.combine(day.data, start.data), zone),
                        end=instant(datetime.combine(day.data, end.data), zone),
                    ),
                )
                for name, day, start, end in self.paper_fields()
            ),
            speaking=speaking,
            time_zone=zone,
            deadlines=Deadlines(
                entries=instant(self.entries.data, zone),
                late_entries=instant(self.late_entries.data, zone) if self.late_entries.data else None,
                payments=instant(self.payments.data, zone),
                results=instant(self.results.data, zone),
            ),
            price=Price(entry=price, late_fee=late_fee),
            venue_id=VenueId(UUID(self.venue.data)),
            capacity=self.capacity.data,
        )

    def _amount(self, name: str) -> Money:
        return Money.parse(self[name].data or "0", currency=self.currency.data, field=name)

    def _speaking(self) -> SpeakingDates:
        first: date = self["speaking_first"].data
        return SpeakingDates(first=first, last=self["speaking_last"].data or first)


_PARTS = ("day", "start", "end")


def _paper(place: int, part: str) -> str:
    return f"paper_{place}_{part}"


def session_form(exam: Exam, *, papers: Sequence[str] = ()) -> type[SessionForm]:
    """The form of a session of this exam, its fields in the order in which they are asked. `papers` are those that a
    session has already, should the exam have others by now."""
    names = tuple(papers or exam.papers)
    fields: dict[str, object] = {"papers": names}
    fields["venue"] = SelectField("Venue", [DataRequired("Choose the venue")])
    fields["capacity"] = IntegerField(
        "Seats", [InputRequired("Enter how many candidates the session can take"), NumberRange(1, 100_000)]
    )
    fields["time_zone"] = SelectField("Time zone", description="All times below are local times there.")
    for place, name in enumerate(names):
        fields[_paper(place, "day")] = DateField("Day", [InputRequired(f"Enter the day of {name}")])
        fields[_paper(place, "start")] = TimeField("Starts", [InputRequired(f"Enter when {name} starts")])
        fields[_paper(place, "end")] = TimeField("Ends", [InputRequired(f"Enter when {name} ends")])
    if exam.has_speaking:
        wanted = "Enter the day of the Speaking test, or the first of several"
        fields["speaking_first"] = DateField("First day", [InputRequired(wanted)])
        fields["speaking_last"] = DateField(
            "Last day", [Optional()], description="Leave this empty when it is held on one day."
        )
    fields |= _deadline_fields() | _price_fields() | {"version": HiddenField()}
    return type("BoundSessionForm", (SessionForm,), fields)


def _deadline_fields() -> dict[str, Field]:
    return {
        "entries": DateTimeLocalField(
            "Entries until", [InputRequired("Enter the deadline for entries")], format=_LOCAL, description=_TOO_LATE
        ),
        "late_entries": DateTimeLocalField(
            "Late entries until",
            [Optional()],
            format=_LOCAL,
            description="Leave this empty when nobody can be entered late.",
        ),
        "payments": DateTimeLocalField(
            "Payments until", [InputRequired("Enter the deadline for payments")], format=_LOCAL, description=_TOO_LATE
        ),
        "results": DateTimeLocalField(
            "Results released", [InputRequired("Enter when results are released")], format=_LOCAL
        ),
    }


def _price_fields() -> dict[str, Field]:
    return {
        "currency": SelectField("Currency", [DataRequired("Choose the currency")]),
        "price": StringField("Price per entry", [DataRequired("Enter the price of one entry, 0 for none")]),
        "late_fee": StringField(
            "Late fee", [Optional()], description="Added to entries made after the first deadline. Empty for none."
        ),
    }


def entered_before(plan: SessionPlan, papers: Sequence[str]) -> dict[str, object]:
    """The fields of the form for a session that has this plan."""
    zone, deadlines = plan.time_zone, plan.deadlines
    data: dict[str, object] = {
        "venue": str(plan.venue_id),
        "capacity": plan.capacity,
        "time_zone": zone,
        "entries": on_the_clock(deadlines.entries, zone),
        "late_entries": on_the_clock(deadlines.late_entries, zone) if deadlines.late_entries else None,
        "payments": on_the_clock(deadlines.payments, zone),
        "results": on_the_clock(deadlines.results, zone),
        "currency": plan.price.entry.currency,
        "price": plan.price.entry.written,
        "late_fee": plan.price.late_fee.written,
    }
    sat = {paper.name: paper.window for paper in plan.papers}
    for place, name in enumerate(papers):
        if name in sat:
            start, end = on_the_clock(sat[name].start, zone), on_the_clock(sat[name].end, zone)
            data |= {_paper(place, "day"): start.date(), _paper(place, "start"): start.time()}
            data[_paper(place, "end")] = end.time()
    if plan.speaking:
        data["speaking_first"] = plan.speaking.first
        data["speaking_last"] = None if plan.speaking.is_one_day else plan.speaking.last
    return data


def _taken(problems: list[Problem], read: Callable[[], Value]) -> Value | None:
    try:
        return read()
    except InvalidInputError as error:
        problems += error.problems
        return None


def currencies(present: str) -> list[tuple[str, str]]:
    """Code and name of what is legal tender somewhere today, by code; the one that is set already stays."""
    return sorted({*_tender(), (present, get_currency_name(present, locale="en"))})


@cache
def _tender() -> frozenset[tuple[str, str]]:
    countries = [code for code in map(str, Locale("en").territories) if len(code) == 2]
    codes = {currency for country in countries for currency in get_territory_currencies(country)}
    return frozenset((code, get_currency_name(code, locale="en")) for code in codes)


def currency_of(country: str) -> str:
    """What is paid with in a country of two letters; euros where that is not known."""
    return next(iter(get_territory_currencies(country)), "EUR") if country else "EUR"


class CopyForm(PageForm):
    days = IntegerField(
        "Days later",
        [InputRequired("Enter how many days later the copy is"), NumberRange(1, 3660, "Enter 1 to 3,660 days")],
        default=28,
        description="All dates of the copy are so many days later, at the same local times. 28 days keep the weekday.",
    )


class AvailabilityForm(PageForm):
    """`sure` and `entries` are asked when the session is taken back from somebody."""

    preparation_centres = SelectMultipleField("Preparation centres")
    everyone = BooleanField("All preparation centres that work with us now")
    sure = BooleanField("Take the session back")
    entries = RadioField(
        "Their entries",
        choices=[
            SelectChoice("keep", "Stay, with their seats and their booking"),
            SelectChoice("withdraw", "Are withdrawn; what was paid stays until you refund it"),
        ],
        default="keep",
    )

    def offer(self, partners: Sequence[PreparationCentreRow]) -> None:
        # Ticking nobody is an answer, not a field left out.
        self.preparation_centres.flags.required = True
        self.preparation_centres.choices = [SelectChoice(str(one.id), f"{one.name}, {one.number}") for one in partners]


class MoveForm(PageForm):
    """A question that is answered by sending it or not."""
