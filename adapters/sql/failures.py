"""What a database's refusal means in the platform's words."""

import sqlite3
from collections.abc import Iterator

import psycopg
from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint
from sqlalchemy.engine import ExceptionContext

from adapters.sql.schema import metadata
from core.shared.errors import ConflictError, ExamhallError, InvalidInputError, UnavailableError

_PASSING = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
    }
)
"""SQLite calls a misspelt statement an operational error as well; only these may be gone at the next try."""


def translate(context: ExceptionContext) -> ExamhallError | None:
    """A conflict or an unavailable database is raised instead of the driver's error, which stays as the cause."""
    return _meaning(context.original_exception)


def _meaning(error: BaseException) -> ExamhallError | None:
    if isinstance(error, sqlite3.IntegrityError):
        return _sqlite_conflict(error)
    if isinstance(error, psycopg.errors.UniqueViolation):
        return ConflictError(_code_of(error.diag.constraint_name or ""))
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return ConflictError("reference_broken")
    if isinstance(error, sqlite3.OperationalError):
        # Errors the driver raises on its own behalf carry no code.
        passing = getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING
        return UnavailableError("database_unavailable") if passing else None
    if isinstance(error, psycopg.OperationalError):
        return UnavailableError("database_unavailable")
    if isinstance(error, psycopg.DataError) and "NUL" in str(error):
        # Forms refuse it at its field; this is for whatever else comes in.
        return InvalidInputError.of("", "A text holds a character that cannot be kept (U+0000).")
    return None


def _sqlite_conflict(error: sqlite3.IntegrityError) -> ConflictError | None:
    """SQLite names the columns of a broken unique constraint, and nothing at all of a broken foreign key."""
    kind, _, told = str(error).partition(" constraint failed")
    if kind == "FOREIGN KEY":
        return ConflictError("reference_broken")
    if kind != "UNIQUE":
        return None
    columns = told.removeprefix(": ").split(", ")
    table = metadata.tables.get(columns[0].partition(".")[0])
    names = {column.rpartition(".")[2] for column in columns}
    for constraint in _unique_ones(table) if table is not None else ():
        if {column.name for column in constraint.columns} == names:
            return ConflictError(_conflict(constraint))
    return ConflictError("already_there")


def _code_of(name: str) -> str:
    for table in metadata.tables.values():
        for constraint in _unique_ones(table):
            if constraint.name == name:
                return _conflict(constraint)
    return "already_there"


def _unique_ones(table: Table) -> Iterator[UniqueConstraint | PrimaryKeyConstraint | Index]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint):
            yield constraint
    for index in table.indexes:
        if index.unique:
            yield index


def _conflict(constraint: UniqueConstraint | PrimaryKeyConstraint | Index) -> str:
    return str(constraint.info.get("conflict", "already_there"))
