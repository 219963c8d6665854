"""The test centres that hold an account at the vendor."""

import base64
import binascii
import re
import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from .answers import RefusedError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What the vendor knows of one test centre.

    `capacity` is the number of proctors in any half hour. `decision_delay` is in seconds; None takes the server's own.
    Notices are pushed only where both `notify_url` and `notify_secret` (`whsec_` and base64) are known.
    """

    name: str
    api_key: str
    notify_url: str | None = None
    notify_secret: str | None = None
    capacity: int = 200
    decision_delay: float | None = None
    confirm_at_once: bool = False
    minimum_lead_minutes: int | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError("name: letters, digits, dot, dash and underscore, at most 80")
        if not 4 <= len(self.api_key) <= 200 or not self.api_key.isascii() or not self.api_key.isprintable():
            raise ValueError("api_key: 4 to 200 printable ASCII characters")
        if self.notify_url is not None and urlsplit(self.notify_url).scheme not in {"http", "https"}:
            raise ValueError("notify_url: an http or https address")
        if self.notify_secret is not None and not _is_secret(self.notify_secret):
            raise ValueError("notify_secret: whsec_ followed by base64")
        if self.capacity < 0:
            raise ValueError("capacity: zero or more")
        if self.decision_delay is not None and self.decision_delay < 0:
            raise ValueError("decision_delay: zero seconds or more")
        if self.minimum_lead_minutes is not None and self.minimum_lead_minutes < 0:
            raise ValueError("minimum_lead_minutes: zero or more")


_PUT = """
INSERT INTO accounts (
    name, api_key, notify_url, notify_secret, capacity, decision_delay, confirm_at_once, minimum_lead_minutes)
VALUES (
    :name, :api_key, :notify_url, :notify_secret, :capacity, :decision_delay, :confirm_at_once, :minimum_lead_minutes)
ON CONFLICT (name) DO UPDATE SET
    api_key = excluded.api_key, notify_url = excluded.notify_url, notify_secret = excluded.notify_secret,
    capacity = excluded.capacity, decision_delay = excluded.decision_delay,
    confirm_at_once = excluded.confirm_at_once, minimum_lead_minutes = excluded.minimum_lead_minutes
"""
_KINDS: dict[str, tuple[type, ...]] = {
    "api_key": (str,),
    "notify_url": (str, type(None)),
    "notify_secret": (str, type(None)),
    "capacity": (int,),
    "decision_delay": (int, float, type(None)),
    "confirm_at_once": (bool,),
    "minimum_lead_minutes": (int, type(None)),
}


def new_secret() -> str:
    """A fresh secret for signing notices, in the form the standard prescribes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


def put(conn: sqlite3.Connection, account: Account) -> None:
    """Open the account, or give an open one these settings; its bookings stay."""
    try:
        conn.execute(_PUT, asdict(account))
    except sqlite3.IntegrityError as error:
        raise RefusedError(409, "api_key_taken", "Another account has this API key.") from error


def introduce(conn: sqlite3.Connection, account: Account) -> None:
    """Open an account handed over at start. Where to notify is kept from the store if the caller leaves it open."""
    known = by_name(conn, account.name)
    if known is not None:
        settings = asdict(account)
        settings["notify_url"] = account.notify_url or known.notify_url
        settings["notify_secret"] = account.notify_secret or known.notify_secret
        account = Account(**settings)
    put(conn, account)


def changed(conn: sqlite3.Connection, name: str, wishes: Mapping[str, object]) -> Account:
    """The account with the wished settings, stored. A new one needs an `api_key`; a missing secret is drawn."""
    known = by_name(conn, name)
    settings: dict[str, object] = asdict(known) if known else {"name": name}
    for wish, value in wishes.items():
        kinds = _KINDS.get(wish)
        if kinds is None:
            raise RefusedError(422, "invalid", f"{wish}: no such setting")
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise RefusedError(422, "invalid", f"{wish}: not of the right type")
        settings[wish] = value
    if "api_key" not in settings:
        raise RefusedError(422, "invalid", "api_key: needed to open an account")
    if settings.get("notify_url") and not settings.get("notify_secret"):
        settings["notify_secret"] = new_secret()
    try:
        account = Account(**settings)  # type: ignore[arg-type]  # each value was checked against _KINDS above
    except ValueError as error:
        raise RefusedError(422, "invalid", str(error)) from error
    put(conn, account)
    return account


def by_name(conn: sqlite3.Connection, name: str) -> Account | None:
    """The account of this name, if there is one."""
    row = conn.execute("SELECT * FROM accounts WHERE name = ?", (name,)).fetchone()
    return _account(row) if row else None


def by_key(conn: sqlite3.Connection, api_key: str) -> Account | None:
    """The account that this API key opens, if there is one."""
    row = conn.execute("SELECT * FROM accounts WHERE api_key = ?", (api_key,)).fetchone()
    return _account(row) if row else None


def all_accounts(conn: sqlite3.Connection) -> list[Account]:
    """Every account, by name."""
    return [_account(row) for row in conn.execute("SELECT * FROM accounts ORDER BY name")]


def _account(row: sqlite3.Row) -> Account:
    settings = dict(row)
    settings["confirm_at_once"] = bool(settings["confirm_at_once"])
    return Account(**settings)


def _is_secret(text: str) -> bool:
    try:
        return text.startswith("whsec_") and len(base64.b64decode(text[6:] + "==")) >= 16
    except binascii.Error:
        return False
