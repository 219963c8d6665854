"""Proctored tests as the tests of the database need them: those who own them, and entities of any content."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy import Connection, event

from adapters.sql.database import Database
from adapters.sql.unit import SqlUnit, open_unit_on
from core.access.model import Organisation, OrganisationKind, Person, Scope
from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState, Evidence, LogEntry, ProctorBookingId
from core.proctoring.model.session import CandidateSession, Rating
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, Proctoring, TestCandidate, TestStatus
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.time import TimeWindow, utc

NOON = utc(2027, 3, 1, 12)
CENTRE = OrganisationId(UUID(int=1))
OTHER_CENTRE = OrganisationId(UUID(int=2))
PLANNER = PersonId(UUID(int=3))
OURS = Scope(organisation_id=CENTRE)
THEIRS = Scope(organisation_id=OTHER_CENTRE)


class StandingClock:
    def now(self) -> datetime:
        return NOON


@contextmanager
def stored(database: Database) -> Iterator[SqlUnit]:
    """A unit that is committed at the end of the block."""
    with open_unit_on(database, StandingClock())() as unit:
        yield unit
        unit.commit()


def settle(database: Database) -> None:
    """Put in those whom everything else refers to: two test centres and a planner."""
    with stored(database) as unit:
        for centre, name in ((CENTRE, "Kraków Centre"), (OTHER_CENTRE, "Lagos Centre")):
            kind = OrganisationKind.TEST_CENTRE
            unit.organisations.add(Organisation(id=centre, kind=kind, name=name, number=name[:3], time_zone="UTC"))
        unit.people.add(Person(id=PLANNER, name="Ada Nowak", email="ada@example.org", time_zone="UTC"))


def proctored(
    title: str = "B2 First",
    *,
    start: datetime | None = None,
    proctoring: Proctoring = Proctoring.LIVE,
    centre: OrganisationId = CENTRE,
) -> tuple[ProctoredTest, ProctorBooking]:
    """A test of three hours, or a draft without a time, with the booking that each test has."""
    test = ProctoredTest(
        id=ProctoredTestId(new_id()),
        organisation_id=centre,
        title=title,
        proctoring=proctoring,
        provider="acme",
        ratio=8,
        time_zone="Europe/Warsaw",
        window=TimeWindow(start=start, end=start + timedelta(hours=3)) if start else None,
    )
    booking = ProctorBooking(
        id=ProctorBookingId(new_id()), test_id=test.id, organisation_id=centre, title=title, provider="acme"
    )
    return test, booking


def schedule(booking: ProctorBooking, *, start: datetime, now: datetime = NOON, by: str = "") -> LogEntry:
    window = TimeWindow(start=start, end=start + timedelta(hours=4))
    return booking.schedule(title=booking.title, provider="acme", window=window, by=by or f"person:{PLANNER}", now=now)


# What an entity may hold, whatever it means. PostgreSQL cannot store the character zero, no encoding a lone surrogate.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
numbers = st.integers(0, 2**31 - 1)
instants = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds are given naive)
windows = st.builds(
    lambda start, length: TimeWindow(start=start, end=start + length),
    instants,
    st.timedeltas(timedelta(microseconds=1), timedelta(days=30)),
)
ids = st.uuids()

# Any: each field has a strategy of its own type.
Fields = dict[str, st.SearchStrategy[Any]]

TEST_FIELDS: Fields = {
    "id": ids,
    "organisation_id": st.just(CENTRE),
    "title": words.filter(str.strip),
    "proctoring": st.sampled_from(Proctoring),
    "provider": words.filter(bool),
    "ratio": st.integers(1, 2**31 - 1),
    "time_zone": st.sampled_from(["Europe/Warsaw", "Asia/Kathmandu"]),
    "window": st.none() | windows,
    "status": st.sampled_from(TestStatus),
    "version": numbers,
}
CANDIDATE_FIELDS: Fields = {
    "test_id": ids,
    "number": words,
    "name": words,
    "email": words,
    "extra_minutes": numbers,
}
BOOKING_FIELDS: Fields = {
    "id": ids,
    "test_id": ids,
    "organisation_id": st.just(CENTRE),
    "title": words,
    "provider": words,
    "state": st.sampled_from(BookingState),
    "vendor_side_unknown": st.booleans(),
    "may_be_held": st.booleans(),
    "window": st.none() | windows,
    "reference": words,
    "activation": numbers,
    "sends": numbers,
    "checks": numbers,
    "cancellations": numbers,
    "requested_by": words,
    "scheduled_at": st.none() | instants,
    "sent_at": st.none() | instants,
    "next_check_at": st.none() | instants,
    "last_code": st.none() | st.sampled_from(Code),
    "moved_at": st.none() | instants,
    "cancelled_from": st.none() | st.sampled_from(BookingState),
    "log_length": numbers,
    "log_head": words,
    "version": numbers,
}
ENTRY_FIELDS: Fields = {
    "booking_id": ids,
    "sequence": st.integers(1, 2**31 - 1),
    "at": instants,
    "code": st.sampled_from(Code),
    "catalogue_version": numbers,
    "parameters": st.dictionaries(words | st.just("candidateNumber"), words, max_size=5),
    "from_state": st.sampled_from(BookingState),
    "to_state": st.sampled_from(BookingState),
    "vendor_side_unknown": st.booleans(),
    "actor": words,
    "attempt": numbers,
    "correlation": words,
    "evidence": st.builds(Evidence, request_id=words, digest=words),
    "previous": words,
    "digest": words,
}
RATING_FIELDS: Fields = {
    "version": numbers,
    "value": words,
    "note": words,
    "rated_at": instants,
    "fetched_at": instants,
}
SESSION_FIELDS: Fields = {
    "booking_id": ids,
    "organisation_id": st.just(CENTRE),
    "candidate_number": words,
    "reference": words,
    "joined_at": st.none() | instants,
    "announcement": numbers,
    "fetches": numbers,
    "ratings": st.lists(st.builds(Rating, **RATING_FIELDS), max_size=4, unique_by=lambda rating: rating.version).map(
        lambda ratings: sorted(ratings, key=lambda rating: rating.version)
    ),
    "version": st.integers(0, 2**31 - 2),
}
WHOLE: dict[type, Fields] = {
    ProctoredTest: TEST_FIELDS,
    TestCandidate: CANDIDATE_FIELDS,
    ProctorBooking: BOOKING_FIELDS,
    LogEntry: ENTRY_FIELDS,
    Rating: RATING_FIELDS,
    CandidateSession: SESSION_FIELDS,
}


@contextmanager
def statements_of(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every statement sent in the block with its parameters, but for those that begin and end transactions."""
    sent: list[tuple[str, Any]] = []

    def note(connection: Connection, cursor: object, statement: str, parameters: Any, *others: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
