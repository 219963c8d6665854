"""Making a session available to preparation centres, and taking that back."""

from collections.abc import Iterator
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.access.permissions import Permission
from core.access.ports import PartnershipsReader
from core.access.views import PreparationCentreRow
from core.bookings.usecases.taking_back import TakeBackSession, TakeBackSessionCommand
from core.sessions.model import SessionStatus, TestSessionId
from core.sessions.ports import SessionsReader
from core.sessions.usecases.making_available import ShareSession, ShareSessionCommand
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId
from core.shared.paging import MAX_PAGE, PageRequest
from core.shared.time import Clock
from web.errors import problems_into
from web.security import current_actor, requires
from web.sessions.forms import AvailabilityForm
from web.sessions.language import install_language
from web.words import explain


def build_sharing_pages(
    *,
    reader: SessionsReader,
    partnerships: PartnershipsReader,
    clock: Clock,
    share_session: ShareSession,
    take_back_session: TakeBackSession,
) -> Blueprint:
    pages = Blueprint("sharing", __name__, url_prefix="/sessions")
    install_language(pages)

    @pages.route("/<uuid:session_id>/available", methods=["GET", "POST"])
    @requires(Permission.MANAGE_SESSIONS)
    def available(session_id: UUID) -> ResponseReturnValue:
        actor = current_actor()
        session = reader.session(TestSessionId(session_id), actor.scope, now=clock.now())
        partners = list(_partners(partnerships, actor.organisation_id))
        seeing = dict(session.available_to)
        form = AvailabilityForm(preparation_centres=[str(one) for one in seeing])
        form.offer(partners)
        losing: list[str] = []
        if session.status is SessionStatus.OPEN and form.validate_on_submit():
            known = frozenset(one.id for one in partners)
            ticked = frozenset(OrganisationId(UUID(value)) for value in form.preparation_centres.data)
            chosen = known if form.everyone.data else ticked
            # Somebody may be at work there: what they can still do and what not is said before, not after.
            losing = sorted(name for one, name in seeing.items() if one not in chosen)
            if form.sure.data or not losing:
                command = ShareSessionCommand(actor=actor, session_id=session.id, preparation_centres=chosen)
                left = frozenset(one for one in seeing if one not in chosen)
                try:
                    if left and form.entries.data == "withdraw":
                        count = take_back_session(
                            TakeBackSessionCommand(actor=actor, session_id=session.id, preparation_centres=left)
                        )
                        flash(f"{count} entries are withdrawn.", "success")
                    share_session(command)
                except InvalidInputError as error:
                    problems_into(form, error)
                except ConflictError as error:
                    form.form_errors.append(explain(error))
                else:
                    flash(_said(len(chosen)), "success")
                    return redirect(url_for("sessions.session", session_id=session_id))
        asked = bool(losing) and not form.errors
        page = render_template(
            "sessions/sharing.html", form=form, session=session, partners=partners, losing=losing if asked else []
        )
        return page, 422 if form.errors or asked else 200

    return pages


def _partners(reader: PartnershipsReader, centre: OrganisationId) -> Iterator[PreparationCentreRow]:
    after: str | None = None
    while True:
        page = reader.preparation_centres(centre, PageRequest(size=MAX_PAGE, after=after))
        yield from page.items
        if page.next is None:
            return
        after = page.next


def _said(count: int) -> str:
    if not count:
        return "The session is available to nobody now."
    return f"The session is available to {count} preparation centre{'' if count == 1 else 's'}."
