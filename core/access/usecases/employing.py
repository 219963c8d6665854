"""People: bringing one in, what is said of them, their roles, closing and opening their account."""

from dataclasses import dataclass

from core.access.model import Actor, OrganisationKind, Person
from core.access.permissions import Permission, Role
from core.access.ports import AccessUnit
from core.access.promises import promise_password_link
from core.access.rules import check_administered, keep_an_administrator
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePersonCommand:
    """`send_link` is false where the link reaches the person by other means: a mail would end it by a newer one."""

    actor: Actor
    name: str
    email: str
    time_zone: str
    organisation_id: OrganisationId
    roles: frozenset[Role]
    send_link: bool = True


class CreatePerson:
    """The new person is sent a link to set a password; nobody else ever knows one of theirs."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: CreatePersonCommand) -> PersonId:
        command.actor.require(Permission.MANAGE_PEOPLE)
        if not command.roles:
            raise InvalidInputError.of("roles", "Choose at least one role.")
        person = Person(id=PersonId(new_id()), name=command.name, email=command.email, time_zone=command.time_zone)
        with self._open_unit() as unit:
            if unit.people.with_email(person.email):
                raise ConflictError("email_taken")
            organisation = unit.organisations.get(command.organisation_id)
            check_administered(organisation.kind)
            person.give_roles(command.roles, at=organisation)
            unit.people.add(person)
            if command.send_link:
                promise_password_link(unit, person.id, now=self._clock.now())
            facts = _told_roles(command.organisation_id, command.roles)
            unit.record("person_made", by=command.actor.label, on=f"person:{person.id}", facts=facts)
            unit.commit()
        return person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisePersonCommand:
    actor: Actor
    person_id: PersonId
    name: str
    email: str
    time_zone: str


class RevisePerson:
    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: RevisePersonCommand) -> None:
        command.actor.require(Permission.MANAGE_PEOPLE)
        with self._open_unit() as unit:
            person = unit.people.get(command.person_id, for_update=True)
            namesake = unit.people.with_email(command.email)
            if namesake is not None and namesake.id != person.id:
                raise ConflictError("email_taken")
            person.revise(name=command.name, email=command.email, time_zone=command.time_zone)
            unit.record("person_revised", by=command.actor.label, on=f"person:{person.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseAccountCommand:
    actor: Actor
    name: str
    time_zone: str


class ReviseAccount:
    """What everybody may change of themselves. The address is not: it is how an administrator knows them."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: ReviseAccountCommand) -> None:
        with self._open_unit() as unit:
            person = unit.people.get(command.actor.person_id, for_update=True)
            person.revise(name=command.name, email=person.email, time_zone=command.time_zone)
            unit.record("account_revised", by=command.actor.label, on=f"person:{person.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRolesCommand:
    """No role at all ends the membership."""

    actor: Actor
    person_id: PersonId
    organisation_id: OrganisationId
    roles: frozenset[Role]


class GiveRoles:
    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: GiveRolesCommand) -> None:
        command.actor.require(Permission.MANAGE_PEOPLE)
        with self._open_unit() as unit:
            organisation = unit.organisations.get(command.organisation_id)
            check_administered(organisation.kind)
            runs_the_place = organisation.kind is OrganisationKind.AWARDING_BODY
            if runs_the_place and Role.ADMINISTRATOR not in command.roles:
                keep_an_administrator(unit, command.person_id)
            person = unit.people.get(command.person_id, for_update=True)
            person.give_roles(command.roles, at=organisation)
            facts = _told_roles(organisation.id, command.roles)
            unit.record("roles_given", by=command.actor.label, on=f"person:{person.id}", facts=facts)
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeactivatePersonCommand:
    actor: Actor
    person_id: PersonId


class DeactivatePerson:
    """Their log-ins end at once, and a link they were sent does not let them in."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: DeactivatePersonCommand) -> None:
        command.actor.require(Permission.MANAGE_PEOPLE)
        with self._open_unit() as unit:
            keep_an_administrator(unit, command.person_id)
            person = unit.people.get(command.person_id, for_update=True)
            person.deactivate()
            unit.log_ins.end_all_of(person.id)
            unit.record("person_deactivated", by=command.actor.label, on=f"person:{person.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactivatePersonCommand:
    actor: Actor
    person_id: PersonId


class ReactivatePerson:
    """The old password was forgotten with the account, so a link is sent."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: ReactivatePersonCommand) -> None:
        command.actor.require(Permission.MANAGE_PEOPLE)
        with self._open_unit() as unit:
            person = unit.people.get(command.person_id, for_update=True)
            person.reactivate()
            promise_password_link(unit, person.id, now=self._clock.now())
            unit.record("person_reactivated", by=command.actor.label, on=f"person:{person.id}")
            unit.commit()


def _told_roles(organisation_id: OrganisationId, roles: frozenset[Role]) -> dict[str, str]:
    return {"organisation": str(organisation_id), "roles": ", ".join(sorted(role.value for role in roles))}
