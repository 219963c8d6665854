"""Whether what is kept for lists still agrees with what it was made from."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, case, func, select

from adapters.sql.bookings.tables import booking, candidate, entry, entry_line
from adapters.sql.bookings.tallies import COUNTED, BookingKey, tally
from adapters.sql.sessions.tables import session_availability, session_date, test_session
from core.bookings.model import Account, EntryStatus, LineKind
from core.bookings.views import DeadlineKind
from core.shared.money import Money

_STREAMED = 5000


def _sum(*kinds: LineKind) -> ColumnElement[int]:
    of_kind = entry_line.c.kind.in_([kind.value for kind in kinds])
    return func.coalesce(func.sum(case((of_kind, entry_line.c.amount), else_=0)), 0)


_ENTRIES = (
    select(
        entry.c.session_id,
        entry.c.entrant_id,
        entry.c.status,
        test_session.c.currency,
        _sum(LineKind.ENTRY_FEE, LineKind.LATE_FEE).label("owed"),
        _sum(LineKind.PAYMENT).label("paid"),
        _sum(LineKind.WAIVER).label("waived"),
        _sum(LineKind.REFUND).label("refunded"),
    )
    .select_from(entry)
    .join(test_session, test_session.c.id == entry.c.session_id)
    .outerjoin(entry_line, entry_line.c.entry_id == entry.c.id)
    .group_by(entry.c.id, entry.c.session_id, entry.c.entrant_id, entry.c.status, test_session.c.currency)
)
_BOOKINGS = select(booking)
_NAMES = (
    select(entry.c.id)
    .join(candidate, candidate.c.id == entry.c.candidate_id)
    .where(entry.c.name_key != candidate.c.name_key)
)
_PLACES = [
    select(table.c.session_id)
    .join(test_session, test_session.c.id == table.c.session_id)
    .where((table.c.starts_at != test_session.c.starts_at) | (table.c.ends_at != test_session.c.ends_at))
    for table in (booking, session_availability)
]
_DATES = [
    select(session_date.c.session_id)
    .join(test_session, test_session.c.id == session_date.c.session_id)
    .where(session_date.c.kind == kind.value, session_date.c.at != test_session.c[name])
    for kind, name in (
        (DeadlineKind.ENTRIES, "entries_until"),
        (DeadlineKind.PAYMENTS, "payments_until"),
        (DeadlineKind.EXAM, "starts_at"),
        (DeadlineKind.RESULTS, "results_at"),
    )
]


def differences(connection: Connection) -> Iterator[str]:
    """Each thing that does not agree, by its ids. It reads every entry with its lines, so it takes its time."""
    stored = {
        (row.session_id, row.entrant_id): {name: row._mapping[name] for name in COUNTED}
        for row in connection.execute(_BOOKINGS)
    }
    counted = _counted(connection)
    for key in sorted(stored.keys() | counted.keys()):
        if stored.get(key) != counted.get(key):
            yield f"booking {key[0]} {key[1]}: {stored.get(key)} is stored, {counted.get(key)} is true"
    for entry_id in connection.execute(_NAMES).scalars():
        yield f"entry {entry_id}: sorted by another name than its candidate's"
    for query in [*_PLACES, *_DATES]:
        for session_id in connection.execute(query).scalars():
            yield f"test_session {session_id}: listed at another time than its own"


def _counted(connection: Connection) -> dict[BookingKey, dict[str, int]]:
    bookings: dict[BookingKey, Counter[str]] = {}
    with connection.execute(_ENTRIES, execution_options={"yield_per": _STREAMED}) as result:
        for row in result.mappings():
            amounts = {
                # PostgreSQL sums whole numbers to a decimal.
                name: Money(amount=int(row[name]), currency=row["currency"])
                for name in ("owed", "paid", "waived", "refunded")
            }
            counter = bookings.setdefault((row["session_id"], row["entrant_id"]), Counter())
            counter.update(tally(Account(**amounts), EntryStatus(row["status"])))
    return {key: {name: counter[name] for name in COUNTED} for key, counter in bookings.items()}
