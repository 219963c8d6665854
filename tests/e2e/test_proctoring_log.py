"""The booking log on its page and as files, and a booking rebuilt from it."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html import unescape
from io import StringIO

import pytest

from core.access.permissions import Role
from core.proctoring.model.log import BookingState
from core.proctoring.model.replay import differences, replay
from tests.e2e.addresses import told_in_addresses
from tests.e2e.stage import TITLE, Stage, words


@pytest.mark.feature("L01")
def test_the_logs_icon_of_a_test_leads_to_every_step_newest_first(stage: Stage) -> None:
    test_id = stage.confirmed()

    list_page = stage.planner.get("/deliver").text
    test_page = stage.planner.get(f"/deliver/{test_id}").text

    assert f'href="/deliver/{test_id}"' in list_page
    assert f'href="/deliver/{test_id}/log"' in test_page
    shown = stage.shown_log(test_id)
    assert [entry.sequence for entry in shown] == [4, 3, 2, 1]
    assert [entry.code for entry in shown] == [
        "booking_declared_as_confirmed",
        "booking_check_scheduled",
        "booking_declared_as_sent",
        "booking_declared_as_scheduled",
    ]
    assert shown[0].message == f"{TITLE} – Proctor booking is confirmed"


@pytest.mark.feature("L01")
def test_an_entry_tells_who_did_it_in_which_exchange_and_by_which_correlation(stage: Stage) -> None:
    test_id = stage.sent()

    page = words(stage.planner.get(f"/deliver/{test_id}/log").text)

    sent = stage.exported_log(test_id)[1]
    assert stage.somebody(Role.PROCTORING_SCHEDULER).name in page
    assert sent["code"] == "booking_declared_as_sent"
    assert sent["request_id"] in page
    assert sent["request_id"] != ""
    assert sent["payload_digest"] in page
    assert len(sent["payload_digest"]) == 64
    assert sent["correlation"] in page


@pytest.mark.feature("L01")
def test_the_log_is_filtered_by_weight_code_and_candidate(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.join(test_id, "C-1")
    stage.join(test_id, "C-2")

    by_weight = stage.shown_log(test_id, "?severity=success")
    by_code = stage.shown_log(test_id, "?code=booking_declared_as_sent")
    by_candidate = stage.read_log(stage.planner.search(f"/deliver/{test_id}/log", "C-2").text)
    nothing = words(stage.planner.search(f"/deliver/{test_id}/log", "C-9").text)

    assert {entry.kind for entry in by_weight} == {"success"}
    assert [entry.code for entry in by_code] == ["booking_declared_as_sent"]
    assert [entry.message for entry in by_candidate] == [
        f"{TITLE} – Link to the proctoring session for candidate C-2 is now available."
    ]
    assert "No entry matches" in nothing


@pytest.mark.feature("L01")
def test_the_log_is_exported_as_csv_and_json_and_both_say_the_same(stage: Stage) -> None:
    test_id = stage.confirmed()

    as_csv = stage.planner.get(f"/deliver/{test_id}/log.csv")
    as_json = stage.planner.get(f"/deliver/{test_id}/log.json")

    rows = list(csv.DictReader(StringIO(as_csv.text)))
    entries = json.loads(as_json.text)
    assert as_csv.headers["Content-Disposition"].startswith("attachment;")
    assert [(row["sequence"], row["code"], row["message"], row["digest"]) for row in rows] == [
        (str(entry["sequence"]), entry["code"], entry["message"], entry["digest"]) for entry in entries
    ]
    assert {row["code"] for row in rows} == {entry.code for entry in stage.shown_log(test_id)}


@pytest.mark.feature("L01")
def test_an_export_holds_what_the_filter_lets_through(stage: Stage) -> None:
    test_id = stage.confirmed()

    exported = json.loads(stage.planner.get(f"/deliver/{test_id}/log.json?severity=success").text)

    assert [entry["code"] for entry in exported] == ["booking_declared_as_confirmed"]


@pytest.mark.feature("L01")
def test_the_export_of_what_was_searched_holds_what_is_shown_and_its_address_no_number(stage: Stage) -> None:
    test_id = stage.confirmed()
    stage.join(test_id, "C-1")
    stage.join(test_id, "C-2")

    page = stage.planner.search(f"/deliver/{test_id}/log", "C-2", severity="success")
    [address] = re.findall(r'href="(/deliver/[^"]*/log\.json[^"]*)"', page.text)
    exported = json.loads(stage.planner.get(unescape(address)).text)

    assert told_in_addresses(page, "C-2") == []
    assert [entry["sequence"] for entry in exported] == [one.sequence for one in stage.read_log(page.text)] != []
    assert all("for candidate C-2 " in entry["message"] for entry in exported)
    assert stage.planner.get(f"/deliver/{test_id}/log.json?sought=nonsense").status_code == 422


@pytest.mark.feature("L01")
def test_a_title_that_would_be_a_formula_is_text_in_the_exported_spreadsheet(stage: Stage) -> None:
    test_id = stage.activated(title='=HYPERLINK("http://bad.example")')

    rows = list(csv.DictReader(StringIO(stage.planner.get(f"/deliver/{test_id}/log.csv").text)))

    assert all(row["message"].startswith("'=HYPERLINK") for row in rows)


@pytest.mark.feature("L01")
def test_a_title_with_markup_and_placeholders_is_shown_as_typed(stage: Stage) -> None:
    title = "<b>B2</b> {booking status} & C1"
    test_id = stage.activated(title=title)

    page = stage.planner.get(f"/deliver/{test_id}/log").text

    assert "<b>B2</b>" not in page
    assert stage.shown_log(test_id)[0].message == f"{title} – Test has been scheduled for booking of Proctors"


@pytest.mark.feature("L01")
def test_a_long_log_is_paged_and_no_entry_is_left_out(stage: Stage) -> None:
    stage.vendor.fault("never_decides")
    test_id = stage.sent()
    for _ in range(5):
        stage.wait(times=13)
        stage.reconcile(test_id)

    pages, address = [], f"/deliver/{test_id}/log"
    while address:
        text = stage.planner.get(address).text
        entries = stage.read_log(text)
        pages.append([entry.sequence for entry in entries])
        address = stage.next_page(text)

    assert len(pages) > 1
    sequences = [sequence for page in pages for sequence in page]
    assert sequences == list(range(sequences[0], 0, -1))


@pytest.mark.feature("L02")
@pytest.mark.parametrize("proctoring", ["recorded", "record_and_review"])
def test_a_test_without_live_proctoring_has_no_log(stage: Stage, proctoring: str) -> None:
    test_id = stage.a_draft(proctoring=proctoring)

    page = stage.planner.get(f"/deliver/{test_id}").text

    assert f"/deliver/{test_id}/log" not in page
    for part in ("log", "log.csv", "log.json", "sessions"):
        assert stage.planner.get(f"/deliver/{test_id}/{part}").status_code == 404


@pytest.mark.feature("L01")
def test_the_log_is_for_planners_of_the_centre_and_the_service_desk(stage: Stage) -> None:
    test_id = stage.activated()
    elsewhere = stage.world.client_as(Role.PROCTORING_SCHEDULER)

    seen = {
        "planner": stage.planner.get(f"/deliver/{test_id}/log").status_code,
        "service desk": stage.desk.get(f"/deliver/{test_id}/log").status_code,
        "another centre": elsewhere.get(f"/deliver/{test_id}/log").status_code,
        "administrator": stage.administrator.get(f"/deliver/{test_id}/log").status_code,
        "nobody": stage.world.client().get(f"/deliver/{test_id}/log").status_code,
    }

    assert seen == {"planner": 200, "service desk": 200, "another centre": 404, "administrator": 403, "nobody": 302}


@pytest.mark.feature("L04")
def test_the_catalogue_is_published_with_whose_move_it_is_and_the_next_step(stage: Stage) -> None:
    published = json.loads(stage.world.client().get("/log-codes.json").text)

    codes = {line["code"]: line for line in published["codes"]}
    assert published["version"] == 1
    assert sum(line["origin"] == "seed" for line in codes.values()) == 29
    assert codes["booking_rejection_reason_conflict"]["whose_move"] == "proctoring scheduler"


@pytest.mark.feature("N07")
def test_a_booking_is_rebuilt_from_its_log_alone_and_is_as_stored(stage: Stage) -> None:
    stage.vendor.fault("reply_lost_after_booking", times=1)
    test_id = stage.sent()
    stage.wait(times=3)
    stage.join(test_id, "C-1")
    stage.cancel(test_id)
    stage.run()
    stage.decide(test_id, "reject")
    stage.run()
    booking, entries = stage.booking(test_id), stage.entries(test_id)

    rebuilt = replay(entries)

    assert rebuilt.faults == ()
    assert rebuilt.snapshot.state is booking.state
    assert list(differences(booking, entries)) == []


@pytest.mark.feature("N07")
def test_a_booking_or_a_log_that_was_changed_behind_our_back_is_found(stage: Stage) -> None:
    test_id = stage.confirmed()
    booking, entries = stage.booking(test_id), stage.entries(test_id)

    forged = [replace(entries[0], actor="person:nobody"), *entries[1:]]
    booking.state = BookingState.REJECTED

    assert list(differences(booking, entries)) == ["state is stored as rejected, the log says confirmed"]
    assert "the content of entry 1 was changed" in list(differences(booking, forged))
    assert "entry 2 is missing or out of order" in list(differences(booking, [entries[0], *entries[2:]]))
