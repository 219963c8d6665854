"""The trail as it is read, and that meddling with it shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Executable, delete, insert, select, update

from adapters.sql.audit import SqlAuditTrail, audit_record
from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.audit.model import ChainHead
from core.audit.usecases import VerifyTrail
from core.shared.paging import PageRequest
from tests.integration.clocks import SetClock


@pytest.fixture
def trail(database: Database) -> SqlAuditTrail:
    """Five records, from two units."""
    open_unit = open_unit_on(database, SetClock())
    for names in (("a", "b"), ("c", "d", "e")):
        with open_unit() as unit:
            for name in names:
                unit.record(name, by="person:1", on="organisation:1", facts={"letter": name})
            unit.commit()
    return SqlAuditTrail(database=database)


def test_an_empty_trail_is_whole(database: Database) -> None:
    empty = SqlAuditTrail(database=database)

    assert empty.head() == ChainHead()
    assert VerifyTrail(trail=empty)().breaks == ()


def test_the_trail_is_walked_from_its_first_record_to_the_head(trail: SqlAuditTrail) -> None:
    records = list(trail.walk())

    assert [record.action for record in records] == list("abcde")
    assert trail.head() == ChainHead(sequence=5, digest=records[-1].digest)


def test_the_latest_records_come_first_page_by_page(trail: SqlAuditTrail) -> None:
    first = trail.latest(PageRequest(size=3))
    second = trail.latest(PageRequest(size=3, after=first.next))

    assert [record.action for record in first.items] == ["e", "d", "c"]
    assert [record.action for record in second.items] == ["b", "a"]
    assert second.next is None


def changed() -> Executable:
    return update(audit_record).where(audit_record.c.sequence == 3).values(by="person:2")


def removed() -> Executable:
    return delete(audit_record).where(audit_record.c.sequence == 3)


def cut_off() -> Executable:
    return delete(audit_record).where(audit_record.c.sequence == 5)


def inserted() -> Executable:
    others = [column for column in audit_record.c if column.name != "sequence"]
    copy = select(audit_record.c.sequence + 5, *others).where(audit_record.c.sequence == 1)
    return insert(audit_record).from_select([column.name for column in audit_record.c], copy)


@pytest.mark.parametrize("meddling", [changed, removed, cut_off, inserted])
def test_meddling_with_the_records_shows(
    database: Database, trail: SqlAuditTrail, meddling: Callable[[], Executable]
) -> None:
    assert VerifyTrail(trail=trail)().breaks == ()
    with database.write() as connection:
        connection.execute(meddling())

    assert VerifyTrail(trail=trail)().breaks
