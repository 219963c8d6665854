"""One test's last step: its booking as it goes, the dry run, the log, the sessions."""

from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.proctoring.log_codes import CATALOGUE_VERSION, Code, Severity
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import ProctoringReader, Providers
from core.proctoring.usecases.activating import (
    ActivateTest,
    ActivateTestCommand,
    CancelBooking,
    CancelBookingCommand,
    DeactivateTest,
    DeactivateTestCommand,
)
from core.proctoring.usecases.opening import OpenSession, OpenSessionCommand
from core.proctoring.usecases.rehearsing import Rehearse, RehearseCommand
from core.proctoring.usecases.verifying import VerifyBooking, VerifyBookingCommand
from core.proctoring.views import LogFilter, TestView
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.paging import PageRequest
from web.proctoring.forms import ConfirmationForm
from web.proctoring.language import install_language, vendor_in_words
from web.proctoring.log_export import as_csv, as_json, catalogue
from web.proctoring.standing import holds_another_time, standing_of
from web.security import current_actor, public, requires, signed_in_visit
from web.sought import sealed_place, searched, sought, with_sealed_place

_MOVING = frozenset({BookingState.SCHEDULED, BookingState.SENT, BookingState.CANCELLING})


def build_activation_pages(
    *,
    reader: ProctoringReader,
    providers: Providers,
    activate_test: ActivateTest,
    deactivate_test: DeactivateTest,
    cancel_booking: CancelBooking,
    rehearse: Rehearse,
    open_session: OpenSession,
    verify_booking: VerifyBooking,
) -> Blueprint:
    pages = Blueprint("activation", __name__)
    install_language(pages)

    @pages.get("/deliver/<uuid:test_id>")
    @requires(Permission.SEE_TESTS)
    def test(test_id: UUID) -> str:
        scope = current_actor().scope
        found = reader.test(ProctoredTestId(test_id), scope)
        booking = reader.booking(found.id, scope)
        latest = reader.log(found.id, scope, PageRequest(size=5), LogFilter()) if found.is_live else None
        # A booking that waits for the desk moves when somebody else decides it.
        moving = booking.state in _MOVING or booking.vendor_side_unknown
        return render_template(
            "proctoring/test.html",
            test=found,
            booking=booking,
            latest=latest,
            moving=moving,
            vendor=vendor_in_words(providers, booking.provider or found.provider),
            standing=standing_of(found, booking),
            holds_another_time=holds_another_time(booking),
        )

    @pages.post("/deliver/<uuid:test_id>/activate")
    @requires(Permission.ACTIVATE_TESTS)
    def activate(test_id: UUID) -> ResponseReturnValue:
        try:
            activate_test(ActivateTestCommand(actor=current_actor(), test_id=ProctoredTestId(test_id)))
        except InvalidInputError as error:
            for problem in error.problems:
                flash(problem.text, "danger")
        else:
            flash("The test is active.", "success")
        return redirect(url_for(".test", test_id=test_id))

    @pages.post("/deliver/<uuid:test_id>/deactivate")
    @requires(Permission.DEACTIVATE_REJECTED_TESTS)
    def deactivate(test_id: UUID) -> ResponseReturnValue:
        deactivate_test(DeactivateTestCommand(actor=current_actor(), test_id=ProctoredTestId(test_id)))
        flash("The test is deactivated. It can be changed now.", "success")
        return redirect(url_for(".test", test_id=test_id))

    @pages.route("/deliver/<uuid:test_id>/cancel-booking", methods=["GET", "POST"])
    @requires(Permission.ACTIVATE_TESTS)
    def cancel(test_id: UUID) -> ResponseReturnValue:
        actor, form = current_actor(), ConfirmationForm()
        if form.validate_on_submit():
            cancel_booking(CancelBookingCommand(actor=actor, test_id=ProctoredTestId(test_id)))
            flash("The vendor is asked to give the booking up.", "success")
            return redirect(url_for(".test", test_id=test_id))
        found = reader.test(ProctoredTestId(test_id), actor.scope)
        vendor = vendor_in_words(providers, reader.booking(found.id, actor.scope).provider)
        return render_template("proctoring/cancel.html", form=form, test=found, vendor=vendor)

    @pages.get("/deliver/<uuid:test_id>/dry-run")
    @requires(Permission.SEE_TESTS)
    def dry_run(test_id: UUID) -> str:
        actor = current_actor()
        found = reader.test(ProctoredTestId(test_id), actor.scope)
        report = rehearse(RehearseCommand(actor=actor, test_id=found.id))
        return render_template("proctoring/dry_run.html", test=found, report=report)

    @pages.route("/deliver/<uuid:test_id>/log", methods=["GET", "POST"])
    @requires(Permission.SEE_TESTS)
    @searched("severity", "code")
    def log(test_id: UUID) -> str:
        actor, found, wanted = current_actor(), _live(reader, test_id), _wanted()
        page = reader.log(found.id, actor.scope, PageRequest(size=50, after=request.args.get("after")), wanted)
        # Whether the record can be relied on is a question for those who decide by hand.
        asked = actor.may(Permission.DECIDE_BOOKINGS)
        return render_template(
            "proctoring/log.html",
            test=found,
            page=page,
            wanted=wanted,
            booking=reader.booking(found.id, actor.scope),
            verdict=verify_booking(VerifyBookingCommand(actor=actor, test_id=found.id)) if asked else None,
        )

    @pages.get("/deliver/<uuid:test_id>/log.<any(csv, json):form>")
    @requires(Permission.SEE_TESTS)
    def log_file(test_id: UUID, form: str) -> Response:
        found = _live(reader, test_id)
        rows = reader.whole_log(found.id, current_actor().scope, _wanted())
        kind, lines = ("text/csv", as_csv(rows)) if form == "csv" else ("application/json", as_json(rows))
        headers = {"Content-Disposition": f'attachment; filename="booking-log-{found.id}.{form}"'}
        return Response(lines, content_type=f"{kind}; charset=utf-8", headers=headers)

    @pages.get("/deliver/<uuid:test_id>/sessions")
    @requires(Permission.SEE_TESTS)
    def sessions(test_id: UUID) -> str:
        scope = current_actor().scope
        found = _live(reader, test_id)
        # Sorted by the numbers of candidates, so a place in the list is one of them.
        page = with_sealed_place(reader.sessions(found.id, scope, sealed_place(50)))
        return render_template("proctoring/sessions.html", test=found, page=page)

    @pages.post("/deliver/<uuid:test_id>/sessions/open")
    @requires(Permission.OPEN_PROCTORING_SESSIONS)
    def open_(test_id: UUID) -> str:
        visit, number = signed_in_visit(), request.form.get("number", "")
        command = OpenSessionCommand(
            actor=visit.actor, actor_name=visit.name, test_id=ProctoredTestId(test_id), candidate_number=number
        )
        # Shown rather than redirected to: the policy of our forms lets them lead nowhere but to ourselves.
        link = open_session(command)
        return render_template("proctoring/session_link.html", test_id=test_id, number=number, link=link)

    @pages.get("/log-codes.json")
    @public
    def log_codes() -> Response:
        return jsonify(version=CATALOGUE_VERSION, codes=catalogue())

    return pages


def _live(reader: ProctoringReader, test_id: UUID) -> TestView:
    """Only tests with live proctoring have a log and sessions (FEATURES L02)."""
    found = reader.test(ProctoredTestId(test_id), current_actor().scope)
    if not found.is_live:
        raise NotFoundError("proctored_test")
    return found


def _wanted() -> LogFilter:
    severity, code = request.args.get("severity", ""), request.args.get("code", "")
    return LogFilter(
        severity=Severity(severity) if severity in set(Severity) else None,
        code=Code(code) if code in set(Code) else None,
        candidate=sought(),
    )
