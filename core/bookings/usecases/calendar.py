"""The calendar feed: its secret address, and what a calendar program fetches there (FEATURES X07)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from core.access.model import EVERYTHING, Actor, Scope, digest_of
from core.access.permissions import Permission, permissions_of
from core.access.ports import AccessReader, Secrets
from core.access.views import MembershipView
from core.bookings.calendar import CalendarEvent, CalendarFeed, CalendarReader, CalendarUnit, CalendarWriter, HeldAt
from core.bookings.ports import BookingsReader
from core.bookings.views import DeadlineKind, DeadlineRow
from core.sessions.model import TestSessionId
from core.shared.errors import NotAllowedError, NotFoundError
from core.shared.time import Clock
from core.shared.unit import OpenUnit

BEHIND, AHEAD = timedelta(days=60), timedelta(days=730)
"""What a feed holds: a calendar goes on showing what has just been, and nobody plans further ahead than two years."""

_SEE_DATES = frozenset({Permission.SEE_AVAILABLE_SESSIONS, Permission.MANAGE_SESSIONS})

TITLES = {
    DeadlineKind.ENTRIES: "Entries close",
    DeadlineKind.LATE_ENTRIES: "Late entries close",
    DeadlineKind.PAYMENTS: "Payments due",
    DeadlineKind.RESULTS: "Results released",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAddressCommand:
    actor: Actor


class MakeCalendarAddress:
    """The answer is the secret, shown once. An address made before stops working."""

    def __init__(self, *, open_unit: OpenUnit[CalendarUnit], secrets: Secrets, clock: Clock) -> None:
        self._open_unit = open_unit
        self._secrets = secrets
        self._clock = clock

    def __call__(self, command: CalendarAddressCommand) -> str:
        actor, secret = command.actor, self._secrets.draw()
        _require_dates(actor)
        feed = CalendarFeed(
            digest=digest_of(secret),
            person_id=actor.person_id,
            organisation_id=actor.organisation_id,
            made_at=self._clock.now(),
        )
        with self._open_unit() as unit:
            unit.calendar_feeds.put(feed)
            unit.record("calendar_address_made", by=actor.label, on=f"organisation:{actor.organisation_id}")
            unit.commit()
        return secret


class RevokeCalendarAddress:
    def __init__(self, *, open_unit: OpenUnit[CalendarUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: CalendarAddressCommand) -> None:
        actor = command.actor
        _require_dates(actor)
        with self._open_unit() as unit:
            unit.calendar_feeds.remove(actor.person_id, actor.organisation_id)
            unit.record("calendar_address_revoked", by=actor.label, on=f"organisation:{actor.organisation_id}")
            unit.commit()


def _require_dates(actor: Actor) -> None:
    if not actor.permissions & _SEE_DATES:
        raise NotAllowedError("permission_missing", permission=Permission.SEE_AVAILABLE_SESSIONS.value)


class ReadCalendarFeed:
    """The file for whoever has the address, as long as the person may still see the dates themselves. Raises
    NotFoundError("calendar_feed") for every address that does not work, whatever the reason."""

    def __init__(
        self,
        *,
        reader: CalendarReader,
        access: AccessReader,
        bookings: BookingsReader,
        writer: CalendarWriter,
        clock: Clock,
    ) -> None:
        self._reader = reader
        self._access = access
        self._bookings = bookings
        self._writer = writer
        self._clock = clock

    def __call__(self, secret: str) -> bytes:
        now, feed = self._clock.now(), self._reader.feed_behind(digest_of(secret))
        membership = self._membership(feed) if feed else None
        if membership is None:
            raise NotFoundError("calendar_feed")
        scope = Scope(organisation_id=membership.organisation_id)
        rows = self._bookings.deadlines(scope, start=now - BEHIND, end=now + AHEAD)
        held = self._reader.held(sorted({row.session_id for row in rows}))
        events = [event for row in rows for event in _events(row, held)]
        return self._writer.write(events, title=f"Exams, {membership.organisation_name}", now=now)

    def _membership(self, feed: CalendarFeed) -> MembershipView | None:
        person = self._access.person(feed.person_id, EVERYTHING)
        here = (one for one in person.memberships if one.organisation_id == feed.organisation_id)
        found = next(here, None)
        may_see = person.active and found is not None and permissions_of(found.roles) & _SEE_DATES
        return found if may_see else None


def _events(row: DeadlineRow, held: Mapping[TestSessionId, HeldAt]) -> Iterator[CalendarEvent]:
    """A deadline is one event, an exam one for each paper. A session that is gone by now has none."""
    if row.session_id not in held:
        return
    plan, place = held[row.session_id].plan, held[row.session_id].place
    sitting = _event(row, title=f"{row.exam_name}: Speaking test", place=place)
    if row.kind is DeadlineKind.EXAM:
        for number, paper in enumerate(plan.papers, start=1):
            yield replace(
                sitting,
                uid=f"{sitting.uid}-{number}",
                title=f"{row.exam_name}: {paper.name}",
                start=paper.window.start,
                end=paper.window.end,
            )
    elif row.kind is DeadlineKind.SPEAKING and plan.speaking is not None:
        yield replace(sitting, start=plan.speaking.first, end=plan.speaking.last)
    elif row.kind in TITLES:
        yield _event(row, title=f"{TITLES[row.kind]}: {row.exam_name}", place="")


def _event(row: DeadlineRow, *, title: str, place: str) -> CalendarEvent:
    return CalendarEvent(
        uid=f"{row.session_id}-{row.kind.value}",
        title=title,
        text=f"{row.centre_name}, centre number {row.centre_number}",
        place=place,
        session_id=row.session_id,
        start=row.at,
        end=row.at,
        time_zone=row.time_zone,
    )
