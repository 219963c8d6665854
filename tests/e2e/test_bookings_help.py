"""Asking a test centre for help, and its answer."""

from __future__ import annotations

import re

import pytest

from core.access.permissions import Role
from tests.e2e.booked import Booked
from tests.e2e.hall import words
from tests.e2e.world import World


@pytest.fixture
def booked(world: World) -> Booked:
    return Booked(world=world)


def ask(booked: Booked, subject: str = "A ramp", text: str = "Is there a ramp?\nOne of ours needs it.") -> str:
    """The address of the new request, about the session."""
    answer = booked.as_teacher().post(f"/help/new?session={booked.session}", {"subject": subject, "text": text})
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


@pytest.mark.feature("P28")
def test_a_question_reaches_the_centre_and_its_answer_comes_back(booked: Booked) -> None:
    booked.world.open_mailbox()
    teacher, manager = booked.as_teacher(), booked.as_manager()

    request = ask(booked)
    listed = words(manager.get("/help").text)
    booked.world.run_jobs()
    manager.post(request, {"text": "Yes, at the back."})
    booked.world.run_jobs()

    assert "A ramp Lingua House Open" in listed
    assert "A ramp Northgate College Answered" in words(teacher.get("/help").text)
    page = words(teacher.get(request).text)
    assert "Lingua House to Northgate College · about B2 First" in page
    assert "Daniel Osei Lingua House 1 Dec 2026, 09:00 (Europe/London) Is there a ramp?" in page
    assert "Yes, at the back." in page
    letters = [letter for letter in booked.world.mailbox() if request in letter.text]
    assert [one.subject for one in letters] == ["Northgate College has answered", "Lingua House asks for help"]
    assert booked.teacher.email in letters[0].to
    assert booked.hall.manager.email in letters[1].to


def test_a_further_question_opens_the_request_again(booked: Booked) -> None:
    request = ask(booked)
    booked.as_manager().post(request, {"text": "Yes."})
    answered = booked.as_manager().get("/help?status=answered").text

    booked.as_teacher().post(request, {"text": "And a lift?"})

    assert request in answered
    assert request in booked.as_manager().get("/help?status=open").text
    assert request not in booked.as_manager().get("/help?status=answered").text


def test_a_question_about_no_session_goes_to_the_chosen_centre(booked: Booked) -> None:
    teacher = booked.as_teacher()
    form = teacher.get("/help/new").text
    asked = {"centre": str(booked.hall.centre), "subject": "Invoices", "text": "One a month?"}

    answer = teacher.post("/help/new", asked, follow=True)

    assert "Northgate College (GB104)" in form
    assert "Lingua House to Northgate College" in words(answer.text)
    assert "· about" not in answer.text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"subject": "", "text": "Why?"}, "Say in a few words"),
        ({"subject": "Ramp", "text": " "}, "Write your message"),
        ({"subject": "x" * 201, "text": "Why?"}, "200"),
        ({"subject": "Ramp", "text": "x" * 4001}, "4000"),
    ],
)
def test_an_empty_or_endless_question_is_refused(booked: Booked, fields: dict[str, str], text: str) -> None:
    answer = booked.as_teacher().post(f"/help/new?session={booked.session}", fields)

    assert answer.status_code == 422
    assert text in answer.text


def test_a_centre_that_one_does_not_work_with_cannot_be_asked(booked: Booked) -> None:
    fields = {"subject": "Ramp", "text": "Why?", "centre": str(booked.world.centre())}

    assert booked.as_teacher().post("/help/new", fields).status_code == 422


def test_an_empty_answer_is_refused(booked: Booked) -> None:
    answer = booked.as_manager().post(ask(booked), {"text": " "})

    assert answer.status_code == 422
    assert "Write your message" in answer.text


def test_what_people_write_is_shown_as_they_wrote_it(booked: Booked) -> None:
    page = booked.as_manager().get(ask(booked, subject="<b>Ramp</b>", text="<script>alert(1)</script>")).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;Ramp&lt;/b&gt;" in page


def test_nobody_else_sees_a_request_or_asks_about_the_session(booked: Booked) -> None:
    request = ask(booked)

    for browser in booked.strangers():
        assert browser.get(request).status_code == 404
        assert browser.post(request, {"text": "Me too"}).status_code == 404
        assert request not in browser.get("/help").text
    asking = booked.strangers()[0].post(f"/help/new?session={booked.session}", {"subject": "A", "text": "B"})
    assert asking.status_code == 404


def test_the_test_centre_answers_and_does_not_ask(booked: Booked) -> None:
    assert booked.as_manager().get("/help/new").status_code == 403
    assert booked.as_teacher().get("/help/new?session=nonsense").status_code == 404


def test_who_works_with_no_centre_is_told_what_to_do(booked: Booked) -> None:
    alone = booked.world.client_as(Role.PREPARATION_USER, at=booked.world.preparation_centre())

    assert "No test centre works with you yet" in alone.get("/help/new").text
    assert "No requests yet" in alone.get("/help").text


def test_each_side_chooses_whether_to_be_told(booked: Booked) -> None:
    shown = {
        who: set(re.findall(r'name="(help_\w+)"', browser.get("/account/notifications").text))
        for who, browser in (("teacher", booked.as_teacher()), ("manager", booked.as_manager()))
    }

    assert shown == {"teacher": {"help_answered"}, "manager": {"help_asked"}}
