"""What the entries of a booking come to, kept up to date as they are stored."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, select

from adapters.sql.bookings.tables import booking
from adapters.sql.sessions.tables import test_session
from adapters.sql.upsert import AnyInsert, NewInsert, Upsert
from core.bookings.model import Account, Entry, EntryStatus

BookingKey = tuple[UUID, UUID]
"""Session and entrant."""

Tally = Mapping[str, int]

COUNTED = ("entries", "candidates", "unpaid", "owed", "paid", "waived", "refunded")


def tally_of(one: Entry) -> Tally:
    currency = one.lines[0].amount.currency if one.lines else "XXX"
    return tally(one.account(currency=currency), one.status)


def tally(account: Account, status: EntryStatus) -> Tally:
    """What one entry adds to its booking. A withdrawn one counts with what was paid for it, and owes nothing more."""
    is_in = status is EntryStatus.ENTERED
    counted = account if is_in else account.lapsed()
    return {
        "entries": 1,
        "candidates": int(is_in),
        "unpaid": int(is_in and counted.open.amount > 0),
        "owed": counted.owed.amount,
        "paid": counted.paid.amount,
        "waived": counted.waived.amount,
        "refunded": counted.refunded.amount,
    }


class Changes:
    """By how much bookings change in one unit."""

    def __init__(self) -> None:
        self._by_booking: dict[BookingKey, Counter[str]] = {}
        self._centres: dict[BookingKey, UUID] = {}

    def move(self, one: Entry, *, was: tuple[BookingKey, Tally] | None, now: tuple[BookingKey, Tally]) -> None:
        if was == now:
            return
        for sign, counted in ((-1, was), (1, now)):
            if counted is not None:
                key, tally = counted
                self._centres[key] = one.centre_id
                by_name = self._by_booking.setdefault(key, Counter())
                for name, number in tally.items():
                    by_name[name] += sign * number

    def write(self, connection: Connection) -> None:
        """In the order of the keys, so that two units that change the same bookings do not wait for each other."""
        for key in sorted(self._by_booking):
            session_id, entrant_id = key
            change = self._by_booking[key]
            row = {name: change[name] for name in COUNTED} | {
                "session_id": session_id,
                "entrant_id": entrant_id,
                "centre_id": self._centres[key],
                "of_session": session_id,
            }
            connection.execute(_CHANGE.on(connection), row)
            if change["entries"] < 0:
                connection.execute(_FORGET, {"of_session": session_id, "of_entrant": entrant_id})


def _change(insert: NewInsert) -> AnyInsert:
    new = insert(booking).values(
        {name: bindparam(name) for name in ("session_id", "entrant_id", "centre_id", *COUNTED)}
        | {
            name: select(test_session.c[name]).where(test_session.c.id == bindparam("of_session")).scalar_subquery()
            for name in ("starts_at", "ends_at")
        }
    )
    return new.on_conflict_do_update(
        index_elements=[booking.c.session_id, booking.c.entrant_id],
        set_={name: booking.c[name] + new.excluded[name] for name in COUNTED},
    )


_CHANGE = Upsert(_change)
_FORGET = delete(booking).where(
    booking.c.session_id == bindparam("of_session"),
    booking.c.entrant_id == bindparam("of_entrant"),
    booking.c.entries == 0,
)
