"""Counting attempts over all processes that share the database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, case, delete, update

from adapters.sql.access.tables import attempt
from adapters.sql.database import Database
from adapters.sql.upsert import NewInsert, Upsert

KEPT = timedelta(days=1)
"""No window is longer: rows older than this count nothing any more."""


def _hit(insert_into: NewInsert) -> object:
    new = insert_into(attempt)
    same_window = attempt.c.window_start == new.excluded.window_start
    return new.on_conflict_do_update(
        index_elements=[attempt.c.key],
        set_={"window_start": new.excluded.window_start, "number": case((same_window, attempt.c.number + 1), else_=1)},
    ).returning(attempt.c.number)


_HIT = Upsert(_hit)
_FORGET = delete(attempt).where(attempt.c.window_start < bindparam("before"))
_TAKE_BACK = (
    update(attempt)
    .where(attempt.c.key == bindparam("this"), attempt.c.window_start == bindparam("start"), attempt.c.number > 0)
    .values(number=attempt.c.number - 1)
)
_RESET = delete(attempt).where(attempt.c.key == bindparam("this"))


class SqlThrottle:
    """Every count is one statement in a transaction of its own, so attempts at the same time are all counted."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def hit(self, key: str, *, window: timedelta, now: datetime) -> int:
        if not timedelta(0) < window <= KEPT:
            raise ValueError("A window lasts longer than nothing and at most a day.")
        start = _start(now, window)
        with self._database.write() as connection:
            values = {"key": key, "window_start": start, "number": 1}
            number: int = connection.execute(_HIT.on(connection), values).scalar_one()
            if number == 1:
                # Whoever tries many keys makes many rows: the first attempt of each window takes the old ones away.
                connection.execute(_FORGET, {"before": now - 2 * KEPT})
        return number

    def take_back(self, key: str, *, window: timedelta, now: datetime) -> None:
        with self._database.write() as connection:
            connection.execute(_TAKE_BACK, {"this": key, "start": _start(now, window)})

    def reset(self, key: str) -> None:
        with self._database.write() as connection:
            connection.execute(_RESET, {"this": key})


def _start(now: datetime, window: timedelta) -> datetime:
    return now - (now - datetime.min.replace(tzinfo=UTC)) % window
