"""Make the tables."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("window_start", schema.UTCDateTime(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempt_window_start"), ["window_start"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_record",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("on", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("facts", schema.Json(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_record")),
    )
    op.create_table(
        "clockwork",
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_clockwork")),
    )
    op.create_table(
        "job",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("job_group", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("payload", schema.Json(), nullable=False),
        sa.Column("run_at", schema.UTCDateTime(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("leased_until", schema.UTCDateTime(), nullable=True),
        sa.Column("lease_token", schema.Id(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("created_at", schema.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            "ix_job_due",
            ["run_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )
        batch_op.create_index(
            "ix_job_together",
            ["kind", "job_group", "run_at", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )
        batch_op.create_index(
            "uq_job_key",
            ["key"],
            unique=True,
            sqlite_where=sa.text("state = 'ready' AND lease_token IS NULL"),
            postgresql_where=sa.text("state = 'ready' AND lease_token IS NULL"),
        )

    op.create_table(
        "organisation",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("number", name=op.f("uq_organisation_number")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_folded_name_id"), ["folded_name", "id"], unique=False)
        batch_op.create_index(
            "uq_organisation_awarding_body",
            ["kind"],
            unique=True,
            sqlite_where=sa.text("kind = 'awarding_body'"),
            postgresql_where=sa.text("kind = 'awarding_body'"),
        )

    op.create_table(
        "person",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("folded_email", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("folded_email", name=op.f("uq_person_folded_email")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_folded_name_id"), ["folded_name", "id"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("message", "person_id", "channel", name=op.f("uq_delivery_message_person_id_channel")),
    )
    op.create_table(
        "log_in",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("started_at", schema.UTCDateTime(), nullable=False),
        sa.Column("seen_at", schema.UTCDateTime(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_log_in_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_log_in_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_log_in")),
    )
    with op.batch_alter_table("log_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_in_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_log_in_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "membership",
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("roles", schema.Json(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "message_choice",
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_choice_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_message_choice")),
    )
    op.create_table(
        "password_link",
        sa.Column("person_id", schema.Id(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_password_link_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_password_link")),
        sa.UniqueConstraint("digest", name=op.f("uq_password_link_digest")),
    )
    op.create_table(
        "plugin_setup",
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("values", schema.Json(), nullable=False),
        sa.Column("sealed", schema.Json(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_plugin_setup_organisation_id")),
        sa.PrimaryKeyConstraint("organisation_id", "kind", "name", name=op.f("pk_plugin_setup")),
    )
    op.create_table(
        "proctored_test",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded_title", sa.Text(), nullable=False),
        sa.Column("proctoring", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("ratio", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("window_start", schema.UTCDateTime(), nullable=True),
        sa.Column("window_end", schema.UTCDateTime(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("listed_at", schema.UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ratio > 0", name=op.f("ck_proctored_test_ratio")),
        sa.CheckConstraint("status IN ('draft', 'active', 'deactivated')", name=op.f("ck_proctored_test_status")),
        sa.CheckConstraint(
            "(window_start IS NULL) = (window_end IS NULL) AND (window_start IS NULL OR window_start < window_end)",
            name=op.f("ck_proctored_test_window"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proctored_test_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proctored_test")),
    )
    with op.batch_alter_table("proctored_test", schema=None) as batch_op:
        batch_op.create_index("ix_proctored_test_list", ["organisation_id", "listed_at", "id"], unique=False)
        batch_op.create_index("ix_proctored_test_list_of_all", ["listed_at", "id"], unique=False)

    op.create_table(
        "received_notice",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("received_at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_received_notice_organisation_id")
        ),
        sa.PrimaryKeyConstraint("provider", "organisation_id", "event_id", name=op.f("pk_received_notice")),
    )
    op.create_table(
        "proctor_booking",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("test_id", schema.Id(), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("vendor_side_unknown", sa.Boolean(), nullable=False),
        sa.Column("may_be_held", sa.Boolean(), nullable=False),
        sa.Column("window_start", schema.UTCDateTime(), nullable=True),
        sa.Column("window_end", schema.UTCDateTime(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("activation", sa.Integer(), nullable=False),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("cancellations", sa.Integer(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("scheduled_at", schema.UTCDateTime(), nullable=True),
        sa.Column("sent_at", schema.UTCDateTime(), nullable=True),
        sa.Column("next_check_at", schema.UTCDateTime(), nullable=True),
        sa.Column("last_code", sa.Text(), nullable=True),
        sa.Column("moved_at", schema.UTCDateTime(), nullable=True),
        sa.Column("cancelled_from", sa.Text(), nullable=True),
        sa.Column("log_length", sa.Integer(), nullable=False),
        sa.Column("log_head", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("simple_status", sa.Text(), nullable=False),
        sa.Column("attention_since", schema.UTCDateTime(), nullable=True),
        sa.Column("listed_at", schema.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(window_start IS NULL) = (window_end IS NULL) AND (window_start IS NULL OR window_start < window_end)",
            name=op.f("ck_proctor_booking_window"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proctor_booking_organisation_id")
        ),
        sa.ForeignKeyConstraint(["test_id"], ["proctored_test.id"], name=op.f("fk_proctor_booking_test_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proctor_booking")),
    )
    with op.batch_alter_table("proctor_booking", schema=None) as batch_op:
        batch_op.create_index(
            "ix_proctor_booking_attention",
            ["organisation_id", "attention_since", "id"],
            unique=False,
            postgresql_where=sa.text("attention_since IS NOT NULL"),
            sqlite_where=sa.text("attention_since IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_proctor_booking_attention_of_all",
            ["attention_since", "id"],
            unique=False,
            postgresql_where=sa.text("attention_since IS NOT NULL"),
            sqlite_where=sa.text("attention_since IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_proctor_booking_list", ["organisation_id", "simple_status", "listed_at", "test_id"], unique=False
        )
        batch_op.create_index("ix_proctor_booking_list_of_all", ["simple_status", "listed_at", "test_id"], unique=False)
        batch_op.create_index(
            "ix_proctor_booking_queue",
            ["provider", "sent_at"],
            unique=False,
            postgresql_where=sa.text("sent_at IS NOT NULL"),
            sqlite_where=sa.text("sent_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_proctor_booking_undecided",
            ["window_start"],
            unique=False,
            postgresql_where=sa.text("state IN ('scheduled', 'sent')"),
            sqlite_where=sa.text("state IN ('scheduled', 'sent')"),
        )
        batch_op.create_index("uq_proctor_booking_test_id", ["test_id"], unique=True)

    op.create_table(
        "test_candidate",
        sa.Column("test_id", schema.Id(), nullable=False),
        sa.Column("number", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.CheckConstraint("extra_minutes >= 0", name=op.f("ck_test_candidate_extra_minutes")),
        sa.ForeignKeyConstraint(["test_id"], ["proctored_test.id"], name=op.f("fk_test_candidate_test_id")),
        sa.PrimaryKeyConstraint("test_id", "number", name=op.f("pk_test_candidate")),
    )
    op.create_table(
        "booking_log_entry",
        sa.Column("booking_id", schema.Id(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("catalogue_version", sa.Integer(), nullable=False),
        sa.Column("parameters", schema.Json(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("vendor_side_unknown", sa.Boolean(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("correlation", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("payload_digest", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("candidate_number", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=True),
        sa.CheckConstraint("sequence > 0", name=op.f("ck_booking_log_entry_sequence")),
        sa.ForeignKeyConstraint(["booking_id"], ["proctor_booking.id"], name=op.f("fk_booking_log_entry_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", "sequence", name=op.f("pk_booking_log_entry")),
    )
    with op.batch_alter_table("booking_log_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_booking_log_entry_candidate",
            ["booking_id", "candidate_number", "sequence"],
            unique=False,
            postgresql_where=sa.text("candidate_number IS NOT NULL"),
            sqlite_where=sa.text("candidate_number IS NOT NULL"),
        )

    op.create_table(
        "candidate_session",
        sa.Column("booking_id", schema.Id(), nullable=False),
        sa.Column("candidate_number", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("joined_at", schema.UTCDateTime(), nullable=True),
        sa.Column("announcement", sa.Integer(), nullable=False),
        sa.Column("fetches", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["proctor_booking.id"], name=op.f("fk_candidate_session_booking_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_candidate_session_organisation_id")
        ),
        sa.PrimaryKeyConstraint("booking_id", "candidate_number", name=op.f("pk_candidate_session")),
    )
    op.create_table(
        "session_rating",
        sa.Column("booking_id", schema.Id(), nullable=False),
        sa.Column("candidate_number", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("rated_at", schema.UTCDateTime(), nullable=False),
        sa.Column("fetched_at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id", "candidate_number"],
            ["candidate_session.booking_id", "candidate_session.candidate_number"],
            name=op.f("fk_session_rating_booking_id_candidate_number"),
        ),
        sa.PrimaryKeyConstraint("booking_id", "candidate_number", "version", name=op.f("pk_session_rating")),
    )


def downgrade() -> None:
    op.drop_table("session_rating")
    op.drop_table("candidate_session")
    with op.batch_alter_table("booking_log_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_booking_log_entry_candidate",
            postgresql_where=sa.text("candidate_number IS NOT NULL"),
            sqlite_where=sa.text("candidate_number IS NOT NULL"),
        )

    op.drop_table("booking_log_entry")
    op.drop_table("test_candidate")
    with op.batch_alter_table("proctor_booking", schema=None) as batch_op:
        batch_op.drop_index("uq_proctor_booking_test_id")
        batch_op.drop_index(
            "ix_proctor_booking_undecided",
            postgresql_where=sa.text("state IN ('scheduled', 'sent')"),
            sqlite_where=sa.text("state IN ('scheduled', 'sent')"),
        )
        batch_op.drop_index(
            "ix_proctor_booking_queue",
            postgresql_where=sa.text("sent_at IS NOT NULL"),
            sqlite_where=sa.text("sent_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_proctor_booking_list_of_all")
        batch_op.drop_index("ix_proctor_booking_list")
        batch_op.drop_index(
            "ix_proctor_booking_attention_of_all",
            postgresql_where=sa.text("attention_since IS NOT NULL"),
            sqlite_where=sa.text("attention_since IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_proctor_booking_attention",
            postgresql_where=sa.text("attention_since IS NOT NULL"),
            sqlite_where=sa.text("attention_since IS NOT NULL"),
        )

    op.drop_table("proctor_booking")
    op.drop_table("received_notice")
    with op.batch_alter_table("proctored_test", schema=None) as batch_op:
        batch_op.drop_index("ix_proctored_test_list_of_all")
        batch_op.drop_index("ix_proctored_test_list")

    op.drop_table("proctored_test")
    op.drop_table("plugin_setup")
    op.drop_table("password_link")
    op.drop_table("message_choice")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    with op.batch_alter_table("log_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_in_seen_at"))
        batch_op.drop_index(batch_op.f("ix_log_in_person_id"))

    op.drop_table("log_in")
    op.drop_table("delivery")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_folded_name_id"))

    op.drop_table("person")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_organisation_awarding_body",
            sqlite_where=sa.text("kind = 'awarding_body'"),
            postgresql_where=sa.text("kind = 'awarding_body'"),
        )
        batch_op.drop_index(batch_op.f("ix_organisation_folded_name_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_job_key",
            sqlite_where=sa.text("state = 'ready' AND lease_token IS NULL"),
            postgresql_where=sa.text("state = 'ready' AND lease_token IS NULL"),
        )
        batch_op.drop_index(
            "ix_job_together", sqlite_where=sa.text("state = 'ready'"), postgresql_where=sa.text("state = 'ready'")
        )
        batch_op.drop_index(
            "ix_job_due", sqlite_where=sa.text("state = 'ready'"), postgresql_where=sa.text("state = 'ready'")
        )

    op.drop_table("job")
    op.drop_table("clockwork")
    op.drop_table("audit_record")
    op.drop_table("audit_head")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_window_start"))

    op.drop_table("attempt")
