"""The test centre's side: all bookings, payments, and entries that are withdrawn or moved."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from core.access.permissions import Role
from core.sessions.model import TestSessionId
from tests.e2e.booked import MAYA, Booked
from tests.e2e.hall import words
from tests.e2e.world import World

STATUS = re.compile(r'<span class="badge badge-\w+"><svg.*?</svg>([^<]+)</span>')


@pytest.fixture
def booked(world: World) -> Booked:
    return Booked(world=world)


def entry_page(booked: Booked, place: int = 0) -> str:
    return f"{booked.centres}/candidates/{booked.entries[place]}"


def settle(booked: Booked, kind: str, amount: str, *, place: int = 0) -> int:
    answer = booked.as_manager().post(
        f"{entry_page(booked, place)}/payment", {"kind": kind, "amount": amount, "note": "Transfer 12"}
    )
    return answer.status_code


# All bookings


@pytest.mark.feature("P30")
def test_a_test_centre_sees_the_bookings_of_all_its_preparation_centres(booked: Booked) -> None:
    other_school = booked.world.preparation_centre(booked.hall.centre, name="Harrow School", number="PC211")
    other = booked.world.person(Role.PREPARATION_USER, at=other_school)
    later = booked.hall.session(other_school, plan=booked.hall.plan(exam="CAE"))
    booked.enter(replace(MAYA, given_name="Mia", id_number="Q1234567"), by=other, session=later)
    manager = booked.as_manager()

    everything = words(manager.get("/bookings").text)
    of_session = words(manager.get(f"/bookings?session={booked.session}").text)
    of_school = words(manager.get(f"/bookings?entrant={other_school}").text)
    sought = words(manager.get("/bookings?q=harrow").text)

    mine = "Lingua House PC210 B2 First 16 Jan 2027 3 £546.00 £546.00 Unpaid"
    theirs = "Harrow School PC211 C1 Advanced 16 Jan 2027 1 £182.00 £182.00 Unpaid"
    assert [mine in page for page in (everything, of_session, of_school, sought)] == [True, True, False, False]
    assert [theirs in page for page in (everything, of_session, of_school, sought)] == [True, False, True, True]
    assert "3 of 40 seats are taken" in of_session


def test_a_filter_that_is_no_id_filters_nothing_and_one_of_others_finds_nothing(booked: Booked) -> None:
    manager = booked.as_manager()
    other_centre = booked.world.client_as(Role.CENTRE_MANAGER, at=booked.world.centre())

    assert booked.centres in manager.get("/bookings?session=nonsense&entrant=nonsense").text
    assert other_centre.get(f"/bookings?session={booked.session}").status_code == 404
    assert "Nobody is entered yet" in other_centre.get("/bookings").text


# Payments


@pytest.mark.feature("P26")
def test_the_payment_status_of_a_candidate_follows_from_what_was_recorded(booked: Booked) -> None:
    teacher, page = booked.as_teacher(), f"{booked.own}/candidates/{booked.entries[0]}"
    seen = [STATUS.findall(teacher.get(page).text)[0]]
    deeds = (("payment", "100"), ("payment", "82.00"), ("refund", "182"), ("waiver", "182"))

    for kind, amount in deeds:
        assert settle(booked, kind, amount) == 302
        seen.append(STATUS.findall(teacher.get(page).text)[0])

    assert seen[:4] == ["Unpaid", "Part paid", "Paid", "Refunded"]
    assert "Entry fee 1 Dec 2026, 09:00 £182.00" in words(teacher.get(page).text)
    assert "Payment 1 Dec 2026, 09:00 Transfer 12 −£100.00" in words(teacher.get(page).text)
    assert "Still open" in words(teacher.get(page).text)


def test_a_waived_fee_shows_as_waived(booked: Booked) -> None:
    settle(booked, "waiver", "182")

    assert STATUS.findall(booked.as_teacher().get(f"{booked.own}/candidates/{booked.entries[0]}").text)[0] == "Waived"


@pytest.mark.feature("P30")
def test_one_payment_is_spread_over_a_booking(booked: Booked) -> None:
    manager = booked.as_manager()

    answer = manager.post(f"{booked.centres}/payment", {"amount": "400", "note": "Transfer 7"}, follow=True)

    assert "The payment is recorded for 3 entries" in answer.text
    page = words(booked.as_teacher().get(booked.own).text)
    assert "Status Part paid Paid £400.00 Still open £146.00" in page
    statuses = STATUS.findall(booked.as_teacher().get(f"{booked.own}/candidates").text)
    assert sorted(statuses) == ["Paid", "Paid", "Part paid"]


@pytest.mark.parametrize(
    ("amount", "answer"),
    [
        ("546.01", "Only 546.00 GBP is open"),
        ("0", "above zero"),
        ("-5", "Enter an amount like"),
        ("12.345", "at most 2 decimals"),
        ("", "Enter the amount"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_with_the_reason(booked: Booked, amount: str, answer: str) -> None:
    refused = booked.as_manager().post(f"{booked.centres}/payment", {"amount": amount})

    assert refused.status_code == 422
    assert answer in refused.text
    assert "£546.00 £546.00 Unpaid" in words(booked.as_manager().get("/bookings").text)


def test_only_what_the_account_allows_can_be_chosen(booked: Booked) -> None:
    unpaid = settle(booked, "refund", "1")
    settle(booked, "payment", "182")
    paid_twice = settle(booked, "payment", "1")
    page = booked.as_manager().get(f"{entry_page(booked)}/payment").text

    assert (unpaid, paid_twice) == (422, 422)
    assert re.findall(r'name="kind"[^>]*value="(\w+)"', page) == ["refund"]


def test_a_preparation_centre_records_nothing(booked: Booked) -> None:
    teacher, start = booked.as_teacher(), f"{booked.own}/candidates/{booked.entries[0]}"

    done = [teacher.post(path, {"amount": "1"}).status_code for path in (f"{booked.own}/payment", f"{start}/payment")]

    assert done == [403, 403]
    assert "Record a payment" not in teacher.get(booked.own).text
    assert "Withdraw" not in teacher.get(start).text


# Withdrawing and moving


@pytest.mark.feature("P30")
def test_an_entry_is_withdrawn_and_its_fee_refunded(booked: Booked) -> None:
    settle(booked, "payment", "182")
    manager = booked.as_manager()

    asked = manager.get(f"{entry_page(booked)}/withdraw").text
    manager.post(f"{entry_page(booked)}/withdraw")
    kept = words(manager.get(entry_page(booked)).text)
    settle(booked, "refund", "182")

    assert "£182.00 stays with your centre until you record a refund" in words(asked)
    assert "£182.00 was paid for it and has not been refunded" in kept
    assert STATUS.findall(manager.get(entry_page(booked)).text)[:2] == ["Withdrawn", "Refunded"]
    overview = words(booked.as_teacher().get(booked.own).text)
    assert "Candidates registered 2 Entry fee per candidate £182.00 Total fee £364.00" in overview
    assert "2 of 40 seats are taken" in words(manager.get(f"/bookings?session={booked.session}").text)


def test_an_entry_is_withdrawn_once(booked: Booked) -> None:
    manager = booked.as_manager()
    manager.post(f"{entry_page(booked)}/withdraw")

    assert manager.post(f"{entry_page(booked)}/withdraw").status_code == 409


def move(booked: Booked, to: TestSessionId) -> str:
    answer = booked.as_manager().post(f"{entry_page(booked)}/move", {"to": str(to)}, follow=True)
    return words(answer.text)


def test_an_entry_is_moved_with_what_was_paid(booked: Booked) -> None:
    later = booked.later_session()
    settle(booked, "payment", "100")

    answer = move(booked, later)

    assert "is moved. Its payments went along." in answer
    assert "Still open Part paid £82.00 (GBP)" in answer
    teacher = booked.as_teacher()
    assert "Candidates registered 2 " in words(teacher.get(booked.own).text)
    assert "Candidates registered 1 " in words(teacher.get(f"/bookings/{later}").text)


def test_an_entry_moves_only_where_it_can(booked: Booked) -> None:
    dearer = booked.hall.plan(starts_at=booked.hall.plan().starts_at + timedelta(days=9))
    dearer = replace(dearer, price=replace(dearer.price, entry=dearer.price.late_fee))
    wrong = [
        booked.session,
        booked.hall.session(plan=booked.hall.plan(exam="CAE")),
        booked.hall.session(plan=dearer),
        booked.hall.draft(),
    ]

    for one in wrong:
        refused = booked.as_manager().post(f"{entry_page(booked)}/move", {"to": str(one)})
        assert refused.status_code == 422
    assert "There is no session to move to" in booked.as_manager().get(f"{entry_page(booked)}/move").text


def test_who_is_entered_there_already_is_not_moved_there(booked: Booked) -> None:
    later = booked.later_session()
    booked.enter(MAYA, session=later)

    assert "The candidate is entered for that session already." in move(booked, later)
