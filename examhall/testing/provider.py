"""What every part of the provider's contract stands on: its fixtures, and booking one test."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from core.proctoring.vendor import (
    Accepted,
    AlreadyBooked,
    BookAnswer,
    BookingRequest,
    CheckAnswer,
    Confirmed,
    Declined,
    ProctoringProvider,
    Reply,
    RequestedCandidate,
)
from core.shared.time import TimeWindow
from examhall.testing.driver import VendorDriver


class ProviderContractPart:
    """Fixtures to override: `provider` always, the others where there is something to say."""

    @pytest.fixture
    def provider(self) -> ProctoringProvider:
        """The provider under test, with credentials the vendor takes. Override it."""
        raise NotImplementedError("override the fixture `provider` with one that returns your provider")

    @pytest.fixture
    def vendor(self) -> VendorDriver:
        """The vendor's side. Without an override, tests that need it are skipped."""
        return VendorDriver()

    @pytest.fixture
    def window(self) -> TimeWindow:
        """A time the vendor would take a booking for: three days ahead, two hours long."""
        start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
        return TimeWindow(start=start, end=start + timedelta(hours=2))

    @pytest.fixture
    def stranger(self) -> ProctoringProvider:
        """A provider with credentials the vendor does not know."""
        pytest.skip("the fixture `stranger` is not overridden")

    @pytest.fixture
    def unreachable(self) -> ProctoringProvider:
        """A provider whose vendor cannot be reached: say, an address where nothing listens."""
        pytest.skip("the fixture `unreachable` is not overridden")


def a_request(window: TimeWindow, *, key: str = "") -> BookingRequest:
    """One proctor for two candidates; names and title in more than one script, as they come."""
    return BookingRequest(
        key=key or str(uuid4()),
        title="B2 Première – утро 上午",
        window=window,
        proctors=1,
        candidates=(
            RequestedCandidate(number="0001", name="Nguyễn Thị Ánh", extra_minutes=0),
            RequestedCandidate(number="0002", name="محمد O’Neill", extra_minutes=15),
        ),
    )


def later(window: TimeWindow) -> TimeWindow:
    return TimeWindow(start=window.start + timedelta(hours=3), end=window.end + timedelta(hours=3))


def book_one(provider: ProctoringProvider, request: BookingRequest) -> BookAnswer:
    reply = provider.book([request])
    check_reply(reply)
    assert set(reply.answers) == {request.key}, "one request gets one answer, under its key"
    return reply.answers[request.key]


def check_one(provider: ProctoringProvider, reference: str) -> CheckAnswer:
    reply = provider.check([reference])
    check_reply(reply)
    assert set(reply.answers) == {reference}, "one reference gets one answer, under the reference"
    return reply.answers[reference]


def check_reply(reply: object) -> None:
    assert isinstance(reply, Reply), "book and check return a Reply"
    assert isinstance(reply.answers, Mapping)
    assert isinstance(reply.request_id, str)
    assert reply.digest == "" or (len(reply.digest) == 64 and set(reply.digest) <= set("0123456789abcdef")), (
        "the digest is SHA-256 in hexadecimal, or empty"
    )


def reference_of(answer: BookAnswer) -> str:
    assert not isinstance(answer, Declined), f"the vendor declined: {answer}"
    assert isinstance(answer, Accepted | Confirmed | AlreadyBooked), f"not an answer of the port: {answer!r}"
    assert isinstance(answer.reference, str)
    assert answer.reference, "a reference is not empty"
    return answer.reference


def book_undecided(provider: ProctoringProvider, request: BookingRequest) -> str:
    """The reference of a booking the vendor has still to decide; skips where it decides at once."""
    answer = book_one(provider, request)
    if isinstance(answer, Confirmed):
        pytest.skip("this vendor decides at once")
    return reference_of(answer)


def book_confirmed(provider: ProctoringProvider, vendor: VendorDriver, request: BookingRequest) -> str:
    """The reference of a booking the vendor has said yes to."""
    answer = book_one(provider, request)
    if isinstance(answer, Accepted):
        vendor.confirm(request.key)
    return reference_of(answer)


def check_is_utc(moment: object) -> None:
    assert isinstance(moment, datetime)
    assert moment.utcoffset() == timedelta(0), "times are aware and in UTC"
