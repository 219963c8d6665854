"""Inserting what may be there already. Both databases say it alike; SQLAlchemy has a construct for each."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

AnyInsert = sqlite.Insert | postgresql.Insert
NewInsert = Callable[[Table], sqlite.Insert] | Callable[[Table], postgresql.Insert]


class Upsert:
    """A statement built once for each database from the same words."""

    def __init__(self, build: Callable[[NewInsert], Any]) -> None:
        # Any: with `returning` it is no Insert any more, and each construct has its own type for that.
        self._statements: Mapping[str, Any] = {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}

    def on(self, connection: Connection) -> Any:
        return self._statements[connection.dialect.name]
