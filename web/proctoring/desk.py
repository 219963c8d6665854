"""The service desk: what needs attention, and deciding it by hand."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import ProctoringReader, Providers
from core.proctoring.usecases.deciding import (
    AskReconciliation,
    AskReconciliationCommand,
    ConfirmByHand,
    DecideByHandCommand,
    RejectByHand,
)
from core.shared.errors import InvalidInputError
from core.shared.paging import PageRequest
from web.errors import problems_into
from web.proctoring.forms import ByHandForm
from web.proctoring.language import install_language, vendor_in_words
from web.security import current_actor, requires


def build_desk_pages(
    *,
    reader: ProctoringReader,
    providers: Providers,
    confirm_by_hand: ConfirmByHand,
    reject_by_hand: RejectByHand,
    ask_reconciliation: AskReconciliation,
) -> Blueprint:
    pages = Blueprint("desk", __name__)
    install_language(pages)

    @pages.get("/attention")
    @requires(Permission.DECIDE_BOOKINGS)
    def attention() -> str:
        page = reader.attention(current_actor().scope, PageRequest(size=25, after=request.args.get("after")))
        vendors = {row.provider: vendor_in_words(providers, row.provider) for row in page.items}
        return render_template("proctoring/attention.html", page=page, vendors=vendors)

    def decide(test_id: UUID, decision: ConfirmByHand | RejectByHand, template: str, done: str) -> ResponseReturnValue:
        actor, form = current_actor(), ByHandForm()
        test = reader.test(ProctoredTestId(test_id), actor.scope)
        booking = reader.booking(test.id, actor.scope)
        if form.validate_on_submit():
            command = DecideByHandCommand(
                actor=actor, booking_id=booking.id, reason=form.reason.data, proof=form.proof.data
            )
            try:
                decision(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash(done, "success")
                return redirect(url_for("activation.test", test_id=test_id))
        page = render_template(template, form=form, test=test, booking=booking)
        return page, 422 if form.errors else 200

    @pages.route("/attention/<uuid:test_id>/confirm", methods=["GET", "POST"])
    @requires(Permission.DECIDE_BOOKINGS)
    def confirm(test_id: UUID) -> ResponseReturnValue:
        return decide(test_id, confirm_by_hand, "proctoring/confirm.html", "The booking is declared confirmed.")

    @pages.route("/attention/<uuid:test_id>/reject", methods=["GET", "POST"])
    @requires(Permission.DECIDE_BOOKINGS)
    def reject(test_id: UUID) -> ResponseReturnValue:
        done = "The booking is rejected. The vendor is asked to give up what it holds."
        return decide(test_id, reject_by_hand, "proctoring/reject.html", done)

    @pages.post("/attention/<uuid:test_id>/reconcile")
    @requires(Permission.DECIDE_BOOKINGS)
    def reconcile(test_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        booking = reader.booking(ProctoredTestId(test_id), actor.scope)
        ask_reconciliation(AskReconciliationCommand(actor=actor, booking_id=booking.id))
        flash("The vendor is being asked what it holds. The answer comes into the log.", "info")
        return redirect(url_for("activation.test", test_id=test_id))

    return pages
