"""The table of proposals to change by what candidates tell organisations from others."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from adapters.sql.schema import Id, UTCDateTime, metadata

_STATES = "('received', 'approved', 'refused', 'withdrawn')"
_WAITS = text("state = 'received'")

proposal = Table(
    "proposal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation_id", Id, ForeignKey("recognising_organisation.id"), nullable=False),
    Column("former_name", Text, nullable=False),
    Column("former_kind", Text, nullable=False),
    Column("former_city", Text, nullable=False),
    Column("former_country", Text, nullable=False),
    Column("former_website", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("website", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("received_at", UTCDateTime, nullable=False),
    Column("due_at", UTCDateTime, nullable=False),
    Column("state", Text, CheckConstraint(f"state IN {_STATES}", name="state"), nullable=False),
    Column("decided_at", UTCDateTime),
    Column("decided_by", Text),
    Column("reason", Text, nullable=False),
    Column("warned_at", UTCDateTime),
    # As that of a registration, beside which it stands in the queue.
    Column("queue_place", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_proposal_queue_of_state", "state", "queue_place", "id"),
    Index("ix_proposal_of_organisation", "organisation_id", "received_at", "id"),
    Index(
        "uq_proposal_waiting",
        "organisation_id",
        unique=True,
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
        info={"conflict": "proposal_waits"},
    ),
)
