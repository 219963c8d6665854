"""The channel port plugins implement, and what notifications need from the world.

Other contexts ask for a message by promising the job `notifications.notify`. Its payload says `kind`, whom or what it
is about (`person`; `booking` with the number of the log's `entry`; help `request` with the `organisation` that is
written to; `candidate_entry`; `session` with its `deadline` and the `organisation` that is reminded; `download`; what
core/verification/promises.py says of its kinds), and anything else that makes this event another one than the last of
its kind: two promises with the same payload are one message.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.access.model import Person
from core.access.permissions import Permission
from core.access.ports import Organisations
from core.bookings.confirmation import Confirmation
from core.bookings.model import EntryId, RequestId
from core.bookings.ports import Candidates, Entries, HelpRequests
from core.catalogue.ports import Exams
from core.exports.downloads import DownloadId
from core.exports.ports import Downloads
from core.extensions.model import Setting, SettingValues
from core.notifications.model import Delivery, DeliveryId, MessageKind
from core.notifications.views import BookingStep, DeliveryRow, ReceivedLetter
from core.proctoring.model.log import ProctorBookingId
from core.proctoring.model.test import ProctoredTestId
from core.results.model import ResultId
from core.results.ports import Results
from core.sessions.model import TestSessionId
from core.sessions.ports import Sessions
from core.shared.errors import ConflictError, UnavailableError
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest
from core.shared.unit import Unit
from core.verification.model.proposing import ProposalId
from core.verification.model.registration import RegistrationId
from core.verification.model.sharing import InvitationId
from core.verification.ports import CandidateNumbers, Invitations, Proposals, Registrations, Shares

DELIVER = "notifications.deliver"
"""The job that hands one delivery over; the delivery's id is its group."""


class ChannelUnavailable(UnavailableError):
    """The letter did not get through, or it is not known whether it did; the host hands it over again later.

    `reason` is shown to administrators: plain words, no addresses, no names.
    """

    def __init__(self, reason: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__("channel_unavailable", retry_after=retry_after, reason=reason)
        self.reason = reason


class LetterRefused(ConflictError):
    """The channel will never take this letter. `reason` is shown to administrators: plain words, no addresses."""

    def __init__(self, reason: str) -> None:
        super().__init__("letter_refused", reason=reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one person. Plain text with blank lines between paragraphs.

    Two letters with the same `key` are the same letter, word for word: a channel may drop a repetition.
    """

    key: str
    to_name: str
    to_address: str
    subject: str
    text: str


class NotificationChannel(ABC):
    """A way to reach a person. Built once per setup and used from several threads.

    `deliver` may block up to the host's limit (15 s). It raises `ChannelUnavailable` where trying again later may
    help, and `LetterRefused` where it will not.
    """

    @abstractmethod
    def deliver(self, letter: Letter) -> None:
        """Hand the letter over. At least once: after a crash the same letter, with the same key, may come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOffer:
    """What a plugin's hook returns: a channel it can build. `name` is stable, `build` is given checked settings."""

    name: str
    title: str
    settings: Sequence[Setting]
    build: Callable[[SettingValues], NotificationChannel]


class Channels(Protocol):
    """The channels of the awarding body. What is returned is guarded."""

    def switched_on(self) -> Sequence[str]:
        """The name of each channel that is switched on, in their order."""
        ...

    def get(self, name: str) -> NotificationChannel | None:
        """The channel, or None when it is not switched on. One that cannot be built, or whose plugin is not installed
        any more, is returned all the same and raises ChannelUnavailable for every letter."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkToSetPassword:
    """`url` holds the secret, which is kept nowhere else in clear."""

    url: str
    expires_at: datetime


PasswordLinkFor = Callable[[PersonId], LinkToSetPassword]
"""Mints a link in a unit of its own; the one minted before stops working."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedConfirmation:
    """`url` holds the secret, which is kept nowhere else in clear."""

    confirmation: Confirmation
    url: str


ConfirmationFor = Callable[[EntryId], LinkedConfirmation | None]
"""The confirmation with a link minted in a unit of its own; None for an entry that is withdrawn."""


class PageAddresses(Protocol):
    """Whole addresses of the pages that letters point to."""

    def proctored_test(self, test_id: ProctoredTestId) -> str: ...
    def help_request(self, request_id: RequestId) -> str: ...
    def test_session(self, session_id: TestSessionId) -> str: ...
    def booking(self, session_id: TestSessionId) -> str:
        """The reader's own booking for the session."""
        ...

    def registration(self, registration_id: RegistrationId) -> str:
        """Where the recognition team decides it."""
        ...

    def proposal(self, proposal_id: ProposalId) -> str:
        """Where the recognition team decides it."""
        ...

    def register_organisation(self, invitation: InvitationId | None = None) -> str: ...
    def recognising_organisation(self, organisation_id: OrganisationId) -> str:
        """One organisation, for the recognition team."""
        ...

    def own_organisation(self) -> str: ...
    def find_results(self) -> str: ...
    def found_result(self, result_id: ResultId) -> str:
        """A result as a recognising organisation sees it."""
        ...

    def own_results(self) -> str:
        """The reader's own, as a candidate."""
        ...

    def own_result(self, result_id: ResultId) -> str: ...
    def candidate_account(self) -> str:
        """Where a candidate makes one."""
        ...

    def download(self, download_id: DownloadId) -> str:
        """One line of the reader's download history."""
        ...

    def log_in(self) -> str: ...
    def choices(self) -> str: ...


class Recipients(Protocol):
    """The people of access, of whom one at a time is written to."""

    def get(self, person_id: PersonId) -> Person:
        """Raises NotFoundError("person")."""
        ...


class AddressBook(Protocol):
    """Who holds a permission where. Deactivated people are left out; the order is that of the ids."""

    def at(self, organisation_id: OrganisationId, permission: Permission) -> Sequence[PersonId]: ...
    def at_awarding_body(self, permission: Permission) -> Sequence[PersonId]: ...


class BookingSteps(Protocol):
    def get(self, booking_id: ProctorBookingId, entry: int) -> BookingStep:
        """As it stands now. Raises NotFoundError("booking_step")."""
        ...


class Preferences(Protocol):
    """Which kinds of message people chose to get or to do without. Who never chose is not in what is returned."""

    def among(self, people: Sequence[PersonId], kind: MessageKind) -> Mapping[PersonId, bool]: ...
    def choose(self, person_id: PersonId, kind: MessageKind, *, on: bool) -> None:
        """Repeating it changes nothing."""
        ...


class Deliveries(Protocol):
    """Raises NotFoundError("delivery") for what is not there."""

    def knows(self, message: str) -> bool:
        """Whether the message was given to deliveries before."""
        ...

    def get(self, delivery_id: DeliveryId) -> Delivery: ...
    def put(self, delivery: Delivery) -> None:
        """Add it, or overwrite what was stored under its id."""
        ...

    def forget_before(self, before: datetime) -> int:
        """Remove those that are delivered or refused and were noted before then; how many there were."""
        ...


class NotificationsUnit(Unit, Protocol):
    @property
    def people(self) -> Recipients: ...
    @property
    def booking_steps(self) -> BookingSteps: ...
    @property
    def organisations(self) -> Organisations: ...
    @property
    def help_requests(self) -> HelpRequests: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def exams(self) -> Exams: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def candidates(self) -> Candidates: ...
    @property
    def registrations(self) -> Registrations: ...
    @property
    def proposals(self) -> Proposals: ...
    @property
    def results(self) -> Results: ...
    @property
    def shares(self) -> Shares: ...
    @property
    def candidate_numbers(self) -> CandidateNumbers: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def downloads(self) -> Downloads: ...
    @property
    def address_book(self) -> AddressBook: ...
    @property
    def message_preferences(self) -> Preferences: ...
    @property
    def deliveries(self) -> Deliveries: ...


class NotificationsReader(Protocol):
    def deliveries(self, page: PageRequest) -> Page[DeliveryRow]:
        """Newest message first."""
        ...

    def choices(self, person_id: PersonId) -> Mapping[MessageKind, bool]:
        """Of the kinds for which the person ever chose."""
        ...


class Mailbox(Protocol):
    """The letters that a channel left in a mailbox of the installation. A mailbox not there yet is empty."""

    def letters(self, page: PageRequest) -> Page[ReceivedLetter]:
        """Newest first."""
        ...

    def letter(self, letter_id: str) -> ReceivedLetter:
        """Raises NotFoundError("letter")."""
        ...
