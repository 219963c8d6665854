"""What the vendor really holds, in figures, so that a test can compare it with what the client believes."""

import sqlite3

from . import bookings
from .accounts import all_accounts
from .faults import Strikes, switched_on


def everything(conn: sqlite3.Connection) -> dict[str, object]:
    """All accounts. Whatever is due is decided first, as if the client had asked."""
    return {"accounts": {account.name: of_account(conn, account.name) for account in all_accounts(conn)}}


def of_account(conn: sqlite3.Connection, account: str) -> dict[str, object]:
    """One account: bookings by state, what each key holds, sessions, ratings, notices, requests, faults."""
    bookings.settle(conn, account, Strikes())
    active = _pairs(
        conn,
        "SELECT key, count(*) FROM bookings WHERE account = ? AND state IN ('pending', 'confirmed') GROUP BY key",
        account,
    )
    rated = "SELECT count(*) FROM ratings r JOIN sessions s ON s.reference = r.session WHERE s.account = ?"
    requests: dict[str, dict[str, int]] = {}
    for row in conn.execute("SELECT * FROM requests WHERE account = ? ORDER BY operation, outcome", (account,)):
        requests.setdefault(row["operation"], {})[row["outcome"]] = row["served"]
    return {
        "bookings": _pairs(conn, "SELECT state, count(*) FROM bookings WHERE account = ? GROUP BY state", account),
        "active_by_key": active,
        "most_active_per_key": max(active.values(), default=0),
        "proctor_half_hours": conn.execute(
            "SELECT coalesce(sum(used), 0) FROM slots WHERE account = ?", (account,)
        ).fetchone()[0],
        "sessions": _pairs(conn, "SELECT state, count(*) FROM sessions WHERE account = ? GROUP BY state", account),
        "ratings": conn.execute(rated, (account,)).fetchone()[0],
        "notices": _pairs(conn, "SELECT state, count(*) FROM notices WHERE account = ? GROUP BY state", account),
        "requests": requests,
        "faults": switched_on(conn, account),
        "fault_hits": _pairs(conn, "SELECT kind, hits FROM fault_hits WHERE account = ?", account),
    }


def _pairs(conn: sqlite3.Connection, query: str, account: str) -> dict[str, int]:
    return {row[0]: row[1] for row in conn.execute(query, (account,))}
