"""What recognising organisations search: read tables, led by the organisation, kept in step with shares and results.

A row is there for every share that is not ended, so it has at most one for a result and an organisation. What a share
leaves out is not in it: by that it cannot be found.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.sql.schema import Folded, Id, UTCDateTime, metadata


def _where_shared(name: str, column: str) -> Index:
    """For what a share may leave out: those that do are not in the index."""
    given = text(f"{column} IS NOT NULL")
    return Index(name, "organisation_id", column, "sid", sqlite_where=given, postgresql_where=given)


_PASSED_OVER_BY = ["name_key", "exam_code", "centre_id", "place_id"]
"""What is asked of rows that are met on the way. On SQLite the key is the table; PostgreSQL keeps these beside the key,
so that it need not look up rows that lie all over the table."""

_EXPIRES = text("expires_at IS NOT NULL")


result_place = Table(
    "result_place",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name_key", Folded, nullable=False),
    UniqueConstraint("name_key"),
)
"""The cities in which exams were taken."""

place_word = Table(
    "place_word",
    metadata,
    Column("word", Folded, nullable=False),
    Column("place_id", Integer, ForeignKey(result_place.c.id), nullable=False),
    PrimaryKeyConstraint("word", "place_id"),
    sqlite_with_rowid=False,
)

centre_word = Table(
    "centre_word",
    metadata,
    Column("word", Folded, nullable=False),
    Column("centre_id", Id, ForeignKey("organisation.id"), nullable=False),
    PrimaryKeyConstraint("word", "centre_id"),
    Index(None, "centre_id"),
    sqlite_with_rowid=False,
)
"""Every word by which a test centre is found, and above those of the cities."""

share_search = Table(
    "share_search",
    metadata,
    Column("organisation_id", Id, ForeignKey("recognising_organisation.id"), nullable=False),
    Column("sid", BigInteger, nullable=False),
    Column("share_id", Id, ForeignKey("share.id"), nullable=False),
    Column("shared_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime),
    Column("shows_overall", Boolean, nullable=False),
    Column("exam_code", Text, nullable=False),
    Column("centre_id", Id, nullable=False),
    Column("place_id", Integer, ForeignKey(result_place.c.id), nullable=False),
    # Folded, with a space before each word.
    Column("name_key", Folded, nullable=False),
    Column("date_of_birth", Date),
    Column("number_key", Text),
    Column("email_key", Text),
    PrimaryKeyConstraint(
        "organisation_id", "sid", info={"conflict": "already_shared"}, postgresql_include=_PASSED_OVER_BY
    ),
    Index("ix_share_search_newest", "organisation_id", "share_id"),
    Index("ix_share_search_exam", "organisation_id", "exam_code", "sid"),
    Index("ix_share_search_centre", "organisation_id", "centre_id", "sid", "exam_code", "place_id", "name_key"),
    Index("ix_share_search_place", "organisation_id", "place_id", "sid", "exam_code", "centre_id", "name_key"),
    _where_shared("ix_share_search_birth", "date_of_birth"),
    _where_shared("ix_share_search_number", "number_key"),
    _where_shared("ix_share_search_email", "email_key"),
    Index(
        "ix_share_search_expiring", "organisation_id", "expires_at", sqlite_where=_EXPIRES, postgresql_where=_EXPIRES
    ),
    sqlite_with_rowid=False,
)
"""The `sid` is the result's: within an organisation the key is the order «newest exam first»."""

share_name = Table(
    "share_name",
    metadata,
    Column("organisation_id", Id, nullable=False),
    Column("word", Folded, nullable=False),
    Column("sid", BigInteger, nullable=False),
    Column("name_key", Folded, nullable=False),
    Column("exam_code", Text, nullable=False),
    Column("centre_id", Id, nullable=False),
    Column("place_id", Integer, nullable=False),
    PrimaryKeyConstraint("organisation_id", "word", "sid", postgresql_include=_PASSED_OVER_BY),
    sqlite_with_rowid=False,
)
"""One row for each word of a name, so that any of them, whole or begun, is an entrance. What else narrows a search by
name stands beside it, so that nothing has to be looked up to be passed over."""

share_tally = Table(
    "share_tally",
    metadata,
    Column("organisation_id", Id, ForeignKey("recognising_organisation.id"), nullable=False),
    Column("criterion", Text, nullable=False),
    Column("term", Folded, nullable=False),
    Column("shares", Integer, nullable=False),
    PrimaryKeyConstraint("organisation_id", "criterion", "term"),
    sqlite_with_rowid=False,
)
"""How many rows of `share_search` each organisation has, in all and for each word, exam, centre and city that a search
may ask for: by these a search tells which of its criteria is the rarest."""
