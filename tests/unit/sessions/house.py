"""A test centre with an exam and a venue in memory, and the use cases of sessions over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from core.access.model import Actor, OrganisationKind, Partnership
from core.access.permissions import Role
from core.catalogue.model import Exam, ExamCode, Venue, VenueId
from core.sessions.model import (
    Deadlines,
    Paper,
    Price,
    SessionPlan,
    SpeakingDates,
    TestSession,
    TestSessionId,
)
from core.sessions.usecases.making_available import ShareSession, ShareSessionCommand
from core.sessions.usecases.parting import EndPartnership
from core.sessions.usecases.planning import (
    CopySession,
    CreateSession,
    CreateSessionCommand,
    MoveSession,
    MoveSessionCommand,
    ReviseSession,
    SessionStep,
)
from core.shared.ids import OrganisationId, PersonId
from core.shared.money import Money
from core.shared.time import TimeWindow, utc
from tests.fakes.bookings import NOON, SetClock
from tests.fakes.sessions import MemoryCentre

CENTRE, OTHER_CENTRE = OrganisationId(UUID(int=1)), OrganisationId(UUID(int=2))
SCHOOL, OTHER_SCHOOL = OrganisationId(UUID(int=3)), OrganisationId(UUID(int=4))
HALL, FOREIGN_HALL = VenueId(UUID(int=5)), VenueId(UUID(int=6))
FIRST, ADVANCED, OLD = ExamCode("FCE"), ExamCode("CAE"), ExamCode("OLD")
EXAM_DAY = utc(2027, 3, 8, 9)


def paper(name: str, start: datetime, minutes: int = 60) -> Paper:
    return Paper(name=name, window=TimeWindow(start=start, end=start + timedelta(minutes=minutes)))


def pounds(amount: int) -> Money:
    return Money(amount=amount * 100, currency="GBP")


PLAN = SessionPlan(
    exam=FIRST,
    papers=(paper("Reading", EXAM_DAY), paper("Writing", EXAM_DAY + timedelta(hours=2))),
    speaking=SpeakingDates(first=date(2027, 3, 6), last=date(2027, 3, 12)),
    time_zone="Europe/London",
    deadlines=Deadlines(
        entries=utc(2027, 2, 1), late_entries=utc(2027, 2, 15), payments=utc(2027, 2, 20), results=utc(2027, 4, 20)
    ),
    price=Price(entry=pounds(168), late_fee=pounds(25)),
    venue_id=HALL,
    capacity=40,
)


def manager(centre: OrganisationId = CENTRE, *roles: Role) -> Actor:
    return Actor(
        person_id=PersonId(UUID(int=100)),
        organisation_id=centre,
        organisation_kind=OrganisationKind.TEST_CENTRE,
        roles=frozenset(roles or {Role.CENTRE_MANAGER}),
    )


class House:
    def __init__(self) -> None:
        self.memory, self.clock = MemoryCentre(), SetClock()
        for code in (FIRST, ADVANCED):
            self.memory.stored.exams[code] = Exam(
                code=code, name=code, level="B2", papers=("Reading", "Writing"), has_speaking=True
            )
        self.memory.stored.exams[OLD] = replace(self.memory.stored.exams[FIRST], code=OLD, in_use=False)
        for venue_id, centre in ((HALL, CENTRE), (FOREIGN_HALL, OTHER_CENTRE)):
            self.memory.stored.venues[venue_id] = Venue(
                id=venue_id, centre_id=centre, name="Hall", address="1 Road", city="Leeds", country="GB"
            )
        for school in (SCHOOL, OTHER_SCHOOL):
            self.memory.stored.partnerships[CENTRE, school] = Partnership(
                test_centre_id=CENTRE, preparation_centre_id=school, since=NOON
            )
        open_unit = self.memory.open_unit
        self.create = CreateSession(open_unit=open_unit)
        self.revise = ReviseSession(open_unit=open_unit)
        self.copy = CopySession(open_unit=open_unit)
        self.move = MoveSession(open_unit=open_unit, clock=self.clock)
        self.share = ShareSession(open_unit=open_unit)
        self.end_partnership = EndPartnership(open_unit=open_unit, clock=self.clock)

    def draft(self, plan: SessionPlan = PLAN) -> TestSessionId:
        return self.create(CreateSessionCommand(actor=manager(), plan=plan))

    def opened(self, *schools: OrganisationId, plan: SessionPlan = PLAN) -> TestSessionId:
        """An open session that these see."""
        made = self.draft(plan)
        self.move(MoveSessionCommand(actor=manager(), session_id=made, step=SessionStep.OPEN))
        if schools:
            self.make_available(made, *schools)
        return made

    def make_available(self, session_id: TestSessionId, *schools: OrganisationId) -> None:
        self.share(ShareSessionCommand(actor=manager(), session_id=session_id, preparation_centres=frozenset(schools)))

    def session(self, session_id: TestSessionId) -> TestSession:
        return self.memory.stored.sessions.sessions[session_id]
