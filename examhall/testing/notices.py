"""Notices: read only when the signature holds, and never believed beyond that something happened."""

from datetime import UTC, datetime, timedelta

import pytest

from core.proctoring.vendor import (
    BookingChanged,
    CandidateJoined,
    CredentialsRefused,
    ProctoringProvider,
    ProviderFault,
    RatingAvailable,
)
from core.shared.time import TimeWindow
from examhall.testing.driver import Notice, VendorDriver
from examhall.testing.provider import ProviderContractPart, a_request, book_confirmed, check_is_utc


class NoticesContract(ProviderContractPart):
    @pytest.fixture
    def teller(self, provider: ProctoringProvider) -> ProctoringProvider:
        """The provider, where its vendor sends notices."""
        if not provider.capabilities.pushes:
            pytest.skip("this vendor sends no notices")
        return provider

    def test_a_candidate_who_joins_is_told_of(
        self, teller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_confirmed(teller, vendor, request)
        session = vendor.join(request.key, "0001")
        notice = vendor.next_notice()

        (event,) = teller.read_notification(notice.headers, notice.body)

        assert isinstance(event, CandidateJoined)
        assert (event.key, event.candidate_number, event.session) == (request.key, "0001", session)
        assert event.event_id
        check_is_utc(event.at)

    def test_a_rating_is_told_of_without_its_value(
        self, teller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        if not teller.capabilities.rating_scale:
            pytest.skip("this vendor gives no ratings")
        request = a_request(window)
        book_confirmed(teller, vendor, request)
        session = vendor.join(request.key, "0001")
        vendor.next_notice()
        vendor.rate(session, teller.capabilities.rating_scale[-1], "")
        notice = vendor.next_notice()

        (event,) = teller.read_notification(notice.headers, notice.body)

        assert isinstance(event, RatingAvailable)
        assert (event.key, event.candidate_number, event.session) == (request.key, "0001", session)

    def test_a_booking_the_vendor_calls_off_is_told_of(
        self, teller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_confirmed(teller, vendor, request)
        vendor.cancel(request.key)
        notice = vendor.next_notice()

        (event,) = teller.read_notification(notice.headers, notice.body)

        assert isinstance(event, BookingChanged)
        assert event.key == request.key

    def test_a_repeated_notice_has_the_same_event_id_and_another_one_another(
        self, teller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        first = joined(teller, vendor, window)
        second = joined(teller, vendor, window)

        ids = [teller.read_notification(one.headers, one.body)[0].event_id for one in (first, first, second)]

        assert ids[0] == ids[1] != ids[2]

    def test_a_changed_body_is_refused(
        self, teller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        notice = joined(teller, vendor, window)

        with pytest.raises(CredentialsRefused):
            teller.read_notification(notice.headers, notice.body.replace(b"0001", b"0002"))

    def test_an_unsigned_notice_is_refused(
        self, teller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        notice = joined(teller, vendor, window)

        with pytest.raises(CredentialsRefused):
            teller.read_notification({"content-type": "application/json"}, notice.body)

    def test_spoilt_headers_are_refused(
        self, teller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        notice = joined(teller, vendor, window)
        spoilt = {name: "v1" if name != "content-type" else value for name, value in notice.headers.items()}

        with pytest.raises(CredentialsRefused):
            teller.read_notification(spoilt, notice.body)

    @pytest.mark.parametrize("shift", [timedelta(hours=-2), timedelta(hours=2)], ids=["old", "from the future"])
    def test_a_notice_from_another_time_is_refused_though_truly_signed(
        self, teller: ProctoringProvider, vendor: VendorDriver, window: TimeWindow, shift: timedelta
    ) -> None:
        notice = joined(teller, vendor, window)
        resigned = vendor.sign(notice.body, datetime.now(UTC) + shift)

        with pytest.raises(CredentialsRefused):
            teller.read_notification(resigned.headers, resigned.body)

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"<html></html>", b"{}"])
    def test_a_body_that_cannot_be_read_is_a_fault_though_truly_signed(
        self, teller: ProctoringProvider, vendor: VendorDriver, body: bytes
    ) -> None:
        notice = vendor.sign(body, datetime.now(UTC))

        with pytest.raises(ProviderFault):
            teller.read_notification(notice.headers, notice.body)

    def test_a_body_that_is_no_text_is_turned_away(self, teller: ProctoringProvider, vendor: VendorDriver) -> None:
        notice = vendor.sign(b"\xff\xfe", datetime.now(UTC))

        # Some ways of signing sign text only, so either answer is a true one.
        with pytest.raises((ProviderFault, CredentialsRefused)):
            teller.read_notification(notice.headers, notice.body)


def joined(provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow) -> Notice:
    """The notice of a candidate who has just joined."""
    request = a_request(window)
    book_confirmed(provider, vendor, request)
    vendor.join(request.key, "0001")
    return vendor.next_notice()
