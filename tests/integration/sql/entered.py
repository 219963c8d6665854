"""Sessions, candidates and entries as the tests of the database need them: some named ones, and entities of any
content."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from adapters.sql.database import Database
from core.access.model import Organisation, OrganisationKind, Scope
from core.bookings.model import (
    Candidate,
    CandidateDetails,
    CandidateId,
    Entry,
    EntryId,
    EntryStatus,
    HelpRequest,
    Line,
    LineId,
    LineKind,
    Message,
    RequestId,
    RequestStatus,
)
from core.catalogue.marking import Band, Marking, Scale
from core.catalogue.model import Exam, ExamCode, Venue, VenueId
from core.sessions.model import (
    Deadlines,
    Paper,
    Price,
    SessionPlan,
    SessionStatus,
    SpeakingDates,
    TestSession,
    TestSessionId,
    draw_session_code,
)
from core.shared.ids import OrganisationId, new_id
from core.shared.money import Money
from core.shared.time import TimeWindow
from tests.integration.sql.proctored import CENTRE, NOON, instants, numbers, stored, words
from tests.integration.sql.proctored import settle as settle_centres

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SCHOOL = OrganisationId(UUID(int=11))
COLLEGE = OrganisationId(UUID(int=12))
SCHOOLS = Scope(organisation_id=SCHOOL)
COLLEGES = Scope(organisation_id=COLLEGE)
VENUE = VenueId(UUID(int=21))
FIRST = Exam(code=ExamCode("B2-FIRST"), name="B2 First", level="B2", papers=("Reading",), has_speaking=True)
KEY = Exam(code=ExamCode("A2-KEY"), name="A2 Key", level="A2", papers=("Reading", "Listening"), has_speaking=True)
VENUE_OF_CENTRE = Venue(id=VENUE, centre_id=CENTRE, name="Town Hall", address="1 Rynek", city="Kraków", country="PL")
NOBODY_NOW = f"person:{UUID(int=99)}"
"""Someone whose account is no longer there."""
FEE = Money(amount=16800, currency="EUR")


def settle(database: Database) -> None:
    """Put in those whom everything else refers to: two test centres, two preparation centres, two exams, a venue."""
    settle_centres(database)
    with stored(database) as unit:
        for organisation_id, name, number in ((SCHOOL, "Łódź School", "PC-01"), (COLLEGE, "Abuja College", "PC-02")):
            unit.organisations.add(
                Organisation(
                    id=organisation_id,
                    kind=OrganisationKind.PREPARATION_CENTRE,
                    name=name,
                    number=number,
                    time_zone="UTC",
                )
            )
        unit.exams.put(FIRST)
        unit.exams.put(KEY)
        unit.venues.add(VENUE_OF_CENTRE)


def plan(start: datetime = NOON + 30 * DAY, *, exam: Exam = FIRST, capacity: int = 100) -> SessionPlan:
    """Two papers on one day, entries until ten days before, late ones until five."""
    papers = (
        Paper(name="Reading", window=TimeWindow(start=start, end=start + HOUR)),
        Paper(name="Writing", window=TimeWindow(start=start + 2 * HOUR, end=start + 3 * HOUR)),
    )
    return SessionPlan(
        exam=exam.code,
        papers=papers,
        speaking=None,
        time_zone="Europe/Warsaw",
        deadlines=Deadlines(
            entries=start - 10 * DAY,
            late_entries=start - 5 * DAY,
            payments=start - 4 * DAY,
            results=start + 40 * DAY,
        ),
        price=Price(entry=FEE, late_fee=Money(amount=2000, currency="EUR")),
        venue_id=VENUE,
        capacity=capacity,
    )


def session(
    start: datetime = NOON + 30 * DAY,
    *available_to: OrganisationId,
    exam: Exam = FIRST,
    capacity: int = 100,
    centre: OrganisationId = CENTRE,
) -> TestSession:
    """An open one."""
    return TestSession(
        id=TestSessionId(new_id()),
        centre_id=centre,
        plan=plan(start, exam=exam, capacity=capacity),
        code=draw_session_code(),
        status=SessionStatus.OPEN,
        available_to=set(available_to),
    )


def details(
    name: str = "Zoë Łęska", id_number: str = "AB 123456", *, born: date = date(2009, 4, 23)
) -> CandidateDetails:
    given, _, family = name.rpartition(" ")
    email = f"{family.lower()}@example.org"
    return CandidateDetails(given_name=given, family_name=family, date_of_birth=born, id_number=id_number, email=email)


def candidate(
    name: str = "Zoë Łęska", id_number: str = "", *, number: str = "", owner: OrganisationId = SCHOOL
) -> Candidate:
    made = new_id()
    return Candidate(
        id=CandidateId(made),
        owner_id=owner,
        number=number or f"N-{made.hex[-12:]}",
        details=details(name, id_number or f"ID {made.hex[-12:]}"),
    )


def entry(of: Candidate, to: TestSession, *, entrant: OrganisationId | None = None) -> Entry:
    """With the fee for it."""
    return Entry(
        id=EntryId(new_id()),
        session_id=to.id,
        centre_id=to.centre_id,
        entrant_id=entrant or of.owner_id,
        candidate_id=of.id,
        entered_at=NOON,
        late=False,
        lines=[line(LineKind.ENTRY_FEE)],
    )


def line(kind: LineKind, amount: int = FEE.amount) -> Line:
    return Line(
        id=LineId(new_id()),
        kind=kind,
        amount=Money(amount=amount, currency="EUR"),
        recorded_at=NOON,
        recorded_by=NOBODY_NOW,
    )


def enter(
    database: Database, to: TestSession, *people: Candidate, entrant: OrganisationId | None = None
) -> list[Entry]:
    """Store candidates and their entries for a session that is stored."""
    entries = [entry(one, to, entrant=entrant) for one in people]
    with stored(database) as unit:
        unit.candidates.add_all(people)
        unit.entries.add_all(entries)
    return entries


def keep(database: Database, *sessions: TestSession) -> None:
    with stored(database) as unit:
        for one in sessions:
            unit.sessions.add(one)


def request(subject: str = "May they bring a dictionary?", *, to: OrganisationId = CENTRE) -> HelpRequest:
    return HelpRequest(
        id=RequestId(new_id()),
        centre_id=to,
        entrant_id=SCHOOL,
        session_id=None,
        subject=subject,
        messages=[Message(at=NOON, by=NOBODY_NOW, text="For the reading paper.")],
    )


# What an entity may hold, whatever it means.
texts = words.filter(str.strip)
Fields = dict[str, st.SearchStrategy[Any]]
amounts = st.integers(0, 2**40)
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@st.composite
def markings(draw: st.DrawFn) -> Marking:
    """With a scale of bands that cover it, or with shields."""
    components = tuple(draw(st.lists(words, min_size=1, max_size=5, unique=True)))
    if draw(st.booleans()):
        return Marking(components=components, scale=None, shields=draw(st.integers(1, 10)))
    lengths = draw(st.lists(st.integers(1, 50), min_size=1, max_size=5))
    lowest = at = draw(st.integers(0, 300))
    bands = []
    for length in lengths:
        bands.append(Band(grade=draw(words), lowest=at, highest=at + length - 1, cefr=draw(words)))
        at += length
    scale = Scale(name=draw(words), lowest=lowest, highest=at - 1, bands=tuple(reversed(bands)))
    return Marking(components=components, scale=scale)


EXAM_FIELDS: Fields = {
    "code": st.from_regex(r"[A-Z0-9][A-Z0-9-]{1,11}", fullmatch=True),
    "name": texts,
    "level": words,
    "papers": st.lists(words, min_size=1, max_size=4, unique=True).map(tuple),
    "has_speaking": st.booleans(),
    "marking": st.none() | markings(),
    "has_photo": st.booleans(),
    "in_use": st.booleans(),
}
VENUE_FIELDS: Fields = {
    "id": st.uuids(),
    "centre_id": st.just(CENTRE),
    "name": texts,
    "address": texts,
    "city": texts,
    "country": st.from_regex("[A-Z]{2}", fullmatch=True),
    "in_use": st.booleans(),
    "version": numbers,
}


@st.composite
def plans(draw: st.DrawFn) -> SessionPlan:
    """Papers one after the other, deadlines before the first and results after the last, in any order the rules let."""
    at = draw(instants)
    spans = st.timedeltas(timedelta(microseconds=1), timedelta(days=3))
    papers = []
    for _ in range(draw(st.integers(1, 4))):
        at += draw(spans)
        length = draw(spans)
        papers.append(Paper(name=draw(words), window=TimeWindow(start=at, end=at + length)))
        at += length
    start = papers[0].window.start
    late = start - draw(spans) if draw(st.booleans()) else None
    first = draw(days)
    currency = draw(st.sampled_from(["EUR", "JPY", "KWD"]))
    return SessionPlan(
        exam=FIRST.code,
        papers=tuple(draw(st.permutations(papers))),
        speaking=draw(st.none() | st.just(SpeakingDates(first=first, last=first + draw(st.integers(0, 30)) * DAY))),
        time_zone=draw(st.sampled_from(["Europe/Warsaw", "Asia/Kathmandu", "Pacific/Apia"])),
        deadlines=Deadlines(
            entries=(late or start) - draw(spans),
            late_entries=late,
            payments=start - draw(spans),
            results=at + draw(spans),
        ),
        price=Price(
            entry=Money(amount=draw(amounts), currency=currency),
            late_fee=Money(amount=draw(amounts), currency=currency),
        ),
        venue_id=VENUE,
        capacity=draw(st.integers(1, 100_000)),
    )


@st.composite
def sessions(draw: st.DrawFn) -> TestSession:
    planned = draw(plans())
    return TestSession(
        id=TestSessionId(new_id()),
        centre_id=CENTRE,
        plan=planned,
        code=draw_session_code(),
        status=draw(st.sampled_from(SessionStatus)),
        taken=draw(st.integers(0, planned.capacity)),
        available_to=draw(st.sets(st.sampled_from([SCHOOL, COLLEGE]))),
        version=draw(st.integers(0, 2**31 - 2)),
    )


SESSION_FIELDS = {"id", "centre_id", "plan", "code", "status", "taken", "available_to", "version"}

DETAILS_FIELDS: Fields = {
    "given_name": words,
    "family_name": words,
    "date_of_birth": days,
    "id_number": words,
    "email": words,
    "phone": words,
    "consent": st.booleans(),
}
CANDIDATE_FIELDS: Fields = {
    "id": st.uuids(),
    "owner_id": st.just(SCHOOL),
    "number": words,
    "details": st.builds(CandidateDetails, **DETAILS_FIELDS),
    "version": st.integers(0, 2**31 - 2),
}
LINE_FIELDS: Fields = {
    "id": st.uuids(),
    "kind": st.sampled_from(LineKind),
    "amount": amounts.map(lambda amount: Money(amount=amount, currency="EUR")),
    "recorded_at": instants,
    "recorded_by": words,
    "note": words,
}
ENTRY_FIELDS: Fields = {
    "id": st.uuids(),
    "session_id": st.uuids(),
    "centre_id": st.just(CENTRE),
    "entrant_id": st.just(SCHOOL),
    "candidate_id": st.uuids(),
    "entered_at": instants,
    "late": st.booleans(),
    "status": st.sampled_from(EntryStatus),
    "withdrawn_at": st.none() | instants,
    "lines": st.lists(st.builds(Line, **LINE_FIELDS), max_size=5, unique_by=lambda one: one.id),
    "version": st.integers(0, 2**31 - 2),
}
MESSAGE_FIELDS: Fields = {"at": instants, "by": words, "text": texts, "from_centre": st.booleans()}
REQUEST_FIELDS: Fields = {
    "id": st.uuids(),
    "centre_id": st.just(CENTRE),
    "entrant_id": st.just(SCHOOL),
    "session_id": st.none(),
    "subject": texts,
    "messages": st.lists(st.builds(Message, **MESSAGE_FIELDS), min_size=1, max_size=4),
    "status": st.sampled_from(RequestStatus),
    "version": st.integers(0, 2**31 - 2),
}
WHOLE: dict[type, Fields] = {
    Exam: EXAM_FIELDS,
    Venue: VENUE_FIELDS,
    CandidateDetails: DETAILS_FIELDS,
    Candidate: CANDIDATE_FIELDS,
    Line: LINE_FIELDS,
    Entry: ENTRY_FIELDS,
    Message: MESSAGE_FIELDS,
    HelpRequest: REQUEST_FIELDS,
}
