"""Whether results are found by the words of their names, and by no others."""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import Connection, delete, func, insert, select

from adapters.sql.results.mappings import word_rows
from adapters.sql.results.tables import result, result_name
from adapters.sql.tracking import BATCH, Row

_STREAMED = 5000
_RESULTS = select(result.c.sid, result.c.name_key, result.c.exam_code).order_by(result.c.sid)


def differences(connection: Connection) -> Iterator[str]:
    """What is missing is looked up word by word, and what is too much shows in the number: no side has to be sorted."""
    true = 0
    for some in _true(connection):
        true += len(some)
        sids = {row["sid"] for row in some}
        words = {row["word"] for row in some}
        query = select(result_name).where(result_name.c.word.in_(words), result_name.c.sid.in_(sids))
        stored = {tuple(row) for row in connection.execute(query)}
        for sid in sorted({row["sid"] for row in some if tuple(row.values()) not in stored}):
            yield f"result_name {sid}: is not found by a word of its name"
    number = connection.execute(select(func.count()).select_from(result_name)).scalar_one()
    if number > true:
        yield f"result_name: {number - true} words are of no result"


def rebuild(connection: Connection) -> None:
    connection.execute(delete(result_name))
    for some in _true(connection):
        connection.execute(insert(result_name), some)


def _true(connection: Connection) -> Iterator[list[Row]]:
    with connection.execute(_RESULTS, execution_options={"yield_per": _STREAMED}) as results:
        rows = (word for row in results.mappings() for word in word_rows(row))
        while some := list(islice(rows, BATCH)):
            yield some
