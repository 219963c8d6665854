"""Let letters go to whoever takes part in something, not only to candidates of entries."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outsider_kind", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("outsider_id", schema.Id(), nullable=True))

    op.execute("UPDATE delivery SET outsider_kind = 'entry', outsider_id = entry_id WHERE entry_id IS NOT NULL")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_recipient"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_delivery_entry_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_delivery_message_entry_id_channel"), type_="unique")
        batch_op.drop_column("entry_id")
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_message_outsider_kind_outsider_id_channel"),
            ["message", "outsider_kind", "outsider_id", "channel"],
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_outsider_kind"),
            "outsider_kind IN ('entry', 'registration', 'result', 'invitation')",
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_recipient"), "(person_id IS NULL) <> (outsider_id IS NULL)"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_outsider"), "(outsider_kind IS NULL) = (outsider_id IS NULL)"
        )


def downgrade() -> None:
    # What went to other outsiders than candidates of entries has no place in the former table.
    op.execute("DELETE FROM delivery WHERE outsider_kind <> 'entry'")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entry_id", schema.Id(), nullable=True))

    op.execute("UPDATE delivery SET entry_id = outsider_id WHERE outsider_kind = 'entry'")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_outsider"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_delivery_recipient"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_delivery_outsider_kind"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_delivery_message_outsider_kind_outsider_id_channel"), type_="unique")
        batch_op.drop_column("outsider_id")
        batch_op.drop_column("outsider_kind")
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_message_entry_id_channel"), ["message", "entry_id", "channel"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_delivery_entry_id"), "entry", ["entry_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_recipient"), "(person_id IS NULL) <> (entry_id IS NULL)"
        )
