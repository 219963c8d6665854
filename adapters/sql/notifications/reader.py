"""Reads messages for pages."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Table, and_, bindparam, func, select

from adapters.sql.access.tables import person
from adapters.sql.bookings.tables import candidate
from adapters.sql.bookings.tables import entry as candidate_entry
from adapters.sql.database import Database
from adapters.sql.jobs import READY_WRITTEN_OUT, job
from adapters.sql.notifications.tables import delivery, message_choice
from adapters.sql.paging import page_of, read_cursor, write_cursor
from adapters.sql.results.tables import result
from adapters.sql.verification.tables import invitation, registration
from core.notifications.model import DeliveryState, MessageKind, OutsiderKind
from core.notifications.ports import DELIVER
from core.notifications.views import DeliveryRow
from core.shared.errors import InvalidInputError
from core.shared.ids import PersonId
from core.shared.paging import Page, PageRequest


def _of(kind: OutsiderKind, part: Table) -> ColumnElement[bool]:
    return and_(delivery.c.outsider_kind == kind.value, part.c.id == delivery.c.outsider_id)


_LATEST = (
    select(
        delivery,
        person.c.name.label("person"),
        func.coalesce(candidate.c.number, result.c.number).label("candidate"),
        registration.c.name.label("applicant"),
        invitation.c.organisation_name.label("invited"),
    )
    .outerjoin(person, person.c.id == delivery.c.person_id)
    .outerjoin(candidate_entry, _of(OutsiderKind.ENTRY, candidate_entry))
    .outerjoin(candidate, candidate.c.id == candidate_entry.c.candidate_id)
    .outerjoin(result, _of(OutsiderKind.RESULT, result))
    .outerjoin(registration, _of(OutsiderKind.REGISTRATION, registration))
    .outerjoin(invitation, _of(OutsiderKind.INVITATION, invitation))
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
_CHOICES = select(message_choice.c.kind, message_choice.c.wanted).where(
    message_choice.c.person_id == bindparam("person_id")
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

    def choices(self, person_id: PersonId) -> Mapping[MessageKind, bool]:
        with self._database.read() as connection:
            rows = connection.execute(_CHOICES, {"person_id": person_id})
            return {MessageKind(kind): wanted for kind, wanted in rows}


def _read_place(cursor: str) -> UUID:
    try:
        return UUID(str(read_cursor(cursor, str)[0]))
    except ValueError as error:
        raise InvalidInputError.of("after", "This is not a place in the list.", code="cursor_invalid") from error


def _to_view(row: RowMapping, given_up: Collection[str]) -> DeliveryRow:
    return DeliveryRow(
        id=row["id"],
        kind=MessageKind(row["kind"]),
        to=_name(row),
        channel=row["channel"],
        state=DeliveryState(row["state"]),
        at=row["at"],
        attempts=row["attempts"],
        problem=row["problem"],
        given_up=str(row["id"]) in given_up,
    )


def _name(row: RowMapping) -> str:
    """An outsider is named by what is known without their name or address."""
    if row["person"]:
        return str(row["person"])
    named = {"candidate": "Candidate {}", "applicant": "Who registered {}", "invited": "{}, invited"}
    known = (words.format(row[column]) for column, words in named.items() if row[column])
    return next(known, "Somebody no longer on record")
