"""Filling the demo world with a catalogue, venues and sessions, through the use cases."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from core.access.model import Actor, Organisation
from core.access.permissions import Role
from core.catalogue.exam_file import read_exams
from core.catalogue.model import VenueId
from core.catalogue.usecases.importing import ImportCatalogue, ImportCatalogueCommand
from core.catalogue.usecases.keeping_venues import KeepVenue, KeepVenueCommand
from core.sessions.model import Deadlines, Paper, Price, SessionPlan, SpeakingDates, TestSessionId
from core.sessions.usecases.making_available import ShareSession, ShareSessionCommand
from core.sessions.usecases.planning import (
    CreateSession,
    CreateSessionCommand,
    MoveSession,
    MoveSessionCommand,
    SessionStep,
)
from core.shared.money import Money
from core.shared.time import TimeWindow
from web.catalogue.file import read_catalogue
from web.demo.plans import CURRENCIES, SESSIONS, VENUES, DemoSession

PLANNED_BEFORE = timedelta(days=75)
"""So long before today all of it was planned: before the first deadline for entries of the sessions that are over."""

_MINUTES = {
    "Listening": 40,
    "Reading": 45,
    "Reading and Use of English": 75,
    "Reading and Writing": 60,
    "Writing": 80,
}
_BREAK = timedelta(minutes=20)
_CLOSING, _RELEASE = time(17), time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTools:
    import_catalogue: ImportCatalogue
    keep_venue: KeepVenue
    create_session: CreateSession
    move_session: MoveSession
    share_session: ShareSession


class DemoSessions:
    """`actor` answers somebody who has a role at the organisation with a number."""

    def __init__(
        self, tools: SessionTools, *, organisations: Mapping[str, Organisation], actor: Callable[[str, Role], Actor]
    ) -> None:
        self._tools = tools
        self._organisations = organisations
        self._actor = actor
        self._papers: dict[str, tuple[str, ...]] = {}
        self._venues: dict[str, list[VenueId]] = {}

    def fill(self, *, today: datetime) -> dict[str, TestSessionId]:
        """The sessions by their keys."""
        self._bring_in_catalogue()
        self._bring_in_venues()
        return {session.key: self._play(session, today) for session in SESSIONS}

    def _bring_in_catalogue(self) -> None:
        listed = read_catalogue(files("web.demo").joinpath("catalogue.json").read_bytes())
        administrator = self._actor("AB001", Role.ADMINISTRATOR)
        self._tools.import_catalogue(ImportCatalogueCommand(actor=administrator, exams=listed))
        self._papers = {exam.code: exam.papers for exam in read_exams(listed)}

    def _bring_in_venues(self) -> None:
        for one in VENUES:
            command = KeepVenueCommand(
                actor=self._actor(one.centre, Role.CENTRE_MANAGER),
                venue_id=None,
                name=one.name,
                address=one.address,
                city=one.city,
                country=one.country,
            )
            self._venues.setdefault(one.centre, []).append(self._tools.keep_venue(command))

    def _play(self, session: DemoSession, today: datetime) -> TestSessionId:
        actor = self._actor(session.centre, Role.CENTRE_MANAGER)
        made = self._tools.create_session(CreateSessionCommand(actor=actor, plan=self._plan(session, today)))
        if session.opened:
            self._tools.move_session(MoveSessionCommand(actor=actor, session_id=made, step=SessionStep.OPEN))
        if session.to:
            seeing = frozenset(self._organisations[number].id for number in session.to)
            command = ShareSessionCommand(actor=actor, session_id=made, preparation_centres=seeing)
            self._tools.share_session(command)
        if session.cancelled:
            self._tools.move_session(MoveSessionCommand(actor=actor, session_id=made, step=SessionStep.CANCEL))
        return made

    def _plan(self, session: DemoSession, today: datetime) -> SessionPlan:
        zone, currency = self._organisations[session.centre].time_zone, CURRENCIES[session.centre]
        day = (today.astimezone(ZoneInfo(zone)) + timedelta(days=session.days)).date()

        def at(days: int, hour: time = _CLOSING) -> datetime:
            return _local(day + timedelta(days=days), hour, zone)

        first, last = session.speaking
        return SessionPlan(
            exam=session.exam,
            papers=tuple(self._sat(session, day, zone)),
            speaking=SpeakingDates(first=day + timedelta(days=first), last=day + timedelta(days=last)),
            time_zone=zone,
            deadlines=Deadlines(
                entries=at(-session.entries),
                late_entries=at(-session.late) if session.late is not None else None,
                payments=at(-session.payments),
                results=at(session.results, _RELEASE),
            ),
            price=Price(
                entry=Money(amount=session.price, currency=currency),
                late_fee=Money(amount=session.late_fee, currency=currency),
            ),
            venue_id=self._venues[session.centre][session.venue],
            capacity=session.capacity,
        )

    def _sat(self, session: DemoSession, day: date, zone: str) -> Iterator[Paper]:
        """The papers one after the other, with a break between them."""
        start = _local(day, time(session.hour), zone)
        for name in self._papers[session.exam]:
            end = start + timedelta(minutes=_MINUTES[name])
            yield Paper(name=name, window=TimeWindow(start=start, end=end))
            start = end + _BREAK


def _local(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)
