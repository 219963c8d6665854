"""Deliveries, what people do without, and who holds a permission where."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    RowMapping,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    select,
    true,
)

from adapters.sql.access.tables import membership, organisation, person
from adapters.sql.bookings.tables import candidate
from adapters.sql.bookings.tables import entry as candidate_entry
from adapters.sql.database import Database
from adapters.sql.jobs import READY_WRITTEN_OUT, job
from adapters.sql.paging import page_of, read_cursor, write_cursor
from adapters.sql.proctoring.tables import booking_log_entry, proctor_booking, proctored_test
from adapters.sql.schema import Id, UTCDateTime, metadata
from adapters.sql.tracking import Row
from adapters.sql.upsert import NewInsert, Upsert
from core.access.model import OrganisationKind
from core.access.permissions import Permission, Role, permissions_of
from core.notifications.model import Delivery, DeliveryId, DeliveryState, MessageKind
from core.notifications.ports import DELIVER
from core.notifications.views import BookingStep, DeliveryRow
from core.proctoring.log_codes import Code
from core.proctoring.model.log import ProctorBookingId
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest
from core.shared.time import TimeWindow

delivery = Table(
    "delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    # Exactly one of the two: one of the house's people, or the candidate of an entry.
    Column("person_id", Id, ForeignKey(person.c.id)),
    Column("entry_id", Id, ForeignKey(candidate_entry.c.id)),
    Column("channel", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("problem", String, nullable=False),
    UniqueConstraint("message", "person_id", "channel", info={"conflict": "delivery_promised_twice"}),
    UniqueConstraint("message", "entry_id", "channel", info={"conflict": "delivery_promised_twice"}),
    CheckConstraint("(person_id IS NULL) <> (entry_id IS NULL)", name="recipient"),
)

message_choice = Table(
    "message_choice",
    metadata,
    Column("person_id", Id, ForeignKey(person.c.id), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("wanted", Boolean, nullable=False),
)
"""What a person has chosen; a kind that was never chosen is wanted."""


def to_row(entity: Delivery) -> Row:
    return {
        "id": entity.id,
        "message": entity.message,
        "kind": entity.kind.value,
        "person_id": entity.person_id,
        "entry_id": entity.entry_id,
        "channel": entity.channel,
        "state": entity.state.value,
        "at": entity.at,
        "attempts": entity.attempts,
        "problem": entity.problem,
    }


def to_domain(row: RowMapping) -> Delivery:
    return Delivery(**{**row, "kind": MessageKind(row["kind"]), "state": DeliveryState(row["state"])})


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


_STEP = (
    select(
        proctored_test.c.id,
        proctored_test.c.organisation_id,
        organisation.c.name,
        proctor_booking.c.title,
        proctored_test.c.window_start,
        proctored_test.c.window_end,
        proctor_booking.c.requested_by,
        booking_log_entry.c.code,
        booking_log_entry.c.parameters,
    )
    .join(proctor_booking, proctor_booking.c.id == booking_log_entry.c.booking_id)
    .join(proctored_test, proctored_test.c.id == proctor_booking.c.test_id)
    .join(organisation, organisation.c.id == proctored_test.c.organisation_id)
    .where(
        booking_log_entry.c.booking_id == bindparam("booking_id"), booking_log_entry.c.sequence == bindparam("entry")
    )
)


class SqlBookingSteps:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, booking_id: ProctorBookingId, entry: int) -> BookingStep:
        row = self._connection.execute(_STEP, {"booking_id": booking_id, "entry": entry}).mappings().one_or_none()
        if row is None:
            raise NotFoundError("booking_step", booking=booking_id, entry=entry)
        start, end = row["window_start"], row["window_end"]
        return BookingStep(
            test_id=row["id"],
            organisation_id=row["organisation_id"],
            centre=row["name"],
            title=row["title"],
            window=TimeWindow(start=start, end=end) if start else None,
            requested_by=row["requested_by"],
            code=Code(row["code"]),
            parameters=row["parameters"],
        )


def _choose(insert_into: NewInsert) -> object:
    new = insert_into(message_choice)
    return new.on_conflict_do_update(
        index_elements=[message_choice.c.person_id, message_choice.c.kind], set_={"wanted": new.excluded.wanted}
    )


_CHOOSE = Upsert(_choose)
_SWITCHED_OFF = select(message_choice.c.kind).where(
    message_choice.c.person_id == bindparam("person_id"), message_choice.c.wanted.is_(False)
)


def _switched_off(connection: Connection, person_id: PersonId) -> frozenset[MessageKind]:
    return frozenset(
        MessageKind(kind) for kind in connection.execute(_SWITCHED_OFF, {"person_id": person_id}).scalars()
    )


class SqlMessagePreferences:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def switched_off(self, person_id: PersonId) -> frozenset[MessageKind]:
        return _switched_off(self._connection, person_id)

    def switch(self, person_id: PersonId, kind: MessageKind, *, on: bool) -> None:
        values = {"person_id": person_id, "kind": kind.value, "wanted": on}
        self._connection.execute(_CHOOSE.on(self._connection), values)


_MEMBERS = (
    select(membership.c.person_id, membership.c.roles)
    .join(person, person.c.id == membership.c.person_id)
    .where(person.c.active == true())
    .order_by(membership.c.person_id)
)
_AT_CENTRE = _MEMBERS.where(membership.c.organisation_id == bindparam("organisation_id"))
_AT_AWARDING_BODY = _MEMBERS.join(organisation, organisation.c.id == membership.c.organisation_id).where(
    organisation.c.kind == OrganisationKind.AWARDING_BODY.value
)


class SqlAddressBook:
    """Roles lie in a document that is never searched inside, so all members of the one organisation are read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def at_centre(self, organisation_id: OrganisationId, permission: Permission) -> Sequence[PersonId]:
        rows = self._connection.execute(_AT_CENTRE, {"organisation_id": organisation_id}).mappings()
        return [row["person_id"] for row in rows if _may(row, permission)]

    def at_awarding_body(self, permission: Permission) -> Sequence[PersonId]:
        rows = self._connection.execute(_AT_AWARDING_BODY).mappings()
        return [row["person_id"] for row in rows if _may(row, permission)]


def _may(row: RowMapping, permission: Permission) -> bool:
    return permission in permissions_of(frozenset(Role(name) for name in row["roles"]))


_LATEST = (
    select(delivery, person.c.name.label("person_name"), candidate.c.number.label("candidate_number"))
    .outerjoin(person, person.c.id == delivery.c.person_id)
    .outerjoin(candidate_entry, candidate_entry.c.id == delivery.c.entry_id)
    .outerjoin(candidate, candidate.c.id == candidate_entry.c.candidate_id)
    .order_by(delivery.c.id.desc())
    .limit(bindparam("size"))
)
_LATEST_BEFORE = _LATEST.where(delivery.c.id < bindparam("before"))
# Those that are still tried, because the index knows these; of the deliveries that wait, the others' jobs are dead.
_PROMISED = select(job.c.job_group).where(
    job.c.kind == DELIVER,
    job.c.job_group.in_(bindparam("groups", expanding=True)),
    job.c.state == READY_WRITTEN_OUT,
)


class SqlNotificationsReader:
    def __init__(self, *, database: Database) -> None:
        self._database = database

    def deliveries(self, page: PageRequest) -> Page[DeliveryRow]:
        # A delivery and its job are over together: looked at one after the other, a job just done would seem given up.
        with self._database.read(at_one_moment=True) as connection:
            if page.after:
                values = {"before": _read_place(page.after), "size": page.size + 1}
                rows = connection.execute(_LATEST_BEFORE, values).mappings().all()
            else:
                rows = connection.execute(_LATEST, {"size": page.size + 1}).mappings().all()
            waiting = [str(row["id"]) for row in rows if row["state"] == DeliveryState.WAITING.value]
            promised = set(connection.execute(_PROMISED, {"groups": waiting}).scalars()) if waiting else set()
        given_up = set(waiting) - promised
        return page_of(
            rows, page, item=lambda row: _to_view(row, given_up), cursor=lambda row: write_cursor(str(row["id"]))
        )

    def switched_off(self, person_id: PersonId) -> frozenset[MessageKind]:
        with self._database.read() as connection:
            return _switched_off(connection, person_id)


def _read_place(cursor: str) -> UUID:
    try:
        return UUID(str(read_cursor(cursor, str)[0]))
    except ValueError as error:
        raise InvalidInputError.of("after", "This is not a place in the list.", code="cursor_invalid") from error


def _to_view(row: RowMapping, given_up: Collection[str]) -> DeliveryRow:
    return DeliveryRow(
        id=row["id"],
        kind=MessageKind(row["kind"]),
        to=row["person_name"] or f"Candidate {row['candidate_number']}",
        channel=row["channel"],
        state=DeliveryState(row["state"]),
        at=row["at"],
        attempts=row["attempts"],
        problem=row["problem"],
        given_up=str(row["id"]) in given_up,
    )
