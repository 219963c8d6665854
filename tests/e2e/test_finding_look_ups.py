"""Looking results up by their reference number, end to end on both databases: its guard, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.permissions import Role
from core.results.reference import draw_reference, written_reference
from core.verification.model.sharing import LOOK_UP_OPEN, ActivityKind, Field
from core.verification.usecases.looking_up import WRONG_PER_PERSON
from tests.e2e.finding import Office, found_words, look_up, names_in, office_on, search, shown
from tests.e2e.world import Browser


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with office_on(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def reader(office: Office) -> Browser:
    return office.world.client(office.reader)


def guess(browser: Browser, times: int) -> list[int]:
    numbers = [written_reference(draw_reference()) for _ in range(times)]
    return [browser.post("/find", {"reference": number}).status_code for number in numbers]


@pytest.mark.feature("R06")
@pytest.mark.feature("R16")
def test_the_number_opens_a_result_that_was_not_shared_and_the_candidate_is_told(
    office: Office, reader: Browser
) -> None:
    result = office.result()
    assert names_in(search(reader, name="maya")) == []

    page = look_up(reader, result)

    assert page.request.path == f"/find/result/{result.id}"
    assert "Overall score 179" in shown(page)
    assert "Looked up by your organisation" in shown(page)
    assert "Open until 31 Dec 2026" in shown(page)
    assert not [word for word in ("23 Apr 2009", "maya@example.org") if word in shown(page)]
    seen = office.world.container.candidate_reader().own_result(
        result.id, office.candidate.id, now=office.world.clock.now()
    )
    assert [row.activity.kind for row in seen.activity] == [ActivityKind.LOOKED_UP]
    assert {"result_looked_up", "result_seen"} <= set(office.world.trail())


@pytest.mark.feature("R16")
def test_the_candidate_gets_a_letter_about_a_look_up(office: Office, reader: Browser) -> None:
    result = office.result()
    office.world.open_mailbox()

    look_up(reader, result)
    office.world.run_jobs()

    (letter,) = office.letters_to(office.candidate)
    assert "Aldermoor University" in letter.text


def test_what_was_looked_up_stays_open_for_the_organisation_and_for_a_while(office: Office, reader: Browser) -> None:
    result = office.result()
    look_up(reader, result)
    colleague = office.world.client(office.world.person(Role.MEMBER, at=office.aldermoor))

    listed = shown(colleague.get("/find/look-ups"))

    assert "Maya Lindqvist" in listed
    assert "Ada Reader" in listed
    assert colleague.get(f"/find/result/{result.id}").status_code == 200
    assert names_in(colleague.get("/find")) == []
    assert office.world.client(office.stranger).get(f"/find/result/{result.id}").status_code == 404

    office.world.clock.advance(days=LOOK_UP_OPEN.days)
    later = office.world.client(office.reader)
    assert later.get(f"/find/result/{result.id}").status_code == 404
    assert "No look-up is open" in shown(later.get("/find/look-ups"))


def test_a_result_that_is_not_released_cannot_be_looked_up(office: Office, reader: Browser) -> None:
    before = look_up(reader, office.result(released=False))
    never = reader.post("/find", {"reference": written_reference(draw_reference())})

    assert (before.status_code, never.status_code) == (422, 422)
    assert "No released result fits this" in shown(before)
    assert "No released result fits this" in shown(never)


def test_a_withheld_result_is_found_and_says_so(office: Office, reader: Browser) -> None:
    result = office.result()
    office.change(result, "withhold", reason="Looked into")

    page = shown(look_up(reader, result))

    assert "This result is withheld" in page
    assert found_words(page, "179") == []


@pytest.mark.feature("R16")
def test_a_typing_error_is_told_as_one_and_is_no_guess(office: Office, reader: Browser) -> None:
    number = written_reference(office.result().reference)
    mistyped = number[:-1] + ("A" if number[-1] != "A" else "B")

    answers = [reader.post("/find", {"reference": mistyped}) for _ in range(WRONG_PER_PERSON + 1)]

    assert {one.status_code for one in answers} == {422}
    assert "mistyped, missing or too many" in shown(answers[-1])
    assert f'value="{mistyped}"' in answers[-1].text
    assert "look_up_missed" not in office.world.trail()


@pytest.mark.feature("R16")
def test_guessing_is_refused_over_all_processes_and_alarms_the_recognition_team_once(
    office: Office, reader: Browser, database_url: str
) -> None:
    result = office.result()
    office.world.open_mailbox()
    officer = office.world.person(Role.RECOGNITION_OFFICER)
    beside = office.world.beside({"EXAMHALL_DATABASE_URL": database_url})
    elsewhere = beside.client(office.reader, address="192.0.2.77")

    first, second = guess(reader, WRONG_PER_PERSON // 2), guess(elsewhere, WRONG_PER_PERSON // 2 + 3)
    right = look_up(reader, result)

    assert first == [422] * (WRONG_PER_PERSON // 2)
    assert second == [422] * (WRONG_PER_PERSON // 2) + [429] * 3
    assert (right.status_code, "Looking up is closed to you for now" in shown(right)) == (429, True)
    assert names_in(search(reader, name="maya")) == []
    office.world.run_jobs()
    assert len([one for one in office.letters_to(officer) if "Aldermoor University" in one.text]) == 1
    assert office.world.trail().count("guessing_alarm") == 1
    beside.close()

    office.world.clock.advance(minutes=15)
    assert look_up(reader, result).status_code == 200


@pytest.mark.feature("R16")
def test_the_awarding_body_asks_for_the_date_of_birth_if_it_wants(office: Office, reader: Browser) -> None:
    result = office.result()
    officer = office.world.client(office.world.person(Role.RECOGNITION_OFFICER))
    changed = officer.post("/look-up-policy", {"asks_date_of_birth": "y", "version": "0"}, follow=True)
    assert "The date of birth is asked for from now on." in shown(changed)

    without, wrong = look_up(reader, result), look_up(reader, result, date_of_birth="2001-01-01")
    right = look_up(reader, result, date_of_birth="09-04-23")

    assert (without.status_code, "Enter the candidate's date of birth too" in without.text.replace("&#39;", "'")) == (
        422,
        True,
    )
    assert (wrong.status_code, "No released result fits this" in shown(wrong)) == (422, True)
    assert right.request.path == f"/find/result/{result.id}"
    assert "23 Apr 2009" not in shown(right)
    assert "look_up_policy_changed" in office.world.trail()


def test_only_the_recognition_team_sees_the_policy(office: Office, reader: Browser) -> None:
    officer = office.world.client(office.world.person(Role.RECOGNITION_OFFICER))

    assert officer.get("/look-up-policy").status_code == 200
    assert reader.get("/look-up-policy").status_code == 403
    assert reader.post("/look-up-policy", {"asks_date_of_birth": "y", "version": "0"}).status_code == 403
    assert officer.post("/look-up-policy", {"version": "7"}).status_code == 409


def test_other_criteria_must_hold_too(office: Office, reader: Browser) -> None:
    result = office.result()

    assert look_up(reader, result, name="omar").status_code == 422
    assert look_up(reader, result, name="maya", place="chester").request.path == f"/find/result/{result.id}"


def test_what_is_shared_is_opened_without_a_look_up(office: Office, reader: Browser) -> None:
    result = office.result()
    office.share(result, fields=frozenset({Field.OVERALL}))

    page = look_up(reader, result, date_of_birth="2001-01-01")

    assert page.request.path == f"/find/result/{result.id}"
    assert "Not compared, because the candidate did not share it with you: date of birth." in shown(page)
    assert "result_looked_up" not in office.world.trail()
    assert "No look-up is open" in shown(reader.get("/find/look-ups"))


@pytest.mark.feature("X10")
def test_who_holds_a_share_or_looked_it_up_is_told_of_a_change_once(office: Office, reader: Browser) -> None:
    shared, looked_up, unknown = office.shared("Shared"), office.result("Looked"), office.result("Unknown")
    look_up(office.world.client(office.stranger), looked_up)
    office.world.open_mailbox()

    for result in (shared, looked_up, unknown):
        office.change(result, "revoke", reason="Impersonation")
    office.world.run_jobs()

    told = [len(office.letters_to(one)) for one in (office.reader, office.stranger)]
    texts = [one.text for one in office.letters_to(office.reader)]
    assert told == [1, 1]
    assert "revoked" in texts[0]
    assert "Impersonation" not in texts[0]
