"""Forms of proctoring: they check shape and build the command; rules live in the core."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from flask_wtf.file import FileField, FileRequired
from wtforms import DateTimeLocalField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from core.proctoring.model.test import MAX_TITLE, Proctoring
from core.proctoring.usecases.preparing import TestDetails
from core.proctoring.views import ProviderChoice
from core.sessions.views import SessionRow
from web.forms import PageForm
from web.interface.local_times import SKIPPED, exists, zone_choices
from web.proctoring.words import PROCTORING


class DetailsForm(PageForm):
    title = StringField(
        "Title",
        [DataRequired("Enter the test's title"), Length(max=MAX_TITLE)],
        description="Planners, proctors and the vendor see it.",
    )
    proctoring = RadioField(
        "Proctoring",
        [InputRequired("Choose how the test is proctored")],
        choices=[SelectChoice(one.value, label) for one, label in PROCTORING.items()],
        default=Proctoring.LIVE.value,
    )
    provider = SelectField("Vendor", [Optional()])
    ratio = RadioField("Candidates for each proctor", [InputRequired("Choose how many candidates a proctor watches")])

    def offer(self, vendors: list[ProviderChoice], *, present: str = "", present_ratio: int | None = None) -> None:
        """The vendors that are switched on, and the ratios that at least one of them takes. A vendor that the test
        has but that is gone stays readable."""
        names = {vendor.name for vendor in vendors}
        gone = [SelectChoice(present, f"{present} (not available now)")] if present and present not in names else []
        listed = [SelectChoice(one.name, one.title) for one in vendors]
        # Live tests need one. Whether the test is live is known only when the form comes back, so the core asks for it.
        self.provider.flags.required = True
        self.provider.choices = [SelectChoice("", "Choose a vendor"), *listed, *gone]
        if len(listed) == 1 and not present and self.provider.data is None:
            self.provider.data = listed[0].value
        ratios = {ratio for vendor in vendors for ratio in vendor.capabilities.ratios}
        ratios |= {present_ratio} if present_ratio else set()
        self.ratio.choices = [SelectChoice(str(ratio), f"{ratio} candidates") for ratio in sorted(ratios or {4, 8})]
        if self.ratio.data is None:
            self.ratio.data = str(present_ratio or max(ratios or {8}))

    def details(self) -> TestDetails:
        proctoring = Proctoring(self.proctoring.data)
        return TestDetails(
            title=self.title.data,
            proctoring=proctoring,
            provider=self.provider.data or "" if proctoring is Proctoring.LIVE else "",
            ratio=int(self.ratio.data),
        )


class TimeForm(PageForm):
    time_zone = SelectField(
        "Time zone",
        choices=zone_choices("UTC"),
        description="Both times below are local times there, usually where the centre is.",
    )
    start = DateTimeLocalField("Start", [InputRequired("Enter when the test starts")], format="%Y-%m-%dT%H:%M")
    end = DateTimeLocalField("End", [InputRequired("Enter when the test ends")], format="%Y-%m-%dT%H:%M")

    def validate_start(self, field: DateTimeLocalField) -> None:
        self._check_exists(field)

    def validate_end(self, field: DateTimeLocalField) -> None:
        self._check_exists(field)

    def _check_exists(self, field: DateTimeLocalField) -> None:
        if not exists(field.data, self.time_zone.data):
            raise ValidationError(SKIPPED)


class CandidateForm(PageForm):
    number = StringField("Candidate number", [DataRequired("Enter the candidate number"), Length(max=40)])
    name = StringField("Name", [DataRequired("Enter the candidate's name"), Length(max=200)])
    email = StringField("E-mail address", [DataRequired("Enter an e-mail address like name@example.org")])
    extra_minutes = IntegerField("Extra time", [InputRequired("Enter 0 for none"), NumberRange(0, 600)], default=0)


class CandidateFileForm(PageForm):
    file = FileField("CSV file", [FileRequired("Choose a CSV file")])


class ConfirmationForm(PageForm):
    """A question that is answered by sending it or not."""


class WithdrawalForm(PageForm):
    number = HiddenField()


class ByHandForm(PageForm):
    reason = TextAreaField("Reason", [DataRequired("Say why you decide this by hand"), Length(max=2000)])
    proof = TextAreaField(
        "Evidence",
        [DataRequired("Say what shows it"), Length(max=2000)],
        description="The vendor's ticket, mail or call, with its date. It is kept in the log.",
    )


class SessionForm(PageForm):
    session = SelectField("Session", [DataRequired("Choose a session")])

    def offer(self, sessions: Sequence[SessionRow]) -> None:
        listed = [
            SelectChoice(
                str(one.id),
                f"{one.exam_name}, {one.starts_at.astimezone(ZoneInfo(one.time_zone)):%d %b %Y}, {one.taken} entered",
            )
            for one in sessions
        ]
        self.session.choices = [SelectChoice("", "Choose a session"), *listed]
