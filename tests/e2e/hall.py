"""A test centre with its manager, a venue and exams, and sessions that it makes available to preparation centres."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.access.model import OPERATOR
from core.access.permissions import Role
from core.catalogue.model import ExamCode
from core.catalogue.usecases.importing import ImportCatalogueCommand
from core.catalogue.usecases.keeping_venues import KeepVenueCommand
from core.sessions.model import Deadlines, Paper, Price, SessionPlan, SpeakingDates, TestSessionId
from core.sessions.usecases.making_available import ShareSessionCommand
from core.sessions.usecases.planning import CreateSessionCommand, MoveSessionCommand, SessionStep
from core.shared.ids import OrganisationId
from core.shared.money import Money
from core.shared.time import TimeWindow, utc
from tests.e2e.world import Someone, World

EXAMS = (
    {
        "code": "FCE",
        "name": "B2 First",
        "level": "B2",
        "papers": ["Reading and Use of English", "Writing"],
        "speaking": True,
    },
    {"code": "CAE", "name": "C1 Advanced", "level": "C1", "papers": ["Reading and Use of English"], "speaking": True},
    {"code": "OLD", "name": "Old exam", "level": "B1", "papers": ["Reading"], "in_use": False},
)
EXAM_DAY = utc(2027, 1, 16, 9)
"""The world's clock begins on 1 Dec 2026."""


def words(page: str) -> str:
    """What a person reads, in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace(" ,", ",")


@dataclass(kw_only=True)
class Hall:
    world: World
    number: str = "GB104"
    name: str = "Northgate College"
    currency: str = "GBP"
    zone: str = "Europe/London"
    at: OrganisationId | None = None
    """A test centre that is there already; without it there is a new one."""
    centre: OrganisationId = field(init=False)
    manager: Someone = field(init=False)

    def __post_init__(self) -> None:
        self.centre = self.at or self.world.centre(self.name, number=self.number)
        self.manager = self.world.person(Role.CENTRE_MANAGER, at=self.centre)
        self.world.container.import_catalogue()(ImportCatalogueCommand(actor=OPERATOR, exams=EXAMS))
        self.venue = self.world.container.keep_venue()(
            KeepVenueCommand(
                actor=self.manager.actor,
                venue_id=None,
                name=f"{self.name} Hall",
                address="12 Northgate",
                city="Chester",
                country="GB",
            )
        )

    def plan(self, *, exam: str = "FCE", starts_at: datetime = EXAM_DAY, late: bool = True) -> SessionPlan:
        day = starts_at.date()
        first = TimeWindow(start=starts_at, end=starts_at + timedelta(minutes=75))
        second = TimeWindow(start=starts_at + timedelta(minutes=95), end=starts_at + timedelta(minutes=175))
        papers = [Paper(name="Reading and Use of English", window=first), Paper(name="Writing", window=second)]
        return SessionPlan(
            exam=ExamCode(exam),
            papers=tuple(papers if exam == "FCE" else papers[:1]),
            speaking=SpeakingDates(first=day - timedelta(days=2), last=day + timedelta(days=4)),
            time_zone=self.zone,
            deadlines=Deadlines(
                entries=starts_at - timedelta(days=30),
                late_entries=starts_at - timedelta(days=14) if late else None,
                payments=starts_at - timedelta(days=21),
                results=starts_at + timedelta(days=45),
            ),
            price=Price(
                entry=Money(amount=18200, currency=self.currency), late_fee=Money(amount=3000, currency=self.currency)
            ),
            venue_id=self.venue,
            capacity=40,
        )

    def draft(self, plan: SessionPlan | None = None) -> TestSessionId:
        command = CreateSessionCommand(actor=self.manager.actor, plan=plan or self.plan())
        made: TestSessionId = self.world.container.create_session()(command)
        return made

    def session(self, *seen_by: OrganisationId, plan: SessionPlan | None = None) -> TestSessionId:
        """An open session that these preparation centres see."""
        made = self.draft(plan)
        move = MoveSessionCommand(actor=self.manager.actor, session_id=made, step=SessionStep.OPEN)
        self.world.container.move_session()(move)
        if seen_by:
            self.share(made, *seen_by)
        return made

    def share(self, session_id: TestSessionId, *seen_by: OrganisationId) -> None:
        command = ShareSessionCommand(
            actor=self.manager.actor, session_id=session_id, preparation_centres=frozenset(seen_by)
        )
        self.world.container.share_session()(command)


def typed(hall: Hall, **changes: str) -> dict[str, str]:
    """What a manager types for a session of B2 First; the end of a name is that of its field."""
    day = date(2027, 3, 6).isoformat()
    given = {
        "venue": str(hall.venue),
        "capacity": "24",
        "time_zone": "Europe/London",
        "paper_0_day": day,
        "paper_0_start": "09:00",
        "paper_0_end": "10:15",
        "paper_1_day": day,
        "paper_1_start": "10:35",
        "paper_1_end": "11:55",
        "speaking_first": "2027-03-04",
        "speaking_last": "2027-03-10",
        "entries": "2027-02-05T17:00",
        "late_entries": "2027-02-19T17:00",
        "payments": "2027-02-12T17:00",
        "results": "2027-04-20T09:00",
        "currency": "GBP",
        "price": "182",
        "late_fee": "30.00",
    }
    return given | changes
