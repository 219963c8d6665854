"""The preparation centres that a test centre works with: the list, one of them, beginning and ending the work."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.access.ports import PartnershipsReader
from core.access.usecases.partnering import (
    BeginPartnership,
    BeginPartnershipCommand,
    CreatePreparationCentre,
    CreatePreparationCentreCommand,
    TellContact,
    TellContactCommand,
)
from core.access.views import PreparationCentreView
from core.sessions.usecases.parting import EndPartnership, EndPartnershipCommand
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from web.errors import problems_into
from web.partners.forms import ContactForm, JoinForm, NewPreparationCentreForm, SureForm
from web.security import current_actor, requires, signed_in_visit
from web.words import explain


def build_partner_pages(
    *,
    reader: PartnershipsReader,
    begin_partnership: BeginPartnership,
    create_preparation_centre: CreatePreparationCentre,
    end_partnership: EndPartnership,
    tell_contact: TellContact,
) -> Blueprint:
    pages = Blueprint("partners", __name__, url_prefix="/preparation-centres")

    def found(centre_id: UUID) -> PreparationCentreView:
        return reader.preparation_centre(OrganisationId(centre_id), current_actor().organisation_id)

    @pages.get("")
    @requires(Permission.MANAGE_PREPARATION_CENTRES)
    def partners() -> str:
        search = request.args.get("q", "").strip()
        asked = PageRequest(size=25, after=request.args.get("after"))
        page = reader.preparation_centres(current_actor().organisation_id, asked, search=search)
        return render_template("partners/partners.html", page=page, search=search)

    @pages.route("/join", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PREPARATION_CENTRES)
    def join() -> ResponseReturnValue:
        form = JoinForm()
        if form.validate_on_submit():
            try:
                made = begin_partnership(BeginPartnershipCommand(actor=current_actor(), number=form.number.data))
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash("You work together now. Make sessions available to them next.", "success")
                return redirect(url_for("partners.partner", centre_id=made))
        return render_template("partners/join.html", form=form), 422 if form.errors else 200

    @pages.route("/new", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PREPARATION_CENTRES)
    def new() -> ResponseReturnValue:
        form = NewPreparationCentreForm()
        form.offer_zones(signed_in_visit().time_zone)
        if form.validate_on_submit():
            command = CreatePreparationCentreCommand(
                actor=current_actor(),
                name=form.name.data,
                number=form.number.data,
                time_zone=form.time_zone.data,
                email=form.email.data,
                phone=form.phone.data or "",
                person_name=form.person_name.data,
                person_email=form.person_email.data,
            )
            try:
                made = create_preparation_centre(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                (form.number if error.code == "number_taken" else form.person_email).errors = [explain(error)]
            else:
                flash(f"{command.name} is set up. {command.person_name} gets a link to set a password.", "success")
                return redirect(url_for("partners.partner", centre_id=made))
        return render_template("partners/new.html", form=form), 422 if form.errors else 200

    @pages.get("/<uuid:centre_id>")
    @requires(Permission.MANAGE_PREPARATION_CENTRES)
    def partner(centre_id: UUID) -> str:
        return render_template("partners/partner.html", centre=found(centre_id))

    @pages.route("/<uuid:centre_id>/end", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PREPARATION_CENTRES)
    def end(centre_id: UUID) -> ResponseReturnValue:
        centre, form = found(centre_id), SureForm()
        if form.validate_on_submit():
            end_partnership(EndPartnershipCommand(actor=current_actor(), preparation_centre=centre.row.id))
            flash(f"You no longer work with {centre.row.name}.", "success")
            return redirect(url_for("partners.partners"))
        return render_template("partners/end.html", form=form, centre=centre)

    @pages.route("/contact", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PREPARATION_CENTRES)
    def contact() -> ResponseReturnValue:
        """How preparation centres reach this test centre."""
        present = reader.test_centre(current_actor().organisation_id)
        form = ContactForm(email=present.email, phone=present.phone)
        if form.validate_on_submit():
            command = TellContactCommand(actor=current_actor(), email=form.email.data, phone=form.phone.data or "")
            tell_contact(command)
            flash("Saved.", "success")
            return redirect(url_for("partners.partners"))
        return render_template("partners/contact.html", form=form), 422 if form.errors else 200

    return pages
