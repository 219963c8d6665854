"""The tables are made, changed and taken away by migrations alone, on both databases."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.config import Config
from sqlalchemy import CheckConstraint, Column, Connection, Integer, Table, inspect, text
from sqlalchemy.exc import DatabaseError

from adapters.sql import migrate
from adapters.sql.checking import check_read_models
from adapters.sql.database import Database
from adapters.sql.tables import metadata
from tests.integration.sql import scored
from tests.integration.sql.proctored import stored
from tests.integration.sql.verified import EMPLOYER, UNIVERSITY, give, keep_results, proposal, settle, share_of


def tables(database: Database) -> set[str]:
    with database.read() as connection:
        return set(inspect(connection).get_table_names())


def test_an_empty_database_is_brought_to_the_tables_in_the_code(bare_database: Database) -> None:
    assert migrate.current(bare_database) is None

    migrate.upgrade(bare_database)

    assert migrate.check(bare_database) is None
    assert migrate.current(bare_database) == migrate.head()
    assert tables(bare_database) == {*metadata.tables, "alembic_version"}


def test_the_way_up_can_be_gone_down_and_up_again(bare_database: Database) -> None:
    migrate.upgrade(bare_database)

    migrate.downgrade(bare_database, "base")

    assert tables(bare_database) == {"alembic_version"}
    migrate.upgrade(bare_database)
    assert migrate.check(bare_database) is None


def test_a_difference_from_the_tables_in_the_code_is_told(bare_database: Database) -> None:
    migrate.upgrade(bare_database)
    with bare_database.write() as connection:
        connection.execute(text("ALTER TABLE clockwork ADD COLUMN surprise INTEGER"))

    difference = migrate.check(bare_database)

    assert difference is not None
    assert "surprise" in difference


def test_upgrading_again_changes_nothing(bare_database: Database) -> None:
    migrate.upgrade(bare_database)
    with bare_database.write() as connection:
        connection.execute(text("INSERT INTO clockwork (kind, slot) VALUES ('testing.write', 1)"))

    migrate.upgrade(bare_database)

    with bare_database.read() as connection:
        assert connection.execute(text("SELECT slot FROM clockwork")).scalar_one() == 1


def test_processes_that_start_together_migrate_one_after_the_other(bare_database: Database) -> None:
    address = bare_database.url.render_as_string()
    # On a busy machine the one that waits may wait for longer than the house lets its users.
    databases = [Database(address, patience=timedelta(minutes=1)) for _ in range(2)]
    threads = [threading.Thread(target=migrate.upgrade, args=[database]) for database in databases]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert migrate.check(bare_database) is None
    for database in databases:
        database.dispose()


def test_tables_of_others_would_show_as_a_difference(bare_database: Database) -> None:
    migrate.upgrade(bare_database)
    with bare_database.write() as connection:
        Table("stranger", type(metadata)(), Column("id", Integer, primary_key=True)).create(connection)

    assert "stranger" in (migrate.check(bare_database) or "")


FAILING = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "{head}", None, None


def upgrade() -> None:
    op.create_table("half_done", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("clockwork") as batch_op:
        batch_op.add_column(sa.Column("surprise", sa.Integer()))
    op.execute("UPDATE clockwork SET slot = 2")
    op.execute("INSERT INTO there_is_no_such_table VALUES (1)")
"""


def test_a_migration_that_fails_leaves_nothing_behind(
    bare_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(bare_database)
    with bare_database.write() as connection:
        connection.execute(text("INSERT INTO clockwork (kind, slot) VALUES ('testing.write', 1)"))
    before, head = tables(bare_database), migrate.head()
    (tmp_path / "v9999_fail.py").write_text(FAILING.format(head=head), encoding="utf-8")
    whole = migrate._config

    def with_one_more(connection: Connection | None = None) -> Config:
        config = whole(connection)
        own = Path(migrate.__file__).parent / "migrations" / "versions"
        config.set_main_option("version_locations", f"{own}{os.pathsep}{tmp_path}")
        return config

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "_config", with_one_more)
        assert migrate.head() == "9999"
        with pytest.raises(DatabaseError):
            migrate.upgrade(bare_database)

    assert migrate.current(bare_database) == head
    assert tables(bare_database) == before
    assert migrate.check(bare_database) is None
    with bare_database.read() as connection:
        assert connection.execute(text("SELECT slot FROM clockwork")).scalar_one() == 1


def test_what_migrations_work_out_for_a_house_in_use_agrees(bare_database: Database) -> None:
    migrate.upgrade(bare_database)
    settle(bare_database)
    results = [scored.result(name, sequence=place) for place, name in enumerate(("Zoë Łęska", "Ada Bo"))]
    keep_results(bare_database, *results)
    give(bare_database, *(share_of(one) for one in results), share_of(results[0], EMPLOYER))

    migrate.downgrade(bare_database, "0008")
    migrate.upgrade(bare_database)

    assert not check_read_models(bare_database)
    with bare_database.read() as connection:
        called = connection.execute(text("SELECT shared_with FROM share")).scalars().all()
    assert sorted(called) == ["Aldermoor University", "Aldermoor University", "Brightwater Ltd"]


def test_a_proposal_that_waits_over_an_upgrade_leaves_the_website_as_it_is(bare_database: Database) -> None:
    migrate.upgrade(bare_database)
    settle(bare_database)
    with stored(bare_database) as unit:
        organisation = unit.recognising_organisations.get(UNIVERSITY, for_update=True)
        organisation.revise(replace(organisation.details, website="https://www.aldermoor.example"))
        unit.proposals.add(proposal())

    migrate.downgrade(bare_database, "0015")
    migrate.upgrade(bare_database)

    with stored(bare_database) as unit:
        waits = unit.proposals.waiting(UNIVERSITY)
        assert waits is not None
        assert waits.former.website == waits.identity.website == "https://www.aldermoor.example"


def test_the_checks_that_the_tables_declare_are_in_a_migrated_database(bare_database: Database) -> None:
    """Alembic compares no checks, so a migration that forgot one would go unnoticed."""
    migrate.upgrade(bare_database)
    declared = {
        (table.name, str(constraint.name))
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }

    with bare_database.read() as connection:
        found = {
            (table, check["name"])
            for table, _ in declared
            for check in inspect(connection).get_check_constraints(table)
        }

    assert declared - found == set()
