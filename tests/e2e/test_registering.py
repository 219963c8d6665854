"""A candidate registers with a session's code, and opens, prints and is mailed the confirmation of entry."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from core.access.model import EVERYTHING
from core.access.permissions import Role
from core.bookings.usecases.changing import WithdrawEntryCommand
from core.sessions.model import TestSession, TestSessionId
from core.shared.time import utc
from tests.e2e.booked import MAYA, Booked
from tests.e2e.hall import Hall, words
from tests.e2e.letters import keep_letters, letters
from tests.e2e.world import Browser, World

ZOE = {
    "given_name": "Zoë",
    "family_name": "Šimková",
    "date_of_birth": "2009-04-23",
    "id_number": "SK 771234",
    "email": "zoe@example.org",
    "consent": "y",
}


@pytest.fixture
def hall(world: World) -> Hall:
    return Hall(world=world)


def session_of(world: World, session_id: TestSessionId) -> TestSession:
    with world.container.open_unit()() as unit:
        found: TestSession = unit.sessions.get(session_id, EVERYTHING)
    return found


def code_of(hall: Hall, session_id: TestSessionId) -> str:
    return session_of(hall.world, session_id).code


def register(browser: Browser, code: str, **changes: str) -> str:
    """The address of the confirmation that one is led to."""
    answer = browser.post(f"/register/{code}", {**ZOE, **changes})
    assert answer.status_code == 302, words(answer.text)
    return answer.headers["Location"]


def printed(content: bytes) -> str:
    (page,) = PdfReader(BytesIO(content)).pages
    return " ".join(page.extract_text().split())


@pytest.mark.feature("P31")
def test_the_code_leads_to_the_session_and_the_session_to_a_confirmation(hall: Hall) -> None:
    session_id = hall.session()
    browser = hall.world.client()
    code = code_of(hall, session_id)

    found = browser.post("/register", {"code": f" {code[:4].lower()}-{code[4:]} "})
    page = browser.get(found.headers["Location"])
    address = register(browser, code)
    confirmation = browser.get(address)

    told = words(page.text)
    assert [part for part in ("16 Jan 2027", "09:00 to 10:15", "£182.00", "12 Northgate") if part not in told] == []
    entry = words(confirmation.text)
    parts = (
        "Zoë Šimková",
        "SK 771234",
        "09:00 to 10:15",
        "14 Jan 2027 to 20 Jan 2027",
        "182.00 GBP",
        "identity document",
    )
    assert [part for part in parts if part not in entry] == []
    assert "imkov" not in address
    assert session_of(hall.world, session_id).taken == 1
    assert confirmation.headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.feature("P31")
def test_the_entry_is_the_test_centres_own_and_owes_the_fee(hall: Hall) -> None:
    session_id = hall.session()
    register(hall.world.client(), code_of(hall, session_id))

    manager = hall.world.client(hall.manager)
    page = manager.get(f"/bookings/{session_id}/{hall.centre}/candidates").text

    assert "Zoë Šimková" in page
    assert "Unpaid" in page
    assert "candidate_registered" in hall.world.trail()


@pytest.mark.feature("P31")
def test_the_confirmation_is_a_pdf_with_name_and_number(hall: Hall) -> None:
    browser = hall.world.client()
    address = register(browser, code_of(hall, hall.session()))
    number = re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}", browser.get(address).text)
    assert number is not None

    pdf = browser.get(f"{address}/confirmation.pdf")

    assert pdf.content_type == "application/pdf"
    assert f'filename="confirmation-{number[0]}.pdf"' in pdf.headers["Content-Disposition"]
    text = printed(pdf.data)
    assert [part for part in ("Zoë Šimková", number[0], "B2 First", "Writing") if part not in text] == []


@pytest.mark.feature("P31")
def test_the_confirmation_is_mailed_with_a_link_that_needs_no_log_in(hall: Hall) -> None:
    keep_letters(hall.world)
    register(hall.world.client(), code_of(hall, hall.session()))

    (letter,) = letters(hall.world)
    link = re.findall(r"http://127\.0\.0\.1:8000(/confirmation/\S+)", letter.text)[0]

    assert "zoe@example.org" in letter.to
    assert letter.subject == "You are entered: B2 First, 16 Jan 2027"
    assert "Reading and Use of English: 16 Jan 2027, 09:00 to 10:15" in letter.text
    assert "Zoë Šimková" in words(hall.world.client().get(link).text)


def test_administrators_see_the_letter_with_the_candidates_number_and_no_name(hall: Hall) -> None:
    keep_letters(hall.world)
    register(hall.world.client(), code_of(hall, hall.session()))
    letters(hall.world)

    page = hall.world.client_as(Role.ADMINISTRATOR).get("/admin/messages").text

    assert "Confirmation of entry" in page
    assert re.search(r"Candidate [A-Z2-9]{5}-", page)
    assert "Zoë" not in page


def test_who_is_withdrawn_before_the_mail_gets_none_and_the_page_says_so(hall: Hall) -> None:
    keep_letters(hall.world)
    browser, session_id = hall.world.client(), hall.session()
    address = register(browser, code_of(hall, session_id))
    with hall.world.container.open_unit()() as unit:
        (entry,) = unit.entries.of_session(session_id)
    withdraw = WithdrawEntryCommand(actor=hall.manager.actor, entry_id=entry.id)
    hall.world.container.withdraw_entry()(withdraw)

    assert letters(hall.world) == []
    assert "This entry is withdrawn" in browser.get(address).text


@pytest.mark.feature("P31")
@pytest.mark.parametrize("code", ["ABCD2345", "nothing", "<script>"])
def test_an_unknown_code_is_told_plainly(hall: Hall, code: str) -> None:
    answer = hall.world.client().post("/register", {"code": code})

    assert answer.status_code == 422
    assert "No open session has this code" in answer.text


def test_the_code_of_a_draft_is_as_unknown_as_any(hall: Hall) -> None:
    code = code_of(hall, hall.draft())

    assert hall.world.client().post("/register", {"code": code}).status_code == 422
    assert hall.world.client().get(f"/register/{code}").status_code == 404


@pytest.mark.feature("P31")
def test_a_closed_session_is_told_and_takes_nobody(hall: Hall) -> None:
    session_id = hall.session(plan=hall.plan(late=False))
    code = code_of(hall, session_id)
    hall.world.clock.set(hall.plan().deadlines.entries)

    page = hall.world.client().get(f"/register/{code}").text
    answer = hall.world.client().post(f"/register/{code}", ZOE)

    assert "Entries are closed" in page
    assert answer.status_code == 422
    assert session_of(hall.world, session_id).taken == 0


@pytest.mark.feature("P31")
def test_who_comes_late_is_told_the_late_fee_and_owes_it(hall: Hall) -> None:
    code = code_of(hall, hall.session())
    hall.world.clock.set(hall.plan().deadlines.entries)
    browser = hall.world.client()

    page = browser.get(f"/register/{code}").text
    confirmation = browser.get(register(browser, code)).text

    assert "This is a late entry" in page
    assert "212.00 GBP" in confirmation


@pytest.mark.feature("P31")
def test_the_last_seat_is_given_once_and_then_the_page_says_full(hall: Hall) -> None:
    session_id = hall.session(plan=replace(hall.plan(), capacity=1))
    code, browser = code_of(hall, session_id), hall.world.client()
    register(browser, code)

    second = browser.post(f"/register/{code}", {**ZOE, "given_name": "Ana", "id_number": "B1234567"})

    assert second.status_code == 422
    assert "The session is full" in second.text
    assert session_of(hall.world, session_id).taken == 1


@pytest.mark.feature("P31")
def test_who_is_entered_already_is_told_without_a_name(world: World) -> None:
    """By the number of their document alone, which somebody else may have typed."""
    booked = Booked(world=world)
    code = code_of(booked.hall, booked.session)

    answer = world.client().post(f"/register/{code}", {**ZOE, "id_number": MAYA.id_number})

    assert answer.status_code == 422
    assert "is entered for this session or for another exam" in words(answer.text)
    assert "Maya" not in answer.text
    assert "Lindqvist" not in answer.text


def test_what_is_wrong_stands_at_its_field_and_nothing_is_stored(hall: Hall) -> None:
    session_id = hall.session()
    wrong = {**ZOE, "email": "zoe", "date_of_birth": "2035-01-01"}
    del wrong["consent"]

    answer = hall.world.client().post(f"/register/{code_of(hall, session_id)}", wrong)

    assert answer.status_code == 422
    assert "without your consent" in answer.text
    assert session_of(hall.world, session_id).taken == 0


def test_looks_at_codes_from_one_address_are_limited_over_all_processes(hall: Hall) -> None:
    first, second = hall.world.client(address="192.0.2.7"), hall.world.beside()
    for _ in range(50):
        first.post("/register", {"code": "ABCD2345"})
        second.client(address="192.0.2.7").post("/register", {"code": "ABCD2345"})

    refused = first.post("/register", {"code": code_of(hall, hall.session())})
    elsewhere = hall.world.client(address="192.0.2.8").post("/register", {"code": code_of(hall, hall.session())})
    second.close()

    assert "Too many attempts" in words(refused.text)
    assert elsewhere.status_code == 302


def test_a_guessed_or_outdated_link_leads_nowhere(hall: Hall) -> None:
    browser = hall.world.client()
    address = register(browser, code_of(hall, hall.session()))

    guessed = browser.get("/confirmation/guessed")
    hall.world.clock.set(hall.plan().deadlines.results)
    hall.world.clock.advance(days=90)

    assert guessed.status_code == 404
    assert browser.get(address).status_code == 404
    assert browser.get(f"{address}/confirmation.pdf").status_code == 404


@pytest.mark.feature("P31")
def test_a_preparation_centre_prints_the_confirmation_of_its_own_entries_only(world: World) -> None:
    booked = Booked(world=world)
    address = f"/entries/{booked.entries[0]}/confirmation.pdf"

    page = booked.as_teacher().get(f"{booked.own}/candidates/{booked.entries[0]}").text
    own, centres = booked.as_teacher().get(address), booked.as_manager().get(address)

    assert f'href="{address}"' in page
    assert "Maya Lindqvist" in printed(own.data)
    assert "Lingua House settles the fee" in printed(centres.data)
    assert [stranger.get(address).status_code for stranger in booked.strangers()] == [404, 404]
    assert world.client().get(address).status_code == 302
    assert world.trail().count("confirmation_taken") == 2


def test_a_known_candidate_keeps_their_number_and_their_address_is_not_changed_by_a_stranger(hall: Hall) -> None:
    keep_letters(hall.world)
    browser = hall.world.client()
    first, second = hall.session(), hall.session(plan=hall.plan(exam="CAE", starts_at=utc(2027, 2, 20, 9)))
    register(browser, code_of(hall, first))
    register(browser, code_of(hall, second), email="somebody@else.example")

    told = letters(hall.world)

    assert {letter.to for letter in told} == {told[0].to}
    assert "zoe@example.org" in told[0].to
