"""Databases to measure on: a pattern that is filled once, and copies of it that runs may spoil."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from adapters.sql.database import Database
from adapters.sql.tables import metadata
from tests.databases import PostgresServer, postgres_server


class Place(Protocol):
    """Where one kind of database lies."""

    name: str

    def pattern(self) -> str:
        """The address of a new database with all tables."""
        ...

    def copy(self, pattern: str) -> str:
        """The address of a copy of a database that nobody is connected to."""
        ...


class SqliteFiles:
    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def pattern(self) -> str:
        return _with_tables(f"sqlite:///{self._new_file()}")

    def copy(self, pattern: str) -> str:
        file = self._new_file()
        shutil.copy(pattern.removeprefix("sqlite:///"), file)
        return f"sqlite:///{file}"

    def _new_file(self) -> Path:
        return self._folder / f"bench-{next(self._numbers)}.db"


class PostgresDatabases:
    name = "PostgreSQL"

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._names: dict[str, str] = {}

    def pattern(self) -> str:
        return _with_tables(self._create("template0"))

    def copy(self, pattern: str) -> str:
        return self._create(self._names[pattern])

    def _create(self, template: str) -> str:
        name = f"bench_{next(self._numbers)}"
        url = self._server.create(name, template=template)
        self._names[url] = name
        return url


def _with_tables(url: str) -> str:
    database = Database(url)
    with database.write() as connection:
        metadata.create_all(connection)
    database.dispose()
    return url


@contextmanager
def places(*, with_postgres: bool) -> Iterator[list[Place]]:
    """Both kinds, on disk and as durable as in production: a commit waits for the disk."""
    with tempfile.TemporaryDirectory(prefix="hall-bench-") as folder:
        files = SqliteFiles(Path(folder))
        if not with_postgres:
            yield [files]
            return
        with postgres_server(durable=True) as server:
            yield [files, PostgresDatabases(server)]
