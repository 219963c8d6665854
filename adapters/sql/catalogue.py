"""Exams and venues: their tables, repositories and reader."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    Table,
    Text,
    bindparam,
    false,
    select,
)

from adapters.sql.database import Database
from adapters.sql.schema import Id, Json, metadata
from adapters.sql.tracking import Mapping, Row, TrackedRows
from adapters.sql.upsert import NewInsert, Upsert
from core.access.model import Scope
from core.catalogue.marking import Band, Marking, Scale
from core.catalogue.model import Exam, ExamCode, Venue, VenueId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.text import fold_name

exam = Table(
    "exam",
    metadata,
    Column("code", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("papers", Json, nullable=False),
    Column("has_speaking", Boolean, nullable=False),
    Column("marking", Json),
    Column("has_photo", Boolean, nullable=False, server_default=false()),
    Column("in_use", Boolean, nullable=False),
)

venue = Table(
    "venue",
    metadata,
    Column("id", Id, primary_key=True),
    Column("centre_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("in_use", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "centre_id"),
)


def _exam_row(exam: Exam) -> Row:
    return {
        "code": exam.code,
        "name": exam.name,
        "folded_name": fold_name(exam.name),
        "level": exam.level,
        "papers": list(exam.papers),
        "has_speaking": exam.has_speaking,
        "marking": _marking_document(exam.marking),
        "has_photo": exam.has_photo,
        "in_use": exam.in_use,
    }


def _exam(row: RowMapping) -> Exam:
    return Exam(
        code=row["code"],
        name=row["name"],
        level=row["level"],
        papers=tuple(row["papers"]),
        has_speaking=row["has_speaking"],
        marking=marking_of(row["marking"]),
        has_photo=row["has_photo"],
        in_use=row["in_use"],
    )


# Any: a document has members of many types.
def _marking_document(marking: Marking | None) -> dict[str, Any] | None:
    if marking is None:
        return None
    scale = marking.scale
    return {
        "components": list(marking.components),
        "shields": marking.shields,
        "scale": scale
        and {
            "name": scale.name,
            "lowest": scale.lowest,
            "highest": scale.highest,
            "bands": [[band.grade, band.lowest, band.highest, band.cefr] for band in scale.bands],
        },
    }


@lru_cache(maxsize=256)
def marking_in(stored: str | None) -> Marking | None:
    """Of the document as it is stored. Every row of a list of results has one, and there are as many as exams: reading
    them each time takes a good part of a long download."""
    return None if stored is None else marking_of(json.loads(stored))


def marking_of(document: dict[str, Any] | None) -> Marking | None:
    if document is None:
        return None
    scale = document["scale"]
    return Marking(
        components=tuple(document["components"]),
        shields=document["shields"],
        scale=scale
        and Scale(
            name=scale["name"],
            lowest=scale["lowest"],
            highest=scale["highest"],
            bands=tuple(
                Band(grade=grade, lowest=lowest, highest=highest, cefr=cefr)
                for grade, lowest, highest, cefr in scale["bands"]
            ),
        ),
    )


def _venue_row(venue: Venue) -> Row:
    return {
        "id": venue.id,
        "centre_id": venue.centre_id,
        "name": venue.name,
        "address": venue.address,
        "city": venue.city,
        "country": venue.country,
        "in_use": venue.in_use,
        "version": venue.version,
    }


def _venue(row: RowMapping) -> Venue:
    return Venue(
        id=row["id"],
        centre_id=row["centre_id"],
        name=row["name"],
        address=row["address"],
        city=row["city"],
        country=row["country"],
        in_use=row["in_use"],
        version=row["version"],
    )


_VENUES = Mapping(venue, to_row=_venue_row, to_domain=_venue)
_EXAM = select(exam).where(exam.c.code == bindparam("wanted"))
_ALL_EXAMS = select(exam)
_VENUE = select(venue).where(venue.c.id == bindparam("id"))
_VENUE_IN_SCOPE = _VENUE.where(venue.c.centre_id == bindparam("centre"))
_VENUES_OF = select(venue).where(venue.c.centre_id == bindparam("centre"))


# Any: the construct of each database has its own type.
def _put(insert: NewInsert) -> Any:
    new = insert(exam)
    replaced = {column.name: new.excluded[column.name] for column in exam.c if column.name != "code"}
    return new.on_conflict_do_update(index_elements=[exam.c.code], set_=replaced)


_PUT = Upsert(_put)


class SqlExams:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, exam: Exam) -> bool:
        if self._find(exam.code) == exam:
            return False
        self._connection.execute(_PUT.on(self._connection), _exam_row(exam))
        return True

    def get(self, code: ExamCode) -> Exam:
        found = self._find(code)
        if found is None:
            raise NotFoundError("exam", exam=code)
        return found

    def _find(self, code: ExamCode) -> Exam | None:
        row = self._connection.execute(_EXAM, {"wanted": code}).mappings().one_or_none()
        return _exam(row) if row else None


class SqlVenues:
    def __init__(self, connection: Connection) -> None:
        self._rows = TrackedRows(connection, _VENUES)

    def add(self, venue: Venue) -> None:
        self._rows.add(venue)

    def get(self, venue_id: VenueId, scope: Scope, *, for_update: bool = False) -> Venue:
        query = _VENUE if scope.organisation_id is None else _VENUE_IN_SCOPE
        values = {"id": venue_id, "centre": scope.organisation_id}
        found = self._rows.one(query, values, for_update=for_update)
        if found is None:
            raise NotFoundError("venue", venue=venue_id)
        return found

    def flush(self) -> None:
        self._rows.flush()


class SqlCatalogueReader:
    """Both lists are short, and sorted here, by their names as names are compared."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def exams(self, *, in_use: bool | None = None) -> Sequence[Exam]:
        query = _ALL_EXAMS if in_use is None else _ALL_EXAMS.where(exam.c.in_use == in_use)
        with self._database.read() as connection:
            found = [_exam(row) for row in connection.execute(query).mappings()]
        return sorted(found, key=lambda one: (fold_name(one.name), one.code))

    def venues(self, centre_id: OrganisationId) -> Sequence[Venue]:
        with self._database.read() as connection:
            found = [_venue(row) for row in connection.execute(_VENUES_OF, {"centre": centre_id}).mappings()]
        return sorted(found, key=lambda one: (not one.in_use, fold_name(one.name), one.id))
