"""What extensions need from the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.access.ports import Organisations
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


class ExtensionsReader(Protocol):
    """Reads setups outside a unit. What it returns is not tracked: changes to it go nowhere."""

    def setup(self, organisation_id: OrganisationId, kind: OfferKind, name: str) -> PluginSetup | None: ...
    def setups(self, organisation_id: OrganisationId, kind: OfferKind | None = None) -> Sequence[PluginSetup]:
        """In the order of kind and name."""
        ...

    def setups_of_awarding_body(self, kind: OfferKind) -> Sequence[PluginSetup]:
        """In the order of their names; none while there is no awarding body."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How a trial went, in a sentence for whoever set the offer up."""

    succeeded: bool
    text: str


class ConnectionTrial(Protocol):
    """Asks a vendor something harmless with the organisation's settings, switched on or not. May block for 20 s."""

    def __call__(self, organisation_id: OrganisationId, name: str) -> Finding: ...


class Vault(Protocol):
    """Encrypts what must be readable again. `open` raises UnavailableError("secret_unreadable") if the key is gone."""

    def seal(self, secret: str) -> str: ...
    def open(self, sealed: str) -> str: ...


class ExtensionsUnit(Unit, Protocol):
    @property
    def organisations(self) -> Organisations: ...
    @property
    def plugin_setups(self) -> PluginSetups: ...
