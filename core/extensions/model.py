"""Descriptions of settings, and the setup of one offer for one organisation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from core.access.model import OrganisationKind
from core.shared.errors import InvalidInputError, Problem
from core.shared.ids import OrganisationId

MAX_TEXT = 2000
"""Characters of a setting's value. An address, a name or a key is shorter; a file that was pasted in is not."""

SettingValue = str | int | bool
SettingValues = Mapping[str, SettingValue]


class SettingKind(StrEnum):
    TEXT = "text"
    URL = "url"
    NUMBER = "number"
    SWITCH = "switch"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting a plugin asks for. The host draws its field, checks what is entered and keeps it.

    A `secret` is stored encrypted, never shown again, and handed to the plugin only when it is built. `choices` are
    (value, label) pairs and belong to the kind CHOICE alone.
    """

    name: str
    label: str
    kind: SettingKind = SettingKind.TEXT
    help: str = ""
    required: bool = True
    secret: bool = False
    default: SettingValue | None = None
    choices: Sequence[tuple[str, str]] = ()

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or not self.label:
            raise InvalidInputError.of(self.name, "A setting needs a name that is an identifier, and a label.")
        if bool(self.choices) != (self.kind is SettingKind.CHOICE):
            raise InvalidInputError.of(self.name, "Choices belong to settings of the kind choice, and only to them.")
        if self.secret and self.kind is not SettingKind.TEXT:
            raise InvalidInputError.of(self.name, "A secret is a setting of the kind text.")

    def problem_with(self, value: SettingValue | None) -> str | None:
        """What is wrong with an entered value, in plain words, or None."""
        if value is None or value == "":
            return f"Enter {self.label}." if self.required else None
        if isinstance(value, str) and (len(value) > MAX_TEXT or not value.isprintable()):
            return f"{self.label} must be one line of at most {MAX_TEXT} characters."
        if self.kind is SettingKind.NUMBER and (isinstance(value, bool) or not isinstance(value, int)):
            return f"{self.label} must be a whole number."
        if self.kind is SettingKind.SWITCH and not isinstance(value, bool):
            return f"{self.label} is either on or off."
        if self.kind is SettingKind.CHOICE and value not in {choice for choice, _ in self.choices}:
            return f"Choose one of the listed values for {self.label}."
        if self.kind is SettingKind.URL and not _is_web_address(str(value)):
            return f"{self.label} must be an address like https://vendor.example."
        return None


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def check_values(settings: Sequence[Setting], values: Mapping[str, SettingValue | None]) -> None:
    """Every setting is there and right, and nothing else is. Raises InvalidInputError naming each field."""
    problems = [
        Problem(field=setting.name, text=text)
        for setting in settings
        if (text := setting.problem_with(values.get(setting.name)))
    ]
    known = {setting.name for setting in settings}
    problems += [Problem(field=name, text="There is no such setting.") for name in values if name not in known]
    if problems:
        raise InvalidInputError("settings_invalid", problems)


class OfferKind(StrEnum):
    """What a plugin can add. Each kind is one hook and one port."""

    PROCTORING_PROVIDER = "proctoring_provider"
    NOTIFICATION_CHANNEL = "notification_channel"
    EXPORT_FORMAT = "export_format"


OFFERED_TO = {
    OfferKind.PROCTORING_PROVIDER: OrganisationKind.TEST_CENTRE,
    OfferKind.NOTIFICATION_CHANNEL: OrganisationKind.AWARDING_BODY,
    OfferKind.EXPORT_FORMAT: OrganisationKind.AWARDING_BODY,
}
"""Who sets up offers of each kind: a test centre has its own account at a vendor, the awarding body sends all mail and
decides in which formats its data leave the house."""

ON_FROM_THE_START = frozenset({OfferKind.EXPORT_FORMAT})
"""Kinds that are on once they are installed, until somebody switches them off: a format reaches nobody and needs no
account, so there is nothing to set up first."""


@dataclass(slots=True, kw_only=True)
class PluginSetup:
    """One offer as one organisation has set it up. `values` hold what may be shown, `sealed` the encrypted secrets.

    It outlives the plugin: when that is not installed any more, the setup stays as it was and is said to be idle.
    """

    organisation_id: OrganisationId
    kind: OfferKind
    name: str
    enabled: bool = False
    values: dict[str, SettingValue] = field(default_factory=dict)
    sealed: dict[str, str] = field(default_factory=dict)
    version: int = 0

    @classmethod
    def untouched(cls, organisation_id: OrganisationId, kind: OfferKind, name: str) -> "PluginSetup":
        """What counts of an offer that nobody has set up or switched yet."""
        return cls(organisation_id=organisation_id, kind=kind, name=name, enabled=kind in ON_FROM_THE_START)

    def in_force(self, settings: Sequence[Setting]) -> dict[str, SettingValue]:
        """The values that count, secrets left out: what was entered, else the default.

        A plugin may have been updated since: what it no longer asks for is passed over.
        """
        shown = [setting for setting in settings if not setting.secret]
        found = {setting.name: self.values.get(setting.name, setting.default) for setting in shown}
        return {name: value for name, value in found.items() if value is not None}

    def check(self, settings: Sequence[Setting]) -> None:
        """Raises InvalidInputError naming each setting that is missing or not right."""
        secrets = {setting.name for setting in settings if setting.secret}
        check_values(settings, self.in_force(settings) | {name: _SEALED for name in self.sealed if name in secrets})

    def revise(
        self, settings: Sequence[Setting], entered: Mapping[str, SettingValue | None], *, seal: Callable[[str], str]
    ) -> tuple[str, ...]:
        """Take what was entered, all of it or nothing; the names of the settings that changed.

        A secret that is left empty stays as it was: nobody can see it to enter it again.
        """
        given = {name: value for name, value in entered.items() if value is not None and value != ""}
        secrets = [setting.name for setting in settings if setting.secret]
        kept = {name: self.sealed[name] for name in secrets if name in self.sealed}
        check_values(settings, {**dict.fromkeys(kept, _SEALED), **given})
        values = {name: value for name, value in given.items() if name not in secrets}
        changed = [name for name in {**values, **self.values} if values.get(name) != self.values.get(name)]
        changed += [name for name in secrets if name in given]
        self.values = values
        self.sealed = kept | {name: seal(str(given[name])) for name in secrets if name in given}
        return tuple(changed)

    def renew_secrets(self, renew: Callable[[str], str | None]) -> None:
        """Keep each secret as `renew` seals it anew; one for which it answers None is given up."""
        renewed = {name: renew(sealed) for name, sealed in self.sealed.items()}
        self.sealed = {name: sealed for name, sealed in renewed.items() if sealed is not None}

    def switch(self, *, on: bool, settings: Sequence[Setting]) -> bool:
        """Whether that changed anything. Only what is set up whole can be switched on."""
        if on:
            self.check(settings)
        changed, self.enabled = self.enabled is not on, on
        return changed


_SEALED = "sealed"
"""Stands for a secret where only its being there is looked at."""
