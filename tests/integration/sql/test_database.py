"""The two databases behave alike: types, transactions, refusals."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, StatementError

from adapters.sql.database import Database
from adapters.sql.schema import Id, Json, UTCDateTime
from core.shared.errors import ConflictError, InvalidInputError, UnavailableError
from tests.databases import PostgresServer
from tests.integration.clocks import NOW
from tests.integration.sql.access_examples import ids, instants, setting_values

sample = Table(
    "sample",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("at", UTCDateTime),
    Column("id", Id),
    Column("document", Json),
)

# The table is emptied at the end of each example, so examples do not see each other.
on_one_database = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)


@pytest.fixture
def sampled(bare_database: Database) -> Database:
    with bare_database.write() as connection:
        sample.create(connection)
    return bare_database


def stored(database: Database, column: str, *values: object) -> list[object]:
    """The values as they come back, in the order in which the database sorts them."""
    with database.write() as connection:
        connection.execute(insert(sample), [{"number": n, column: value} for n, value in enumerate(values)])
        found = connection.execute(select(sample.c[column]).order_by(sample.c[column])).scalars().all()
        connection.rollback()
    return list(found)


@on_one_database
@given(at=instants)
def test_an_instant_comes_back_aware_and_in_utc(sampled: Database, at: datetime) -> None:
    [found] = stored(sampled, "at", at.astimezone(timezone(timedelta(hours=5, minutes=45))))

    assert isinstance(found, datetime)
    assert (found, found.tzinfo) == (at, UTC)


def test_a_time_without_a_zone_is_refused(sampled: Database) -> None:
    with pytest.raises(StatementError, match="must know its zone"):
        stored(sampled, "at", datetime(2026, 11, 21))  # noqa: DTZ001 (the mistake that is meant)


def test_instants_sort_by_time(sampled: Database) -> None:
    instants = [NOW, NOW + timedelta(microseconds=1), NOW + timedelta(hours=20), NOW + timedelta(days=400)]

    assert stored(sampled, "at", *reversed(instants)) == instants


@on_one_database
@given(some=st.lists(ids, min_size=1, max_size=5, unique=True))
def test_ids_sort_by_their_number(sampled: Database, some: list[UUID]) -> None:
    assert stored(sampled, "id", *some) == sorted(some)


@on_one_database
@given(document=setting_values)
def test_a_document_comes_back_as_it_was(sampled: Database, document: dict[str, object]) -> None:
    assert stored(sampled, "document", document) == [document]


def count(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(sample.c.number)).all())


def test_a_block_that_raises_writes_nothing(sampled: Database) -> None:
    def change_our_mind() -> None:
        with sampled.write() as connection:
            connection.execute(insert(sample), {"number": 1})
            raise LookupError

    with pytest.raises(LookupError):
        change_our_mind()

    assert count(sampled) == 0


def test_reading_does_not_wait_for_a_writer_and_sees_nothing_of_it(sampled: Database) -> None:
    with sampled.write() as connection:
        connection.execute(insert(sample), {"number": 1})
        seen = count(sampled)

    assert (seen, count(sampled)) == (0, 1)


@pytest.mark.parametrize("bare_database", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_the_server_refuses_a_write_in_a_transaction_for_reading(sampled: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only"), sampled.read() as connection:
        connection.execute(insert(sample), {"number": 1})


@contextmanager
def writing(database: Database) -> Iterator[None]:
    """Another one holds the row, and on SQLite the whole file, meanwhile."""
    begun, over = threading.Event(), threading.Event()

    def write() -> None:
        with database.write() as connection:
            connection.execute(sample.update().values(document={}))
            begun.set()
            over.wait()

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.fixture
def impatient(sampled: Database) -> Iterator[Database]:
    """The same database as another process sees it, which does not wait for long."""
    database = Database(sampled.url.render_as_string(), patience=timedelta(milliseconds=50))
    yield database
    database.dispose()


def test_who_waited_in_vain_finds_the_database_unavailable(sampled: Database, impatient: Database) -> None:
    with sampled.write() as connection:
        connection.execute(insert(sample), {"number": 1})

    with (
        writing(sampled),
        pytest.raises(UnavailableError, match="database_unavailable"),
        impatient.write() as connection,
    ):
        connection.execute(sample.update().values(document={}))


def test_a_second_transaction_inside_the_first_is_noticed(impatient: Database) -> None:
    with impatient.write() as outer:
        outer.execute(insert(sample), {"number": 1})

        with pytest.raises(UnavailableError, match="database_unavailable"), impatient.write() as inner:
            inner.execute(insert(sample), {"number": 1})


def test_a_mistake_in_a_statement_is_no_passing_fault(sampled: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError)), sampled.read() as connection:
        connection.execute(text("SELECT nothing FROM nowhere"))


def test_an_error_does_not_tell_the_values_of_its_statement(sampled: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError)) as failure, sampled.read() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "Zoë Åkesson"})

    assert "Zoë" not in str(failure.value)


on_sqlite = pytest.mark.parametrize("bare_database", ["sqlite"], indirect=True)
"""PostgreSQL changes tables in place and refuses each statement that breaks a reference."""


def make_a_parent_with_a_child(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        connection.execute(text("CREATE TABLE child (parent INTEGER REFERENCES parent (id))"))
        connection.execute(text("INSERT INTO parent VALUES (1)"))
        connection.execute(text("INSERT INTO child VALUES (1)"))


@on_sqlite
def test_tables_are_rebuilt_without_losing_what_refers_to_them(bare_database: Database) -> None:
    make_a_parent_with_a_child(bare_database)

    with bare_database.reshape() as connection:
        connection.execute(text("CREATE TABLE copy (id INTEGER PRIMARY KEY, name TEXT)"))
        connection.execute(text("INSERT INTO copy (id) SELECT id FROM parent"))
        connection.execute(text("DROP TABLE parent"))
        connection.execute(text("ALTER TABLE copy RENAME TO parent"))

    with pytest.raises(ConflictError, match="reference_broken"), bare_database.write() as connection:
        connection.execute(text("DELETE FROM parent"))


@on_sqlite
def test_a_rebuilding_that_leaves_a_reference_broken_is_undone(bare_database: Database) -> None:
    make_a_parent_with_a_child(bare_database)

    with pytest.raises(ConflictError, match="reference_broken"), bare_database.reshape() as connection:
        connection.execute(text("DELETE FROM parent"))

    with bare_database.read() as connection:
        assert connection.execute(text("SELECT id FROM parent")).scalars().all() == [1]


def test_when_all_connections_are_in_use_the_database_is_unavailable(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.sql.database._OVERFLOW", 1)
    database = Database(database_url, pool_size=1, patience=timedelta(milliseconds=100))

    with database.read(), database.read():
        with pytest.raises(UnavailableError, match="database_unavailable"), database.read():
            pass
        with pytest.raises(UnavailableError, match="database_unavailable"), database.write():
            pass

    with database.read():
        pass
    database.dispose()


@pytest.fixture
def new_file(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another process that has made the file of a database and holds it."""
    connection = sqlite3.connect(tmp_path / "new.db", check_same_thread=False, isolation_level=None)
    connection.execute("CREATE TABLE other (id INTEGER)")
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_of_two_that_open_a_new_file_one_waits_for_the_other(new_file: sqlite3.Connection, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}", patience=timedelta(minutes=1))
    letting_go = threading.Timer(0.2, new_file.execute, ["COMMIT"])
    letting_go.start()

    with database.write() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()

    letting_go.join()
    database.dispose()
    assert mode == "wal"


def test_a_new_file_that_stays_busy_makes_the_database_unavailable(
    new_file: sqlite3.Connection, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.db'}", patience=timedelta(milliseconds=50))

    with pytest.raises(UnavailableError, match="database_unavailable"), database.read():
        pass

    database.dispose()
    assert new_file.in_transaction


@pytest.mark.postgres
def test_a_text_that_postgres_cannot_keep_is_wrong_input(postgres: PostgresServer) -> None:
    database = Database(postgres.url("house"))

    with pytest.raises(InvalidInputError), database.read() as connection:
        connection.execute(text("SELECT CAST(:words AS TEXT)"), {"words": "Ann\0a"})

    database.dispose()
