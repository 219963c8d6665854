"""Correcting a candidate, and the test centre's withdrawing and moving of an entry."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.ports import BookingsReader
from core.bookings.usecases.changing import (
    CorrectCandidate,
    CorrectCandidateCommand,
    MoveEntry,
    MoveEntryCommand,
    WithdrawEntry,
    WithdrawEntryCommand,
)
from core.sessions.model import SessionStatus, TestSessionId
from core.sessions.ports import SessionsReader
from core.sessions.views import SessionFilter, SessionRow, SessionView
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.paging import MAX_PAGE, PageRequest
from core.shared.time import Clock
from web.bookings.forms import CorrectForm, MoveForm, SureForm
from web.bookings.language import Spot, install_language
from web.bookings.pages import entry_in
from web.errors import problems_into
from web.security import any_of, current_actor, requires
from web.words import explain

_ENTRY = "/<uuid:session_id>/candidates/<uuid:entry_id>"
_ENTRY_OF = "/<uuid:session_id>/<uuid:entrant_id>/candidates/<uuid:entry_id>"
_BOTH = ("GET", "POST")


def build_entry_pages(
    *,
    reader: BookingsReader,
    sessions: SessionsReader,
    correct_candidate: CorrectCandidate,
    withdraw_entry: WithdrawEntry,
    move_entry: MoveEntry,
    clock: Clock,
) -> Blueprint:
    pages = Blueprint("entries", __name__, url_prefix="/bookings")
    install_language(pages)

    def session_of(spot: Spot, actor: Actor) -> SessionView:
        return sessions.session(spot.session_id, actor.scope, now=clock.now())

    def places_for(session: SessionView, actor: Actor) -> list[SessionRow]:
        """Where an entry for the session can go: open, to come, of the same exam and price, with a seat left."""
        now, wanted = clock.now(), SessionFilter(search=session.plan.exam, status=SessionStatus.OPEN)
        rows = sessions.owned(actor.organisation_id, PageRequest(size=MAX_PAGE), wanted, now=now).items
        return [
            row
            for row in rows
            if row.id != session.id
            and (row.exam, row.price, row.late_fee)
            == (session.plan.exam, session.plan.price.entry, session.plan.price.late_fee)
            and row.seats_left
            and row.starts_at > now
        ]

    @pages.route(f"{_ENTRY}/correct", methods=_BOTH)
    @pages.route(f"{_ENTRY_OF}/correct", methods=_BOTH)
    @any_of(Permission.ENTER_CANDIDATES, Permission.MANAGE_SESSIONS)
    def correct(session_id: UUID, entry_id: UUID, entrant_id: UUID | None = None) -> ResponseReturnValue:
        actor = current_actor()
        spot = Spot.of(actor, session_id, entrant_id)
        entry = entry_in(reader, spot, entry_id, actor)
        form = CorrectForm(obj=entry.details, data={"version": entry.version})
        if form.validate_on_submit():
            command = CorrectCandidateCommand(
                actor=actor,
                entry_id=entry.entry_id,
                candidate_id=entry.candidate_id,
                version=form.version.data,
                details=form.details(),
            )
            try:
                correct_candidate(command)
            except InvalidInputError as error:
                problems_into(form, error)
            else:
                flash("The details are corrected.", "success")
                return redirect(spot.url("bookings.candidate", entry_id=entry_id))
        page = render_template(
            "bookings/correct.html", form=form, entry=entry, session=session_of(spot, actor), spot=spot
        )
        return page, 422 if form.errors else 200

    @pages.route(f"{_ENTRY}/withdraw", methods=_BOTH)
    @pages.route(f"{_ENTRY_OF}/withdraw", methods=_BOTH)
    @requires(Permission.MANAGE_SESSIONS)
    def withdraw(session_id: UUID, entry_id: UUID, entrant_id: UUID | None = None) -> ResponseReturnValue:
        actor, form = current_actor(), SureForm()
        spot = Spot.of(actor, session_id, entrant_id)
        entry = entry_in(reader, spot, entry_id, actor)
        if form.validate_on_submit():
            withdraw_entry(WithdrawEntryCommand(actor=actor, entry_id=entry.entry_id))
            flash(f"The entry of {entry.details.name} is withdrawn. The seat is free again.", "success")
            return redirect(spot.url("bookings.candidate", entry_id=entry_id))
        return render_template(
            "bookings/withdraw.html", form=form, entry=entry, session=session_of(spot, actor), spot=spot
        )

    @pages.route(f"{_ENTRY}/move", methods=_BOTH)
    @pages.route(f"{_ENTRY_OF}/move", methods=_BOTH)
    @requires(Permission.MANAGE_SESSIONS)
    def move(session_id: UUID, entry_id: UUID, entrant_id: UUID | None = None) -> ResponseReturnValue:
        actor, form = current_actor(), MoveForm()
        spot = Spot.of(actor, session_id, entrant_id)
        entry = entry_in(reader, spot, entry_id, actor)
        session = session_of(spot, actor)
        form.offer(places_for(session, actor))
        if form.validate_on_submit():
            to = TestSessionId(UUID(form.to.data))
            try:
                move_entry(MoveEntryCommand(actor=actor, entry_id=entry.entry_id, to=to))
            except InvalidInputError as error:
                problems_into(form, error)
            except ConflictError as error:
                form.form_errors.append(explain(error))
            else:
                flash(f"The entry of {entry.details.name} is moved. Its payments went along.", "success")
                there = Spot.of(actor, to, spot.entrant_id)
                return redirect(there.url("bookings.candidate", entry_id=entry_id))
        page = render_template("bookings/move.html", form=form, entry=entry, session=session, spot=spot)
        return page, 422 if form.errors else 200

    return pages
