"""The channels the awarding body has set up, guarded."""

from collections.abc import Sequence
from datetime import timedelta

from adapters.plugins.building import BuiltOnce, values_for
from adapters.plugins.directory import InstalledPlugins
from adapters.plugins.guard import TimedCalls
from adapters.plugins.guarded import build_guarded_channel, channel_calls
from core.extensions.model import OfferKind, PluginSetup
from core.extensions.ports import ExtensionsReader, Vault
from core.notifications.ports import ChannelOffer, ChannelUnavailable, Letter, NotificationChannel
from core.shared.errors import UnavailableError

_KIND = OfferKind.NOTIFICATION_CHANNEL

_REASONS = {
    "plugin_not_installed": "The plugin of this channel is not installed.",
    "plugin_settings_incomplete": "A setting of this channel is missing or not right.",
}


class UnusableChannel(NotificationChannel):
    """Stands for a channel that cannot be built. Its letters wait: somebody may set it right."""

    def __init__(self, reason: str, retry_after: timedelta | None = None) -> None:
        self._reason, self._retry_after = reason, retry_after

    def deliver(self, letter: Letter) -> None:
        raise ChannelUnavailable(self._reason, retry_after=self._retry_after)


class PluginChannels:
    """Builds a channel when it is first asked for, and anew when its setup has changed."""

    def __init__(self, *, plugins: InstalledPlugins, reader: ExtensionsReader, vault: Vault) -> None:
        self._plugins, self._reader, self._vault = plugins, reader, vault
        self._built: BuiltOnce[NotificationChannel] = BuiltOnce()
        self._calls: dict[str, TimedCalls] = {}

    def switched_on(self) -> Sequence[str]:
        return [setup.name for setup in self._reader.setups_of_awarding_body(_KIND) if setup.enabled]

    def get(self, name: str) -> NotificationChannel | None:
        for setup in self._reader.setups_of_awarding_body(_KIND):
            if setup.name == name and setup.enabled:
                return self._channel(setup)
        return None

    def _channel(self, setup: PluginSetup) -> NotificationChannel:
        offer = self._plugins.channel(setup.name)
        if offer is None:
            return UnusableChannel(_REASONS["plugin_not_installed"])
        try:
            return self._built.get(setup.name, setup.version, lambda: self._build(offer, setup))
        except ChannelUnavailable as error:
            return UnusableChannel(error.reason, error.retry_after)
        except UnavailableError as error:
            return UnusableChannel(_REASONS[error.code])

    def _build(self, offer: ChannelOffer, setup: PluginSetup) -> NotificationChannel:
        values = values_for(offer.settings, setup, self._vault)
        calls = self._calls.setdefault(setup.name, channel_calls(setup.name))
        return build_guarded_channel(offer, values, calls=calls)
