"""Pages of registering and of confirmations. Most are for people without a log-in."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.bookings.confirmation import ACCOUNT_NOTE, BRING, Confirmation, ConfirmationPrint, written_papers
from core.bookings.model import EntryId
from core.bookings.usecases.confirming import FollowConfirmationLink, SeeConfirmation, SeeConfirmationCommand
from core.bookings.usecases.registering import FindSession, FindSessionCommand, Register, RegisterCommand
from core.shared.errors import ConflictError, ExamhallError, InvalidInputError, NotFoundError, UnavailableError
from web.errors import problems_into
from web.registering.forms import CodeForm, RegistrationForm
from web.registering.words import REFUSALS
from web.requests import request_origin
from web.security import any_of, current_actor, public
from web.words import explain


def build_registering_pages(*, find_session: FindSession, register: Register) -> Blueprint:
    pages = Blueprint("registering", __name__, url_prefix="/register")

    @pages.route("", methods=["GET", "POST"])
    @public
    def code() -> ResponseReturnValue:
        form = CodeForm()
        if form.validate_on_submit():
            try:
                session = find_session(FindSessionCommand(code=form.code.data, origin=request_origin()))
                return redirect(f"/register/{session.code}")
            except (NotFoundError, UnavailableError) as error:
                form.code.errors = [*form.code.errors, _refusal(error)]
        return render_template("registering/code.html", form=form), 422 if form.errors else 200

    @pages.route("/<code>", methods=["GET", "POST"])
    @public
    def session(code: str) -> ResponseReturnValue:
        form = RegistrationForm()
        found = find_session(FindSessionCommand(code=code, origin=request_origin()))
        if form.validate_on_submit():
            command = RegisterCommand(code=code, details=form.details(), origin=request_origin())
            try:
                secret = register(command)
                flash(
                    "You are entered. The confirmation is sent to the e-mail address that the centre has for you, too.",
                    "success",
                )
                return redirect(f"/confirmation/{secret}")
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(_refusal(error))
        page = render_template(
            "registering/session.html", form=form, session=found, papers=written_papers(found.plan), code=code
        )
        return page, 422 if form.errors else 200

    return pages


def build_confirmation_pages(
    *, follow_link: FollowConfirmationLink, see_confirmation: SeeConfirmation, confirmations: ConfirmationPrint
) -> Blueprint:
    pages = Blueprint("confirmations", __name__)

    @pages.get("/confirmation/<secret>")
    @public
    def confirmation(secret: str) -> Response:
        found = follow_link(secret)
        page = render_template(
            "registering/confirmation.html",
            confirmation=found,
            secret=secret,
            bring=BRING,
            account_note=ACCOUNT_NOTE,
        )
        return Response(page, headers=_HIDDEN)

    @pages.get("/confirmation/<secret>/confirmation.pdf")
    @public
    def by_link(secret: str) -> Response:
        return _printed(follow_link(secret))

    @pages.get("/entries/<uuid:entry_id>/confirmation.pdf")
    @any_of(Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS)
    def of_entry(entry_id: UUID) -> Response:
        return _printed(see_confirmation(SeeConfirmationCommand(actor=current_actor(), entry_id=EntryId(entry_id))))

    def _printed(found: Confirmation) -> Response:
        name = f'inline; filename="confirmation-{found.entry.number}.pdf"'
        headers = {"Content-Disposition": name, **_HIDDEN}
        return Response(confirmations.pdf(found), content_type="application/pdf", headers=headers)

    return pages


_HIDDEN = {"X-Robots-Tag": "noindex, nofollow"}
"""Whoever posts such a link somewhere open does not thereby put it into a search engine."""


def _refusal(error: ExamhallError) -> str:
    return REFUSALS.get(error.code) or explain(error)
