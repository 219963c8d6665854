"""Filling the demo world with recognising organisations, through the use cases."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from core.access.model import Actor
from core.access.permissions import Role
from core.access.ports import AccessUnit, PasswordHasher
from core.catalogue.model import ExamCode
from core.shared.unit import OpenUnit
from core.verification.model.proposing import ProposalId
from core.verification.model.registration import Applicant, OrganisationDetails, RegistrationId
from core.verification.usecases.answering import RefuseProposal, RefuseProposalCommand
from core.verification.usecases.approving import (
    ApproveRegistration,
    ApproveRegistrationCommand,
    RefuseRegistration,
    RefuseRegistrationCommand,
)
from core.verification.usecases.organising import RecogniseExams, RecogniseExamsCommand
from core.verification.usecases.proposing import ProposeIdentity, ProposeIdentityCommand
from core.verification.usecases.registering import RegisterOrganisation, RegisterOrganisationCommand
from core.verification.usecases.staffing import AddUser, AddUserCommand
from web.demo.bookings import Happening
from web.demo.cast import PASSWORD
from web.demo.recognisers import PROPOSALS, REGISTRATIONS, DemoProposal, DemoRegistration


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionTools:
    open_access: OpenUnit[AccessUnit]
    hasher: PasswordHasher
    register: RegisterOrganisation
    approve: ApproveRegistration
    refuse: RefuseRegistration
    propose: ProposeIdentity
    refuse_proposal: RefuseProposal
    recognise_exams: RecogniseExams
    add_user: AddUser


class DemoRecognition:
    """`actor` answers somebody who has a role at the organisation with a number."""

    def __init__(self, tools: RecognitionTools, *, actor: Callable[[str, Role], Actor]) -> None:
        self._tools = tools
        self._actor = actor
        self._password_hash = tools.hasher.hash(PASSWORD)
        self._origins = (f"192.0.2.{place}" for place in count(1))
        self._registered: dict[str, RegistrationId] = {}
        self._details: dict[str, OrganisationDetails] = {}
        self._proposed: dict[str, ProposalId] = {}
        self.primary_users: dict[str, Actor] = {}
        """By the key of the registration, once it is approved."""

    def happenings(self) -> Iterator[Happening]:
        for one in REGISTRATIONS:
            yield one.ago, partial(self._register, one)
            if one.approved_after is not None:
                yield one.ago - one.approved_after, partial(self._approve, one)
            if one.refused_after is not None:
                yield one.ago - one.refused_after, partial(self._refuse, one)
        for change in PROPOSALS:
            yield change.ago, partial(self._propose, change)
            if change.refused_after is not None:
                yield change.ago - change.refused_after, partial(self._refuse_proposal, change)

    def _register(self, one: DemoRegistration) -> None:
        details = OrganisationDetails(
            name=one.name, kind=one.kind, city=one.city, country=one.country, website=one.website, phone=one.phone
        )
        command = RegisterOrganisationCommand(
            details=details,
            applicant=Applicant(name=one.applicant, email=one.email, time_zone=one.time_zone),
            purpose=one.purpose,
            origin=next(self._origins),
        )
        self._details[one.key] = details
        self._registered[one.key] = self._tools.register(command)

    def _approve(self, one: DemoRegistration) -> None:
        command = ApproveRegistrationCommand(actor=self._officer(), registration_id=self._registered[one.key])
        self._tools.approve(command)
        primary = self._with_password(one.email)
        self.primary_users[one.key] = primary
        exams = frozenset(ExamCode(code) for code in one.recognises)
        self._tools.recognise_exams(RecogniseExamsCommand(actor=primary, exams=exams))
        for name, email, photos in one.users:
            self._tools.add_user(AddUserCommand(actor=primary, name=name, email=email, may_see_photos=photos))
            self._with_password(email)

    def _refuse(self, one: DemoRegistration) -> None:
        registration = self._registered[one.key]
        command = RefuseRegistrationCommand(actor=self._officer(), registration_id=registration, reason=one.reason)
        self._tools.refuse(command)

    def _propose(self, one: DemoProposal) -> None:
        was = self._details[one.key].identity
        identity = replace(was, name=one.name or was.name, city=one.city or was.city)
        command = ProposeIdentityCommand(actor=self.primary_users[one.key], identity=identity, why=one.why)
        self._proposed[one.key] = self._tools.propose(command)

    def _refuse_proposal(self, one: DemoProposal) -> None:
        proposal = self._proposed[one.key]
        command = RefuseProposalCommand(actor=self._officer(), proposal_id=proposal, reason=one.reason)
        self._tools.refuse_proposal(command)

    def _officer(self) -> Actor:
        return self._actor("AB001", Role.RECOGNITION_OFFICER)

    def _with_password(self, email: str) -> Actor:
        """The mailed link would set it; here everybody has the one that is printed."""
        return with_password(self._tools.open_access, email, self._password_hash)


def with_password(open_access: OpenUnit[AccessUnit], email: str, password_hash: str) -> Actor:
    """Give somebody of one organisation the demo's password; who they are at work there."""
    with open_access() as unit:
        person = unit.people.with_email(email, for_update=True)
        if person is None:
            raise LookupError(email)
        person.set_password(password_hash)
        ((organisation_id, roles),) = person.memberships.items()
        kind = unit.organisations.get(organisation_id).kind
        unit.commit()
    return Actor(person_id=person.id, organisation_id=organisation_id, organisation_kind=kind, roles=roles)
