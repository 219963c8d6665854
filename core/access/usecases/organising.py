"""Organisations: making one, and changing what is said of it."""

from dataclasses import dataclass

from core.access.model import Actor, Organisation, OrganisationKind
from core.access.permissions import Permission
from core.access.ports import AccessUnit
from core.access.rules import check_administered
from core.shared.errors import ConflictError
from core.shared.ids import OrganisationId, new_id
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOrganisationCommand:
    actor: Actor
    kind: OrganisationKind
    name: str
    number: str
    time_zone: str


class CreateOrganisation:
    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: CreateOrganisationCommand) -> OrganisationId:
        command.actor.require(Permission.MANAGE_ORGANISATIONS)
        check_administered(command.kind)
        organisation = Organisation(
            id=OrganisationId(new_id()),
            kind=command.kind,
            name=command.name,
            number=command.number,
            time_zone=command.time_zone,
        )
        with self._open_unit() as unit:
            if command.kind is OrganisationKind.AWARDING_BODY and unit.organisations.awarding_body():
                raise ConflictError("awarding_body_exists")
            if unit.organisations.with_number(organisation.number):
                raise ConflictError("number_taken", number=organisation.number)
            unit.organisations.add(organisation)
            facts = {"kind": command.kind.value}
            unit.record("organisation_made", by=command.actor.label, on=f"organisation:{organisation.id}", facts=facts)
            unit.commit()
        return organisation.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseOrganisationCommand:
    actor: Actor
    organisation_id: OrganisationId
    name: str
    time_zone: str


class ReviseOrganisation:
    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: ReviseOrganisationCommand) -> None:
        command.actor.require(Permission.MANAGE_ORGANISATIONS)
        with self._open_unit() as unit:
            organisation = unit.organisations.get(command.organisation_id, for_update=True)
            check_administered(organisation.kind)
            organisation.revise(name=command.name, time_zone=command.time_zone)
            unit.record("organisation_revised", by=command.actor.label, on=f"organisation:{organisation.id}")
            unit.commit()
