"""The tables of proctoring, and the indexes by which each list is read without walking what it does not show."""

from datetime import UTC, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from adapters.sql.schema import Id, Json, UTCDateTime, metadata

NO_TIME_YET = datetime(9999, 1, 1, tzinfo=UTC)
"""Where a test without a time stands in the list: before all others, as the newest."""

# PostgreSQL sorts text by the language the database was made for; candidate numbers sort by character everywhere.
_Number = Text().with_variant(Text(collation="C"), "postgresql")

_WINDOW_IS_WHOLE = (
    "(window_start IS NULL) = (window_end IS NULL) AND (window_start IS NULL OR window_start < window_end)"
)

proctored_test = Table(
    "proctored_test",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("folded_title", Text, nullable=False),
    Column("proctoring", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("ratio", Integer, CheckConstraint("ratio > 0", name="ratio"), nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("window_start", UTCDateTime),
    Column("window_end", UTCDateTime),
    Column(
        "status", Text, CheckConstraint("status IN ('draft', 'active', 'deactivated')", name="status"), nullable=False
    ),
    Column("listed_at", UTCDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint(_WINDOW_IS_WHOLE, name="window"),
    Index("ix_proctored_test_list", "organisation_id", "listed_at", "id"),
    Index("ix_proctored_test_list_of_all", "listed_at", "id"),
)

test_candidate = Table(
    "test_candidate",
    metadata,
    Column("test_id", Id, ForeignKey("proctored_test.id"), nullable=False),
    Column("number", _Number, nullable=False),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("extra_minutes", Integer, CheckConstraint("extra_minutes >= 0", name="extra_minutes"), nullable=False),
    Column("search_key", Text, nullable=False),
    PrimaryKeyConstraint("test_id", "number", info={"conflict": "candidate_number_taken"}),
)

UNDECIDED = "state IN ('scheduled', 'sent')"
"""Written out, because a partial index serves only queries that repeat its condition to the letter."""

proctor_booking = Table(
    "proctor_booking",
    metadata,
    Column("id", Id, primary_key=True),
    Column("test_id", Id, ForeignKey("proctored_test.id"), nullable=False),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("vendor_side_unknown", Boolean, nullable=False),
    Column("may_be_held", Boolean, nullable=False),
    Column("window_start", UTCDateTime),
    Column("window_end", UTCDateTime),
    Column("reference", Text, nullable=False),
    Column("activation", Integer, nullable=False),
    Column("sends", Integer, nullable=False),
    Column("checks", Integer, nullable=False),
    Column("cancellations", Integer, nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("scheduled_at", UTCDateTime),
    Column("sent_at", UTCDateTime),
    Column("next_check_at", UTCDateTime),
    Column("last_code", Text),
    Column("moved_at", UTCDateTime),
    Column("cancelled_from", Text),
    Column("log_length", Integer, nullable=False),
    Column("log_head", Text, nullable=False),
    Column("version", Integer, nullable=False),
    # The three below serve lists. The status is the simple one of the activation screen; a booking needs attention
    # since then or not at all; and the place in the list is that of its test, while that is live.
    Column("simple_status", Text, nullable=False),
    Column("attention_since", UTCDateTime),
    Column("listed_at", UTCDateTime),
    CheckConstraint(_WINDOW_IS_WHOLE, name="window"),
    Index("uq_proctor_booking_test_id", "test_id", unique=True, info={"conflict": "test_has_a_booking"}),
    Index("ix_proctor_booking_list", "organisation_id", "simple_status", "listed_at", "test_id"),
    Index("ix_proctor_booking_list_of_all", "simple_status", "listed_at", "test_id"),
    Index(
        "ix_proctor_booking_attention",
        "organisation_id",
        "attention_since",
        "id",
        postgresql_where=text("attention_since IS NOT NULL"),
        sqlite_where=text("attention_since IS NOT NULL"),
    ),
    Index(
        "ix_proctor_booking_attention_of_all",
        "attention_since",
        "id",
        postgresql_where=text("attention_since IS NOT NULL"),
        sqlite_where=text("attention_since IS NOT NULL"),
    ),
    Index(
        "ix_proctor_booking_queue",
        "provider",
        "sent_at",
        postgresql_where=text("sent_at IS NOT NULL"),
        sqlite_where=text("sent_at IS NOT NULL"),
    ),
    Index(
        "ix_proctor_booking_undecided", "window_start", postgresql_where=text(UNDECIDED), sqlite_where=text(UNDECIDED)
    ),
)

booking_log_entry = Table(
    "booking_log_entry",
    metadata,
    Column("booking_id", Id, ForeignKey("proctor_booking.id"), nullable=False),
    Column("sequence", Integer, CheckConstraint("sequence > 0", name="sequence"), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("code", Text, nullable=False),
    Column("catalogue_version", Integer, nullable=False),
    Column("parameters", Json, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("vendor_side_unknown", Boolean, nullable=False),
    Column("actor", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("correlation", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("payload_digest", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    # Whose session the entry tells of; most entries tell of the booking.
    Column("candidate_number", _Number),
    PrimaryKeyConstraint("booking_id", "sequence", info={"conflict": "changed_meanwhile"}),
    # The steps of the booking itself carry no candidate and cost this index nothing. Filters by code and severity
    # need none of their own: they walk one booking's log, which some thousands of entries end.
    Index(
        "ix_booking_log_entry_candidate",
        "booking_id",
        "candidate_number",
        "sequence",
        postgresql_where=text("candidate_number IS NOT NULL"),
        sqlite_where=text("candidate_number IS NOT NULL"),
    ),
)

candidate_session = Table(
    "candidate_session",
    metadata,
    Column("booking_id", Id, ForeignKey("proctor_booking.id"), nullable=False),
    Column("candidate_number", _Number, nullable=False),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("reference", Text, nullable=False),
    Column("joined_at", UTCDateTime),
    Column("announcement", Integer, nullable=False),
    Column("fetches", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("booking_id", "candidate_number", info={"conflict": "changed_meanwhile"}),
)

session_rating = Table(
    "session_rating",
    metadata,
    Column("booking_id", Id, nullable=False),
    Column("candidate_number", _Number, nullable=False),
    Column("version", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("rated_at", UTCDateTime, nullable=False),
    Column("fetched_at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("booking_id", "candidate_number", "version", info={"conflict": "changed_meanwhile"}),
    ForeignKeyConstraint(
        ["booking_id", "candidate_number"], ["candidate_session.booking_id", "candidate_session.candidate_number"]
    ),
)

received_notice = Table(
    "received_notice",
    metadata,
    Column("provider", Text, primary_key=True),
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("event_id", Text, primary_key=True),
    Column("received_at", UTCDateTime, nullable=False),
)

session_link = Table(
    "session_link",
    metadata,
    Column("test_id", Id, ForeignKey("proctored_test.id"), primary_key=True),
    Column("number", Text, primary_key=True),
    Column("session_id", Id, ForeignKey("test_session.id"), nullable=False),
    Index(None, "session_id"),
)
"""Which candidate of which test follows which session."""
