"""The control page for people, and the page behind a join link. Plain forms; nothing needs a script."""

import sqlite3
import time
from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from . import accounts, faults, sessions, staff, state
from .answers import RefusedError, instant, window
from .catalogue import CHAOS, KINDS
from .serving import Vendor

_LISTED = 50


def pages(vendor: Vendor) -> Blueprint:
    """The overview with its forms, and `/join`."""
    routes = Blueprint(
        "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
    )
    _add_overview(routes, vendor)
    _add_forms(routes, vendor)
    _add_join(routes, vendor)
    return routes


def _add_overview(routes: Blueprint, vendor: Vendor) -> None:
    @routes.get("/")
    def overview() -> str:
        with vendor.store.transaction() as conn:
            names = [account.name for account in accounts.all_accounts(conn)]
            chosen = request.args.get("account") or (names[0] if names else None)
            account = accounts.by_name(conn, chosen) if chosen else None
            held = state.of_account(conn, account.name) if account else None
            listed = staff.listed(conn, account.name, None, _LISTED) if account else []
        return render_template(
            "overview.html",
            names=names,
            account=account,
            held=held,
            bookings=listed,
            kinds=[kind for kind in KINDS.values() if kind.name != CHAOS],
            words={kind.name: kind.words for kind in KINDS.values()},
            reasons=staff.REASONS,
            scale=sessions.RATING_SCALE,
            recent=[(instant(int(one.at)), one) for one in list(vendor.recent)[:_LISTED]],
            said=request.args.get("said", "")[:200],
        )


def _add_forms(routes: Blueprint, vendor: Vendor) -> None:
    def do(act: Callable[[sqlite3.Connection], object], said: str) -> AnyResponse:
        try:
            with vendor.store.transaction() as conn:
                act(conn)
        except RefusedError as refused:
            said = refused.message
        vendor.pusher.wake()
        return redirect(url_for(".overview", account=request.form.get("account"), said=said), 303)

    @routes.post("/do/fault")
    def fault() -> AnyResponse:
        form = request.form
        wish: dict[str, object] = {"kind": form.get("kind", "")}
        if form.get("times"):
            wish["times"] = int(form["times"]) if form["times"].isdecimal() else 0
        if form.get("key"):
            wish["keys"] = [form["key"]]
        name = form.get("account", "")
        return do(
            lambda conn: faults.switch_on(conn, staff.account_named(conn, name).name, wish), "The fault is switched on."
        )

    @routes.post("/do/clear")
    def clear() -> AnyResponse:
        form = request.form
        one = int(form["fault"]) if form.get("fault", "").isdecimal() else None
        return do(lambda conn: faults.switch_off(conn, form.get("account", ""), one), "The fault is switched off.")

    @routes.post("/do/booking")
    def booking() -> AnyResponse:
        form, reference = request.form, request.form.get("reference", "")
        match form.get("what"):
            case "confirm":
                return do(lambda conn: staff.confirm(conn, reference), "The booking is confirmed.")
            case "decline":
                reason = form.get("reason") or None
                return do(lambda conn: staff.decline(conn, reference, reason, ""), "The booking is declined.")
            case _:
                return do(lambda conn: staff.cancel(conn, reference, ""), "The booking is cancelled.")

    @routes.post("/do/session")
    def session() -> AnyResponse:
        form, reference = request.form, request.form.get("session", "")
        if form.get("what") == "rate":
            return do(lambda conn: staff.rate(conn, reference, form.get("rating"), ""), "The rating is stored.")
        return do(lambda conn: staff.joined(conn, reference), "The candidate has joined.")

    @routes.post("/do/run")
    def run_all() -> AnyResponse:
        form = request.form

        def act(conn: sqlite3.Connection) -> object:
            account = staff.account_named(conn, form.get("account", ""))
            return staff.run_all(conn, account, form.get("key"), form.get("rating"))

        return do(act, "All candidates have joined and are rated.")


def _add_join(routes: Blueprint, vendor: Vendor) -> None:
    @routes.get("/join/<token>")
    def join(token: str) -> Response:
        with vendor.store.transaction() as conn:
            row = sessions.behind_link(conn, token)
        if row is None:
            return make_response(render_template("join.html", problem="This link was never given, or is erased."), 404)
        if row["expires_at"] < time.time():
            return make_response(render_template("join.html", problem="This link has expired. Ask for a new one."), 410)
        return make_response(render_template("join.html", link=row, window=window(row["starts"], row["ends"])))
