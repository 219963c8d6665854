"""The way in and out, and the switch to another organisation."""

from uuid import UUID

import flask
from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from core.access.usecases.entering import StartLogIn, StartLogInCommand
from core.access.usecases.leaving import EndAllLogIns, EndAllLogInsCommand, EndLogIn, EndLogInCommand
from core.access.usecases.switching import SwitchOrganisation, SwitchOrganisationCommand
from core.shared.errors import NotAllowedError, NotFoundError, UnavailableError
from core.shared.ids import OrganisationId
from web.access.forms import LogInForm
from web.log_in_cookie import LogInCookie
from web.places import landing_for
from web.requests import request_origin
from web.security import current_actor, current_visit, is_own_path, public, signed_in, signed_in_visit
from web.words import explain

_LONGEST_DEVICE = 200


def build_log_in_pages(
    *,
    start_log_in: StartLogIn,
    end_log_in: EndLogIn,
    end_all_log_ins: EndAllLogIns,
    switch_organisation: SwitchOrganisation,
    cookie: LogInCookie,
) -> Blueprint:
    pages = Blueprint("log_in", __name__)

    @pages.get("/")
    @signed_in
    def home() -> ResponseReturnValue:
        return redirect(landing_for(current_actor()))

    @pages.get("/log-in")
    @public
    def ask() -> ResponseReturnValue:
        if current_visit():
            return redirect("/")
        return render_template("access/log_in.html", form=LogInForm(next=request.args.get("next", "")))

    @pages.post("/log-in")
    @public
    def enter() -> ResponseReturnValue:
        form = LogInForm()
        if not form.validate_on_submit():
            return render_template("access/log_in.html", form=form), 422
        command = StartLogInCommand(
            email=form.email.data,
            password=form.password.data,
            origin=request_origin(),
            device=request.user_agent.string[:_LONGEST_DEVICE],
        )
        try:
            secret = start_log_in(command)
        except (NotAllowedError, UnavailableError) as error:
            form.form_errors.append(explain(error))
            status = 429 if error.code == "too_many_attempts" else 422
            return render_template("access/log_in.html", form=form), status
        # Nothing that was in the form's cookie before the log-in is trusted after it.
        flask.session.clear()
        answer = redirect(form.next.data if is_own_path(form.next.data or "") else "/")
        cookie.write(answer, secret)
        return answer

    @pages.post("/log-out")
    @signed_in
    def leave() -> ResponseReturnValue:
        visit = signed_in_visit()
        end_log_in(EndLogInCommand(actor=visit.actor, digest=visit.digest))
        return _gone("You are logged out.")

    @pages.post("/log-out-everywhere")
    @signed_in
    def leave_everywhere() -> ResponseReturnValue:
        ended = end_all_log_ins(EndAllLogInsCommand(actor=current_actor()))
        return _gone(f"You are logged out on every device ({ended}).")

    @pages.post("/switch-organisation")
    @signed_in
    def switch() -> ResponseReturnValue:
        visit = signed_in_visit()
        try:
            to = OrganisationId(UUID(request.form.get("organisation", "")))
        except ValueError as error:
            raise NotFoundError("organisation") from error
        actor = switch_organisation(SwitchOrganisationCommand(actor=visit.actor, digest=visit.digest, to=to))
        return redirect(landing_for(actor))

    def _gone(message: str) -> ResponseReturnValue:
        flask.session.clear()
        flask.flash(message, "success")
        answer = redirect("/log-in")
        cookie.clear(answer)
        return answer

    return pages
