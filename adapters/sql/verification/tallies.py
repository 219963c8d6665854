"""How many shares an organisation has of each word, exam, centre and city, kept in step with its shares."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete

from adapters.sql.tracking import batches
from adapters.sql.upsert import AnyInsert, NewInsert, Upsert
from adapters.sql.verification.search_tables import share_tally


class Tallied(StrEnum):
    """What is counted. Of all there is one count, whose term is empty."""

    ALL = "all"
    CENTRE = "centre"
    EXAM = "exam"
    PLACE = "place"
    WORD = "word"


Key = tuple[UUID, Tallied, str]
"""Whose, of what, and which of them."""

_GONE = delete(share_tally).where(
    share_tally.c.organisation_id == bindparam("of_organisation"),
    share_tally.c.criterion == bindparam("of_criterion"),
    share_tally.c.term == bindparam("of_term"),
    share_tally.c.shares == 0,
)
_COUNTED = {
    Tallied.ALL: ("''", "share_search"),
    Tallied.CENTRE: ("centre_id", "share_search"),
    Tallied.EXAM: ("exam_code", "share_search"),
    Tallied.PLACE: ("place_id", "share_search"),
    Tallied.WORD: ("word", "share_name"),
}
_CENTRE = {"sqlite": "lower(hex({column}))", "postgresql": "replace(CAST({column} AS TEXT), '-', '')"}


def _count(insert_into: NewInsert) -> AnyInsert:
    new = insert_into(share_tally)
    return new.on_conflict_do_update(
        index_elements=[share_tally.c.organisation_id, share_tally.c.criterion, share_tally.c.term],
        set_={"shares": share_tally.c.shares + new.excluded.shares},
    )


_ADD = Upsert(_count)


# Any: of what is counted, the ids of places are numbers and those of centres are UUIDs.
def terms(row: Mapping[str, Any]) -> Iterator[tuple[Tallied, str]]:
    """What a row of `share_search` counts for."""
    yield Tallied.ALL, ""
    yield Tallied.CENTRE, row["centre_id"].hex
    yield Tallied.EXAM, row["exam_code"]
    yield Tallied.PLACE, str(row["place_id"])
    for word in set(row["name_key"].split()):
        yield Tallied.WORD, word


def term_of(dialect: str, criterion: Tallied, column: str) -> str:
    """What a column counts for, in SQL."""
    if criterion is Tallied.CENTRE:
        return _CENTRE[dialect].format(column=column)
    return f"CAST({column} AS TEXT)" if criterion is Tallied.PLACE else column


class Tallies:
    """The changes of one unit. They are written at its end, in one order for all units, so that no two of them wait for
    each other."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changes: Counter[Key] = Counter()

    def add(self, row: Mapping[str, Any]) -> None:
        self._changes.update((row["organisation_id"], *term) for term in terms(row))

    def subtract(self, row: Mapping[str, Any]) -> None:
        self._changes.subtract((row["organisation_id"], *term) for term in terms(row))

    def flush(self) -> None:
        changes = sorted((key, change) for key, change in self._changes.items() if change)
        self._changes.clear()
        for some in batches(changes):
            self._connection.execute(_ADD.on(self._connection), [_row(key, change) for key, change in some])
        # A word of a name must not outlast the shares that had it.
        for gone in batches([_key(key) for key, change in changes if change < 0]):
            self._connection.execute(_GONE, gone)


def _row(key: Key, change: int) -> dict[str, object]:
    organisation_id, criterion, term = key
    return {"organisation_id": organisation_id, "criterion": criterion.value, "term": term, "shares": change}


def _key(key: Key) -> dict[str, object]:
    organisation_id, criterion, term = key
    return {"of_organisation": organisation_id, "of_criterion": criterion.value, "of_term": term}


def wrong(connection: Connection) -> Sequence[tuple[UUID, str, int]]:
    """Of which organisations and criteria how many counts are not what the rows say."""
    stored = "SELECT organisation_id, criterion, term, shares FROM share_tally"
    true = f"SELECT * FROM ({_true(connection)}) AS t"  # noqa: S608 (nothing typed is in it)
    text = f"""SELECT organisation_id, criterion, count(DISTINCT term) FROM (
            SELECT * FROM ({stored} EXCEPT {true}) a UNION ALL SELECT * FROM ({true} EXCEPT {stored}) b
        ) AS differing GROUP BY organisation_id, criterion ORDER BY organisation_id, criterion"""  # noqa: S608 (as above)
    rows = connection.exec_driver_sql(text).all()
    return [(UUID(bytes=row[0]) if isinstance(row[0], bytes) else row[0], row[1], row[2]) for row in rows]


def count_anew(connection: Connection) -> None:
    connection.execute(delete(share_tally))
    connection.exec_driver_sql(
        f"INSERT INTO share_tally (organisation_id, criterion, term, shares) {_true(connection)}"
    )


def _true(connection: Connection) -> str:
    """All counts, as the rows that are searched say them."""
    dialect = connection.dialect.name
    return " UNION ALL ".join(
        f"SELECT organisation_id, '{criterion}' AS criterion, {term_of(dialect, criterion, column)} AS term,"  # noqa: S608 (as above)
        f" count(*) AS shares FROM {table} GROUP BY 1, 2, 3"
        for criterion, (column, table) in _COUNTED.items()
    )
