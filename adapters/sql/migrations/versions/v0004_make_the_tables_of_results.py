"""Make the tables of results."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "result_name",
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("sid", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("word", "sid", name=op.f("pk_result_name")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "running_number",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_running_number")),
    )
    op.create_table(
        "result",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("sid", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("exam_code", sa.Text(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("scores", schema.Json(), nullable=False),
        sa.Column("overall", sa.Integer(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("cefr", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("release_at", schema.UTCDateTime(), nullable=False),
        sa.Column("released_at", schema.UTCDateTime(), nullable=True),
        sa.Column("photo", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('provisional', 'final', 'amended', 'withheld', 'revoked')", name=op.f("ck_result_status")
        ),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_result_centre_id")),
        sa.ForeignKeyConstraint(["exam_code"], ["exam.code"], name=op.f("fk_result_exam_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result")),
        sa.UniqueConstraint(
            "number_key", "exam_code", "taken_on", name=op.f("uq_result_number_key_exam_code_taken_on")
        ),
        sa.UniqueConstraint("reference", name=op.f("uq_result_reference")),
        sa.UniqueConstraint("sid", name=op.f("uq_result_sid")),
    )
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_email_key"), ["email_key"], unique=False)
        batch_op.create_index(
            "ix_result_photo",
            ["photo"],
            unique=False,
            sqlite_where=sa.text("photo IS NOT NULL"),
            postgresql_where=sa.text("photo IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_result_waiting",
            ["release_at", "exam_code", "taken_on", "status"],
            unique=False,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )

    op.create_table(
        "result_change",
        sa.Column("result_id", schema.Id(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("became", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("holder", schema.Json(), nullable=True),
        sa.Column("marks", schema.Json(), nullable=True),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_result_change_result_id")),
        sa.PrimaryKeyConstraint("result_id", "place", name=op.f("pk_result_change")),
    )
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.add_column(sa.Column("marking", schema.Json(), nullable=True))
        batch_op.add_column(sa.Column("has_photo", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.alter_column(
            "kind", existing_type=sa.String(length=20), type_=sa.String(length=40), existing_nullable=False
        )


def downgrade() -> None:
    # The kinds stay as wide as they are: a longer one may be in use.
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_column("has_photo")
        batch_op.drop_column("marking")

    op.drop_table("result_change")
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_result_waiting",
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_result_photo", sqlite_where=sa.text("photo IS NOT NULL"), postgresql_where=sa.text("photo IS NOT NULL")
        )
        batch_op.drop_index(batch_op.f("ix_result_email_key"))

    op.drop_table("result")
    op.drop_table("running_number")
    op.drop_table("result_name")
