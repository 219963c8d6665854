"""A house whose job processes are killed: the real container with its schedules shrunk, and tests to be proctored.

What takes minutes in production takes tenths of a second here, so that fifty kills find work under way.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from werkzeug.serving import make_server

from adapters.jobs.embedded import Backoff, EmbeddedJobs
from adapters.sql.jobs import job
from adapters.sql.proctoring.tables import candidate_session, proctor_booking, session_rating
from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.extensions.model import OfferKind, PluginSetup
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import LogEntry, ProctorBookingId
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, TestCandidate
from core.proctoring.ports import RetrySchedule
from core.proctoring.usecases.activating import ActivateTestCommand
from core.shared.ids import OrganisationId
from tests.integration.sql.proctored import CENTRE, OTHER_CENTRE, PLANNER, proctored, settle
from web.app import create_app
from web.container import Container, load_settings

VENDOR = "simulator"
ACCOUNTS = {CENTRE: "krakow", OTHER_CENTRE: "lagos"}
"""The centres' accounts at the vendor."""

NOTICE_SECRET = "whsec_" + base64.b64encode(b"the vendor signs with this").decode()

LEASE = timedelta(seconds=1)
BATCH = 5
"""Jobs handed over together: few, so that there are many batches to be killed in."""

_TRIES = RetrySchedule(first=timedelta(seconds=0.2), factor=1.5, longest=timedelta(seconds=2), tries=12)
_CHECKS = RetrySchedule(first=timedelta(seconds=0.3), factor=1.5, longest=timedelta(seconds=2), tries=300)
_BACKOFF = Backoff(first=timedelta(seconds=0.1), longest=timedelta(seconds=1), tries=50)
CANDIDATES = 3
"""Of each test."""

TOGETHER = 50
"""Tests on one day, half of them of each centre."""

DESK = Actor(
    person_id=PLANNER,
    organisation_id=OrganisationId(PLANNER),
    organisation_kind=OrganisationKind.AWARDING_BODY,
    roles=frozenset({Role.SERVICE_DESK}),
)


def api_key(account: str) -> str:
    return f"key-of-{account}"


def scheduler_of(centre: OrganisationId) -> Actor:
    return Actor(
        person_id=PLANNER,
        organisation_id=centre,
        organisation_kind=OrganisationKind.TEST_CENTRE,
        roles=frozenset({Role.PROCTORING_SCHEDULER}),
    )


def wire(database_url: str, data: Path) -> Container:
    """The container as production has it, but for the schedules. No connection and no thread is made yet."""
    given = {"DATA": str(data), "DATABASE_URL": database_url, "SECRET_KEY": "a secret that only tests use, long enough"}
    container = Container(settings=load_settings({f"EXAMHALL_{name}": value for name, value in given.items()}))
    container.tries.override(_TRIES)
    container.checks.override(_CHECKS)
    return container


@contextmanager
def listening(container: Container) -> Iterator[str]:
    """The house's pages over HTTP, where the vendor's notices come in; their address."""
    server = make_server("127.0.0.1", 0, create_app(container), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def engine(container: Container) -> EmbeddedJobs:
    return EmbeddedJobs(
        database=container.database(),
        handlers=container.job_handlers(),
        clock=container.clock(),
        lease=LEASE,
        batch=BATCH,
        backoff=_BACKOFF,
        poll=timedelta(milliseconds=20),
    )


@dataclass(frozen=True)
class House:
    """What the people of the house do and what its database says."""

    container: Container

    def open(self, vendor_url: str) -> None:
        """Put in the centres and their settings for the vendor."""
        settle(self.container.database())
        self.set_up(vendor_url)

    def set_up(self, vendor_url: str) -> None:
        vault = self.container.vault()
        with self.container.open_unit()() as unit:
            for centre, account in ACCOUNTS.items():
                setup = PluginSetup(
                    organisation_id=centre,
                    kind=OfferKind.PROCTORING_PROVIDER,
                    name=VENDOR,
                    enabled=True,
                    values={"base_url": vendor_url},
                    sealed={"api_key": vault.seal(api_key(account)), "notice_secret": vault.seal(NOTICE_SECRET)},
                )
                unit.plugin_setups.add(setup)
            unit.commit()

    def plan(self, number: int) -> None:
        """Drafts of so many tests with candidates, of both centres, some days ahead."""
        morning = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
        with self.container.open_unit()() as unit:
            for index in range(number):
                centre = list(ACCOUNTS)[index % len(ACCOUNTS)]
                start = morning + timedelta(days=5 + index // TOGETHER)
                test, booking = proctored(f"Test {index}", start=start, centre=centre)
                test.provider = VENDOR
                unit.tests.add(test)
                unit.proctor_bookings.add(booking)
                unit.test_candidates.add_all(_candidates(test))
            unit.commit()

    def activate(self, test_id: ProctoredTestId, centre: OrganisationId) -> None:
        self.container.activate_test()(ActivateTestCommand(actor=scheduler_of(centre), test_id=test_id))

    def bookings(self) -> list[ProctorBooking]:
        with self.container.database().read() as connection:
            ids = [ProctorBookingId(found) for found in connection.execute(select(proctor_booking.c.id)).scalars()]
        with self.container.open_unit()() as unit:
            return list(unit.proctor_bookings.many(ids))

    def log_of(self, booking: ProctorBooking) -> list[LogEntry]:
        with self.container.open_unit()() as unit:
            return list(unit.booking_log.of(booking.id))

    def sessions(self) -> dict[str, list[int]]:
        """By booking, how many ratings each candidate has who was in the session."""
        counted = (
            select(candidate_session.c.booking_id, func.count(session_rating.c.version).label("ratings"))
            .outerjoin_from(candidate_session, session_rating)
            .where(candidate_session.c.joined_at.is_not(None))
            .group_by(candidate_session.c.booking_id, candidate_session.c.candidate_number)
        )
        found: dict[str, list[int]] = {}
        with self.container.database().read() as connection:
            for row in connection.execute(counted):
                found.setdefault(str(row.booking_id), []).append(row.ratings)
        return found

    def jobs(self) -> list[str]:
        """Every job there is, in words."""
        with self.container.database().read() as connection:
            return [f"{row.state} {row.key} {row.last_error}" for row in connection.execute(select(job))]

    def leases(self) -> set[str]:
        """Work that somebody has taken and not settled, also if they are dead."""
        with self.container.database().read() as connection:
            held = connection.execute(select(job.c.lease_token).where(job.c.lease_token.is_not(None)).distinct())
            return {str(token) for token in held.scalars()}


def _candidates(test: ProctoredTest) -> list[TestCandidate]:
    return [
        TestCandidate(test_id=test.id, number=f"C{number}", name=f"Name {number}", email="name@example.org")
        for number in range(1, CANDIDATES + 1)
    ]
