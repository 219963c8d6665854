"""A test centre's venues."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.catalogue.model import Venue, VenueId
from core.catalogue.ports import CatalogueUnit
from core.shared.ids import new_id
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepVenueCommand:
    """Without `venue_id` a new one. `country` is its ISO 3166 code of two letters."""

    actor: Actor
    venue_id: VenueId | None
    name: str
    address: str
    city: str
    country: str
    in_use: bool = True


class KeepVenue:
    def __init__(self, *, open_unit: OpenUnit[CatalogueUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: KeepVenueCommand) -> VenueId:
        actor = command.actor
        actor.require(Permission.MANAGE_SESSIONS)
        with self._open_unit() as unit:
            if command.venue_id is None:
                venue = Venue(
                    id=VenueId(new_id()),
                    centre_id=actor.organisation_id,
                    name=command.name,
                    address=command.address,
                    city=command.city,
                    country=command.country,
                )
                unit.venues.add(venue)
            else:
                venue = unit.venues.get(command.venue_id, actor.scope, for_update=True)
                venue.revise(name=command.name, address=command.address, city=command.city, country=command.country)
                venue.in_use = command.in_use
            unit.record("venue_kept", by=actor.label, on=f"venue:{venue.id}")
            unit.commit()
        return venue.id
