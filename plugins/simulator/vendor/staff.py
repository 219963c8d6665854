"""What the vendor's own people do at their end, without any client asking: by the control API and the control page."""

import sqlite3

from . import accounts, bookings, items, sessions
from .accounts import Account
from .answers import RefusedError
from .bookings import Verdict
from .faults import Strikes

REASONS = ("capacity", "lead_time", "other")


def account_named(conn: sqlite3.Connection, name: str) -> Account:
    """The account; RefusedError(404) where there is none."""
    account = accounts.by_name(conn, name)
    if account is None:
        raise RefusedError(404, "not_found", "No account has this name.")
    return account


def hold(conn: sqlite3.Connection, account: Account, raw: object) -> dict[str, object]:
    """Book by telephone: confirmed at once, and the client knows nothing of it."""
    item = items.read(raw)
    return bookings.book(conn, account, [item], bookings.AT_ONCE, 0)[0]


def confirm(conn: sqlite3.Connection, reference: str) -> dict[str, object]:
    """Say yes now, whatever the delay would be."""
    account, row = _booking(conn, reference)
    bookings.confirm(conn, row)
    return bookings.shown(bookings.get(conn, account.name, reference))


def decline(conn: sqlite3.Connection, reference: str, reason: object, text: object) -> dict[str, object]:
    """Say no now, with a reason or without one."""
    account, row = _booking(conn, reference)
    if reason is not None and reason not in REASONS:
        raise RefusedError(422, "invalid", "reason: null or one of " + ", ".join(REASONS))
    bookings.decline(conn, row, Verdict(reason=str(reason) if reason else None, text=_words(text)))
    return bookings.shown(bookings.get(conn, account.name, reference))


def cancel(conn: sqlite3.Connection, reference: str, text: object) -> dict[str, object]:
    """Call the booking off and tell the client."""
    account, row = _booking(conn, reference)
    bookings.cancel(conn, account, row, by="vendor", text=_words(text))
    return bookings.shown(bookings.get(conn, account.name, reference))


def joined(conn: sqlite3.Connection, reference: str) -> dict[str, object]:
    """A candidate came into the session."""
    account, row = _session(conn, reference)
    sessions.join(conn, account, row)
    return sessions.shown(sessions.get(conn, account.name, reference))


def rate(conn: sqlite3.Connection, reference: str, rating: object, text: object) -> dict[str, object]:
    """A proctor rated a candidate."""
    account, row = _session(conn, reference)
    version = sessions.rate(conn, account, row, str(rating), _words(text))
    return {**sessions.shown(sessions.get(conn, account.name, reference)), "rating": rating, "version": version}


def run_all(conn: sqlite3.Connection, account: Account, key: object, rating: object) -> dict[str, int]:
    """Let every expected candidate join and have everybody rated who has joined; of one booking, or of all."""
    if rating not in sessions.RATING_SCALE:
        raise RefusedError(422, "invalid", "rating: one of " + ", ".join(sessions.RATING_SCALE))
    bookings.settle(conn, account.name, Strikes())
    came = rated = 0
    for row in sessions.unfinished(conn, account.name, key if isinstance(key, str) else None):
        if row["state"] == "expected":
            sessions.join(conn, account, row)
            came += 1
        sessions.rate(conn, account, row, str(rating), "")
        rated += 1
    return {"joined": came, "rated": rated}


def listed(conn: sqlite3.Connection, account: str, key: str | None, most: int) -> list[dict[str, object]]:
    """The newest bookings with their sessions and ratings."""
    rows = conn.execute(
        "SELECT * FROM bookings WHERE account = ? AND (? IS NULL OR key = ?) ORDER BY rowid DESC LIMIT ?",
        (account, key, key, most),
    ).fetchall()
    return [
        {
            **bookings.shown(row),
            "sessions": [
                {**sessions.shown(one), "ratings": sessions.versions(conn, one["reference"])}
                for one in sessions.of_booking(conn, account, row["reference"])
            ],
        }
        for row in rows
    ]


def _booking(conn: sqlite3.Connection, reference: str) -> tuple[Account, sqlite3.Row]:
    row = conn.execute("SELECT account FROM bookings WHERE reference = ?", (reference,)).fetchone()
    if row is None:
        raise RefusedError(404, "not_found", "No booking has this reference.")
    account = account_named(conn, row["account"])
    return account, bookings.get(conn, account.name, reference)


def _session(conn: sqlite3.Connection, reference: str) -> tuple[Account, sqlite3.Row]:
    row = conn.execute("SELECT account FROM sessions WHERE reference = ?", (reference,)).fetchone()
    if row is None:
        raise RefusedError(404, "not_found", "No session has this reference.")
    account = account_named(conn, row["account"])
    return account, sessions.get(conn, account.name, reference)


def _words(text: object) -> str:
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > 500:
        raise RefusedError(422, "invalid", "text: at most 500 characters")
    return text
