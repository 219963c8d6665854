"""A house full of open bookings, put in with bulk statements: filling is not what is measured."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, insert

from adapters.sql.access.tables import organisation, person
from adapters.sql.database import Database
from adapters.sql.jobs import Promise, keep_promises
from adapters.sql.proctoring.mappings import BOOKINGS, TESTS, candidate_row, entry_row
from adapters.sql.proctoring.tables import booking_log_entry, proctor_booking, proctored_test, test_candidate
from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import NO_EVIDENCE, LogEntry, ProctorBookingId
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, Proctoring, TestCandidate, TestStatus
from core.proctoring.promises import CHECK
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.time import TimeWindow, utc

NOW = utc(2027, 3, 1, 12)
CENTRE = OrganisationId(UUID(int=1))
SCHEDULER = Actor(
    person_id=PersonId(UUID(int=2)),
    organisation_id=CENTRE,
    organisation_kind=OrganisationKind.TEST_CENTRE,
    roles=frozenset({Role.PROCTORING_SCHEDULER}),
)
VENDOR = "free"
CANDIDATES = 4
IN_DOUBT = 50
"""One in so many open bookings needs the service desk."""

_CHUNK = 1000


def settle(database: Database) -> None:
    """The centre and the person whom everything refers to."""
    with database.write() as connection:
        centre = {"kind": "test_centre", "name": "Centre", "folded_name": "centre", "number": "1", "time_zone": "UTC"}
        connection.execute(insert(organisation), {"id": CENTRE, "version": 0, **centre})
        planner = {"name": "Ada", "folded_name": "ada", "email": "a@b.example", "folded_email": "a@b.example"}
        connection.execute(
            insert(person), {"id": SCHEDULER.person_id, "time_zone": "UTC", "active": True, "version": 0, **planner}
        )


def add_drafts(database: Database, number: int) -> list[ProctoredTestId]:
    """Tests ready to be activated."""
    pairs = [_pair(index) for index in range(number)]
    with database.write() as connection:
        _insert(connection, pairs)
    return [test.id for test, _ in pairs]


def add_open(database: Database, number: int) -> list[ProctoredTestId]:
    """Tests whose bookings are at the vendor and wait for a check that is not due yet; one in fifty is in doubt."""
    made = []
    for start in range(0, number, _CHUNK):
        pairs = [_pair(index) for index in range(start, min(start + _CHUNK, number))]
        entries: list[LogEntry] = []
        promises = []
        for index, (test, booking) in enumerate(pairs):
            test.status = TestStatus.ACTIVE
            entries += _sent(test, booking)
            if index % IN_DOUBT == 0:
                entries.append(booking.doubt(by="job:bench", now=NOW))
            promises.append(_check(booking))
        with database.write() as connection:
            _insert(connection, pairs)
            connection.execute(insert(booking_log_entry), [entry_row(entry) for entry in entries])
            keep_promises(connection, promises, now=NOW)
        made += [test.id for test, _ in pairs]
    return made


def _pair(index: int) -> tuple[ProctoredTest, ProctorBooking]:
    start = NOW + timedelta(days=10 + index % 60, minutes=index % 600)
    test = ProctoredTest(
        id=ProctoredTestId(new_id()),
        organisation_id=CENTRE,
        title=f"B2 First {index}",
        proctoring=Proctoring.LIVE,
        provider=VENDOR,
        ratio=8,
        time_zone="Europe/Warsaw",
        window=TimeWindow(start=start, end=start + timedelta(hours=3)),
    )
    booking = ProctorBooking(
        id=ProctorBookingId(new_id()), test_id=test.id, organisation_id=CENTRE, title=test.title, provider=VENDOR
    )
    return test, booking


def _sent(test: ProctoredTest, booking: ProctorBooking) -> list[LogEntry]:
    assert test.window
    by, later = "job:bench", NOW + timedelta(days=1)
    return [
        booking.schedule(title=test.title, provider=VENDOR, window=test.window, by=SCHEDULER.label, now=NOW),
        booking.declare_sent(f"bk_{booking.id}", by=by, now=NOW, evidence=NO_EVIDENCE),
        booking.schedule_check(later, by=by, now=NOW),
    ]


def _check(booking: ProctorBooking) -> Promise:
    payload = {
        "booking": booking.key,
        "organisation": str(CENTRE),
        "provider": VENDOR,
        "activation": str(booking.activation),
        "checks": str(booking.checks),
    }
    key = f"{CHECK}:{booking.correlation}:{booking.checks}"
    return Promise(kind=CHECK, payload=payload, key=key, run_at=NOW + timedelta(days=1), group=f"{VENDOR}:{CENTRE}")


def _insert(connection: Connection, pairs: list[tuple[ProctoredTest, ProctorBooking]]) -> None:
    tests = [TESTS.to_row(test) for test, _ in pairs]
    connection.execute(insert(proctored_test), tests)
    bookings = [
        BOOKINGS.to_row(booking) | {"listed_at": test["listed_at"]}
        for test, (_, booking) in zip(tests, pairs, strict=True)
    ]
    connection.execute(insert(proctor_booking), bookings)
    candidates = [
        TestCandidate(test_id=test.id, number=f"C{number}", name=f"Name {number}", email="name@example.org")
        for test, _ in pairs
        for number in range(CANDIDATES)
    ]
    connection.execute(insert(test_candidate), [candidate_row(candidate) for candidate in candidates])
