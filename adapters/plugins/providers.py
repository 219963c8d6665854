"""The vendors an organisation has set up, guarded; and trying one out."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from adapters.plugins.building import BuiltOnce, values_for
from adapters.plugins.directory import InstalledPlugins
from adapters.plugins.guard import TimedCalls
from adapters.plugins.guarded import GuardedProvider, build_guarded_provider, provider_calls
from core.extensions.model import OfferKind, PluginSetup
from core.extensions.ports import ExtensionsReader, Finding, Vault
from core.proctoring.vendor import (
    Availability,
    AvailabilityUnknown,
    Available,
    CredentialsRefused,
    Full,
    ProctoringProvider,
    ProviderFault,
    ProviderUnavailable,
)
from core.proctoring.views import ProviderChoice
from core.shared.errors import UnavailableError
from core.shared.ids import OrganisationId
from core.shared.time import Clock, TimeWindow

_KIND = OfferKind.PROCTORING_PROVIDER
_log = structlog.get_logger(__name__)


class PluginProviders:
    """Builds a provider when it is first asked for, and anew when its setup has changed."""

    def __init__(self, *, plugins: InstalledPlugins, reader: ExtensionsReader, vault: Vault) -> None:
        self._plugins, self._reader, self._vault = plugins, reader, vault
        self._built: BuiltOnce[GuardedProvider] = BuiltOnce()
        self._calls: dict[str, TimedCalls] = {}

    def of(self, organisation_id: OrganisationId, name: str) -> ProctoringProvider:
        setup = self._reader.setup(organisation_id, _KIND, name)
        if self._plugins.provider(name) is None:
            raise UnavailableError("plugin_not_installed", name=name)
        if setup is None or not setup.enabled:
            raise UnavailableError("plugin_switched_off", name=name)
        return self.built(setup)

    def title(self, name: str) -> str | None:
        offer = self._plugins.provider(name)
        return offer.title if offer else None

    def choices(self, organisation_id: OrganisationId) -> Sequence[ProviderChoice]:
        """One that is switched on and cannot be built is left out: its settings' page says what is missing."""
        return [
            ProviderChoice(name=setup.name, title=offer.title, capabilities=provider.capabilities)
            for setup in self._reader.setups(organisation_id, _KIND)
            if setup.enabled
            and (offer := self._plugins.provider(setup.name))
            and (provider := self._built_or_none(setup))
        ]

    def built(self, setup: PluginSetup) -> GuardedProvider:
        """Also of a setup that is switched off, so that it can be tried before it is switched on."""

        def build() -> GuardedProvider:
            offer = self._plugins.provider(setup.name)
            if offer is None:
                raise UnavailableError("plugin_not_installed", name=setup.name)
            values = values_for(offer.settings, setup, self._vault)
            return build_guarded_provider(offer, values, calls=self._calls_to(setup.name))

        return self._built.get((setup.organisation_id, setup.name), setup.version, build)

    def _built_or_none(self, setup: PluginSetup) -> GuardedProvider | None:
        try:
            return self.built(setup)
        except UnavailableError as error:
            _log.warning("provider_left_out", provider=setup.name, reason=error.code)
            return None

    def _calls_to(self, name: str) -> TimedCalls:
        # One object for a vendor whatever two threads do: setdefault is a single step.
        return self._calls.setdefault(name, provider_calls(name))


class VendorTrial:
    """Asks whether one proctor is free for an hour in a week's time: it needs the address and the credentials to be
    right, and books nothing."""

    def __init__(self, *, providers: PluginProviders, reader: ExtensionsReader, clock: Clock) -> None:
        self._providers, self._reader, self._clock = providers, reader, clock

    def __call__(self, organisation_id: OrganisationId, name: str) -> Finding:
        setup = self._reader.setup(organisation_id, _KIND, name)
        if setup is None:
            return Finding(succeeded=False, text="There are no settings yet. Enter and save them first.")
        start = self._clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7)
        try:
            answer = self._providers.built(setup).availability(
                TimeWindow(start=start, end=start + timedelta(hours=1)), 1
            )
        except UnavailableError as error:
            return Finding(succeeded=False, text=_trouble(error))
        return Finding(succeeded=True, text=f"The vendor answered: {_told(answer)}")


def _told(answer: Availability) -> str:
    match answer:
        case Available(proctors=proctors):
            return f"{proctors} proctors are free in a week's time."
        case Full():
            return "no proctor is free in a week's time."
        case AvailabilityUnknown():
            return "it cannot say now whether proctors are free."


def _trouble(error: UnavailableError) -> str:
    match error:
        case CredentialsRefused():
            return "The vendor answered and refused the credentials. Check the key or password."
        case ProviderUnavailable():
            return "The vendor did not answer, or said that it is not available now. Check the address and try again."
        case ProviderFault():
            return "The answer could not be understood. Check the address; if it is right, the plugin has a fault."
        case _ if error.code == "plugin_settings_incomplete":
            return "A setting is missing or not right. Enter it and save."
        case _:
            return "The plugin is not installed."
