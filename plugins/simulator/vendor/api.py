"""The API for clients: `/v1`, described in `API.md`."""

import time

from flask import Blueprint, Response, request

from . import bookings, capacity, items, sessions
from .accounts import Account
from .answers import RefusedError, instant, seconds_of, window
from .serving import Asked, Keys, Vendor, json_body, serve

_MAX_REFERENCES = 1000


def api(vendor: Vendor) -> Blueprint:
    """The operations of `/v1`."""
    routes = Blueprint("api", __name__, url_prefix="/v1")
    _add_account(routes, vendor)
    _add_bookings(routes, vendor)
    _add_booking(routes, vendor)
    _add_sessions(routes, vendor)
    return routes


def _add_account(routes: Blueprint, vendor: Vendor) -> None:
    @routes.get("/account")
    def account() -> Response:
        return serve(vendor, "account", lambda asked: _capabilities(asked.account))

    @routes.get("/availability")
    def availability() -> Response:
        return serve(vendor, "availability", _availability)

    @routes.delete("/candidates/<path:number>")
    def erase(number: str) -> Response:
        key = request.args.get("key")

        def act(asked: Asked) -> dict[str, object]:
            return {"candidate": number, "erased": sessions.erase(asked.conn, asked.name, number, key)}

        return serve(vendor, "erase", act, {key} if key else ())


def _add_bookings(routes: Blueprint, vendor: Vendor) -> None:
    @routes.post("/bookings")
    def book() -> Response:
        wanted: list[items.Item] = []

        def keys(_: Asked) -> set[str]:
            wanted.extend(items.read(raw) for raw in _listed("bookings", items.MAX_BATCH))
            return {item.key for item in wanted}

        def act(asked: Asked) -> dict[str, object]:
            delay = vendor.decision_delay
            return {"results": bookings.book(asked.conn, asked.account, wanted, asked.strikes, delay)}

        return serve(vendor, "book", act, keys)

    @routes.post("/bookings/check")
    def check() -> Response:
        references: list[str] = []

        def keys(asked: Asked) -> set[str]:
            listed = _listed("references", _MAX_REFERENCES)
            if not all(isinstance(reference, str) for reference in listed):
                raise RefusedError(422, "invalid", "references: each is a text")
            references.extend(str(reference) for reference in listed)
            return {row["key"] for row in bookings.by_reference(asked.conn, asked.name, references).values()}

        def act(asked: Asked) -> dict[str, object]:
            return {"results": bookings.check(asked.conn, asked.account, references, asked.strikes)}

        return serve(vendor, "check", act, keys)

    @routes.get("/bookings/by-key/<path:key>")
    def find(key: str) -> Response:
        return serve(
            vendor,
            "find",
            lambda asked: bookings.find(asked.conn, asked.name, key, asked.strikes),
            {key},
        )


def _add_booking(routes: Blueprint, vendor: Vendor) -> None:
    @routes.post("/bookings/<reference>/cancel")
    def cancel(reference: str) -> Response:
        def act(asked: Asked) -> dict[str, object]:
            row = bookings.get(asked.conn, asked.name, reference)
            bookings.cancel(asked.conn, asked.account, row, by="client", text="")
            return bookings.shown(bookings.get(asked.conn, asked.name, reference))

        return serve(vendor, "cancel", act, _key_of(reference))

    @routes.post("/bookings/<reference>/change")
    def change(reference: str) -> Response:
        def act(asked: Asked) -> dict[str, object]:
            row = bookings.get(asked.conn, asked.name, reference)
            return bookings.change(asked.conn, asked.account, row, items.reread(bookings.as_item(row), json_body()))

        return serve(vendor, "change", act, _key_of(reference))

    @routes.get("/bookings/<reference>/sessions")
    def sessions_of(reference: str) -> Response:
        def act(asked: Asked) -> dict[str, object]:
            row = bookings.get(asked.conn, asked.name, reference)
            bookings.settle(asked.conn, asked.name, asked.strikes, keys=[row["key"]])
            return {"sessions": [sessions.shown(one) for one in sessions.of_booking(asked.conn, asked.name, reference)]}

        return serve(vendor, "sessions", act, _key_of(reference))


def _add_sessions(routes: Blueprint, vendor: Vendor) -> None:
    @routes.get("/sessions/<reference>")
    def session(reference: str) -> Response:
        return serve(
            vendor,
            "sessions",
            lambda asked: sessions.shown(sessions.get(asked.conn, asked.name, reference)),
            _key_of_session(reference),
        )

    @routes.post("/sessions/<reference>/join-links")
    def join_link(reference: str) -> Response:
        def act(asked: Asked) -> dict[str, object]:
            body = json_body()
            row = sessions.get(asked.conn, asked.name, reference)
            token, expires = sessions.make_link(
                asked.conn, row, body.get("for"), body.get("user"), vendor.link_lifetime
            )
            return {"url": f"{request.host_url}join/{token}", "expires_at": instant(expires)}

        return serve(vendor, "join_link", act, _key_of_session(reference))

    @routes.get("/sessions/<reference>/rating")
    def rating(reference: str) -> Response:
        def act(asked: Asked) -> dict[str, object]:
            return sessions.rating_shown(asked.conn, sessions.get(asked.conn, asked.name, reference), asked.strikes)

        return serve(vendor, "rating", act, _key_of_session(reference))


def _capabilities(account: Account) -> dict[str, object]:
    return {
        "account": account.name,
        "capacity": account.capacity,
        "minimum_lead_minutes": account.minimum_lead_minutes,
        "max_candidates": items.MAX_CANDIDATES,
        "max_batch": items.MAX_BATCH,
        "rating_scale": list(sessions.RATING_SCALE),
        "pushes": account.notify_url is not None,
    }


def _availability(asked: Asked) -> dict[str, object]:
    try:
        starts, ends = seconds_of(request.args.get("start"), "start"), seconds_of(request.args.get("end"), "end")
        proctors = int(request.args.get("proctors", "1"))
        if not starts < ends <= starts + 86_400 or proctors < 1:
            raise ValueError("start must come before end, at most a day; proctors is a number from 1")
    except ValueError as error:
        raise RefusedError(422, "invalid", str(error)) from error
    if asked.strikes.get("availability_unknown"):
        return {"unknown": True}
    free = capacity.free(asked.conn, asked.name, asked.account.capacity, starts, ends)
    if free >= proctors and not asked.strikes.get("no_capacity"):
        return {"available": free}
    now = int(time.time())
    spans = capacity.alternatives(asked.conn, asked.name, asked.account.capacity, starts, ends, proctors, now)
    return {"full": True, "alternatives": [window(*span) for span in spans]}


def _listed(name: str, most: int) -> list[object]:
    listed = json_body().get(name)
    if not isinstance(listed, list) or not 1 <= len(listed) <= most:
        raise RefusedError(422, "invalid", f"{name}: a list of 1 to {most}")
    return listed


def _key_of(reference: str) -> Keys:
    def keys(asked: Asked) -> set[str]:
        return {row["key"] for row in bookings.by_reference(asked.conn, asked.name, [reference]).values()}

    return keys


def _key_of_session(reference: str) -> Keys:
    def keys(asked: Asked) -> set[str]:
        row = sessions.known(asked.conn, asked.name, reference)
        return {row["key"]} if row else set()

    return keys
