"""Another Primary User for an organisation: the recognition team's alone to choose (FEATURES R32)."""

from dataclasses import dataclass

from core.access.model import Actor, Organisation, Person
from core.access.permissions import Permission, Role
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_primary_user_news, promise_welcome
from core.verification.rules import PRIMARY_USER, leave, let_in, member_roles


@dataclass(frozen=True, slots=True, kw_only=True)
class NewcomerDetails:
    """Somebody who does not belong to the organisation yet."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePrimaryUserCommand:
    """`to` is one of the organisation's users, or a newcomer. The former one stays as a user, or leaves."""

    actor: Actor
    organisation_id: OrganisationId
    to: PersonId | NewcomerDetails
    former_stays: bool


class ChangePrimaryUser:
    """There is exactly one at any time. The organisation is locked first, so of two who change it at once the second
    finds whom the first has put there."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: ChangePrimaryUserCommand) -> PersonId:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.MANAGE_RECOGNITION)
        with self._open_unit() as unit:
            own = unit.recognising_organisations.get(command.organisation_id, for_update=True)
            organisation = unit.organisations.get(own.id, for_update=True)
            former = _primary_user(unit, organisation.id)
            chosen = _chosen(unit, organisation, command.to)
            if chosen.id == former.id:
                raise ConflictError("is_primary_user_already", person=chosen.id)
            if command.former_stays:
                former.give_roles(member_roles(may_see_photos=True), at=organisation)
            else:
                leave(unit, former, organisation)
            chosen.give_roles(PRIMARY_USER, at=organisation)
            if isinstance(command.to, NewcomerDetails):
                promise_welcome(unit, chosen.id, organisation.id, now=now)
            promise_primary_user_news(unit, organisation.id, person=chosen.id, former=former.id, now=now)
            facts = {"person": str(chosen.id), "former": str(former.id), "former_stays": str(command.former_stays)}
            unit.record("primary_user_changed", by=actor.label, on=f"organisation:{organisation.id}", facts=facts)
            unit.commit()
        return chosen.id


def _primary_user(unit: VerificationUnit, organisation_id: OrganisationId) -> Person:
    for person in unit.people.of_organisation(organisation_id, for_update=True):
        if Role.PRIMARY_USER in person.memberships[organisation_id]:
            return person
    raise NotFoundError("primary_user", organisation=organisation_id)


def _chosen(unit: VerificationUnit, organisation: Organisation, to: PersonId | NewcomerDetails) -> Person:
    if isinstance(to, NewcomerDetails):
        return let_in(unit, organisation, PRIMARY_USER, name=to.name, email=to.email, from_elsewhere=True)
    person = unit.people.get(to, for_update=True)
    if organisation.id not in person.memberships:
        raise NotFoundError("person", person=to)
    if not person.active:
        raise ConflictError("account_is_closed", person=to)
    return person
