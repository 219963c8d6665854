"""Deliveries of messages."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, delete, exists, select

from adapters.sql.notifications.tables import delivery
from adapters.sql.tracking import Row
from adapters.sql.upsert import NewInsert, Upsert
from core.notifications.model import (
    Delivery,
    DeliveryId,
    DeliveryState,
    MessageKind,
    Outsider,
    OutsiderKind,
    Recipient,
)
from core.shared.errors import NotFoundError
from core.shared.ids import PersonId


def to_row(entity: Delivery) -> Row:
    outsider = entity.to if isinstance(entity.to, Outsider) else None
    return {
        "id": entity.id,
        "message": entity.message,
        "kind": entity.kind.value,
        "person_id": None if outsider else entity.to,
        "outsider_kind": outsider and outsider.kind.value,
        "outsider_id": outsider and outsider.id,
        "channel": entity.channel,
        "state": entity.state.value,
        "at": entity.at,
        "attempts": entity.attempts,
        "problem": entity.problem,
    }


def to_domain(row: RowMapping) -> Delivery:
    return Delivery(
        id=row["id"],
        message=row["message"],
        kind=MessageKind(row["kind"]),
        to=_recipient(row),
        channel=row["channel"],
        state=DeliveryState(row["state"]),
        at=row["at"],
        attempts=row["attempts"],
        problem=row["problem"],
    )


def _recipient(row: RowMapping) -> Recipient:
    if row["person_id"] is not None:
        return PersonId(row["person_id"])
    return Outsider(kind=OutsiderKind(row["outsider_kind"]), id=row["outsider_id"])


def _put_delivery(insert_into: NewInsert) -> object:
    new = insert_into(delivery)
    changing = ("state", "at", "attempts", "problem")
    return new.on_conflict_do_update(
        index_elements=[delivery.c.id], set_={name: new.excluded[name] for name in changing}
    )


_KNOWS = select(exists().where(delivery.c.message == bindparam("message")))
_GET = select(delivery).where(delivery.c.id == bindparam("id"))
_PUT = Upsert(_put_delivery)
_FORGET = delete(delivery).where(delivery.c.state != DeliveryState.WAITING.value, delivery.c.at < bindparam("before"))


class SqlDeliveries:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def knows(self, message: str) -> bool:
        return bool(self._connection.execute(_KNOWS, {"message": message}).scalar_one())

    def get(self, delivery_id: DeliveryId) -> Delivery:
        row = self._connection.execute(_GET, {"id": delivery_id}).mappings().one_or_none()
        if row is None:
            raise NotFoundError("delivery", delivery=delivery_id)
        return to_domain(row)

    def put(self, delivery: Delivery) -> None:
        self._connection.execute(_PUT.on(self._connection), to_row(delivery))

    def forget_before(self, before: datetime) -> int:
        return self._connection.execute(_FORGET, {"before": before}).rowcount
