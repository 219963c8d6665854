"""The queue of what the recognition team answers: registrations, and proposals of organisations that are listed."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, bindparam, select

from adapters.sql.access.tables import person
from adapters.sql.orders import KeyOrder
from adapters.sql.paging import page_of
from adapters.sql.verification.proposal_tables import proposal
from adapters.sql.verification.proposals import identity_of
from adapters.sql.verification.tables import registration
from adapters.sql.verification.views import registration_row
from core.shared.paging import Page, PageRequest
from core.verification.model.proposing import ProposalState
from core.verification.model.registration import RegistrationState
from core.verification.views import ProposalRow, QueueRow

# Any: the columns of a table.
_OF: tuple[tuple[Select[Any], KeyOrder], ...] = tuple(
    (
        select(table).where(table.c.state == bindparam("state")),
        KeyOrder(table.c.queue_place, table.c.id),
    )
    for table in (registration, proposal)
)
_PERSON_NAME = select(person.c.name).where(person.c.id == bindparam("person"))


def queue(connection: Connection, page: PageRequest, state: RegistrationState) -> Page[QueueRow]:
    """Each kind is read in its order, and one more row of each than the page holds: the first of both together are the
    page. A place in the list is the same in both, as their columns are alike."""
    found: list[RowMapping] = []
    for query, order in _OF:
        found += connection.execute(order.page(query, page), {"state": state.value}).mappings()
    found.sort(key=lambda row: (row["queue_place"], row["id"].bytes))
    _, order = _OF[0]
    return page_of(found, page, item=_queue_row, cursor=order.cursor)


def _queue_row(row: RowMapping) -> QueueRow:
    return proposal_row(row) if "former_name" in row else registration_row(row)


def proposal_row(row: RowMapping) -> ProposalRow:
    return ProposalRow(
        id=row["id"],
        organisation_id=row["organisation_id"],
        former=identity_of(row, "former_"),
        identity=identity_of(row),
        received_at=row["received_at"],
        due_at=row["due_at"],
        state=ProposalState(row["state"]),
    )


def name_of_label(connection: Connection, label: str) -> str:
    """Who decided, from how the trail calls them."""
    kind, _, number = label.partition(":")
    if kind != "person":
        return label
    return connection.execute(_PERSON_NAME, {"person": UUID(number)}).scalar_one_or_none() or ""
