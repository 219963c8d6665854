"""What is decided about one result: each in a window, with its reason."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.catalogue.ports import CatalogueReader
from core.results.model import ResultId
from core.results.ports import ResultsReader
from core.results.usecases.changing import (
    AmendResult,
    AmendResultCommand,
    MakeFinal,
    RestoreResult,
    ResultCommand,
    RevokeResult,
    WithholdResult,
)
from core.shared.errors import ConflictError, InvalidInputError
from web.errors import problems_into
from web.results.forms import ReasonForm, VersionedForm, amend_form, amendable
from web.results.language import exam_of, install_language
from web.security import current_actor, requires
from web.words import explain

Decision = MakeFinal | WithholdResult | RestoreResult | RevokeResult


def build_result_decision_pages(
    *,
    reader: ResultsReader,
    catalogue: CatalogueReader,
    amend_result: AmendResult,
    make_final: MakeFinal,
    withhold_result: WithholdResult,
    restore_result: RestoreResult,
    revoke_result: RevokeResult,
) -> Blueprint:
    pages = Blueprint("result_decisions", __name__, url_prefix="/results/<uuid:result_id>")
    install_language(pages)

    def decide(result_id: UUID, decision: Decision, name: str, done: str) -> ResponseReturnValue:
        view = reader.result(ResultId(result_id))
        form = VersionedForm() if name == "final" else ReasonForm()
        if form.validate_on_submit():
            reason = str(form["reason"].data) if "reason" in form else ""
            try:
                decision(
                    ResultCommand(actor=current_actor(), result_id=view.result.id, version=form.shown, reason=reason)
                )
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash(done, "success")
                return redirect(url_for("results.result", result_id=result_id))
        elif not form.version.data:
            form.version.data = str(view.result.version)
        page = render_template(f"results/{name}.html", form=form, view=view, result=view.result)
        return page, 422 if form.errors else 200

    @pages.route("/final", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def final(result_id: UUID) -> ResponseReturnValue:
        return decide(result_id, make_final, "final", "The result is final.")

    @pages.route("/withhold", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def withhold(result_id: UUID) -> ResponseReturnValue:
        return decide(result_id, withhold_result, "withhold", "The result is withheld.")

    @pages.route("/restore", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def restore(result_id: UUID) -> ResponseReturnValue:
        return decide(result_id, restore_result, "restore", "The result is restored.")

    @pages.route("/revoke", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def revoke(result_id: UUID) -> ResponseReturnValue:
        return decide(result_id, revoke_result, "revoke", "The result is revoked.")

    @pages.route("/amend", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def amend(result_id: UUID) -> ResponseReturnValue:
        view = reader.result(ResultId(result_id))
        exam = exam_of(catalogue, view.result)
        form = amend_form(tuple(name for name, _ in view.result.marks.scores))(data=amendable(view))
        if form.validate_on_submit():
            command = AmendResultCommand(
                actor=current_actor(),
                result_id=view.result.id,
                version=form.shown,
                reason=form.reason.data,
                holder=form.holder(view.result.holder),
                scores=form.scores(),
                centre_number=form.centre_number.data,
                place=form.place.data,
            )
            try:
                amend_result(command)
            except InvalidInputError as error:
                form.take_problems(error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash("The result is amended.", "success")
                return redirect(url_for("results.result", result_id=result_id))
        page = render_template("results/amend.html", form=form, view=view, result=view.result, exam=exam)
        return page, 422 if form.errors else 200

    return pages
