"""A test centre, a preparation centre and their sessions in memory, with the use cases of bookings over them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.bookings.model import CandidateDetails, Entry, EntryId, LineKind
from core.bookings.usecases.changing import CorrectCandidate, MoveEntry, WithdrawEntry
from core.bookings.usecases.entering import EnterCandidates, EnterCandidatesCommand, OfferEntries
from core.bookings.usecases.helping import AskForHelp, WriteOn
from core.bookings.usecases.settling import PayBooking, SettleEntry, SettleEntryCommand
from core.bookings.usecases.taking_back import TakeBackSession
from core.catalogue.model import ExamCode, VenueId
from core.sessions.model import (
    Deadlines,
    Paper,
    Price,
    SessionPlan,
    SessionStatus,
    TestSession,
    TestSessionId,
    draw_session_code,
)
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.money import Money
from core.shared.time import TimeWindow, utc
from tests.fakes.bookings import MemoryBookings, SetClock

CENTRE, OTHER_CENTRE = OrganisationId(UUID(int=1)), OrganisationId(UUID(int=2))
PREPARATION, OTHER_PREPARATION = OrganisationId(UUID(int=3)), OrganisationId(UUID(int=4))
EXAM_DAY = utc(2027, 3, 8, 9)
ENTRIES_UNTIL, LATE_UNTIL = utc(2027, 2, 1), utc(2027, 2, 15)
FEE, LATE_FEE = Money(amount=16800, currency="GBP"), Money(amount=2500, currency="GBP")


def pounds(amount: int) -> Money:
    return Money(amount=amount * 100, currency="GBP")


def actor_at(organisation: OrganisationId, *roles: Role) -> Actor:
    is_centre = organisation in {CENTRE, OTHER_CENTRE}
    return Actor(
        person_id=PersonId(UUID(int=100 + organisation.int)),
        organisation_id=organisation,
        organisation_kind=OrganisationKind.TEST_CENTRE if is_centre else OrganisationKind.PREPARATION_CENTRE,
        roles=frozenset(roles),
    )


TEACHER = actor_at(PREPARATION, Role.PREPARATION_USER)
OTHER_TEACHER = actor_at(OTHER_PREPARATION, Role.PREPARATION_USER)
KEEPER = actor_at(CENTRE, Role.CENTRE_MANAGER)
OTHER_KEEPER = actor_at(OTHER_CENTRE, Role.CENTRE_MANAGER)
PLANNER = actor_at(CENTRE, Role.PLANNER)
NOBODY = actor_at(PREPARATION)

MAYA = CandidateDetails(
    given_name="Maya",
    family_name="Lindqvist",
    date_of_birth=date(2009, 4, 23),
    id_number="X1234567",
    email="maya@example.org",
)


def candidate(number: int) -> CandidateDetails:
    return CandidateDetails(
        given_name=f"Given{number}",
        family_name="Family",
        date_of_birth=date(2008, 1, 1),
        id_number=f"ID{number:06}",
        email=f"candidate{number}@example.org",
    )


def plan_of(starts_at: datetime = EXAM_DAY) -> SessionPlan:
    written = TimeWindow(start=starts_at, end=starts_at + timedelta(hours=3))
    return SessionPlan(
        exam=ExamCode("B2F"),
        papers=(Paper(name="Reading and Use of English", window=written),),
        speaking=None,
        time_zone="Europe/London",
        deadlines=Deadlines(
            entries=ENTRIES_UNTIL,
            late_entries=LATE_UNTIL,
            payments=LATE_UNTIL,
            results=starts_at + timedelta(days=40),
        ),
        price=Price(entry=FEE, late_fee=LATE_FEE),
        venue_id=VenueId(UUID(int=50)),
        capacity=3,
    )


class House:
    """`session` is open and available to PREPARATION, and has three seats."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.storage = MemoryBookings()
        self.storage.stored.partners.add((CENTRE, PREPARATION))
        self.session = self.add_session()
        open_unit, clock = self.storage.open_unit, self.clock
        self.offer = OfferEntries(open_unit=open_unit, clock=clock)
        self.enter_candidates = EnterCandidates(open_unit=open_unit, clock=clock)
        self.settle = SettleEntry(open_unit=open_unit, clock=clock)
        self.pay = PayBooking(open_unit=open_unit, clock=clock)
        self.withdraw = WithdrawEntry(open_unit=open_unit, clock=clock)
        self.take_back = TakeBackSession(open_unit=open_unit, clock=clock)
        self.move = MoveEntry(open_unit=open_unit, clock=clock)
        self.correct = CorrectCandidate(open_unit=open_unit, clock=clock)
        self.ask = AskForHelp(open_unit=open_unit, clock=clock)
        self.write_on = WriteOn(open_unit=open_unit, clock=clock)

    def add_session(
        self,
        plan: SessionPlan | None = None,
        *,
        centre: OrganisationId = CENTRE,
        status: SessionStatus = SessionStatus.OPEN,
        available: bool = True,
    ) -> TestSessionId:
        session = TestSession(
            id=TestSessionId(new_id()),
            centre_id=centre,
            plan=plan or plan_of(),
            code=draw_session_code(),
            status=status,
            available_to={PREPARATION} if available else set(),
        )
        self.storage.stored.sessions[session.id] = session
        return session.id

    def enter(
        self, *candidates: CandidateDetails, session: TestSessionId | None = None, accept_clashes: bool = False
    ) -> list[EntryId]:
        command = EnterCandidatesCommand(
            actor=TEACHER,
            session_id=session or self.session,
            candidates=candidates or (MAYA,),
            accept_clashes=accept_clashes,
        )
        return self.enter_candidates(command)

    def settled(self, entry_id: EntryId, kind: LineKind, amount: Money) -> None:
        self.settle(SettleEntryCommand(actor=KEEPER, entry_id=entry_id, kind=kind, amount=amount, note=" Bank 7 "))

    def stored(self, session_id: TestSessionId | None = None) -> TestSession:
        return self.storage.stored.sessions[session_id or self.session]

    def entry(self, entry_id: EntryId) -> Entry:
        return self.storage.stored.entries[entry_id]

    def change_plan(self, **changes: object) -> None:
        """Other facts about the session, as a centre would have planned it."""
        session = self.stored()
        # Typed as the plan's fields are; dataclasses check them when the plan is made anew.
        session.plan = replace(session.plan, **changes)  # type: ignore[arg-type]

    @property
    def actions(self) -> list[str]:
        return [action for action, _, _ in self.storage.stored.trail]
