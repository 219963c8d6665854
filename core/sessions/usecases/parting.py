"""Ending the work with a preparation centre."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.sessions.ports import SessionsUnit
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPartnershipCommand:
    actor: Actor
    preparation_centre: OrganisationId


class EndPartnership:
    """Every session of the test centre is taken back from the preparation centre with it. Entries stay as they are, and
    whoever made them goes on seeing them."""

    def __init__(self, *, open_unit: OpenUnit[SessionsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: EndPartnershipCommand) -> None:
        actor, other = command.actor, command.preparation_centre
        actor.require(Permission.MANAGE_PREPARATION_CENTRES)
        with self._open_unit() as unit:
            if not unit.partnerships.exists(actor.organisation_id, other):
                raise NotFoundError("organisation", organisation=other)
            unit.partnerships.end(actor.organisation_id, other, at=self._clock.now())
            taken_back = unit.sessions.take_back_all(actor.organisation_id, other)
            facts = {"test_centre": str(actor.organisation_id), "sessions": str(taken_back)}
            unit.record("partnership_ended", by=actor.label, on=f"organisation:{other}", facts=facts)
            unit.commit()
