"""A house full of shared results, put in by bulk: filling is not what is measured, so it is kept for the next time."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Table, insert, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from adapters.sql.database import Database
from adapters.sql.results.tables import result, result_name
from adapters.sql.tables import metadata
from adapters.sql.unit import open_unit_on
from adapters.sql.verification.places import name_anew
from adapters.sql.verification.search_tables import result_place, share_name, share_search, share_tally
from adapters.sql.verification.tables import share
from adapters.sql.verification.tallies import count_anew
from bench.filling import NOW
from bench.verification_people import EXAMS, FIRST_DAY, Sat, centres, cities, sat
from bench.work import SettableClock
from core.access.model import Organisation, OrganisationKind, Person
from core.catalogue.marking import Band, Marking, Scale
from core.catalogue.model import Exam, ExamCode
from core.results.model import sort_id
from core.results.reference import check_character
from core.shared.ids import OrganisationId, PersonId
from core.verification.model.recognising import RecognisingOrganisation
from core.verification.model.registration import InstitutionKind, OrganisationDetails
from core.verification.model.sharing import ALL_FIELDS, Field
from tests.databases import PostgresServer

ONE, OTHERS = 1_000_000, 9_000_000
"""Results shared with the one organisation, and in the large house as many with others."""
READER = PersonId(UUID(int=7))
UNIVERSITY = OrganisationId(UUID(int=(0x0190 << 112) + 1))
_OTHERS = [OrganisationId(UUID(int=(0x0190 << 112) + 2 + place)) for place in range(200)]
_CENTRE = 0x018F << 112
_FILLED: tuple[Table, ...] = (result, result_name, share, share_search, share_name)
_SOME = 20_000
_SCALE = Scale(name="Scale", lowest=140, highest=190, bands=(Band(grade="B", lowest=140, highest=190, cefr="B2"),))
_POSTGRES = make_url("postgresql+psycopg://").get_dialect()()
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_BORN = 0x0195_0000_0000
"""Milliseconds in the ids of the first result; every other one is made a second later."""

# Any: the values of a row have as many types as its columns.
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many results one organisation has, and how many all others have together."""

    one: int
    others: int

    @property
    def name(self) -> str:
        shaped = (*_FILLED, share_tally)
        tables = "".join(str(CreateTable(table).compile(dialect=_POSTGRES)) for table in shaped)
        indexes = sorted(
            str(CreateIndex(index).compile(dialect=_POSTGRES)) for table in _FILLED for index in table.indexes
        )
        shape = hashlib.sha256((tables + "".join(indexes)).encode()).hexdigest()[:8]
        return f"shared_{self.one}_{self.others}_{shape}"


def _id(kind: int, place: int) -> UUID:
    """Version 7, in the order of the places, and as scattered at its end as a real one."""
    scattered = (place * 0x9E37_79B9_7F4A_7C15 + kind) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(_BORN + place * 1000 + kind) << 80 | 0x7 << 76 | 2 << 62 | scattered)


def result_id(place: int) -> UUID:
    return _id(1, place)


def share_id(place: int) -> UUID:
    return _id(2, place)


def centre_id(number: int) -> OrganisationId:
    return OrganisationId(UUID(int=_CENTRE + number))


def number_of(place: int) -> str:
    return f"N{place * 7919 % 10**9:09}"


def email_of(place: int) -> str:
    return f"candidate.{place * 104729 % 10**9}@example.org"


def reference_of(place: int) -> str:
    rest, body = place * 0x9E37_79B9_7F4B % 31**11, ""
    for _ in range(11):
        rest, digit = divmod(rest, 31)
        body += _LETTERS[digit]
    return body + check_character(body)


def fill(url: str, size: Size) -> None:
    """The tables, those whom all results refer to, and the results, in the order in which they were shared."""
    database = Database(url)
    with database.write() as connection:
        metadata.create_all(connection)
    _settle(database)
    database.dispose()
    (_fill_sqlite if url.startswith("sqlite") else _fill_postgres)(url, size)
    _count(database)


def _settle(database: Database) -> None:
    marking = Marking(components=("Reading", "Writing"), scale=_SCALE)
    with open_unit_on(database, SettableClock())() as unit:
        for code in EXAMS:
            unit.exams.put(
                Exam(
                    code=ExamCode(code),
                    name=f"Exam {code}",
                    level="B2",
                    papers=("Reading",),
                    has_speaking=False,
                    marking=marking,
                )
            )
        unit.people.add(Person(id=READER, name="Robin Reader", email="reader@example.org", time_zone="UTC"))
        for centre in centres():
            unit.organisations.add(
                _organisation(centre_id(centre.number), centre.name, f"C{centre.number}", OrganisationKind.TEST_CENTRE)
            )
        for place, organisation_id in enumerate((UNIVERSITY, *_OTHERS)):
            name, kind = f"University {place}", OrganisationKind.RECOGNISING_ORGANISATION
            details = OrganisationDetails(name=name, kind=InstitutionKind.UNIVERSITY, city="Aldermoor", country="GB")
            unit.organisations.add(_organisation(organisation_id, name, f"R{place}", kind))
            unit.recognising_organisations.add(RecognisingOrganisation(id=organisation_id, details=details))
        unit.commit()
    places = [{"id": city.id, "name_key": city.name.casefold()} for city in cities()]
    with database.write() as connection:
        connection.execute(insert(result_place), places)
        name_anew(connection)


def _count(database: Database) -> None:
    with database.write() as connection:
        count_anew(connection)
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE share_tally")
    database.dispose()


def _organisation(organisation_id: OrganisationId, name: str, number: str, kind: OrganisationKind) -> Organisation:
    return Organisation(id=organisation_id, kind=kind, name=name, number=number, time_zone="UTC")


def _owner(place: int, size: Size) -> OrganisationId:
    """Spread evenly: what the one organisation has lies between what others have."""
    every = (size.one + size.others) // size.one
    return UNIVERSITY if place % every == 0 else _OTHERS[place % len(_OTHERS)]


def _fields(place: int) -> frozenset[Field]:
    """Of one share in ten some are left out."""
    return ALL_FIELDS - {Field.DATE_OF_BIRTH, Field.EMAIL} if place % 10 == 9 else ALL_FIELDS


def rows(size: Size) -> Iterator[dict[str, list[Values]]]:
    """The rows of each table as its columns are ordered, some thousands at a time."""
    number = size.one + size.others
    some: dict[str, list[Values]] = {table.name: [] for table in _FILLED}
    for place, one in enumerate(sat(number)):
        _add(some, place, one, _owner(place, size))
        if (place + 1) % _SOME == 0 or place + 1 == number:
            yield some
            some = {table.name: [] for table in _FILLED}


_STORED_FIELDS = {fields: sorted(field.value for field in fields) for fields in (_fields(0), _fields(9))}


def _add(some: dict[str, list[Values]], place: int, one: Sat, owner: OrganisationId) -> None:
    taken_on = FIRST_DAY + timedelta(days=one.day)
    sid, fields, shared_at = sort_id(taken_on, place), _fields(place), NOW - timedelta(seconds=20_000_000 - place)
    expires_at = NOW + timedelta(days=place % 300 + 1) if place % 50 == 7 else None
    if place % 50_000 == 0:
        # Over, and not yet taken out by the clockwork.
        expires_at = NOW - timedelta(minutes=1)
    number, email, centre = number_of(place), email_of(place), centre_id(one.centre.number)
    some["result"].append(
        (
            result_id(place),
            sid,
            reference_of(place),
            one.exam,
            taken_on,
            centre,
            one.centre.city.name,
            number,
            one.given,
            one.family,
            one.born,
            email,
            number.casefold(),
            one.folded,
            email,
            [["Reading", one.overall], ["Writing", one.overall]],
            one.overall,
            "B",
            "B2",
            "final",
            NOW - timedelta(days=1),
            NOW - timedelta(days=1),
            None,
            0,
        )
    )
    words = sorted(set(one.folded.split()))
    some["result_name"] += [(word, sid, one.folded, one.exam) for word in words]
    some["share"].append(
        (
            share_id(place),
            result_id(place),
            owner,
            READER,
            _STORED_FIELDS[fields],
            shared_at,
            expires_at,
            None,
            None,
            0,
            f"University {owner}",
        )
    )
    key, shows_all = f" {one.folded}", fields is ALL_FIELDS
    where = (one.exam, centre, one.centre.city.id)
    some["share_search"].append(
        (
            owner,
            sid,
            share_id(place),
            shared_at,
            expires_at,
            True,
            *where,
            key,
            one.born if shows_all else None,
            number.casefold(),
            email if shows_all else None,
        )
    )
    some["share_name"] += [(owner, word, sid, key, *where) for word in words]


def _stored(table: Table, values: Sequence[Values], dialect: Any) -> list[Values]:
    """As the driver takes them. Any: SQLAlchemy's dialects have no common type that says so."""
    ways = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.columns]
    changed = [place for place, way in enumerate(ways) if way is not None]
    made = []
    for row in values:
        stored = list(row)
        for place in changed:
            stored[place] = ways[place](stored[place])  # type: ignore[misc]  # none of these is None
        made.append(tuple(stored))
    return made


def _fill_sqlite(url: str, size: Size) -> None:
    """Rows whose place in the file is their key are sorted before they are put in."""
    dialect = sqlite.dialect()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "temp_store = FILE"):
            connection.execute(f"PRAGMA {pragma}")
        sorted_ones = [table for table in _FILLED if table.dialect_options["sqlite"]["with_rowid"] is False]
        for table in _FILLED:
            for index in table.indexes:
                connection.execute(f"DROP INDEX {index.name}")
        for table in sorted_ones:
            connection.execute(f"CREATE TEMP TABLE waiting_{table.name} AS SELECT * FROM {table.name} LIMIT 0")  # noqa: S608 (names of our own tables)
        for some in rows(size):
            connection.execute("BEGIN")
            for table in _FILLED:
                into = f"waiting_{table.name}" if table in sorted_ones else table.name
                marks = ", ".join("?" * len(table.columns))
                values = _stored(table, some[table.name], dialect)
                connection.executemany(f"INSERT INTO {into} VALUES ({marks})", values)  # noqa: S608 (names of our own tables)
            connection.execute("COMMIT")
        for table in sorted_ones:
            key = ", ".join(column.name for column in table.primary_key)
            connection.execute(f"INSERT INTO {table.name} SELECT * FROM waiting_{table.name} ORDER BY {key}")  # noqa: S608 (names of our own tables)
            connection.execute(f"DROP TABLE waiting_{table.name}")
        for table in _FILLED:
            for index in table.indexes:
                connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
        connection.execute("PRAGMA journal_mode = WAL")


def _fill_postgres(url: str, size: Size) -> None:
    dialect = _POSTGRES
    with connected(url) as connection:
        # The rows refer to what is there; looking that up millions of times takes longer than all the rest.
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '1GB'")
        for table in _FILLED:
            for index in table.indexes:
                connection.execute(f"DROP INDEX {index.name}".encode())
        for some in rows(size):
            for table in _FILLED:
                with connection.cursor().copy(f"COPY {table.name} FROM STDIN".encode()) as copy:
                    for row in _stored(table, some[table.name], dialect):
                        copy.write_row(row)
        for table in _FILLED:
            for index in table.indexes:
                connection.execute(str(CreateIndex(index).compile(dialect=dialect)).encode())
        connection.execute("VACUUM ANALYZE")


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    # Any: rows come as they are asked for.
    parts = make_url(url)
    host = str(parts.query["host"])
    with psycopg.connect(host=host, dbname=parts.database, user=parts.username, autocommit=True) as connection:
        yield connection


def _complete(url: str) -> None:
    """Other tables may have come since it was filled."""
    database = Database(url)
    with database.write() as connection:
        metadata.create_all(connection)
    database.dispose()


class Kept:
    """Where filled houses lie between two runs. They are thrown away when the shape of the tables changes."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.gettempdir()) / "hall-bench-kept"
        self._folder.mkdir(exist_ok=True)

    @contextmanager
    def sqlite(self, size: Size) -> Iterator[str]:
        file = self._folder / f"{size.name}.db"
        if not file.exists():
            half = file.with_suffix(".half")
            half.unlink(missing_ok=True)
            fill(f"sqlite:///{half}", size)
            half.rename(file)
        _complete(f"sqlite:///{file}")
        yield f"sqlite:///{file}"

    @contextmanager
    def postgres(self, size: Size) -> Iterator[str]:
        """A server of its own; on the next run it starts again with what it holds."""
        folder = self._folder / f"{size.name}.pg"
        if not (folder / "filled").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        server = PostgresServer(folder)
        try:
            if not (folder / "filled").exists():
                fill(server.create("house"), size)
                (folder / "filled").touch()
            _complete(server.url("house"))
            yield server.url("house")
        finally:
            server.stop()
