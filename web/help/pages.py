"""Asking a test centre for help, and answering: the list, a new request, one request with its messages."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.access.ports import PartnershipsReader
from core.bookings.model import RequestId, RequestStatus
from core.bookings.ports import BookingsReader
from core.bookings.usecases.helping import AskForHelp, AskForHelpCommand, WriteOn, WriteOnCommand
from core.sessions.model import TestSessionId
from core.sessions.ports import SessionsReader
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from core.shared.time import Clock
from web.errors import problems_into
from web.help import words
from web.help.forms import AskForm, WriteForm
from web.security import any_of, current_actor, requires


def build_help_pages(
    *,
    reader: BookingsReader,
    sessions: SessionsReader,
    partnerships: PartnershipsReader,
    ask_for_help: AskForHelp,
    write_on: WriteOn,
    clock: Clock,
) -> Blueprint:
    pages = Blueprint("help", __name__, url_prefix="/help")

    @pages.context_processor
    def shown() -> dict[str, object]:
        return {"words": words, "answers": current_actor().may(Permission.ANSWER_REQUESTS)}

    @pages.get("")
    @any_of(Permission.ASK_FOR_HELP, Permission.ANSWER_REQUESTS)
    def requests() -> str:
        wanted = request.args.get("status", "")
        status = RequestStatus(wanted) if wanted in set(RequestStatus) else None
        asked = PageRequest(size=25, after=request.args.get("after"))
        page = reader.requests(current_actor().scope, asked, status=status)
        return render_template("help/requests.html", page=page, status=status, statuses=list(RequestStatus))

    @pages.route("/new", methods=["GET", "POST"])
    @requires(Permission.ASK_FOR_HELP)
    def new() -> ResponseReturnValue:
        actor, form = current_actor(), AskForm()
        about = _id("session")
        session = sessions.session(TestSessionId(about), actor.scope, now=clock.now()) if about else None
        centres = partnerships.test_centres_of(actor.organisation_id)
        if session is None:
            form.offer(centres, wanted=request.args.get("centre", ""))
        else:
            del form.centre  # The session says whom the request goes to.
        if form.validate_on_submit():
            command = AskForHelpCommand(
                actor=actor,
                centre_id=session.centre.id if session else OrganisationId(UUID(form.centre.data)),
                session_id=session.id if session else None,
                subject=form.subject.data,
                text=form.text.data,
            )
            try:
                made = ask_for_help(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash("Your request is on its way. The answer comes here and by mail.", "success")
                return redirect(url_for(".one", request_id=made))
        page = render_template("help/new.html", form=form, session=session, centres=centres)
        return page, 422 if form.errors else 200

    @pages.route("/<uuid:request_id>", methods=["GET", "POST"])
    @any_of(Permission.ASK_FOR_HELP, Permission.ANSWER_REQUESTS)
    def one(request_id: UUID) -> ResponseReturnValue:
        actor, form = current_actor(), WriteForm()
        view = reader.request(RequestId(request_id), actor.scope)
        if form.validate_on_submit():
            try:
                write_on(WriteOnCommand(actor=actor, request_id=view.row.id, text=form.text.data))
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash("Sent.", "success")
                return redirect(url_for(".one", request_id=request_id))
        return render_template("help/request.html", form=form, request_=view), 422 if form.errors else 200

    return pages


def _id(name: str) -> UUID | None:
    """An id in the query. What is none is nothing of ours."""
    given = request.args.get(name)
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise NotFoundError("test_session") from error
