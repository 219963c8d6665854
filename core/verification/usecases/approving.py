"""Answering a registration: approving it, or refusing it with a reason (FEATURES R02, R03, R29)."""

from dataclasses import dataclass

from core.access.model import Actor, Organisation, OrganisationKind
from core.access.permissions import Permission
from core.shared.ids import OrganisationId, new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.recognising import RecognisingOrganisation
from core.verification.model.registration import Registration, RegistrationId
from core.verification.model.sharing import InvitationId
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_invited_news, promise_refusal, promise_welcome
from core.verification.rules import PRIMARY_USER, let_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRegistrationCommand:
    actor: Actor
    registration_id: RegistrationId


class ApproveRegistration:
    """The organisation stands in the public list from then on, and the applicant is its Primary User: a new person, or
    the one who has an account with this address already. Whoever invited the organisation is told."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: ApproveRegistrationCommand) -> OrganisationId:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.MANAGE_RECOGNITION)
        with self._open_unit() as unit:
            registration = unit.registrations.get(command.registration_id, for_update=True)
            organisation = _organisation_of(registration, number=unit.recognising_organisations.next_number())
            registration.approve(organisation.id, by=actor.label, now=now)
            unit.organisations.add(organisation)
            unit.recognising_organisations.add(
                RecognisingOrganisation(id=organisation.id, details=registration.details)
            )
            applicant = registration.applicant
            person = let_in(
                unit,
                organisation,
                PRIMARY_USER,
                name=applicant.name,
                email=applicant.email,
                time_zone=applicant.time_zone,
                from_elsewhere=True,
            )
            promise_welcome(unit, person.id, organisation.id, now=now)
            if registration.invitation is not None:
                promise_invited_news(unit, InvitationId(registration.invitation), now=now)
            facts = {"organisation": str(organisation.id), "primary_user": str(person.id)}
            unit.record("registration_approved", by=actor.label, on=f"registration:{registration.id}", facts=facts)
            unit.commit()
        return organisation.id


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseRegistrationCommand:
    actor: Actor
    registration_id: RegistrationId
    reason: str


class RefuseRegistration:
    """The applicant is told the reason, as it was written."""

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: RefuseRegistrationCommand) -> None:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.MANAGE_RECOGNITION)
        with self._open_unit() as unit:
            registration = unit.registrations.get(command.registration_id, for_update=True)
            registration.refuse(command.reason, by=actor.label, now=now)
            promise_refusal(unit, registration.id, now=now)
            unit.record("registration_refused", by=actor.label, on=f"registration:{registration.id}")
            unit.commit()


def _organisation_of(registration: Registration, *, number: str) -> Organisation:
    details = registration.details
    return Organisation(
        id=OrganisationId(new_id()),
        kind=OrganisationKind.RECOGNISING_ORGANISATION,
        name=details.name,
        number=number,
        time_zone=registration.applicant.time_zone,
        email=details.email,
        phone=details.phone,
    )
