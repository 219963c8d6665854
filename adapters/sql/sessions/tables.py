"""The tables of test sessions."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from adapters.sql.schema import Id, UTCDateTime, metadata

test_session = Table(
    "test_session",
    metadata,
    Column("id", Id, primary_key=True),
    Column("centre_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("exam_code", Text, ForeignKey("exam.code"), nullable=False),
    Column("venue_id", Id, ForeignKey("venue.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("status", Text, CheckConstraint("status IN ('draft', 'open', 'cancelled')", name="status"), nullable=False),
    Column("time_zone", Text, nullable=False),
    # From the start of the first paper to the end of the last.
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Column("speaking_first", Date),
    Column("speaking_last", Date),
    Column("entries_until", UTCDateTime, nullable=False),
    Column("late_entries_until", UTCDateTime),
    Column("payments_until", UTCDateTime, nullable=False),
    Column("results_at", UTCDateTime, nullable=False),
    Column("currency", Text, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("late_fee", BigInteger, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    # The last line of defence: whatever the code does, no session is stored oversold.
    CheckConstraint("taken BETWEEN 0 AND capacity", name="taken"),
    UniqueConstraint("code", info={"conflict": "session_code_taken"}),
    # Its last columns let the list skip what is over or of another status without looking at the rows.
    Index("ix_test_session_list", "centre_id", "starts_at", "id", "ends_at", "status"),
)

session_paper = Table(
    "session_paper",
    metadata,
    Column("session_id", Id, ForeignKey("test_session.id"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    # The session's centre, and the day in the session's time zone on which the paper is sat.
    Column("centre_id", Id, nullable=False),
    Column("day", Date, nullable=False),
    Index("ix_session_paper_day", "centre_id", "day", "session_id"),
)

session_availability = Table(
    "session_availability",
    metadata,
    Column("session_id", Id, ForeignKey("test_session.id"), primary_key=True),
    Column("preparation_centre_id", Id, ForeignKey("organisation.id"), primary_key=True),
    # The session's own, kept here so that one index has a preparation centre's list in its order.
    Column("starts_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Index("ix_session_availability_list", "preparation_centre_id", "starts_at", "session_id", "ends_at"),
)

session_date = Table(
    "session_date",
    metadata,
    Column("session_id", Id, ForeignKey("test_session.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("centre_id", Id, nullable=False),
    Index("ix_session_date_of_centre", "centre_id", "at", "session_id", "kind"),
    Index("ix_session_date_of_all", "at", "session_id", "kind"),
)
"""Every deadline and key date as a line, so that what falls into a span of time is read off an index."""
