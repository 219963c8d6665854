"""Scripted misbehaviour: which faults there are, which are switched on, and when they strike."""

import json
import random
import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from .answers import RefusedError
from .catalogue import CHAOS, KINDS


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault that strikes the request at hand."""

    kind: str
    keys: frozenset[str] | None
    params: Mapping[str, object]

    def number(self, name: str, default: float) -> float:
        """A figure of the fault, such as its `delay`."""
        value = self.params.get(name, default)
        return value if isinstance(value, int | float) else default

    def flag(self, name: str, default: bool) -> bool:
        """A yes or no of the fault, such as `processed`."""
        value = self.params.get(name, default)
        return value if isinstance(value, bool) else default


@dataclass(frozen=True, slots=True)
class Strikes:
    """All faults that strike the request at hand."""

    all: tuple[Strike, ...] = field(default=())

    def get(self, kind: str, key: str | None = None) -> Strike | None:
        """The first strike of this kind; with a key, only one that concerns this booking."""
        for strike in self.all:
            if strike.kind == kind and (key is None or strike.keys is None or key in strike.keys):
                return strike
        return None

    def kinds(self) -> list[str]:
        """The kinds, for the list of recent requests."""
        return sorted({strike.kind for strike in self.all})


def switch_on(conn: sqlite3.Connection, account: str, wish: Mapping[str, object]) -> int:
    """Check and store a fault; answers its id. Raises RefusedError(422) that names what is wrong."""
    kind = KINDS.get(str(wish.get("kind", "")))
    if kind is None:
        raise RefusedError(422, "invalid", "kind: one of " + ", ".join(KINDS))
    strikes_on = _texts(wish.get("on"), "on") or list(kind.default)
    wrong = sorted(set(strikes_on) - set(kind.possible))
    if wrong:
        raise RefusedError(422, "invalid", f"on: {kind.name} cannot strike on {', '.join(wrong)}")
    keys = _texts(wish.get("keys"), "keys")
    times = wish.get("times")
    if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
        raise RefusedError(422, "invalid", "times: a whole number from 1, or null for always")
    params = {name: value for name, value in wish.items() if name not in {"kind", "on", "keys", "times"}}
    _check_params(kind.name, params)
    added = conn.execute(
        "INSERT INTO faults (account, kind, strikes_on, keys, times_left, params) VALUES (?, ?, ?, ?, ?, ?)",
        (account, kind.name, json.dumps(strikes_on), json.dumps(keys) if keys else None, times, json.dumps(params)),
    )
    return int(added.lastrowid or 0)


def switch_off(conn: sqlite3.Connection, account: str, fault: int | None = None) -> int:
    """Clear one fault of the account, or all of them; answers how many were on."""
    if fault is None:
        return conn.execute("DELETE FROM faults WHERE account = ?", (account,)).rowcount
    return conn.execute("DELETE FROM faults WHERE account = ? AND id = ?", (account, fault)).rowcount


def switched_on(conn: sqlite3.Connection, account: str) -> list[dict[str, object]]:
    """The faults that are on, as the control API shows them."""
    rows = conn.execute("SELECT * FROM faults WHERE account = ? ORDER BY id", (account,))
    return [
        {
            "id": row["id"],
            "kind": row["kind"],
            "on": json.loads(row["strikes_on"]),
            "keys": json.loads(row["keys"]) if row["keys"] else None,
            "times": row["times_left"],
            **json.loads(row["params"]),
        }
        for row in rows
    ]


def strike(conn: sqlite3.Connection, account: str, operation: str, keys: Collection[str]) -> Strikes:
    """Take the faults that strike this request, and count them down: `times` counts requests, not bookings."""
    struck: list[Strike] = []
    for row in conn.execute("SELECT * FROM faults WHERE account = ? ORDER BY id", (account,)).fetchall():
        if operation not in json.loads(row["strikes_on"]):
            continue
        only = frozenset(json.loads(row["keys"])) if row["keys"] else None
        if only is not None and only.isdisjoint(keys):
            continue
        params = json.loads(row["params"])
        hit = (
            _drawn(params, operation, row["hits"], only)
            if row["kind"] == CHAOS
            else [Strike(row["kind"], only, params)]
        )
        _count(conn, account, row, hit)
        struck += hit
    return Strikes(tuple(struck))


def undecided(conn: sqlite3.Connection, account: str) -> Strikes:
    """The `never_decides` faults that are on, without counting them down: a glance must not decide a booking."""
    rows = conn.execute("SELECT keys FROM faults WHERE account = ? AND kind = 'never_decides'", (account,)).fetchall()
    return Strikes(
        tuple(Strike("never_decides", frozenset(json.loads(row["keys"])) if row["keys"] else None, {}) for row in rows)
    )


def _drawn(params: Mapping[str, object], operation: str, draw: int, only: frozenset[str] | None) -> list[Strike]:
    """What chaos does to its n-th request: the seed and n decide, so that a restart goes on where it stopped."""
    dice = random.Random(f"{params.get('seed', 0)}:{draw}")  # noqa: S311 - a script to repeat, not a secret
    chances = params["probabilities"]
    if not isinstance(chances, dict):
        return []
    return [
        Strike(kind, only, params)
        for kind in sorted(chances)
        if dice.random() < chances[kind] and operation in KINDS[kind].default
    ]


def _count(conn: sqlite3.Connection, account: str, row: sqlite3.Row, hit: list[Strike]) -> None:
    if row["times_left"] == 1:
        conn.execute("DELETE FROM faults WHERE id = ?", (row["id"],))
    else:
        conn.execute("UPDATE faults SET hits = hits + 1, times_left = times_left - 1 WHERE id = ?", (row["id"],))
    conn.executemany(
        "INSERT INTO fault_hits VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET hits = hits + 1",
        [(account, struck.kind) for struck in hit],
    )


def _texts(value: object, name: str) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not value or not all(isinstance(part, str) for part in value):
        raise RefusedError(422, "invalid", f"{name}: a list of texts, or null")
    return value


def _check_params(kind: str, params: Mapping[str, object]) -> None:
    for name, value in params.items():
        if name not in KINDS[kind].params:
            raise RefusedError(422, "invalid", f"{name}: {kind} has no such setting")
        if name in {"delay", "status", "seed"} and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise RefusedError(422, "invalid", f"{name}: a number")
        if name == "delay" and not 0 <= float(str(value)) <= 600:
            raise RefusedError(422, "invalid", "delay: 0 to 600 seconds")
        if name == "status" and value not in range(500, 600):
            raise RefusedError(422, "invalid", "status: 500 to 599")
        if name == "processed" and not isinstance(value, bool):
            raise RefusedError(422, "invalid", "processed: true or false")
        if name == "text" and not isinstance(value, str):
            raise RefusedError(422, "invalid", "text: a text")
    if kind == CHAOS:
        chances = params.get("probabilities")
        if not isinstance(chances, dict) or not chances:
            raise RefusedError(422, "invalid", "probabilities: an object from fault to a number between 0 and 1")
        for name, chance in chances.items():
            if name not in KINDS or name == CHAOS:
                raise RefusedError(422, "invalid", f"probabilities: no fault is called {name}")
            if isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 <= chance <= 1:
                raise RefusedError(422, "invalid", f"probabilities: {name} needs a number between 0 and 1")
