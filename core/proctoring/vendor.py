"""The vendor port: what a proctoring vendor's plugin implements, and the values that go over it.

Neutral over vendors that book in batches and are polled, that confirm at once, and that push notices. Every request
carries our key, and asking twice with one key must not book twice.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from core.extensions.model import Setting, SettingValues
from core.shared.errors import UnavailableError
from core.shared.time import TimeWindow


class ProviderError(UnavailableError):
    """What a provider may raise. Anything else that leaves a plugin is turned into a `ProviderFault` by the host."""


class CredentialsRefused(ProviderError):
    """The vendor does not accept our credentials. Trying again with the same ones does not help."""

    def __init__(self, **data: object) -> None:
        super().__init__("provider_credentials_refused", retry_after=None, **data)


class ProviderUnavailable(ProviderError):
    """A passing fault: no connection, too many requests, a 5xx, a reply that did not come.

    Whether the vendor did what was asked is not known; the host asks again with the same key. `retry_after` is the
    vendor's own wish.
    """

    def __init__(self, *, retry_after: timedelta | None = None, **data: object) -> None:
        super().__init__("provider_unavailable", retry_after=retry_after, **data)


class ProviderFault(ProviderError):
    """An answer that cannot be understood, or a fault in the plugin. Trying again is not expected to help."""

    def __init__(self, **data: object) -> None:
        super().__init__("provider_fault", retry_after=None, **data)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What this vendor can do and its figures. The defaults are those of peers' live proctoring (FEATURES X01).

    `rating_scale` names every rating the vendor gives, best first; empty where it gives none. Where `can_cancel`,
    `has_sessions` or `pushes` is False the matching methods are never called and need not be there.
    """

    minimum_lead_time: timedelta = timedelta(hours=24)
    max_candidates: int = 500
    ratios: tuple[int, ...] = (4, 8)
    onboarding_before: timedelta = timedelta(minutes=30)
    onboarding_after: timedelta = timedelta(minutes=30)
    max_extra_minutes: int = 30
    max_batch: int = 100
    can_cancel: bool = True
    has_sessions: bool = True
    pushes: bool = True
    rating_scale: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Available:
    """So many proctors are free for the whole window; at least as many as were asked for."""

    proctors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Full:
    """Not enough proctors. `alternatives` are windows of the same length that the vendor would take, may be none."""

    alternatives: tuple[TimeWindow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilityUnknown:
    """The vendor answered that it cannot say now."""


Availability = Available | Full | AvailabilityUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedCandidate:
    """One candidate of a request. `number` is unique within it; `extra_minutes` are part of the window already."""

    number: str
    name: str
    extra_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """Proctors wanted for one test. `window` includes onboarding and extra time; `key` is ours and stays the same
    for every try and every later request for the same test."""

    key: str
    title: str
    window: TimeWindow
    proctors: int
    candidates: tuple[RequestedCandidate, ...]


class DeclineReason(StrEnum):
    """A vendor's no. OTHER is a no without a reason we know; its own words go into the text."""

    NO_CAPACITY = "no_capacity"
    TOO_LATE = "too_late"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Taken, to be decided: ask again with `check`."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The vendor's yes: the proctors are ours."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyBooked:
    """The vendor holds a confirmed booking under this key, or one for another window. Nothing new was booked."""

    reference: str
    window: TimeWindow


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """`text` is the vendor's own wording for people; it is shown, never interpreted."""

    reason: DeclineReason
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillPending:
    """Taken and not decided yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotHeld:
    """The vendor holds nothing under this reference or key."""


BookAnswer = Accepted | Confirmed | AlreadyBooked | Declined
CheckAnswer = StillPending | Confirmed | Declined | NotHeld

Answer = TypeVar("Answer")


# Without slots: a generic frozen dataclass with slots cannot be made as `Reply[BookAnswer](...)` (Python 3.11).
@dataclass(frozen=True, kw_only=True)
class Reply(Generic[Answer]):
    """One vendor reply to a batch. `answers` is by the request's key or reference; what was asked and is missing here
    counts as a `ProviderFault` for that one alone. `request_id` is the vendor's own id of the exchange, `digest` the
    SHA-256 of the raw reply in hexadecimal, both kept in the log as evidence."""

    answers: Mapping[str, Answer]
    request_id: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the vendor really holds under a key. `confirmed` is False while it has not decided."""

    reference: str
    window: TimeWindow
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The vendor holds nothing under the reference any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLateToCancel:
    """The booking stands. `text` is the vendor's own wording for people; it is shown, never interpreted."""

    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkHolder:
    """The person a link to a session is made for; the vendor lets nobody else in with it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLink:
    """An https address (http for a vendor on this machine) that lets its holder in until `expires_at`."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A proctor's rating. `key` and `candidate_number` say whose it is by the vendor's account; the host compares."""

    key: str
    candidate_number: str
    value: str
    note: str = ""
    rated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotRated:
    """There is no rating yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingChanged:
    """Something happened to a booking; what, the host asks for itself.

    `event_id` is the vendor's and the same when a notice is repeated; `at` is the vendor's time of what happened.
    """

    event_id: str
    at: datetime
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateJoined:
    """The candidate is in the session `session`. One who reconnects may be told of again, also with a new session."""

    event_id: str
    at: datetime
    key: str
    candidate_number: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingAvailable:
    """A rating exists. Its value is fetched with `rating`, never taken from the notice."""

    event_id: str
    at: datetime
    key: str
    candidate_number: str
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidRatingNotice:
    """A rating notice with a true signature whose content cannot be used; `finding` says why, without its values."""

    event_id: str
    at: datetime
    key: str
    candidate_number: str
    finding: str


VendorEvent = BookingChanged | CandidateJoined | RatingAvailable | InvalidRatingNotice


class ProctoringProvider(ABC):
    """One vendor, with one organisation's credentials. Built once per setup, used from several threads at a time.

    Every method but `capabilities` and `read_notification` may block up to the host's limit (20 s), and may raise
    `CredentialsRefused`, `ProviderUnavailable` or `ProviderFault`.
    """

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities:
        """Fixed for the life of the object; no network."""

    @abstractmethod
    def availability(self, window: TimeWindow, proctors: int) -> Availability:
        """Whether so many proctors are free. Books nothing and holds nothing back."""

    @abstractmethod
    def book(self, requests: Sequence[BookingRequest]) -> Reply[BookAnswer]:
        """Ask for all of them, at most `max_batch`; one answer per key.

        Idempotent by key: a repeated request for the same window gives `Accepted` or `Confirmed` with the same
        reference, or `AlreadyBooked` once confirmed; for another window `AlreadyBooked` with the window held. A
        declined or cancelled booking frees its key.
        """

    @abstractmethod
    def check(self, references: Sequence[str]) -> Reply[CheckAnswer]:
        """How the vendor decided, one answer per reference."""

    @abstractmethod
    def find(self, key: str) -> Held | NotHeld:
        """What the vendor holds for our key. Declined and cancelled bookings are not held."""

    def cancel(self, reference: str) -> Cancelled | TooLateToCancel:
        """Give the booking back. Cancelling what is not held any more is `Cancelled`."""
        raise ProviderFault(method="cancel")

    def join_link(self, session: str, for_whom: LinkHolder) -> JoinLink:
        """A new short-lived link for this person alone."""
        raise ProviderFault(method="join_link")

    def rating(self, session: str) -> Rated | NotRated:
        """The latest rating of a session."""
        raise ProviderFault(method="rating")

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Sequence[VendorEvent]:
        """The events in a notice, after its signature was verified. No network.

        `headers` have lower-case names. Raises `CredentialsRefused` where the signature does not hold or is too old,
        `ProviderFault` where the body cannot be read at all.
        """
        raise ProviderFault(method="read_notification")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderOffer:
    """What a plugin's hook returns: a vendor it can build. `name` is stable and stored with bookings; `build` is
    given the checked settings, secrets in clear, and must not use the network."""

    name: str
    title: str
    settings: Sequence[Setting] = field(default=())
    build: Callable[[SettingValues], ProctoringProvider]
