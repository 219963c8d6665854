"""The candidates of a test: the list, one by one, and by file."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.proctoring.candidate_file import COLUMNS
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import ProctoringReader
from core.proctoring.usecases.enrolling import (
    AddCandidate,
    AddCandidateCommand,
    ImportCandidates,
    ImportCandidatesCommand,
    WithdrawCandidate,
    WithdrawCandidateCommand,
)
from core.proctoring.usecases.following import TakeEntries, TakeEntriesCommand
from core.sessions.model import TestSessionId
from core.sessions.ports import SessionsReader
from core.sessions.views import SessionFilter
from core.shared.errors import InvalidInputError, Problem
from core.shared.paging import PageRequest
from core.shared.time import Clock
from web.errors import problems_into
from web.proctoring.forms import CandidateFileForm, CandidateForm, SessionForm, WithdrawalForm
from web.proctoring.language import install_language
from web.security import current_actor, requires, signed_in
from web.sought import sealed_place, searched, sought, unsealed, with_sealed_place

_EXAMPLE = "C-1001,Maya Lindqvist,maya@example.org,0\r\nC-1002,李小龙,li@example.org,15\r\n"


def build_candidate_pages(
    *,
    reader: ProctoringReader,
    add_candidate: AddCandidate,
    import_candidates: ImportCandidates,
    sessions: SessionsReader,
    clock: Clock,
    take_entries: TakeEntries,
    withdraw_candidate: WithdrawCandidate,
) -> Blueprint:
    pages = Blueprint("candidates", __name__, url_prefix="/deliver")
    install_language(pages)

    @pages.route("/<uuid:test_id>/candidates", methods=["GET", "POST"])
    @requires(Permission.SEE_TESTS)
    @searched()
    def candidates(test_id: UUID) -> str:
        actor = current_actor()
        test = reader.test(ProctoredTestId(test_id), actor.scope)
        search = sought()
        # Sorted by number, so a place in the list is that of a candidate.
        page = with_sealed_place(reader.candidates(test.id, actor.scope, sealed_place(50), search=search))
        booking = reader.booking(test.id, actor.scope)
        return render_template("proctoring/candidates.html", test=test, page=page, search=search, booking=booking)

    @pages.route("/<uuid:test_id>/candidates/add", methods=["GET", "POST"])
    @requires(Permission.PREPARE_TESTS)
    def add(test_id: UUID) -> ResponseReturnValue:
        actor, form = current_actor(), CandidateForm()
        test = reader.test(ProctoredTestId(test_id), actor.scope)
        if form.validate_on_submit():
            command = AddCandidateCommand(
                actor=actor,
                test_id=test.id,
                number=form.number.data,
                name=form.name.data,
                email=form.email.data,
                extra_minutes=form.extra_minutes.data,
            )
            try:
                add_candidate(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash(f"{form.name.data} is added.", "success")
                return redirect(url_for(".candidates", test_id=test_id))
        return render_template("proctoring/add_candidate.html", form=form, test=test), 422 if form.errors else 200

    @pages.route("/<uuid:test_id>/candidates/file", methods=["GET", "POST"])
    @requires(Permission.PREPARE_TESTS)
    def file(test_id: UUID) -> ResponseReturnValue:
        actor, form = current_actor(), CandidateFileForm()
        test = reader.test(ProctoredTestId(test_id), actor.scope)
        wrong: tuple[Problem, ...] = ()
        found: object = 0
        if form.validate_on_submit():
            command = ImportCandidatesCommand(actor=actor, test_id=test.id, content=form.file.data.read())
            try:
                count = import_candidates(command)
            except InvalidInputError as error:
                wrong, found = error.problems, error.data.get("found", 0)
                form.form_errors.append("Nothing was stored. Correct the file and choose it again.")
            else:
                flash(f"{count} candidates are added.", "success")
                return redirect(url_for(".candidates", test_id=test_id))
        page = render_template("proctoring/candidate_file.html", form=form, test=test, wrong=wrong, found=found)
        return page, 422 if form.errors or wrong else 200

    @pages.route("/<uuid:test_id>/candidates/session", methods=["GET", "POST"])
    @requires(Permission.PREPARE_TESTS)
    def session(test_id: UUID) -> ResponseReturnValue:
        actor, form = current_actor(), SessionForm()
        test = reader.test(ProctoredTestId(test_id), actor.scope)
        asked = PageRequest(size=200)
        form.offer(sessions.owned(test.organisation_id, asked, SessionFilter(), now=clock.now()).items)
        if form.validate_on_submit():
            chosen = TestSessionId(UUID(form.session.data))
            try:
                count = take_entries(TakeEntriesCommand(actor=actor, test_id=test.id, session_id=chosen))
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash(
                    f"{count} candidates are added. Whoever is withdrawn from the session leaves the test.", "success"
                )
                return redirect(url_for(".candidates", test_id=test_id))
        return render_template("proctoring/take_session.html", form=form, test=test), 422 if form.errors else 200

    @pages.route("/<uuid:test_id>/candidates/withdraw", methods=["GET", "POST"])
    @requires(Permission.PREPARE_TESTS)
    def withdraw(test_id: UUID) -> ResponseReturnValue:
        actor, form = current_actor(), WithdrawalForm(number=unsealed("number"))
        test, number = reader.test(ProctoredTestId(test_id), actor.scope), form.number.data or ""
        if form.validate_on_submit():
            withdraw_candidate(WithdrawCandidateCommand(actor=actor, test_id=test.id, number=number))
            flash(f"Candidate {number} is withdrawn.", "success")
            return redirect(url_for(".candidates", test_id=test_id))
        page = render_template("proctoring/withdraw.html", form=form, test=test, number=number)
        return page, 422 if form.errors else 200

    @pages.get("/candidates-template.csv")
    @signed_in
    def template() -> Response:
        content = ",".join(COLUMNS) + "\r\n" + _EXAMPLE
        # The mark lets a spreadsheet see that names are in UTF-8.
        body = content.encode("utf-8-sig")
        headers = {"Content-Disposition": 'attachment; filename="candidates-template.csv"'}
        return Response(body, content_type="text/csv; charset=utf-8", headers=headers)

    return pages
