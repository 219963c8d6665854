"""The rules of the unit of work on both databases."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import ResourceClosedError

from adapters.origin import origin
from adapters.sql.access.organisations import SqlOrganisations
from adapters.sql.access.tables import organisation
from adapters.sql.audit import SqlAuditTrail
from adapters.sql.database import Database
from adapters.sql.jobs import job
from adapters.sql.unit import SqlUnit, open_unit_on
from core.audit.usecases import VerifyTrail
from core.shared.errors import ConflictError, NotFoundError
from core.shared.paging import PageRequest
from core.shared.unit import OpenUnit
from tests.integration.clocks import NOW, SetClock
from tests.integration.sql.access_examples import centre, person


@pytest.fixture
def woken() -> list[str]:
    return []


@pytest.fixture
def open_unit(database: Database, woken: list[str]) -> OpenUnit[SqlUnit]:
    return open_unit_on(database, SetClock(), lambda: woken.append("woken"))


def jobs(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(job.c.key).order_by(job.c.key)).scalars())


def actions(database: Database) -> list[str]:
    return [record.action for record in SqlAuditTrail(database=database).walk()]


def test_leaving_without_commit_undoes_change_job_and_record(
    database: Database, open_unit: OpenUnit[SqlUnit], woken: list[str]
) -> None:
    lodz = centre()

    with open_unit() as unit:
        unit.organisations.add(lodz)
        unit.enqueue("testing.write", {}, key="one", run_at=NOW)
        unit.record("wrote", by="person:1", on="organisation:1")

    with open_unit() as unit, pytest.raises(NotFoundError):
        unit.organisations.get(lodz.id)
    assert (jobs(database), actions(database), woken) == ([], [], [])


def test_raising_undoes_what_was_written(open_unit: OpenUnit[SqlUnit]) -> None:
    lodz = centre()

    def fail() -> None:
        with open_unit() as unit:
            unit.organisations.add(lodz)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    with open_unit() as unit, pytest.raises(NotFoundError):
        unit.organisations.get(lodz.id)


def test_change_job_and_record_are_stored_together_and_the_engine_is_woken(
    database: Database, open_unit: OpenUnit[SqlUnit], woken: list[str]
) -> None:
    lodz = centre()

    with open_unit() as unit:
        unit.organisations.add(lodz)
        unit.enqueue("testing.write", {}, key="one", run_at=NOW)
        unit.record("wrote", by="person:1", on="organisation:1")
        unit.commit()

    with open_unit() as unit:
        assert unit.organisations.get(lodz.id) == lodz
    assert (jobs(database), actions(database), woken) == (["one"], ["wrote"], ["woken"])


def test_a_commit_without_jobs_wakes_nobody(open_unit: OpenUnit[SqlUnit], woken: list[str]) -> None:
    with open_unit() as unit:
        unit.organisations.add(centre())
        unit.commit()

    assert woken == []


def test_a_change_that_is_refused_takes_its_job_along(database: Database, open_unit: OpenUnit[SqlUnit]) -> None:
    with open_unit() as unit:
        unit.organisations.add(centre(number="PL001"))
        unit.commit()

    def open_another() -> None:
        with open_unit() as unit:
            unit.enqueue("testing.write", {}, key="one", run_at=NOW)
            unit.organisations.add(centre(number="PL001"))
            unit.commit()

    with pytest.raises(ConflictError, match="number_taken"):
        open_another()
    assert jobs(database) == []


def test_nothing_may_follow_the_commit(open_unit: OpenUnit[SqlUnit]) -> None:
    lodz = centre()
    with open_unit() as unit:
        unit.organisations.add(lodz)
        unit.commit()

        with pytest.raises(RuntimeError, match="over"):
            unit.commit()
        with pytest.raises(RuntimeError, match="over"):
            unit.enqueue("testing.write", {}, key="one", run_at=NOW)
        with pytest.raises(RuntimeError, match="over"):
            unit.record("wrote", by="person:1", on="organisation:1")
        with pytest.raises(ResourceClosedError):
            unit.organisations.get(lodz.id)


def test_what_changed_on_an_entity_held_for_update_is_written_and_counted(open_unit: OpenUnit[SqlUnit]) -> None:
    lodz = centre()
    with open_unit() as unit:
        unit.organisations.add(lodz)
        unit.commit()

    with open_unit() as unit:
        unit.organisations.get(lodz.id, for_update=True).revise(name="Łódź-Centrum", time_zone="UTC")
        unit.commit()

    with open_unit() as unit:
        found = unit.organisations.get(lodz.id)
    assert found == replace(lodz, name="Łódź-Centrum", time_zone="UTC", version=1)


def test_an_entity_changed_after_it_was_added_is_stored_as_it_is_at_commit(open_unit: OpenUnit[SqlUnit]) -> None:
    lodz = centre()

    with open_unit() as unit:
        unit.organisations.add(lodz)
        lodz.revise(name="Later", time_zone="UTC")
        unit.commit()

    with open_unit() as unit:
        assert unit.organisations.get(lodz.id) == lodz


def test_what_is_loaded_twice_in_a_unit_is_the_same_entity(open_unit: OpenUnit[SqlUnit]) -> None:
    lodz = centre()
    with open_unit() as unit:
        unit.organisations.add(lodz)
        unit.commit()

    with open_unit() as unit:
        held = unit.organisations.get(lodz.id, for_update=True)

        assert unit.organisations.get(lodz.id, for_update=True) is held
        assert unit.organisations.get(lodz.id) is held


def meddle(connection: Connection) -> None:
    connection.execute(update(organisation).values(version=organisation.c.version + 1))


def test_a_row_that_changed_since_it_was_loaded_is_not_overwritten(
    database: Database, open_unit: OpenUnit[SqlUnit]
) -> None:
    lodz = centre()
    with open_unit() as unit:
        unit.organisations.add(lodz)
        unit.commit()

    with database.write() as connection:
        organisations = SqlOrganisations(connection)
        organisations.get(lodz.id, for_update=True).revise(name="Mine", time_zone="UTC")
        meddle(connection)

        with pytest.raises(ConflictError, match="changed_meanwhile"):
            organisations.flush()


def test_one_key_waits_once_and_at_its_earliest_time(database: Database, open_unit: OpenUnit[SqlUnit]) -> None:
    clock = SetClock()
    times = [2, 1, 3]
    for hours in times:
        with open_unit() as unit:
            unit.enqueue("testing.write", {"hours": str(hours)}, key="one", run_at=NOW.replace(hour=hours))
            unit.commit()

    with database.read() as connection:
        [row] = connection.execute(select(job)).all()

    assert (row.run_at, row.payload) == (clock.now().replace(hour=1), {"hours": "2"})


def test_one_key_promised_twice_in_a_unit_is_one_job(database: Database, open_unit: OpenUnit[SqlUnit]) -> None:
    with open_unit() as unit:
        unit.enqueue("testing.write", {}, key="one", run_at=NOW.replace(hour=3))
        unit.enqueue("testing.write", {}, key="one", run_at=NOW.replace(hour=1))
        unit.commit()

    with database.read() as connection:
        assert connection.execute(select(job.c.run_at)).scalars().all() == [NOW.replace(hour=1)]


def test_a_record_says_where_the_work_was_asked_from(database: Database, open_unit: OpenUnit[SqlUnit]) -> None:
    token = origin.set("203.0.113.4")
    with open_unit() as unit:
        unit.record("wrote", by="person:1", on="organisation:1", facts={"naïve": "Ω"})
        unit.commit()
    origin.reset(token)

    [record] = SqlAuditTrail(database=database).latest(PageRequest()).items
    assert (record.origin, record.facts, record.at, record.is_intact()) == ("203.0.113.4", {"naïve": "Ω"}, NOW, True)


def test_the_trail_stays_one_chain_while_several_write(database: Database, open_unit: OpenUnit[SqlUnit]) -> None:
    def write(name: str) -> None:
        for number in range(20):
            with open_unit() as unit:
                unit.organisations.add(centre(number=f"{name}{number}"))
                unit.record("opened", by=f"person:{name}", on=f"organisation:{number}")
                unit.record("told", by=f"person:{name}", on=f"organisation:{number}")
                unit.commit()

    threads = [threading.Thread(target=write, args=[name]) for name in "ABC"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    verdict = VerifyTrail(trail=SqlAuditTrail(database=database))()
    assert (verdict.records, verdict.breaks) == (3 * 20 * 2, ())


def test_two_units_that_change_one_person_take_turns(open_unit: OpenUnit[SqlUnit]) -> None:
    zoe = person(name="0")
    with open_unit() as unit:
        unit.people.add(zoe)
        unit.commit()

    def count_up() -> None:
        for _ in range(15):
            with open_unit() as unit:
                someone = unit.people.get(zoe.id, for_update=True)
                someone.name = str(int(someone.name) + 1)
                unit.commit()

    threads = [threading.Thread(target=count_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with open_unit() as unit:
        assert unit.people.get(zoe.id).name == "30"
