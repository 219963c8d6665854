"""The tables of templates, downloads and what stood in them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from adapters.sql.schema import Id, Json, UTCDateTime, metadata

download_template = Table(
    "download_template",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("dataset", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded_name", Text, nullable=False),
    Column("columns", Json, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("organisation_id", "dataset", "folded_name", info={"conflict": "template_name_taken"}),
)

download = Table(
    "download",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("order", Json, nullable=False),
    Column("asked_at", UTCDateTime, nullable=False),
    Column("with_photos", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    Column("file_key", Text, unique=True),
    Column("file_name", Text),
    Column("file_media_type", Text),
    Column("file_size", BigInteger),
    Column("file_digest", Text),
    Column("made_at", UTCDateTime),
    Column("expires_at", UTCDateTime),
    Column("problem", Text, nullable=False),
    Column("again_of", Id, ForeignKey("download.id")),
    Column("left_out", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "organisation_id", "id"),
    Index(None, "state", "expires_at"),
)

# What stood in a file, so that it can be compared with how things stand and made again.
download_subject = Table(
    "download_subject",
    metadata,
    Column("download_id", Id, ForeignKey("download.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("subject_id", Id, nullable=False),
    Column("subject_version", Integer, nullable=False),
)
