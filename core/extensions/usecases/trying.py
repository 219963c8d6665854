"""Trying a vendor's settings before anybody relies on them."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.extensions.ports import ConnectionTrial, Finding
from core.shared.ids import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class TryVendorCommand:
    actor: Actor
    organisation_id: OrganisationId
    name: str


class TryVendor:
    """Asks the vendor and changes nothing. The vendor's call may take its time, so no unit is open around it."""

    def __init__(self, *, trial: ConnectionTrial) -> None:
        self._trial = trial

    def __call__(self, command: TryVendorCommand) -> Finding:
        command.actor.require(Permission.MANAGE_PLUGINS)
        return self._trial(command.organisation_id, command.name)
