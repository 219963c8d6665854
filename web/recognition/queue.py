"""The recognition team's queue: what is due first, one registration of it, and the answer to that."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.paging import PageRequest
from core.shared.time import Clock
from core.verification.model.registration import Identity, RegistrationId, RegistrationState
from core.verification.ports import RecognitionReader
from core.verification.usecases.approving import (
    ApproveRegistration,
    ApproveRegistrationCommand,
    RefuseRegistration,
    RefuseRegistrationCommand,
)
from core.verification.views import ProposalRow, QueueRow, RegistrationRow, RegistrationView
from web.errors import problems_into
from web.recognition.forms import RefusalForm, SureForm
from web.recognition.language import install_language
from web.recognition.standing import Standing, changed, standing_of
from web.security import current_actor, requires
from web.words import explain


def build_queue_pages(
    *, reader: RecognitionReader, approve: ApproveRegistration, refuse: RefuseRegistration, clock: Clock
) -> Blueprint:
    pages = Blueprint("registrations", __name__, url_prefix="/registrations")
    install_language(pages)

    def found(registration_id: UUID) -> RegistrationView:
        return reader.registration(RegistrationId(registration_id))

    @pages.get("")
    @requires(Permission.MANAGE_RECOGNITION)
    def registrations() -> str:
        state, now = _state(), clock.now()
        page = reader.queue(PageRequest(size=25, after=request.args.get("after")), state=state)
        lines = [_line(row, now=now) for row in page.items]
        return render_template("recognition/registrations.html", lines=lines, next=page.next, state=state)

    @pages.get("/<uuid:registration_id>")
    @requires(Permission.MANAGE_RECOGNITION)
    def registration(registration_id: UUID) -> str:
        view, now = found(registration_id), clock.now()
        standing = standing_of(view.row, now=now)
        return render_template("recognition/registration.html", view=view, standing=standing, now=now)

    @pages.route("/<uuid:registration_id>/approve", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RECOGNITION)
    def say_yes(registration_id: UUID) -> ResponseReturnValue:
        view, form = found(registration_id), SureForm()
        if form.validate_on_submit():
            try:
                approve(ApproveRegistrationCommand(actor=current_actor(), registration_id=view.row.id))
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash(f"{view.row.name} is approved. A mail to {view.applicant.name} is on its way.", "success")
                return redirect(url_for("registrations.registrations"))
        return render_template("recognition/approve.html", view=view, form=form), 422 if form.errors else 200

    @pages.route("/<uuid:registration_id>/refuse", methods=["GET", "POST"])
    @requires(Permission.MANAGE_RECOGNITION)
    def say_no(registration_id: UUID) -> ResponseReturnValue:
        view, form = found(registration_id), RefusalForm()
        if form.validate_on_submit():
            command = RefuseRegistrationCommand(
                actor=current_actor(), registration_id=view.row.id, reason=form.reason.data
            )
            try:
                refuse(command)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash(f"{view.row.name} is refused. The reason is on its way to {view.applicant.name}.", "success")
                return redirect(url_for("registrations.registrations"))
        return render_template("recognition/refuse.html", view=view, form=form), 422 if form.errors else 200

    return pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row with what pages show of it."""

    row: QueueRow
    shown: RegistrationRow | Identity
    href: str
    what: str
    standing: Standing


def _line(row: QueueRow, *, now: datetime) -> Line:
    standing = standing_of(row, now=now)
    if isinstance(row, ProposalRow):
        href = url_for("proposals.proposal", proposal_id=row.id)
        *labels, last = (one.label.lower() for one in changed(row))
        what = f"Change of {', '.join(labels)} and {last}" if labels else f"Change of {last}"
        return Line(row=row, shown=row.former, href=href, what=what, standing=standing)
    href = url_for("registrations.registration", registration_id=row.id)
    return Line(row=row, shown=row, href=href, what="Registration", standing=standing)


def _state() -> RegistrationState:
    """Which tab; what nobody knows is the first one."""
    asked = request.args.get("state", "")
    return RegistrationState(asked) if asked in set(RegistrationState) else RegistrationState.RECEIVED
