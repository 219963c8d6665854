"""Forms about recognising organisations."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    EmailField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional

from core.access.views import PersonRow
from core.catalogue.model import Exam, ExamCode
from core.shared.errors import Problem
from core.shared.ids import PersonId
from core.verification.model.registration import (
    Applicant,
    Identity,
    InstitutionKind,
    OrganisationDetails,
    contact_problems,
    identity_problems,
)
from core.verification.usecases.succeeding import NewcomerDetails
from web.candidates.words import KINDS
from web.catalogue.forms import countries
from web.forms import PageForm
from web.interface.local_times import zone_choices

_ADDRESS = "Enter an e-mail address like name@example.org"


def _stripped(value: str | None) -> str | None:
    return value.strip() if value else value


def _with_scheme(value: str | None) -> str | None:
    """People write `www.example.org`."""
    stripped = _stripped(value)
    return f"https://{stripped}" if stripped and "://" not in stripped else stripped


_STRIP = [_stripped]


class CheckedForm(PageForm):
    """The core's rules are asked at once, so that whoever corrects one field is not sent back for another."""

    # Any: as WTForms declares it.
    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        for problem in self.problems():
            field = self[problem.field]
            if not field.errors:
                field.errors, valid = [problem.text], False
        return valid

    def problems(self) -> list[Problem]:
        return []


class IdentityForm(CheckedForm):
    """By what candidates tell an organisation from others."""

    name = StringField(
        "Name of the organisation", [DataRequired("Enter the organisation's name"), Length(max=200)], filters=_STRIP
    )
    kind = SelectField("Kind", [InputRequired("Choose what kind of organisation it is")])
    city = StringField("City", [DataRequired("Enter its city"), Length(max=100)], filters=_STRIP)
    country = SelectField("Country", [DataRequired("Choose the country")])
    website = URLField("Website", [Optional(), Length(max=300)], filters=[_with_scheme])

    def offer(self) -> None:
        self.kind.choices = [SelectChoice("", "Choose a kind"), *(SelectChoice(one.value, KINDS[one]) for one in KINDS)]
        self.country.choices = [SelectChoice("", "Choose a country"), *(SelectChoice(*one) for one in countries())]
        self.kind.flags.required = self.country.flags.required = True

    def problems(self) -> list[Problem]:
        return [*super().problems(), *identity_problems(self.identity())]

    def identity(self) -> Identity:
        kind = self.kind.data
        return Identity(
            name=self.name.data or "",
            kind=InstitutionKind(kind) if kind in set(InstitutionKind) else InstitutionKind.OTHER,
            city=self.city.data or "",
            country=self.country.data or "",
            website=self.website.data or "",
        )


class ProposalForm(IdentityForm):
    why = TextAreaField(
        "Why does it change?",
        [DataRequired("Say why it changes"), Length(max=2000)],
        description="Only the recognition team reads it. Say where it can be looked up, such as on your website.",
        filters=_STRIP,
    )


class ContactForm(CheckedForm):
    """How an organisation of the public list is reached."""

    email = EmailField("Public e-mail address", [Optional(), Email(_ADDRESS), Length(max=254)], filters=_STRIP)
    phone = TelField("Public telephone number", [Optional(), Length(max=30)], filters=_STRIP)

    def problems(self) -> list[Problem]:
        return [*super().problems(), *contact_problems(**self.contact())]

    def contact(self) -> dict[str, str]:
        """By the names of the fields."""
        return {"email": self.email.data or "", "phone": self.phone.data or ""}


class RegistrationForm(IdentityForm, ContactForm):
    purpose = TextAreaField(
        "What do you want to verify results for?",
        [DataRequired("Say what you want to verify results for"), Length(max=2000)],
        description="Such as the admission of students, or appointments. A few sentences are enough.",
        filters=_STRIP,
    )
    applicant_name = StringField("Your name", [DataRequired("Enter your name"), Length(max=200)], filters=_STRIP)
    applicant_email = EmailField(
        "Your e-mail address",
        [DataRequired(_ADDRESS), Email(_ADDRESS), Length(max=254)],
        description="Your own at work: you log in with it, and our answer goes there.",
        filters=_STRIP,
    )
    time_zone = SelectField("Your time zone", description="Pages and mails show times in this zone.")

    def offer_zones(self, present: str) -> None:
        self.time_zone.data = self.time_zone.data or present
        self.time_zone.choices = zone_choices(present)

    def details(self) -> OrganisationDetails:
        identity = self.identity()
        return OrganisationDetails(
            name=identity.name,
            kind=identity.kind,
            city=identity.city,
            country=identity.country,
            website=identity.website,
            **self.contact(),
        )

    def applicant(self) -> Applicant:
        return Applicant(name=self.applicant_name.data, email=self.applicant_email.data, time_zone=self.time_zone.data)


class RefusalForm(PageForm):
    reason = TextAreaField(
        "Reason",
        [DataRequired("Give the reason; it is sent to them"), Length(max=2000)],
        description="They get it as you write it.",
        filters=_STRIP,
    )


class SureForm(PageForm):
    """A question that is answered by sending it or not."""


class UserForm(PageForm):
    name = StringField("Name", [DataRequired("Enter the person's name"), Length(max=200)], filters=_STRIP)
    photos = BooleanField("May see candidates' photos")


class NewUserForm(UserForm):
    email = EmailField(
        "E-mail address",
        [DataRequired(_ADDRESS), Email(_ADDRESS), Length(max=254)],
        description="They log in with it, and a mail that says how goes there.",
        filters=_STRIP,
    )


class PhotosForm(PageForm):
    """Of somebody whose name is not to be changed here."""

    photos = BooleanField("May see candidates' photos")


NEWCOMER = ""
STAYS, LEAVES = "stays", "leaves"


class PrimaryUserForm(PageForm):
    to = SelectField("New Primary User")
    name = StringField("Name", [Length(max=200)], filters=_STRIP)
    email = EmailField("E-mail address", [Optional(), Email(_ADDRESS), Length(max=254)], filters=_STRIP)
    former = RadioField(
        "The former Primary User",
        [InputRequired("Choose what becomes of the former Primary User")],
        choices=[SelectChoice(STAYS, "Stays, as a user"), SelectChoice(LEAVES, "Leaves the organisation")],
        default=STAYS,
    )

    def offer(self, users: Sequence[PersonRow]) -> None:
        self.to.choices = [
            SelectChoice(NEWCOMER, "Somebody who is not a user yet"),
            *(SelectChoice(str(one.id), f"{one.name}, {one.email}") for one in users),
        ]
        self.to.flags.required = True

    # Any: as WTForms declares it.
    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.to.data == NEWCOMER:
            if not self.name.data:
                self.name.errors = [*self.name.errors, "Enter the new Primary User's name"]
            if not self.email.data:
                self.email.errors = [*self.email.errors, _ADDRESS]
        return valid and not self.errors

    def chosen(self) -> PersonId | NewcomerDetails:
        if self.to.data == NEWCOMER:
            return NewcomerDetails(name=self.name.data, email=self.email.data)
        return PersonId(UUID(self.to.data))


class ExamsForm(PageForm):
    """The boxes of all exams: those that can be verified here, and those that can only be recognised."""

    verifiable = SelectMultipleField("Verified on this service")
    recognised_only = SelectMultipleField("Recognised, but not verified on this service")

    def offer(self, exams: Sequence[Exam]) -> None:
        # Ticking none of them is an answer, too: the boxes do not say that they are optional.
        self.verifiable.flags.required = self.recognised_only.flags.required = True
        self.verifiable.choices = [SelectChoice(one.code, one.name) for one in exams if one.is_verifiable]
        self.recognised_only.choices = [SelectChoice(one.code, one.name) for one in exams if not one.is_verifiable]

    def chosen(self) -> frozenset[ExamCode]:
        return frozenset(ExamCode(code) for code in [*self.verifiable.data, *self.recognised_only.data])
