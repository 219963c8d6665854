"""Notices to the client: written with the change they tell of, pushed afterwards by `pusher`."""

import json
import secrets
import sqlite3
import time

from . import faults
from .accounts import Account
from .answers import instant
from .catalogue import NOTIFY

UNKNOWN_RATING = "inconclusive-7"
_UNTRUE = {"clear": "terminated", "minor": "clear", "major": "clear", "terminated": "clear"}


def of_booking(conn: sqlite3.Connection, account: Account, kind: str, booking: sqlite3.Row) -> None:
    """Tell of something that concerns a whole booking."""
    body = {"key": booking["key"], "booking": booking["reference"]}
    _write(conn, account, kind, body, session=None, candidate=None)


def of_session(
    conn: sqlite3.Connection, account: Account, kind: str, session: sqlite3.Row, rating: str | None = None
) -> None:
    """Tell of one candidate's session."""
    body: dict[str, object] = {
        "key": session["key"],
        "booking": session["booking"],
        "session": session["reference"],
        "candidate": session["candidate"],
    }
    if rating is not None:
        body["rating"] = rating
    _write(conn, account, kind, body, session=session["reference"], candidate=session["candidate"])


def somebody_else(conn: sqlite3.Connection, account: str, session: str) -> dict[str, object]:
    """Another candidate's session of the account; an invented one where there is only this."""
    row = conn.execute(
        "SELECT s.reference, s.candidate FROM sessions s WHERE s.account = ? AND s.reference != ? LIMIT 1",
        (account, session),
    ).fetchone()
    if row is None:
        return {"session": "ses_0000000000000000", "candidate": "another-candidate"}
    return {"session": row["reference"], "candidate": row["candidate"]}


def _write(
    conn: sqlite3.Connection,
    account: Account,
    kind: str,
    body: dict[str, object],
    *,
    session: str | None,
    candidate: str | None,
) -> None:
    if account.notify_url is None or account.notify_secret is None:
        return
    strikes = faults.strike(conn, account.name, NOTIFY, [str(body["key"])])
    event = "evt_" + secrets.token_hex(8)
    now = time.time()
    body = {"id": event, "type": kind, "time": instant(now), **body}
    if session is not None and strikes.get("other_candidates_session"):
        body |= somebody_else(conn, account.name, session)
    if strikes.get("notice_without_candidate"):
        body.pop("candidate", None)
    if "rating" in body and strikes.get("unknown_rating_value"):
        body["rating"] = UNKNOWN_RATING
    elif "rating" in body and strikes.get("untrue_notice_value"):
        body["rating"] = _UNTRUE[str(body["rating"])]
    state = "pending"
    if strikes.get("lost_notices"):
        state = "lost"
    elif kind == "session.joined" and strikes.get("out_of_order_notices"):
        state = "held"
    row = (
        event,
        account.name,
        kind,
        session,
        candidate,
        json.dumps(body),
        bool(strikes.get("bad_signature")),
        state,
        now,
    )
    for _ in range(2 if strikes.get("duplicate_notices") else 1):
        _insert(conn, row)
    if kind == "rating.available" and session is not None:
        _let_go(conn, session)


def _let_go(conn: sqlite3.Connection, session: str) -> None:
    """Send what was held back until the rating had gone: as new rows, since notices go out by their numbers."""
    held = conn.execute(
        "SELECT * FROM notices WHERE session = ? AND state = 'held' ORDER BY number", (session,)
    ).fetchall()
    conn.execute("DELETE FROM notices WHERE session = ? AND state = 'held'", (session,))
    for row in held:
        columns = ("event", "account", "type", "session", "candidate", "body", "badly_signed")
        _insert(conn, (*(row[column] for column in columns), "pending", time.time()))


def _insert(conn: sqlite3.Connection, row: tuple[object, ...]) -> None:
    conn.execute(
        "INSERT INTO notices (event, account, type, session, candidate, body, badly_signed, state, next_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    )
