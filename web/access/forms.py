"""Forms of access: they check shape; rules live in the core."""

from zoneinfo import available_timezones

from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired, Length

from core.access.model import ADMINISTERED, MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH, ROLES_IN, OrganisationKind
from core.access.permissions import Role
from web.forms import PageForm
from web.places import ROLE_NAMES

KIND_NAMES = {
    OrganisationKind.TEST_CENTRE: "Test centre",
    OrganisationKind.PREPARATION_CENTRE: "Preparation centre",
    OrganisationKind.AWARDING_BODY: "Awarding body",
    OrganisationKind.RECOGNISING_ORGANISATION: "Recognising organisation",
    OrganisationKind.CANDIDATES: "Candidates",
}

_ADDRESS = "Enter an e-mail address like name@example.org"
_GOOD_PASSWORD = f"At least {MIN_PASSWORD_LENGTH} characters. A few unusual words are easier to remember than signs."


def _zones(present: str) -> list[SelectChoice]:
    """Places, as people look for them; the other names in the database are older spellings of these."""
    places = {name for name in available_timezones() if "/" in name and not name.startswith("Etc/")}
    return [SelectChoice(name) for name in sorted({"UTC", present} | places)]


class LogInForm(PageForm):
    email = EmailField("E-mail address", [DataRequired("Enter your e-mail address"), Length(max=254)])
    password = PasswordField("Password", [DataRequired("Enter your password")])
    next = HiddenField()


class ForgottenForm(PageForm):
    email = EmailField("E-mail address", [DataRequired(_ADDRESS), Email(_ADDRESS), Length(max=254)])


class ChoosePasswordForm(PageForm):
    password = PasswordField(
        "New password",
        [DataRequired("Enter a new password"), Length(max=MAX_PASSWORD_LENGTH)],
        description=_GOOD_PASSWORD,
    )


class ChangePasswordForm(PageForm):
    present = PasswordField("Present password", [DataRequired("Enter your present password")])
    password = PasswordField(
        "New password",
        [DataRequired("Enter a new password"), Length(max=MAX_PASSWORD_LENGTH)],
        description=_GOOD_PASSWORD,
    )


class AccountForm(PageForm):
    name = StringField("Name", [DataRequired("Enter your name"), Length(max=200)])
    time_zone = SelectField("Time zone", description="Pages and mails show times in this zone.")

    def offer_zones(self, present: str) -> None:
        self.time_zone.choices = _zones(present)


class OrganisationForm(PageForm):
    name = StringField("Name", [DataRequired("Enter the organisation's name"), Length(max=200)])
    time_zone = SelectField("Time zone", description="Where its tests are held, as a rule.")

    def offer_zones(self, present: str) -> None:
        self.time_zone.choices = _zones(present)


class NewOrganisationForm(OrganisationForm):
    kind = RadioField(
        "Kind",
        [InputRequired("Choose what kind of organisation it is")],
        choices=[SelectChoice(kind.value, label) for kind, label in KIND_NAMES.items() if kind in ADMINISTERED],
        default=OrganisationKind.TEST_CENTRE.value,
    )
    number = StringField(
        "Centre number",
        [DataRequired("Enter the organisation's number"), Length(max=40)],
        description="As the exam office prints it, such as GB001. It cannot be changed later.",
    )


class PersonForm(PageForm):
    name = StringField("Name", [DataRequired("Enter the person's name"), Length(max=200)])
    email = EmailField(
        "E-mail address",
        [DataRequired(_ADDRESS), Email(_ADDRESS), Length(max=254)],
        description="They log in with it, and the set-password link goes there.",
    )
    time_zone = SelectField("Time zone", description="Pages and mails show times in this zone.")

    def offer_zones(self, present: str) -> None:
        self.time_zone.choices = _zones(present)


class RolesForm(PageForm):
    roles = SelectMultipleField("Roles")

    def offer_roles(self, kind: OrganisationKind) -> None:
        self.roles.choices = [
            SelectChoice(role.value, name) for role, name in ROLE_NAMES.items() if role in ROLES_IN[kind]
        ]

    def chosen(self) -> frozenset[Role]:
        return frozenset(Role(value) for value in self.roles.data)


class NewPersonForm(PersonForm, RolesForm):
    """Always for one organisation, whose kind decides which roles there are."""

    roles = SelectMultipleField("Roles", [DataRequired("Choose at least one role")])


class MembershipForm(PageForm):
    number = StringField(
        "Centre number",
        [DataRequired("Enter the organisation's number"), Length(max=40)],
        description="The number in the list of organisations, such as GB001.",
    )
