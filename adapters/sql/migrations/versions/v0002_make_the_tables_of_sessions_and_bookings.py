"""Make the tables of sessions and bookings."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exam",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("papers", schema.Json(), nullable=False),
        sa.Column("has_speaking", sa.Boolean(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_exam")),
    )
    op.create_table(
        "candidate",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("owner_id", schema.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("document_key", sa.Text(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_candidate_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("number", name=op.f("uq_candidate_number")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_candidate_document_key_owner_id"), ["document_key", "owner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_candidate_person_key"), ["person_key"], unique=False)

    op.create_table(
        "partnership",
        sa.Column("test_centre_id", schema.Id(), nullable=False),
        sa.Column("preparation_centre_id", schema.Id(), nullable=False),
        sa.Column("since", schema.UTCDateTime(), nullable=False),
        sa.Column("ended_at", schema.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["preparation_centre_id"], ["organisation.id"], name=op.f("fk_partnership_preparation_centre_id")
        ),
        sa.ForeignKeyConstraint(["test_centre_id"], ["organisation.id"], name=op.f("fk_partnership_test_centre_id")),
        sa.PrimaryKeyConstraint("test_centre_id", "preparation_centre_id", name=op.f("pk_partnership")),
    )
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partnership_preparation_centre_id"), ["preparation_centre_id"], unique=False
        )

    op.create_table(
        "venue",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_venue_centre_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_centre_id"), ["centre_id"], unique=False)

    op.create_table(
        "test_session",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.Column("exam_code", sa.Text(), nullable=False),
        sa.Column("venue_id", schema.Id(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("starts_at", schema.UTCDateTime(), nullable=False),
        sa.Column("ends_at", schema.UTCDateTime(), nullable=False),
        sa.Column("speaking_first", sa.Date(), nullable=True),
        sa.Column("speaking_last", sa.Date(), nullable=True),
        sa.Column("entries_until", schema.UTCDateTime(), nullable=False),
        sa.Column("late_entries_until", schema.UTCDateTime(), nullable=True),
        sa.Column("payments_until", schema.UTCDateTime(), nullable=False),
        sa.Column("results_at", schema.UTCDateTime(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("late_fee", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken BETWEEN 0 AND capacity", name=op.f("ck_test_session_taken")),
        sa.CheckConstraint("status IN ('draft', 'open', 'cancelled')", name=op.f("ck_test_session_status")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_test_session_centre_id")),
        sa.ForeignKeyConstraint(["exam_code"], ["exam.code"], name=op.f("fk_test_session_exam_code")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_test_session_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_session")),
        sa.UniqueConstraint("code", name=op.f("uq_test_session_code")),
    )
    with op.batch_alter_table("test_session", schema=None) as batch_op:
        batch_op.create_index(
            "ix_test_session_list", ["centre_id", "starts_at", "id", "ends_at", "status"], unique=False
        )

    op.create_table(
        "booking",
        sa.Column("session_id", schema.Id(), nullable=False),
        sa.Column("entrant_id", schema.Id(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.Column("starts_at", schema.UTCDateTime(), nullable=False),
        sa.Column("ends_at", schema.UTCDateTime(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("candidates", sa.Integer(), nullable=False),
        sa.Column("unpaid", sa.Integer(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("waived", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_booking_centre_id")),
        sa.ForeignKeyConstraint(["entrant_id"], ["organisation.id"], name=op.f("fk_booking_entrant_id")),
        sa.ForeignKeyConstraint(["session_id"], ["test_session.id"], name=op.f("fk_booking_session_id")),
        sa.PrimaryKeyConstraint("session_id", "entrant_id", name=op.f("pk_booking")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index("ix_booking_of_all", ["starts_at", "session_id", "entrant_id", "ends_at"], unique=False)
        batch_op.create_index(
            "ix_booking_of_centre", ["centre_id", "starts_at", "session_id", "entrant_id", "ends_at"], unique=False
        )
        batch_op.create_index(
            "ix_booking_of_entrant", ["entrant_id", "starts_at", "session_id", "ends_at"], unique=False
        )

    op.create_table(
        "entry",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("session_id", schema.Id(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.Column("entrant_id", schema.Id(), nullable=False),
        sa.Column("candidate_id", schema.Id(), nullable=False),
        sa.Column("entered_at", schema.UTCDateTime(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", schema.UTCDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "name_key", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), server_default="", nullable=False
        ),
        sa.CheckConstraint("status IN ('entered', 'withdrawn')", name=op.f("ck_entry_status")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_entry_candidate_id")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_entry_centre_id")),
        sa.ForeignKeyConstraint(["entrant_id"], ["organisation.id"], name=op.f("fk_entry_entrant_id")),
        sa.ForeignKeyConstraint(["session_id"], ["test_session.id"], name=op.f("fk_entry_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_candidate_id"), ["candidate_id"], unique=False)
        batch_op.create_index("ix_entry_list", ["session_id", "entrant_id", "name_key", "id"], unique=False)
        batch_op.create_index(
            "uq_entry_candidate_id_session_id",
            ["candidate_id", "session_id"],
            unique=True,
            sqlite_where=sa.text("status = 'entered'"),
            postgresql_where=sa.text("status = 'entered'"),
        )

    op.create_table(
        "help_request",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.Column("entrant_id", schema.Id(), nullable=False),
        sa.Column("session_id", schema.Id(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("last_at", schema.UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'answered')", name=op.f("ck_help_request_status")),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_help_request_centre_id")),
        sa.ForeignKeyConstraint(["entrant_id"], ["organisation.id"], name=op.f("fk_help_request_entrant_id")),
        sa.ForeignKeyConstraint(["session_id"], ["test_session.id"], name=op.f("fk_help_request_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request")),
    )
    with op.batch_alter_table("help_request", schema=None) as batch_op:
        batch_op.create_index("ix_help_request_of_all", ["last_at", "id"], unique=False)
        batch_op.create_index("ix_help_request_of_centre", ["centre_id", "last_at", "id"], unique=False)
        batch_op.create_index("ix_help_request_of_entrant", ["entrant_id", "last_at", "id"], unique=False)

    op.create_table(
        "session_availability",
        sa.Column("session_id", schema.Id(), nullable=False),
        sa.Column("preparation_centre_id", schema.Id(), nullable=False),
        sa.Column("starts_at", schema.UTCDateTime(), nullable=False),
        sa.Column("ends_at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["preparation_centre_id"], ["organisation.id"], name=op.f("fk_session_availability_preparation_centre_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["test_session.id"], name=op.f("fk_session_availability_session_id")),
        sa.PrimaryKeyConstraint("session_id", "preparation_centre_id", name=op.f("pk_session_availability")),
    )
    with op.batch_alter_table("session_availability", schema=None) as batch_op:
        batch_op.create_index(
            "ix_session_availability_list",
            ["preparation_centre_id", "starts_at", "session_id", "ends_at"],
            unique=False,
        )

    op.create_table(
        "session_date",
        sa.Column("session_id", schema.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["test_session.id"], name=op.f("fk_session_date_session_id")),
        sa.PrimaryKeyConstraint("session_id", "kind", name=op.f("pk_session_date")),
    )
    with op.batch_alter_table("session_date", schema=None) as batch_op:
        batch_op.create_index("ix_session_date_of_all", ["at", "session_id", "kind"], unique=False)
        batch_op.create_index("ix_session_date_of_centre", ["centre_id", "at", "session_id", "kind"], unique=False)

    op.create_table(
        "session_paper",
        sa.Column("session_id", schema.Id(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("starts_at", schema.UTCDateTime(), nullable=False),
        sa.Column("ends_at", schema.UTCDateTime(), nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["test_session.id"], name=op.f("fk_session_paper_session_id")),
        sa.PrimaryKeyConstraint("session_id", "place", name=op.f("pk_session_paper")),
    )
    with op.batch_alter_table("session_paper", schema=None) as batch_op:
        batch_op.create_index("ix_session_paper_day", ["centre_id", "day", "session_id"], unique=False)

    op.create_table(
        "entry_line",
        sa.Column("entry_id", schema.Id(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("recorded_at", schema.UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_entry_line_amount")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_line_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "place", name=op.f("pk_entry_line")),
        sa.UniqueConstraint("id", name=op.f("uq_entry_line_id")),
    )
    op.create_table(
        "help_message",
        sa.Column("request_id", schema.Id(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", schema.UTCDateTime(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("from_centre", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["help_request.id"], name=op.f("fk_help_message_request_id")),
        sa.PrimaryKeyConstraint("request_id", "place", name=op.f("pk_help_message")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("phone", sa.String(), server_default="", nullable=False))
    op.create_table(
        "entry_upload",
        sa.Column("id", schema.Id(), nullable=False),
        sa.Column("session_id", schema.Id(), nullable=False),
        sa.Column("entrant_id", schema.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", schema.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["entrant_id"], ["organisation.id"], name=op.f("fk_entry_upload_entrant_id")),
        sa.ForeignKeyConstraint(["session_id"], ["test_session.id"], name=op.f("fk_entry_upload_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_upload")),
    )
    with op.batch_alter_table("entry_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_upload_uploaded_at"), ["uploaded_at"], unique=False)
    op.create_table(
        "session_link",
        sa.Column("test_id", schema.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("session_id", schema.Id(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["test_session.id"], name=op.f("fk_session_link_session_id")),
        sa.ForeignKeyConstraint(["test_id"], ["proctored_test.id"], name=op.f("fk_session_link_test_id")),
        sa.PrimaryKeyConstraint("test_id", "number", name=op.f("pk_session_link")),
    )
    with op.batch_alter_table("session_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_link_session_id"), ["session_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("session_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_link_session_id"))

    op.drop_table("session_link")
    with op.batch_alter_table("entry_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_upload_uploaded_at"))

    op.drop_table("entry_upload")

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("phone")
        batch_op.drop_column("email")

    op.drop_table("help_message")
    op.drop_table("entry_line")
    with op.batch_alter_table("session_paper", schema=None) as batch_op:
        batch_op.drop_index("ix_session_paper_day")

    op.drop_table("session_paper")
    with op.batch_alter_table("session_date", schema=None) as batch_op:
        batch_op.drop_index("ix_session_date_of_centre")
        batch_op.drop_index("ix_session_date_of_all")

    op.drop_table("session_date")
    with op.batch_alter_table("session_availability", schema=None) as batch_op:
        batch_op.drop_index("ix_session_availability_list")

    op.drop_table("session_availability")
    with op.batch_alter_table("help_request", schema=None) as batch_op:
        batch_op.drop_index("ix_help_request_of_entrant")
        batch_op.drop_index("ix_help_request_of_centre")
        batch_op.drop_index("ix_help_request_of_all")

    op.drop_table("help_request")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_entry_candidate_id_session_id",
            sqlite_where=sa.text("status = 'entered'"),
            postgresql_where=sa.text("status = 'entered'"),
        )
        batch_op.drop_index("ix_entry_list")
        batch_op.drop_index(batch_op.f("ix_entry_candidate_id"))

    op.drop_table("entry")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_of_entrant")
        batch_op.drop_index("ix_booking_of_centre")
        batch_op.drop_index("ix_booking_of_all")

    op.drop_table("booking")
    with op.batch_alter_table("test_session", schema=None) as batch_op:
        batch_op.drop_index("ix_test_session_list")

    op.drop_table("test_session")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_centre_id"))

    op.drop_table("venue")
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partnership_preparation_centre_id"))

    op.drop_table("partnership")
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_candidate_person_key"))
        batch_op.drop_index(batch_op.f("ix_candidate_document_key_owner_id"))

    op.drop_table("candidate")
    op.drop_table("exam")
