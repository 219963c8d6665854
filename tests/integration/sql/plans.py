"""How SQLite goes about a statement."""

from __future__ import annotations

from typing import Any

from adapters.sql.database import Database


def dear_steps(database: Database, sent: list[tuple[str, Any]]) -> list[str]:
    """The steps of these statements that walk a whole table or index, or sort what they found."""
    steps = [step for statement, parameters in sent for step in _plan(database, statement, parameters)]
    return [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step]


# Any: the parameters as the driver was given them.
def _plan(database: Database, statement: str, parameters: Any) -> list[str]:
    with database.read() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row.detail for row in rows]
