"""Keep where a result was said to be sat before it was corrected."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("result_change", sa.Column("sitting", schema.Json(), nullable=True))


def downgrade() -> None:
    op.drop_column("result_change", "sitting")
