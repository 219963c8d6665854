"""The audit trail: its records, its remembered head, how records are added and read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    RowMapping,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)

from adapters.sql.database import Database
from adapters.sql.paging import page_of, read_cursor, write_cursor
from adapters.sql.schema import Json, UTCDateTime, metadata
from adapters.sql.upsert import Upsert
from core.audit.model import AuditRecord, ChainHead
from core.shared.paging import Page, PageRequest

audit_record = Table(
    "audit_record",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("at", UTCDateTime, nullable=False),
    Column("action", String(80), nullable=False),
    Column("by", String, nullable=False),
    Column("on", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("facts", Json, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""One row, the end of the chain. Locking it gives the chain one writer at a time."""

_ONLY = 1
_HEAD = select(audit_head.c.sequence, audit_head.c.digest).where(audit_head.c.id == _ONLY)
_LOCKED_HEAD = _HEAD.with_for_update()
_FIRST_HEAD = Upsert(lambda insert_into: insert_into(audit_head).on_conflict_do_nothing())
_MOVE_HEAD = update(audit_head).where(audit_head.c.id == _ONLY)
_ADD = insert(audit_record)
_WALK = select(audit_record).order_by(audit_record.c.sequence)
_LATEST = (
    select(audit_record)
    .where(audit_record.c.sequence < bindparam("before"))
    .order_by(audit_record.c.sequence.desc())
    .limit(bindparam("size"))
)
_PAST_THE_END = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What a unit will add to the trail when it commits."""

    at: datetime
    action: str
    by: str
    on: str
    origin: str
    facts: Mapping[str, str]


def append_to_trail(connection: Connection, noted: Sequence[Noted]) -> None:
    """Chain these behind the head. Called last before the commit: from here to it nobody else can append."""
    if not noted:
        return
    head = _lock_head(connection)
    rows = []
    for note in noted:
        record = AuditRecord.following(
            head, at=note.at, action=note.action, by=note.by, on=note.on, origin=note.origin, facts=note.facts
        )
        head = ChainHead(sequence=record.sequence, digest=record.digest)
        rows.append(_to_row(record))
    connection.execute(_ADD, rows)
    connection.execute(_MOVE_HEAD, {"sequence": head.sequence, "digest": head.digest})


def _lock_head(connection: Connection) -> ChainHead:
    found = connection.execute(_LOCKED_HEAD).one_or_none()
    if found is None:
        connection.execute(_FIRST_HEAD.on(connection), {"id": _ONLY, "sequence": 0, "digest": ChainHead().digest})
        found = connection.execute(_LOCKED_HEAD).one()
    return ChainHead(sequence=found.sequence, digest=found.digest)


def _to_row(record: AuditRecord) -> dict[str, object]:
    return {
        "sequence": record.sequence,
        "at": record.at,
        "action": record.action,
        "by": record.by,
        "on": record.on,
        "origin": record.origin,
        "facts": dict(record.facts),
        "previous": record.previous,
        "digest": record.digest,
    }


def _to_domain(row: RowMapping) -> AuditRecord:
    return AuditRecord(**row)


class SqlAuditTrail:
    def __init__(self, *, database: Database) -> None:
        self._database = database

    def walk(self) -> Iterator[AuditRecord]:
        with self._database.read() as connection:
            streamed = connection.execution_options(stream_results=True, yield_per=1000)
            for row in streamed.execute(_WALK).mappings():
                yield _to_domain(row)

    def head(self) -> ChainHead:
        with self._database.read() as connection:
            found = connection.execute(_HEAD).one_or_none()
        return ChainHead(sequence=found.sequence, digest=found.digest) if found else ChainHead()

    def latest(self, page: PageRequest) -> Page[AuditRecord]:
        before = read_cursor(page.after, int)[0] if page.after else _PAST_THE_END
        with self._database.read() as connection:
            rows = connection.execute(_LATEST, {"before": before, "size": page.size + 1}).mappings().all()
        return page_of(rows, page, item=_to_domain, cursor=lambda row: write_cursor(row["sequence"]))
