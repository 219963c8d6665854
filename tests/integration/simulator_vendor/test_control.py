"""The control API and the control page: accounts, the vendor's own people, and who may not come in."""

import re

import pytest

from tests.integration.simulator_vendor.centre import Centre, wish


def test_an_account_is_opened_and_changed_but_keeps_its_bookings(centre: Centre) -> None:
    centre.book(wish("t/1"))

    changed = centre.settings(capacity=3, notify_url="https://centre.example/notices")

    assert (changed["capacity"], changed["api_key"]) == (3, centre.api_key)
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{32}", changed["notify_secret"])
    assert centre.control("GET", f"/accounts/{centre.name}") == changed
    assert centre.state()["active_by_key"] == {"t/1": 1}


@pytest.mark.parametrize(
    "wishes",
    [
        {"capacity": -1},
        {"capacity": "many"},
        {"capacity": True},
        {"decision_delay": -1},
        {"notify_url": "file:///etc/passwd"},
        {"notify_secret": "secret"},
        {"api_key": "x"},
        {"minimum_lead_minutes": -5},
        {"colour": "red"},
    ],
)
def test_settings_that_make_no_sense_are_refused(centre: Centre, wishes: dict[str, object]) -> None:
    answer = centre.http.put(f"{centre.url}/control/accounts/{centre.name}", json=wishes)

    assert answer.status_code == 422


def test_two_accounts_cannot_have_one_key(centre: Centre) -> None:
    answer = centre.http.put(f"{centre.url}/control/accounts/{centre.name}-b", json={"api_key": centre.api_key})

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "api_key_taken")


def test_the_vendors_people_decide_by_hand(centre: Centre) -> None:
    centre.settings(decision_delay=3600)
    one, other = centre.book(wish("t/1"), wish("t/2"))

    yes = centre.control("POST", f"/bookings/{one['reference']}/confirm")
    no = centre.control("POST", f"/bookings/{other['reference']}/decline", {"reason": "other", "text": "Holiday."})
    late = centre.http.post(f"{centre.url}/control/bookings/{one['reference']}/decline", json={})

    assert yes["state"] == "confirmed"
    assert (no["state"], no["reason"], no["text"]) == ("declined", "other", "Holiday.")
    assert (late.status_code, late.json()["error"]["code"]) == (409, "not_pending")


def test_a_booking_by_telephone_is_found_when_the_client_books(centre: Centre) -> None:
    reference = centre.confirmed("t/1")

    (taken,) = centre.book(wish("t/1"))

    assert (taken["outcome"], taken["reference"]) == ("already_booked", reference)


def test_bookings_are_listed_with_sessions_and_ratings(centre: Centre) -> None:
    centre.confirmed("t/1")
    centre.confirmed("t/2")
    centre.control("POST", f"/accounts/{centre.name}/run", {"key": "t/2"})

    listed = centre.control("GET", f"/accounts/{centre.name}/bookings")["bookings"]

    assert [booking["key"] for booking in listed] == ["t/2", "t/1"]
    assert [session["ratings"][0]["rating"] for session in listed[0]["sessions"]] == ["clear", "clear"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/control/accounts/nobody"),
        ("GET", "/control/accounts/nobody/bookings"),
        ("POST", "/control/accounts/nobody/faults"),
        ("DELETE", "/control/accounts/nobody/faults"),
        ("POST", "/control/accounts/nobody/run"),
        ("POST", "/control/bookings/bk_none/confirm"),
        ("POST", "/control/sessions/ses_none/joined"),
        ("GET", "/v2"),
    ],
)
def test_what_is_not_there_is_a_404_in_json(centre: Centre, method: str, path: str) -> None:
    answer = centre.http.request(method, centre.url + path, json={})

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}]
)
@pytest.mark.parametrize("path", ["/control/accounts/{}/faults", "/do/fault"])
def test_another_web_site_changes_nothing(centre: Centre, headers: dict[str, str], path: str) -> None:
    where = centre.url + path.format(centre.name)

    answer = centre.http.post(where, data={"account": centre.name, "kind": "slow"}, headers=headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "cross_site")
    assert centre.state()["faults"] == []


def test_a_form_that_does_not_say_where_it_comes_from_is_refused(centre: Centre) -> None:
    assert centre.http.post(f"{centre.url}/do/fault", data={"account": centre.name}).status_code == 403


def test_a_foreign_name_for_this_machine_is_refused(centre: Centre) -> None:
    answer = centre.http.get(f"{centre.url}/control/state", headers={"Host": "rebound.example"})

    assert answer.status_code == 400


def test_the_page_has_no_inline_code_and_a_strict_policy(centre: Centre) -> None:
    page = centre.http.get(f"{centre.url}/", params={"account": centre.name})

    assert page.status_code == 200
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script|<style|style=|onclick=", page.text)
    for name in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
        assert centre.http.get(centre.url + name).status_code == 200


def test_everything_can_be_done_on_the_page(centre: Centre) -> None:
    def send(form: str, /, **fields: str) -> str:
        answer = centre.http.post(
            f"{centre.url}/do/{form}",
            data={"account": centre.name, **fields},
            headers={"Origin": centre.url},
            follow_redirects=True,
        )
        assert answer.status_code == 200
        return answer.text

    centre.settings(decision_delay=3600)
    one, other, third = centre.book(wish("t/1"), wish("t/2"), wish("t/3"))

    assert "Takes long to answer" in send("fault", kind="slow", times="2", key="t/9")
    assert "times: a whole number" in send("fault", kind="slow", times="-2")
    (fault,) = centre.state()["faults"]
    assert (fault["kind"], fault["times"], fault["keys"]) == ("slow", 2, ["t/9"])
    assert "behaves well" in send("clear", fault=str(fault["id"]))
    send("booking", what="confirm", reference=one["reference"])
    send("booking", what="decline", reference=other["reference"], reason="capacity")
    send("booking", what="cancel", reference=third["reference"])
    assert centre.state()["bookings"] == {"confirmed": 1, "declined": 1, "cancelled": 1}
    session = centre.sessions(one["reference"])[0]["session"]
    send("session", what="joined", session=session)
    assert centre.state()["sessions"]["live"] == 1
    assert "rated major" in send("session", what="rate", session=session, rating="major")
    send("run", rating="clear")
    assert (centre.state()["sessions"], centre.state()["ratings"]) == ({"ended": 2}, 2)


def test_the_page_shows_recent_requests_with_their_faults(centre: Centre) -> None:
    centre.fault("too_many_requests", times=1)
    centre.availability()

    page = centre.http.get(f"{centre.url}/", params={"account": centre.name}).text

    assert "too many requests" in page.partition("Recent requests")[2]
