"""What pages show of plugins and their settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.extensions.model import OfferKind, Setting, SettingValue
from core.shared.ids import OrganisationId


class SetupState(StrEnum):
    """INCOMPLETE is switched on and still not at work: a setting is missing, say since the plugin was updated.
    UNREADABLE holds a secret that no key of the installation opens, and does not work either, switched on or not."""

    ON = "on"
    OFF = "off"
    INCOMPLETE = "incomplete"
    UNREADABLE = "unreadable"
    NOT_INSTALLED = "not_installed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupView:
    """One offer as one organisation has set it up, or could. Secrets are named, never shown.

    When the plugin is not installed any more, `title` is the offer's name, `plugin` is empty, and `settings` is empty
    while `values` still hold what was entered.
    """

    organisation_id: OrganisationId
    organisation_name: str
    kind: OfferKind
    name: str
    title: str
    plugin: str
    state: SetupState
    enabled: bool
    settings: tuple[Setting, ...]
    values: Mapping[str, SettingValue]
    secrets_kept: frozenset[str]
    """Those that can be read."""
    secrets_lost: frozenset[str]
    missing: tuple[str, ...]
    """What is missing or wrong, a sentence each."""
