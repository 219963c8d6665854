"""Fetching the rating that was announced: stored as versions, dropped, repeated, failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.proctoring.log_codes import Code
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.promises import FETCH_RATING
from core.proctoring.vendor import (
    CredentialsRefused,
    NotRated,
    ProviderFault,
    ProviderUnavailable,
    Rated,
    RatingAvailable,
)
from tests.fakes.units import NOON
from tests.unit.proctoring.house import CENTRE, HOUR, House


@pytest.fixture
def test_id(house: House) -> ProctoredTestId:
    """A test that is booked, whose candidate 0001 has joined."""
    return house.confirmed()


def say(house: House, test_id: ProctoredTestId, value: str, *, note: str = "", minute: int = 0) -> Rated:
    """What the vendor answers to the next fetch."""
    rating = Rated(
        key=house.booking(test_id).key,
        candidate_number="0001",
        value=value,
        note=note,
        rated_at=NOON + timedelta(minutes=minute),
    )
    house.vendor.answers["rating"] = rating
    return rating


def announce(house: House, test_id: ProctoredTestId, *, event: str = "evt-1", session: str = "ses-1") -> None:
    key = house.booking(test_id).key
    house.notice(RatingAvailable(event_id=event, at=NOON, key=key, candidate_number="0001", session=session))


def values(house: House, test_id: ProctoredTestId) -> list[tuple[int, str]]:
    return [(rating.version, rating.value) for rating in house.session(test_id).ratings]


def test_what_is_fetched_is_stored_and_told(house: House, test_id: ProctoredTestId) -> None:
    announce(house, test_id)
    say(house, test_id, "minor", note="Looked away twice.")

    house.run(FETCH_RATING)

    [rating] = house.session(test_id).ratings
    assert (rating.value, rating.note, rating.rated_at, rating.fetched_at) == (
        "minor",
        "Looked away twice.",
        NOON,
        house.clock.now(),
    )
    assert house.log(test_id)[-1].message == "B2 First – Proctor rating for candidate 0001 has been updated"


def test_a_later_rating_is_a_new_version_and_the_earlier_stays(house: House, test_id: ProctoredTestId) -> None:
    announce(house, test_id)
    say(house, test_id, "minor")
    house.run(FETCH_RATING)

    announce(house, test_id, event="evt-2")
    say(house, test_id, "major", minute=5)
    house.run(FETCH_RATING)

    assert values(house, test_id) == [(1, "minor"), (2, "major")]
    assert house.log(test_id)[-1].parameters["version"] == "2"


def test_a_rating_that_is_the_latest_one_again_is_neither_stored_nor_told(
    house: House, test_id: ProctoredTestId
) -> None:
    announce(house, test_id)
    say(house, test_id, "minor")
    house.run(FETCH_RATING)
    announce(house, test_id, event="evt-2")
    say(house, test_id, "minor")

    house.run(FETCH_RATING)

    assert values(house, test_id) == [(1, "minor")]
    assert house.codes(test_id)[-1] is Code.RATING_TOLD


def test_the_rating_is_fetched_from_the_session_it_was_announced_for(house: House, test_id: ProctoredTestId) -> None:
    announce(house, test_id, session="ses-1")
    house.run(FETCH_RATING)
    announce(house, test_id, event="evt-2", session="ses-2")

    house.run(FETCH_RATING)

    assert house.vendor.asked_for("rating") == ["ses-1", "ses-2"]


@pytest.mark.parametrize("other", [{"key": "another"}, {"candidate_number": "0002"}], ids=["test", "candidate"])
def test_a_rating_of_another_test_or_candidate_is_dropped(
    house: House, test_id: ProctoredTestId, other: dict[str, str]
) -> None:
    announce(house, test_id)
    rating = say(house, test_id, "minor")
    house.vendor.answers["rating"] = Rated(
        key=other.get("key", rating.key),
        candidate_number=other.get("candidate_number", "0001"),
        value="minor",
        rated_at=NOON,
    )

    house.run(FETCH_RATING)

    assert house.log(test_id)[-1].message == (
        "B2 First – Proctor rating for candidate 0001 could not be checked because Test and candidate context was "
        "other than expected"
    )
    assert values(house, test_id) == []
    assert ("booking_needs_attention", Code.RATING_MISMATCH) in house.messages(test_id)


def test_a_value_outside_the_vendors_scale_is_dropped(house: House, test_id: ProctoredTestId) -> None:
    announce(house, test_id)
    say(house, test_id, "inconclusive-7")

    house.run(FETCH_RATING)

    assert house.codes(test_id)[-1] is Code.RATING_INVALID
    assert values(house, test_id) == []
    assert ("booking_needs_attention", Code.RATING_INVALID) in house.messages(test_id)


def test_any_value_of_a_vendor_without_a_scale_is_stored(house: House, test_id: ProctoredTestId) -> None:
    house.vendor.capabilities = replace(house.vendor.capabilities, rating_scale=())
    announce(house, test_id)
    say(house, test_id, "fine by me")

    house.run(FETCH_RATING)

    assert values(house, test_id) == [(1, "fine by me")]


def test_a_rating_that_is_not_ready_is_asked_for_again(house: House, test_id: ProctoredTestId) -> None:
    announce(house, test_id)
    house.vendor.answers["rating"] = NotRated()
    house.run(FETCH_RATING)
    assert house.log(test_id)[-1].message == (
        "B2 First – Latest Proctor rating for candidate 0001 could not be checked now. Retrying shortly"
    )
    say(house, test_id, "clear")

    house.wait()

    assert values(house, test_id) == [(1, "clear")]


def test_a_vendor_that_is_down_is_asked_again_when_it_wishes(house: House, test_id: ProctoredTestId) -> None:
    announce(house, test_id)

    with house.vendor.failing(lambda: ProviderUnavailable(retry_after=5 * HOUR), "rating"):
        house.run(FETCH_RATING)

    assert house.codes(test_id)[-1] is Code.RATING_RETRY
    assert house.waiting(FETCH_RATING)[0].run_at == house.clock.now() + 5 * HOUR


@pytest.mark.parametrize("reason", ["down", "not ready"])
def test_tries_used_up_end_in_a_failure_and_the_service_desk_is_told(
    house: House, test_id: ProctoredTestId, reason: str
) -> None:
    announce(house, test_id)

    for _ in range(3):
        house.clock.advance(HOUR)
        if reason == "not ready":
            house.vendor.answers["rating"] = NotRated()
            house.run(FETCH_RATING)
        else:
            with house.vendor.failing(ProviderUnavailable, "rating"):
                house.run(FETCH_RATING)

    assert house.codes(test_id)[-3:] == [Code.RATING_RETRY, Code.RATING_RETRY, Code.RATING_FAILED]
    assert house.waiting(FETCH_RATING) == []
    assert ("booking_needs_attention", Code.RATING_FAILED) in house.messages(test_id)


@pytest.mark.parametrize("error", [ProviderFault, CredentialsRefused], ids=["no sense", "credentials"])
def test_what_trying_again_does_not_help_fails_at_once(
    house: House, test_id: ProctoredTestId, error: type[ProviderFault | CredentialsRefused]
) -> None:
    announce(house, test_id)

    with house.vendor.failing(error, "rating"):
        house.run(FETCH_RATING)

    assert house.codes(test_id)[-1] is Code.RATING_FAILED
    assert house.waiting(FETCH_RATING) == []


def test_a_missing_plugin_fails_at_once(house: House, test_id: ProctoredTestId) -> None:
    announce(house, test_id)
    house.providers.by_name[CENTRE, "acme"] = "plugin_not_installed"

    house.run(FETCH_RATING)

    assert house.codes(test_id)[-1] is Code.RATING_FAILED


# Handed out twice, announced meanwhile


@pytest.mark.parametrize("answer", ["stored", "put off"])
def test_a_fetch_handed_out_again_after_its_work_was_stored_changes_nothing(
    house: House, test_id: ProctoredTestId, answer: str
) -> None:
    announce(house, test_id)
    if answer == "stored":
        say(house, test_id, "minor")
    else:
        house.vendor.answers["rating"] = NotRated()
    done = house.run(FETCH_RATING)
    before, log, jobs = house.session(test_id), house.log(test_id), dict(house.storage.stored.jobs)
    say(house, test_id, "major", minute=5)

    house.run_again(done)

    assert (house.session(test_id), house.log(test_id), house.storage.stored.jobs) == (before, log, jobs)


def test_a_rating_announced_anew_while_the_older_is_fetched_is_fetched_by_its_own_job(
    house: House, test_id: ProctoredTestId
) -> None:
    announce(house, test_id)
    say(house, test_id, "minor")
    house.while_asked("rating", lambda: announce(house, test_id, event="evt-2"))
    house.run(FETCH_RATING)
    assert values(house, test_id) == []
    say(house, test_id, "major", minute=5)

    house.run(FETCH_RATING)

    assert values(house, test_id) == [(1, "major")]


def test_a_fetch_for_a_session_that_is_gone_changes_nothing(house: House, test_id: ProctoredTestId) -> None:
    announce(house, test_id)
    house.storage.stored.sessions.clear()
    before = house.log(test_id)

    house.run(FETCH_RATING)

    assert house.log(test_id) == before
    assert house.vendor.asked_for("rating") == []
