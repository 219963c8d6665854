"""Sessions: joining, links and ratings."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from core.proctoring.vendor import JoinLink, LinkHolder, NotRated, ProctoringProvider, ProviderError, Rated
from core.shared.time import TimeWindow
from examhall.testing.driver import VendorDriver
from examhall.testing.provider import ProviderContractPart, a_request, book_confirmed, check_is_utc

DESK = LinkHolder(id="person-1", name="Ada Desk")
SCHEDULER = LinkHolder(id="person-2", name="Kofi Scheduler")
THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


class SessionsContract(ProviderContractPart):
    @pytest.fixture
    def host(self, provider: ProctoringProvider) -> ProctoringProvider:
        """The provider, where its vendor has sessions."""
        if not provider.capabilities.has_sessions:
            pytest.skip("this vendor has no sessions")
        return provider

    def test_a_link_leads_into_the_session_and_ends(
        self, host: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_confirmed(host, vendor, request)
        session = vendor.join(request.key, "0001")

        link = host.join_link(session, DESK)

        assert isinstance(link, JoinLink)
        address = urlsplit(link.url)
        assert address.scheme == "https" or (address.scheme == "http" and address.hostname in THIS_MACHINE)
        check_is_utc(link.expires_at)
        assert link.expires_at > datetime.now(UTC)

    def test_two_people_get_links_of_their_own(
        self, host: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_confirmed(host, vendor, request)
        session = vendor.join(request.key, "0001")

        assert host.join_link(session, DESK).url != host.join_link(session, SCHEDULER).url

    def test_there_is_no_link_into_a_session_the_vendor_does_not_know(self, host: ProctoringProvider) -> None:
        with pytest.raises(ProviderError):
            host.join_link("session-that-never-was", DESK)


class RatingsContract(ProviderContractPart):
    @pytest.fixture
    def rater(self, provider: ProctoringProvider) -> ProctoringProvider:
        """The provider, where its vendor gives ratings."""
        if not provider.capabilities.rating_scale:
            pytest.skip("this vendor gives no ratings")
        return provider

    def test_before_the_first_rating_a_session_is_not_rated(
        self, rater: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_confirmed(rater, vendor, request)
        session = vendor.join(request.key, "0001")

        assert rater.rating(session) == NotRated()

    def test_each_rating_of_the_scale_comes_with_whose_it_is(
        self, rater: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_confirmed(rater, vendor, request)
        session = vendor.join(request.key, "0002")

        for value in rater.capabilities.rating_scale:
            vendor.rate(session, value, "Left the room twice; вернулась.")
            rated = rater.rating(session)

            assert isinstance(rated, Rated)
            assert (rated.key, rated.candidate_number, rated.value) == (request.key, "0002", value)
            assert rated.note in {"", "Left the room twice; вернулась."}
            check_is_utc(rated.rated_at)

    def test_a_session_the_vendor_does_not_know_has_no_rating(self, rater: ProctoringProvider) -> None:
        with pytest.raises(ProviderError):
            rater.rating("session-that-never-was")
