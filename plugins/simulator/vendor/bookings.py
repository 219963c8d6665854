"""Bookings: taken in batches, decided later, found again by the client's key."""

import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import capacity, notices, sessions
from .accounts import Account
from .answers import RefusedError, instant, window
from .faults import Strike, Strikes, undecided
from .items import Item

_DAY = 86_400
_DECLINES = {
    "no_capacity": ("capacity", "There are not enough proctors for this time."),
    "decline_lead_time": ("lead_time", "The request comes too late for this time."),
    "decline_other": ("other", "The vendor does not proctor this test."),
    "decline_without_reason": (None, ""),
}

_DUE = "SELECT * FROM bookings WHERE account = ? AND state = 'pending' AND decide_at <= ?"
_DUE_OF_KEYS = (
    "SELECT * FROM bookings WHERE account = ? AND state = 'pending' AND decide_at <= ? "
    "AND key IN (SELECT value FROM json_each(?))"
)
AT_ONCE = Strikes((Strike("confirm_at_once", None, {}),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A no, with its reason (None: the vendor gives none) and its words."""

    reason: str | None
    text: str


def book(
    conn: sqlite3.Connection, account: Account, wanted: Sequence[Item], strikes: Strikes, delay: float
) -> list[dict[str, object]]:
    """Take bookings, one after the other, or say what is already held for a key; answers in the order asked.

    A key never holds two bookings, unless told to. `delay` is the server's, for an account without its own.
    """
    settle(conn, account.name, strikes, keys={item.key for item in wanted})
    return [_book(conn, account, item, strikes, delay) for item in wanted]


def _book(conn: sqlite3.Connection, account: Account, item: Item, strikes: Strikes, delay: float) -> dict[str, object]:
    now = time.time()
    held = None if strikes.get("books_twice", item.key) else active(conn, account.name, item.key)
    if strikes.get("other_window", item.key):
        held = _hold_elsewhere(conn, account, item, held, now)
    if held is not None:
        if held["state"] == "pending" and (held["starts"], held["ends"]) == (item.starts, item.ends):
            return _answer(item.key, "accepted", held)
        return _answer(item.key, "already_booked", held)
    verdict = _verdict(conn, account, item, strikes, now)
    if verdict is not None:
        return _answer(item.key, "declined", _insert(conn, account.name, item, "declined", now, verdict=verdict))
    if account.confirm_at_once or strikes.get("confirm_at_once", item.key):
        return _answer(item.key, "confirmed", _insert(conn, account.name, item, "confirmed", now))
    wait = delay if account.decision_delay is None else account.decision_delay
    return _answer(item.key, "accepted", _insert(conn, account.name, item, "pending", now, decide_at=now + wait))


def check(
    conn: sqlite3.Connection, account: Account, references: Sequence[str], strikes: Strikes
) -> list[dict[str, object]]:
    """The state of each reference, in the order asked. Whatever is due is decided first."""
    rows = by_reference(conn, account.name, references)
    settle(conn, account.name, strikes, keys={row["key"] for row in rows.values()})
    for row in by_reference(conn, account.name, references).values():
        if row["state"] not in {"pending", "confirmed"}:
            continue
        cancelled = strikes.get("cancelled_by_vendor", row["key"])
        verdict = _scripted(strikes, row["key"])
        if cancelled is not None:
            cancel(conn, account, row, by="vendor", text=str(cancelled.params.get("text", "")))
        elif verdict is not None and row["state"] == "pending":
            decline(conn, row, verdict)
    rows = by_reference(conn, account.name, references)
    return [
        shown(rows[reference])
        if reference in rows and not strikes.get("forget_booking", rows[reference]["key"])
        else {"reference": reference, "state": "not_found"}
        for reference in references
    ]


def settle(conn: sqlite3.Connection, account: str, strikes: Strikes, keys: Iterable[str] | None = None) -> None:
    """Decide what is due, of these keys or of the whole account: the vendor needs no clockwork of its own."""
    if keys is None:
        rows = conn.execute(_DUE, (account, time.time())).fetchall()
    else:
        listed = json.dumps(list(keys))
        rows = conn.execute(_DUE_OF_KEYS, (account, time.time(), listed)).fetchall()
    waiting = undecided(conn, account) if rows else Strikes()
    for row in rows:
        if not strikes.get("never_decides", row["key"]) and not waiting.get("never_decides", row["key"]):
            confirm(conn, row)


def confirm(conn: sqlite3.Connection, row: sqlite3.Row) -> None:
    """Say yes; every candidate gets a session."""
    if row["state"] == "confirmed":
        return
    if row["state"] != "pending":
        raise RefusedError(409, "not_pending", f"The booking is {row['state']}.")
    conn.execute(
        "UPDATE bookings SET state = 'confirmed', decided_at = ? WHERE reference = ?", (time.time(), row["reference"])
    )
    sessions.open_for(conn, row["account"], row["reference"], json.loads(row["candidates"]))


def decline(conn: sqlite3.Connection, row: sqlite3.Row, verdict: Verdict) -> None:
    """Say no to a request that is waiting; its proctors are free again."""
    if row["state"] != "pending":
        raise RefusedError(409, "not_pending", f"The booking is {row['state']}.")
    conn.execute(
        "UPDATE bookings SET state = 'declined', reason = ?, text = ?, decided_at = ? WHERE reference = ?",
        (verdict.reason, verdict.text, time.time(), row["reference"]),
    )
    capacity.take(conn, row["account"], row["starts"], row["ends"], -row["proctors"])


def cancel(conn: sqlite3.Connection, account: Account, row: sqlite3.Row, *, by: str, text: str) -> None:
    """Give the proctors back. Asking twice changes nothing; what has begun is not cancelled by the client."""
    if row["state"] not in {"pending", "confirmed"}:
        return
    if by == "client" and sessions.any_joined(conn, row["reference"]):
        raise RefusedError(409, "already_begun", "A candidate has joined; the booking cannot be cancelled any more.")
    conn.execute(
        "UPDATE bookings SET state = 'cancelled', cancelled_by = ?, text = ?, decided_at = ? WHERE reference = ?",
        (by, text, time.time(), row["reference"]),
    )
    capacity.take(conn, row["account"], row["starts"], row["ends"], -row["proctors"])
    sessions.close_for(conn, row["reference"])
    if by == "vendor":
        notices.of_booking(conn, account, "booking.cancelled", row)


def change(conn: sqlite3.Connection, account: Account, row: sqlite3.Row, item: Item) -> dict[str, object]:
    """Move or resize a held booking, or decline and leave it as it was."""
    if row["state"] not in {"pending", "confirmed"}:
        raise RefusedError(409, "not_held", f"The booking is {row['state']}.")
    if sessions.any_joined(conn, row["reference"]):
        raise RefusedError(409, "already_begun", "A candidate has joined; the booking cannot be changed any more.")
    capacity.take(conn, account.name, row["starts"], row["ends"], -row["proctors"])
    verdict = _verdict(conn, account, item, Strikes(), time.time())
    if verdict is not None:
        capacity.take(conn, account.name, row["starts"], row["ends"], row["proctors"])
        return {**shown(row), "outcome": "declined", "reason": verdict.reason, "text": verdict.text}
    capacity.take(conn, account.name, item.starts, item.ends, item.proctors)
    conn.execute(
        "UPDATE bookings SET starts = ?, ends = ?, proctors = ?, candidates = ? WHERE reference = ?",
        (item.starts, item.ends, item.proctors, json.dumps(item.candidates), row["reference"]),
    )
    if row["state"] == "confirmed":
        sessions.adjust_for(conn, account.name, row["reference"], item.candidates)
    return {**shown(get(conn, account.name, row["reference"])), "outcome": "changed"}


def get(conn: sqlite3.Connection, account: str, reference: str) -> sqlite3.Row:
    """The booking of this account; RefusedError(404) where there is none."""
    found = by_reference(conn, account, [reference]).get(reference)
    if found is None:
        raise RefusedError(404, "not_found", "No booking has this reference.")
    return found


def by_reference(conn: sqlite3.Connection, account: str, references: Iterable[str]) -> dict[str, sqlite3.Row]:
    """Those of the references that this account has."""
    rows = conn.execute(
        "SELECT * FROM bookings WHERE account = ? AND reference IN (SELECT value FROM json_each(?))",
        (account, json.dumps(list(references))),
    )
    return {row["reference"]: row for row in rows}


def active(conn: sqlite3.Connection, account: str, key: str) -> sqlite3.Row | None:
    """What is held for the key now."""
    row: sqlite3.Row | None = conn.execute(
        "SELECT * FROM bookings WHERE account = ? AND key = ? AND state IN ('pending', 'confirmed') "
        "ORDER BY created_at",
        (account, key),
    ).fetchone()
    return row


def find(conn: sqlite3.Connection, account: str, key: str, strikes: Strikes) -> dict[str, object]:
    """What is held for the key, else the last thing that was; RefusedError(404) where there never was any."""
    settle(conn, account, strikes, keys=[key])
    row = (
        active(conn, account, key)
        or conn.execute(
            "SELECT * FROM bookings WHERE account = ? AND key = ? ORDER BY created_at DESC", (account, key)
        ).fetchone()
    )
    if row is None or strikes.get("forget_booking", key):
        raise RefusedError(404, "not_found", "Nothing was ever booked under this key.")
    return shown(row)


def shown(row: sqlite3.Row) -> dict[str, object]:
    """A booking as the API shows it."""
    return {
        "reference": row["reference"],
        "key": row["key"],
        "title": row["title"],
        "state": row["state"],
        "window": window(row["starts"], row["ends"]),
        "proctors": row["proctors"],
        "candidates": [candidate["number"] for candidate in json.loads(row["candidates"])],
        "reason": row["reason"],
        "text": row["text"],
        "cancelled_by": row["cancelled_by"],
        "created_at": instant(row["created_at"]),
        "decided_at": instant(row["decided_at"]) if row["decided_at"] else None,
    }


def as_item(row: sqlite3.Row) -> Item:
    """What is held, as if it were asked for again."""
    same = {name: row[name] for name in ("key", "title", "starts", "ends", "proctors")}
    return Item(candidates=json.loads(row["candidates"]), **same)


def _verdict(conn: sqlite3.Connection, account: Account, item: Item, strikes: Strikes, now: float) -> Verdict | None:
    scripted = _scripted(strikes, item.key)
    if scripted is not None:
        return scripted
    if item.problem is not None:
        return Verdict(reason="other", text=item.problem)
    lead = account.minimum_lead_minutes
    if lead is not None and item.starts - now < lead * 60:
        return Verdict(reason="lead_time", text=f"Bookings are taken until {lead} minutes before they start.")
    free = capacity.free(conn, account.name, account.capacity, item.starts, item.ends)
    if free < item.proctors:
        return Verdict(reason="capacity", text=f"{item.proctors} proctors were asked for, {free} are free.")
    return None


def _scripted(strikes: Strikes, key: str) -> Verdict | None:
    for kind, (reason, text) in _DECLINES.items():
        struck = strikes.get(kind, key)
        if struck is not None:
            return Verdict(reason=reason, text=str(struck.params.get("text", text)))
    return None


def _hold_elsewhere(
    conn: sqlite3.Connection, account: Account, item: Item, held: sqlite3.Row | None, now: float
) -> sqlite3.Row | None:
    """Somebody at the vendor's put the test a day later, whether it was held before or not."""
    if item.problem is not None:
        return held
    elsewhere = item.moved(_DAY)
    if held is None:
        return _insert(conn, account.name, elsewhere, "confirmed", now)
    capacity.take(conn, account.name, held["starts"], held["ends"], -held["proctors"])
    capacity.take(conn, account.name, elsewhere.starts, elsewhere.ends, held["proctors"])
    conn.execute(
        "UPDATE bookings SET starts = ?, ends = ? WHERE reference = ?",
        (elsewhere.starts, elsewhere.ends, held["reference"]),
    )
    return get(conn, account.name, held["reference"])


def _insert(
    conn: sqlite3.Connection,
    account: str,
    item: Item,
    state: str,
    now: float,
    *,
    decide_at: float | None = None,
    verdict: Verdict | None = None,
) -> sqlite3.Row:
    reference = "bk_" + secrets.token_hex(8)
    columns = (
        *(reference, account, item.key, item.title, item.starts, item.ends, item.proctors, json.dumps(item.candidates)),
        *(state, decide_at, verdict.reason if verdict else None, verdict.text if verdict else None, None, now),
        None if state == "pending" else now,
    )
    conn.execute("INSERT INTO bookings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", columns)
    if state != "declined":
        capacity.take(conn, account, item.starts, item.ends, item.proctors)
    if state == "confirmed":
        sessions.open_for(conn, account, reference, item.candidates)
    row: sqlite3.Row = conn.execute("SELECT * FROM bookings WHERE reference = ?", (reference,)).fetchone()
    return row


def _answer(key: str, outcome: str, row: sqlite3.Row) -> dict[str, object]:
    answer: dict[str, object] = {
        "key": key,
        "outcome": outcome,
        "reference": row["reference"],
        "window": window(row["starts"], row["ends"]),
    }
    if outcome == "declined":
        answer |= {"reason": row["reason"], "text": row["text"]}
    return answer
