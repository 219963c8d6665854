"""Keep links to confirmations, calendar feeds and reminders, and let a letter go to a candidate."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_calendar_feed_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_feed_digest")),
    )
    op.create_table(
        "deadline_reminder",
        sa.Column("session_id", schema.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("deadline", schema.UTCDateTime(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_deadline_reminder_organisation_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["test_session.id"], name=op.f("fk_deadline_reminder_session_id")),
        sa.PrimaryKeyConstraint(
            "session_id", "kind", "deadline", "days", "organisation_id", name=op.f("pk_deadline_reminder")
        ),
    )
    op.create_table(
        "confirmation_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entry_id", schema.Id(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_confirmation_link_entry_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_confirmation_link")),
    )
    with op.batch_alter_table("confirmation_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confirmation_link_entry_id"), ["entry_id"], unique=False)

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entry_id", schema.Id(), nullable=True))
        batch_op.alter_column("person_id", existing_type=schema.Id(), nullable=True)
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_message_entry_id_channel"), ["message", "entry_id", "channel"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_delivery_entry_id"), "entry", ["entry_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_recipient"), "(person_id IS NULL) <> (entry_id IS NULL)"
        )


def downgrade() -> None:
    # What went to candidates has no place in the former table.
    op.execute("DELETE FROM delivery WHERE person_id IS NULL")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_recipient"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_delivery_entry_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_delivery_message_entry_id_channel"), type_="unique")
        batch_op.alter_column("person_id", existing_type=schema.Id(), nullable=False)
        batch_op.drop_column("entry_id")

    with op.batch_alter_table("confirmation_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmation_link_entry_id"))

    op.drop_table("confirmation_link")
    op.drop_table("deadline_reminder")
    op.drop_table("calendar_feed")
