"""The additional users of a recognising organisation, kept by its Primary User (FEATURES R30, R31)."""

from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.access.promises import promise_password_link
from core.shared.errors import ConflictError
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_welcome
from core.verification.rules import additional_user, leave, let_in, member_roles


@dataclass(frozen=True, slots=True, kw_only=True)
class AddUserCommand:
    """To the organisation the actor works for now. The recognition team names another one."""

    actor: Actor
    name: str
    email: str
    may_see_photos: bool
    organisation_id: OrganisationId | None = None


class AddUser:
    """They get a mail that says how to log in. Somebody with an account elsewhere is let in by the recognition team
    only, and keeps that account as it is."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: AddUserCommand) -> PersonId:
        actor, now, at = command.actor, self._clock.now(), command.organisation_id
        by_the_team = at is not None
        actor.require(Permission.MANAGE_RECOGNITION if by_the_team else Permission.MANAGE_OWN_ORGANISATION)
        with self._open_unit() as unit:
            own = unit.recognising_organisations.get(at or actor.organisation_id)
            roles = member_roles(may_see_photos=command.may_see_photos)
            person = let_in(
                unit,
                unit.organisations.get(own.id),
                roles,
                name=command.name,
                email=command.email,
                from_elsewhere=by_the_team,
            )
            promise_welcome(unit, person.id, own.id, now=now)
            facts = {"organisation": str(own.id), "roles": ", ".join(sorted(roles))}
            unit.record("user_added", by=actor.label, on=f"person:{person.id}", facts=facts)
            unit.commit()
        return person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class EditUserCommand:
    """Without a `name` it stays as it is. The address is not changed: a link that went to the wrong one would be a way
    in. Who has another address is added with it, and deleted with the former."""

    actor: Actor
    person_id: PersonId
    may_see_photos: bool
    name: str | None = None


class EditUser:
    """The name of somebody who belongs to another organisation as well is not this one's to change."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: EditUserCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_OWN_ORGANISATION)
        with self._open_unit() as unit:
            person = additional_user(unit, command.person_id, actor.organisation_id, for_update=True)
            if command.name is not None and command.name.strip() != person.name:
                if len(person.memberships) > 1:
                    raise ConflictError("belongs_elsewhere_too", person=person.id)
                person.revise(name=command.name, email=person.email, time_zone=person.time_zone)
            roles = member_roles(may_see_photos=command.may_see_photos)
            person.give_roles(roles, at=unit.organisations.get(actor.organisation_id))
            facts = {"organisation": str(actor.organisation_id), "roles": ", ".join(sorted(roles))}
            unit.record("user_edited", by=actor.label, on=f"person:{person.id}", facts=facts)
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCommand:
    """About one additional user of the organisation the actor works for now."""

    actor: Actor
    person_id: PersonId


class DeleteUser:
    """They leave the organisation; what they did stays on record."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: UserCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_OWN_ORGANISATION)
        with self._open_unit() as unit:
            person = additional_user(unit, command.person_id, actor.organisation_id, for_update=True)
            leave(unit, person, unit.organisations.get(actor.organisation_id))
            facts = {"organisation": str(actor.organisation_id)}
            unit.record("user_deleted", by=actor.label, on=f"person:{person.id}", facts=facts)
            unit.commit()


class SendUserLink:
    """A new set-password link. It goes to the address on record, whoever asks."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: UserCommand) -> None:
        actor = command.actor
        actor.require(Permission.MANAGE_OWN_ORGANISATION)
        with self._open_unit() as unit:
            person = additional_user(unit, command.person_id, actor.organisation_id)
            if not person.active:
                raise ConflictError("account_is_closed", person=person.id)
            promise_password_link(unit, person.id, now=self._clock.now())
            unit.record("password_link_sent", by=actor.label, on=f"person:{person.id}")
            unit.commit()
