"""The provider: the vendor's ways, told in the words of the port."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from examhall import (
    AlreadyBooked,
    Availability,
    Available,
    BookAnswer,
    BookingRequest,
    Cancelled,
    Capabilities,
    CheckAnswer,
    Confirmed,
    CredentialsRefused,
    Declined,
    DeclineReason,
    Full,
    Held,
    NotHeld,
    ProctoringProvider,
    ProviderUnavailable,
    Reply,
    TimeWindow,
    TooLateToCancel,
)
from examhall_sample_vendor.vendor import ClosedForTheDay, SampleVendor, WrongPassword


class SampleProvider(ProctoringProvider):
    def __init__(self, vendor: SampleVendor, *, account: str, password: str, lead_days: int) -> None:
        self._vendor, self._account, self._password = vendor, account, password
        self._capabilities = Capabilities(minimum_lead_time=timedelta(days=lead_days), has_sessions=False, pushes=False)

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def availability(self, window: TimeWindow, proctors: int) -> Availability:
        asked = BookingRequest(key="", title="", window=window, proctors=proctors, candidates=())
        with self._entered() as vendor:
            free = vendor.free(asked)
        return Available(proctors=free) if free >= proctors else Full()

    def book(self, requests: Sequence[BookingRequest]) -> Reply[BookAnswer]:
        with self._entered() as vendor:
            return Reply(answers={request.key: self._booked(vendor, request) for request in requests})

    def check(self, references: Sequence[str]) -> Reply[CheckAnswer]:
        with self._entered():
            return Reply(answers={reference: self._checked(reference) for reference in references})

    def find(self, key: str) -> Held | NotHeld:
        with self._entered() as vendor:
            held = vendor.held.get((self._account, key))
        if held is None:
            return NotHeld()
        reference, request = held
        return Held(reference=reference, window=request.window, confirmed=True)

    def cancel(self, reference: str) -> Cancelled | TooLateToCancel:
        with self._entered() as vendor:
            key = self._key_of(reference)
            if key is not None:
                del vendor.held[self._account, key]
        return Cancelled()

    def _booked(self, vendor: SampleVendor, request: BookingRequest) -> BookAnswer:
        held = vendor.held.get((self._account, request.key))
        if held is not None:
            return AlreadyBooked(reference=held[0], window=held[1].window)
        if vendor.free(request) < request.proctors:
            return Declined(reason=DeclineReason.NO_CAPACITY)
        return Confirmed(reference=vendor.book(self._account, request))

    def _checked(self, reference: str) -> CheckAnswer:
        return NotHeld() if self._key_of(reference) is None else Confirmed(reference=reference)

    def _key_of(self, reference: str) -> str | None:
        for (account, key), (known, _) in self._vendor.held.items():
            if (account, known) == (self._account, reference):
                return key
        return None

    @contextmanager
    def _entered(self) -> Iterator[SampleVendor]:
        """One visit at a time, and the vendor's own errors in the port's words."""
        with self._vendor.lock:
            try:
                self._vendor.enter(self._password)
            except WrongPassword as error:
                raise CredentialsRefused from error
            except ClosedForTheDay as error:
                raise ProviderUnavailable(retry_after=timedelta(hours=12)) from error
            yield self._vendor
