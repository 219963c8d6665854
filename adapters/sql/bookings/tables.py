"""The tables of candidates, entries and their accounts, and the read table of bookings."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.sql.schema import Folded, Id, UTCDateTime, metadata

candidate = Table(
    "candidate",
    metadata,
    Column("id", Id, primary_key=True),
    Column("owner_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("number", Text, nullable=False),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("date_of_birth", Date, nullable=False),
    Column("id_number", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("consent", Boolean, nullable=False),
    # Folded: for the order of lists, for the search bar, and to know the same document and the same person again.
    Column("name_key", Folded, nullable=False),
    Column("search_key", Text, nullable=False),
    Column("document_key", Text, nullable=False),
    Column("person_key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("number", info={"conflict": "candidate_number_taken"}),
    Index(None, "document_key", "owner_id"),
    Index(None, "person_key"),
)

entry = Table(
    "entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("session_id", Id, ForeignKey("test_session.id"), nullable=False),
    Column("centre_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("entrant_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("candidate_id", Id, ForeignKey("candidate.id"), nullable=False),
    Column("entered_at", UTCDateTime, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("status", Text, CheckConstraint("status IN ('entered', 'withdrawn')", name="status"), nullable=False),
    Column("withdrawn_at", UTCDateTime),
    Column("version", Integer, nullable=False),
    # The candidate's own, kept here so that one index has the candidates of a booking by name.
    Column("name_key", Folded, nullable=False, server_default=""),
    Index("ix_entry_list", "session_id", "entrant_id", "name_key", "id"),
    Index(
        "uq_entry_candidate_id_session_id",
        "candidate_id",
        "session_id",
        unique=True,
        sqlite_where=text("status = 'entered'"),
        postgresql_where=text("status = 'entered'"),
        info={"conflict": "candidate_is_entered"},
    ),
    Index(None, "candidate_id"),
)

entry_line = Table(
    "entry_line",
    metadata,
    Column("entry_id", Id, ForeignKey("entry.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("id", Id, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", BigInteger, CheckConstraint("amount >= 0", name="amount"), nullable=False),
    Column("currency", Text, nullable=False),
    Column("recorded_at", UTCDateTime, nullable=False),
    Column("recorded_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    # Two who record the next line of one entry at the same moment show as a broken key.
    PrimaryKeyConstraint("entry_id", "place", info={"conflict": "changed_meanwhile"}),
    UniqueConstraint("id"),
)

booking = Table(
    "booking",
    metadata,
    Column("session_id", Id, ForeignKey("test_session.id"), primary_key=True),
    Column("entrant_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("centre_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    # All entries; those not withdrawn; those of them with something open.
    Column("entries", Integer, nullable=False),
    Column("candidates", Integer, nullable=False),
    Column("unpaid", Integer, nullable=False),
    Column("owed", BigInteger, nullable=False),
    Column("paid", BigInteger, nullable=False),
    Column("waived", BigInteger, nullable=False),
    Column("refunded", BigInteger, nullable=False),
    Index("ix_booking_of_entrant", "entrant_id", "starts_at", "session_id", "ends_at"),
    Index("ix_booking_of_centre", "centre_id", "starts_at", "session_id", "entrant_id", "ends_at"),
    Index("ix_booking_of_all", "starts_at", "session_id", "entrant_id", "ends_at"),
)
"""What the entries of one entrant for one session come to, in the session's currency: written with the entries, so that
no list counts them."""

help_request = Table(
    "help_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("centre_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("entrant_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("session_id", Id, ForeignKey("test_session.id")),
    Column("subject", Text, nullable=False),
    Column("status", Text, CheckConstraint("status IN ('open', 'answered')", name="status"), nullable=False),
    Column("last_at", UTCDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_help_request_of_centre", "centre_id", "last_at", "id"),
    Index("ix_help_request_of_entrant", "entrant_id", "last_at", "id"),
    Index("ix_help_request_of_all", "last_at", "id"),
)

help_message = Table(
    "help_message",
    metadata,
    Column("request_id", Id, ForeignKey("help_request.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("from_centre", Boolean, nullable=False),
    PrimaryKeyConstraint("request_id", "place", info={"conflict": "changed_meanwhile"}),
)

entry_upload = Table(
    "entry_upload",
    metadata,
    Column("id", Id, primary_key=True),
    Column("session_id", Id, ForeignKey("test_session.id"), nullable=False),
    Column("entrant_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("uploaded_at", UTCDateTime, nullable=False),
    Index(None, "uploaded_at"),
)
"""The file itself: it is read anew when it is entered, by the rules of that moment."""
