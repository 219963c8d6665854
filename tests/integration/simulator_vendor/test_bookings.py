"""Booking, deciding, finding, cancelling and changing, as `API.md` promises."""

import pytest

from tests.integration.simulator_vendor.centre import LATER, Centre, wish


def test_a_batch_is_accepted_and_confirmed_when_it_is_asked_after(centre: Centre) -> None:
    taken = centre.book(wish("t/1"), wish("t/2"))

    checked = centre.check(*(one["reference"] for one in taken))

    assert [(one["key"], one["outcome"]) for one in taken] == [("t/1", "accepted"), ("t/2", "accepted")]
    assert [(one["key"], one["state"]) for one in checked] == [("t/1", "confirmed"), ("t/2", "confirmed")]
    assert checked[0]["window"] == {"start": "2031-03-04T09:00:00Z", "end": "2031-03-04T12:00:00Z"}
    assert checked[0]["candidates"] == ["0001", "0002"]


def test_nothing_is_decided_before_its_time(centre: Centre) -> None:
    centre.settings(decision_delay=3600)
    (taken,) = centre.book(wish("t/1"))

    (checked,) = centre.check(taken["reference"])

    assert checked["state"] == "pending"
    assert centre.state()["bookings"] == {"pending": 1}


def test_an_account_may_have_everything_confirmed_at_once(centre: Centre) -> None:
    centre.settings(confirm_at_once=True)

    (taken,) = centre.book(wish("t/1"))

    assert taken["outcome"] == "confirmed"


def test_asking_again_while_undecided_gives_the_same_reference(centre: Centre) -> None:
    centre.settings(decision_delay=3600)
    (first,) = centre.book(wish("t/1"))

    (again,) = centre.book(wish("t/1"))

    assert again == first
    assert again["outcome"] == "accepted"
    assert centre.state()["active_by_key"] == {"t/1": 1}


def test_a_key_twice_in_one_batch_is_booked_once(centre: Centre) -> None:
    first, second = centre.book(wish("t/1"), wish("t/1"))

    assert first["reference"] == second["reference"]
    assert centre.state()["most_active_per_key"] == 1


def test_asking_again_after_the_yes_says_that_it_is_booked_already(centre: Centre) -> None:
    (first,) = centre.book(wish("t/1"))
    centre.check(first["reference"])

    (again,) = centre.book(wish("t/1"))

    assert (again["outcome"], again["reference"]) == ("already_booked", first["reference"])
    assert again["window"] == wish("t/1")["window"]


@pytest.mark.parametrize("delay", [0, 3600])
def test_another_window_for_a_held_key_is_answered_with_the_window_held(centre: Centre, delay: int) -> None:
    centre.settings(decision_delay=delay)
    (first,) = centre.book(wish("t/1"))

    (again,) = centre.book(wish("t/1", window=LATER))

    assert (again["outcome"], again["reference"]) == ("already_booked", first["reference"])
    assert again["window"] == wish("t/1")["window"]


def test_a_cancelled_booking_frees_its_key_and_its_proctors(centre: Centre) -> None:
    (first,) = centre.book(wish("t/1"))
    cancelled = centre.call("POST", f"/bookings/{first['reference']}/cancel").json()
    again = centre.call("POST", f"/bookings/{first['reference']}/cancel").json()
    freed = centre.state()["proctor_half_hours"]

    (second,) = centre.book(wish("t/1", window=LATER))

    assert (cancelled["state"], cancelled["cancelled_by"]) == ("cancelled", "client")
    assert again == cancelled
    assert freed == 0
    assert second["outcome"] == "accepted"
    assert second["reference"] != first["reference"]


def test_a_begun_booking_is_neither_cancelled_nor_changed_by_the_client(centre: Centre) -> None:
    reference = centre.confirmed("t/1")
    centre.control("POST", f"/sessions/{centre.sessions(reference)[0]['session']}/joined")

    cancelled = centre.call("POST", f"/bookings/{reference}/cancel")
    changed = centre.call("POST", f"/bookings/{reference}/change", {"window": LATER})

    assert (cancelled.status_code, cancelled.json()["error"]["code"]) == (409, "already_begun")
    assert (changed.status_code, changed.json()["error"]["code"]) == (409, "already_begun")


def test_proctors_are_counted_where_windows_overlap(centre: Centre) -> None:
    centre.settings(capacity=5)
    centre.book(wish("t/1", proctors=4))
    half_overlapping = {"start": "2031-03-04T11:45:00Z", "end": "2031-03-04T13:00:00Z"}
    touching = {"start": "2031-03-04T12:00:00Z", "end": "2031-03-04T13:00:00Z"}

    full, free = centre.book(wish("t/2", window=half_overlapping), wish("t/3", window=touching))

    assert (full["outcome"], full["reason"]) == ("declined", "capacity")
    assert free["outcome"] == "accepted"
    assert centre.state()["bookings"] == {"declined": 1, "confirmed": 2}


def test_availability_counts_what_is_free_and_names_other_times(centre: Centre) -> None:
    centre.settings(capacity=5)
    centre.book(wish("t/1", proctors=3))

    some, full = centre.availability(2).json(), centre.availability(3).json()

    assert some == {"available": 2}
    assert full["full"] is True
    assert full["alternatives"][0] == {"start": "2031-03-04T12:00:00Z", "end": "2031-03-04T15:00:00Z"}
    assert len(full["alternatives"]) == 3


def test_the_lead_time_is_checked_once_it_is_set(centre: Centre) -> None:
    (before,) = centre.book(wish("t/1"))
    centre.settings(minimum_lead_minutes=60 * 24 * 365 * 30)

    (after,) = centre.book(wish("t/2"))

    assert before["outcome"] == "accepted"
    assert (after["outcome"], after["reason"]) == ("declined", "lead_time")


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"window": {"start": "2031-03-04T09:00:00", "end": "2031-03-04T12:00:00Z"}}, "window.start"),
        ({"window": {"start": "2031-03-04T12:00:00Z", "end": "2031-03-04T12:00:00Z"}}, "window.end"),
        ({"window": None}, "window"),
        ({"proctors": 0}, "proctors"),
        ({"proctors": True}, "proctors"),
        ({"candidates": []}, "candidates"),
        ({"candidates": [{"number": "1"}, {"number": "1"}]}, "candidates.number"),
        ({"candidates": [{"number": "1", "extra_minutes": -1}]}, "candidates.extra_minutes"),
        ({"title": " "}, "title"),
    ],
)
def test_a_booking_that_is_wrong_in_itself_is_declined_and_the_rest_of_the_batch_taken(
    centre: Centre, changes: dict[str, object], member: str
) -> None:
    wrong, right = centre.book(wish("t/1", **changes), wish("t/2"))

    assert (wrong["outcome"], wrong["reason"]) == ("declined", "other")
    assert wrong["text"].startswith(f"{member}:")
    assert right["outcome"] == "accepted"


@pytest.mark.parametrize("body", [{}, {"bookings": []}, {"bookings": [{"title": "no key"}]}, {"bookings": ["text"]}])
def test_a_batch_without_keys_is_refused_whole(centre: Centre, body: dict[str, object]) -> None:
    answer = centre.call("POST", "/bookings", body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
    assert centre.state()["bookings"] == {}


def test_what_is_not_json_is_refused(centre: Centre) -> None:
    headers = {"Authorization": f"Bearer {centre.api_key}", "Content-Type": "application/json"}

    answer = centre.http.post(f"{centre.url}/v1/bookings", content=b"{", headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_json")


def test_find_tells_what_a_key_holds_or_last_held(centre: Centre) -> None:
    (taken,) = centre.book(wish("t/1"))
    held = centre.find("t/1").json()
    centre.call("POST", f"/bookings/{taken['reference']}/cancel")

    afterwards, never = centre.find("t/1").json(), centre.find("t/2")

    assert (held["reference"], held["state"]) == (taken["reference"], "confirmed")
    assert (afterwards["reference"], afterwards["state"]) == (taken["reference"], "cancelled")
    assert (never.status_code, never.json()["error"]["code"]) == (404, "not_found")


def test_a_change_moves_the_booking_and_keeps_who_stays(centre: Centre) -> None:
    reference = centre.confirmed("t/1")
    kept = centre.sessions(reference)[1]["session"]
    candidates = [{"number": "0002", "extra_minutes": 30}, {"number": "0003"}]

    changed = centre.call("POST", f"/bookings/{reference}/change", {"window": LATER, "candidates": candidates}).json()

    assert (changed["outcome"], changed["window"], changed["candidates"]) == ("changed", LATER, ["0002", "0003"])
    stayed, new = centre.sessions(reference)
    assert (stayed["session"], stayed["extra_minutes"], new["candidate"]) == (kept, 30, "0003")
    assert centre.availability(200).json() == {"available": 200}


def test_a_change_that_does_not_fit_leaves_everything_as_it_was(centre: Centre) -> None:
    reference = centre.confirmed("t/1")

    changed = centre.call("POST", f"/bookings/{reference}/change", {"proctors": 201}).json()

    assert (changed["outcome"], changed["reason"], changed["proctors"]) == ("declined", "capacity", 2)
    assert centre.availability().json() == {"available": 198}


def test_another_centre_finds_nothing_of_it(centre: Centre) -> None:
    reference = centre.confirmed("t/1")
    session = centre.sessions(reference)[0]["session"]
    stranger = Centre(http=centre.http, url=centre.url, name=f"{centre.name}-b", api_key=f"{centre.api_key}-b")
    stranger.settings(api_key=stranger.api_key)

    answers = [
        stranger.find("t/1"),
        stranger.call("POST", f"/bookings/{reference}/cancel"),
        stranger.call("GET", f"/bookings/{reference}/sessions"),
        stranger.call("GET", f"/sessions/{session}/rating"),
        stranger.call("POST", f"/sessions/{session}/join-links", {"for": "staff", "user": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert [one["state"] for one in stranger.check(reference)] == ["not_found"]


@pytest.mark.parametrize("authorization", [None, "Bearer wrong-key", "Basic abc", "Bearer"])
def test_without_a_good_key_nothing_is_served(centre: Centre, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization is not None else {}

    answer = centre.http.get(f"{centre.url}/v1/account", headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "credentials_refused")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_account_says_what_it_can_do(centre: Centre) -> None:
    assert centre.call("GET", "/account").json() == {
        "account": centre.name,
        "capacity": 200,
        "minimum_lead_minutes": None,
        "max_candidates": 500,
        "max_batch": 500,
        "rating_scale": ["clear", "minor", "major", "terminated"],
        "pushes": False,
    }
