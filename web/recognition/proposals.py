"""One proposal to change by what an organisation is found, for the recognition team, and the answer to it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.time import Clock
from core.verification.model.proposing import ProposalId
from core.verification.ports import RecognitionReader
from core.verification.usecases.answering import (
    ApproveProposal,
    ApproveProposalCommand,
    RefuseProposal,
    RefuseProposalCommand,
)
from core.verification.views import ProposalView
from web.errors import problems_into
from web.recognition.forms import RefusalForm, SureForm
from web.recognition.language import install_language
from web.recognition.standing import changed, standing_of
from web.security import current_actor, requires
from web.words import explain


def build_proposal_pages(
    *, reader: RecognitionReader, approve: ApproveProposal, refuse: RefuseProposal, clock: Clock
) -> Blueprint:
    pages = Blueprint("proposals", __name__, url_prefix="/registrations/changes")
    install_language(pages)

    def found(proposal_id: UUID) -> ProposalView:
        return reader.proposal(ProposalId(proposal_id))

    @pages.get("/<uuid:proposal_id>")
    @requires(Permission.MANAGE_RECOGNITION)
    def proposal(proposal_id: UUID) -> str:
        view = found(proposal_id)
        standing = standing_of(view.row, now=clock.now())
        return render_template("recognition/proposal.html", view=view, standing=standing, changes=changed(view.row))

    @pages.route("/<uuid:proposal_id>/approve", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RECOGNITION)
    def say_yes(proposal_id: UUID) -> ResponseReturnValue:
        view, form = found(proposal_id), SureForm()
        if form.validate_on_submit():
            try:
                approve(ApproveProposalCommand(actor=current_actor(), proposal_id=view.row.id))
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash(f"The change is approved. The Primary User of {view.row.identity.name} is told.", "success")
                return redirect(url_for("registrations.registrations"))
        answer = render_template("recognition/proposal_approve.html", view=view, form=form, changes=changed(view.row))
        return answer, 422 if form.errors else 200

    @pages.route("/<uuid:proposal_id>/refuse", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RECOGNITION)
    def say_no(proposal_id: UUID) -> ResponseReturnValue:
        view, form = found(proposal_id), RefusalForm()
        if form.validate_on_submit():
            command = RefuseProposalCommand(actor=current_actor(), proposal_id=view.row.id, reason=form.reason.data)
            try:
                refuse(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                told = f"The change is refused. The reason is on its way to the Primary User of {view.row.former.name}."
                flash(told, "success")
                return redirect(url_for("registrations.registrations"))
        return render_template("recognition/proposal_refuse.html", view=view, form=form), 422 if form.errors else 200

    return pages
