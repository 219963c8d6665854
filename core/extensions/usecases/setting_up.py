"""Setting an offer up for an organisation, and switching it on and off."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.access.model import Actor, Organisation
from core.access.permissions import Permission
from core.extensions.model import OFFERED_TO, ON_FROM_THE_START, OfferKind, PluginSetup, SettingValue
from core.extensions.ports import ExtensionsUnit, OfferDescription, PluginDirectory, Vault
from core.shared.errors import NotFoundError, UnavailableError
from core.shared.ids import OrganisationId
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpPluginCommand:
    """`entered` holds the secrets in clear as well; an empty one keeps what is stored."""

    actor: Actor
    organisation_id: OrganisationId
    kind: OfferKind
    name: str
    entered: Mapping[str, SettingValue | None]


class SetUpPlugin:
    """The secrets that are kept are sealed anew, so that a former key of the vault is not needed for them any more.
    One that cannot be read must be entered again."""

    def __init__(self, *, directory: PluginDirectory, open_unit: OpenUnit[ExtensionsUnit], vault: Vault) -> None:
        self._directory, self._open_unit, self._vault = directory, open_unit, vault

    def __call__(self, command: SetUpPluginCommand) -> None:
        command.actor.require(Permission.MANAGE_PLUGINS)
        offer = _installed(self._directory, command.kind, command.name)
        with self._open_unit() as unit:
            _check_offered_to(unit.organisations.get(command.organisation_id), offer.kind)
            setup = _setup(unit, command.organisation_id, offer)
            setup.renew_secrets(self._sealed_anew)
            changed = setup.revise(offer.settings, command.entered, seal=self._vault.seal)
            facts = {"organisation": str(command.organisation_id), "changed": ", ".join(changed)}
            unit.record("plugin_set_up", by=command.actor.label, on=f"{offer.kind}:{offer.name}", facts=facts)
            unit.commit()

    def _sealed_anew(self, sealed: str) -> str | None:
        try:
            return self._vault.seal(self._vault.open(sealed))
        except UnavailableError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchPluginCommand:
    actor: Actor
    organisation_id: OrganisationId
    kind: OfferKind
    name: str
    on: bool


class SwitchPlugin:
    """On needs an installed plugin with all its settings; off is possible for whatever was on, also when the plugin is
    gone."""

    def __init__(self, *, directory: PluginDirectory, open_unit: OpenUnit[ExtensionsUnit]) -> None:
        self._directory, self._open_unit = directory, open_unit

    def __call__(self, command: SwitchPluginCommand) -> None:
        command.actor.require(Permission.MANAGE_PLUGINS)
        offer = self._directory.find(command.kind, command.name)
        if offer is None and command.on:
            raise NotFoundError("plugin_offer", kind=command.kind.value, name=command.name)
        with self._open_unit() as unit:
            setup = unit.plugin_setups.get(command.organisation_id, command.kind, command.name, for_update=True)
            if offer and (command.on or (setup is None and command.kind in ON_FROM_THE_START)):
                _check_offered_to(unit.organisations.get(command.organisation_id), offer.kind)
                setup = _setup(unit, command.organisation_id, offer)
            if setup is None:
                raise NotFoundError("plugin_setup", name=command.name)
            if setup.switch(on=command.on, settings=offer.settings if offer else ()):
                action = "plugin_switched_on" if command.on else "plugin_switched_off"
                facts = {"organisation": str(command.organisation_id)}
                unit.record(action, by=command.actor.label, on=f"{command.kind}:{command.name}", facts=facts)
            unit.commit()


def _installed(directory: PluginDirectory, kind: OfferKind, name: str) -> OfferDescription:
    offer = directory.find(kind, name)
    if offer is None:
        raise NotFoundError("plugin_offer", kind=kind.value, name=name)
    return offer


def _check_offered_to(organisation: Organisation, kind: OfferKind) -> None:
    if OFFERED_TO[kind] is not organisation.kind:
        raise NotFoundError("plugin_offer", kind=kind.value, organisation=organisation.id)


def _setup(unit: ExtensionsUnit, organisation_id: OrganisationId, offer: OfferDescription) -> PluginSetup:
    setup = unit.plugin_setups.get(organisation_id, offer.kind, offer.name, for_update=True)
    if setup is None:
        setup = PluginSetup.untouched(organisation_id, offer.kind, offer.name)
        unit.plugin_setups.add(setup)
    return setup
