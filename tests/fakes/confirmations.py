"""A confirmation of entry with everything on it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from core.bookings.confirmation import Confirmation
from core.bookings.model import Account, CandidateDetails, CandidateId, EntryId, EntryStatus, PaymentStatus
from core.bookings.views import EntryView
from core.catalogue.model import ExamCode, VenueId
from core.sessions.model import (
    Deadlines,
    EntryTerms,
    Paper,
    Price,
    SessionPlan,
    SessionStatus,
    SpeakingDates,
    TestSessionId,
)
from core.sessions.views import CentreContact, SessionView
from core.shared.ids import OrganisationId
from core.shared.money import Money
from core.shared.time import TimeWindow, utc

CENTRE = OrganisationId(UUID(int=1))
SESSION = TestSessionId(UUID(int=9))
SECRET_NUMBER = "7K4M-92QX-B3T"
_STARTS = utc(2027, 3, 8, 9)


def session_view() -> SessionView:
    plan = SessionPlan(
        exam=ExamCode("B2F"),
        papers=(
            Paper(
                name="Reading and Use of English",
                window=TimeWindow(start=_STARTS, end=_STARTS + timedelta(minutes=75)),
            ),
            Paper(name="Writing", window=TimeWindow(start=utc(2027, 3, 8, 11), end=utc(2027, 3, 8, 12, 20))),
        ),
        speaking=SpeakingDates(first=date(2027, 3, 5), last=date(2027, 3, 9)),
        time_zone="Europe/Athens",
        deadlines=Deadlines(
            entries=utc(2027, 2, 1), late_entries=None, payments=utc(2027, 2, 10, 15), results=utc(2027, 4, 19, 9)
        ),
        price=Price(entry=Money(amount=16800, currency="EUR"), late_fee=Money.zero("EUR")),
        venue_id=VenueId(UUID(int=5)),
        capacity=30,
    )
    return SessionView(
        id=SESSION,
        centre=CentreContact(
            id=CENTRE,
            name="Northgate College",
            number="GB042",
            email="exams@northgate.example",
            phone="+44 20 7946 0000",
        ),
        plan=plan,
        exam_name="B2 First",
        venue_name="Main hall",
        venue_address="1 North Street, Athens",
        status=SessionStatus.OPEN,
        terms=EntryTerms.IN_TIME,
        seats_left=12,
        taken=18,
        code="ABCD2345",
        available_to=(),
        version=1,
    )


def confirmation(
    given_name: str = "Maya",
    family_name: str = "Lindqvist",
    *,
    entrant: str = "",
    status: EntryStatus = EntryStatus.ENTERED,
) -> Confirmation:
    owed = Money(amount=16800, currency="EUR")
    nothing = Money.zero("EUR")
    entry = EntryView(
        entry_id=EntryId(UUID(int=7)),
        session_id=SESSION,
        entrant_id=OrganisationId(UUID(int=3)) if entrant else CENTRE,
        candidate_id=CandidateId(UUID(int=8)),
        number="K7QF2-M9XRT",
        details=CandidateDetails(
            given_name=given_name,
            family_name=family_name,
            date_of_birth=date(2009, 4, 23),
            id_number="X1234567",
            email="maya@example.org",
            consent=True,
        ),
        status=status,
        entered_at=utc(2026, 12, 1, 12),
        late=False,
        account=Account(owed=owed, paid=nothing, waived=nothing, refunded=nothing),
        payment=PaymentStatus.UNPAID,
        lines=(),
        version=1,
    )
    return Confirmation(entry=entry, session=session_view(), entrant=entrant, secret_number=SECRET_NUMBER)
