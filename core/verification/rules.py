"""Rules about recognising organisations that several use cases hold."""

from core.access.model import Organisation, Person
from core.access.permissions import Role
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, PersonId, new_id
from core.verification.model.proposing import Proposal
from core.verification.model.registration import Holidays, WorkingDays
from core.verification.ports import VerificationUnit

PRIMARY_USER = frozenset({Role.PRIMARY_USER})


def member_roles(*, may_see_photos: bool) -> frozenset[Role]:
    """What an additional user is."""
    return frozenset({Role.MEMBER, Role.PHOTO_VIEWER} if may_see_photos else {Role.MEMBER})


def working_days_of(unit: VerificationUnit, holidays: Holidays) -> WorkingDays:
    """Those of the awarding body, whose recognition team answers; its day begins where it is."""
    body = unit.organisations.awarding_body()
    return WorkingDays(holidays=holidays, time_zone=body.time_zone if body else "UTC")


def facts_of(proposal: Proposal) -> dict[str, str]:
    """For the trail: what an organisation was, and what it is to be, of all that differs."""
    facts = {"proposal": str(proposal.id)}
    for name in ("name", "kind", "city", "country", "website"):
        was, becomes = getattr(proposal.former, name), getattr(proposal.identity, name)
        if was != becomes:
            facts |= {f"{name}_was": str(was), name: str(becomes)}
    return facts


def let_in(
    unit: VerificationUnit,
    organisation: Organisation,
    roles: frozenset[Role],
    *,
    name: str,
    email: str,
    from_elsewhere: bool,
    time_zone: str = "",
) -> Person:
    """A new person there, one who had left every organisation and comes back, or, where `from_elsewhere` allows it,
    one who has an account already and keeps it as it is.

    Only the recognition team lets such a one in: an organisation does not reach into accounts of others, nor learn
    from an address whose it is. Raises ConflictError for somebody who belongs there already, and for an account that
    an administrator has closed.
    """
    zone = time_zone or organisation.time_zone
    person = Person(id=PersonId(new_id()), name=name, email=email, time_zone=zone)
    known = unit.people.with_email(person.email, for_update=True)
    if known is None:
        unit.people.add(person)
    else:
        _check_may_come(known, organisation.id, from_elsewhere=from_elsewhere)
        if not known.active:
            known.revise(name=name, email=email, time_zone=zone)
            known.reactivate()
        person = known
    person.give_roles(roles, at=organisation)
    return person


def _check_may_come(known: Person, organisation_id: OrganisationId, *, from_elsewhere: bool) -> None:
    if organisation_id in known.memberships:
        raise ConflictError("belongs_already", person=known.id)
    has_left = not known.active and not known.memberships
    if not has_left and not from_elsewhere:
        raise ConflictError("has_another_account", person=known.id)
    if not known.active and known.memberships:
        raise ConflictError("account_is_closed", person=known.id)


def leave(unit: VerificationUnit, person: Person, organisation: Organisation) -> None:
    """Who then belongs to no organisation cannot log in any more; who works for another one goes on there."""
    person.give_roles(frozenset(), at=organisation)
    if not person.memberships:
        person.deactivate()
        unit.log_ins.end_all_of(person.id)


def additional_user(
    unit: VerificationUnit, person_id: PersonId, organisation_id: OrganisationId, *, for_update: bool = False
) -> Person:
    """Somebody of the organisation who is not its Primary User: that one only the recognition team exchanges. Raises
    NotFoundError("person") for everybody else."""
    person = unit.people.get(person_id, for_update=for_update)
    if organisation_id not in person.memberships:
        raise NotFoundError("person", person=person_id)
    if Role.PRIMARY_USER in person.memberships[organisation_id]:
        raise ConflictError("is_primary_user", person=person_id)
    return person
