"""Recognising organisations, from the side of the recognition team: the list, one of them with its people, another
Primary User, and a user whom the organisation itself cannot add."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.model import Scope
from core.access.permissions import Permission, Role
from core.access.ports import AccessReader
from core.access.views import PersonRow
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId
from core.shared.paging import MAX_PAGE, Page, PageRequest
from core.verification.ports import RecognitionReader
from core.verification.usecases.staffing import AddUser, AddUserCommand
from core.verification.usecases.succeeding import ChangePrimaryUser, ChangePrimaryUserCommand
from core.verification.views import ListedOrganisation
from web.errors import problems_into
from web.recognition.forms import STAYS, NewUserForm, PrimaryUserForm
from web.recognition.language import install_language
from web.recognition.lists import country_options
from web.security import current_actor, requires
from web.words import explain


def build_recognising_organisation_pages(
    *, reader: RecognitionReader, access: AccessReader, change_primary_user: ChangePrimaryUser, add_user: AddUser
) -> Blueprint:
    pages = Blueprint("recognising_organisations", __name__, url_prefix="/recognising-organisations")
    install_language(pages)

    def found(organisation_id: UUID) -> ListedOrganisation:
        return reader.listed_organisation(OrganisationId(organisation_id))

    def people_of(organisation: ListedOrganisation, *, after: str | None = None) -> Page[PersonRow]:
        # Within its scope: what its people are elsewhere is not this page's to tell.
        scope = Scope(organisation_id=organisation.row.id)
        return access.people(scope, PageRequest(size=MAX_PAGE, after=after))

    @pages.get("")
    @requires(Permission.MANAGE_RECOGNITION)
    def organisations() -> str:
        asked = {name: request.args.get(name, "").strip() for name in ("q", "country")}
        page = reader.listed(
            PageRequest(size=25, after=request.args.get("after")), name=asked["q"], country=asked["country"]
        )
        countries = country_options(reader.countries())
        return render_template("recognition/organisations.html", page=page, asked=asked, countries=countries)

    @pages.get("/<uuid:organisation_id>")
    @requires(Permission.MANAGE_RECOGNITION)
    def organisation(organisation_id: UUID) -> str:
        shown = found(organisation_id)
        return render_template(
            "recognition/organisation.html",
            organisation=shown,
            proposal=reader.latest_proposal(shown.row.id),
            people=people_of(shown, after=request.args.get("after")),
            roles=Role,
        )

    @pages.route("/<uuid:organisation_id>/primary-user", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RECOGNITION)
    def primary_user(organisation_id: UUID) -> ResponseReturnValue:
        shown, form = found(organisation_id), PrimaryUserForm()
        people = people_of(shown).items
        form.offer([one for one in people if one.active and not _is_primary(one)])
        if form.validate_on_submit():
            command = ChangePrimaryUserCommand(
                actor=current_actor(),
                organisation_id=shown.row.id,
                to=form.chosen(),
                former_stays=form.former.data == STAYS,
            )
            try:
                change_primary_user(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash(f"{shown.row.name} has a new Primary User. Both are told by mail.", "success")
                return redirect(url_for("recognising_organisations.organisation", organisation_id=shown.row.id))
        present = next((one for one in people if _is_primary(one)), None)
        answer = render_template("recognition/primary_user.html", form=form, organisation=shown, present=present)
        return answer, 422 if form.errors else 200

    @pages.route("/<uuid:organisation_id>/users/new", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RECOGNITION)
    def new_user(organisation_id: UUID) -> ResponseReturnValue:
        shown, form = found(organisation_id), NewUserForm()
        if form.validate_on_submit():
            command = AddUserCommand(
                actor=current_actor(),
                organisation_id=shown.row.id,
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
                flash("The user is added. A mail that says how to log in is on its way.", "success")
                return redirect(url_for("recognising_organisations.organisation", organisation_id=shown.row.id))
        answer = render_template("recognition/team_user_new.html", form=form, organisation=shown)
        return answer, 422 if form.errors else 200

    return pages


def _is_primary(person: PersonRow) -> bool:
    """Rows that were read within one organisation hold that membership alone."""
    return any(Role.PRIMARY_USER in one.roles for one in person.memberships)
