"""Proctors by the half hour: what is taken, what is free, and when enough are."""

import sqlite3

HALF_HOUR = 1800
_SEARCH = 48
_ALTERNATIVES = 3


def free(conn: sqlite3.Connection, account: str, capacity: int, starts: int, ends: int) -> int:
    """Proctors free during the whole span; never below zero."""
    slots = _slots(starts, ends)
    row = conn.execute(
        "SELECT max(used) FROM slots WHERE account = ? AND slot >= ? AND slot < ?", (account, slots.start, slots.stop)
    ).fetchone()
    return max(0, capacity - (row[0] or 0))


def take(conn: sqlite3.Connection, account: str, starts: int, ends: int, proctors: int) -> None:
    """Take proctors out of every half hour that the span touches; a negative number gives them back."""
    conn.executemany(
        "INSERT INTO slots VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET used = used + excluded.used",
        [(account, slot, proctors) for slot in _slots(starts, ends)],
    )


def alternatives(
    conn: sqlite3.Connection, account: str, capacity: int, starts: int, ends: int, proctors: int, not_before: int
) -> list[tuple[int, int]]:
    """Up to three spans of the same length with enough proctors, within a day either way, the nearest first."""
    first, last = _slots(starts - _SEARCH * HALF_HOUR, starts), _slots(starts, ends + _SEARCH * HALF_HOUR)
    used: dict[int, int] = dict(
        conn.execute(
            "SELECT slot, used FROM slots WHERE account = ? AND slot >= ? AND slot < ?",
            (account, first.start, last.stop),
        ).fetchall()
    )
    found: list[tuple[int, int]] = []
    for step in sorted(range(-_SEARCH, _SEARCH + 1), key=lambda step: (abs(step), step < 0)):
        begin, finish = starts + step * HALF_HOUR, ends + step * HALF_HOUR
        if (
            step
            and begin >= not_before
            and all(capacity - used.get(slot, 0) >= proctors for slot in _slots(begin, finish))
        ):
            found.append((begin, finish))
            if len(found) == _ALTERNATIVES:
                break
    return found


def _slots(starts: int, ends: int) -> range:
    return range(starts // HALF_HOUR, -(-ends // HALF_HOUR))
