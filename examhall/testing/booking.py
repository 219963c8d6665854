"""Capabilities, availability, booking, checking, finding."""

import pytest

from core.proctoring.vendor import (
    Accepted,
    AlreadyBooked,
    AvailabilityUnknown,
    Available,
    Confirmed,
    Declined,
    DeclineReason,
    Full,
    Held,
    NotHeld,
    ProctoringProvider,
    StillPending,
)
from core.shared.time import TimeWindow
from examhall.checks import provider_problems
from examhall.testing.driver import VendorDriver
from examhall.testing.provider import (
    ProviderContractPart,
    a_request,
    book_confirmed,
    book_one,
    book_undecided,
    check_one,
    check_reply,
    later,
    reference_of,
)

UNKNOWN = "ref-that-was-never-given"


class CapabilitiesContract(ProviderContractPart):
    def test_the_capabilities_are_sound_and_every_promised_method_is_written(
        self, provider: ProctoringProvider
    ) -> None:
        assert list(provider_problems(provider)) == []

    def test_availability_says_how_many_are_free_or_what_else_is(
        self, provider: ProctoringProvider, window: TimeWindow
    ) -> None:
        answer = provider.availability(window, 1)

        assert isinstance(answer, Available | Full | AvailabilityUnknown)
        if isinstance(answer, Available):
            assert answer.proctors >= 1, "available are at least as many as were asked for"

    def test_asking_for_availability_books_nothing(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        provider.availability(window, 1)

        assert vendor.count(request.key) == 0

    def test_a_full_vendor_says_so_and_its_alternatives_are_as_long_as_what_was_asked(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        with vendor.full(window):
            answer = provider.availability(window, 1)

        assert isinstance(answer, Full)
        for alternative in answer.alternatives:
            assert isinstance(alternative, TimeWindow)
            assert alternative.length == window.length
            assert alternative != window

    def test_a_vendor_that_cannot_say_is_told_from_a_full_one(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        with vendor.unsure():
            answer = provider.availability(window, 1)

        assert answer == AvailabilityUnknown()


class BookingContract(ProviderContractPart):
    def test_a_booking_is_taken_under_its_key(self, provider: ProctoringProvider, window: TimeWindow) -> None:
        answer = book_one(provider, a_request(window))

        assert isinstance(answer, Accepted | Confirmed)
        reference_of(answer)

    def test_each_request_of_a_batch_gets_an_answer_of_its_own(
        self, provider: ProctoringProvider, window: TimeWindow
    ) -> None:
        held = a_request(window)
        book_one(provider, held)
        requests = [a_request(window), a_request(later(window), key=held.key), a_request(later(window))]

        reply = provider.book(requests)

        check_reply(reply)
        assert set(reply.answers) == {request.key for request in requests}
        assert isinstance(reply.answers[requests[0].key], Accepted | Confirmed)
        assert isinstance(reply.answers[held.key], AlreadyBooked)
        assert len({reference_of(answer) for answer in reply.answers.values()}) == 3

    def test_asking_twice_with_one_key_books_once(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        first = book_one(provider, request)

        again = book_one(provider, request)

        assert reference_of(again) == reference_of(first)
        assert vendor.count(request.key) == 1

    def test_a_repeated_request_gives_the_same_reference(
        self, provider: ProctoringProvider, window: TimeWindow
    ) -> None:
        request = a_request(window)

        assert reference_of(book_one(provider, request)) == reference_of(book_one(provider, request))

    def test_a_key_held_for_another_window_is_answered_with_the_window_held(
        self, provider: ProctoringProvider, window: TimeWindow
    ) -> None:
        request = a_request(window)
        reference = reference_of(book_one(provider, request))

        answer = book_one(provider, a_request(later(window), key=request.key))

        assert answer == AlreadyBooked(reference=reference, window=window)

    def test_a_repeated_request_for_a_confirmed_booking_tells_of_the_same_one(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        reference = book_confirmed(provider, vendor, request)

        answer = book_one(provider, request)

        expected = (AlreadyBooked(reference=reference, window=window), Confirmed(reference=reference))
        assert answer in expected

    def test_a_full_vendor_declines_for_want_of_proctors(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        with vendor.full(window):
            answer = book_one(provider, a_request(window))

        assert isinstance(answer, Declined)
        assert answer.reason is DeclineReason.NO_CAPACITY

    def test_a_declined_booking_frees_its_key(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_undecided(provider, request)
        vendor.decline(request.key, DeclineReason.OTHER, "No.")

        answer = book_one(provider, a_request(later(window), key=request.key))

        assert isinstance(answer, Accepted | Confirmed)


class CheckingContract(ProviderContractPart):
    def test_an_undecided_booking_is_pending(self, provider: ProctoringProvider, window: TimeWindow) -> None:
        reference = book_undecided(provider, a_request(window))

        answer = check_one(provider, reference)

        assert answer in (StillPending(), Confirmed(reference=reference))

    def test_a_yes_is_seen_with_the_same_reference(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        reference = book_confirmed(provider, vendor, a_request(window))

        assert check_one(provider, reference) == Confirmed(reference=reference)

    @pytest.mark.parametrize("reason", list(DeclineReason))
    def test_a_no_is_seen_with_its_reason_and_the_vendors_own_words(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow, reason: DeclineReason
    ) -> None:
        request = a_request(window)
        reference = book_undecided(provider, request)
        vendor.decline(request.key, reason, "Désolé: не в этот раз.")

        assert check_one(provider, reference) == Declined(reason=reason, text="Désolé: не в этот раз.")

    def test_what_the_vendor_does_not_know_is_not_held(self, provider: ProctoringProvider) -> None:
        assert check_one(provider, UNKNOWN) == NotHeld()

    def test_what_the_vendor_called_off_is_not_held(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        reference = book_confirmed(provider, vendor, request)
        vendor.cancel(request.key)

        assert check_one(provider, reference) == NotHeld()

    def test_many_references_are_answered_at_once_each_for_itself(
        self, provider: ProctoringProvider, window: TimeWindow
    ) -> None:
        first, second = a_request(window), a_request(later(window))
        booked = provider.book([first, second]).answers
        references = [reference_of(booked[first.key]), reference_of(booked[second.key]), UNKNOWN]

        reply = provider.check(references)

        check_reply(reply)
        assert set(reply.answers) == set(references)
        assert reply.answers[UNKNOWN] == NotHeld()


class FindingContract(ProviderContractPart):
    def test_an_unknown_key_holds_nothing(self, provider: ProctoringProvider, window: TimeWindow) -> None:
        assert provider.find(a_request(window).key) == NotHeld()

    def test_what_was_booked_is_found_by_its_key(self, provider: ProctoringProvider, window: TimeWindow) -> None:
        request = a_request(window)
        reference = reference_of(book_one(provider, request))

        held = provider.find(request.key)

        assert isinstance(held, Held)
        assert (held.reference, held.window) == (reference, window)

    def test_what_is_found_says_whether_it_is_confirmed(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        reference = book_confirmed(provider, vendor, request)

        assert provider.find(request.key) == Held(reference=reference, window=window, confirmed=True)

    def test_a_declined_booking_is_not_held(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_undecided(provider, request)
        vendor.decline(request.key, DeclineReason.OTHER, "")

        assert provider.find(request.key) == NotHeld()

    def test_what_the_vendor_called_off_is_not_found(
        self, provider: ProctoringProvider, vendor: VendorDriver, window: TimeWindow
    ) -> None:
        request = a_request(window)
        book_confirmed(provider, vendor, request)
        vendor.cancel(request.key)

        assert provider.find(request.key) == NotHeld()
