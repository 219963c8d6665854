"""Forms of help requests."""

from collections.abc import Sequence

from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from core.access.views import CentreContactRow
from web.forms import PageForm

_LONGEST = 4000


class WriteForm(PageForm):
    text = TextAreaField("Message", [DataRequired("Write your message"), Length(max=_LONGEST)])


class AskForm(WriteForm):
    """`centre` is asked for only where no session says whom the request goes to."""

    centre = SelectField("Test centre", [Optional()])
    subject = StringField(
        "Subject", [DataRequired("Say in a few words what it is about"), Length(max=200)], description="In a few words."
    )

    def offer(self, centres: Sequence[CentreContactRow], *, wanted: str) -> None:
        self.centre.choices = [SelectChoice(str(one.id), f"{one.name} ({one.number})") for one in centres]
        self.centre.validators = [DataRequired("Choose the test centre")]
        self.centre.flags.required = True
        if self.centre.data is None and wanted in {choice.value for choice in self.centre.choices}:
            self.centre.data = wanted
