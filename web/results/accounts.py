"""The account that has the candidate ID number of a result, and freeing the number from it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.results.model import ResultId
from core.results.ports import ResultsReader
from core.shared.errors import ConflictError
from core.verification.usecases.freeing import FreeCandidateNumber, FreeCandidateNumberCommand
from web.results.forms import FreeNumberForm
from web.results.language import install_language
from web.security import current_actor, requires
from web.words import explain


def build_candidate_account_pages(*, reader: ResultsReader, free_number: FreeCandidateNumber) -> Blueprint:
    pages = Blueprint("candidate_accounts", __name__, url_prefix="/results/<uuid:result_id>")
    install_language(pages)

    @pages.route("/free-number", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RESULTS)
    def free(result_id: UUID) -> ResponseReturnValue:
        """Whoever was faster leaves nothing to be done here, and the page of the result says so."""
        view, form = reader.result(ResultId(result_id)), FreeNumberForm()
        if view.account is None:
            return _done(result_id, explain(ConflictError("candidate_number_is_free")), "info")
        if form.validate_on_submit():
            command = FreeCandidateNumberCommand(
                actor=current_actor(), result_id=view.result.id, claimed_at=form.shown, reason=form.chosen
            )
            try:
                free_number(command)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                return _done(result_id, "The number is free: the candidate can join with it.", "success")
        elif not form.claimed_at.data:
            form.claimed_at.data = view.account.joined_at.isoformat()
        page = render_template("results/free_number.html", form=form, view=view, result=view.result)
        return page, 422 if form.errors else 200

    return pages


def _done(result_id: UUID, message: str, kind: str) -> ResponseReturnValue:
    flash(message, kind)
    return redirect(url_for("results.result", result_id=result_id))
