from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from examhall_sample_vendor.provider import SampleProvider
from examhall_sample_vendor.vendor import SampleVendor

from examhall import ProctoringProvider, TimeWindow
from examhall.testing import ProctoringProviderContract, VendorDriver


class SampleDriver(VendorDriver):
    """What this vendor lets a test do; the other tests of the contract are skipped."""

    def __init__(self, vendor: SampleVendor) -> None:
        self._vendor = vendor

    def count(self, key: str) -> int:
        return sum(key == one for _, one in self._vendor.held)

    @contextmanager
    def full(self, window: TimeWindow) -> Iterator[None]:
        usual, self._vendor.proctors = self._vendor.proctors, 0
        yield
        self._vendor.proctors = usual


class TestSampleProvider(ProctoringProviderContract):
    @pytest.fixture
    def memory(self) -> SampleVendor:
        return SampleVendor()

    @pytest.fixture
    def provider(self, memory: SampleVendor) -> ProctoringProvider:
        return provider_of(memory)

    @pytest.fixture
    def vendor(self, memory: SampleVendor) -> VendorDriver:
        return SampleDriver(memory)

    @pytest.fixture
    def stranger(self, memory: SampleVendor) -> ProctoringProvider:
        return provider_of(memory, password="let me in")

    @pytest.fixture
    def unreachable(self) -> ProctoringProvider:
        return provider_of(SampleVendor(open=False))


def provider_of(vendor: SampleVendor, password: str = "open sesame") -> SampleProvider:
    return SampleProvider(vendor, account="centre", password=password, lead_days=2)
