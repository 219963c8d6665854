"""Seeing which plugins were found, and how an organisation has set their offers up."""

from collections.abc import Sequence

from core.access.model import EVERYTHING, Actor
from core.access.permissions import Permission
from core.access.ports import AccessReader
from core.access.views import OrganisationRow
from core.extensions.model import OFFERED_TO, OfferKind, PluginSetup, Setting
from core.extensions.ports import ExtensionsReader, OfferDescription, PluginDirectory, PluginReport, Vault
from core.extensions.views import SetupState, SetupView
from core.shared.errors import InvalidInputError, NotFoundError, UnavailableError
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

    def __init__(
        self, *, directory: PluginDirectory, reader: ExtensionsReader, access: AccessReader, vault: Vault
    ) -> None:
        self._directory, self._reader, self._access, self._vault = directory, reader, access, vault

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
            self._view(organisation, key[0], key[1], offers.get(key), setups.get(key))
            for key in sorted(offers.keys() | setups.keys())
        ]

    def one(self, actor: Actor, organisation_id: OrganisationId, kind: OfferKind, name: str) -> SetupView:
        """Raises NotFoundError where there is neither such an offer nor such a setup."""
        for view in self(actor, organisation_id):
            if (view.kind, view.name) == (kind, name):
                return view
        raise NotFoundError("plugin_offer", kind=kind.value, name=name)

    def _view(
        self,
        organisation: OrganisationRow,
        kind: OfferKind,
        name: str,
        offer: OfferDescription | None,
        setup: PluginSetup | None,
    ) -> SetupView:
        setup = setup or PluginSetup.untouched(organisation.id, kind, name)
        settings = offer.settings if offer else ()
        lost = [one for one in settings if one.secret and one.name in setup.sealed and self._is_lost(setup, one)]
        missing = (*(f"{one.label} cannot be read any more. Enter it again." for one in lost), *_missing(offer, setup))
        return SetupView(
            organisation_id=organisation.id,
            organisation_name=organisation.name,
            kind=kind,
            name=name,
            title=offer.title if offer else name,
            plugin=offer.plugin if offer else "",
            state=_state(offer, setup, missing, lost),
            enabled=setup.enabled,
            settings=settings,
            values=setup.in_force(settings) if offer else dict(setup.values),
            secrets_kept=frozenset(setup.sealed) - {one.name for one in lost},
            secrets_lost=frozenset(one.name for one in lost),
            missing=missing,
        )

    def _is_lost(self, setup: PluginSetup, secret: Setting) -> bool:
        """Whether no key of the installation opens it any more. What it says is not looked at."""
        try:
            self._vault.open(setup.sealed[secret.name])
        except UnavailableError:
            return True
        return False


def _missing(offer: OfferDescription | None, setup: PluginSetup) -> tuple[str, ...]:
    try:
        setup.check(offer.settings if offer else ())
    except InvalidInputError as error:
        return tuple(problem.text for problem in error.problems)
    return ()


def _state(
    offer: OfferDescription | None, setup: PluginSetup, missing: Sequence[str], lost: Sequence[Setting]
) -> SetupState:
    if offer is None:
        return SetupState.NOT_INSTALLED
    if lost:
        return SetupState.UNREADABLE
    if not setup.enabled:
        return SetupState.OFF
    return SetupState.INCOMPLETE if missing else SetupState.ON
