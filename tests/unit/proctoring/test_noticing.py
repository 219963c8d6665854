"""A vendor's notices: signed, repeated, out of order, and about what is not its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.promises import CHECK, FETCH_RATING, RECONCILE
from core.proctoring.usecases.noticing import TakeNoticeCommand
from core.proctoring.vendor import (
    BookingChanged,
    CandidateJoined,
    CredentialsRefused,
    InvalidRatingNotice,
    ProviderFault,
    RatingAvailable,
)
from core.shared.errors import NotFoundError, UnavailableError
from tests.fakes.proctoring import FakeVendor
from tests.fakes.units import NOON
from tests.unit.proctoring.house import CENTRE, HOUR, OTHER_CENTRE, House


def changed(house: House, test_id: ProctoredTestId, *, event: str = "evt-changed") -> BookingChanged:
    return BookingChanged(event_id=event, at=NOON, key=house.booking(test_id).key)


def joined(
    house: House,
    test_id: ProctoredTestId,
    *,
    number: str = "0001",
    session: str = "ses-1",
    at: datetime = NOON,
    event: str = "evt-joined",
) -> CandidateJoined:
    key = house.booking(test_id).key
    return CandidateJoined(event_id=event, at=at, key=key, candidate_number=number, session=session)


def rated(
    house: House,
    test_id: ProctoredTestId,
    *,
    number: str = "0001",
    session: str = "ses-1",
    at: datetime = NOON,
    event: str = "evt-rated",
) -> RatingAvailable:
    key = house.booking(test_id).key
    return RatingAvailable(event_id=event, at=at, key=key, candidate_number=number, session=session)


# What a notice does


def test_a_candidate_who_joined_gets_a_session_that_can_be_opened(house: House) -> None:
    test_id = house.confirmed()

    assert house.notice(joined(house, test_id)) == 1

    session = house.session(test_id)
    assert (session.reference, session.joined_at) == ("ses-1", NOON)
    entry = house.log(test_id)[-1]
    assert entry.message == "B2 First – Link to the proctoring session for candidate 0001 is now available."
    assert entry.actor == "vendor:acme"


def test_who_reconnects_to_a_new_session_is_told_of_again_and_the_link_leads_to_the_latest(house: House) -> None:
    test_id = house.confirmed()
    house.notice(joined(house, test_id))

    house.notice(joined(house, test_id, session="ses-2", at=NOON + HOUR, event="evt-again"))

    assert house.session(test_id).reference == "ses-2"
    assert house.codes(test_id)[-2:] == [Code.SESSION_JOINED, Code.SESSION_JOINED]


def test_a_notice_of_an_older_session_that_comes_late_does_not_move_the_link_back(house: House) -> None:
    test_id = house.confirmed()
    house.notice(joined(house, test_id, session="ses-2", at=NOON + HOUR, event="evt-second"))

    house.notice(joined(house, test_id, session="ses-1", at=NOON, event="evt-first"))

    assert house.session(test_id).reference == "ses-2"
    assert house.codes(test_id).count(Code.SESSION_JOINED) == 1


def test_who_joins_the_same_session_again_is_not_logged_twice(house: House) -> None:
    test_id = house.confirmed()
    house.notice(joined(house, test_id))

    house.notice(joined(house, test_id, at=NOON + HOUR, event="evt-again"))

    assert house.codes(test_id).count(Code.SESSION_JOINED) == 1


def test_a_rating_that_is_announced_is_fetched(house: House) -> None:
    test_id = house.confirmed()

    house.notice(rated(house, test_id))

    assert house.log(test_id)[-1].message == "B2 First – Proctor rating available for candidate 0001"
    [promised] = house.waiting(FETCH_RATING)
    assert (promised.payload["session"], promised.payload["announcement"]) == ("ses-1", "1")


def test_a_rating_that_comes_before_the_join_is_taken_and_the_join_after_it_too(house: House) -> None:
    test_id = house.confirmed()

    house.notice(rated(house, test_id, at=NOON + HOUR))
    assert house.session(test_id).joined_at is None
    house.notice(joined(house, test_id))

    assert house.codes(test_id)[-2:] == [Code.RATING_TOLD, Code.SESSION_JOINED]
    assert house.session(test_id).joined_at == NOON


def test_events_of_one_notice_are_taken_in_the_order_in_which_they_happened(house: House) -> None:
    test_id = house.confirmed()

    taken = house.notice(rated(house, test_id, at=NOON + HOUR), joined(house, test_id))

    assert taken == 2
    assert house.codes(test_id)[-2:] == [Code.SESSION_JOINED, Code.RATING_TOLD]


def test_a_rating_of_somebody_who_is_not_enrolled_is_dropped_and_the_service_desk_told(house: House) -> None:
    test_id = house.confirmed()

    house.notice(rated(house, test_id, number="9999"))

    assert house.log(test_id)[-1].message == (
        "B2 First – Proctor rating for candidate 9999 could not be checked because Test and candidate context was "
        "other than expected"
    )
    assert house.waiting(FETCH_RATING) == []
    assert house.storage.stored.sessions == {}
    assert ("booking_needs_attention", Code.RATING_MISMATCH) in house.messages(test_id)


def test_somebody_who_is_not_enrolled_gets_no_session_by_joining(house: House) -> None:
    test_id = house.confirmed()
    before = house.codes(test_id)

    house.notice(joined(house, test_id, number="9999"))

    assert house.codes(test_id) == before
    assert house.storage.stored.sessions == {}


def test_a_rating_notice_that_cannot_be_used_is_dropped_with_what_is_wrong_and_the_service_desk_told(
    house: House,
) -> None:
    test_id = house.confirmed()
    key = house.booking(test_id).key

    house.notice(
        InvalidRatingNotice(
            event_id="evt-1", at=NOON, key=key, candidate_number="0001", finding="the session is missing"
        )
    )

    entry = house.log(test_id)[-1]
    assert (entry.code, entry.parameters["finding"]) == (Code.RATING_INVALID, "the session is missing")
    assert house.waiting(FETCH_RATING) == []
    assert ("booking_needs_attention", Code.RATING_INVALID) in house.messages(test_id)


def test_a_change_of_an_undecided_booking_brings_its_check_forward(house: House) -> None:
    test_id = house.sent()
    [waiting] = house.waiting(CHECK)
    assert waiting.run_at > house.clock.now()

    house.notice(changed(house, test_id))

    [hurried] = house.waiting(CHECK)
    assert (hurried.key, hurried.run_at) == (waiting.key, house.clock.now())


def test_a_check_that_was_brought_forward_is_the_only_one(house: House) -> None:
    test_id = house.sent()
    house.notice(changed(house, test_id))
    house.vendor.confirm(house.booking(test_id).key)

    house.run_jobs()
    house.wait()

    assert house.codes(test_id)[-1] is Code.CONFIRMED
    assert len(house.vendor.asked_for("check")) == 1


def test_a_change_of_a_confirmed_booking_has_the_vendor_asked_and_is_not_believed_by_itself(house: House) -> None:
    test_id = house.confirmed()

    house.notice(changed(house, test_id))
    assert house.state(test_id) == (BookingState.CONFIRMED, False)
    house.run_jobs()

    assert house.codes(test_id)[-1] is Code.RECONCILED
    assert house.state(test_id) == (BookingState.CONFIRMED, False)


def test_a_booking_that_the_vendor_cancelled_is_told_of_and_the_vendor_asked(house: House) -> None:
    test_id = house.confirmed()
    house.vendor.cancel(house.booking(test_id).key)

    house.notice(changed(house, test_id))
    house.run_jobs()

    assert house.codes(test_id)[-1] is Code.CANCELLED_BY_VENDOR


def test_a_change_of_what_was_never_requested_changes_nothing(house: House) -> None:
    test_id = house.a_test()

    house.notice(changed(house, test_id))

    assert house.waiting(CHECK) + house.waiting(RECONCILE) == []


# Who may say what


def test_a_notice_that_comes_twice_is_taken_once(house: House) -> None:
    test_id = house.confirmed()
    event = rated(house, test_id)

    first, second = house.notice(event), house.notice(event)

    assert (first, second) == (1, 0)
    assert house.codes(test_id).count(Code.RATING_TOLD) == 1


def test_an_event_that_comes_twice_in_one_notice_is_taken_once(house: House) -> None:
    test_id = house.confirmed()
    event = rated(house, test_id)

    assert house.notice(event, event) == 1


@pytest.mark.parametrize("key", ["not a key", str(uuid4())], ids=["no key of ours", "a key that was never given"])
def test_a_notice_about_a_stranger_is_passed_over(house: House, key: str) -> None:
    house.confirmed()

    assert house.notice(BookingChanged(event_id="evt-1", at=NOON, key=key)) == 0


def test_a_vendor_of_another_centre_cannot_speak_of_ours(house: House) -> None:
    test_id = house.confirmed()
    before = house.codes(test_id)
    house.providers.by_name[OTHER_CENTRE, "acme"] = house.provider

    taken = house.notice(rated(house, test_id), organisation_id=OTHER_CENTRE)

    assert (taken, house.codes(test_id)) == (0, before)


def test_another_vendor_of_the_centre_cannot_speak_of_a_booking_it_does_not_hold(house: House) -> None:
    test_id = house.confirmed()
    before = house.codes(test_id)
    house.providers.by_name[CENTRE, "other"] = house.provider

    taken = house.notice(joined(house, test_id), provider="other")

    assert (taken, house.codes(test_id)) == (0, before)


def test_what_a_stranger_says_is_not_noted_so_that_it_can_come_true(house: House) -> None:
    """A notice may overtake the centre's own record of the booking; the vendor repeats it."""
    test_id = house.confirmed()
    event = joined(house, test_id)
    booking = house.storage.stored.bookings.pop(house.booking(test_id).id)
    assert house.notice(event) == 0
    house.storage.stored.bookings[booking.id] = booking

    assert house.notice(event) == 1


def test_a_vendor_that_pushes_nothing_has_no_notices(house: House) -> None:
    test_id = house.confirmed()
    house.vendor.capabilities = replace(house.vendor.capabilities, pushes=False)

    with pytest.raises(NotFoundError, match="vendor_notices"):
        house.notice(rated(house, test_id))


def test_a_vendor_that_is_not_set_up_has_no_notices(house: House) -> None:
    with pytest.raises(UnavailableError, match="plugin_not_installed"):
        house.notice(provider="never-heard-of")


def test_a_signed_notice_is_read_and_one_that_was_tampered_with_is_not(house: House) -> None:
    test_id = house.confirmed()
    house.vendor.join(house.booking(test_id).key, "0001")
    headers, body = house.vendor.notices[-1]
    notice = TakeNoticeCommand(organisation_id=CENTRE, provider="acme", headers=headers, body=body)

    with pytest.raises(CredentialsRefused):
        house.take_notice(replace(notice, body=body.replace(b"0001", b"0002")))
    assert house.take_notice(notice) == 1

    assert [number for _, number in house.storage.stored.sessions] == ["0001"]


def test_a_signed_notice_that_cannot_be_read_is_a_fault(house: House) -> None:
    house.confirmed()
    body = b"{}"
    headers = FakeVendor.sign(body, datetime.now(NOON.tzinfo))

    with pytest.raises(ProviderFault):
        house.take_notice(TakeNoticeCommand(organisation_id=CENTRE, provider="acme", headers=headers, body=body))
