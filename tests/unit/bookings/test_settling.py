"""Payments, waivers and refunds: every status follows from the lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.access.model import Actor
from core.bookings.model import LineKind, PaymentStatus
from core.bookings.usecases.changing import WithdrawEntryCommand
from core.bookings.usecases.settling import PayBookingCommand, SettleEntryCommand
from core.shared.errors import InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.money import Money
from tests.unit.bookings.house import (
    FEE,
    KEEPER,
    OTHER_KEEPER,
    OTHER_PREPARATION,
    PLANNER,
    PREPARATION,
    TEACHER,
    House,
    candidate,
    pounds,
)

PAYMENT, WAIVER, REFUND = LineKind.PAYMENT, LineKind.WAIVER, LineKind.REFUND


@pytest.fixture
def house() -> House:
    return House()


@pytest.mark.parametrize(
    ("lines", "status", "still_open"),
    [
        ([], PaymentStatus.UNPAID, 168),
        ([(PAYMENT, 100)], PaymentStatus.PART_PAID, 68),
        ([(PAYMENT, 100), (PAYMENT, 68)], PaymentStatus.PAID, 0),
        ([(WAIVER, 168)], PaymentStatus.WAIVED, 0),
        ([(WAIVER, 68)], PaymentStatus.PART_PAID, 100),
        ([(WAIVER, 68), (PAYMENT, 100)], PaymentStatus.PAID, 0),
        ([(PAYMENT, 168), (REFUND, 168)], PaymentStatus.REFUNDED, 168),
        ([(PAYMENT, 168), (REFUND, 68)], PaymentStatus.PART_PAID, 68),
        ([(PAYMENT, 168), (REFUND, 168), (PAYMENT, 168)], PaymentStatus.PAID, 0),
    ],
)
def test_the_status_follows_from_the_lines(
    house: House, lines: list[tuple[LineKind, int]], status: PaymentStatus, still_open: int
) -> None:
    [entry] = house.enter()

    for kind, amount in lines:
        house.settled(entry, kind, pounds(amount))

    account = house.entry(entry).account(currency="GBP")
    assert (account.status, account.open) == (status, pounds(still_open))


def test_a_line_keeps_who_recorded_it_when_and_the_note(house: House) -> None:
    [entry] = house.enter()

    house.settled(entry, PAYMENT, pounds(10))

    line = house.entry(entry).lines[-1]
    assert (line.recorded_by, line.recorded_at, line.note) == (KEEPER.label, house.clock.time, "Bank 7")
    assert house.actions[-1] == "payment_recorded"


@pytest.mark.parametrize(
    ("kind", "amount"),
    [
        (PAYMENT, pounds(169)),
        (WAIVER, pounds(169)),
        (REFUND, pounds(1)),
        (PAYMENT, pounds(0)),
        (PAYMENT, Money(amount=100, currency="EUR")),
        (LineKind.ENTRY_FEE, pounds(1)),
        (LineKind.LATE_FEE, pounds(1)),
    ],
)
def test_what_does_not_fit_the_account_is_refused(house: House, kind: LineKind, amount: Money) -> None:
    [entry] = house.enter()

    with pytest.raises(InvalidInputError):
        house.settled(entry, kind, amount)

    assert len(house.entry(entry).lines) == 1


@pytest.mark.parametrize("actor", [TEACHER, PLANNER])
def test_only_who_records_payments_does(house: House, actor: Actor) -> None:
    [entry] = house.enter()
    settle = SettleEntryCommand(actor=KEEPER, entry_id=entry, kind=PAYMENT, amount=FEE)
    pay = PayBookingCommand(actor=KEEPER, session_id=house.session, entrant_id=PREPARATION, amount=FEE)

    with pytest.raises(NotAllowedError):
        house.settle(replace(settle, actor=actor))
    with pytest.raises(NotAllowedError):
        house.pay(replace(pay, actor=actor))


def test_an_entry_of_another_centre_does_not_exist(house: House) -> None:
    [entry] = house.enter()

    with pytest.raises(NotFoundError):
        house.settle(SettleEntryCommand(actor=OTHER_KEEPER, entry_id=entry, kind=PAYMENT, amount=FEE))


# One payment for a booking


def pay(house: House, amount: Money, *, entrant: OrganisationId = PREPARATION) -> int:
    command = PayBookingCommand(
        actor=KEEPER,
        session_id=house.session,
        entrant_id=entrant,
        amount=amount,
        note="Transfer 12",
    )
    return house.pay(command)


def test_a_payment_is_spread_over_what_is_open_in_the_order_of_entry(house: House) -> None:
    entries = house.enter(*(candidate(number) for number in range(3)))
    house.settled(entries[0], PAYMENT, pounds(100))

    settled = pay(house, pounds(168))

    statuses = [house.entry(one).account(currency="GBP").status for one in entries]
    assert settled == 2
    assert statuses == [PaymentStatus.PAID, PaymentStatus.PART_PAID, PaymentStatus.UNPAID]
    assert house.actions[-1] == "booking_paid"


@pytest.mark.parametrize("amount", [pounds(337), pounds(0), Money(amount=100, currency="EUR")])
def test_more_than_is_open_nothing_or_another_currency_is_refused(house: House, amount: Money) -> None:
    entries = house.enter(candidate(1), candidate(2))

    with pytest.raises(InvalidInputError):
        pay(house, amount)

    assert [len(house.entry(one).lines) for one in entries] == [1, 1]


def test_a_booking_without_entries_does_not_exist(house: House) -> None:
    house.enter()

    with pytest.raises(NotFoundError, match="booking"):
        pay(house, FEE, entrant=OTHER_PREPARATION)


def test_a_booking_for_a_session_of_another_centre_does_not_exist(house: House) -> None:
    house.enter()
    command = PayBookingCommand(actor=OTHER_KEEPER, session_id=house.session, entrant_id=PREPARATION, amount=FEE)

    with pytest.raises(NotFoundError, match="test_session"):
        house.pay(command)


# After a withdrawal


def test_a_withdrawn_entry_owes_nothing_more_and_what_was_paid_can_be_refunded(house: House) -> None:
    [entry] = house.enter()
    house.settled(entry, PAYMENT, pounds(100))
    house.withdraw(WithdrawEntryCommand(actor=KEEPER, entry_id=entry))

    with pytest.raises(InvalidInputError):
        house.settled(entry, PAYMENT, pounds(1))
    house.settled(entry, REFUND, pounds(100))

    account = house.entry(entry).account(currency="GBP")
    assert (account.open, account.status) == (pounds(0), PaymentStatus.REFUNDED)
