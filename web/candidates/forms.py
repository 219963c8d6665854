"""Forms of candidates: they check shape and build the command; rules live in the core."""

from wtforms import DateField, EmailField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, Optional

from core.verification.model.sharing import Field
from core.verification.usecases.sharing import Terms
from core.verification.views import VerifiedResult
from web.candidates.words import FIELDS
from web.forms import PageForm
from web.interface.local_times import zone_choices

_ADDRESS = "Enter an e-mail address like name@example.org"
_TICKED = frozenset({Field.OVERALL, Field.COMPONENTS})
"""At first. What tells more about the person than about the exam is for them to add."""


class NumberForm(PageForm):
    number = StringField(
        "Candidate ID number",
        [DataRequired("Enter your candidate ID number"), Length(max=40)],
        description="Ten letters and digits, such as K7QF2-M9XRT.",
    )
    secret_number = StringField(
        "Secret number",
        [DataRequired("Enter the secret number"), Length(max=40)],
        description="It stands beside the candidate ID number.",
    )


class JoinForm(NumberForm):
    name = StringField("Your name", [DataRequired("Enter your name"), Length(max=200)])
    email = EmailField(
        "E-mail address",
        [DataRequired(_ADDRESS), Email(_ADDRESS), Length(max=254)],
        description="You log in with it. We send a link there, with which you choose your password.",
    )
    time_zone = SelectField("Where you are", description="Pages and mails show times as the clocks there do.")

    def offer_zones(self) -> None:
        self.time_zone.choices = zone_choices("UTC")


class ShareForm(PageForm):
    """What is shared and until when. Only what there is to share is offered."""

    fields = SelectMultipleField("What they see", [DataRequired("Share the overall result, the components, or both.")])
    expires_on = DateField("Last day", [Optional()])

    def offer(self, result: VerifiedResult) -> None:
        self.fields.choices = [SelectChoice(one.value, FIELDS[one][0]) for one in offered(result)]

    def tick(self, result: VerifiedResult) -> None:
        """What is ticked before anybody has chosen."""
        self.fields.data = [one.value for one in offered(result) if one in _TICKED]

    def terms(self) -> Terms:
        return Terms(fields=frozenset(Field(one) for one in self.fields.data), expires_on=self.expires_on.data)


class ChangeForm(ShareForm):
    version = HiddenField()

    def known(self) -> int:
        """The version that was looked at; none is ever below nought."""
        return int(self.version.data) if self.version.data and self.version.data.isdecimal() else -1


class InviteForm(PageForm):
    name = StringField("Name of the organisation", [DataRequired("Enter its name"), Length(max=200)])
    email = EmailField(
        "Its e-mail address",
        [DataRequired(_ADDRESS), Email(_ADDRESS), Length(max=254)],
        description="Such as that of its admissions office.",
    )


def offered(result: VerifiedResult) -> list[Field]:
    missing = set()
    if result.overall is None:
        missing.add(Field.OVERALL)
    if result.photo is None:
        missing.add(Field.PHOTO)
    return [one for one in FIELDS if one not in missing]
