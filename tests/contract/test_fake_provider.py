"""The vendor in memory that unit tests use keeps the same contract as a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from examhall import (
    AvailabilityUnknown,
    CredentialsRefused,
    DeclineReason,
    ProctoringProvider,
    ProviderFault,
    ProviderUnavailable,
    TimeWindow,
)
from examhall.testing import Fault, Notice, ProctoringProviderContract, VendorDriver
from tests.fakes.proctoring import FakeProvider, FakeVendor, Strike

FAULTS: dict[Fault, tuple[Callable[[], Exception], Strike]] = {
    Fault.CREDENTIALS_REFUSED: (CredentialsRefused, "before"),
    Fault.TOO_MANY_REQUESTS: (lambda: ProviderUnavailable(retry_after=timedelta(seconds=7)), "before"),
    Fault.SERVER_ERROR: (ProviderUnavailable, "before"),
    Fault.LINE_DROPPED: (ProviderUnavailable, "before"),
    Fault.REPLY_LOST: (ProviderUnavailable, "after"),
    Fault.HALF_REPLY: (ProviderUnavailable, "after"),
    Fault.GARBAGE: (ProviderFault, "after"),
}


class FakeDriver(VendorDriver):
    def __init__(self, vendor: FakeVendor) -> None:
        self._vendor = vendor

    def confirm(self, key: str) -> None:
        self._vendor.confirm(key)

    def decline(self, key: str, reason: DeclineReason, text: str) -> None:
        self._vendor.decline(key, reason, text)

    def cancel(self, key: str) -> None:
        self._vendor.cancel(key)

    @contextmanager
    def full(self, window: TimeWindow) -> Iterator[None]:
        self._vendor.full_windows.append(window)
        yield
        self._vendor.full_windows.remove(window)

    @contextmanager
    def unsure(self) -> Iterator[None]:
        usual, self._vendor.availability = self._vendor.availability, AvailabilityUnknown()
        yield
        self._vendor.availability = usual

    @contextmanager
    def fault(self, fault: Fault) -> Iterator[None]:
        error, strike = FAULTS[fault]
        with self._vendor.failing(error, strike=strike):
            yield

    def count(self, key: str) -> int:
        return self._vendor.count(key)

    def join(self, key: str, candidate_number: str) -> str:
        return self._vendor.join(key, candidate_number)

    def rate(self, session: str, value: str, note: str) -> None:
        self._vendor.rate(session, value, note)

    def next_notice(self) -> Notice:
        headers, body = self._vendor.notices.pop(0)
        return Notice(headers=headers, body=body)

    def sign(self, body: bytes, at: datetime) -> Notice:
        return Notice(headers=self._vendor.sign(body, at), body=body)


class TestFakeProvider(ProctoringProviderContract):
    @pytest.fixture
    def memory(self) -> FakeVendor:
        return FakeVendor()

    @pytest.fixture
    def provider(self, memory: FakeVendor) -> ProctoringProvider:
        return FakeProvider(memory)

    @pytest.fixture
    def vendor(self, memory: FakeVendor) -> VendorDriver:
        return FakeDriver(memory)

    @pytest.fixture
    def stranger(self, memory: FakeVendor) -> Iterator[ProctoringProvider]:
        with memory.failing(CredentialsRefused):
            yield FakeProvider(memory)

    @pytest.fixture
    def unreachable(self, memory: FakeVendor) -> Iterator[ProctoringProvider]:
        with memory.failing(ProviderUnavailable):
            yield FakeProvider(memory)
