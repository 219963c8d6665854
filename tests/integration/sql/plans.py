"""How a database goes about a statement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import psycopg

from adapters.sql.database import Database


def dear_steps(database: Database, sent: list[tuple[str, Any]]) -> list[str]:
    """On SQLite, the steps of these statements that walk a whole table or index, or sort what they found."""
    steps = [step for statement, parameters in sent for step in _plan(database, statement, parameters)]
    return [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step]


# Any: the parameters as the driver was given them.
def _plan(database: Database, statement: str, parameters: Any) -> list[str]:
    with database.read() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row.detail for row in rows]


def told(database: Database, sent: Sequence[tuple[str, Any]]) -> str:
    """The plans of these statements in the words of the database, those of PostgreSQL as it keeps them."""
    plans = (
        _plan(database, *one) if database.is_sqlite else [row[0] for row in _kept(database, one[0])] for one in sent
    )
    return "\n".join(step for plan in plans for step in plan)


def _kept(database: Database, statement: str) -> Sequence[Any]:
    """The plan for all values."""
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", statement)))
    numbered = re.sub(r"%\((\w+)\)s", lambda found: f"${names.index(found[1]) + 1}", statement)
    with database.read() as connection:
        # Three thousand rows are read as fast as an index; a million are not.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        return driver.execute(f"EXPLAIN (GENERIC_PLAN) {numbered}".encode(), prepare=False).fetchall()


def give_figures(database: Database) -> None:
    """Those about its tables that PostgreSQL plans by, and otherwise gathers in time."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
