"""Your organisation: proposing another name, kind, place or website, and taking that back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError
from core.verification.model.proposing import ProposalId
from core.verification.ports import RecognitionReader
from core.verification.usecases.proposing import (
    ProposeIdentity,
    ProposeIdentityCommand,
    WithdrawProposal,
    WithdrawProposalCommand,
)
from core.verification.views import ProposalView
from web.errors import problems_into
from web.recognition.forms import ProposalForm, SureForm
from web.recognition.language import install_language
from web.recognition.standing import changed
from web.security import current_actor, requires
from web.words import explain


def build_proposing_pages(
    *, reader: RecognitionReader, propose: ProposeIdentity, withdraw: WithdrawProposal
) -> Blueprint:
    pages = Blueprint("proposing", __name__, url_prefix="/organisation")
    install_language(pages)

    def own(proposal_id: UUID) -> ProposalView:
        """Raises NotFoundError("proposal") for that of another organisation."""
        found = reader.proposal(ProposalId(proposal_id))
        if found.row.organisation_id != current_actor().organisation_id:
            raise NotFoundError("proposal", proposal=proposal_id)
        return found

    @pages.route("/propose", methods=["GET", "POST"])
    @requires(Permission.MANAGE_OWN_ORGANISATION)
    def change() -> ResponseReturnValue:
        form = ProposalForm(obj=reader.listed_organisation(current_actor().organisation_id).details)
        form.offer()
        if form.validate_on_submit():
            try:
                propose(ProposeIdentityCommand(actor=current_actor(), identity=form.identity(), why=form.why.data))
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash("Proposed. Until the awarding body approves it, everything stays as it is.", "success")
                return redirect(url_for("own_organisation.details"))
        return render_template("recognition/propose.html", form=form), 422 if form.errors else 200

    @pages.route("/proposal/<uuid:proposal_id>/withdraw", methods=["GET", "POST"])
    @requires(Permission.MANAGE_OWN_ORGANISATION)
    def take_back(proposal_id: UUID) -> ResponseReturnValue:
        view, form = own(proposal_id), SureForm()
        if form.validate_on_submit():
            try:
                withdraw(WithdrawProposalCommand(actor=current_actor(), proposal_id=view.row.id))
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash("Withdrawn. The details stay as they are.", "success")
                return redirect(url_for("own_organisation.details"))
        answer = render_template("recognition/proposal_withdraw.html", view=view, form=form, changes=changed(view.row))
        return answer, 422 if form.errors else 200

    return pages
