"""Notices: signed, in order, tried again, and spoilt on request."""

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from tests.integration.simulator_vendor.centre import Centre, Inbox, wait_until


@pytest.fixture
def session(centre: Centre) -> str:
    return str(centre.sessions(centre.confirmed("t/1"))[0]["session"])


def _join_and_rate(centre: Centre, session: str) -> None:
    centre.control("POST", f"/sessions/{session}/joined")
    centre.control("POST", f"/sessions/{session}/rate", {"rating": "minor"})


def test_notices_are_signed_and_come_in_order(centre: Centre, inbox: Inbox, session: str) -> None:
    _join_and_rate(centre, session)

    joined, rated = inbox.events(2)

    assert (joined["type"], rated["type"]) == ("session.joined", "rating.available")
    assert {name: rated[name] for name in ("key", "session", "candidate", "rating")} == {
        "key": "t/1",
        "session": session,
        "candidate": "0001",
        "rating": "minor",
    }
    assert "rating" not in joined
    assert [headers["webhook-id"] for headers, _ in inbox.taken] == [joined["id"], rated["id"]]
    wait_until(lambda: centre.state()["notices"] == {"delivered": 2})


def test_a_cancellation_by_the_vendor_is_told(centre: Centre, inbox: Inbox) -> None:
    reference = centre.confirmed("t/1")

    centre.control("POST", f"/bookings/{reference}/cancel", {"text": "Closed."})

    (told,) = inbox.events(1)
    assert (told["type"], told["key"], told["booking"]) == ("booking.cancelled", "t/1", reference)


def test_a_notice_that_was_not_taken_comes_again_with_the_same_id(centre: Centre, inbox: Inbox, session: str) -> None:
    inbox.status = 500
    centre.control("POST", f"/sessions/{session}/joined")
    wait_until(lambda: len(inbox.taken) == 1)
    inbox.status = 200

    first, second = inbox.events(2)

    assert first == second


def test_a_centre_that_is_not_there_is_given_up_after_a_while_without_delaying_requests(
    centre: Centre, session: str
) -> None:
    centre.settings(notify_url="http://127.0.0.1:9/nobody")

    centre.control("POST", f"/sessions/{session}/joined")

    assert centre.state()["notices"] == {"pending": 1}


def test_a_notice_that_is_refused_holds_up_no_other(centre: Centre, inbox: Inbox, session: str) -> None:
    inbox.status = 400
    centre.control("POST", f"/sessions/{session}/joined")
    wait_until(lambda: len(inbox.taken) == 2)
    inbox.status = 200
    centre.control("POST", f"/sessions/{session}/rate", {"rating": "clear"})

    types = [event["type"] for event in inbox.events(3)]

    assert types == ["session.joined", "session.joined", "rating.available"]


def test_without_an_address_nothing_is_kept(centre: Centre, session: str) -> None:
    _join_and_rate(centre, session)

    assert centre.state()["notices"] == {}


def test_a_duplicate_has_the_same_id(centre: Centre, inbox: Inbox, session: str) -> None:
    centre.fault("duplicate_notices")
    centre.control("POST", f"/sessions/{session}/joined")

    first, second = inbox.events(2)

    assert first == second


def test_out_of_order_tells_of_the_rating_first(centre: Centre, inbox: Inbox, session: str) -> None:
    centre.fault("out_of_order_notices")
    centre.control("POST", f"/sessions/{session}/joined")
    held = centre.state()["notices"]
    centre.control("POST", f"/sessions/{session}/rate", {"rating": "clear"})

    rated, joined = inbox.events(2)

    assert held == {"held": 1}
    assert (rated["type"], joined["type"]) == ("rating.available", "session.joined")
    assert joined["time"] <= rated["time"]


def test_a_notice_may_speak_of_another_candidate(centre: Centre, inbox: Inbox, session: str) -> None:
    centre.fault("other_candidates_session")
    centre.control("POST", f"/sessions/{session}/joined")

    (told,) = inbox.events(1)

    assert told["session"] != session
    assert told["candidate"] == "0002"


def test_a_notice_may_lack_the_candidate(centre: Centre, inbox: Inbox, session: str) -> None:
    centre.fault("notice_without_candidate")
    centre.control("POST", f"/sessions/{session}/joined")

    (told,) = inbox.events(1)

    assert "candidate" not in told


@pytest.mark.parametrize(
    ("kind", "on", "stated"),
    [("unknown_rating_value", ["notify"], "inconclusive-7"), ("untrue_notice_value", None, "clear")],
)
def test_the_value_in_a_notice_may_be_wrong_while_the_rating_is_right(
    centre: Centre, inbox: Inbox, session: str, kind: str, on: list[str] | None, stated: str
) -> None:
    centre.fault(kind, on=on)
    centre.control("POST", f"/sessions/{session}/rate", {"rating": "minor"})

    (told,) = inbox.events(1)

    assert told["rating"] == stated
    assert centre.call("GET", f"/sessions/{session}/rating").json()["rating"] == "minor"


def test_a_signature_may_be_wrong(centre: Centre, inbox: Inbox, session: str) -> None:
    centre.fault("bad_signature", times=1)
    centre.control("POST", f"/sessions/{session}/joined")
    inbox.bodies(1)
    headers, body = inbox.taken[0]

    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(inbox.secret).verify(body, headers)


def test_a_lost_notice_is_counted_and_not_sent(centre: Centre, inbox: Inbox, session: str) -> None:
    centre.fault("lost_notices", times=1)
    _join_and_rate(centre, session)

    (told,) = inbox.events(1)

    assert told["type"] == "rating.available"
    wait_until(lambda: centre.state()["notices"] == {"delivered": 1, "lost": 1})
