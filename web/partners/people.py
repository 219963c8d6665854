"""The people of a preparation centre: letting one in, sending a new link, taking one off."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.access.ports import PartnershipsReader
from core.access.usecases.partnering import (
    LetInPreparationUser,
    LetInPreparationUserCommand,
    PreparationUserCommand,
    SendPreparationUserLink,
    TakeOffPreparationUser,
)
from core.access.views import PersonRow, PreparationCentreView
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from web.partners.forms import PersonForm, SureForm
from web.security import current_actor, requires
from web.words import explain


def build_partner_people_pages(
    *,
    reader: PartnershipsReader,
    let_in: LetInPreparationUser,
    send_link: SendPreparationUserLink,
    take_off: TakeOffPreparationUser,
) -> Blueprint:
    pages = Blueprint("partner_people", __name__, url_prefix="/preparation-centres/<uuid:centre_id>/people")

    def found(centre_id: UUID) -> PreparationCentreView:
        return reader.preparation_centre(OrganisationId(centre_id), current_actor().organisation_id)

    def about(centre_id: UUID, person_id: UUID) -> PreparationUserCommand:
        return PreparationUserCommand(
            actor=current_actor(), preparation_centre=OrganisationId(centre_id), person_id=PersonId(person_id)
        )

    @pages.route("/new", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PREPARATION_CENTRES)
    def new(centre_id: UUID) -> ResponseReturnValue:
        centre, form = found(centre_id), PersonForm()
        if form.validate_on_submit():
            command = LetInPreparationUserCommand(
                actor=current_actor(),
                preparation_centre=centre.row.id,
                name=form.person_name.data,
                email=form.person_email.data,
            )
            try:
                let_in(command)
            except InvalidInputError as error:
                form.form_errors.append(explain(error))
            except ConflictError as error:
                form.person_email.errors = [explain(error)]
            else:
                flash(f"{command.name} is added. A link to set a password is on its way to them.", "success")
                return redirect(url_for("partners.partner", centre_id=centre_id))
        return render_template("partners/person_new.html", form=form, centre=centre), 422 if form.errors else 200

    @pages.post("/<uuid:person_id>/send-link")
    @requires(Permission.MANAGE_PREPARATION_CENTRES)
    def send(centre_id: UUID, person_id: UUID) -> ResponseReturnValue:
        send_link(about(centre_id, person_id))
        flash(
            "A link to set a password is on its way to the address on record. The one before stops working.", "success"
        )
        return redirect(url_for("partners.partner", centre_id=centre_id))

    @pages.route("/<uuid:person_id>/take-off", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PREPARATION_CENTRES)
    def leave(centre_id: UUID, person_id: UUID) -> ResponseReturnValue:
        centre, form = found(centre_id), SureForm()
        person = _one_of(centre, person_id)
        if form.validate_on_submit():
            take_off(about(centre_id, person_id))
            flash(f"{person.name} no longer belongs to {centre.row.name}.", "success")
            return redirect(url_for("partners.partner", centre_id=centre_id))
        return render_template("partners/take_off.html", form=form, centre=centre, person=person)

    return pages


def _one_of(centre: PreparationCentreView, person_id: UUID) -> PersonRow:
    person = next((one for one in centre.people if one.id == person_id), None)
    if person is None:
        raise NotFoundError("person", person=person_id)
    return person
