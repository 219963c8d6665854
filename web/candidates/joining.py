"""Pages with which a candidate makes an account or adds a number to it, and the guidance on sharing."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.usecases.switching import SwitchOrganisation, SwitchOrganisationCommand
from core.shared.errors import ConflictError, ExamhallError, InvalidInputError, UnavailableError
from core.verification.usecases.claiming import (
    AddCandidateNumber,
    AddCandidateNumberCommand,
    JoinAsCandidate,
    JoinAsCandidateCommand,
)
from web.candidates.forms import JoinForm, NumberForm
from web.candidates.language import install_language
from web.candidates.words import REFUSALS
from web.errors import problems_into
from web.requests import request_origin
from web.security import current_actor, current_visit, public, signed_in, signed_in_visit
from web.words import explain

_BOTH = ("GET", "POST")


def build_joining_pages(
    *, join: JoinAsCandidate, add_number: AddCandidateNumber, switch_organisation: SwitchOrganisation, contact: str
) -> Blueprint:
    """`contact` is whom people ask at the awarding body; it may be empty."""
    pages = Blueprint("joining", __name__)
    install_language(pages)

    awarding_body = f"the awarding body ({contact})" if contact else "the awarding body"

    def refusal(error: ExamhallError) -> str:
        said = REFUSALS.get(error.code)
        return said.format(awarding_body=awarding_body) if said else explain(error)

    @pages.route("/candidates/join", methods=_BOTH)
    @public
    def ask() -> ResponseReturnValue:
        if current_visit():
            return redirect(url_for("joining.number"))
        form = JoinForm()
        form.offer_zones()
        if form.validate_on_submit():
            command = JoinAsCandidateCommand(
                number=form.number.data,
                secret_number=form.secret_number.data,
                name=form.name.data,
                email=form.email.data,
                time_zone=form.time_zone.data,
                origin=request_origin(),
            )
            try:
                join(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except (ConflictError, UnavailableError) as error:
                form.form_errors.append(refusal(error))
            else:
                return redirect(url_for("joining.joined"))
        return render_template("candidates/join.html", form=form), _status(form)

    @pages.get("/candidates/join/sent")
    @public
    def joined() -> str:
        return render_template("candidates/joined.html")

    @pages.route("/my-results/number", methods=_BOTH)
    @signed_in
    def number() -> ResponseReturnValue:
        """Also for people who work here: with the first number they become a candidate too."""
        form, visit = NumberForm(), signed_in_visit()
        if form.validate_on_submit():
            command = AddCandidateNumberCommand(
                actor=current_actor(),
                number=form.number.data,
                secret_number=form.secret_number.data,
                origin=request_origin(),
            )
            try:
                place = add_number(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except (ConflictError, UnavailableError) as error:
                form.form_errors.append(refusal(error))
            else:
                if visit.actor.organisation_id != place:
                    switch_organisation(SwitchOrganisationCommand(actor=visit.actor, digest=visit.digest, to=place))
                flash("The number is yours. Its results stand here, and new ones appear when they are out.", "success")
                return redirect(url_for("own_results.results"))
        return render_template("candidates/number.html", form=form), _status(form)

    @pages.get("/sharing-your-results")
    @public
    def guidance() -> str:
        return render_template("candidates/guidance.html")

    return pages


def _status(form: NumberForm) -> int:
    return 422 if form.errors else 200
