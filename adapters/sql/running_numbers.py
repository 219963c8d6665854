"""Numbers that run on, each series by its name."""

from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Table, Text, bindparam

from adapters.sql.schema import metadata
from adapters.sql.upsert import NewInsert, Upsert

running_number = Table(
    "running_number",
    metadata,
    Column("series", Text, primary_key=True),
    # How many are taken.
    Column("taken", BigInteger, nullable=False),
)


# Any: the construct of each database has its own type.
def _take(insert: NewInsert) -> Any:
    new = insert(running_number).values(series=bindparam("of_series"), taken=bindparam("count"))
    return new.on_conflict_do_update(
        index_elements=[running_number.c.series], set_={"taken": running_number.c.taken + new.excluded.taken}
    ).returning(running_number.c.taken)


_TAKE = Upsert(_take)


def take_numbers(connection: Connection, series: str, count: int) -> range:
    """The next so many, from 0 on. Whoever else takes some of the series waits until this transaction is over; when it
    is undone, they are given out again."""
    taken = connection.execute(_TAKE.on(connection), {"of_series": series, "count": count}).scalar_one()
    return range(taken - count, taken)
