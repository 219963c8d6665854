"""Make the tables of downloads."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "download",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("order", schema.Json(), nullable=False),
        sa.Column("asked_at", schema.UTCDateTime(), nullable=False),
        sa.Column("with_photos", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("file_media_type", sa.Text(), nullable=True),
        sa.Column("file_size", sa.BigInteger(), nullable=True),
        sa.Column("file_digest", sa.Text(), nullable=True),
        sa.Column("made_at", schema.UTCDateTime(), nullable=True),
        sa.Column("expires_at", schema.UTCDateTime(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("again_of", schema.Id(), nullable=True),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["again_of"], ["download.id"], name=op.f("fk_download_again_of")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_download_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_download_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_download")),
        sa.UniqueConstraint("file_key", name=op.f("uq_download_file_key")),
    )
    with op.batch_alter_table("download", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_download_organisation_id_id"), ["organisation_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_download_state_expires_at"), ["state", "expires_at"], unique=False)

    op.create_table(
        "download_template",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.Column("columns", schema.Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_download_template_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_download_template")),
        sa.UniqueConstraint(
            "organisation_id",
            "dataset",
            "folded_name",
            name=op.f("uq_download_template_organisation_id_dataset_folded_name"),
        ),
    )
    op.create_table(
        "download_subject",
        sa.Column("download_id", schema.Id(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("subject_id", schema.Id(), nullable=False),
        sa.Column("subject_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["download_id"], ["download.id"], name=op.f("fk_download_subject_download_id")),
        sa.PrimaryKeyConstraint("download_id", "place", name=op.f("pk_download_subject")),
    )


def downgrade() -> None:
    op.drop_table("download_subject")
    op.drop_table("download_template")
    with op.batch_alter_table("download", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_download_state_expires_at"))
        batch_op.drop_index(batch_op.f("ix_download_organisation_id_id"))

    op.drop_table("download")
