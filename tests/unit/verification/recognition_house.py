"""An awarding body with its recognition team, in memory, and the use cases around recognising organisations."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from core.access.model import Actor, Organisation, OrganisationKind, Person
from core.access.permissions import Role
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import utc
from core.verification.model.registration import Applicant, InstitutionKind, OrganisationDetails, RegistrationId
from core.verification.model.sharing import InvitationId
from core.verification.usecases.answering import ApproveProposal, RefuseProposal
from core.verification.usecases.approving import (
    ApproveRegistration,
    ApproveRegistrationCommand,
    RefuseRegistration,
)
from core.verification.usecases.organising import RecogniseExams, TellOwnContact
from core.verification.usecases.proposing import ProposeIdentity, WithdrawProposal
from core.verification.usecases.registering import RegisterOrganisation, RegisterOrganisationCommand
from core.verification.usecases.staffing import AddUser, AddUserCommand, DeleteUser, EditUser, SendUserLink
from core.verification.usecases.succeeding import ChangePrimaryUser
from core.verification.usecases.watching import WatchRegistrations
from tests.contract.access import a_person, an_organisation
from tests.fakes.access import MemoryThrottle
from tests.fakes.bookings import SetClock
from tests.fakes.recognition import ListedHolidays, MemoryRecognition

MONDAY = utc(2026, 12, 21, 10)
"""In the week of Christmas: Friday is a holiday, and Monday after it one in its place."""
CHRISTMAS = (date(2026, 12, 25), date(2026, 12, 28))

ALDERMOOR = OrganisationDetails(
    name="Aldermoor University",
    kind=InstitutionKind.UNIVERSITY,
    city="Aldermoor",
    country="GB",
    website="https://aldermoor.example",
    email="admissions@aldermoor.example",
    phone="+44 20 7946 0000",
)
GRACE = Applicant(name="Grace Holt", email="grace@aldermoor.example", time_zone="Europe/London")


class RecognitionHouse:
    def __init__(self) -> None:
        self.memory, self.clock = MemoryRecognition(), SetClock(MONDAY)
        open_unit, clock = self.memory.open_unit, self.clock
        self.body = an_organisation(kind=OrganisationKind.AWARDING_BODY, number="AB001")
        self.memory.stored.organisations[self.body.id] = self.body
        self.officer = self.actor(PersonId(UUID(int=7)), self.body.id, Role.RECOGNITION_OFFICER)
        holidays = ListedHolidays(*CHRISTMAS)
        self.throttle = MemoryThrottle()
        self.register = RegisterOrganisation(
            open_unit=open_unit, throttle=self.throttle, holidays=holidays, clock=clock
        )
        self.watch = WatchRegistrations(open_unit=open_unit, holidays=holidays, clock=clock)
        self.approve = ApproveRegistration(open_unit=open_unit, clock=clock)
        self.refuse = RefuseRegistration(open_unit=open_unit, clock=clock)
        self.propose = ProposeIdentity(open_unit=open_unit, holidays=holidays, clock=clock)
        self.withdraw = WithdrawProposal(open_unit=open_unit, clock=clock)
        self.approve_proposal = ApproveProposal(open_unit=open_unit, clock=clock)
        self.refuse_proposal = RefuseProposal(open_unit=open_unit, clock=clock)
        self.tell_contact = TellOwnContact(open_unit=open_unit)
        self.recognise = RecogniseExams(open_unit=open_unit)
        self.add = AddUser(open_unit=open_unit, clock=clock)
        self.edit = EditUser(open_unit=open_unit)
        self.delete = DeleteUser(open_unit=open_unit)
        self.send_link = SendUserLink(open_unit=open_unit, clock=clock)
        self.change_primary_user = ChangePrimaryUser(open_unit=open_unit, clock=clock)

    def actor(self, person_id: PersonId, at: OrganisationId, *roles: Role) -> Actor:
        kind = self.memory.stored.organisations[at].kind
        return Actor(person_id=person_id, organisation_id=at, organisation_kind=kind, roles=frozenset(roles))

    def as_they_are(self, person: Person, at: OrganisationId) -> Actor:
        """The person at work there, with the roles they have now."""
        return self.actor(person.id, at, *self.person(person.email).memberships.get(at, frozenset()))

    def person(self, email: str) -> Person:
        return next(one for one in self.memory.stored.people.values() if one.email == email)

    def elsewhere(self, email: str = "known@school.example", *, active: bool = True) -> Person:
        """Somebody with an account at a test centre."""
        centre = an_organisation(id=OrganisationId(UUID(int=99)))
        person = a_person(name="Known Already", email=email, password_hash="new:known")
        person.give_roles(frozenset({Role.PLANNER}), at=centre)
        if not active:
            person.deactivate()
        self.memory.stored.organisations[centre.id] = centre
        self.memory.stored.people[person.id] = person
        return person

    def registration(
        self,
        details: OrganisationDetails = ALDERMOOR,
        applicant: Applicant = GRACE,
        *,
        purpose: str = "Admission of students from abroad",
        origin: str = "192.0.2.7",
        invitation: InvitationId | None = None,
        at: datetime | None = None,
    ) -> RegistrationId:
        self.clock.time = at or self.clock.time
        return self.register(
            RegisterOrganisationCommand(
                details=details, applicant=applicant, purpose=purpose, origin=origin, invitation=invitation
            )
        )

    def approved(
        self, details: OrganisationDetails = ALDERMOOR, applicant: Applicant = GRACE
    ) -> tuple[OrganisationId, Actor]:
        """An organisation that was approved, and its Primary User."""
        registration_id = self.registration(details, applicant)
        made = self.approve(ApproveRegistrationCommand(actor=self.officer, registration_id=registration_id))
        return made, self.as_they_are(self.person(applicant.email), made)

    def member(
        self, primary_user: Actor, *, email: str = "reader@aldermoor.example", may_see_photos: bool = False
    ) -> Person:
        self.add(AddUserCommand(actor=primary_user, name="Ravi Das", email=email, may_see_photos=may_see_photos))
        return self.person(email)

    def organisation(self, organisation_id: OrganisationId) -> Organisation:
        return self.memory.stored.organisations[organisation_id]

    def primary_users(self, organisation_id: OrganisationId) -> list[str]:
        """The addresses of all who are one there."""
        people = self.memory.stored.people.values()
        return [one.email for one in people if Role.PRIMARY_USER in one.memberships.get(organisation_id, ())]
