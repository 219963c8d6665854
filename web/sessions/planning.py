"""What a test centre does with its own sessions: making, editing, copying, opening, cancelling."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.catalogue.model import Exam
from core.catalogue.ports import CatalogueReader
from core.sessions.model import TestSessionId
from core.sessions.ports import SessionsReader
from core.sessions.usecases.planning import (
    CopySession,
    CopySessionCommand,
    CreateSession,
    CreateSessionCommand,
    MoveSession,
    MoveSessionCommand,
    ReviseSession,
    ReviseSessionCommand,
    SessionStep,
)
from core.sessions.views import SessionView
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.time import Clock
from web.errors import problems_into
from web.security import current_actor, requires, signed_in_visit
from web.sessions.forms import (
    CopyForm,
    ExamForm,
    MoveForm,
    SessionForm,
    currency_of,
    entered_before,
    session_form,
)
from web.sessions.language import install_language
from web.words import explain


def build_planning_pages(
    *,
    reader: SessionsReader,
    catalogue: CatalogueReader,
    clock: Clock,
    create_session: CreateSession,
    revise_session: ReviseSession,
    copy_session: CopySession,
    move_session: MoveSession,
) -> Blueprint:
    pages = Blueprint("planning", __name__, url_prefix="/sessions")
    install_language(pages)

    def found(session_id: UUID) -> SessionView:
        return reader.session(TestSessionId(session_id), current_actor().scope, now=clock.now())

    def offer(form: SessionForm) -> None:
        venues = catalogue.venues(current_actor().organisation_id)
        country = next((one.country for one in venues if one.in_use), "")
        form.offer(venues, zone=signed_in_visit().time_zone, currency=currency_of(country))

    @pages.get("/new")
    @requires(Permission.MANAGE_SESSIONS)
    def choose() -> ResponseReturnValue:
        """Which exam: the papers that the next page asks for depend on it."""
        exams = [one for one in catalogue.exams(in_use=True) if one.is_sat]
        form = ExamForm(request.args)
        form.offer(exams)
        if "exam" in request.args and form.validate():
            return redirect(url_for("planning.new", code=form.exam.data))
        venues = [one for one in catalogue.venues(current_actor().organisation_id) if one.in_use]
        page = render_template("sessions/choose_exam.html", form=form, exams=exams, venues=venues)
        return page, 422 if form.errors else 200

    @pages.route("/new/<code>", methods=["GET", "POST"])
    @requires(Permission.MANAGE_SESSIONS)
    def new(code: str) -> ResponseReturnValue:
        exam = _exam(catalogue, code)
        if exam is None or not exam.in_use or not exam.is_sat:
            return redirect(url_for("planning.choose"))
        form = session_form(exam)()
        offer(form)

        def store() -> UUID:
            return create_session(CreateSessionCommand(actor=current_actor(), plan=form.plan(exam)))

        answer = _stored(form, store, "The session is made as a draft. Open it when everything is right.")
        return answer or _shown("sessions/new.html", form, exam=exam)

    @pages.route("/<uuid:session_id>/edit", methods=["GET", "POST"])
    @requires(Permission.MANAGE_SESSIONS)
    def edit(session_id: UUID) -> ResponseReturnValue:
        view = found(session_id)
        exam = _exam(catalogue, view.plan.exam)
        assert exam is not None  # noqa: S101 (no exam leaves the catalogue)
        held = [paper.name for paper in view.plan.papers]
        papers = held if set(held) - set(exam.papers) else exam.papers
        form = session_form(exam, papers=papers)(data={**entered_before(view.plan, papers), "version": view.version})
        offer(form)

        def store() -> UUID:
            shown = int(form.version.data) if (form.version.data or "").isdigit() else -1
            command = ReviseSessionCommand(
                actor=current_actor(), session_id=view.id, version=shown, plan=form.plan(exam)
            )
            revise_session(command)
            return view.id

        answer = _stored(form, store, "Saved.")
        return answer or _shown("sessions/edit.html", form, session=view)

    @pages.route("/<uuid:session_id>/copy", methods=["GET", "POST"])
    @requires(Permission.MANAGE_SESSIONS)
    def copy(session_id: UUID) -> ResponseReturnValue:
        view, form = found(session_id), CopyForm()

        def store() -> UUID:
            command = CopySessionCommand(actor=current_actor(), session_id=view.id, days=form.days.data)
            return copy_session(command)

        answer = _stored(form, store, "This is the copy, a draft. Look at its dates, then open it.")
        return answer or _shown("sessions/copy.html", form, session=view)

    @pages.post("/<uuid:session_id>/open")
    @requires(Permission.MANAGE_SESSIONS)
    def open_(session_id: UUID) -> ResponseReturnValue:
        command = MoveSessionCommand(actor=current_actor(), session_id=TestSessionId(session_id), step=SessionStep.OPEN)
        try:
            move_session(command)
        except InvalidInputError as error:
            flash(explain(error), "danger")
        else:
            flash("The session is open. Make it available to preparation centres next.", "success")
        return redirect(url_for("sessions.session", session_id=session_id))

    @pages.route("/<uuid:session_id>/cancel", methods=["GET", "POST"])
    @requires(Permission.MANAGE_SESSIONS)
    def cancel(session_id: UUID) -> ResponseReturnValue:
        view, form = found(session_id), MoveForm()

        def store() -> UUID:
            command = MoveSessionCommand(actor=current_actor(), session_id=view.id, step=SessionStep.CANCEL)
            move_session(command)
            return view.id

        answer = _stored(form, store, "The session is cancelled.")
        return answer or _shown("sessions/cancel.html", form, session=view)

    return pages


def _exam(catalogue: CatalogueReader, code: str) -> Exam | None:
    return next((one for one in catalogue.exams() if one.code == code), None)


def _stored(
    form: SessionForm | CopyForm | MoveForm, store: Callable[[], UUID], said: str
) -> ResponseReturnValue | None:
    """Where to go after what was sent is stored; None when the form is to be shown, with what is wrong if anything."""
    if not form.validate_on_submit():
        return None
    try:
        session_id = store()
    except InvalidInputError as error:
        problems_into(form, error)
    except ConflictError as error:
        form.form_errors.append(explain(error))
    else:
        flash(said, "success")
        return redirect(url_for("sessions.session", session_id=session_id))
    return None


def _shown(template: str, form: SessionForm | CopyForm | MoveForm, **facts: object) -> ResponseReturnValue:
    return render_template(template, form=form, **facts), 422 if form.errors else 200
