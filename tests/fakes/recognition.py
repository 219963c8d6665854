"""The storage of verification in memory, as far as registering and keeping organisations touches it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import cast

from core.access.model import Organisation
from core.catalogue.model import Exam, ExamCode
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.unit import OpenUnit
from core.verification.model.proposing import Proposal, ProposalId, ProposalState
from core.verification.model.recognising import RecognisingOrganisation
from core.verification.model.registration import Registration, RegistrationId, RegistrationState
from core.verification.model.sharing import Invitation, InvitationId
from core.verification.ports import VerificationUnit
from tests.fakes import access


class ListedHolidays:
    """These days and no others."""

    def __init__(self, *days: date) -> None:
        self._days = frozenset(days)

    def is_holiday(self, day: date) -> bool:
        return day in self._days


@dataclass
class Stored(access.Stored):
    """What the database would hold."""

    registrations: dict[RegistrationId, Registration] = field(default_factory=dict)
    proposals: dict[ProposalId, Proposal] = field(default_factory=dict)
    recognising: dict[OrganisationId, RecognisingOrganisation] = field(default_factory=dict)
    invitations: dict[InvitationId, Invitation] = field(default_factory=dict)
    exams: dict[ExamCode, Exam] = field(default_factory=dict)
    numbers: int = 0


class MemoryRegistrations:
    def __init__(self, kept: dict[RegistrationId, Registration]) -> None:
        self._all = kept

    def add(self, registration: Registration) -> None:
        self._all[registration.id] = registration

    def get(self, registration_id: RegistrationId, *, for_update: bool = False) -> Registration:
        if registration_id not in self._all:
            raise NotFoundError("registration", registration=registration_id)
        found = self._all[registration_id]
        return found if for_update else deepcopy(found)

    def nearly_late(self, *, due_before: datetime) -> Sequence[Registration]:
        unanswered = (one for one in self._all.values() if one.state is RegistrationState.RECEIVED)
        return [one for one in unanswered if one.warned_at is None and one.due_at < due_before]


class MemoryProposals:
    def __init__(self, kept: dict[ProposalId, Proposal]) -> None:
        self._all = kept

    def add(self, proposal: Proposal) -> None:
        if self.waiting(proposal.organisation_id) is not None:
            raise ConflictError("proposal_waits")
        self._all[proposal.id] = proposal

    def get(self, proposal_id: ProposalId, *, for_update: bool = False) -> Proposal:
        if proposal_id not in self._all:
            raise NotFoundError("proposal", proposal=proposal_id)
        found = self._all[proposal_id]
        return found if for_update else deepcopy(found)

    def waiting(self, organisation_id: OrganisationId) -> Proposal | None:
        return next((one for one in self._waiting() if one.organisation_id == organisation_id), None)

    def received_since(self, organisation_id: OrganisationId, since: datetime) -> int:
        of_it = (one for one in self._all.values() if one.organisation_id == organisation_id)
        return sum(one.received_at >= since for one in of_it)

    def nearly_late(self, *, due_before: datetime) -> Sequence[Proposal]:
        return [one for one in self._waiting() if one.warned_at is None and one.due_at < due_before]

    def _waiting(self) -> list[Proposal]:
        return [one for one in self._all.values() if one.state is ProposalState.RECEIVED]


class MemoryRecognisingOrganisations:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def add(self, organisation: RecognisingOrganisation) -> None:
        assert organisation.id in self._stored.organisations, "the organisation of access must be there first"
        self._stored.recognising[organisation.id] = organisation

    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> RecognisingOrganisation:
        if organisation_id not in self._stored.recognising:
            raise NotFoundError("organisation", organisation=organisation_id)
        found = self._stored.recognising[organisation_id]
        return found if for_update else deepcopy(found)

    def next_number(self) -> str:
        self._stored.numbers += 1
        return f"RO-{self._stored.numbers:05}"

    def flush(self) -> None:
        """The name and the contact are those of the organisation of access."""
        for one in self._stored.recognising.values():
            at: Organisation = self._stored.organisations[one.id]
            at.revise(name=one.details.name, time_zone=at.time_zone)
            at.tell_contact(email=one.details.email, phone=one.details.phone)


class MemoryInvitations:
    def __init__(self, kept: dict[InvitationId, Invitation]) -> None:
        self._all = kept

    def get(self, invitation_id: InvitationId, *, for_update: bool = False) -> Invitation | None:
        found = self._all.get(invitation_id)
        return found if for_update else deepcopy(found)


class MemoryExams:
    def __init__(self, kept: dict[ExamCode, Exam]) -> None:
        self._all = kept

    def get(self, code: ExamCode) -> Exam:
        if code not in self._all:
            raise NotFoundError("exam", exam=code)
        return self._all[code]


class MemoryUnit(access.MemoryAccessUnit):
    def __init__(self, stored: Stored) -> None:
        super().__init__(stored)
        self.registrations = MemoryRegistrations(stored.registrations)
        self.proposals = MemoryProposals(stored.proposals)
        self.recognising_organisations = MemoryRecognisingOrganisations(stored)
        self.invitations = MemoryInvitations(stored.invitations)
        self.exams = MemoryExams(stored.exams)

    def commit(self) -> None:
        self.recognising_organisations.flush()
        super().commit()


class MemoryRecognition:
    """Opens units on one memory. A unit works on a copy, which replaces the memory at its commit."""

    def __init__(self) -> None:
        self.stored = Stored()

    @property
    def open_unit(self) -> OpenUnit[VerificationUnit]:
        # A cast, because only what this part touches is kept here.
        return cast("OpenUnit[VerificationUnit]", self._open)

    @contextmanager
    def _open(self) -> Iterator[MemoryUnit]:
        draft = deepcopy(self.stored)
        unit = MemoryUnit(draft)
        yield unit
        if unit.committed:
            self.stored = draft

    def promised(self, kind: str) -> list[dict[str, str]]:
        """The messages of one kind, by what they are about."""
        found = [payload for payload in self.stored.jobs.values() if payload.get("kind") == kind]
        return [{name: value for name, value in one.items() if name not in {"kind", "asked_at"}} for one in found]
