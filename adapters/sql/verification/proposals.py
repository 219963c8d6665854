"""Proposals to change by what candidates tell organisations from others, stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, func, select

from adapters.sql.tracking import Mapping, Row, TrackedRows
from adapters.sql.verification.mappings import queue_place
from adapters.sql.verification.proposal_tables import proposal
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.verification.model.proposing import Proposal, ProposalId, ProposalState
from core.verification.model.registration import Identity, InstitutionKind

_WAITS = proposal.c.state == ProposalState.RECEIVED.value
_PROPOSAL = select(proposal).where(proposal.c.id == bindparam("id"))
_WAITING = select(proposal).where(proposal.c.organisation_id == bindparam("organisation"), _WAITS)
_RECEIVED_SINCE = select(func.count()).where(
    proposal.c.organisation_id == bindparam("organisation"), proposal.c.received_at >= bindparam("since")
)
_NEARLY_LATE = (
    select(proposal)
    .where(_WAITS, proposal.c.due_at < bindparam("due_before"), proposal.c.warned_at.is_(None))
    .order_by(proposal.c.due_at, proposal.c.id)
)


def identity_of(row: RowMapping, begin: str = "") -> Identity:
    """From the columns whose names begin so."""
    return Identity(
        name=row[f"{begin}name"],
        kind=InstitutionKind(row[f"{begin}kind"]),
        city=row[f"{begin}city"],
        country=row[f"{begin}country"],
        website=row[f"{begin}website"],
    )


def _to_row(one: Proposal) -> Row:
    return {
        "id": one.id,
        "organisation_id": one.organisation_id,
        "former_name": one.former.name,
        "former_kind": one.former.kind.value,
        "former_city": one.former.city,
        "former_country": one.former.country,
        "former_website": one.former.website,
        "name": one.identity.name,
        "kind": one.identity.kind.value,
        "city": one.identity.city,
        "country": one.identity.country,
        "website": one.identity.website,
        "why": one.why,
        "received_at": one.received_at,
        "due_at": one.due_at,
        "state": one.state.value,
        "decided_at": one.decided_at,
        "decided_by": one.decided_by,
        "reason": one.reason,
        "warned_at": one.warned_at,
        "queue_place": queue_place(one, waits=one.state is ProposalState.RECEIVED),
        "version": one.version,
    }


def _to_domain(row: RowMapping) -> Proposal:
    return Proposal(
        id=row["id"],
        organisation_id=row["organisation_id"],
        former=identity_of(row, "former_"),
        identity=identity_of(row),
        why=row["why"],
        received_at=row["received_at"],
        due_at=row["due_at"],
        state=ProposalState(row["state"]),
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        warned_at=row["warned_at"],
        version=row["version"],
    )


PROPOSALS = Mapping(proposal, to_row=_to_row, to_domain=_to_domain)


class SqlProposals:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, PROPOSALS)

    def add(self, proposal: Proposal) -> None:
        self._rows.add(proposal)

    def get(self, proposal_id: ProposalId, *, for_update: bool = False) -> Proposal:
        found = self._rows.one(_PROPOSAL, {"id": proposal_id}, for_update=for_update)
        if found is None:
            raise NotFoundError("proposal", proposal=proposal_id)
        return found

    def waiting(self, organisation_id: OrganisationId) -> Proposal | None:
        return self._rows.one(_WAITING, {"organisation": organisation_id})

    def received_since(self, organisation_id: OrganisationId, since: datetime) -> int:
        values = {"organisation": organisation_id, "since": since}
        return self._connection.execute(_RECEIVED_SINCE, values).scalar_one()

    def nearly_late(self, *, due_before: datetime) -> Sequence[Proposal]:
        return self._rows.many(_NEARLY_LATE, {"due_before": due_before}, for_update=True)

    def flush(self) -> None:
        self._rows.flush()
