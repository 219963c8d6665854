"""Keep proposals of organisations to be called otherwise."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_WAITS = sa.text("state = 'received'")


def upgrade() -> None:
    # The queue is asked for by state now.
    op.drop_index("ix_registration_queue", "registration")
    op.create_table(
        "proposal",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("former_name", sa.Text(), nullable=False),
        sa.Column("former_kind", sa.Text(), nullable=False),
        sa.Column("former_city", sa.Text(), nullable=False),
        sa.Column("former_country", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("received_at", schema.UTCDateTime(), nullable=False),
        sa.Column("due_at", schema.UTCDateTime(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", schema.UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("warned_at", schema.UTCDateTime(), nullable=True),
        sa.Column("queue_place", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('received', 'approved', 'refused', 'withdrawn')", name=op.f("ck_proposal_state")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_proposal_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_queue_of_state", ["state", "queue_place", "id"], unique=False)
        batch_op.create_index("ix_proposal_of_organisation", ["organisation_id", "received_at", "id"], unique=False)
        batch_op.create_index(
            "uq_proposal_waiting", ["organisation_id"], unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS
        )


def downgrade() -> None:
    op.create_index("ix_registration_queue", "registration", ["queue_place", "id"])
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("uq_proposal_waiting", sqlite_where=_WAITS, postgresql_where=_WAITS)
        batch_op.drop_index("ix_proposal_of_organisation")
        batch_op.drop_index("ix_proposal_queue_of_state")

    op.drop_table("proposal")
