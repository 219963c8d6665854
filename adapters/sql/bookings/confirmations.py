"""The links by which candidates open their confirmations of entry."""

from sqlalchemy import Column, Connection, ForeignKey, Index, String, Table, bindparam, insert, select

from adapters.sql.database import Database
from adapters.sql.schema import Id, metadata
from core.bookings.model import EntryId

confirmation_link = Table(
    "confirmation_link",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("entry_id", Id, ForeignKey("entry.id"), nullable=False),
    Index(None, "entry_id"),
)

_ADD = insert(confirmation_link)
_BEHIND = select(confirmation_link.c.entry_id).where(confirmation_link.c.digest == bindparam("digest"))


class SqlConfirmationLinks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, digest: str, entry_id: EntryId) -> None:
        self._connection.execute(_ADD, {"digest": digest, "entry_id": entry_id})


class SqlConfirmationLinkReader:
    def __init__(self, database: Database) -> None:
        self._database = database

    def entry_behind(self, digest: str) -> EntryId | None:
        with self._database.read() as connection:
            return connection.execute(_BEHIND, {"digest": digest}).scalar_one_or_none()
