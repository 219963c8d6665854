"""The form of one candidate, and of a file of them."""

from datetime import date

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, EmailField, StringField, TelField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.bookings.model import CandidateDetails
from web.forms import PageForm


class CandidateForm(PageForm):
    given_name = StringField("Given name", [Optional(), Length(max=100)])
    family_name = StringField("Family name", [DataRequired("Enter the family name"), Length(max=100)])
    date_of_birth = DateField("Date of birth", [InputRequired("Enter the date of birth")])
    id_number = StringField(
        "ID number",
        [DataRequired("Enter the number of the identity document")],
        description="Of the identity document the candidate brings to the exam.",
    )
    email = EmailField("E-mail address", [DataRequired("Enter an e-mail address like name@example.org")])
    phone = TelField("Telephone number", [Optional()])
    consent = BooleanField("The candidate agreed that their data are passed to the awarding body")

    def details(self) -> CandidateDetails:
        born = self.date_of_birth.data
        return CandidateDetails(
            given_name=(self.given_name.data or "").strip(),
            family_name=self.family_name.data.strip(),
            date_of_birth=born if isinstance(born, date) else date.min,
            id_number=self.id_number.data.strip(),
            email=self.email.data.strip(),
            phone=(self.phone.data or "").strip(),
            consent=bool(self.consent.data),
        )


class EntryForm(CandidateForm):
    """`accept_clashes` is drawn only after a clash was told."""

    accept_clashes = BooleanField("Enter the candidate all the same")


class EntryFileForm(PageForm):
    file = FileField("CSV or XLSX file", [FileRequired("Choose a file")])
