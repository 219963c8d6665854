"""Registering an organisation, by whoever is to be its Primary User and without a log-in (FEATURES R01)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.access.model import digest_of, fold_email
from core.access.ports import Throttle
from core.access.rules import count_attempt
from core.shared.errors import UnavailableError
from core.shared.ids import new_id
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.registration import (
    Applicant,
    Holidays,
    OrganisationDetails,
    Registration,
    RegistrationId,
    check_registration,
)
from core.verification.model.sharing import InvitationId
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_acknowledgement
from core.verification.rules import working_days_of

WINDOW = timedelta(minutes=15)
PER_ORIGIN = 20
"""An office that registers its schools one after the other sits behind one network address."""
ADDRESS_WINDOW = timedelta(days=1)
PER_ADDRESS = 5
"""Each registration sends the address a mail, and anybody can type anybody's."""

_VISITOR = "visitor:unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOrganisationCommand:
    """`origin` is the network address it comes from; `invitation` the id in the form's address, where it had one."""

    details: OrganisationDetails
    applicant: Applicant
    purpose: str
    origin: str
    invitation: InvitationId | None = None


class RegisterOrganisation:
    """Whether the applicant has an account, or the organisation is listed already, is told to the recognition team and
    not to whoever asks."""

    def __init__(
        self, *, open_unit: OpenUnit[VerificationUnit], throttle: Throttle, holidays: Holidays, clock: Clock
    ) -> None:
        self._open_unit = open_unit
        self._throttle = throttle
        self._holidays = holidays
        self._clock = clock

    def __call__(self, command: RegisterOrganisationCommand) -> RegistrationId:
        now, applicant = self._clock.now(), command.applicant
        # What was mistyped does not count as an attempt.
        check_registration(command.details, applicant, command.purpose)
        self._count(command, now)
        with self._open_unit() as unit:
            registration = Registration(
                id=RegistrationId(new_id()),
                details=command.details,
                applicant=applicant,
                purpose=command.purpose.strip(),
                received_at=now,
                due_at=working_days_of(unit, self._holidays).due_after(now),
                invitation=_followed(unit, command.invitation),
            )
            unit.registrations.add(registration)
            promise_acknowledgement(unit, registration.id, now=now)
            unit.record("organisation_registered", by=_VISITOR, on=f"registration:{registration.id}")
            unit.commit()
        return registration.id

    def _count(self, command: RegisterOrganisationCommand, now: datetime) -> None:
        origin = f"register_organisation:origin:{command.origin}"
        count_attempt(self._throttle, origin, limit=PER_ORIGIN, window=WINDOW, now=now)
        address = digest_of(fold_email(command.applicant.email))
        sent = self._throttle.hit(f"register_organisation:address:{address}", window=ADDRESS_WINDOW, now=now)
        if sent > PER_ADDRESS:
            raise UnavailableError("registered_too_often", retry_after=ADDRESS_WINDOW)


def _followed(unit: VerificationUnit, invitation_id: InvitationId | None) -> InvitationId | None:
    """The invitation that led here. One that is not known is no obstacle: mail programs cut addresses."""
    invitation = unit.invitations.get(invitation_id, for_update=True) if invitation_id else None
    if invitation is None:
        return None
    invitation.follow()
    return invitation.id
