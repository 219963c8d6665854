"""The places of the navigation: who sees which, and where one lands after log-in."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_wtf.csrf import generate_csrf

from core.access.model import Actor
from core.access.permissions import Permission, Role
from core.access.usecases.resuming import Visit
from web.interface import Frame, NavigationItem, OrganisationChoice
from web.interface.navigation import initials_of
from web.security import current_visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    label: str
    icon: str
    href: str
    permission: Permission


# In this order in the navigation; the first one a person may open is where they land after log-in.
PLACES = (
    Place(label="Sessions", icon="calendar-days", href="/sessions", permission=Permission.SEE_AVAILABLE_SESSIONS),
    Place(label="Sessions", icon="calendar-days", href="/sessions", permission=Permission.MANAGE_SESSIONS),
    Place(label="Bookings", icon="ticket-check", href="/bookings", permission=Permission.SEE_AVAILABLE_SESSIONS),
    Place(label="Bookings", icon="ticket-check", href="/bookings", permission=Permission.MANAGE_SESSIONS),
    Place(label="Calendar", icon="calendar-clock", href="/calendar", permission=Permission.SEE_AVAILABLE_SESSIONS),
    Place(label="Calendar", icon="calendar-clock", href="/calendar", permission=Permission.MANAGE_SESSIONS),
    Place(label="Deadlines", icon="alarm-clock", href="/deadlines", permission=Permission.SEE_AVAILABLE_SESSIONS),
    Place(label="Deadlines", icon="alarm-clock", href="/deadlines", permission=Permission.MANAGE_SESSIONS),
    Place(
        label="Preparation centres",
        icon="school",
        href="/preparation-centres",
        permission=Permission.MANAGE_PREPARATION_CENTRES,
    ),
    Place(label="Venues", icon="map-pin", href="/venues", permission=Permission.MANAGE_SESSIONS),
    Place(label="My results", icon="award", href="/my-results", permission=Permission.SEE_OWN_RESULTS),
    Place(label="Help", icon="message-circle", href="/help", permission=Permission.ASK_FOR_HELP),
    Place(label="Help", icon="message-circle", href="/help", permission=Permission.ANSWER_REQUESTS),
    Place(label="Results", icon="award", href="/results", permission=Permission.MANAGE_RESULTS),
    Place(label="Find results", icon="search-check", href="/find", permission=Permission.FIND_RESULTS),
    Place(label="Look-ups", icon="file-clock", href="/find/look-ups", permission=Permission.FIND_RESULTS),
    Place(label="Downloads", icon="download", href="/downloads", permission=Permission.FIND_RESULTS),
    Place(label="Your organisation", icon="landmark", href="/organisation", permission=Permission.FIND_RESULTS),
    Place(label="Registrations", icon="inbox", href="/registrations", permission=Permission.MANAGE_RECOGNITION),
    Place(
        label="Recognising organisations",
        icon="landmark",
        href="/recognising-organisations",
        permission=Permission.MANAGE_RECOGNITION,
    ),
    Place(
        label="Look-up policy",
        icon="shield-question-mark",
        href="/look-up-policy",
        permission=Permission.MANAGE_RECOGNITION,
    ),
    Place(label="Needs attention", icon="bell-ring", href="/attention", permission=Permission.DECIDE_BOOKINGS),
    Place(label="Deliver", icon="send", href="/deliver", permission=Permission.SEE_TESTS),
    Place(label="Downloads", icon="download", href="/downloads", permission=Permission.SEE_AVAILABLE_SESSIONS),
    Place(label="Downloads", icon="download", href="/downloads", permission=Permission.MANAGE_SESSIONS),
    Place(label="Downloads", icon="download", href="/downloads", permission=Permission.SEE_TESTS),
    Place(
        label="Organisations",
        icon="building",
        href="/admin/organisations",
        permission=Permission.MANAGE_ORGANISATIONS,
    ),
    Place(label="People", icon="users", href="/admin/people", permission=Permission.MANAGE_PEOPLE),
    Place(label="Exams", icon="graduation-cap", href="/admin/exams", permission=Permission.MANAGE_CATALOGUE),
    Place(label="Plugins", icon="blocks", href="/admin/plugins", permission=Permission.MANAGE_PLUGINS),
    Place(label="Jobs", icon="list-checks", href="/admin/jobs", permission=Permission.RUN_JOBS),
    Place(label="Messages", icon="mail", href="/admin/messages", permission=Permission.RUN_JOBS),
    Place(label="Audit trail", icon="scroll-text", href="/admin/audit", permission=Permission.READ_AUDIT_TRAIL),
)

ROLE_NAMES = {
    Role.ADMINISTRATOR: "Administrator",
    Role.SERVICE_DESK: "Service desk",
    Role.PLANNER: "Planner",
    Role.PROCTORING_SCHEDULER: "Proctoring scheduler",
    Role.CENTRE_MANAGER: "Centre manager",
    Role.PREPARATION_USER: "Preparation user",
    Role.RESULTS_OFFICER: "Results officer",
    Role.RECOGNITION_OFFICER: "Recognition officer",
    Role.PRIMARY_USER: "Primary User",
    Role.MEMBER: "User",
    Role.PHOTO_VIEWER: "sees photos",
    Role.CANDIDATE: "Candidate",
}


def roles_in_words(roles: frozenset[Role]) -> str:
    return ", ".join(name for role, name in ROLE_NAMES.items() if role in roles)


def landing_for(actor: Actor) -> str:
    """Where a person's work is."""
    return next((place.href for place in PLACES if actor.may(place.permission)), "/account")


def _is_here(place: Place, among: Sequence[Place]) -> bool:
    """Whether the page lies there, and at no place further down that has a name of its own."""
    return _lies_at(place.href) and not any(
        _lies_at(one.href) for one in among if one.href.startswith(f"{place.href}/")
    )


def _lies_at(href: str) -> bool:
    return request.path == href or request.path.startswith(f"{href}/")


def frame_of(visit: Visit) -> Frame:
    # Some have several rows, one for each permission that leads there.
    allowed = {place.href: place for place in reversed(PLACES) if visit.actor.may(place.permission)}
    places = [place for place in PLACES if allowed.get(place.href) is place]
    return Frame(
        person_name=visit.name,
        initials=initials_of(visit.name),
        organisation_name=visit.working_for.organisation_name,
        organisations=tuple(
            OrganisationChoice(
                id=str(one.organisation_id),
                name=one.organisation_name,
                role=roles_in_words(one.roles),
                current=one.organisation_id == visit.working_for.organisation_id,
            )
            for one in visit.memberships
        ),
        navigation=tuple(
            NavigationItem(label=place.label, icon=place.icon, href=place.href, current=_is_here(place, places))
            for place in places
        ),
        time_zone=visit.time_zone,
        csrf=generate_csrf(),
        menu=(NavigationItem(label="Email notifications", icon="mail", href="/account/notifications"),),
    )


def current_frame() -> Frame | None:
    """What stands around the page for the person who asks; None for a visitor who is not signed in."""
    visit = current_visit()
    return frame_of(visit) if visit else None
