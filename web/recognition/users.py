"""Users: the people of one's own organisation. Members see them, the Primary User keeps them."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission, Role
from core.access.ports import AccessReader
from core.access.views import PersonRow
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import PersonId
from core.shared.paging import PageRequest
from core.verification.usecases.staffing import (
    AddUser,
    AddUserCommand,
    DeleteUser,
    EditUser,
    EditUserCommand,
    SendUserLink,
    UserCommand,
)
from web.errors import problems_into
from web.recognition.forms import NewUserForm, PhotosForm, SureForm, UserForm
from web.security import current_actor, requires
from web.sought import searched, sought
from web.words import explain


def build_user_pages(
    *, access: AccessReader, add_user: AddUser, edit_user: EditUser, delete_user: DeleteUser, send_link: SendUserLink
) -> Blueprint:
    pages = Blueprint("own_users", __name__, url_prefix="/organisation/users")

    def found(person_id: UUID) -> PersonRow:
        return access.person(PersonId(person_id), current_actor().scope)

    @pages.route("", methods=["GET", "POST"])
    @requires(Permission.FIND_RESULTS)
    @searched()
    def users() -> str:
        actor, search = current_actor(), sought()
        page = access.people(actor.scope, PageRequest(size=25, after=request.args.get("after")), search=search)
        may_edit = actor.may(Permission.MANAGE_OWN_ORGANISATION)
        return render_template("recognition/users.html", page=page, search=search, may_edit=may_edit, roles=Role)

    @pages.route("/new", methods=["GET", "POST"])
    @requires(Permission.MANAGE_OWN_ORGANISATION)
    def new() -> ResponseReturnValue:
        form = NewUserForm()
        if form.validate_on_submit():
            command = AddUserCommand(
                actor=current_actor(),
                name=form.name.data,
                email=form.email.data,
                may_see_photos=form.photos.data,
            )
            try:
                add_user(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.email.errors = [explain(error)]
            else:
                flash(f"{command.name} is added. A mail that says how to log in is on its way.", "success")
                return redirect(url_for("own_users.users"))
        return render_template("recognition/user_new.html", form=form), 422 if form.errors else 200

    @pages.route("/<uuid:person_id>", methods=["GET", "POST"])
    @requires(Permission.MANAGE_OWN_ORGANISATION)
    def edit(person_id: UUID) -> ResponseReturnValue:
        person = found(person_id)
        sees_photos = any(Role.PHOTO_VIEWER in one.roles for one in person.memberships)
        belongs_elsewhere = len(access.organisations_of(person.id)) > 1
        form = PhotosForm(photos=sees_photos) if belongs_elsewhere else UserForm(name=person.name, photos=sees_photos)
        if form.validate_on_submit():
            command = EditUserCommand(
                actor=current_actor(),
                person_id=person.id,
                name=form.name.data if isinstance(form, UserForm) else None,
                may_see_photos=form.photos.data,
            )
            try:
                edit_user(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash("Saved. It holds from their next page on.", "success")
                return redirect(url_for("own_users.users"))
        return render_template("recognition/user.html", form=form, person=person), 422 if form.errors else 200

    @pages.route("/<uuid:person_id>/delete", methods=["GET", "POST"])
    @requires(Permission.MANAGE_OWN_ORGANISATION)
    def delete(person_id: UUID) -> ResponseReturnValue:
        person, form = found(person_id), SureForm()
        if form.validate_on_submit():
            delete_user(UserCommand(actor=current_actor(), person_id=person.id))
            flash(f"{person.name} is no longer a user of your organisation.", "success")
            return redirect(url_for("own_users.users"))
        return render_template("recognition/user_delete.html", form=form, person=person)

    @pages.post("/<uuid:person_id>/send-link")
    @requires(Permission.MANAGE_OWN_ORGANISATION)
    def send(person_id: UUID) -> ResponseReturnValue:
        person = found(person_id)
        send_link(UserCommand(actor=current_actor(), person_id=person.id))
        flash(f"A link to set a password is on its way to {person.name}. One sent before stops working.", "success")
        return redirect(url_for("own_users.users"))

    return pages
