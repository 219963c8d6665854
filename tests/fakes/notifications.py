"""The storage of notifications in memory, and a channel that does as it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar, cast
from uuid import UUID

from core.access.model import Organisation, OrganisationKind, Person
from core.access.permissions import Permission, permissions_of
from core.bookings.model import EntryId, RequestId
from core.catalogue.model import Exam, ExamCode
from core.exports.downloads import Download, DownloadId
from core.notifications.message import Desk
from core.notifications.model import Delivery, DeliveryId, DeliveryState, MessageKind
from core.notifications.ports import (
    ChannelUnavailable,
    ConfirmationFor,
    Letter,
    LetterRefused,
    LinkedConfirmation,
    LinkToSetPassword,
    NotificationChannel,
    NotificationsUnit,
    PasswordLinkFor,
)
from core.notifications.views import BookingStep
from core.proctoring.model.log import ProctorBookingId
from core.proctoring.model.test import ProctoredTestId
from core.results.model import Result, ResultId
from core.sessions.model import TestSessionId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Job, Payload
from core.shared.time import utc
from core.verification.model.proposing import Proposal, ProposalId
from core.verification.model.registration import Registration, RegistrationId
from core.verification.model.sharing import Invitation, InvitationId, Share
from tests.fakes.bookings import MemoryCandidates, MemoryEntries, MemoryHelpRequests, MemorySessions
from tests.fakes.bookings import Stored as StoredBookings

NOON = utc(2026, 12, 1, 12)
Kept = TypeVar("Kept")


class FixedClock:
    def now(self) -> datetime:
        return NOON


@dataclass
class Stored:
    """What the database would hold."""

    people: dict[PersonId, Person] = field(default_factory=dict)
    organisations: dict[OrganisationId, Organisation] = field(default_factory=dict)
    steps: dict[tuple[ProctorBookingId, int], BookingStep] = field(default_factory=dict)
    bookings: StoredBookings = field(default_factory=StoredBookings)
    deliveries: dict[DeliveryId, Delivery] = field(default_factory=dict)
    chosen: dict[tuple[PersonId, MessageKind], bool] = field(default_factory=dict)
    registrations: dict[UUID, Registration] = field(default_factory=dict)
    proposals: dict[UUID, Proposal] = field(default_factory=dict)
    results: dict[UUID, Result] = field(default_factory=dict)
    shares: dict[UUID, Share] = field(default_factory=dict)
    invitations: dict[UUID, Invitation] = field(default_factory=dict)
    candidate_numbers: dict[str, PersonId] = field(default_factory=dict)
    downloads: dict[DownloadId, Download] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)


class MemoryRecipients:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def get(self, person_id: PersonId) -> Person:
        if person_id not in self._stored.people:
            raise NotFoundError("person")
        return self._stored.people[person_id]


class MemoryAddressBook:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def at(self, organisation_id: OrganisationId, permission: Permission) -> Sequence[PersonId]:
        return [
            one.id
            for one in sorted(self._stored.people.values(), key=lambda person: person.id)
            if one.active and permission in permissions_of(one.memberships.get(organisation_id, frozenset()))
        ]

    def at_awarding_body(self, permission: Permission) -> Sequence[PersonId]:
        bodies = [one for one in self._stored.organisations.values() if one.kind is OrganisationKind.AWARDING_BODY]
        return [person for body in bodies for person in self.at(body.id, permission)]


class MemoryPreferences:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def among(self, people: Sequence[PersonId], kind: MessageKind) -> Mapping[PersonId, bool]:
        chosen = self._stored.chosen
        return {person: chosen[person, kind] for person in people if (person, kind) in chosen}

    def choose(self, person_id: PersonId, kind: MessageKind, *, on: bool) -> None:
        self._stored.chosen[person_id, kind] = on


class MemoryDeliveries:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def knows(self, message: str) -> bool:
        return any(one.message == message for one in self._stored.deliveries.values())

    def get(self, delivery_id: DeliveryId) -> Delivery:
        if delivery_id not in self._stored.deliveries:
            raise NotFoundError("delivery")
        return self._stored.deliveries[delivery_id]

    def put(self, delivery: Delivery) -> None:
        self._stored.deliveries[delivery.id] = delivery

    def forget_before(self, before: datetime) -> int:
        everything = self._stored.deliveries.items()
        over = [key for key, one in everything if one.state is not DeliveryState.WAITING and one.at < before]
        for key in over:
            del self._stored.deliveries[key]
        return len(over)


class MemoryOrganisations:
    """Those that are there; nothing here adds or changes one."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def add(self, organisation: Organisation) -> None:
        self._stored.organisations[organisation.id] = organisation

    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Organisation:
        if organisation_id not in self._stored.organisations:
            raise NotFoundError("organisation")
        return self._stored.organisations[organisation_id]

    def with_number(self, number: str) -> Organisation | None:
        return next((one for one in self._stored.organisations.values() if one.number == number), None)

    def awarding_body(self) -> Organisation | None:
        everything = self._stored.organisations.values()
        return next((one for one in everything if one.kind is OrganisationKind.AWARDING_BODY), None)


class MemoryExams:
    """An exam for every code, named after it."""

    def put(self, exam: Exam) -> bool:
        raise AssertionError("Messages change no catalogue.")

    def get(self, code: ExamCode) -> Exam:
        return Exam(code=code, name=f"Exam {code}", level="B2", papers=("Reading",), has_speaking=False)


class MemoryBookingSteps:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def get(self, booking_id: ProctorBookingId, entry: int) -> BookingStep:
        if (booking_id, entry) not in self._stored.steps:
            raise NotFoundError("booking_step")
        return self._stored.steps[booking_id, entry]


class MemoryOf(Generic[Kept]):
    """What others put there; letters only read it."""

    def __init__(self, name: str, kept: Mapping[UUID, Kept]) -> None:
        self._name = name
        self._kept = kept

    def get(self, which: UUID) -> Kept:
        if which not in self._kept:
            raise NotFoundError(self._name)
        return self._kept[which]


class MemoryCandidateNumbers:
    def __init__(self, stored: Stored) -> None:
        self._owners = stored.candidate_numbers

    def owner(self, number: str) -> PersonId | None:
        return self._owners.get(number)


class MemoryInvitations:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.invitations

    def get(self, invitation_id: InvitationId) -> Invitation | None:
        return self._all.get(invitation_id)


class MemoryDownloads:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.downloads

    def get(self, download_id: DownloadId, organisation_id: OrganisationId | None) -> Download:
        assert organisation_id is None, "letters are written for the house"
        return self._all[download_id]


class MemoryUnit:
    def __init__(self, stored: Stored) -> None:
        self.people = MemoryRecipients(stored)
        self.address_book = MemoryAddressBook(stored)
        self.booking_steps = MemoryBookingSteps(stored)
        self.organisations = MemoryOrganisations(stored)
        self.help_requests = MemoryHelpRequests(stored.bookings)
        self.sessions = MemorySessions(stored.bookings)
        self.entries = MemoryEntries(stored.bookings)
        self.candidates = MemoryCandidates(stored.bookings)
        self.registrations = MemoryOf("registration", stored.registrations)
        self.proposals = MemoryOf("proposal", stored.proposals)
        self.results = MemoryOf("result", stored.results)
        self.shares = MemoryOf("share", stored.shares)
        self.candidate_numbers = MemoryCandidateNumbers(stored)
        self.invitations = MemoryInvitations(stored)
        self.downloads = MemoryDownloads(stored)
        self.exams = MemoryExams()
        self.message_preferences = MemoryPreferences(stored)
        self.deliveries = MemoryDeliveries(stored)
        self.stored = stored
        self.committed = False

    def commit(self) -> None:
        self.committed = True

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        self.stored.jobs.setdefault(key, Job(kind=kind, payload=payload, attempt=1))

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        raise AssertionError("Messages leave nothing in the audit trail.")


class MemoryStorage:
    """`open_unit` works on a copy; its commit makes the copy what is stored."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.open_units = 0

    def open_unit(self) -> AbstractContextManager[NotificationsUnit]:
        # A cast, because of what verification keeps only what letters read is here.
        return cast("AbstractContextManager[NotificationsUnit]", self._open())

    @contextmanager
    def _open(self) -> Iterator[MemoryUnit]:
        unit = MemoryUnit(deepcopy(self.stored))
        self.open_units += 1
        try:
            yield unit
        finally:
            self.open_units -= 1
        if unit.committed:
            self.stored = unit.stored


class FakeChannel(NotificationChannel):
    """Keeps what it is given, each letter once, or raises what it is told to."""

    def __init__(self, storage: MemoryStorage) -> None:
        self.letters: dict[str, Letter] = {}
        self.raises: list[ChannelUnavailable | LetterRefused] = []
        self._storage = storage

    def deliver(self, letter: Letter) -> None:
        assert self._storage.open_units == 0, "a channel is called outside any unit"
        if self.raises:
            raise self.raises.pop(0)
        self.letters[letter.key] = letter


class FakeChannels:
    def __init__(self, **channels: FakeChannel) -> None:
        self.channels = channels

    def switched_on(self) -> Sequence[str]:
        return sorted(self.channels)

    def get(self, name: str) -> NotificationChannel | None:
        return self.channels.get(name)


class FakeAddresses:
    def proctored_test(self, test_id: ProctoredTestId) -> str:
        return f"https://exams.example.org/tests/{test_id}"

    def help_request(self, request_id: RequestId) -> str:
        return f"https://exams.example.org/help/{request_id}"

    def test_session(self, session_id: TestSessionId) -> str:
        return f"https://exams.example.org/sessions/{session_id}"

    def booking(self, session_id: TestSessionId) -> str:
        return f"https://exams.example.org/bookings/{session_id}"

    def registration(self, registration_id: RegistrationId) -> str:
        return f"https://exams.example.org/registrations/{registration_id}"

    def proposal(self, proposal_id: ProposalId) -> str:
        return f"https://exams.example.org/registrations/changes/{proposal_id}"

    def register_organisation(self, invitation: InvitationId | None = None) -> str:
        return f"https://exams.example.org/register-organisation{f'?invitation={invitation}' if invitation else ''}"

    def recognising_organisation(self, organisation_id: OrganisationId) -> str:
        return f"https://exams.example.org/recognising-organisations/{organisation_id}"

    def own_organisation(self) -> str:
        return "https://exams.example.org/organisation"

    def find_results(self) -> str:
        return "https://exams.example.org/find"

    def found_result(self, result_id: ResultId) -> str:
        return f"https://exams.example.org/find/result/{result_id}"

    def own_results(self) -> str:
        return "https://exams.example.org/my-results"

    def own_result(self, result_id: ResultId) -> str:
        return f"https://exams.example.org/my-results/{result_id}"

    def candidate_account(self) -> str:
        return "https://exams.example.org/candidates/join"

    def download(self, download_id: DownloadId) -> str:
        return f"https://exams.example.org/downloads/{download_id}"

    def log_in(self) -> str:
        return "https://exams.example.org/log-in"

    def choices(self) -> str:
        return "https://exams.example.org/choices"


def no_password_link(person_id: PersonId) -> LinkToSetPassword:
    raise AssertionError(f"nobody asked for a password of {person_id}")


def no_confirmation(entry_id: EntryId) -> LinkedConfirmation:
    raise AssertionError(f"nobody asked for a confirmation of {entry_id}")


def desk(
    *, password_link_for: PasswordLinkFor = no_password_link, confirmation_for: ConfirmationFor = no_confirmation
) -> Desk:
    return Desk(addresses=FakeAddresses(), password_link_for=password_link_for, confirmation_for=confirmation_for)
