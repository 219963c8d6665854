"""Seeing which plugins were found, and how an organisation has set their offers up."""

from collections.abc import Sequence

from core.access.model import EVERYTHING, Actor
from core.access.permissions import Permission
from core.access.ports import AccessReader
from core.access.views import OrganisationRow
from core.extensions.model import OFFERED_TO, OfferKind, PluginSetup
from core.extensions.ports import ExtensionsReader, OfferDescription, PluginDirectory, PluginReport
from core.extensions.views import SetupState, SetupView
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.ids import OrganisationId


class SeePlugins:
    def __init__(self, *, directory: PluginDirectory) -> None:
        self._directory = directory

    def __call__(self, actor: Actor) -> Sequence[PluginReport]:
        actor.require(Permission.MANAGE_PLUGINS)
        return self._directory.reports()


class SeeSetups:
    """Every offer the organisation could use, and every setup it has: also of a plugin that is not installed any
    more, which is shown as it was left (FEATURES X06)."""

    def __init__(self, *, directory: PluginDirectory, reader: ExtensionsReader, access: AccessReader) -> None:
        self._directory, self._reader, self._access = directory, reader, access

    def __call__(self, actor: Actor, organisation_id: OrganisationId) -> Sequence[SetupView]:
        actor.require(Permission.MANAGE_PLUGINS)
        organisation = self._access.organisation(organisation_id, EVERYTHING)
        setups = {(one.kind, one.name): one for one in self._reader.setups(organisation_id)}
        offers = {
            (offer.kind, offer.name): offer
            for report in self._directory.reports()
            for offer in report.offers
            if OFFERED_TO[offer.kind] is organisation.kind
        }
        return [
            _view(organisation, key[0], key[1], offers.get(key), setups.get(key))
            for key in sorted(offers.keys() | setups.keys())
        ]

    def one(self, actor: Actor, organisation_id: OrganisationId, kind: OfferKind, name: str) -> SetupView:
        """Raises NotFoundError where there is neither such an offer nor such a setup."""
        for view in self(actor, organisation_id):
            if (view.kind, view.name) == (kind, name):
                return view
        raise NotFoundError("plugin_offer", kind=kind.value, name=name)


def _view(
    organisation: OrganisationRow, kind: OfferKind, name: str, offer: OfferDescription | None, setup: PluginSetup | None
) -> SetupView:
    setup = setup or PluginSetup(organisation_id=organisation.id, kind=kind, name=name)
    missing = _missing(offer, setup)
    return SetupView(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        kind=kind,
        name=name,
        title=offer.title if offer else name,
        plugin=offer.plugin if offer else "",
        state=_state(offer, setup, missing),
        enabled=setup.enabled,
        settings=offer.settings if offer else (),
        values=setup.in_force(offer.settings) if offer else dict(setup.values),
        secrets_kept=frozenset(setup.sealed),
        missing=missing,
    )


def _missing(offer: OfferDescription | None, setup: PluginSetup) -> tuple[str, ...]:
    try:
        setup.check(offer.settings if offer else ())
    except InvalidInputError as error:
        return tuple(problem.text for problem in error.problems)
    return ()


def _state(offer: OfferDescription | None, setup: PluginSetup, missing: Sequence[str]) -> SetupState:
    if offer is None:
        return SetupState.NOT_INSTALLED
    if not setup.enabled:
        return SetupState.OFF
    return SetupState.INCOMPLETE if missing else SetupState.ON
