"""The notification channels the awarding body has switched on, built from its setups and guarded."""

import threading
from collections.abc import Mapping, Sequence
from typing import Protocol

from adapters.plugins.directory import InstalledPlugins
from adapters.plugins.guard import Guard, TimedCalls
from adapters.plugins.guarded import ChannelErrors, GuardedChannel, channel_calls
from core.access.ports import Organisations
from core.extensions.model import OfferKind, PluginSetup, SettingValue, SettingValues, check_values
from core.extensions.ports import PluginSetups, Vault
from core.notifications.ports import ChannelOffer, ChannelUnavailable, Letter, NotificationChannel
from core.shared.errors import InvalidInputError, UnavailableError
from core.shared.unit import OpenUnit, Unit


class ChannelsUnit(Unit, Protocol):
    @property
    def organisations(self) -> Organisations: ...
    @property
    def plugin_setups(self) -> PluginSetups: ...


class PluginChannels:
    """A channel is built when first asked for and again after its setup was changed."""

    def __init__(self, *, open_unit: OpenUnit[ChannelsUnit], plugins: InstalledPlugins, vault: Vault) -> None:
        self._open_unit = open_unit
        self._plugins = plugins
        self._vault = vault
        self._built: dict[str, tuple[PluginSetup, NotificationChannel]] = {}
        self._calls: dict[str, TimedCalls] = {}
        self._lock = threading.Lock()

    def switched_on(self) -> Sequence[str]:
        return sorted(setup.name for setup in self._setups() if setup.enabled)

    def get(self, name: str) -> NotificationChannel | None:
        setup = next((one for one in self._setups() if one.name == name and one.enabled), None)
        if setup is None:
            return None
        with self._lock:
            built = self._built.get(name)
        if built and built[0] == setup:
            return built[1]
        try:
            channel = self._build(setup)
        except ChannelUnavailable as failure:
            # Not kept: the plugin may be installed, or the key be back, at the next try.
            return UnusableChannel(failure.reason)
        with self._lock:
            self._built[name] = (setup, channel)
        return channel

    def _setups(self) -> Sequence[PluginSetup]:
        with self._open_unit() as unit:
            body = unit.organisations.awarding_body()
            return unit.plugin_setups.of(body.id, OfferKind.NOTIFICATION_CHANNEL) if body else ()

    def _build(self, setup: PluginSetup) -> NotificationChannel:
        offer = self._plugins.channel(setup.name)
        if offer is None:
            raise ChannelUnavailable(f"The plugin that offers the channel {setup.name} is not installed.")
        values = self._values(offer, setup)
        with self._lock:
            calls = self._calls.setdefault(setup.name, channel_calls(setup.name))
        guard = Guard(plugin=setup.name, calls=calls, errors=ChannelErrors())
        channel = guard.call("build", lambda: _built(offer, values), flaw=_flaw_of_channel)
        return GuardedChannel(channel, name=setup.name, calls=calls)

    def _values(self, offer: ChannelOffer, setup: PluginSetup) -> SettingValues:
        """Raises ChannelUnavailable where a secret cannot be read, or what is stored does not fit the plugin."""
        try:
            stored = {**setup.values, **{name: self._vault.open(sealed) for name, sealed in setup.sealed.items()}}
            # A newer version of the plugin may have dropped settings, and added some with a default.
            given: Mapping[str, SettingValue | None] = {
                setting.name: stored.get(setting.name, setting.default) for setting in offer.settings
            }
            check_values(offer.settings, given)
        except InvalidInputError as error:
            raise ChannelUnavailable("The channel's settings are incomplete or do not fit its plugin.") from error
        except UnavailableError as error:
            raise ChannelUnavailable("A secret among the channel's settings can no longer be read.") from error
        return {name: value for name, value in given.items() if value is not None}


def _built(offer: ChannelOffer, values: SettingValues) -> NotificationChannel:
    try:
        return offer.build(values)
    except InvalidInputError as error:
        texts = " ".join(problem.text for problem in error.problems)
        raise ChannelUnavailable(f"The channel's settings do not work. {texts}") from error


def _flaw_of_channel(channel: object) -> str | None:
    return None if isinstance(channel, NotificationChannel) else f"{type(channel).__name__} instead of a channel"


class UnusableChannel(NotificationChannel):
    """Stands in for one that cannot be built, so that its letters wait and say why."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def deliver(self, letter: Letter) -> None:
        raise ChannelUnavailable(self._reason)
