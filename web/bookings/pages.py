"""The Bookings tab and what opens from it: a booking, the list of its candidates, one of them, the checks."""

from collections import Counter
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from core.access.model import Actor
from core.access.permissions import Permission
from core.access.ports import PartnershipsReader
from core.access.views import PreparationCentreRow
from core.bookings.model import Doubt, EntryId
from core.bookings.ports import BookingsReader
from core.bookings.usecases.checking import CheckEntries, CheckEntriesCommand
from core.bookings.views import EntryView
from core.sessions.model import EntryTerms, TestSessionId
from core.sessions.ports import SessionsReader
from core.sessions.views import SessionView
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.paging import MAX_PAGE, PageRequest
from core.shared.time import Clock
from web.bookings.language import Spot, install_language
from web.security import any_of, current_actor
from web.sought import sealed_place, searched, sought, with_sealed_place

SHOWN_OF_EACH = 50
"""How many doubts of one rule are listed; who has more works through them from the top."""


def build_booking_pages(
    *,
    reader: BookingsReader,
    sessions: SessionsReader,
    partnerships: PartnershipsReader,
    check_entries: CheckEntries,
    clock: Clock,
) -> Blueprint:
    pages = Blueprint("bookings", __name__, url_prefix="/bookings")
    install_language(pages)

    def session_of(spot: Spot, actor: Actor) -> SessionView:
        return sessions.session(spot.session_id, actor.scope, now=clock.now())

    def doubts_of(spot: Spot, actor: Actor) -> list[Doubt]:
        command = CheckEntriesCommand(actor=actor, session_id=spot.session_id, entrant_id=spot.entrant_id)
        return check_entries(command)

    @pages.get("")
    @any_of(Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS)
    def bookings() -> str:
        actor, search = current_actor(), request.args.get("q", "").strip()
        of_session, of_entrant = _wanted("session"), _wanted("entrant")
        past = request.args.get("past") == "yes"
        page = reader.bookings(
            actor.scope,
            PageRequest(size=25, after=request.args.get("after")),
            search=search,
            session_id=TestSessionId(of_session) if of_session else None,
            entrant=OrganisationId(of_entrant) if of_entrant else None,
            # One session's bookings are all wanted, whether it is over or not.
            since=None if past or of_session else clock.now(),
        )
        spots = [Spot.of(actor, row.session_id, row.entrant_id) for row in page.items]
        shown = {"page": page, "spots": spots, "search": search, "past": past}
        if actor.may(Permission.MANAGE_SESSIONS):
            session = sessions.session(TestSessionId(of_session), actor.scope, now=clock.now()) if of_session else None
            return render_template(
                "bookings/all.html", **shown, session=session, of_entrant=of_entrant, entrants=entrants_of(actor)
            )
        centres = {one.number for one in partnerships.test_centres_of(actor.organisation_id)}
        several = len(centres | {row.centre_number for row in page.items}) > 1
        return render_template("bookings/own.html", **shown, several=several)

    def entrants_of(actor: Actor) -> tuple[PreparationCentreRow, ...]:
        return partnerships.preparation_centres(actor.organisation_id, PageRequest(size=MAX_PAGE)).items

    @pages.get("/<uuid:session_id>")
    @pages.get("/<uuid:session_id>/<uuid:entrant_id>")
    @any_of(Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS)
    def booking(session_id: UUID, entrant_id: UUID | None = None) -> str:
        actor = current_actor()
        spot = Spot.of(actor, session_id, entrant_id)
        view = reader.booking(spot.session_id, spot.entrant_id, actor.scope)
        session = session_of(spot, actor)
        return render_template(
            "bookings/booking.html",
            booking=view,
            session=session,
            spot=spot,
            found=Counter(doubt.rule for doubt in doubts_of(spot, actor)),
            can_enter=spot.is_own and actor.may(Permission.ENTER_CANDIDATES) and session.terms is not EntryTerms.CLOSED,
        )

    @pages.route("/<uuid:session_id>/candidates", methods=["GET", "POST"])
    @pages.route("/<uuid:session_id>/<uuid:entrant_id>/candidates", methods=["GET", "POST"])
    @any_of(Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS)
    @searched()
    def candidates(session_id: UUID, entrant_id: UUID | None = None) -> str:
        actor, search = current_actor(), sought()
        spot = Spot.of(actor, session_id, entrant_id)
        view = reader.booking(spot.session_id, spot.entrant_id, actor.scope)
        # Sorted by name, so a place in the list is a name.
        page = reader.entries(spot.session_id, spot.entrant_id, actor.scope, sealed_place(50), search=search)
        shown = with_sealed_place(page)
        return render_template("bookings/candidates.html", booking=view, page=shown, search=search, spot=spot)

    @pages.get("/<uuid:session_id>/candidates/<uuid:entry_id>")
    @pages.get("/<uuid:session_id>/<uuid:entrant_id>/candidates/<uuid:entry_id>")
    @any_of(Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS)
    def candidate(session_id: UUID, entry_id: UUID, entrant_id: UUID | None = None) -> ResponseReturnValue:
        actor = current_actor()
        spot = Spot.of(actor, session_id, entrant_id)
        entry = entry_in(reader, spot, entry_id, actor)
        session = session_of(spot, actor)
        may_correct = actor.may(Permission.MANAGE_SESSIONS) or session.terms is not EntryTerms.CLOSED
        return render_template(
            "bookings/candidate.html", entry=entry, session=session, spot=spot, may_correct=may_correct
        )

    @pages.get("/<uuid:session_id>/checks")
    @pages.get("/<uuid:session_id>/<uuid:entrant_id>/checks")
    @any_of(Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS)
    def checks(session_id: UUID, entrant_id: UUID | None = None) -> str:
        actor = current_actor()
        spot = Spot.of(actor, session_id, entrant_id)
        view = reader.booking(spot.session_id, spot.entrant_id, actor.scope)
        doubts = doubts_of(spot, actor)
        return render_template(
            "bookings/checks.html", booking=view, spot=spot, doubts=doubts, shown_of_each=SHOWN_OF_EACH
        )

    return pages


def entry_in(reader: BookingsReader, spot: Spot, entry_id: UUID, actor: Actor) -> EntryView:
    """The entry, if it is one of this booking: an address that mixes two bookings leads nowhere."""
    entry = reader.entry(EntryId(entry_id), actor.scope)
    if (entry.session_id, entry.entrant_id) != (spot.session_id, spot.entrant_id):
        raise NotFoundError("entry", entry=entry_id)
    return entry


def _wanted(name: str) -> UUID | None:
    """A filter by id. What is no id filters nothing, as a filter that is not set."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None
