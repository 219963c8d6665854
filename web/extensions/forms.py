"""The form of a plugin's settings, drawn from their descriptions."""

from collections.abc import Mapping
from dataclasses import replace

from wtforms import BooleanField, Field, IntegerField, PasswordField, SelectField, StringField, URLField
from wtforms.validators import InputRequired, Optional

from core.extensions.model import Setting, SettingKind, SettingValue
from core.extensions.views import SetupView
from core.shared.errors import InvalidInputError
from web.forms import PageForm

# A plugin may call a setting `data` or `errors`, which a form has already.
_PREFIX = "setting_"

_KEPT = "One is stored. Leave this empty to keep it."
_LOST = "The stored one cannot be read any more. Enter it again."


class SettingsForm(PageForm):
    """Its fields are added for each plugin."""

    def entered(self, setup: SetupView) -> Mapping[str, SettingValue | None]:
        """What was entered, by the setting's name. Spaces around a value come from copying and mean nothing."""
        values = {setting.name: self[_PREFIX + setting.name].data for setting in setup.settings}
        return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}

    def drawn(self) -> list[Field]:
        return [field for field in self if field.name.startswith(_PREFIX)]


def form_for(setup: SetupView) -> SettingsForm:
    """A form with the values in force. Secrets are never put into it."""
    fields = {_PREFIX + setting.name: _field(setting, setup) for setting in setup.settings}
    shown = {_PREFIX + name: value for name, value in setup.values.items()}
    # The form takes what was sent when there is any, else these.
    form: SettingsForm = type("PluginSettingsForm", (SettingsForm,), fields)(data=shown)
    return form


def at_its_fields(error: InvalidInputError) -> InvalidInputError:
    """The same error, naming the form's fields."""
    problems = [replace(problem, field=_PREFIX + problem.field) for problem in error.problems]
    return InvalidInputError(error.code, problems)


def _field(setting: Setting, setup: SetupView) -> Field:
    kept = setting.secret and setting.name in setup.secrets_kept
    stored = _KEPT if kept else _LOST if setting.name in setup.secrets_lost else ""
    return setting_field(setting, needed=setting.required and not kept, note=stored)


def setting_field(setting: Setting, *, needed: bool, note: str = "") -> Field:
    """The field in which a value for the setting is entered; `note` stands behind its help."""
    checks = [InputRequired(f"Enter {setting.label}.") if needed else Optional()]
    help_text = f"{setting.help} {note}".strip()
    if setting.secret:
        return PasswordField(setting.label, checks, description=help_text)
    match setting.kind:
        case SettingKind.SWITCH:
            return BooleanField(setting.label, description=help_text)
        case SettingKind.NUMBER:
            return IntegerField(setting.label, checks, description=help_text)
        case SettingKind.CHOICE:
            empty = [] if setting.required else [("", "–")]
            return SelectField(setting.label, choices=[*empty, *setting.choices], description=help_text)
        case SettingKind.URL:
            return URLField(setting.label, checks, description=help_text)
        case SettingKind.TEXT:
            return StringField(setting.label, checks, description=help_text)
