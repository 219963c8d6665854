"""Proctoring sessions, one per candidate: who joined, by which link, and how the proctor rated."""

import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence

from . import notices
from .accounts import Account
from .answers import RefusedError, instant, window
from .faults import Strikes

RATING_SCALE = ("clear", "minor", "major", "terminated")
FOR_WHOM = ("candidate", "proctor", "staff")

_SELECT = (
    "SELECT s.*, b.key, b.title, b.starts, b.ends FROM sessions s JOIN bookings b ON b.reference = s.booking "
    "WHERE s.account = ?"
)


def open_for(conn: sqlite3.Connection, account: str, booking: str, candidates: Iterable[Mapping[str, object]]) -> None:
    """Make the sessions of a booking that is confirmed."""
    conn.executemany(
        "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, 'expected', NULL)",
        [
            ("ses_" + secrets.token_hex(8), account, booking, one["number"], one["name"], one["extra_minutes"])
            for one in candidates
        ],
    )


def adjust_for(
    conn: sqlite3.Connection, account: str, booking: str, candidates: Sequence[Mapping[str, object]]
) -> None:
    """Follow a change of candidates; who stays keeps the session, with the new extra time."""
    wanted = {str(one["number"]): one for one in candidates}
    for row in conn.execute("SELECT reference, candidate FROM sessions WHERE booking = ?", (booking,)).fetchall():
        one = wanted.pop(row["candidate"], None)
        if one is None:
            _forget(conn, row["reference"])
        else:
            conn.execute(
                "UPDATE sessions SET extra_minutes = ?, name = ? WHERE reference = ?",
                (one["extra_minutes"], one["name"], row["reference"]),
            )
    open_for(conn, account, booking, wanted.values())


def close_for(conn: sqlite3.Connection, booking: str) -> None:
    """Nobody can join a cancelled booking."""
    conn.execute("UPDATE sessions SET state = 'cancelled' WHERE booking = ? AND state != 'ended'", (booking,))


def any_joined(conn: sqlite3.Connection, booking: str) -> bool:
    """Has a candidate of this booking been seen?"""
    joined = "SELECT 1 FROM sessions WHERE booking = ? AND state IN ('live', 'ended')"
    return conn.execute(joined, (booking,)).fetchone() is not None


def of_booking(conn: sqlite3.Connection, account: str, booking: str) -> list[sqlite3.Row]:
    """The sessions of a booking in the order of their candidates' numbers."""
    return conn.execute(_SELECT + " AND s.booking = ? ORDER BY s.candidate", (account, booking)).fetchall()


def unfinished(conn: sqlite3.Connection, account: str, key: str | None) -> list[sqlite3.Row]:
    """The sessions that are expected or live, of one booking or of all."""
    wanted = _SELECT + " AND s.state IN ('expected', 'live') AND (? IS NULL OR b.key = ?) ORDER BY s.rowid"
    return conn.execute(wanted, (account, key, key)).fetchall()


def get(conn: sqlite3.Connection, account: str, reference: str) -> sqlite3.Row:
    """The session of this account; RefusedError(404) where there is none."""
    row = known(conn, account, reference)
    if row is None:
        raise RefusedError(404, "not_found", "No session has this reference.")
    return row


def known(conn: sqlite3.Connection, account: str, reference: str) -> sqlite3.Row | None:
    """The session of this account, if there is one."""
    row: sqlite3.Row | None = conn.execute(_SELECT + " AND s.reference = ?", (account, reference)).fetchone()
    return row


def shown(row: sqlite3.Row) -> dict[str, object]:
    """A session as the API shows it."""
    return {
        "session": row["reference"],
        "booking": row["booking"],
        "key": row["key"],
        "candidate": row["candidate"],
        "title": row["title"],
        "window": window(row["starts"], row["ends"]),
        "extra_minutes": row["extra_minutes"],
        "state": row["state"],
        "joined_at": instant(row["joined_at"]) if row["joined_at"] else None,
    }


def join(conn: sqlite3.Connection, account: Account, row: sqlite3.Row) -> None:
    """The candidate is here: the session is live, and the client is told. Who joins again is told of again."""
    if row["state"] not in {"expected", "live"}:
        raise RefusedError(409, "session_over", f"The session is {row['state']}.")
    conn.execute(
        "UPDATE sessions SET state = 'live', joined_at = coalesce(joined_at, ?) WHERE reference = ?",
        (time.time(), row["reference"]),
    )
    notices.of_session(conn, account, "session.joined", row)


def rate(conn: sqlite3.Connection, account: Account, row: sqlite3.Row, rating: str, text: str) -> int:
    """The proctor's word, as a new version beside the older ones; the session is over. Answers the version."""
    if rating not in RATING_SCALE:
        raise RefusedError(422, "invalid", "rating: one of " + ", ".join(RATING_SCALE))
    if row["state"] == "cancelled":
        raise RefusedError(409, "session_over", "The session is cancelled.")
    last = conn.execute("SELECT max(version) FROM ratings WHERE session = ?", (row["reference"],)).fetchone()[0]
    version = int(last or 0) + 1
    conn.execute("INSERT INTO ratings VALUES (?, ?, ?, ?, ?)", (row["reference"], version, rating, text, time.time()))
    conn.execute("UPDATE sessions SET state = 'ended' WHERE reference = ?", (row["reference"],))
    notices.of_session(conn, account, "rating.available", row, rating=rating)
    return version


def versions(conn: sqlite3.Connection, session: str) -> list[dict[str, object]]:
    """All ratings of a session, the oldest first."""
    rows = conn.execute("SELECT * FROM ratings WHERE session = ? ORDER BY version", (session,))
    return [
        {"version": one["version"], "rating": one["rating"], "text": one["text"], "rated_at": instant(one["rated_at"])}
        for one in rows
    ]


def rating_shown(conn: sqlite3.Connection, row: sqlite3.Row, strikes: Strikes) -> dict[str, object]:
    """The newest rating and all versions; RefusedError(404, no_rating_yet) before the first."""
    history = versions(conn, row["reference"])
    if not history:
        raise RefusedError(404, "no_rating_yet", "The proctor has not rated this session yet.")
    newest = dict(history[-1])
    if strikes.get("unknown_rating_value", row["key"]):
        newest["rating"] = notices.UNKNOWN_RATING
    whose = {"session": row["reference"], "key": row["key"], "candidate": row["candidate"]}
    if strikes.get("other_candidates_session", row["key"]):
        whose |= notices.somebody_else(conn, row["account"], row["reference"])
    return {**whose, **newest, "history": history}


def make_link(
    conn: sqlite3.Connection, row: sqlite3.Row, for_whom: object, user: object, seconds: float
) -> tuple[str, float]:
    """A link for one user, good for a short time; answers its token and when it ends."""
    if for_whom not in FOR_WHOM:
        raise RefusedError(422, "invalid", "for: one of " + ", ".join(FOR_WHOM))
    if not isinstance(user, str) or not 1 <= len(user) <= 200:
        raise RefusedError(422, "invalid", "user: who will follow the link, 1 to 200 characters")
    if row["state"] == "cancelled":
        raise RefusedError(409, "session_over", "The session is cancelled.")
    token, expires = secrets.token_urlsafe(24), time.time() + seconds
    conn.execute("INSERT INTO links VALUES (?, ?, ?, ?, ?)", (token, row["reference"], for_whom, user, expires))
    return token, expires


def behind_link(conn: sqlite3.Connection, token: str) -> sqlite3.Row | None:
    """What a link leads to, expired or not; None where it was never given."""
    row: sqlite3.Row | None = conn.execute(
        "SELECT l.for_whom, l.user, l.expires_at, s.candidate, s.name, s.state, s.extra_minutes, "
        "b.title, b.starts, b.ends "
        "FROM links l JOIN sessions s ON s.reference = l.session JOIN bookings b ON b.reference = s.booking "
        "WHERE l.token = ?",
        (token,),
    ).fetchone()
    return row


def erase(conn: sqlite3.Connection, account: str, number: str, key: str | None) -> dict[str, int]:
    """Forget a person, in one booking or in all; counts what was forgotten. Asking again counts nothing."""
    named = {"account": account, "number": number, "key": key}
    found = conn.execute(
        "SELECT s.reference FROM sessions s JOIN bookings b ON b.reference = s.booking "
        "WHERE s.account = :account AND s.candidate = :number AND (:key IS NULL OR b.key = :key)",
        named,
    ).fetchall()
    rated = sum(_forget(conn, row["reference"]) for row in found)
    touched = conn.execute(
        "SELECT reference, candidates FROM bookings b WHERE account = :account AND (:key IS NULL OR key = :key) "
        "AND EXISTS (SELECT 1 FROM json_each(b.candidates) WHERE json_extract(value, '$.number') = :number)",
        named,
    ).fetchall()
    for row in touched:
        rest = [one for one in json.loads(row["candidates"]) if one["number"] != number]
        conn.execute("UPDATE bookings SET candidates = ? WHERE reference = ?", (json.dumps(rest), row["reference"]))
    return {"bookings": len(touched), "sessions": len(found), "ratings": rated}


def _forget(conn: sqlite3.Connection, session: str) -> int:
    rated = conn.execute("DELETE FROM ratings WHERE session = ?", (session,)).rowcount
    conn.execute("DELETE FROM links WHERE session = ?", (session,))
    conn.execute("DELETE FROM notices WHERE session = ?", (session,))
    conn.execute("DELETE FROM sessions WHERE reference = ?", (session,))
    return rated
