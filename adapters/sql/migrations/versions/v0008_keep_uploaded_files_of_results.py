"""Keep uploaded files of results."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "result_upload",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("uploaded_by", schema.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("release_at", schema.UTCDateTime(), nullable=True),
        sa.Column("uploaded_at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_result_upload_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_upload")),
    )
    with op.batch_alter_table("result_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_upload_uploaded_at"), ["uploaded_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("result_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_upload_uploaded_at"))

    op.drop_table("result_upload")
