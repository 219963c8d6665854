"""What entering candidates and following sessions cost: statements by the batch, never by the candidate."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from adapters.spreadsheets import PlainSpreadsheets
from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.bookings.entry_file import COLUMNS
from core.bookings.promises import FOLLOW
from core.bookings.uploads import UploadId
from core.bookings.usecases.uploading import (
    EnterUpload,
    LookAtUpload,
    UploadCommand,
    UploadEntries,
    UploadEntriesCommand,
)
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.usecases.following import FollowSession, TakeEntries, TakeEntriesCommand
from core.sessions.model import TestSessionId
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Job
from tests.fakes.scripted import FakeProviders
from tests.integration.sql.entered import DAY, KEY, SCHOOL, keep, session, settle
from tests.integration.sql.proctored import CENTRE, NOON, StandingClock, proctored, statements_of, stored


def actor_at(organisation_id: OrganisationId, kind: OrganisationKind, role: Role) -> Actor:
    return Actor(
        person_id=PersonId(UUID(int=77)),
        organisation_id=organisation_id,
        organisation_kind=kind,
        roles=frozenset({role}),
    )


TEACHER = actor_at(SCHOOL, OrganisationKind.PREPARATION_CENTRE, Role.PREPARATION_USER)
PLANNER = actor_at(CENTRE, OrganisationKind.TEST_CENTRE, Role.PLANNER)


class House:
    """So many candidates in a file for one session, all of them entered for another one of that day already."""

    def __init__(self, database: Database, number: int) -> None:
        settle(database)
        self.database, self.number = database, number
        open_unit, clock, sheets = open_unit_on(database, StandingClock()), StandingClock(), PlainSpreadsheets()
        self._keep_file = UploadEntries(open_unit=open_unit, spreadsheets=sheets, clock=clock)
        self._look = LookAtUpload(open_unit=open_unit, spreadsheets=sheets, clock=clock)
        self._enter = EnterUpload(open_unit=open_unit, spreadsheets=sheets, clock=clock)
        self._take = TakeEntries(open_unit=open_unit, providers=FakeProviders())
        self._follow = FollowSession(open_unit=open_unit, clock=clock)
        self.session = session(NOON + 30 * DAY, SCHOOL, capacity=6000)
        neighbour = session(NOON + 30 * DAY, SCHOOL, exam=KEY, capacity=6000)
        keep(database, self.session, neighbour)
        self.upload_id = self._upload(neighbour.id)
        self.enter()
        self.upload_id = self._upload(self.session.id)
        self.test_id = self._draft()

    def _upload(self, session_id: TestSessionId) -> UploadId:
        rows = [f"Given{place},Family,2009-04-23,ID{place:05},name@example.org" for place in range(self.number)]
        content = "\n".join([",".join(COLUMNS[:5]), *rows]).encode()
        command = UploadEntriesCommand(actor=TEACHER, session_id=session_id, name="class.csv", content=content)
        return self._keep_file(command)

    def _draft(self) -> ProctoredTestId:
        test, booking = proctored()
        with stored(self.database) as unit:
            unit.tests.add(test)
            unit.proctor_bookings.add(booking)
        return test.id

    @property
    def command(self) -> UploadCommand:
        return UploadCommand(actor=TEACHER, upload_id=self.upload_id, accept_clashes=True)

    # The steps, each after those before it.

    def look(self) -> None:
        assert len(self._look(self.command).clashes) == self.number

    def enter(self) -> None:
        assert len(self._enter(self.command).entries) == self.number

    def take(self) -> None:
        command = TakeEntriesCommand(actor=PLANNER, test_id=self.test_id, session_id=self.session.id)
        assert self._take(command) == self.number

    def follow(self) -> None:
        self._follow([Job(kind=FOLLOW, payload={"session": str(self.session.id)}, attempt=1)])
        with stored(self.database) as unit:
            assert unit.test_candidates.count(self.test_id) == 0

    def withdraw_all(self) -> None:
        with stored(self.database) as unit:
            for one in unit.entries.of_session(self.session.id, for_update=True):
                one.withdraw(now=NOON)


def statements(house: House, step: Callable[[], None]) -> int:
    with statements_of(house.database) as sent:
        step()
    return sum("set_config" not in statement for statement, _ in sent)


def counted(database: Database, number: int) -> dict[str, int]:
    house = House(database, number)
    counts = {step.__name__: statements(house, step) for step in (house.look, house.enter, house.take)}
    house.withdraw_all()
    return counts | {"follow": statements(house, house.follow)}


COSTS = {"look": 7, "enter": 17, "take": 11, "follow": 9}


@pytest.mark.parametrize("number", [2, 500])
def test_a_batch_of_candidates_costs_as_many_statements_whatever_its_size(database: Database, number: int) -> None:
    assert counted(database, number) == COSTS


def test_ten_batches_cost_at_most_ten_times_one(database: Database) -> None:
    house = House(database, 5000)

    assert statements(house, house.look) <= 10 * COSTS["look"]
    assert statements(house, house.enter) <= 10 * COSTS["enter"]
