"""Whatever goes wrong at the vendor or on the way leaves the provider as one of three errors."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core.proctoring.vendor import (
    CredentialsRefused,
    NotHeld,
    ProctoringProvider,
    ProviderError,
    ProviderFault,
    ProviderUnavailable,
)
from core.shared.time import TimeWindow
from examhall.testing.booking import UNKNOWN
from examhall.testing.driver import Fault, VendorDriver
from examhall.testing.provider import ProviderContractPart, a_request, book_one, reference_of

Operation = Callable[[ProctoringProvider, TimeWindow], object]


def _cancel(provider: ProctoringProvider, window: TimeWindow) -> object:
    if not provider.capabilities.can_cancel:
        pytest.skip("this vendor takes no cancellations")
    return provider.cancel(UNKNOWN)


OPERATIONS: dict[str, Operation] = {
    "availability": lambda provider, window: provider.availability(window, 1),
    "book": lambda provider, window: provider.book([a_request(window)]),
    "check": lambda provider, window: provider.check([UNKNOWN]),
    "find": lambda provider, window: provider.find(a_request(window).key),
    "cancel": _cancel,
}

ERRORS: dict[Fault, type[ProviderError]] = {
    Fault.CREDENTIALS_REFUSED: CredentialsRefused,
    Fault.TOO_MANY_REQUESTS: ProviderUnavailable,
    Fault.SERVER_ERROR: ProviderUnavailable,
    Fault.LINE_DROPPED: ProviderUnavailable,
    Fault.REPLY_LOST: ProviderUnavailable,
    Fault.HALF_REPLY: ProviderUnavailable,
    Fault.GARBAGE: ProviderFault,
}


class FaultsContract(ProviderContractPart):
    @pytest.mark.parametrize("operation", list(OPERATIONS))
    @pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())
    def test_a_fault_leaves_as_the_error_that_says_whether_to_try_again(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow, fault: Fault, operation: str
    ) -> None:
        with vendor.fault(fault), pytest.raises(ProviderError) as raised:
            OPERATIONS[operation](provider, window)

        assert type(raised.value) is ERRORS[fault]

    def test_the_vendors_wish_when_to_come_again_is_handed_on(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        with vendor.fault(Fault.TOO_MANY_REQUESTS), pytest.raises(ProviderUnavailable) as raised:
            provider.availability(window, 1)

        assert isinstance(raised.value.retry_after, timedelta)
        assert raised.value.retry_after > timedelta(0)

    @pytest.mark.parametrize("fault", [Fault.REPLY_LOST, Fault.HALF_REPLY], ids=lambda fault: fault.name.lower())
    def test_a_booking_whose_reply_was_lost_is_found_and_not_doubled(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow, fault: Fault
    ) -> None:
        request = a_request(window)
        with vendor.fault(fault), pytest.raises(ProviderUnavailable):
            provider.book([request])

        answer = book_one(provider, request)

        assert vendor.count(request.key) == 1
        held = provider.find(request.key)
        assert not isinstance(held, NotHeld)
        assert held.reference == reference_of(answer)

    @pytest.mark.parametrize("operation", list(OPERATIONS))
    def test_wrong_credentials_are_refused(
        self, stranger: ProctoringProvider, window: TimeWindow, operation: str
    ) -> None:
        with pytest.raises(CredentialsRefused):
            OPERATIONS[operation](stranger, window)

    @pytest.mark.parametrize("operation", list(OPERATIONS))
    def test_a_vendor_out_of_reach_is_unavailable_and_no_error_of_a_library(
        self, unreachable: ProctoringProvider, window: TimeWindow, operation: str
    ) -> None:
        with pytest.raises(ProviderUnavailable):
            OPERATIONS[operation](unreachable, window)

    def test_a_fault_that_is_over_leaves_no_trace(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        with vendor.fault(Fault.SERVER_ERROR), pytest.raises(ProviderUnavailable):
            provider.find(a_request(window).key)

        assert provider.find(a_request(window).key) == NotHeld()

    def test_several_threads_may_use_it_at_a_time(self, provider: ProctoringProvider, window: TimeWindow) -> None:
        requests = [a_request(window) for _ in range(8)]

        with ThreadPoolExecutor(max_workers=4) as pool:
            answers = list(pool.map(lambda request: book_one(provider, request), requests))

        assert len({reference_of(answer) for answer in answers}) == 8
