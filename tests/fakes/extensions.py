"""Plugins, their setups and the vault, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from core.access.model import Organisation, OrganisationKind
from core.access.views import OrganisationRow
from core.extensions.model import OfferKind, PluginSetup
from core.extensions.ports import OfferDescription, PluginReport
from core.shared.errors import NotFoundError, UnavailableError
from core.shared.ids import OrganisationId
from core.shared.jobs import Payload

SetupKey = tuple[OrganisationId, OfferKind, str]


class MemoryDirectory:
    """One installed plugin that makes these offers."""

    def __init__(self, *offers: OfferDescription) -> None:
        self._offers = offers

    def reports(self) -> Sequence[PluginReport]:
        return [PluginReport(name="acme", version="1.0", offers=self._offers, problem=None, bundled=False)]

    def find(self, kind: OfferKind, name: str) -> OfferDescription | None:
        return next((offer for offer in self._offers if (offer.kind, offer.name) == (kind, name)), None)


class MemoryVault:
    """Turns a secret round, and knows which it sealed."""

    def seal(self, secret: str) -> str:
        return f"sealed:{secret[::-1]}"

    def open(self, sealed: str) -> str:
        if not sealed.startswith("sealed:"):
            raise UnavailableError("secret_unreadable")
        return sealed.removeprefix("sealed:")[::-1]


@dataclass
class MemoryExtensions:
    """Setups and organisations; `records` are the lines of the audit trail."""

    organisations: dict[OrganisationId, Organisation] = field(default_factory=dict)
    kept: dict[SetupKey, PluginSetup] = field(default_factory=dict)
    records: list[tuple[str, str, str, Mapping[str, str]]] = field(default_factory=list)

    @contextmanager
    def open_unit(self) -> Iterator[MemoryExtensionsUnit]:
        yield MemoryExtensionsUnit(self)

    # Read outside a unit

    def setup(self, organisation_id: OrganisationId, kind: OfferKind, name: str) -> PluginSetup | None:
        return deepcopy(self.kept.get((organisation_id, kind, name)))

    def setups(self, organisation_id: OrganisationId, kind: OfferKind | None = None) -> Sequence[PluginSetup]:
        found = [
            one for key, one in sorted(self.kept.items(), key=lambda item: item[0][1:]) if key[0] == organisation_id
        ]
        return deepcopy([one for one in found if kind in {None, one.kind}])

    def setups_of_awarding_body(self, kind: OfferKind) -> Sequence[PluginSetup]:
        bodies = [one.id for one in self.organisations.values() if one.kind is OrganisationKind.AWARDING_BODY]
        return [setup for body in bodies for setup in self.setups(body, kind)]

    def row(self, organisation_id: OrganisationId) -> OrganisationRow:
        if organisation_id not in self.organisations:
            raise NotFoundError("organisation")
        one = self.organisations[organisation_id]
        return OrganisationRow(
            id=one.id, kind=one.kind, name=one.name, number=one.number, time_zone=one.time_zone, people=0
        )


class MemoryExtensionsUnit:
    """Changes count when it is committed, and not before."""

    def __init__(self, stored: MemoryExtensions) -> None:
        self._stored = stored
        self._setups = deepcopy(stored.kept)
        self._records: list[tuple[str, str, str, Mapping[str, str]]] = []
        self.plugin_setups = self
        self.organisations = _Organisations(stored)

    def commit(self) -> None:
        for key, setup in self._setups.items():
            if setup != self._stored.kept.get(key):
                setup.version += 1
        self._stored.kept = self._setups
        self._stored.records += self._records

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        raise NotImplementedError("extensions promise no jobs")

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self._records.append((action, by, on, facts or {}))

    def get(
        self, organisation_id: OrganisationId, kind: OfferKind, name: str, *, for_update: bool = False
    ) -> PluginSetup | None:
        return self._setups.get((organisation_id, kind, name))

    def add(self, setup: PluginSetup) -> None:
        self._setups[setup.organisation_id, setup.kind, setup.name] = setup

    def of(self, organisation_id: OrganisationId, kind: OfferKind | None = None) -> Sequence[PluginSetup]:
        return self._stored.setups(organisation_id, kind)


class _Organisations:
    def __init__(self, stored: MemoryExtensions) -> None:
        self._stored = stored

    def add(self, organisation: Organisation) -> None:
        self._stored.organisations[organisation.id] = organisation

    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Organisation:
        if organisation_id not in self._stored.organisations:
            raise NotFoundError("organisation", organisation=organisation_id)
        return self._stored.organisations[organisation_id]

    def with_number(self, number: str) -> Organisation | None:
        return next((one for one in self._stored.organisations.values() if one.number == number), None)

    def awarding_body(self) -> Organisation | None:
        kind = OrganisationKind.AWARDING_BODY
        return next((one for one in self._stored.organisations.values() if one.kind is kind), None)
