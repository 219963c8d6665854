"""Working for another one of one's organisations."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.ports import AccessUnit
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchOrganisationCommand:
    """`digest` names the log-in: on other devices the person goes on working for the former one."""

    actor: Actor
    digest: str
    to: OrganisationId


class SwitchOrganisation:
    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: SwitchOrganisationCommand) -> Actor:
        """The same person as they work there."""
        with self._open_unit() as unit:
            person = unit.people.get(command.actor.person_id)
            roles = person.memberships.get(command.to)
            if roles is None:
                raise NotFoundError("organisation")
            organisation = unit.organisations.get(command.to)
            unit.log_ins.switch(command.digest, to=organisation.id)
            unit.commit()
        return Actor(
            person_id=person.id, organisation_id=organisation.id, organisation_kind=organisation.kind, roles=roles
        )
