"""Log-ins and set-password links. Both change by statements: nothing about them needs an entity to be held."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, or_, select, update

from adapters.sql.access.tables import log_in, password_link
from adapters.sql.tracking import Row
from adapters.sql.upsert import NewInsert, Upsert
from core.access.model import LogIn, PasswordLink
from core.shared.ids import OrganisationId, PersonId


def to_row(entity: LogIn) -> Row:
    return {
        "digest": entity.digest,
        "person_id": entity.person_id,
        "organisation_id": entity.organisation_id,
        "started_at": entity.started_at,
        "seen_at": entity.seen_at,
        "origin": entity.origin,
        "device": entity.device,
    }


def to_domain(row: RowMapping) -> LogIn:
    return LogIn(**row)


def link_to_row(link: PasswordLink) -> Row:
    return {"digest": link.digest, "person_id": link.person_id, "expires_at": link.expires_at}


def link_to_domain(row: RowMapping) -> PasswordLink:
    return PasswordLink(**row)


_ADD = insert(log_in)
_GET = select(log_in).where(log_in.c.digest == bindparam("digest"))
_THIS = log_in.c.digest == bindparam("this")
_TOUCH = update(log_in).where(_THIS).values(seen_at=bindparam("seen_at"))
_SWITCH = update(log_in).where(_THIS).values(organisation_id=bindparam("organisation_id"))
_END = delete(log_in).where(_THIS)
_END_ALL = delete(log_in).where(log_in.c.person_id == bindparam("whose"), log_in.c.digest != bindparam("but"))
_FORGET = delete(log_in).where(
    or_(log_in.c.seen_at < bindparam("seen_before"), log_in.c.started_at < bindparam("started_before"))
)


class SqlLogIns:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, log_in: LogIn) -> None:
        self._connection.execute(_ADD, to_row(log_in))

    def get(self, digest: str) -> LogIn | None:
        row = self._connection.execute(_GET, {"digest": digest}).mappings().one_or_none()
        return to_domain(row) if row else None

    def touch(self, digest: str, *, seen_at: datetime) -> None:
        self._connection.execute(_TOUCH, {"this": digest, "seen_at": seen_at})

    def switch(self, digest: str, *, to: OrganisationId) -> None:
        self._connection.execute(_SWITCH, {"this": digest, "organisation_id": to})

    def end(self, digest: str) -> None:
        self._connection.execute(_END, {"this": digest})

    def end_all_of(self, person_id: PersonId, *, but: str | None = None) -> int:
        return self._connection.execute(_END_ALL, {"whose": person_id, "but": but or ""}).rowcount

    def forget_before(self, *, seen_before: datetime, started_before: datetime) -> int:
        values = {"seen_before": seen_before, "started_before": started_before}
        return self._connection.execute(_FORGET, values).rowcount


def _put(insert_into: NewInsert) -> object:
    new = insert_into(password_link)
    return new.on_conflict_do_update(
        index_elements=[password_link.c.person_id],
        set_={"digest": new.excluded.digest, "expires_at": new.excluded.expires_at},
    )


_PUT = Upsert(_put)
_TAKE = delete(password_link).where(password_link.c.digest == bindparam("this")).returning(*password_link.c)
_FIND = select(password_link).where(password_link.c.digest == bindparam("digest"))


class SqlPasswordLinks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, link: PasswordLink) -> None:
        self._connection.execute(_PUT.on(self._connection), link_to_row(link))

    def take(self, digest: str) -> PasswordLink | None:
        row = self._connection.execute(_TAKE, {"this": digest}).mappings().one_or_none()
        return link_to_domain(row) if row else None

    def find(self, digest: str) -> PasswordLink | None:
        row = self._connection.execute(_FIND, {"digest": digest}).mappings().one_or_none()
        return link_to_domain(row) if row else None
