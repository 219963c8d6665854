"""Keep what an organisation was called when a result was shared with it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of shares that are there already, the name that their candidates see now is the best that is known."""
    op.add_column("share", sa.Column("shared_with", sa.Text(), server_default="", nullable=False))
    op.execute(
        sa.text(
            "UPDATE share SET shared_with = "
            "(SELECT name FROM organisation WHERE organisation.id = share.organisation_id)"
        )
    )


def downgrade() -> None:
    op.drop_column("share", "shared_with")
