"""The control API, for tests and the demo: accounts, faults, and what the vendor's own people would do."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from . import accounts, faults, staff, state
from .answers import RefusedError
from .catalogue import KINDS
from .serving import Vendor, json_body, refusal

_MOST_LISTED = 1000


def control(vendor: Vendor) -> Blueprint:
    """The operations of `/control`."""
    routes = Blueprint("control", __name__, url_prefix="/control")
    _add_accounts(routes, vendor)
    _add_faults(routes, vendor)
    _add_staff(routes, vendor)
    return routes


def _do(vendor: Vendor, act: Callable[[sqlite3.Connection], Mapping[str, object]]) -> Response:
    try:
        with vendor.store.transaction() as conn:
            answer = act(conn)
    except RefusedError as refused:
        return refusal(refused)
    vendor.pusher.wake()
    return jsonify(answer)


def _add_accounts(routes: Blueprint, vendor: Vendor) -> None:
    @routes.get("/state")
    def everything() -> Response:
        return _do(vendor, state.everything)

    @routes.get("/accounts/<name>")
    def account(name: str) -> Response:
        return _do(vendor, lambda conn: asdict(staff.account_named(conn, name)))

    @routes.put("/accounts/<name>")
    def put_account(name: str) -> Response:
        return _do(vendor, lambda conn: asdict(accounts.changed(conn, name, json_body())))

    @routes.get("/accounts/<name>/bookings")
    def listed(name: str) -> Response:
        key = request.args.get("key")
        return _do(
            vendor,
            lambda conn: {"bookings": staff.listed(conn, staff.account_named(conn, name).name, key, _MOST_LISTED)},
        )

    @routes.post("/accounts/<name>/bookings")
    def hold(name: str) -> Response:
        return _do(vendor, lambda conn: staff.hold(conn, staff.account_named(conn, name), json_body()))

    @routes.post("/accounts/<name>/run")
    def run_all(name: str) -> Response:
        def act(conn: sqlite3.Connection) -> dict[str, int]:
            body = json_body()
            return staff.run_all(conn, staff.account_named(conn, name), body.get("key"), body.get("rating", "clear"))

        return _do(vendor, act)


def _add_faults(routes: Blueprint, vendor: Vendor) -> None:
    @routes.get("/faults")
    def catalogue() -> Response:
        return jsonify({"faults": [asdict(kind) for kind in KINDS.values()]})

    @routes.get("/accounts/<name>/faults")
    def switched_on(name: str) -> Response:
        return _do(vendor, lambda conn: {"faults": faults.switched_on(conn, staff.account_named(conn, name).name)})

    @routes.post("/accounts/<name>/faults")
    def switch_on(name: str) -> Response:
        return _do(
            vendor, lambda conn: {"id": faults.switch_on(conn, staff.account_named(conn, name).name, json_body())}
        )

    @routes.delete("/accounts/<name>/faults", defaults={"fault": None})
    @routes.delete("/accounts/<name>/faults/<int:fault>")
    def switch_off(name: str, fault: int | None) -> Response:
        return _do(
            vendor, lambda conn: {"cleared": faults.switch_off(conn, staff.account_named(conn, name).name, fault)}
        )


def _add_staff(routes: Blueprint, vendor: Vendor) -> None:
    @routes.post("/bookings/<reference>/confirm")
    def confirm(reference: str) -> Response:
        return _do(vendor, lambda conn: staff.confirm(conn, reference))

    @routes.post("/bookings/<reference>/decline")
    def decline(reference: str) -> Response:
        def act(conn: sqlite3.Connection) -> dict[str, object]:
            body = json_body()
            return staff.decline(conn, reference, body.get("reason"), body.get("text"))

        return _do(vendor, act)

    @routes.post("/bookings/<reference>/cancel")
    def cancel(reference: str) -> Response:
        return _do(vendor, lambda conn: staff.cancel(conn, reference, json_body().get("text")))

    @routes.post("/sessions/<reference>/joined")
    def joined(reference: str) -> Response:
        return _do(vendor, lambda conn: staff.joined(conn, reference))

    @routes.post("/sessions/<reference>/rate")
    def rate(reference: str) -> Response:
        def act(conn: sqlite3.Connection) -> dict[str, object]:
            body = json_body()
            return staff.rate(conn, reference, body.get("rating"), body.get("text"))

        return _do(vendor, act)
