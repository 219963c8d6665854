"""The centre records payments, waivers and refunds."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.model import Entry, EntryId, Line, LineId, LineKind
from core.bookings.ports import BookingsUnit
from core.sessions.model import TestSession, TestSessionId
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.ids import OrganisationId, new_id
from core.shared.money import Money
from core.shared.time import Clock
from core.shared.unit import OpenUnit

SETTLING = frozenset({LineKind.PAYMENT, LineKind.WAIVER, LineKind.REFUND})


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleEntryCommand:
    """`kind` is a payment, a waiver or a refund; `note` says how it came, such as a bank reference."""

    actor: Actor
    entry_id: EntryId
    kind: LineKind
    amount: Money
    note: str = ""


class SettleEntry:
    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: SettleEntryCommand) -> None:
        actor = command.actor
        actor.require(Permission.RECORD_PAYMENTS)
        _check_kind(command.kind)
        with self._open_unit() as unit:
            entry = unit.entries.get(command.entry_id, actor.scope, for_update=True)
            session = unit.sessions.get(entry.session_id, actor.scope)
            entry.record(
                Line(
                    id=LineId(new_id()),
                    kind=command.kind,
                    amount=command.amount,
                    recorded_at=self._clock.now(),
                    recorded_by=actor.label,
                    note=command.note.strip(),
                ),
                currency=_currency(session),
            )
            facts = {"kind": command.kind.value}
            unit.record("payment_recorded", by=actor.label, on=f"entry:{entry.id}", facts=facts)
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayBookingCommand:
    """One payment of a preparation centre for its booking."""

    actor: Actor
    session_id: TestSessionId
    entrant_id: OrganisationId
    amount: Money
    note: str = ""


class PayBooking:
    """The payment is spread over what is open, entry by entry, the oldest first. More than is open is refused."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: PayBookingCommand) -> int:
        """How many entries it settled, in part or whole."""
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.RECORD_PAYMENTS)
        with self._open_unit() as unit:
            session = unit.sessions.get(command.session_id, actor.scope)
            entries = unit.entries.of_booking(session.id, command.entrant_id, for_update=True)
            if not entries:
                raise NotFoundError("booking")
            shares = spread(command.amount, entries, currency=_currency(session))
            for entry, share in shares:
                line = Line(
                    id=LineId(new_id()),
                    kind=LineKind.PAYMENT,
                    amount=share,
                    recorded_at=now,
                    recorded_by=actor.label,
                    note=command.note.strip(),
                )
                entry.record(line, currency=_currency(session))
            facts = {"entrant": str(command.entrant_id), "entries": str(len(shares))}
            unit.record("booking_paid", by=actor.label, on=f"test_session:{session.id}", facts=facts)
            unit.commit()
        return len(shares)


def spread(amount: Money, entries: Sequence[Entry], *, currency: str) -> list[tuple[Entry, Money]]:
    if amount.currency != currency or amount.amount <= 0:
        raise InvalidInputError.of("amount", f"Enter an amount above zero, in {currency}.")
    shares, left = [], amount
    for entry in entries:
        due = entry.account(currency=currency).open
        if due.amount and left.amount:
            share = Money(amount=min(due.amount, left.amount), currency=currency)
            shares.append((entry, share))
            left = left - share
    if left.amount:
        raise InvalidInputError.of("amount", f"Only {amount - left} is open for this booking.")
    return shares


def _currency(session: TestSession) -> str:
    return session.plan.price.entry.currency


def _check_kind(kind: LineKind) -> None:
    if kind not in SETTLING:
        raise InvalidInputError.of("kind", "Choose a payment, a waiver or a refund.")
