"""A test centre full of sessions, preparation centres and entries, put in by bulk: filling is not what is measured."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import insert

from adapters.sql.access.tables import organisation
from adapters.sql.bookings.mappings import CANDIDATES, ENTRIES, line_row, name_key
from adapters.sql.bookings.tables import booking, candidate, entry, entry_line
from adapters.sql.bookings.tallies import tally_of
from adapters.sql.database import Database
from adapters.sql.tracking import Row, batches
from adapters.sql.unit import open_unit_on
from bench.filling import CENTRE, NOW, settle
from bench.work import SettableClock
from core.bookings.entry_file import COLUMNS
from core.bookings.model import Candidate, CandidateDetails, CandidateId, Entry, EntryId, Line, LineId, LineKind
from core.catalogue.model import Exam, ExamCode, Venue, VenueId
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
from core.shared.ids import OrganisationId, new_id
from core.shared.money import Money
from core.shared.time import TimeWindow

_VENUE = VenueId(UUID(int=50))
_EXAMS = [
    Exam(code=ExamCode(f"EXAM-{place}"), name=f"Exam {place}", level="B2", papers=("Reading",), has_speaking=False)
    for place in range(12)
]
_FEE = Money(amount=18200, currency="EUR")
_GIVEN = ("Maya", "Łukasz", "Olúwaṣeun", "Zoë", "小龙", "Ayşe", "João", "Nguyễn", "Siân", "Amélie")
_FAMILY = ("Lindqvist", "Wójcik", "Adébáyọ̀", "Çelik", "Òkafor", "García", "Müller", "O’Brien", "Ivanova", "Sato")
_SEEN_BY, _ENTRANTS = 30, 5
"""Preparation centres that see a session, and those of them that enter candidates for it."""
_OWN = 20
"""SCHOOL has a booking in every session of so many, so that its lists fill a page in every house."""

SCHOOL = OrganisationId(UUID(int=1000))
LARGE = 5000
"""Candidates in the one large booking, which is SCHOOL's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    sessions: int
    schools: int
    entries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """`large` is the session of the large booking, `free` are sessions without entries that have room for as many."""

    large: TestSessionId
    free: list[TestSessionId]


def fill(database: Database, size: Size, *, free: int) -> Filled:
    """The same centre each time: what is drawn, is drawn from one seed."""
    drawn = random.Random(5)
    schools = [OrganisationId(UUID(int=SCHOOL.int + place)) for place in range(size.schools)]
    settle(database)
    _add_schools(database, schools)
    per_booking = max(size.entries // (size.sessions * _ENTRANTS), 1)
    sessions, entrants = [], []
    for place in range(size.sessions):
        seen_by = drawn.sample(schools, min(_SEEN_BY, len(schools)))
        if place % _OWN == 0:
            seen_by = [SCHOOL, *(school for school in seen_by if school != SCHOOL)]
        sessions.append(_session(place, taken=per_booking * _ENTRANTS, seen_by=seen_by))
        entrants.append(seen_by[:_ENTRANTS])
    large = _session(20, taken=LARGE, seen_by=[SCHOOL])
    empty = [_session(40 + place, taken=0, seen_by=[SCHOOL]) for place in range(free)]
    _add_sessions(database, [*sessions, large, *empty])
    bookings = [(one, entrant, per_booking) for one, some in zip(sessions, entrants, strict=True) for entrant in some]
    for several in batches([*bookings, (large, SCHOOL, LARGE)], 50):
        _add_bookings(database, several, drawn)
    return Filled(large=large.id, free=[one.id for one in empty])


def file_of(place: int) -> bytes:
    """A file of LARGE candidates whom nobody has entered yet; others for each place."""
    drawn = random.Random(1000 + place)
    people = (_details(drawn, f"F{place}-{number:05}") for number in range(LARGE))
    rows = (f"{one.given_name},{one.family_name},{one.date_of_birth},{one.id_number},{one.email},," for one in people)
    return "\n".join([",".join(COLUMNS), *rows]).encode()


def _add_schools(database: Database, schools: list[OrganisationId]) -> None:
    rows = [
        {
            "id": school,
            "version": 0,
            "kind": "preparation_centre",
            "name": f"School {place}",
            "folded_name": f"school {place}",
            "number": f"PC{place:03}",
            "time_zone": "UTC",
        }
        for place, school in enumerate(schools)
    ]
    with database.write() as connection:
        connection.execute(insert(organisation), rows)
    venue = Venue(id=_VENUE, centre_id=CENTRE, name="Town Hall", address="1 Rynek", city="Kraków", country="PL")
    with open_unit_on(database, SettableClock())() as unit:
        for exam in _EXAMS:
            unit.exams.put(exam)
        unit.venues.add(venue)
        unit.commit()


def _session(place: int, *, taken: int, seen_by: list[OrganisationId]) -> TestSession:
    """One in five is over; those to come lie within two years."""
    start = NOW + timedelta(days=place * 9 % 720 - 144, minutes=place)
    deadlines = Deadlines(
        entries=start - timedelta(days=30),
        late_entries=start - timedelta(days=1),
        payments=start - timedelta(days=20),
        results=start + timedelta(days=40),
    )
    plan = SessionPlan(
        exam=_EXAMS[place % len(_EXAMS)].code,
        papers=(Paper(name="Reading", window=TimeWindow(start=start, end=start + timedelta(hours=3))),),
        speaking=None,
        time_zone="Europe/Warsaw",
        deadlines=deadlines,
        price=Price(entry=_FEE, late_fee=replace(_FEE, amount=2500)),
        venue_id=_VENUE,
        capacity=max(taken, LARGE),
    )
    return TestSession(
        id=TestSessionId(new_id()),
        centre_id=CENTRE,
        plan=plan,
        code=draw_session_code(),
        status=SessionStatus.OPEN,
        taken=taken,
        available_to=set(seen_by),
    )


def _add_sessions(database: Database, sessions: list[TestSession]) -> None:
    for several in batches(sessions, 200):
        with open_unit_on(database, SettableClock())() as unit:
            for one in several:
                unit.sessions.add(one)
            unit.commit()


Booking = tuple[TestSession, OrganisationId, int]


def _add_bookings(database: Database, bookings: Sequence[Booking], drawn: random.Random) -> None:
    candidates, entries, lines, tallies = [], [], [], []
    for session, entrant, number in bookings:
        counted: Row = {}
        for one, its_entry in _entered(session, entrant, number, drawn):
            candidates.append(CANDIDATES.to_row(one))
            entries.append(ENTRIES.to_row(its_entry) | {"name_key": name_key(one.details)})
            lines.append(line_row(its_entry, 0))
            counted = {name: counted.get(name, 0) + figure for name, figure in tally_of(its_entry).items()}
        plan = session.plan
        its_own = {"session_id": session.id, "entrant_id": entrant, "centre_id": CENTRE}
        tallies.append(its_own | {"starts_at": plan.starts_at, "ends_at": plan.ends_at} | counted)
    with database.write() as connection:
        for table, rows in ((candidate, candidates), (entry, entries), (entry_line, lines), (booking, tallies)):
            connection.execute(insert(table), rows)


def _entered(
    session: TestSession, entrant: OrganisationId, number: int, drawn: random.Random
) -> Iterator[tuple[Candidate, Entry]]:
    for _ in range(number):
        made = new_id()
        owner = Candidate(
            id=CandidateId(made), owner_id=entrant, number=f"N{made.hex}", details=_details(drawn, f"D{made.hex[-14:]}")
        )
        fee = Line(
            id=LineId(new_id()), kind=LineKind.ENTRY_FEE, amount=_FEE, recorded_at=NOW, recorded_by="person:bench"
        )
        yield (
            owner,
            Entry(
                id=EntryId(new_id()),
                session_id=session.id,
                centre_id=CENTRE,
                entrant_id=entrant,
                candidate_id=owner.id,
                entered_at=NOW,
                late=False,
                lines=[fee],
            ),
        )


def _details(drawn: random.Random, id_number: str) -> CandidateDetails:
    given, family = drawn.choice(_GIVEN), f"{drawn.choice(_FAMILY)} {drawn.choice(_FAMILY)}{drawn.randrange(1000)}"
    return CandidateDetails(
        given_name=given,
        family_name=family,
        date_of_birth=date(2000, 1, 1) + timedelta(days=drawn.randrange(4000)),
        id_number=id_number,
        email=f"{id_number.casefold()}@example.org",
    )
