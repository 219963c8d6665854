"""What an administrator does with one person: roles, set-password link, closing and opening the account."""

from uuid import UUID

import flask
from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from core.access.model import ADMINISTERED
from core.access.permissions import Permission
from core.access.ports import AccessReader
from core.access.rules import check_administered
from core.access.usecases.employing import (
    DeactivatePerson,
    DeactivatePersonCommand,
    GiveRoles,
    GiveRolesCommand,
    ReactivatePerson,
    ReactivatePersonCommand,
)
from core.access.usecases.linking import SendPasswordLink, SendPasswordLinkCommand
from core.access.views import PersonRow
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId, PersonId
from web.access.forms import MembershipForm, RolesForm
from web.errors import problems_into
from web.security import current_actor, requires
from web.words import explain


def build_membership_pages(
    *,
    reader: AccessReader,
    give_roles: GiveRoles,
    send_password_link: SendPasswordLink,
    deactivate_person: DeactivatePerson,
    reactivate_person: ReactivatePerson,
) -> Blueprint:
    pages = Blueprint("memberships", __name__, url_prefix="/admin/people/<uuid:person_id>")

    def found(person_id: UUID) -> PersonRow:
        return reader.person(PersonId(person_id), current_actor().scope)

    @pages.route("/roles", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PEOPLE)
    def join(person_id: UUID) -> ResponseReturnValue:
        """Which organisation the person joins; the roles are chosen on the next page."""
        person, form = found(person_id), MembershipForm()
        if form.validate_on_submit():
            chosen = reader.organisation_numbered(form.number.data, current_actor().scope)
            if chosen and chosen.kind not in ADMINISTERED:
                form.number.errors = [explain(ConflictError("not_administered"))]
            elif chosen:
                return redirect(f"/admin/people/{person.id}/roles/{chosen.id}")
            else:
                form.number.errors = ["No organisation has this number. Look it up in the list of organisations."]
        return render_template("access/join.html", form=form, person=person), 422 if form.errors else 200

    @pages.route("/roles/<uuid:organisation_id>", methods=["GET", "POST"])
    @requires(Permission.MANAGE_PEOPLE)
    def roles(person_id: UUID, organisation_id: UUID) -> ResponseReturnValue:
        actor, person = current_actor(), found(person_id)
        organisation = reader.organisation(OrganisationId(organisation_id), actor.scope)
        check_administered(organisation.kind)
        held = [one.roles for one in person.memberships if one.organisation_id == organisation.id]
        form = RolesForm(roles=[role.value for roles in held for role in roles])
        form.offer_roles(organisation.kind)
        if form.validate_on_submit():
            command = GiveRolesCommand(
                actor=actor, person_id=person.id, organisation_id=organisation.id, roles=form.chosen()
            )
            try:
                give_roles(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.roles.errors = [explain(error)]
            else:
                flask.flash("Saved. The roles hold from their next page on.", "success")
                return redirect(f"/admin/people/{person.id}")
        answer = render_template("access/roles.html", form=form, person=person, organisation=organisation)
        return answer, 422 if form.errors else 200

    @pages.post("/send-link")
    @requires(Permission.MANAGE_PEOPLE)
    def send_link(person_id: UUID) -> ResponseReturnValue:
        send_password_link(SendPasswordLinkCommand(actor=current_actor(), person_id=PersonId(person_id)))
        flask.flash("A link to set a password is on its way to them.", "success")
        return redirect(f"/admin/people/{person_id}")

    @pages.post("/deactivate")
    @requires(Permission.MANAGE_PEOPLE)
    def deactivate(person_id: UUID) -> ResponseReturnValue:
        try:
            deactivate_person(DeactivatePersonCommand(actor=current_actor(), person_id=PersonId(person_id)))
        except ConflictError as error:
            flask.flash(explain(error), "danger")
        else:
            flask.flash("The account is deactivated. They are logged out everywhere.", "success")
        return redirect(f"/admin/people/{person_id}")

    @pages.post("/reactivate")
    @requires(Permission.MANAGE_PEOPLE)
    def reactivate(person_id: UUID) -> ResponseReturnValue:
        reactivate_person(ReactivatePersonCommand(actor=current_actor(), person_id=PersonId(person_id)))
        flask.flash("The account is open again. A link to set a password is on its way to them.", "success")
        return redirect(f"/admin/people/{person_id}")

    return pages
