"""The administrator's list of organisations."""

from uuid import UUID

import flask
from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from core.access.model import ADMINISTERED, OrganisationKind
from core.access.permissions import Permission
from core.access.ports import AccessReader
from core.access.rules import check_administered
from core.access.usecases.organising import (
    CreateOrganisation,
    CreateOrganisationCommand,
    ReviseOrganisation,
    ReviseOrganisationCommand,
)
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from web.access.forms import KIND_NAMES, NewOrganisationForm, OrganisationForm
from web.errors import problems_into
from web.security import current_actor, requires, signed_in_visit
from web.words import explain


def build_organisation_pages(
    *, reader: AccessReader, create_organisation: CreateOrganisation, revise_organisation: ReviseOrganisation
) -> Blueprint:
    pages = Blueprint("organisations", __name__, url_prefix="/admin/organisations")

    @pages.get("")
    @requires(Permission.MANAGE_ORGANISATIONS)
    def organisations() -> str:
        search = request.args.get("q", "").strip()
        page = reader.organisations(
            current_actor().scope, PageRequest(size=25, after=request.args.get("after")), search=search
        )
        facts = {"search": search, "kinds": KIND_NAMES, "administered": ADMINISTERED}
        return render_template("access/organisations.html", page=page, **facts)

    @pages.route("/new", methods=["GET", "POST"])
    @requires(Permission.MANAGE_ORGANISATIONS)
    def new() -> ResponseReturnValue:
        zone = signed_in_visit().time_zone
        form = NewOrganisationForm(time_zone=zone)
        form.offer_zones(zone)
        if form.validate_on_submit():
            command = CreateOrganisationCommand(
                actor=current_actor(),
                kind=OrganisationKind(form.kind.data),
                name=form.name.data,
                number=form.number.data,
                time_zone=form.time_zone.data,
            )
            try:
                create_organisation(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                (form.number if error.code == "number_taken" else form.kind).errors = [explain(error)]
            else:
                flask.flash(f"{command.name} is made. Add its people next.", "success")
                return redirect("/admin/organisations")
        return render_template("access/organisation_new.html", form=form), 422 if form.errors else 200

    @pages.route("/<uuid:organisation_id>", methods=["GET", "POST"])
    @requires(Permission.MANAGE_ORGANISATIONS)
    def organisation(organisation_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        row = reader.organisation(OrganisationId(organisation_id), actor.scope)
        check_administered(row.kind)
        form = OrganisationForm(name=row.name, time_zone=row.time_zone)
        form.offer_zones(row.time_zone)
        if form.validate_on_submit():
            command = ReviseOrganisationCommand(
                actor=actor, organisation_id=row.id, name=form.name.data, time_zone=form.time_zone.data
            )
            try:
                revise_organisation(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flask.flash("Saved.", "success")
                return redirect("/admin/organisations")
        answer = render_template("access/organisation.html", form=form, organisation=row, kinds=KIND_NAMES)
        return answer, 422 if form.errors else 200

    return pages
