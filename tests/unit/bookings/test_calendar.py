"""Which events a calendar feed holds, and for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from core.access.model import OrganisationKind, Scope, digest_of
from core.access.permissions import Role
from core.access.views import MembershipView, PersonRow
from core.bookings.calendar import CalendarEvent, CalendarFeed, HeldAt
from core.bookings.usecases.calendar import ReadCalendarFeed
from core.bookings.views import DeadlineKind, DeadlineRow
from core.sessions.model import TestSessionId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import utc
from tests.fakes.bookings import NOON, SetClock
from tests.fakes.confirmations import SESSION, session_view

SCHOOL, PERSON = OrganisationId(UUID(int=3)), PersonId(UUID(int=4))
PLAN = session_view().plan
TEACHER = PersonRow(
    id=PERSON,
    name="Daniel Osei",
    email="daniel@example.org",
    time_zone="Europe/London",
    active=True,
    has_password=True,
    memberships=(
        MembershipView(
            organisation_id=SCHOOL,
            organisation_kind=OrganisationKind.PREPARATION_CENTRE,
            organisation_name="Lingua House",
            roles=frozenset({Role.PREPARATION_USER}),
        ),
    ),
)


def row(kind: DeadlineKind, at: datetime) -> DeadlineRow:
    return DeadlineRow(
        session_id=SESSION,
        kind=kind,
        at=at,
        time_zone=PLAN.time_zone,
        exam_name="B2 First",
        centre_name="Northgate College",
        centre_number="GB042",
        entrants=1,
        candidates=2,
        unpaid=2,
    )


class World:
    """Every port that the feed reads, with what a test puts there."""

    def __init__(self) -> None:
        self.owner = TEACHER
        self.rows = [
            row(DeadlineKind.ENTRIES, PLAN.deadlines.entries),
            row(DeadlineKind.SPEAKING, utc(2027, 3, 4, 22)),
            row(DeadlineKind.EXAM, PLAN.starts_at),
        ]
        self.sessions = {SESSION: HeldAt(plan=PLAN, place="Main hall, Athens")}
        self.asked: tuple[Scope, datetime, datetime] | None = None
        self.written: Sequence[CalendarEvent] = ()
        self.title = ""
        # Of each reader only what the feed asks is there.
        self.read = ReadCalendarFeed(reader=self, access=self, bookings=self, writer=self, clock=SetClock())  # type: ignore[arg-type]

    def feed_behind(self, digest: str) -> CalendarFeed | None:
        known = CalendarFeed(digest=digest_of("secret"), person_id=PERSON, organisation_id=SCHOOL, made_at=NOON)
        return known if digest == known.digest else None

    def person(self, person_id: PersonId, scope: Scope) -> PersonRow:
        return self.owner

    def held(self, session_ids: Sequence[TestSessionId]) -> Mapping[TestSessionId, HeldAt]:
        return {key: self.sessions[key] for key in session_ids if key in self.sessions}

    def deadlines(self, scope: Scope, *, start: datetime, end: datetime) -> Sequence[DeadlineRow]:
        self.asked = (scope, start, end)
        return self.rows

    def write(self, events: Sequence[CalendarEvent], *, title: str, now: datetime) -> bytes:
        self.written, self.title = events, title
        return b"calendar"


@pytest.fixture
def world() -> World:
    return World()


def test_an_exam_is_one_event_for_each_paper_a_deadline_a_moment_and_speaking_its_days(world: World) -> None:
    world.read("secret")

    assert [(one.uid, one.title, one.start, one.end) for one in world.written] == [
        (f"{SESSION}-entries", "Entries close: B2 First", PLAN.deadlines.entries, PLAN.deadlines.entries),
        (f"{SESSION}-speaking", "B2 First: Speaking test", date(2027, 3, 5), date(2027, 3, 9)),
        (f"{SESSION}-exam-1", "B2 First: Reading and Use of English", *_ends(0)),
        (f"{SESSION}-exam-2", "B2 First: Writing", *_ends(1)),
    ]
    assert [one.place for one in world.written] == ["", *["Main hall, Athens"] * 3]
    assert world.title == "Exams, Lingua House"


def _ends(place: int) -> tuple[datetime, datetime]:
    window = PLAN.papers[place].window
    return window.start, window.end


def test_it_is_read_through_the_owners_scope_with_what_has_just_been(world: World) -> None:
    world.read("secret")

    assert world.asked == (Scope(organisation_id=SCHOOL), NOON - timedelta(days=60), NOON + timedelta(days=730))


def test_a_session_that_is_gone_by_now_has_no_events(world: World) -> None:
    world.sessions.clear()

    world.read("secret")

    assert world.written == []


@pytest.mark.parametrize(
    "changed",
    [
        {"active": False},
        {"memberships": ()},
        {"memberships": (replace(TEACHER.memberships[0], organisation_id=OrganisationId(UUID(int=9))),)},
        {"memberships": (replace(TEACHER.memberships[0], roles=frozenset({Role.PLANNER})),)},
    ],
)
def test_whoever_may_not_see_the_dates_any_more_has_no_feed(world: World, changed: dict[str, Any]) -> None:
    world.owner = replace(world.owner, **changed)

    with pytest.raises(NotFoundError, match="calendar_feed"):
        world.read("secret")


def test_an_address_that_never_was_is_not_found(world: World) -> None:
    with pytest.raises(NotFoundError, match="calendar_feed"):
        world.read("guess")
