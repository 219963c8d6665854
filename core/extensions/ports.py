"""What extensions need from the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.extensions.model import OfferKind, PluginSetup, Setting
from core.shared.ids import OrganisationId
from core.shared.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDescription:
    """One thing an installed plugin offers. `plugin` is the distribution's entry-point name."""

    kind: OfferKind
    name: str
    title: str
    plugin: str
    settings: tuple[Setting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginReport:
    """What became of one plugin at start. `problem` says in plain words why it was left out, None when all is well."""

    name: str
    version: str
    offers: tuple[OfferDescription, ...]
    problem: str | None
    bundled: bool


class PluginDirectory(Protocol):
    """The plugins found at start. Fixed for the life of the process."""

    def reports(self) -> Sequence[PluginReport]: ...

    def find(self, kind: OfferKind, name: str) -> OfferDescription | None:
        """The offer, or None when no installed plugin makes it."""
        ...


class PluginSetups(Protocol):
    def get(
        self, organisation_id: OrganisationId, kind: OfferKind, name: str, *, for_update: bool = False
    ) -> PluginSetup | None: ...
    def add(self, setup: PluginSetup) -> None: ...
    def of(self, organisation_id: OrganisationId, kind: OfferKind | None = None) -> Sequence[PluginSetup]: ...


class Vault(Protocol):
    """Encrypts what must be readable again. `open` raises UnavailableError("secret_unreadable") if the key is gone."""

    def seal(self, secret: str) -> str: ...
    def open(self, sealed: str) -> str: ...


class ExtensionsUnit(Unit, Protocol):
    @property
    def plugin_setups(self) -> PluginSetups: ...
