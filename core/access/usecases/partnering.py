"""Preparation centres, from the side of a test centre: working with one, setting one up, and its people."""

from dataclasses import dataclass

from core.access.model import Actor, Organisation, OrganisationKind, Partnership, Person
from core.access.permissions import Permission, Role
from core.access.ports import AccessUnit
from core.access.promises import promise_password_link
from core.access.rules import check_works_with, keeps_people_of
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_PREPARATION_USER = frozenset({Role.PREPARATION_USER})


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPartnershipCommand:
    actor: Actor
    number: str


class BeginPartnership:
    """With a preparation centre that is there already, known by its centre number."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: BeginPartnershipCommand) -> OrganisationId:
        actor = command.actor
        actor.require(Permission.MANAGE_PREPARATION_CENTRES)
        with self._open_unit() as unit:
            found = unit.organisations.with_number(command.number.strip())
            if found is None or found.kind is not OrganisationKind.PREPARATION_CENTRE:
                raise InvalidInputError.of(
                    "number", "No preparation centre has this number. Check it, or add a new one."
                )
            if unit.partnerships.exists(actor.organisation_id, found.id):
                raise InvalidInputError.of("number", f"You work with {found.name} already.")
            begun = Partnership(
                test_centre_id=actor.organisation_id, preparation_centre_id=found.id, since=self._clock.now()
            )
            unit.partnerships.begin(begun)
            unit.record("partnership_begun", by=actor.label, on=f"organisation:{found.id}", facts=_at(actor))
            unit.commit()
        return found.id


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePreparationCentreCommand:
    """A new preparation centre and the first person who can log in there."""

    actor: Actor
    name: str
    number: str
    time_zone: str
    email: str
    phone: str
    person_name: str
    person_email: str


class CreatePreparationCentre:
    """It works with the actor's test centre from the start. Its first person is sent a link to set a password."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: CreatePreparationCentreCommand) -> OrganisationId:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.MANAGE_PREPARATION_CENTRES)
        centre = Organisation(
            id=OrganisationId(new_id()),
            kind=OrganisationKind.PREPARATION_CENTRE,
            name=command.name,
            number=command.number,
            time_zone=command.time_zone,
        )
        centre.tell_contact(email=command.email, phone=command.phone)
        with self._open_unit() as unit:
            if unit.organisations.with_number(centre.number):
                raise ConflictError("number_taken", number=centre.number)
            unit.organisations.add(centre)
            unit.partnerships.begin(
                Partnership(test_centre_id=actor.organisation_id, preparation_centre_id=centre.id, since=now)
            )
            person = _let_in(unit, centre, name=command.person_name, email=command.person_email)
            promise_password_link(unit, person.id, now=now)
            unit.record("preparation_centre_made", by=actor.label, on=f"organisation:{centre.id}", facts=_at(actor))
            unit.record("person_made", by=actor.label, on=f"person:{person.id}", facts=_told(centre.id))
            unit.commit()
        return centre.id


@dataclass(frozen=True, slots=True, kw_only=True)
class LetInPreparationUserCommand:
    actor: Actor
    preparation_centre: OrganisationId
    name: str
    email: str


class LetInPreparationUser:
    """A new person of a preparation centre. They are sent a link to set a password.

    Only the test centre that has worked with the preparation centre for longest lets people in and takes them off: its
    people see what is between it and every test centre, so a centre that joins later does not choose them.
    """

    def __init__(self, *, open_unit: OpenUnit[AccessUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: LetInPreparationUserCommand) -> PersonId:
        actor, where = command.actor, command.preparation_centre
        actor.require(Permission.MANAGE_PREPARATION_CENTRES)
        with self._open_unit() as unit:
            _require_keeping(unit, actor, where)
            person = _let_in(unit, unit.organisations.get(where), name=command.name, email=command.email)
            promise_password_link(unit, person.id, now=self._clock.now())
            unit.record("person_made", by=actor.label, on=f"person:{person.id}", facts=_told(where))
            unit.commit()
        return person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationUserCommand:
    """About one person of a preparation centre."""

    actor: Actor
    preparation_centre: OrganisationId
    person_id: PersonId


class SendPreparationUserLink:
    """A new set-password link for somebody of a preparation centre that one works with (FEATURES P03). It goes to the
    address that is on record, whoever asks."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: PreparationUserCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_PREPARATION_CENTRES)
        with self._open_unit() as unit:
            check_works_with(unit, actor.organisation_id, command.preparation_centre)
            person = _one_of(unit, command)
            if not person.active:
                raise ConflictError("person_is_deactivated", person=person.id)
            promise_password_link(unit, person.id, now=self._clock.now())
            unit.record("password_link_sent", by=actor.label, on=f"person:{person.id}")
            unit.commit()


class TakeOffPreparationUser:
    """Somebody leaves a preparation centre. Who then belongs to no organisation cannot log in any more; who works for
    another one as well goes on there."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: PreparationUserCommand) -> None:
        actor, where = command.actor, command.preparation_centre
        actor.require(Permission.MANAGE_PREPARATION_CENTRES)
        with self._open_unit() as unit:
            _require_keeping(unit, actor, where)
            person = _one_of(unit, command, for_update=True)
            person.give_roles(frozenset(), at=unit.organisations.get(where))
            if not person.memberships:
                person.deactivate()
                unit.log_ins.end_all_of(person.id)
            unit.record("roles_given", by=actor.label, on=f"person:{person.id}", facts={**_told(where), "roles": ""})
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class TellContactCommand:
    actor: Actor
    email: str
    phone: str


class TellContact:
    """How the preparation centres reach the actor's test centre (FEATURES P15, P03)."""

    def __init__(self, *, open_unit: OpenUnit[AccessUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: TellContactCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_PREPARATION_CENTRES)
        with self._open_unit() as unit:
            centre = unit.organisations.get(actor.organisation_id, for_update=True)
            centre.tell_contact(email=command.email, phone=command.phone)
            unit.record("contact_told", by=actor.label, on=f"organisation:{centre.id}")
            unit.commit()


def _let_in(unit: AccessUnit, centre: Organisation, *, name: str, email: str) -> Person:
    """A new person, or one who left every organisation and comes back. Who has an account elsewhere is added by an
    administrator: a test centre does not reach into other organisations' accounts."""
    person = Person(id=PersonId(new_id()), name=name, email=email, time_zone=centre.time_zone)
    known = unit.people.with_email(person.email, for_update=True)
    if known is not None and (known.memberships or known.active):
        raise ConflictError("email_taken")
    if known is None:
        unit.people.add(person)
    else:
        person = known
        person.revise(name=name, email=email, time_zone=centre.time_zone)
        person.reactivate()
    person.give_roles(_PREPARATION_USER, at=centre)
    return person


def _require_keeping(unit: AccessUnit, actor: Actor, preparation_centre: OrganisationId) -> None:
    check_works_with(unit, actor.organisation_id, preparation_centre)
    if not keeps_people_of(unit, actor.organisation_id, preparation_centre):
        raise ConflictError("another_centre_keeps_people", organisation=preparation_centre)


def _one_of(unit: AccessUnit, command: PreparationUserCommand, *, for_update: bool = False) -> Person:
    person = unit.people.get(command.person_id, for_update=for_update)
    if command.preparation_centre not in person.memberships:
        raise NotFoundError("person", person=command.person_id)
    return person


def _at(actor: Actor) -> dict[str, str]:
    return {"test_centre": str(actor.organisation_id)}


def _told(where: OrganisationId) -> dict[str, str]:
    return {"organisation": str(where), "roles": Role.PREPARATION_USER.value}
