"""The administrator's list of people, and bringing one in."""

from uuid import UUID

import flask
from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from core.access.model import ADMINISTERED
from core.access.permissions import Permission
from core.access.ports import AccessReader
from core.access.rules import check_administered
from core.access.usecases.employing import CreatePerson, CreatePersonCommand, RevisePerson, RevisePersonCommand
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import PageRequest
from web.access.forms import NewPersonForm, PersonForm
from web.errors import problems_into
from web.places import roles_in_words
from web.security import current_actor, requires
from web.sought import searched, sought
from web.words import explain


def build_people_pages(*, reader: AccessReader, create_person: CreatePerson, revise_person: RevisePerson) -> Blueprint:
    pages = Blueprint("people", __name__, url_prefix="/admin")

    @pages.route("/people", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PEOPLE)
    @searched()
    def people() -> str:
        search = sought()
        page = reader.people(
            current_actor().scope, PageRequest(size=25, after=request.args.get("after")), search=search
        )
        return render_template("access/people.html", page=page, search=search, roles_in_words=roles_in_words)

    @pages.get("/people/<uuid:person_id>")
    @requires(Permission.MANAGE_PEOPLE)
    def person(person_id: UUID) -> str:
        row = reader.person(PersonId(person_id), current_actor().scope)
        facts = {"roles_in_words": roles_in_words, "administered": ADMINISTERED}
        return render_template("access/person.html", person=row, **facts)

    @pages.route("/people/<uuid:person_id>/details", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PEOPLE)
    def details(person_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        row = reader.person(PersonId(person_id), actor.scope)
        form = PersonForm(name=row.name, email=row.email, time_zone=row.time_zone)
        form.offer_zones(row.time_zone)
        if form.validate_on_submit():
            command = RevisePersonCommand(
                actor=actor,
                person_id=row.id,
                name=form.name.data,
                email=form.email.data,
                time_zone=form.time_zone.data,
            )
            try:
                revise_person(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.email.errors = [explain(error)]
            else:
                flask.flash("Saved.", "success")
                return redirect(f"/admin/people/{row.id}")
        return render_template("access/person_details.html", form=form, person=row), 422 if form.errors else 200

    @pages.route("/organisations/<uuid:organisation_id>/people/new", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PEOPLE)
    def new(organisation_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        organisation = reader.organisation(OrganisationId(organisation_id), actor.scope)
        check_administered(organisation.kind)
        form = NewPersonForm(time_zone=organisation.time_zone)
        form.offer_zones(organisation.time_zone)
        form.offer_roles(organisation.kind)
        if form.validate_on_submit():
            command = CreatePersonCommand(
                actor=actor,
                name=form.name.data,
                email=form.email.data,
                time_zone=form.time_zone.data,
                organisation_id=organisation.id,
                roles=form.chosen(),
            )
            try:
                made = create_person(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.email.errors = [explain(error)]
            else:
                flask.flash(f"{command.name} is added. A link to set a password is on its way to them.", "success")
                return redirect(f"/admin/people/{made}")
        answer = render_template("access/person_new.html", form=form, organisation=organisation)
        return answer, 422 if form.errors else 200

    return pages
