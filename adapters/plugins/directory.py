"""The plugins found at start, and what they offer."""

from collections.abc import Sequence

from core.exports.model import ExportFormat
from core.extensions.model import OfferKind
from core.extensions.ports import OfferDescription, PluginReport
from core.notifications.ports import ChannelOffer
from core.proctoring.vendor import ProviderOffer

Offer = ProviderOffer | ChannelOffer | ExportFormat


def kind_of(offer: Offer) -> OfferKind:
    match offer:
        case ProviderOffer():
            return OfferKind.PROCTORING_PROVIDER
        case ChannelOffer():
            return OfferKind.NOTIFICATION_CHANNEL
        case ExportFormat():
            return OfferKind.EXPORT_FORMAT


class InstalledPlugins:
    """Fixed for the life of the process."""

    def __init__(self, reports: Sequence[PluginReport], offers: Sequence[Offer]) -> None:
        self._reports = tuple(reports)
        self._descriptions = {(one.kind, one.name): one for report in reports for one in report.offers}
        self._offers = {(kind_of(offer), offer.name): offer for offer in offers}

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

    def format(self, name: str) -> ExportFormat | None:
        offer = self._offers.get((OfferKind.EXPORT_FORMAT, name))
        return offer if isinstance(offer, ExportFormat) else None

    def formats(self) -> Sequence[ExportFormat]:
        return [offer for offer in self._offers.values() if isinstance(offer, ExportFormat)]


def description_of(offer: Offer, plugin: str) -> OfferDescription:
    """A format has no settings: what can be chosen about it is chosen anew for each download."""
    settings = () if isinstance(offer, ExportFormat) else tuple(offer.settings)
    return OfferDescription(kind=kind_of(offer), name=offer.name, title=offer.title, plugin=plugin, settings=settings)
