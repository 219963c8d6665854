"""Key dates as a calendar: the feed of one person at one organisation, and what is written into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.sessions.model import SessionPlan, TestSessionId
from core.shared.ids import OrganisationId, PersonId
from core.shared.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    """A secret address at which a calendar program fetches the key dates. Only the digest of its secret is kept."""

    digest: str
    person_id: PersonId
    organisation_id: OrganisationId
    made_at: datetime


class CalendarFeeds(Protocol):
    """At most one for a person at an organisation: a newer one replaces the older, which stops working."""

    def put(self, feed: CalendarFeed) -> None: ...
    def remove(self, person_id: PersonId, organisation_id: OrganisationId) -> None:
        """Where there is none, nothing happens."""
        ...


class CalendarUnit(Unit, Protocol):
    @property
    def calendar_feeds(self) -> CalendarFeeds: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAt:
    """A session's plan and where it is held, in words."""

    plan: SessionPlan
    place: str


class CalendarReader(Protocol):
    def feed_behind(self, digest: str) -> CalendarFeed | None: ...
    def feed_of(self, person_id: PersonId, organisation_id: OrganisationId) -> CalendarFeed | None: ...
    def held(self, session_ids: Sequence[TestSessionId]) -> Mapping[TestSessionId, HeldAt]:
        """Whatever the scope: for sessions that somebody was shown already."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """`uid` stays the same when the event is moved. Dates are whole days, both included; an event that starts and ends
    at one moment is a deadline. Moments are written on the clocks of `time_zone`."""

    uid: str
    title: str
    text: str
    place: str
    session_id: TestSessionId
    start: datetime | date
    end: datetime | date
    time_zone: str


class CalendarWriter(Protocol):
    def write(self, events: Sequence[CalendarEvent], *, title: str, now: datetime) -> bytes:
        """As iCalendar (RFC 5545)."""
        ...
