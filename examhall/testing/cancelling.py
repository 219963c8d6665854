"""Cancelling: giving a booking back, once or several times."""

import pytest

from core.proctoring.vendor import (
    Accepted,
    Cancelled,
    Confirmed,
    Held,
    NotHeld,
    ProctoringProvider,
    TooLateToCancel,
)
from core.shared.time import TimeWindow
from examhall.testing.driver import VendorDriver
from examhall.testing.provider import (
    ProviderContractPart,
    a_request,
    book_confirmed,
    book_one,
    check_one,
    reference_of,
)


class CancellingContract(ProviderContractPart):
    @pytest.fixture
    def canceller(self, provider: ProctoringProvider) -> ProctoringProvider:
        """The provider, where its vendor takes cancellations."""
        if not provider.capabilities.can_cancel:
            pytest.skip("this vendor takes no cancellations")
        return provider

    def test_a_cancelled_booking_is_held_no_more_and_frees_its_key(
        self, canceller: ProctoringProvider, window: TimeWindow
    ) -> None:
        request = a_request(window)
        reference = reference_of(book_one(canceller, request))

        answer = canceller.cancel(reference)

        assert answer == Cancelled()
        assert canceller.find(request.key) == NotHeld()
        assert check_one(canceller, reference) == NotHeld()
        assert isinstance(book_one(canceller, request), Accepted | Confirmed)

    def test_cancelling_twice_is_cancelling_once(self, canceller: ProctoringProvider, window: TimeWindow) -> None:
        reference = reference_of(book_one(canceller, a_request(window)))
        canceller.cancel(reference)

        assert canceller.cancel(reference) == Cancelled()

    def test_a_confirmed_booking_can_be_cancelled(
        self, canceller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        reference = book_confirmed(canceller, vendor, request)

        assert canceller.cancel(reference) == Cancelled()
        assert vendor.count(request.key) == 0

    def test_what_the_vendor_called_off_counts_as_cancelled(
        self, canceller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        reference = book_confirmed(canceller, vendor, request)
        vendor.cancel(request.key)

        assert canceller.cancel(reference) == Cancelled()

    def test_a_booking_that_has_begun_is_cancelled_or_said_to_stand(
        self, canceller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        reference = book_confirmed(canceller, vendor, request)
        vendor.join(request.key, "0001")

        answer = canceller.cancel(reference)

        assert isinstance(answer, Cancelled | TooLateToCancel)
        assert isinstance(canceller.find(request.key), Held) is isinstance(answer, TooLateToCancel)
