"""The test centre records what was paid, waived or refunded: for a whole booking, or for one entry."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.bookings.model import LineKind
from core.bookings.ports import BookingsReader
from core.bookings.usecases.settling import PayBooking, PayBookingCommand, SettleEntry, SettleEntryCommand
from core.shared.errors import InvalidInputError
from web.bookings.forms import AmountForm, SettleForm
from web.bookings.language import Spot, install_language
from web.bookings.pages import entry_in
from web.errors import problems_into
from web.security import current_actor, requires

_BOTH = ("GET", "POST")


def build_payment_pages(*, reader: BookingsReader, pay_booking: PayBooking, settle_entry: SettleEntry) -> Blueprint:
    pages = Blueprint("payments", __name__, url_prefix="/bookings")
    install_language(pages)

    @pages.route("/<uuid:session_id>/payment", methods=_BOTH)
    @pages.route("/<uuid:session_id>/<uuid:entrant_id>/payment", methods=_BOTH)
    @requires(Permission.RECORD_PAYMENTS)
    def booking(session_id: UUID, entrant_id: UUID | None = None) -> ResponseReturnValue:
        actor, form = current_actor(), AmountForm()
        spot = Spot.of(actor, session_id, entrant_id)
        view = reader.booking(spot.session_id, spot.entrant_id, actor.scope)
        form.propose(view.row.account.open)
        if form.validate_on_submit():
            try:
                command = PayBookingCommand(
                    actor=actor,
                    session_id=spot.session_id,
                    entrant_id=spot.entrant_id,
                    amount=form.money(view.total.currency),
                    note=form.note.data or "",
                )
                settled = pay_booking(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash(f"The payment is recorded for {settled} {'entry' if settled == 1 else 'entries'}.", "success")
                return redirect(spot.url("bookings.booking"))
        page = render_template("bookings/pay.html", form=form, booking=view, spot=spot)
        return page, 422 if form.errors else 200

    @pages.route("/<uuid:session_id>/candidates/<uuid:entry_id>/payment", methods=_BOTH)
    @pages.route("/<uuid:session_id>/<uuid:entrant_id>/candidates/<uuid:entry_id>/payment", methods=_BOTH)
    @requires(Permission.RECORD_PAYMENTS)
    def entry(session_id: UUID, entry_id: UUID, entrant_id: UUID | None = None) -> ResponseReturnValue:
        actor, form = current_actor(), SettleForm()
        spot = Spot.of(actor, session_id, entrant_id)
        view = entry_in(reader, spot, entry_id, actor)
        form.offer(view.account)
        form.propose(view.account.open if view.account.open.amount else view.account.paid - view.account.refunded)
        if form.validate_on_submit():
            try:
                command = SettleEntryCommand(
                    actor=actor,
                    entry_id=view.entry_id,
                    kind=LineKind(form.kind.data),
                    amount=form.money(view.account.owed.currency),
                    note=form.note.data or "",
                )
                settle_entry(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash("Recorded. The payment status follows from the lines.", "success")
                return redirect(spot.url("bookings.candidate", entry_id=entry_id))
        page = render_template("bookings/settle.html", form=form, entry=view, spot=spot)
        return page, 422 if form.errors else 200

    return pages
