"""The mail of a world, read where the demo's mailbox keeps it."""

from __future__ import annotations

from core.extensions.model import OfferKind, PluginSetup
from core.notifications.views import ReceivedLetter
from core.shared.paging import PageRequest
from tests.e2e.world import World


def keep_letters(world: World) -> None:
    """Switch a channel on that puts every letter into the mailbox."""
    setup = PluginSetup(
        organisation_id=world.awarding_body(),
        kind=OfferKind.NOTIFICATION_CHANNEL,
        name="inbox",
        enabled=True,
        values={"folder": str(world.container.settings().mailbox)},
    )
    with world.container.open_unit()() as unit:
        unit.plugin_setups.add(setup)
        unit.commit()


def letters(world: World) -> list[ReceivedLetter]:
    """Newest first, after everything due is done; those in which somebody sets a password left out."""
    world.run_jobs()
    found: tuple[ReceivedLetter, ...] = world.container.demo_mailbox().letters(PageRequest(size=200)).items
    return [letter for letter in found if "password" not in letter.subject]
