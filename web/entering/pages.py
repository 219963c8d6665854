"""Entering candidates: the form, the file, and what becomes of a file before it is entered."""

import csv
from io import StringIO
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.entering import Offer
from core.bookings.entry_file import COLUMNS
from core.bookings.uploads import UploadId
from core.bookings.usecases.entering import EnterCandidates, EnterCandidatesCommand, OfferEntries
from core.bookings.usecases.uploading import (
    EnterUpload,
    LookAtUpload,
    UploadCommand,
    UploadEntries,
    UploadEntriesCommand,
)
from core.sessions.model import TestSessionId
from core.sessions.ports import SessionsReader
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.time import Clock
from web.entering.forms import EntryFileForm, EntryForm
from web.entering.words import FEES
from web.errors import problems_into
from web.interface.money import money
from web.security import current_actor, requires, signed_in
from web.words import explain

_EXAMPLES = (
    ("Maya", "Lindqvist", "2009-04-23", "P4821137", "maya@example.org", "+44 20 7946 0000", "yes"),
    ("小龙", "李", "2008-11-02", "E99120455", "li@example.org", "", "yes"),
)


def build_entering_pages(
    *,
    sessions: SessionsReader,
    clock: Clock,
    offer_entries: OfferEntries,
    enter_candidates: EnterCandidates,
    upload_entries: UploadEntries,
    look_at_upload: LookAtUpload,
    enter_upload: EnterUpload,
) -> Blueprint:
    pages = Blueprint("entering", __name__)

    @pages.route("/bookings/<uuid:session_id>/enter", methods=["GET", "POST"])
    @requires(Permission.ENTER_CANDIDATES)
    def enter(session_id: UUID) -> ResponseReturnValue:
        actor, form = current_actor(), EntryForm()
        session = sessions.session(TestSessionId(session_id), actor.scope, now=clock.now())
        offer: Offer | None = None
        if form.validate_on_submit():
            command = EnterCandidatesCommand(
                actor=actor,
                session_id=session.id,
                candidates=[form.details()],
                accept_clashes=bool(form.accept_clashes.data),
            )
            try:
                offer = offer_entries(command)
                if not offer.clashes or command.accept_clashes:
                    enter_candidates(command)
                    return _entered(session.id, 1, again="again" in request.form)
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
        page = render_template("entering/enter.html", form=form, session=session, offer=offer)
        return page, 422 if form.errors else 200

    @pages.route("/bookings/<uuid:session_id>/enter/file", methods=["GET", "POST"])
    @requires(Permission.ENTER_CANDIDATES)
    def file(session_id: UUID) -> ResponseReturnValue:
        actor, form = current_actor(), EntryFileForm()
        session = sessions.session(TestSessionId(session_id), actor.scope, now=clock.now())
        if form.validate_on_submit():
            upload = form.file.data
            command = UploadEntriesCommand(
                actor=actor, session_id=session.id, name=upload.filename or "candidates.csv", content=upload.read()
            )
            try:
                return redirect(f"/uploads/{upload_entries(command)}")
            except InvalidInputError as error:
                problems_into(form, error)
        page = render_template("entering/file.html", form=form, session=session)
        return page, 422 if form.errors else 200

    @pages.get("/uploads/<uuid:upload_id>")
    @requires(Permission.ENTER_CANDIDATES)
    def upload(upload_id: UUID) -> str:
        return _preview(current_actor(), upload_id, failure="")

    @pages.post("/uploads/<uuid:upload_id>/enter")
    @requires(Permission.ENTER_CANDIDATES)
    def enter_file(upload_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        command = UploadCommand(
            actor=actor, upload_id=UploadId(upload_id), accept_clashes="accept_clashes" in request.form
        )
        try:
            entered = enter_upload(command)
        except (ConflictError, InvalidInputError) as error:
            return _preview(actor, upload_id, failure=explain(error)), 422
        return _entered(entered.session_id, len(entered.entries), again=False)

    @pages.get("/uploads/<uuid:upload_id>/marked")
    @requires(Permission.ENTER_CANDIDATES)
    def marked(upload_id: UUID) -> Response:
        command = UploadCommand(actor=current_actor(), upload_id=UploadId(upload_id))
        name, content = look_at_upload.marked(command)
        ending = "xlsx" if name.casefold().endswith(".xlsx") else "csv"
        kinds = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        headers = {"Content-Disposition": f'attachment; filename="candidates-marked.{ending}"'}
        return Response(content, content_type=kinds[ending], headers=headers)

    @pages.get("/bookings/entry-template.csv")
    @signed_in
    def template() -> Response:
        buffer = StringIO()
        csv.writer(buffer).writerows([COLUMNS, *_EXAMPLES])
        headers = {"Content-Disposition": 'attachment; filename="entry-template.csv"'}
        # The mark lets a spreadsheet see that names are in UTF-8.
        return Response(buffer.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)

    @pages.context_processor
    def shown() -> dict[str, object]:
        return {"fee_rows": _fee_rows}

    def _preview(actor: Actor, upload_id: UUID, *, failure: str) -> str:
        preview = look_at_upload(UploadCommand(actor=actor, upload_id=UploadId(upload_id)))
        session = sessions.session(preview.session_id, actor.scope, now=clock.now())
        return render_template("entering/upload.html", preview=preview, session=session, failure=failure)

    return pages


def _fee_rows(offer: Offer) -> list[tuple[str, str]]:
    """Each fee of one entry, by name."""
    return [(f"{FEES[kind]} for each", money(amount)) for kind, amount in offer.each]


def _entered(session_id: TestSessionId, count: int, *, again: bool) -> ResponseReturnValue:
    flash("The candidate is entered." if count == 1 else f"{count} candidates are entered.", "success")
    return redirect(f"/bookings/{session_id}/enter" if again else f"/bookings/{session_id}")
