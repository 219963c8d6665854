"""The lists of sessions and bookings by the driver alone: one statement each, as one would write it by hand."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from uuid import UUID

import psycopg
from sqlalchemy import make_url

from adapters.sql.database import PRAGMAS

SESSIONS = """
SELECT s.id, s.exam_code, e.name, o.name, o.number, s.status, s.starts_at, s.speaking_first, s.speaking_last,
       s.time_zone, s.entries_until, s.late_entries_until, s.payments_until, s.currency, s.price, s.late_fee,
       s.capacity, s.taken
FROM session_availability a
JOIN test_session s ON s.id = a.session_id
JOIN exam e ON e.code = s.exam_code
JOIN organisation o ON o.id = s.centre_id
WHERE a.preparation_centre_id = :school AND a.ends_at > :now AND s.status = 'open'
ORDER BY a.starts_at, a.session_id LIMIT 51
"""
BOOKINGS = """
SELECT b.session_id, b.entrant_id, n.name, n.number, e.name, c.name, c.number, b.starts_at, s.time_zone, b.candidates,
       b.owed, b.paid, b.waived, b.refunded, s.currency
FROM booking b
JOIN test_session s ON s.id = b.session_id
JOIN exam e ON e.code = s.exam_code
JOIN organisation c ON c.id = b.centre_id
JOIN organisation n ON n.id = b.entrant_id
WHERE b.{side} = :organisation AND b.ends_at > :now
ORDER BY b.starts_at, b.session_id, b.entrant_id LIMIT 51
"""
CANDIDATES = """
SELECT p.*, l.kind, l.amount, l.currency
FROM (
    SELECT n.id, n.name_key, n.candidate_id, n.status, c.number, c.given_name, c.family_name, c.id_number, c.email
    FROM entry n JOIN candidate c ON c.id = n.candidate_id
    WHERE n.session_id = :session AND n.entrant_id = :school {sought}
    ORDER BY n.name_key, n.id LIMIT 51
) p
LEFT JOIN entry_line l ON l.entry_id = p.id
ORDER BY p.name_key, p.id, l.place
"""
SOUGHT = "AND c.search_key LIKE :part"

Value = UUID | datetime | str
Ask = Callable[[str, Mapping[str, Value]], int]
"""A statement with its values in, the number of rows out."""


@contextmanager
def asking(url: str) -> Iterator[Ask]:
    """On one connection that stays open, as a pool keeps it; the rows are fetched and not looked at."""
    with _on_sqlite(url) if url.startswith("sqlite") else _on_postgres(url) as ask:
        yield ask


@contextmanager
def _on_sqlite(url: str) -> Iterator[Ask]:
    def stored(value: Value) -> bytes | str:
        if isinstance(value, UUID):
            return value.bytes
        return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value

    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        yield lambda statement, values: len(
            connection.execute(statement, {name: stored(value) for name, value in values.items()}).fetchall()
        )


@contextmanager
def _on_postgres(url: str) -> Iterator[Ask]:
    parts = make_url(url)
    host = str(parts.query["host"])
    with psycopg.connect(host=host, dbname=parts.database, user=parts.username, autocommit=True) as connection:
        yield lambda statement, values: len(
            # Literal text: the statements are those above.
            connection.execute(re.sub(r":(\w+)", r"%(\1)s", statement).encode(), values).fetchall()
        )
