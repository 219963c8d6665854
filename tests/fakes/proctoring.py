"""A proctoring vendor in memory, and the provider that speaks to it. It passes the contract of real providers."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeVar

from examhall import (
    Accepted,
    AlreadyBooked,
    Availability,
    Available,
    BookAnswer,
    BookingChanged,
    BookingRequest,
    Cancelled,
    CandidateJoined,
    Capabilities,
    CheckAnswer,
    Confirmed,
    CredentialsRefused,
    Declined,
    DeclineReason,
    Full,
    Held,
    JoinLink,
    LinkHolder,
    NotHeld,
    NotRated,
    ProctoringProvider,
    ProviderFault,
    Rated,
    RatingAvailable,
    Reply,
    StillPending,
    TimeWindow,
    TooLateToCancel,
    VendorEvent,
)

RATING_SCALE = ("clear", "minor", "major")
SECRET = b"the secret that both sides know"
FRESH = timedelta(minutes=5)

Strike = Literal["before", "after"]
Answer = TypeVar("Answer")


@dataclass(slots=True, kw_only=True)
class FakeBooking:
    """What the vendor holds or held for a key."""

    reference: str
    request: BookingRequest
    state: Literal["pending", "confirmed", "declined", "cancelled"] = "pending"
    no: Declined | None = None

    @property
    def is_held(self) -> bool:
        return self.state in {"pending", "confirmed"}


@dataclass(slots=True, kw_only=True)
class FakeSession:
    key: str
    candidate_number: str
    rating: Rated | None = None


@dataclass(slots=True)
class FakeVendor:
    """Holds bookings and does as it is told. `asked` lists every call with its arguments, in order.

    `decides` is what it says to a request at once: None leaves it waiting until `confirm` or `decline`.
    """

    capabilities: Capabilities = field(default_factory=lambda: Capabilities(rating_scale=RATING_SCALE))
    decides: Literal["confirmed"] | Declined | None = None
    availability: Availability = field(default_factory=lambda: Available(proctors=1000))
    bookings: list[FakeBooking] = field(default_factory=list)
    sessions: dict[str, FakeSession] = field(default_factory=dict)
    notices: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    asked: list[tuple[str, object]] = field(default_factory=list)
    full_windows: list[TimeWindow] = field(default_factory=list)
    forgets: set[str] = field(default_factory=set)
    """Keys and references for which a batch's reply holds no answer."""
    _failures: list[tuple[frozenset[str], Strike, Callable[[], Exception]]] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _counter: int = 0

    # Scripting

    @contextmanager
    def failing(self, error: Callable[[], Exception], *methods: str, strike: Strike = "before") -> Iterator[None]:
        """While it lasts, these methods (or all) raise the error, before they do their work or after it."""
        failure = (frozenset(methods), strike, error)
        self._failures.append(failure)
        try:
            yield
        finally:
            self._failures.remove(failure)

    def confirm(self, key: str) -> None:
        self.held(key).state = "confirmed"

    def decline(self, key: str, reason: DeclineReason = DeclineReason.OTHER, text: str = "") -> None:
        booking = self.held(key)
        booking.state, booking.no = "declined", Declined(reason=reason, text=text)

    def cancel(self, key: str) -> None:
        """Call the booking off, as the vendor, and tell of it."""
        self.held(key).state = "cancelled"
        self._tell({"type": "changed", "key": key})

    def join(self, key: str, candidate_number: str) -> str:
        """The candidate joins; the session's reference."""
        session = self._new("session")
        self.sessions[session] = FakeSession(key=key, candidate_number=candidate_number)
        self._tell({"type": "joined", "key": key, "candidate": candidate_number, "session": session})
        return session

    def rate(self, session: str, value: str, note: str = "") -> None:
        held = self.sessions[session]
        held.rating = Rated(
            key=held.key, candidate_number=held.candidate_number, value=value, note=note, rated_at=datetime.now(UTC)
        )
        self._tell({"type": "rated", "key": held.key, "candidate": held.candidate_number, "session": session})

    def held(self, key: str) -> FakeBooking:
        return next(one for one in self.bookings if one.request.key == key and one.is_held)

    def count(self, key: str) -> int:
        return sum(one.request.key == key and one.is_held for one in self.bookings)

    @staticmethod
    def sign(body: bytes, at: datetime) -> dict[str, str]:
        stamp = str(int(at.timestamp()))
        digest = hmac.new(SECRET, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return {"content-type": "application/json", "x-sent-at": stamp, "x-signature": digest}

    # Answering

    def serve(self, method: str, arguments: object, work: Callable[[], Answer]) -> Answer:
        with self._lock:
            self.asked.append((method, arguments))
            self._strike(method, "before")
            answer = work()
            self._strike(method, "after")
            return answer

    def take(self, request: BookingRequest) -> BookAnswer:
        held = next((one for one in self.bookings if one.request.key == request.key and one.is_held), None)
        if held is not None:
            if held.state == "pending" and held.request.window == request.window:
                return Accepted(reference=held.reference)
            return AlreadyBooked(reference=held.reference, window=held.request.window)
        if request.window in self.full_windows:
            return Declined(reason=DeclineReason.NO_CAPACITY, text="Nobody is free.")
        if isinstance(self.decides, Declined):
            return self.decides
        booking = FakeBooking(reference=self._new("booking"), request=request)
        self.bookings.append(booking)
        if self.decides is None:
            return Accepted(reference=booking.reference)
        booking.state = self.decides
        return Confirmed(reference=booking.reference)

    def told(self, reference: str) -> CheckAnswer:
        booking = self.booking(reference)
        if booking is None or booking.state == "cancelled":
            return NotHeld()
        if booking.no is not None:
            return booking.no
        return Confirmed(reference=reference) if booking.state == "confirmed" else StillPending()

    def booking(self, reference: str) -> FakeBooking | None:
        return next((one for one in self.bookings if one.reference == reference), None)

    def _strike(self, method: str, strike: Strike) -> None:
        for methods, when, error in self._failures:
            if when == strike and (not methods or method in methods):
                raise error()

    def _tell(self, event: dict[str, str]) -> None:
        body = json.dumps({"id": self._new("event"), "at": datetime.now(UTC).isoformat(), **event}).encode()
        self.notices.append((self.sign(body, datetime.now(UTC)), body))

    def _new(self, what: str) -> str:
        with self._lock:
            self._counter += 1
            return f"{what}-{self._counter}"


class FakeProvider(ProctoringProvider):
    """Speaks to a vendor in memory."""

    def __init__(self, vendor: FakeVendor | None = None) -> None:
        self.vendor = vendor or FakeVendor()

    @property
    def capabilities(self) -> Capabilities:
        return self.vendor.capabilities

    def availability(self, window: TimeWindow, proctors: int) -> Availability:
        def work() -> Availability:
            return Full() if window in self.vendor.full_windows else self.vendor.availability

        return self.vendor.serve("availability", (window, proctors), work)

    def book(self, requests: Sequence[BookingRequest]) -> Reply[BookAnswer]:
        def work() -> dict[str, BookAnswer]:
            taken = {request.key: self.vendor.take(request) for request in requests}
            return {key: answer for key, answer in taken.items() if key not in self.vendor.forgets}

        return _reply(self.vendor.serve("book", tuple(requests), work))

    def check(self, references: Sequence[str]) -> Reply[CheckAnswer]:
        def work() -> dict[str, CheckAnswer]:
            return {one: self.vendor.told(one) for one in references if one not in self.vendor.forgets}

        return _reply(self.vendor.serve("check", tuple(references), work))

    def find(self, key: str) -> Held | NotHeld:
        def work() -> Held | NotHeld:
            if not self.vendor.count(key):
                return NotHeld()
            held = self.vendor.held(key)
            return Held(reference=held.reference, window=held.request.window, confirmed=held.state == "confirmed")

        return self.vendor.serve("find", key, work)

    def cancel(self, reference: str) -> Cancelled | TooLateToCancel:
        def work() -> Cancelled | TooLateToCancel:
            booking = self.vendor.booking(reference)
            if booking is None or not booking.is_held:
                return Cancelled()
            if any(session.key == booking.request.key for session in self.vendor.sessions.values()):
                return TooLateToCancel(text="A candidate has joined.")
            booking.state = "cancelled"
            return Cancelled()

        return self.vendor.serve("cancel", reference, work)

    def join_link(self, session: str, for_whom: LinkHolder) -> JoinLink:
        def work() -> JoinLink:
            if session not in self.vendor.sessions:
                raise ProviderFault(finding="the session is not known")
            url = f"https://vendor.example/{session}/{for_whom.id}"
            return JoinLink(url=url, expires_at=datetime.now(UTC) + timedelta(minutes=10))

        return self.vendor.serve("join_link", (session, for_whom), work)

    def rating(self, session: str) -> Rated | NotRated:
        def work() -> Rated | NotRated:
            if session not in self.vendor.sessions:
                raise ProviderFault(finding="the session is not known")
            return self.vendor.sessions[session].rating or NotRated()

        return self.vendor.serve("rating", session, work)

    def read_notification(self, headers: Mapping[str, str], body: bytes) -> Sequence[VendorEvent]:
        stamp = headers.get("x-sent-at", "")
        if not stamp.isdecimal():
            raise CredentialsRefused(finding="no time is signed")
        sent_at = datetime.fromtimestamp(int(stamp), UTC)
        expected = self.vendor.sign(body, sent_at)["x-signature"]
        if not hmac.compare_digest(expected, headers.get("x-signature", "")):
            raise CredentialsRefused(finding="the signature does not hold")
        if abs(datetime.now(UTC) - sent_at) > FRESH:
            raise CredentialsRefused(finding="the notice is from another time")
        return [_event(body)]


def _reply(answers: Mapping[str, Answer]) -> Reply[Answer]:
    digest = hashlib.sha256(repr(answers).encode()).hexdigest()
    return Reply(answers=answers, request_id=f"exchange-{digest[:8]}", digest=digest)


def _event(body: bytes) -> VendorEvent:
    try:
        told = json.loads(body)
        event_id, at, key = told["id"], datetime.fromisoformat(told["at"]), told["key"]
        if told["type"] == "changed":
            return BookingChanged(event_id=event_id, at=at, key=key)
        kind = CandidateJoined if told["type"] == "joined" else RatingAvailable
        return kind(event_id=event_id, at=at, key=key, candidate_number=told["candidate"], session=told["session"])
    except (ValueError, KeyError, TypeError) as error:
        raise ProviderFault(finding="the notice cannot be read") from error
