"""Keep the website with what an organisation proposes to be."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ADDED = ("former_website", "website")


def upgrade() -> None:
    """What was proposed so far leaves the website as it is."""
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        for name in _ADDED:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=True))
    op.execute(
        sa.text(
            "UPDATE proposal SET former_website = "
            "(SELECT website FROM recognising_organisation WHERE id = proposal.organisation_id)"
        )
    )
    op.execute(sa.text("UPDATE proposal SET website = former_website"))
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        for name in _ADDED:
            batch_op.alter_column(name, existing_type=sa.Text(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        for name in _ADDED:
            batch_op.drop_column(name)
