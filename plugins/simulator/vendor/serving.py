"""How every request of a client is served: who asks, which faults strike, the work, the spoilt reply, the tally."""

import math
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from flask import Response, jsonify, request

from . import accounts, faults
from .accounts import Account
from .answers import RefusedError
from .faults import Strikes
from .pusher import Pusher
from .store import Store
from .wire import SPOILT

_DOWN = {"availability_unavailable": 503, "rating_unavailable": 503}
_REFUSING = (
    "refuse_credentials",
    "refuse_credentials_on_book",
    "refuse_credentials_on_check",
    "refuse_credentials_on_rating",
)
_PAGE = "<!doctype html><title>Welcome</title><p>Please log in to the network to continue.</p>"
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A request whose account is known, inside a transaction."""

    conn: sqlite3.Connection
    account: Account
    strikes: Strikes

    @property
    def name(self) -> str:
        """Whose request it is."""
        return self.account.name


Keys = Callable[[Asked], Collection[str]] | Collection[str]
Act = Callable[[Asked], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Served:
    """One line of the list of recent requests."""

    at: float
    account: str
    operation: str
    outcome: str
    faults: list[str]
    milliseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """What the views share. Times in seconds."""

    store: Store
    pusher: Pusher
    decision_delay: float
    link_lifetime: float
    stopping: threading.Event = field(default_factory=threading.Event)
    recent: deque[Served] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))


def serve(vendor: Vendor, operation: str, act: Act, keys: Keys = ()) -> Response:
    """Answer one request. `keys` tells which bookings it concerns, so that faults can be meant for some only."""
    begun, name, strikes = time.perf_counter(), "", Strikes()
    try:
        with vendor.store.transaction() as conn:
            account = _who(conn)
            name = account.name
            concerned = keys(Asked(conn, account, strikes)) if callable(keys) else keys
            strikes = faults.strike(conn, name, operation, concerned)
        response = _spoil(vendor, strikes, processed=False)
        if response is None:
            with vendor.store.transaction() as conn:
                answer = act(Asked(conn, account, strikes))
            response = _spoil(vendor, strikes, processed=True) or jsonify(answer)
    except RefusedError as refused:
        response = refusal(refused)
    _lose(strikes)
    outcome = {"drop": "dropped", "half": "half"}.get(request.environ.get(SPOILT, ""), str(response.status_code))
    took = (time.perf_counter() - begun) * 1000
    vendor.recent.appendleft(Served(time.time(), name, operation, outcome, strikes.kinds(), took))
    with vendor.store.transaction() as conn:
        conn.execute(
            "INSERT INTO requests VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET served = served + 1",
            (name, operation, outcome),
        )
    vendor.pusher.wake()
    return response


def json_body() -> dict[str, object]:
    """The request's body, which must be a JSON object."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise RefusedError(400, "not_json", "The body must be a JSON object, sent as application/json.")
    return body


def _who(conn: sqlite3.Connection) -> Account:
    scheme, _, api_key = request.headers.get("Authorization", "").partition(" ")
    account = accounts.by_key(conn, api_key.strip()) if scheme.lower() == "bearer" else None
    if account is None:
        raise _credentials_refused()
    return account


def _credentials_refused() -> RefusedError:
    return RefusedError(401, "credentials_refused", "The API key opens no account.", {"WWW-Authenticate": "Bearer"})


def _spoil(vendor: Vendor, strikes: Strikes, *, processed: bool) -> Response | None:
    """What a fault puts in place of the answer, before the work is done or after it; None leaves the answer alone."""
    slow = strikes.get("slow")
    if slow and slow.flag("processed", False) is processed:
        vendor.stopping.wait(slow.number("delay", 2))
    for kind in ("garbage", "rating_server_fault"):
        page = strikes.get(kind)
        if page and page.flag("processed", True) is processed:
            return Response(_PAGE, 200, content_type="text/html; charset=utf-8")
    error = strikes.get("server_error")
    if error and error.flag("processed", False) is processed:
        raise RefusedError(int(error.number("status", 500)), "server_error", "Something went wrong here.")
    for kind in ("reply_lost_after_booking", "half_reply"):
        lost = strikes.get(kind)
        if not processed and lost and not lost.flag("processed", True):
            return Response(b"")
    if not processed:
        _turn_away(strikes)
    return None


def _turn_away(strikes: Strikes) -> None:
    """Refusals that come before anything is done."""
    if any(strikes.get(kind) for kind in _REFUSING):
        raise _credentials_refused()
    many = strikes.get("too_many_requests")
    if many:
        pause = str(math.ceil(many.number("delay", 1)))
        raise RefusedError(429, "too_many_requests", f"Ask again after {pause} seconds.", {"Retry-After": pause})
    for kind, status in _DOWN.items():
        if strikes.get(kind):
            raise RefusedError(status, "unavailable", "The service is down for now.", {"Retry-After": "1"})


def _lose(strikes: Strikes) -> None:
    if strikes.get("reply_lost_after_booking"):
        request.environ[SPOILT] = "drop"
    elif strikes.get("half_reply"):
        request.environ[SPOILT] = "half"


def refusal(refused: RefusedError) -> Response:
    """The error as a response."""
    response = jsonify(refused.body())
    response.status_code = refused.status
    response.headers.update(refused.headers)
    return response
