from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.sessions.model import EntryTerms, Price, SessionPlan, SpeakingDates, TestSessionId, fold_session_code
from core.sessions.model import SessionStatus as Status
from core.sessions.model import TestSession as Session
from core.sessions.usecases.planning import later
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import new_id
from core.shared.money import Money
from tests.unit.sessions.house import ADVANCED, CENTRE, EXAM_DAY, PLAN, SCHOOL, paper, pounds

SECOND = timedelta(seconds=1)


def with_deadlines(**changes: object) -> Callable[[], SessionPlan]:
    # Which field it is, and of what type, is each test's to say.
    return lambda: replace(PLAN, deadlines=replace(PLAN.deadlines, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("papers", lambda: replace(PLAN, papers=())),
        ("papers", lambda: replace(PLAN, papers=(paper("One", EXAM_DAY), paper("Two", EXAM_DAY)))),
        ("entries", with_deadlines(entries=EXAM_DAY, late_entries=None)),
        ("late_entries", with_deadlines(late_entries=PLAN.deadlines.entries)),
        ("late_entries", with_deadlines(late_entries=EXAM_DAY)),
        ("payments", with_deadlines(payments=EXAM_DAY)),
        ("results", with_deadlines(results=PLAN.ends_at)),
        ("capacity", lambda: replace(PLAN, capacity=0)),
        ("time_zone", lambda: replace(PLAN, time_zone="Mars/Olympus")),
    ],
)
def test_a_plan_that_cannot_be_held_is_refused_with_its_field(field: str, wrong: Callable[[], SessionPlan]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        wrong()

    assert field in {problem.field for problem in refused.value.problems}


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidInputError) as refused:
        replace(PLAN, capacity=0, deadlines=replace(PLAN.deadlines, payments=EXAM_DAY, results=EXAM_DAY))

    assert [problem.field for problem in refused.value.problems] == ["payments", "results", "capacity"]


def test_a_speaking_window_does_not_end_before_it_begins() -> None:
    with pytest.raises(InvalidInputError, match="invalid_input"):
        SpeakingDates(first=date(2027, 3, 8), last=date(2027, 3, 7))


def test_the_late_fee_is_in_the_currency_of_the_price() -> None:
    with pytest.raises(InvalidInputError):
        Price(entry=pounds(1), late_fee=Money(amount=1, currency="EUR"))


def open_session() -> Session:
    session = Session(id=TestSessionId(new_id()), centre_id=CENTRE, plan=PLAN, code="ABCDEFGH")
    session.open(now=PLAN.deadlines.entries - SECOND)
    return session


def test_each_deadline_is_the_first_moment_at_which_it_is_too_late() -> None:
    session, late = open_session(), PLAN.deadlines.late_entries
    assert late is not None

    terms = [session.terms(now=at) for at in (PLAN.deadlines.entries - SECOND, PLAN.deadlines.entries)]
    terms += [session.terms(now=at) for at in (late - SECOND, late)]

    assert terms == [EntryTerms.IN_TIME, EntryTerms.LATE, EntryTerms.LATE, EntryTerms.CLOSED]


def test_without_late_entries_the_first_deadline_is_the_last() -> None:
    session = open_session()
    session.revise(with_deadlines(late_entries=None)())

    assert session.terms(now=PLAN.deadlines.entries) is EntryTerms.CLOSED


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CANCELLED])
def test_nobody_enters_for_a_session_that_is_not_open(status: Status) -> None:
    session = open_session()
    session.status = status

    assert session.terms(now=PLAN.deadlines.entries - SECOND) is EntryTerms.CLOSED


def test_a_session_is_not_opened_after_its_deadline() -> None:
    session = Session(id=TestSessionId(new_id()), centre_id=CENTRE, plan=PLAN, code="ABCDEFGH")

    with pytest.raises(InvalidInputError):
        session.open(now=PLAN.deadlines.entries)


def test_with_entries_the_exam_the_currency_and_their_seats_stay() -> None:
    session = open_session()
    session.take_seats(3)
    in_euros = Price(entry=Money(amount=1, currency="EUR"), late_fee=Money(amount=0, currency="EUR"))

    for plan in (replace(PLAN, exam=ADVANCED), replace(PLAN, price=in_euros), replace(PLAN, capacity=2)):
        with pytest.raises(InvalidInputError):
            session.revise(plan)
    session.revise(replace(PLAN, capacity=3))

    assert session.seats_left == 0


def test_a_cancelled_session_is_nobodys_and_stays_as_it_is() -> None:
    session = open_session()
    session.make_available({SCHOOL})

    session.cancel()

    assert not session.available_to
    for deed in (session.cancel, lambda: session.revise(PLAN), lambda: session.open(now=EXAM_DAY)):
        with pytest.raises(ConflictError, match="session_is_cancelled"):
            deed()


def test_seats_are_given_until_there_are_none() -> None:
    session = open_session()
    session.take_seats(40)

    with pytest.raises(ConflictError, match="session_is_full"):
        session.take_seats(1)
    session.give_back_seats(1)

    assert session.seats_left == 1


def test_no_seat_is_given_back_that_was_not_taken() -> None:
    with pytest.raises(ConflictError, match="no_such_seats"):
        open_session().give_back_seats(1)


def test_a_copy_keeps_the_local_times_over_the_change_of_clocks() -> None:
    """British clocks are put forward on 28 March 2027."""
    copy = later(PLAN, days=28)

    assert copy.starts_at == EXAM_DAY + timedelta(days=28, hours=-1)
    assert copy.speaking == SpeakingDates(first=date(2027, 4, 3), last=date(2027, 4, 9))
    assert copy.deadlines.entries == PLAN.deadlines.entries + timedelta(days=28)


@pytest.mark.parametrize(
    ("typed", "code"), [("abcd-efgh", "ABCDEFGH"), (" ABCD EFGH ", "ABCDEFGH"), ("ABCDEFG1", None), ("ABC", None)]
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str | None) -> None:
    assert fold_session_code(typed) == code
