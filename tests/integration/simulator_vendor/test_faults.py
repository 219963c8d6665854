"""Every fault on request does over real HTTP what `API.md` says, and nothing else."""

import time

import httpx2
import pytest

from plugins.simulator.vendor.catalogue import KINDS
from tests.integration.simulator_vendor.centre import Centre, wish


def test_full_means_no_availability_and_a_decline(centre: Centre) -> None:
    centre.fault("no_capacity")

    answer, (taken,) = centre.availability().json(), centre.book(wish("t/1"))

    assert answer["full"] is True
    assert (taken["outcome"], taken["reason"]) == ("declined", "capacity")


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("no_capacity", "capacity"),
        ("decline_without_reason", None),
        ("decline_lead_time", "lead_time"),
        ("decline_other", "other"),
    ],
)
def test_a_decline_on_check_comes_after_the_booking_was_accepted(centre: Centre, kind: str, reason: str | None) -> None:
    centre.settings(decision_delay=3600)
    centre.fault(kind, on=["check"])
    (taken,) = centre.book(wish("t/1"))

    (checked,) = centre.check(taken["reference"])

    assert taken["outcome"] == "accepted"
    assert (checked["state"], checked["reason"]) == ("declined", reason)
    assert centre.state()["proctor_half_hours"] == 0


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("decline_without_reason", None), ("decline_lead_time", "lead_time"), ("decline_other", "other")],
)
def test_a_decline_comes_at_once_where_nothing_else_is_said(centre: Centre, kind: str, reason: str | None) -> None:
    centre.fault(kind)

    (taken,) = centre.book(wish("t/1"))

    assert (taken["outcome"], taken["reason"]) == ("declined", reason)


def test_availability_may_be_unknown_or_down(centre: Centre) -> None:
    centre.fault("availability_unknown", times=1)
    unknown = centre.availability()
    centre.fault("availability_unavailable", times=1)
    down = centre.availability()

    assert unknown.json() == {"unknown": True}
    assert (down.status_code, down.headers["Retry-After"]) == (503, "1")
    assert centre.availability().json() == {"available": 200}


@pytest.mark.parametrize("held_before", [False, True])
def test_the_vendor_may_hold_another_window(centre: Centre, held_before: bool) -> None:
    if held_before:
        centre.book(wish("t/1"))
    centre.fault("other_window")

    (taken,) = centre.book(wish("t/1"))

    assert taken["outcome"] == "already_booked"
    assert taken["window"] == {"start": "2031-03-05T09:00:00Z", "end": "2031-03-05T12:00:00Z"}
    assert centre.find("t/1").json()["window"] == taken["window"]
    assert centre.state()["active_by_key"] == {"t/1": 1}
    assert centre.availability().json() == {"available": 200}


def test_credentials_may_be_refused_on_check_only(centre: Centre) -> None:
    centre.fault("refuse_credentials_on_check")
    (taken,) = centre.book(wish("t/1"))

    checked = centre.call("POST", "/bookings/check", {"references": [taken["reference"]]})

    assert taken["outcome"] == "accepted"
    assert (checked.status_code, checked.json()["error"]["code"]) == (401, "credentials_refused")
    assert centre.find("t/1").status_code == 200


def test_credentials_may_be_refused_on_booking_only(centre: Centre) -> None:
    centre.fault("refuse_credentials_on_book")

    booked = centre.call("POST", "/bookings", {"bookings": [wish("t/1")]})

    assert booked.status_code == 401
    assert centre.availability().status_code == 200
    assert centre.state()["bookings"] == {}


def test_credentials_may_be_refused_everywhere(centre: Centre) -> None:
    centre.fault("refuse_credentials")

    answers = [centre.availability(), centre.find("t/1"), centre.call("GET", "/account")]

    assert [answer.status_code for answer in answers] == [401, 401, 401]


def test_too_many_requests_say_when_to_come_again(centre: Centre) -> None:
    centre.fault("too_many_requests", times=2, delay=7)

    first, second, third = centre.availability(), centre.availability(), centre.availability()

    assert [answer.status_code for answer in (first, second, third)] == [429, 429, 200]
    assert first.headers["Retry-After"] == "7"


def test_a_server_error_does_nothing_unless_told_to(centre: Centre) -> None:
    centre.fault("server_error", times=1, status=502)
    before = centre.call("POST", "/bookings", {"bookings": [wish("t/1")]})
    empty = centre.state()["bookings"]
    centre.fault("server_error", times=1, processed=True)

    after = centre.call("POST", "/bookings", {"bookings": [wish("t/1")]})

    assert (before.status_code, empty) == (502, {})
    assert after.status_code == 500
    assert centre.state()["active_by_key"] == {"t/1": 1}


def test_a_slow_vendor_answers_late(centre: Centre) -> None:
    centre.fault("slow", times=1, delay=0.2)
    begun = time.monotonic()

    answer = centre.availability()

    assert answer.status_code == 200
    assert time.monotonic() - begun >= 0.2


def test_a_lost_reply_leaves_one_booking_that_asking_again_finds(centre: Centre) -> None:
    centre.fault("reply_lost_after_booking", times=1)
    with pytest.raises(httpx2.RemoteProtocolError):
        centre.book(wish("t/1"))

    (again,) = centre.book(wish("t/1"))

    assert again["outcome"] == "already_booked"
    assert centre.state()["active_by_key"] == {"t/1": 1}
    assert centre.state()["requests"]["book"] == {"200": 1, "dropped": 1}


def test_a_line_that_drops_before_the_work_leaves_nothing(centre: Centre) -> None:
    centre.fault("reply_lost_after_booking", times=1, processed=False)
    with pytest.raises(httpx2.RemoteProtocolError):
        centre.book(wish("t/1"))

    assert centre.state()["bookings"] == {}


def test_half_a_reply_breaks_off_within_the_body(centre: Centre) -> None:
    centre.fault("half_reply", times=1)

    with pytest.raises(httpx2.RemoteProtocolError, match=r"incomplete|without"):
        centre.book(wish("t/1"))

    assert centre.state()["requests"]["book"] == {"half": 1}
    assert centre.state()["active_by_key"] == {"t/1": 1}


def test_garbage_is_a_web_page_with_status_200(centre: Centre) -> None:
    centre.fault("garbage", on=["check"])
    (taken,) = centre.book(wish("t/1"))

    answer = centre.call("POST", "/bookings/check", {"references": [taken["reference"]]})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.text.startswith("<!doctype html>")


def test_a_vendor_that_never_decides_does_so_only_while_the_fault_is_on(centre: Centre) -> None:
    centre.fault("never_decides", keys=["t/1"])
    one, other = centre.book(wish("t/1"), wish("t/2"))
    waiting = [booking["state"] for booking in centre.check(one["reference"], other["reference"])]
    seen = centre.state()["bookings"]
    centre.clear()

    decided = [booking["state"] for booking in centre.check(one["reference"])]

    assert (waiting, seen) == (["pending", "confirmed"], {"pending": 1, "confirmed": 1})
    assert decided == ["confirmed"]


def test_confirming_at_once_may_be_meant_for_one_booking(centre: Centre) -> None:
    centre.fault("confirm_at_once", keys=["t/2"])

    one, other = centre.book(wish("t/1"), wish("t/2"))

    assert (one["outcome"], other["outcome"]) == ("accepted", "confirmed")


def test_a_vendor_that_ignores_keys_is_seen_in_what_it_holds(centre: Centre) -> None:
    centre.book(wish("t/1"))
    centre.fault("books_twice")

    centre.book(wish("t/1"))

    assert centre.state()["active_by_key"] == {"t/1": 2}
    assert centre.state()["most_active_per_key"] == 2


def test_a_forgotten_booking_is_not_found_but_still_held(centre: Centre) -> None:
    centre.fault("forget_booking")
    (taken,) = centre.book(wish("t/1"))

    (checked,) = centre.check(taken["reference"])

    assert checked == {"reference": taken["reference"], "state": "not_found"}
    assert centre.find("t/1").status_code == 200
    assert centre.state()["active_by_key"] == {"t/1": 1}


def test_finding_may_forget_too(centre: Centre) -> None:
    centre.fault("forget_booking", on=["find"])
    centre.book(wish("t/1"))

    assert centre.find("t/1").status_code == 404


def test_the_vendor_may_cancel_by_itself(centre: Centre) -> None:
    reference = centre.confirmed("t/1")
    centre.fault("cancelled_by_vendor", text="Our centre is closed that day.")

    (checked,) = centre.check(reference)

    assert (checked["state"], checked["cancelled_by"]) == ("cancelled", "vendor")
    assert checked["text"] == "Our centre is closed that day."


@pytest.mark.parametrize(
    ("kind", "status", "media"),
    [
        ("rating_unavailable", 503, "application/json"),
        ("rating_server_fault", 200, "text/html"),
        ("refuse_credentials_on_rating", 401, "application/json"),
    ],
)
def test_a_rating_may_be_out_of_reach(centre: Centre, kind: str, status: int, media: str) -> None:
    session = centre.sessions(centre.confirmed("t/1"))[0]["session"]
    centre.control("POST", f"/sessions/{session}/rate", {"rating": "clear"})
    centre.fault(kind)

    answer = centre.call("GET", f"/sessions/{session}/rating")

    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (status, media)
    assert centre.availability().status_code == 200


def test_a_rating_may_be_outside_the_scale_or_somebody_elses(centre: Centre) -> None:
    one, other = centre.sessions(centre.confirmed("t/1"))
    centre.control("POST", f"/sessions/{one['session']}/rate", {"rating": "clear"})
    centre.fault("unknown_rating_value", times=1)
    unknown = centre.call("GET", f"/sessions/{one['session']}/rating").json()
    centre.fault("other_candidates_session", on=["rating"], times=1)

    foreign = centre.call("GET", f"/sessions/{one['session']}/rating").json()

    assert (unknown["rating"], unknown["session"]) == ("inconclusive-7", one["session"])
    assert (foreign["session"], foreign["candidate"]) == (other["session"], other["candidate"])


def test_a_fault_for_one_booking_leaves_requests_about_others_alone(centre: Centre) -> None:
    centre.fault("server_error", keys=["t/1"])
    (other,) = centre.book(wish("t/2"))

    struck = centre.call("POST", "/bookings", {"bookings": [wish("t/1")]})

    assert other["outcome"] == "accepted"
    assert struck.status_code == 500
    assert centre.state()["fault_hits"] == {"server_error": 1}


def test_a_fault_in_one_account_is_not_felt_in_another(centre: Centre) -> None:
    other = Centre(http=centre.http, url=centre.url, name=f"{centre.name}-b", api_key=f"{centre.api_key}-b")
    other.settings(api_key=other.api_key)
    centre.fault("server_error")

    assert (centre.availability().status_code, other.availability().status_code) == (500, 200)


def test_chaos_repeats_itself_with_the_same_seed(centre: Centre) -> None:
    def run() -> list[int]:
        centre.fault("chaos", seed=4, probabilities={"server_error": 0.3, "too_many_requests": 0.3}, delay=1)
        statuses = [centre.availability().status_code for _ in range(30)]
        centre.clear()
        return statuses

    first, second = run(), run()

    assert first == second
    assert set(first) == {200, 429, 500}


def test_chaos_strikes_only_the_operations_it_is_told(centre: Centre) -> None:
    centre.fault("chaos", on=["check"], probabilities={"server_error": 1})

    assert centre.availability().status_code == 200
    assert centre.call("POST", "/bookings/check", {"references": ["bk_none"]}).status_code == 500


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"kind": "no_such_thing"},
        {"kind": "no_capacity", "on": ["rating"]},
        {"kind": "no_capacity", "on": []},
        {"kind": "no_capacity", "times": 0},
        {"kind": "no_capacity", "keys": "t/1"},
        {"kind": "no_capacity", "delay": 1},
        {"kind": "slow", "delay": -1},
        {"kind": "server_error", "status": 200},
        {"kind": "garbage", "processed": "yes"},
        {"kind": "decline_other", "text": 1},
        {"kind": "chaos"},
        {"kind": "chaos", "probabilities": {"slow": 2}},
        {"kind": "chaos", "probabilities": {"no_such_thing": 0.5}},
        {"kind": "chaos", "probabilities": {"chaos": 0.5}},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(centre: Centre, fault: dict[str, object]) -> None:
    answer = centre.http.post(f"{centre.url}/control/accounts/{centre.name}/faults", json=fault)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
    assert centre.state()["faults"] == []


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"chaos"}))
def test_every_fault_can_be_switched_on_where_it_may_strike_and_off_again(centre: Centre, kind: str) -> None:
    centre.fault(kind, on=list(KINDS[kind].possible))
    (listed,) = centre.state()["faults"]

    cleared = centre.control("DELETE", f"/accounts/{centre.name}/faults/{listed['id']}")

    assert (listed["kind"], listed["times"], cleared) == (kind, None, {"cleared": 1})
    assert centre.state()["faults"] == []
