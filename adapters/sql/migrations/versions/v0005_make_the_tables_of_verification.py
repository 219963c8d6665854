"""Make the tables of verification."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look_up_policy",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asks_date_of_birth", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_look_up_policy_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look_up_policy")),
    )
    op.create_table(
        "result_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_place")),
        sa.UniqueConstraint("name_key", name=op.f("uq_result_place_name_key")),
    )
    op.create_table(
        "share_name",
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("sid", sa.BigInteger(), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("exam_code", sa.Text(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "organisation_id",
            "word",
            "sid",
            name=op.f("pk_share_name"),
            postgresql_include=["name_key", "exam_code", "centre_id", "place_id"],
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "candidate_number",
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_candidate_number_person_id")),
        sa.PrimaryKeyConstraint("number_key", name=op.f("pk_candidate_number")),
    )
    with op.batch_alter_table("candidate_number", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_number_person_id"), ["person_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("invited_by", schema.Id(), nullable=False),
        sa.Column("organisation_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("sent_at", schema.UTCDateTime(), nullable=False),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name=op.f("fk_invitation_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_invited_by_sent_at"), ["invited_by", "sent_at"], unique=False)

    op.create_table(
        "kept_search",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("criteria", schema.Json(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_kept_search_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_kept_search_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_kept_search")),
    )
    with op.batch_alter_table("kept_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_search_at"), ["at"], unique=False)

    op.create_table(
        "recognising_organisation",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["organisation.id"], name=op.f("fk_recognising_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognising_organisation")),
    )
    with op.batch_alter_table("recognising_organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognising_organisation_email_key"), ["email_key"], unique=False)
        batch_op.create_index("ix_recognising_organisation_list", ["name_key", "id"], unique=False)
        batch_op.create_index("ix_recognising_organisation_of_country", ["country", "name_key", "id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("applicant_email", sa.Text(), nullable=False),
        sa.Column("applicant_time_zone", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("received_at", schema.UTCDateTime(), nullable=False),
        sa.Column("due_at", schema.UTCDateTime(), nullable=False),
        sa.Column("invitation", schema.Id(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", schema.UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=True),
        sa.Column("warned_at", schema.UTCDateTime(), nullable=True),
        sa.Column("queue_place", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('received', 'approved', 'refused')", name=op.f("ck_registration_state")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_registration_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index("ix_registration_queue", ["queue_place", "id"], unique=False)
        batch_op.create_index("ix_registration_queue_of_state", ["state", "queue_place", "id"], unique=False)
        batch_op.create_index(
            "ix_registration_waiting",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'received'"),
            postgresql_where=sa.text("state = 'received'"),
        )

    op.create_table(
        "look_up",
        sa.Column("result_id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_look_up_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_look_up_person_id")),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_look_up_result_id")),
        sa.PrimaryKeyConstraint("result_id", "organisation_id", name=op.f("pk_look_up")),
    )
    with op.batch_alter_table("look_up", schema=None) as batch_op:
        batch_op.create_index("ix_look_up_list", ["organisation_id", "at", "result_id"], unique=False)

    op.create_table(
        "recognised_exam",
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("exam_code", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["exam_code"], ["exam.code"], name=op.f("fk_recognised_exam_exam_code")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_recognised_exam_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "exam_code", name=op.f("pk_recognised_exam")),
    )
    with op.batch_alter_table("recognised_exam", schema=None) as batch_op:
        batch_op.create_index("ix_recognised_exam_list", ["exam_code", "name_key", "organisation_id"], unique=False)

    op.create_table(
        "recognising_word",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("word", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.CheckConstraint("part IN ('name', 'city')", name=op.f("ck_recognising_word_part")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_recognising_word_organisation_id")
        ),
        sa.PrimaryKeyConstraint("part", "word", "name_key", "organisation_id", name=op.f("pk_recognising_word")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("recognising_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognising_word_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "share",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("result_id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("shared_by", schema.Id(), nullable=False),
        sa.Column("fields", schema.Json(), nullable=False),
        sa.Column("shared_at", schema.UTCDateTime(), nullable=False),
        sa.Column("expires_at", schema.UTCDateTime(), nullable=True),
        sa.Column("ended_at", schema.UTCDateTime(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("\"end\" IN ('withdrawn', 'expired')", name=op.f("ck_share_end")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_share_organisation_id")
        ),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_share_result_id")),
        sa.ForeignKeyConstraint(["shared_by"], ["person.id"], name=op.f("fk_share_shared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(
            "ix_share_expiring",
            ["expires_at", "id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL AND expires_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND expires_at IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_share_result_id_organisation_id"), ["result_id", "organisation_id"], unique=False
        )

    op.create_table(
        "share_tally",
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_share_tally_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_share_tally")),
    )
    op.create_table(
        "result_activity",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("result_id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("share_id", schema.Id(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_result_activity_organisation_id")
        ),
        sa.ForeignKeyConstraint(["result_id"], ["result.id"], name=op.f("fk_result_activity_result_id")),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_result_activity_share_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_activity")),
    )
    with op.batch_alter_table("result_activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_result_activity_result_id_at_id"), ["result_id", "at", "id"], unique=False)

    op.create_table(
        "share_opened",
        sa.Column("share_id", schema.Id(), nullable=False),
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_share_opened_person_id")),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_share_opened_share_id")),
        sa.PrimaryKeyConstraint("share_id", "person_id", name=op.f("pk_share_opened")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "share_search",
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("sid", sa.BigInteger(), nullable=False),
        sa.Column("share_id", schema.Id(), nullable=False),
        sa.Column("shared_at", schema.UTCDateTime(), nullable=False),
        sa.Column("expires_at", schema.UTCDateTime(), nullable=True),
        sa.Column("shows_overall", sa.Boolean(), nullable=False),
        sa.Column("exam_code", sa.Text(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("number_key", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_share_search_organisation_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["result_place.id"], name=op.f("fk_share_search_place_id")),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_share_search_share_id")),
        sa.PrimaryKeyConstraint(
            "organisation_id",
            "sid",
            name=op.f("pk_share_search"),
            postgresql_include=["name_key", "exam_code", "centre_id", "place_id"],
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("share_search", schema=None) as batch_op:
        batch_op.create_index(
            "ix_share_search_birth",
            ["organisation_id", "date_of_birth", "sid"],
            unique=False,
            sqlite_where=sa.text("date_of_birth IS NOT NULL"),
            postgresql_where=sa.text("date_of_birth IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_share_search_centre", ["organisation_id", "centre_id", "sid", "exam_code", "place_id"], unique=False
        )
        batch_op.create_index(
            "ix_share_search_email",
            ["organisation_id", "email_key", "sid"],
            unique=False,
            sqlite_where=sa.text("email_key IS NOT NULL"),
            postgresql_where=sa.text("email_key IS NOT NULL"),
        )
        batch_op.create_index("ix_share_search_exam", ["organisation_id", "exam_code", "sid"], unique=False)
        batch_op.create_index(
            "ix_share_search_expiring",
            ["organisation_id", "expires_at"],
            unique=False,
            sqlite_where=sa.text("expires_at IS NOT NULL"),
            postgresql_where=sa.text("expires_at IS NOT NULL"),
        )
        batch_op.create_index("ix_share_search_newest", ["organisation_id", "share_id"], unique=False)
        batch_op.create_index(
            "ix_share_search_number",
            ["organisation_id", "number_key", "sid"],
            unique=False,
            sqlite_where=sa.text("number_key IS NOT NULL"),
            postgresql_where=sa.text("number_key IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_share_search_place", ["organisation_id", "place_id", "sid", "exam_code", "centre_id"], unique=False
        )

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_organisation_test_centre",
            ["folded_name", "id"],
            unique=False,
            sqlite_where=sa.text("kind = 'test_centre'"),
            postgresql_where=sa.text("kind = 'test_centre'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_organisation_test_centre",
            sqlite_where=sa.text("kind = 'test_centre'"),
            postgresql_where=sa.text("kind = 'test_centre'"),
        )

    with op.batch_alter_table("share_search", schema=None) as batch_op:
        batch_op.drop_index("ix_share_search_place")
        batch_op.drop_index(
            "ix_share_search_number",
            sqlite_where=sa.text("number_key IS NOT NULL"),
            postgresql_where=sa.text("number_key IS NOT NULL"),
        )
        batch_op.drop_index("ix_share_search_newest")
        batch_op.drop_index(
            "ix_share_search_expiring",
            sqlite_where=sa.text("expires_at IS NOT NULL"),
            postgresql_where=sa.text("expires_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_share_search_exam")
        batch_op.drop_index(
            "ix_share_search_email",
            sqlite_where=sa.text("email_key IS NOT NULL"),
            postgresql_where=sa.text("email_key IS NOT NULL"),
        )
        batch_op.drop_index("ix_share_search_centre")
        batch_op.drop_index(
            "ix_share_search_birth",
            sqlite_where=sa.text("date_of_birth IS NOT NULL"),
            postgresql_where=sa.text("date_of_birth IS NOT NULL"),
        )

    op.drop_table("share_search")
    op.drop_table("share_opened")
    with op.batch_alter_table("result_activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_result_activity_result_id_at_id"))

    op.drop_table("result_activity")
    op.drop_table("share_tally")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_result_id_organisation_id"))
        batch_op.drop_index(
            "ix_share_expiring",
            sqlite_where=sa.text("ended_at IS NULL AND expires_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND expires_at IS NOT NULL"),
        )

    op.drop_table("share")
    with op.batch_alter_table("recognising_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recognising_word_organisation_id"))

    op.drop_table("recognising_word")
    with op.batch_alter_table("recognised_exam", schema=None) as batch_op:
        batch_op.drop_index("ix_recognised_exam_list")

    op.drop_table("recognised_exam")
    with op.batch_alter_table("look_up", schema=None) as batch_op:
        batch_op.drop_index("ix_look_up_list")

    op.drop_table("look_up")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_registration_waiting",
            sqlite_where=sa.text("state = 'received'"),
            postgresql_where=sa.text("state = 'received'"),
        )
        batch_op.drop_index("ix_registration_queue_of_state")
        batch_op.drop_index("ix_registration_queue")

    op.drop_table("registration")
    with op.batch_alter_table("recognising_organisation", schema=None) as batch_op:
        batch_op.drop_index("ix_recognising_organisation_of_country")
        batch_op.drop_index("ix_recognising_organisation_list")
        batch_op.drop_index(batch_op.f("ix_recognising_organisation_email_key"))

    op.drop_table("recognising_organisation")
    with op.batch_alter_table("kept_search", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_search_at"))

    op.drop_table("kept_search")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_invited_by_sent_at"))

    op.drop_table("invitation")
    with op.batch_alter_table("candidate_number", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_number_person_id"))

    op.drop_table("candidate_number")
    op.drop_table("share_name")
    op.drop_table("result_place")
    op.drop_table("look_up_policy")
