"""Setting a test up: details, candidates by hand and by file, time, the dry run, and who may activate."""

from __future__ import annotations

import re

import pytest

from core.access.permissions import Role
from core.shared.time import utc
from tests.e2e.stage import HALF_HOUR, TITLE, Stage, words

HEADER = "number,name,email,extra_minutes"


def problems(page: str) -> list[tuple[str, str]]:
    """Line and field of each problem that the page names."""
    lines = re.findall(r"<dt>Line (\d+)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return [(line, field) for line, told in lines for field in re.findall(r"<code>(\w+)</code>", told)]


@pytest.mark.feature("X01")
def test_a_test_is_set_up_in_steps_and_shows_what_is_missing(stage: Stage) -> None:
    test_id = stage.a_draft()
    empty = stage.page(test_id)
    stage.upload(test_id, f"{HEADER}\nC-1,Ada,ada@example.org,0")
    half = stage.page(test_id)
    stage.give_time(test_id, stage.window_in())
    complete = stage.page(test_id)

    assert "it needs candidates and a time" in empty
    assert "it needs a time" in half
    assert "it needs" not in complete


@pytest.mark.feature("X01")
@pytest.mark.parametrize("ratio", [4, 8])
def test_one_proctor_watches_four_or_eight_candidates(stage: Stage, ratio: int) -> None:
    test_id = stage.a_draft(ratio=ratio)
    stage.upload(test_id, "\n".join([HEADER, *(f"C-{n},Ada,c{n}@example.org,0" for n in range(9))]))
    stage.give_time(test_id, stage.window_in())
    stage.activate(test_id)

    stage.run()

    assert stage.bookings_at_vendor(test_id)[0]["proctors"] == {4: 3, 8: 2}[ratio]


@pytest.mark.feature("X01")
def test_no_other_number_of_candidates_for_each_proctor_is_offered_or_taken(stage: Stage) -> None:
    form = stage.planner.get("/deliver/new").text
    details = {"title": TITLE, "proctoring": "live", "provider": "simulator", "ratio": "5"}

    answer = stage.planner.post("/deliver/new", details)

    assert "4 candidates" in words(form)
    assert "8 candidates" in words(form)
    assert answer.status_code == 422


@pytest.mark.feature("X01")
def test_the_booked_time_has_half_an_hour_of_onboarding_on_each_side_and_the_longest_extra_time(stage: Stage) -> None:
    test_id = stage.a_draft()
    stage.upload(test_id, f"{HEADER}\nC-1,Ada,ada@example.org,10\nC-2,Bo,bo@example.org,30")
    window = stage.window_in()
    stage.give_time(test_id, window)
    stage.activate(test_id)

    stage.run()

    assert stage.bookings_at_vendor(test_id)[0]["window"] == {
        "start": (window.start - HALF_HOUR).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end": (window.end + 2 * HALF_HOUR).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


@pytest.mark.feature("X01")
def test_extra_time_is_at_most_thirty_minutes(stage: Stage) -> None:
    test_id = stage.a_draft()
    candidate = {"number": "C-1", "name": "Ada", "email": "ada@example.org"}

    refused = stage.planner.post(f"/deliver/{test_id}/candidates/add", {**candidate, "extra_minutes": "31"})
    taken = stage.planner.post(f"/deliver/{test_id}/candidates/add", {**candidate, "extra_minutes": "30"}, follow=True)

    assert refused.status_code == 422
    assert "Extra time is 0 to 30 minutes." in words(refused.text)
    assert "Ada is added." in words(taken.text)


@pytest.mark.feature("X01")
def test_a_test_has_at_most_five_hundred_candidates(stage: Stage) -> None:
    test_id = stage.a_draft()
    rows = [f"C-{n},Ada,c{n}@example.org,0" for n in range(501)]

    too_many = stage.upload(test_id, "\n".join([HEADER, *rows]))
    enough = stage.upload(test_id, "\n".join([HEADER, *rows[:500]]))
    one_more = stage.upload(test_id, "\n".join([HEADER, rows[500]]))

    assert "The file has more than 500 candidates." in words(too_many.text)
    assert "500 candidates are added." in words(enough.text)
    assert "it has 500 and 1 would be added" in words(one_more.text)


@pytest.mark.feature("X01")
def test_bad_rows_of_a_file_are_named_by_line_and_field_and_nothing_is_stored(stage: Stage) -> None:
    test_id = stage.a_draft()
    stage.upload(test_id, f"{HEADER}\nC-9,Zoë,zoe@example.org,0")
    rows = [
        "C-1,Ada,ada@example.org,0",
        ",Bo,bo@example.org,0",
        "C-3,,nowhere,99",
        "C-1,Ada again,ada2@example.org,0",
        "C-9,Zoë again,zoe2@example.org,0",
    ]

    answer = stage.upload(test_id, "\n".join([HEADER, *rows]))

    assert answer.status_code == 422
    assert problems(answer.text) == [
        ("3", "number"),
        ("4", "name"),
        ("4", "email"),
        ("4", "extra_minutes"),
        ("5", "number"),
        ("6", "number"),
    ]
    page = words(stage.planner.get(f"/deliver/{test_id}/candidates").text)
    assert "C-9" in page
    assert "C-1" not in page
    assert "1 enrolled" in page


@pytest.mark.feature("X01")
@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f"{HEADER}\nC-1,Zoë,zoe@example.org,0".encode("latin-1"), "this one is in another encoding"),
        (b"PK\x03\x04\x00\x00", "This is not a CSV file."),
        (b"name,email\nAda,ada@example.org", "The first line must name the columns"),
        (f'{HEADER}\nC-1,"Ada,ada@example.org,0'.encode(), "A quotation mark is not closed"),
        (b"", "The first line must name the columns"),
    ],
    ids=["encoding", "spreadsheet", "header", "quotation mark", "nothing"],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(stage: Stage, content: bytes, text: str) -> None:
    test_id = stage.a_draft()

    answer = stage.upload(test_id, content)

    assert answer.status_code == 422
    assert text in words(answer.text)


@pytest.mark.feature("X01")
def test_the_template_of_the_file_can_be_uploaded_as_it_is(stage: Stage) -> None:
    test_id = stage.a_draft()
    template = stage.planner.get("/deliver/candidates-template.csv")

    answer = stage.upload(test_id, template.data)

    assert "2 candidates are added." in words(answer.text)


@pytest.mark.feature("X01")
def test_a_candidate_whose_name_is_markup_is_shown_as_typed(stage: Stage) -> None:
    test_id = stage.a_draft()

    stage.upload(test_id, f"{HEADER}\nC-1,<script>alert(1)</script>,ada@example.org,0")

    page = stage.planner.get(f"/deliver/{test_id}/candidates").text
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.feature("X01")
def test_a_time_that_has_passed_or_runs_backwards_is_refused(stage: Stage) -> None:
    test_id = stage.a_draft()
    past = {"time_zone": "Europe/London", "start": "2026-11-01T09:00", "end": "2026-11-01T12:00"}
    backwards = {"time_zone": "Europe/London", "start": "2026-12-20T12:00", "end": "2026-12-20T09:00"}

    answers = [stage.planner.post(f"/deliver/{test_id}/time", form) for form in (past, backwards)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "The test must start in the future." in words(answers[0].text)
    assert "The end must be later than the start." in words(answers[1].text)


@pytest.mark.feature("X01")
def test_what_somebody_else_changed_meanwhile_is_not_overwritten(stage: Stage) -> None:
    test_id = stage.a_draft()
    form = stage.planner.get(f"/deliver/{test_id}/details").text
    found = re.search(r'name="version"[^>]*value="(\d+)"', form) or re.search(r'value="(\d+)"[^>]*name="version"', form)
    assert found
    details = {"proctoring": "live", "provider": "simulator", "ratio": "4", "version": found[1]}
    stage.scheduler.post(f"/deliver/{test_id}/details", {**details, "title": "Theirs"})

    answer = stage.planner.post(f"/deliver/{test_id}/details", {**details, "title": "Mine"})

    assert answer.status_code in {302, 409}
    assert "Theirs" in stage.page(test_id)


@pytest.mark.feature("X01")
def test_an_active_test_is_not_changed_and_its_candidates_stay(stage: Stage) -> None:
    test_id = stage.sent()

    stage.upload(test_id, f"{HEADER}\nC-9,Zoë,zoe@example.org,0")
    stage.give_time(test_id, stage.window_in(hours=400))
    stage.planner.post(f"/deliver/{test_id}/candidates/withdraw", {"number": "C-1"}, follow=True)

    page = words(stage.planner.get(f"/deliver/{test_id}/candidates").text)
    assert "2 enrolled" in page
    assert "C-1" in page
    assert stage.booking(test_id).window == stage.booked_at_vendor(test_id)


# The dry run


def verdicts(page: str) -> list[str]:
    """Of the rules of processing. Two that activating itself obeys, what is known of the vendor's side and its figures,
    hold in all of these tests."""
    found = re.findall(r"\b(Holds|Fails|Not known)\b", words(page[page.index("<table") :]))
    assert (found[0], found[3]) == ("Holds", "Holds")
    return [*found[1:3], *found[4:]]


@pytest.mark.feature("N02")
def test_the_dry_run_gives_every_rules_verdict_and_the_last_safe_moment_without_booking(stage: Stage) -> None:
    test_id = stage.a_test()

    page = stage.planner.get(f"/deliver/{test_id}/dry-run").text

    assert "Every rule holds" in words(page)
    assert verdicts(page) == ["Holds"] * 5
    # The test starts on 8 December at 9:00 in London; less half an hour of onboarding, less a day.
    assert re.search(r"7 Dec(ember)? 2026.{0,20}08:30", words(page))
    assert stage.requests("availability") == {"200": 1}
    assert stage.requests("book") == {}
    assert stage.badge(test_id) == "not requested"


@pytest.mark.feature("N02")
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("no_capacity", ["Holds", "Holds", "Holds", "Holds", "Fails"]),
        ("availability_unknown", ["Holds", "Holds", "Holds", "Holds", "Not known"]),
        ("availability_unavailable", ["Holds", "Holds", "Holds", "Not known", "Not known"]),
        ("refuse_credentials", ["Holds", "Holds", "Holds", "Fails", "Not known"]),
    ],
)
def test_the_dry_run_says_which_rule_would_stop_the_booking(stage: Stage, kind: str, expected: list[str]) -> None:
    test_id = stage.a_test()
    stage.vendor.fault(kind)

    page = stage.planner.get(f"/deliver/{test_id}/dry-run").text

    assert verdicts(page) == expected
    assert "The booking would not go through now" in words(page)


@pytest.mark.feature("N02")
def test_the_dry_run_of_a_full_vendor_names_other_times(stage: Stage) -> None:
    stage.vendor.settings(capacity=1)
    taken = stage.activated(title="Taken", candidates=4)
    stage.run()
    test_id = stage.a_test(candidates=4)

    page = words(stage.planner.get(f"/deliver/{test_id}/dry-run").text)

    assert "Times the vendor offers instead" in page
    assert stage.held(taken) == 1


@pytest.mark.feature("N02")
def test_after_the_last_safe_moment_the_dry_run_fails_the_rule_and_so_does_the_booking(stage: Stage) -> None:
    test_id = stage.a_test(hours=26)
    stage.world.clock.advance(hours=2)

    page = stage.planner.get(f"/deliver/{test_id}/dry-run").text
    stage.activate(test_id)
    stage.run()

    assert verdicts(page) == ["Holds", "Holds", "Fails", "Holds", "Holds"]
    assert stage.codes(test_id)[-1] == "booking_rejection_reason_booking_past_leading_time"


@pytest.mark.feature("N02")
def test_the_time_requests_waited_lately_is_part_of_the_last_safe_moment(stage: Stage) -> None:
    waited = stage.activated(title="Waited")
    stage.wait(minutes=20)
    test_id = stage.a_draft()
    stage.upload(test_id, f"{HEADER}\nC-1,Ada,ada@example.org,0")
    start = utc(2026, 12, 15, 9)
    stage.give_time(test_id, stage.window_at(start))

    page = words(stage.planner.get(f"/deliver/{test_id}/dry-run").text)

    assert stage.held(waited) == 1
    assert "20 minutes" in page
    assert re.search(r"14 Dec(ember)? 2026.{0,20}08:10", page)


# Who may


@pytest.mark.feature("L30")
def test_a_planner_prepares_and_only_a_proctoring_scheduler_activates(stage: Stage) -> None:
    test_id = stage.a_test()
    path = f"/deliver/{test_id}/activate"

    refused = [browser.post(path).status_code for browser in (stage.planner, stage.desk, stage.administrator)]
    page = stage.page(test_id)
    stage.activate(test_id)

    assert refused == [403, 403, 403]
    assert "A proctoring scheduler of your centre activates the test." in page
    assert stage.codes(test_id) == ["booking_declared_as_scheduled"]


@pytest.mark.feature("L30")
def test_a_scheduler_of_another_centre_does_not_find_the_test(stage: Stage) -> None:
    test_id = stage.a_test()
    elsewhere = stage.world.client_as(Role.PROCTORING_SCHEDULER)

    paths = ["", "/candidates", "/time", "/details", "/dry-run", "/log", "/sessions"]
    read = [elsewhere.get(f"/deliver/{test_id}{path}").status_code for path in paths]
    done = [elsewhere.post(f"/deliver/{test_id}/{verb}").status_code for verb in ("activate", "deactivate")]

    assert set(read) == {404}
    assert set(done) == {404}


@pytest.mark.feature("L30")
def test_after_a_rejection_any_planner_deactivates_and_before_it_none(stage: Stage) -> None:
    stage.vendor.fault("no_capacity")
    test_id = stage.activated()
    early = stage.planner.post(f"/deliver/{test_id}/deactivate").status_code
    stage.run()

    late = stage.planner.post(f"/deliver/{test_id}/deactivate", follow=True)

    assert early == 403
    assert "The test is deactivated." in words(late.text)


@pytest.mark.feature("L30")
def test_a_booking_at_the_vendor_is_cancelled_before_its_test_is_deactivated(stage: Stage) -> None:
    test_id = stage.confirmed()

    answer = stage.scheduler.post(f"/deliver/{test_id}/deactivate", follow=True)

    assert "The test is deactivated." not in words(answer.text)
    assert (stage.badge(test_id), stage.held(test_id)) == ("confirmed", 1)


@pytest.mark.feature("L30")
def test_a_test_that_is_incomplete_is_not_activated_and_says_why(stage: Stage) -> None:
    test_id = stage.a_draft()

    answer = words(stage.scheduler.post(f"/deliver/{test_id}/activate", follow=True).text)

    assert "Set the test's date and time first." in answer
    assert "Add at least one candidate first." in answer
    assert stage.badge(test_id) == "not requested"
