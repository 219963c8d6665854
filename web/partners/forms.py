"""Forms about preparation centres."""

from wtforms import EmailField, SelectField, StringField
from wtforms.validators import DataRequired, Email, Length, Optional

from web.forms import PageForm
from web.interface.local_times import zone_choices

_ADDRESS = "Enter an e-mail address like name@example.org"


class JoinForm(PageForm):
    number = StringField(
        "Centre number",
        [DataRequired("Enter the preparation centre's number"), Length(max=40)],
        description="The preparation centre knows its number, such as PC210.",
    )


class ContactForm(PageForm):
    email = EmailField("E-mail address", [DataRequired(_ADDRESS), Email(_ADDRESS), Length(max=254)])
    phone = StringField("Telephone", [Optional(), Length(max=40)])


class PersonForm(PageForm):
    person_name = StringField("Name", [DataRequired("Enter the person's name"), Length(max=200)])
    person_email = EmailField(
        "E-mail address",
        [DataRequired(_ADDRESS), Email(_ADDRESS), Length(max=254)],
        description="They log in with it, and a link to set a password goes there.",
    )


class NewPreparationCentreForm(ContactForm, PersonForm):
    name = StringField("Name", [DataRequired("Enter the preparation centre's name"), Length(max=200)])
    number = StringField(
        "Centre number",
        [DataRequired("Enter its number"), Length(max=40)],
        description="Unique here, such as PC210. It cannot be changed later.",
    )
    time_zone = SelectField("Time zone", description="Its people see times in this zone, unless they choose another.")

    def offer_zones(self, present: str) -> None:
        self.time_zone.choices = zone_choices(self.time_zone.data or present)
        self.time_zone.data = self.time_zone.data or present


class SureForm(PageForm):
    """A question that is answered by sending it or not."""
