"""The list of sessions, and one of them: for preparation centres what is available, for test centres what is theirs."""

from uuid import UUID

from flask import Blueprint, render_template, request

from core.access.model import Actor
from core.access.permissions import Permission
from core.access.ports import PartnershipsReader
from core.sessions.model import SessionStatus, TestSessionId
from core.sessions.ports import SessionsReader
from core.sessions.views import SessionFilter
from core.shared.paging import PageRequest
from core.shared.time import Clock
from web.security import any_of, current_actor
from web.sessions.language import install_language
from web.sessions.standing import standing_of, standing_of_row

_SIZE = 25


def build_session_pages(*, reader: SessionsReader, partnerships: PartnershipsReader, clock: Clock) -> Blueprint:
    pages = Blueprint("sessions", __name__, url_prefix="/sessions")
    install_language(pages)

    @pages.get("")
    @any_of(Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS)
    def sessions() -> str:
        actor = current_actor()
        return owned(actor) if actor.may(Permission.MANAGE_SESSIONS) else available(actor)

    @pages.get("/<uuid:session_id>")
    @any_of(Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS)
    def session(session_id: UUID) -> str:
        actor, now = current_actor(), clock.now()
        view = reader.session(TestSessionId(session_id), actor.scope, now=now)
        return render_template(
            "sessions/session.html",
            session=view,
            standing=standing_of(view, now=now),
            manages=actor.may(Permission.MANAGE_SESSIONS),
            now=now,
        )

    def available(actor: Actor) -> str:
        now, wanted = clock.now(), _wanted()
        page = reader.available(actor.organisation_id, _asked(), wanted, now=now)
        centres = partnerships.test_centres_of(actor.organisation_id)
        return render_template(
            "sessions/available.html",
            page=page,
            wanted=wanted,
            centres=centres,
            several=len({row.centre_number for row in page.items} | {one.number for one in centres}) > 1,
            standings={row.id: standing_of_row(row, now=now) for row in page.items},
        )

    def owned(actor: Actor) -> str:
        now, wanted = clock.now(), _wanted()
        page = reader.owned(actor.organisation_id, _asked(), wanted, now=now)
        return render_template(
            "sessions/owned.html",
            page=page,
            wanted=wanted,
            standings={row.id: standing_of_row(row, now=now) for row in page.items},
        )

    return pages


def _asked() -> PageRequest:
    return PageRequest(size=_SIZE, after=request.args.get("after"))


def _wanted() -> SessionFilter:
    status = request.args.get("status", "")
    return SessionFilter(
        search=request.args.get("q", "").strip(),
        status=SessionStatus(status) if status in set(SessionStatus) else None,
        past=request.args.get("past") == "yes",
    )
