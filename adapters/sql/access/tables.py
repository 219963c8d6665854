"""The tables of access."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from adapters.sql.schema import Folded, Id, Json, UTCDateTime, metadata

_AWARDING_BODY = text("kind = 'awarding_body'")
"""There is one in an installation."""
_TEST_CENTRE = text("kind = 'test_centre'")

organisation = Table(
    "organisation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("name", String, nullable=False),
    Column("folded_name", String, nullable=False),
    Column("number", String, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("email", String, nullable=False, server_default=""),
    Column("phone", String, nullable=False, server_default=""),
    Column("version", Integer, nullable=False),
    UniqueConstraint("number", info={"conflict": "number_taken"}),
    Index(
        "uq_organisation_awarding_body",
        "kind",
        unique=True,
        sqlite_where=_AWARDING_BODY,
        postgresql_where=_AWARDING_BODY,
        info={"conflict": "awarding_body_exists"},
    ),
    Index(None, "folded_name", "id"),
    # Centres are found by the words of their names: all of their names lie together, and nobody else's between them.
    Index("ix_organisation_test_centre", "folded_name", "id", sqlite_where=_TEST_CENTRE, postgresql_where=_TEST_CENTRE),
)

organisation_word = Table(
    "organisation_word",
    metadata,
    Column("word", Folded, nullable=False),
    Column("name_key", Folded, nullable=False),
    Column("organisation_id", Id, ForeignKey(organisation.c.id), nullable=False),
    PrimaryKeyConstraint("word", "name_key", "organisation_id"),
    Index(None, "organisation_id", "word"),
    sqlite_with_rowid=False,
)
"""Every word of an organisation's name and number, with the folded name: the key is the order of what is found."""

partnership = Table(
    "partnership",
    metadata,
    Column("test_centre_id", Id, ForeignKey(organisation.c.id), primary_key=True),
    Column("preparation_centre_id", Id, ForeignKey(organisation.c.id), primary_key=True),
    Column("since", UTCDateTime, nullable=False),
    Column("ended_at", UTCDateTime),
    Index(None, "preparation_centre_id"),
)
"""One row for a pair: when they work together again, it tells of the new time."""

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("folded_name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("folded_email", String, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("password_hash", String),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("folded_email", info={"conflict": "email_taken"}),
    Index(None, "folded_name", "id"),
)

person_word = Table(
    "person_word",
    metadata,
    Column("word", Folded, nullable=False),
    Column("name_key", Folded, nullable=False),
    Column("person_id", Id, ForeignKey(person.c.id), nullable=False),
    PrimaryKeyConstraint("word", "name_key", "person_id"),
    Index(None, "person_id", "word"),
    sqlite_with_rowid=False,
)
"""Every word of a person's name and e-mail address, as above of an organisation."""

membership = Table(
    "membership",
    metadata,
    Column("person_id", Id, ForeignKey(person.c.id), primary_key=True),
    Column("organisation_id", Id, ForeignKey(organisation.c.id), primary_key=True),
    Column("roles", Json, nullable=False),
    Column("name_key", Folded, nullable=False),
    Index(None, "organisation_id", "name_key", "person_id"),
)
"""With the person's folded name: the people of one organisation are read in the order of their names, whatever its
size, and however many people there are elsewhere."""

log_in = Table(
    "log_in",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person_id", Id, ForeignKey(person.c.id), nullable=False),
    Column("organisation_id", Id, ForeignKey(organisation.c.id), nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("seen_at", UTCDateTime, nullable=False),
    Column("origin", String, nullable=False),
    Column("device", String, nullable=False),
    Index(None, "person_id"),
    Index(None, "seen_at"),
)

password_link = Table(
    "password_link",
    metadata,
    Column("person_id", Id, ForeignKey(person.c.id), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("expires_at", UTCDateTime, nullable=False),
    UniqueConstraint("digest"),
)

attempt = Table(
    "attempt",
    metadata,
    Column("key", String, primary_key=True),
    Column("window_start", UTCDateTime, nullable=False),
    Column("number", Integer, nullable=False),
    Index(None, "window_start"),
)
"""One row for each thing that is counted, with the window it was last counted in."""
