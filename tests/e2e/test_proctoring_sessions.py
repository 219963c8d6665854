"""Proctoring sessions and ratings: the vendor's notices at our door, what is fetched, and the link for one person."""

from __future__ import annotations

import re
from html import unescape

import pytest

from core.access.permissions import Role
from tests.e2e.log_code_scenes import SCENES
from tests.e2e.stage import TITLE, Stage, words

TOLD = "proctoring_session_rating_updated_externally"
UPDATED = "proctoring_session_rating_updated"
RETRY = "proctoring_session_rating_update_failed_but_for_retry_later"
FAILED = "proctoring_session_rating_update_failed"
MISMATCH = "proctoring_session_rating_update_abandoned_due_to_context_mismatch"
INVALID = "proctoring_session_rating_update_abandoned_due_to_invalid_payload"
JOINED = "proctoring_session_joined_processing_completed"


def sessions(stage: Stage, test_id: str) -> str:
    return words(stage.planner.get(f"/deliver/{test_id}/sessions").text)


@pytest.mark.feature("L24")
def test_a_notice_of_a_rating_starts_a_fetch_and_its_value_is_not_believed(stage: Stage) -> None:
    stage.vendor.fault("untrue_notice_value")
    test_id = stage.confirmed()

    stage.rate(test_id, "C-1", "terminated")
    before = sessions(stage, test_id)
    stage.run()

    assert stage.codes(test_id)[-2:] == [TOLD, UPDATED]
    assert "None yet" in before
    assert "Terminated" in sessions(stage, test_id)


@pytest.mark.feature("L24")
def test_a_notice_that_comes_twice_is_taken_once(stage: Stage) -> None:
    stage.vendor.fault("duplicate_notices")
    test_id = stage.confirmed()

    stage.rate(test_id, "C-1", "minor", notices=2)
    stage.run()

    assert stage.codes(test_id).count(TOLD) == 1
    assert stage.codes(test_id).count(UPDATED) == 1


@pytest.mark.feature("L24")
def test_notices_out_of_order_are_all_taken(stage: Stage) -> None:
    stage.vendor.fault("out_of_order_notices")
    test_id = stage.confirmed()

    stage.hold_sessions("minor", test_id=test_id)
    stage.run()

    codes = stage.codes(test_id)
    assert codes.index(TOLD) < codes.index(JOINED)
    assert (codes.count(TOLD), codes.count(JOINED), codes.count(UPDATED)) == (2, 2, 2)


@pytest.mark.feature("L24")
def test_a_notice_with_a_wrong_signature_is_refused_and_changes_nothing(stage: Stage) -> None:
    test_id = stage.confirmed()
    before = stage.codes(test_id)
    stage.vendor.fault("bad_signature")

    body = {"rating": "minor", "text": ""}
    stage.vendor.control("POST", f"/sessions/{stage.session(test_id, 'C-1')}/rate", body)
    statuses = stage.bring_notices(1)

    assert statuses == [401]
    assert stage.codes(test_id) == before


@pytest.mark.feature("L24")
def test_a_notice_of_one_centre_is_not_taken_at_the_door_of_another(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.rate(test_id, "C-1", "minor")
    headers, body = stage.inbox.taken[-1]
    elsewhere = stage.world.centre()

    answer = stage.world.app.test_client().post(
        f"/vendors/simulator/{elsewhere}/notices", data=body.encode(), headers=headers
    )

    assert answer.status_code == 404


@pytest.mark.feature("L24")
def test_what_is_no_notice_is_refused(stage: Stage) -> None:
    assert stage.knock({}, "{}").status_code == 401
    assert stage.knock({}, "x" * 300_000).status_code == 413


@pytest.mark.feature("L25")
def test_each_rating_is_a_new_version_and_the_earlier_stays_to_be_seen(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.join(test_id, "C-1")

    for rating in ("minor", "major"):
        stage.rate(test_id, "C-1", rating)
        stage.run()

    page = sessions(stage, test_id)
    assert "Major, version 2" in page
    assert "Version 2: major" in page
    assert "Version 1: minor" in page
    assert stage.codes(test_id).count(UPDATED) == 2


@pytest.mark.feature("L25")
def test_ratings_are_kept_per_candidate(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.rate(test_id, "C-1", "clear")
    stage.rate(test_id, "C-2", "terminated")

    stage.run()

    page = sessions(stage, test_id)
    assert page.index("C-1") < page.index("Clear") < page.index("C-2") < page.index("Terminated")


@pytest.mark.feature("L26")
def test_a_rating_that_cannot_be_fetched_now_is_fetched_later(stage: Stage) -> None:
    stage.vendor.fault("rating_unavailable", times=2)
    test_id = stage.confirmed()
    stage.rate(test_id, "C-1", "minor")
    stage.run()

    stage.wait(times=3)

    assert stage.codes(test_id)[-4:] == [TOLD, RETRY, RETRY, UPDATED]
    assert "Minor" in sessions(stage, test_id)


@pytest.mark.feature("L27")
@pytest.mark.parametrize("kind", ["rating_unavailable", "rating_server_fault", "refuse_credentials_on_rating"])
def test_a_rating_that_cannot_be_fetched_at_all_fails_and_the_service_desk_can_ask(stage: Stage, kind: str) -> None:
    stage.vendor.fault(kind)
    test_id = stage.confirmed()
    stage.rate(test_id, "C-1", "minor")
    stage.run()

    stage.wait(times=7)

    assert stage.codes(test_id)[-1] == FAILED
    assert "None yet" in sessions(stage, test_id)


@pytest.mark.feature("L27")
def test_a_rating_announced_again_after_a_failure_is_fetched(stage: Stage) -> None:
    stage.vendor.fault("rating_server_fault", times=1)
    test_id = stage.confirmed()
    stage.rate(test_id, "C-1", "minor")
    stage.run()
    assert stage.codes(test_id)[-1] == FAILED

    stage.rate(test_id, "C-1", "minor")
    stage.run()

    assert stage.codes(test_id)[-2:] == [TOLD, UPDATED]


@pytest.mark.feature("L28")
def test_a_rating_of_another_candidates_session_is_dropped(stage: Stage) -> None:
    test_id = SCENES[MISMATCH].play(stage)

    assert UPDATED not in stage.codes(test_id)
    assert "None yet" in sessions(stage, test_id)


@pytest.mark.feature("L28")
def test_a_notice_about_somebody_who_is_not_enrolled_is_dropped(stage: Stage) -> None:
    stage.vendor.fault("other_candidates_session", on=["notify"])
    test_id = stage.activated(candidates=1)
    stage.run()
    stage.wait(minutes=2)

    stage.rate(test_id, "C-1", "minor")
    stage.run()

    assert stage.codes(test_id)[-1] == MISMATCH
    assert "No sessions yet" in sessions(stage, test_id)


@pytest.mark.feature("L28")
def test_a_rating_outside_the_vendors_scale_is_dropped(stage: Stage) -> None:
    test_id = SCENES[INVALID].play(stage)

    assert stage.exported_log(test_id)[0]["facts"]["finding"] == "the value is not on the vendor's scale"
    assert "inconclusive" not in sessions(stage, test_id)


@pytest.mark.feature("L28")
def test_a_notice_that_names_nobody_is_dropped_and_told_of_as_such(stage: Stage) -> None:
    stage.vendor.fault("notice_without_candidate")
    test_id = stage.confirmed()

    stage.rate(test_id, "C-1", "minor")
    stage.run()

    newest = stage.exported_log(test_id)[0]
    assert newest["code"] == INVALID
    assert newest["message"] == (
        f"{TITLE} – Proctor rating for candidate (not named) could not be refreshed due to invalid external payload."
    )
    assert newest["facts"]["finding"] == "the candidate is missing"


@pytest.mark.feature("L29")
def test_the_link_to_a_session_appears_when_its_candidate_joins(stage: Stage) -> None:
    test_id = stage.confirmed()
    before = sessions(stage, test_id)

    stage.join(test_id, "C-1")

    assert "No sessions yet" in before
    assert "Get the link for C-1" in sessions(stage, test_id)
    assert stage.codes(test_id)[-1] == JOINED


def link_of(page: str) -> str:
    found = re.search(r'class="button button-primary" href="([^"]+)"', page)
    assert found, words(page)
    return unescape(found[1])


@pytest.mark.feature("L29")
def test_the_link_is_for_one_person_works_for_ten_minutes_and_every_use_is_recorded(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.join(test_id, "C-1")

    pages = [
        browser.post(f"/deliver/{test_id}/sessions/open", {"number": "C-1"}).text
        for browser in (stage.planner, stage.scheduler)
    ]

    links = [link_of(page) for page in pages]
    assert links[0] != links[1]
    opened = stage.vendor.http.get(links[0])
    assert opened.status_code == 200
    assert "Candidate 1" in words(opened.text)
    assert str(stage.somebody(Role.PLANNER).id) in opened.text
    assert "The link is for you alone" in words(pages[0])
    assert stage.world.trail().count("proctoring_session_opened") == 2


@pytest.mark.feature("L29")
def test_nobody_else_gets_a_link(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.join(test_id, "C-1")
    stranger = stage.world.client_as(Role.PLANNER)
    path = f"/deliver/{test_id}/sessions/open"

    answers = {
        "service desk": stage.desk.post(path, {"number": "C-1"}).status_code,
        "another centre": stranger.post(path, {"number": "C-1"}).status_code,
        "who has not joined": stage.planner.post(path, {"number": "C-2"}).status_code,
        "nobody's": stage.planner.post(path, {}).status_code,
    }

    assert answers == {"service desk": 403, "another centre": 404, "who has not joined": 404, "nobody's": 404}
    assert stage.requests("join_link") == {}
    assert "proctoring_session_opened" not in stage.world.trail()
