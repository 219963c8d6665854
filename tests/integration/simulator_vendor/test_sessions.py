"""Sessions, join links, ratings and the erasure of a person."""

import httpx2
import pytest

from plugins.simulator.vendor.accounts import Account
from plugins.simulator.vendor.server import SimulatorServer
from tests.integration.simulator_vendor.centre import Centre, wish


def test_a_confirmed_booking_has_a_session_for_each_candidate(centre: Centre) -> None:
    (taken,) = centre.book(wish("t/1"))

    sessions = centre.sessions(taken["reference"])

    assert [(one["candidate"], one["extra_minutes"], one["state"]) for one in sessions] == [
        ("0001", 0, "expected"),
        ("0002", 15, "expected"),
    ]
    assert centre.call("GET", f"/sessions/{sessions[0]['session']}").json() == sessions[0]


def test_an_undecided_booking_has_no_sessions(centre: Centre) -> None:
    centre.settings(decision_delay=3600)
    (taken,) = centre.book(wish("t/1"))

    assert centre.sessions(taken["reference"]) == []


def test_a_candidate_who_joined_is_live_and_one_who_is_rated_has_ended(centre: Centre) -> None:
    session = centre.sessions(centre.confirmed("t/1"))[0]["session"]

    live = centre.control("POST", f"/sessions/{session}/joined")
    ended = centre.control("POST", f"/sessions/{session}/rate", {"rating": "clear"})

    assert (live["state"], live["joined_at"] is not None) == ("live", True)
    assert ended["state"] == "ended"
    assert centre.state()["sessions"] == {"ended": 1, "expected": 1}


def test_a_rating_is_the_newest_of_its_versions(centre: Centre) -> None:
    session = centre.sessions(centre.confirmed("t/1"))[0]["session"]
    none_yet = centre.call("GET", f"/sessions/{session}/rating")
    centre.control("POST", f"/sessions/{session}/rate", {"rating": "major", "text": "A second person."})
    centre.control("POST", f"/sessions/{session}/rate", {"rating": "minor", "text": "It was the cat."})

    rating = centre.call("GET", f"/sessions/{session}/rating").json()

    assert (none_yet.status_code, none_yet.json()["error"]["code"]) == (404, "no_rating_yet")
    assert (rating["version"], rating["rating"], rating["candidate"]) == (2, "minor", "0001")
    assert [(one["version"], one["rating"], one["text"]) for one in rating["history"]] == [
        (1, "major", "A second person."),
        (2, "minor", "It was the cat."),
    ]


def test_a_rating_outside_the_scale_is_not_taken(centre: Centre) -> None:
    session = centre.sessions(centre.confirmed("t/1"))[0]["session"]

    answer = centre.http.post(f"{centre.url}/control/sessions/{session}/rate", json={"rating": "splendid"})

    assert answer.status_code == 422
    assert centre.state()["ratings"] == 0


def test_nobody_joins_or_is_rated_in_a_cancelled_booking(centre: Centre) -> None:
    reference = centre.confirmed("t/1")
    session = centre.sessions(reference)[0]["session"]
    centre.call("POST", f"/bookings/{reference}/cancel")

    answers = [
        centre.http.post(f"{centre.url}/control/sessions/{session}/joined"),
        centre.http.post(f"{centre.url}/control/sessions/{session}/rate", json={"rating": "clear"}),
        centre.call("POST", f"/sessions/{session}/join-links", {"for": "candidate", "user": "0001"}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]


def test_all_candidates_can_be_let_in_and_rated_at_once(centre: Centre) -> None:
    centre.confirmed("t/1")
    centre.confirmed("t/2")

    one = centre.control("POST", f"/accounts/{centre.name}/run", {"key": "t/1", "rating": "minor"})
    rest = centre.control("POST", f"/accounts/{centre.name}/run", {})

    assert (one, rest) == ({"joined": 2, "rated": 2}, {"joined": 2, "rated": 2})
    assert (centre.state()["sessions"], centre.state()["ratings"]) == ({"ended": 4}, 4)


def test_a_join_link_says_who_may_go_where(centre: Centre) -> None:
    session = centre.sessions(centre.confirmed("t/1"))[1]["session"]

    link = centre.call("POST", f"/sessions/{session}/join-links", {"for": "staff", "user": "Ms Planner"}).json()
    page = centre.http.get(link["url"])

    assert page.status_code == 200
    for words in ("B2 First", "0002", "Ayşe Ören", "Ms Planner", "15 minutes extra"):
        assert words in page.text
    assert centre.http.get(f"{centre.url}/join/never-given").status_code == 404


@pytest.mark.parametrize("body", [{}, {"for": "anybody", "user": "x"}, {"for": "staff"}, {"for": "staff", "user": ""}])
def test_a_join_link_is_for_somebody(centre: Centre, body: dict[str, str]) -> None:
    session = centre.sessions(centre.confirmed("t/1"))[0]["session"]

    assert centre.call("POST", f"/sessions/{session}/join-links", body).status_code == 422


def test_a_join_link_expires(http: httpx2.Client) -> None:
    account = Account(name="short", api_key="short-key")
    with SimulatorServer(accounts=[account], link_lifetime=0) as vendor:
        centre = Centre(http=http, url=vendor.url, name="short", api_key="short-key")
        session = centre.sessions(centre.confirmed("t/1"))[0]["session"]
        link = centre.call("POST", f"/sessions/{session}/join-links", {"for": "candidate", "user": "0001"}).json()

        page = http.get(link["url"])

    assert page.status_code == 410
    assert "expired" in page.text
    assert "0001" not in page.text


def test_a_person_can_be_erased_everywhere(centre: Centre) -> None:
    reference = centre.confirmed("t/1")
    centre.confirmed("t/2")
    session = centre.sessions(reference)[0]["session"]
    link = centre.call("POST", f"/sessions/{session}/join-links", {"for": "candidate", "user": "0001"}).json()
    centre.control("POST", f"/sessions/{session}/rate", {"rating": "clear"})

    erased = centre.call("DELETE", "/candidates/0001").json()
    again = centre.call("DELETE", "/candidates/0001").json()

    assert erased == {"candidate": "0001", "erased": {"bookings": 2, "sessions": 2, "ratings": 1}}
    assert again["erased"] == {"bookings": 0, "sessions": 0, "ratings": 0}
    assert centre.check(reference)[0]["candidates"] == ["0002"]
    assert centre.call("GET", f"/sessions/{session}/rating").status_code == 404
    assert centre.http.get(link["url"]).status_code == 404


def test_a_person_can_be_erased_from_one_booking(centre: Centre) -> None:
    centre.settings(decision_delay=3600)
    one, other = centre.book(wish("t/1"), wish("t/2"))

    erased = centre.call("DELETE", "/candidates/0001", key="t/1").json()

    assert erased["erased"] == {"bookings": 1, "sessions": 0, "ratings": 0}
    kept = [booking["candidates"] for booking in centre.check(one["reference"], other["reference"])]
    assert kept == [["0002"], ["0001", "0002"]]
