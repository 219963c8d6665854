"""The same row writes by the driver alone: what the database itself costs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy import Connection, event, make_url

from adapters.sql.database import PRAGMAS, Database


@dataclass(frozen=True, slots=True)
class Write:
    """A statement as the driver was given it. Any: each driver has parameters of its own shape."""

    statement: str
    parameters: Any
    many: bool


Transaction = list[Write]


@contextmanager
def recorded(database: Database) -> Iterator[list[Transaction]]:
    """Every committed transaction that wrote something in the block, without its reads."""
    done: list[Transaction] = []
    open_one: Transaction = []

    def note(_: Connection, __: object, statement: str, parameters: Any, ___: object, many: bool) -> None:
        if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
            open_one.append(Write(statement, parameters, many))

    def keep(_: Connection) -> None:
        if open_one:
            done.append(list(open_one))
        open_one.clear()

    def forget(_: Connection) -> None:
        open_one.clear()

    listeners: dict[str, Callable[..., None]] = {"before_cursor_execute": note, "commit": keep, "rollback": forget}
    for name, listener in listeners.items():
        event.listen(database.engine, name, listener)
    try:
        yield done
    finally:
        for name, listener in listeners.items():
            event.remove(database.engine, name, listener)


def replay(url: str, *phases: list[Transaction]) -> list[float]:
    """Write it all again on one connection, in the same transactions and batches; the seconds of each phase."""
    return _on_sqlite(url, phases) if url.startswith("sqlite") else _on_postgres(url, phases)


def _on_sqlite(url: str, phases: tuple[list[Transaction], ...]) -> list[float]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        cursor, times = connection.cursor(), []
        for phase in phases:
            begun = perf_counter()
            for transaction in phase:
                cursor.execute("BEGIN IMMEDIATE")
                for write in transaction:
                    _write(cursor, write)
                cursor.execute("COMMIT")
            times.append(perf_counter() - begun)
    return times


def _on_postgres(url: str, phases: tuple[list[Transaction], ...]) -> list[float]:
    parts = make_url(url)
    host, times = str(parts.query["host"]), []
    with psycopg.connect(host=host, dbname=parts.database, user=parts.username) as connection:
        cursor = connection.cursor()
        for phase in phases:
            begun = perf_counter()
            for transaction in phase:
                for write in transaction:
                    _write(cursor, write)
                connection.commit()
            times.append(perf_counter() - begun)
    return times


def _write(cursor: Any, write: Write) -> None:
    if write.many:
        cursor.executemany(write.statement, write.parameters)
        return
    cursor.execute(write.statement, write.parameters)
    if cursor.description:
        cursor.fetchall()
