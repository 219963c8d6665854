"""The form of a code, and that of the candidate who has one."""

from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from web.entering.forms import CandidateForm
from web.forms import PageForm


class CodeForm(PageForm):
    code = StringField(
        "Session code",
        [DataRequired("Enter the code you were given"), Length(max=40)],
        description="Eight letters and digits. Small letters, spaces and hyphens do not matter.",
    )


class RegistrationForm(CandidateForm):
    id_number = StringField(
        "Number of the document", [DataRequired("Enter the number of the identity document"), Length(max=30)]
    )
    consent = BooleanField(
        "I agree that the centre passes my data to the awarding body",
        [DataRequired("Tick this: without your consent the centre cannot enter you")],
    )
