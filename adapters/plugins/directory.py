"""The plugins found at start, and what they offer."""

from collections.abc import Sequence

from core.extensions.model import OfferKind
from core.extensions.ports import OfferDescription, PluginReport
from core.notifications.ports import ChannelOffer
from core.proctoring.vendor import ProviderOffer

Offer = ProviderOffer | ChannelOffer

KIND_OF: dict[type[Offer], OfferKind] = {
    ProviderOffer: OfferKind.PROCTORING_PROVIDER,
    ChannelOffer: OfferKind.NOTIFICATION_CHANNEL,
}


class InstalledPlugins:
    """Fixed for the life of the process."""

    def __init__(self, reports: Sequence[PluginReport], offers: Sequence[Offer]) -> None:
        self._reports = tuple(reports)
        self._descriptions = {(one.kind, one.name): one for report in reports for one in report.offers}
        self._offers = {(KIND_OF[type(offer)], offer.name): offer for offer in offers}

    def reports(self) -> Sequence[PluginReport]:
        return self._reports

    def find(self, kind: OfferKind, name: str) -> OfferDescription | None:
        return self._descriptions.get((kind, name))

    def provider(self, name: str) -> ProviderOffer | None:
        offer = self._offers.get((OfferKind.PROCTORING_PROVIDER, name))
        return offer if isinstance(offer, ProviderOffer) else None

    def channel(self, name: str) -> ChannelOffer | None:
        offer = self._offers.get((OfferKind.NOTIFICATION_CHANNEL, name))
        return offer if isinstance(offer, ChannelOffer) else None


def description_of(offer: Offer, plugin: str) -> OfferDescription:
    return OfferDescription(
        kind=KIND_OF[type(offer)], name=offer.name, title=offer.title, plugin=plugin, settings=tuple(offer.settings)
    )
