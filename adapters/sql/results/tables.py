"""The tables of results and of what became of them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
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

from adapters.sql.schema import Folded, Id, Json, UTCDateTime, metadata

_STATUSES = "('provisional', 'final', 'amended', 'withheld', 'revoked')"
_NOT_OUT = text("released_at IS NULL")
_WITH_PHOTO = text("photo IS NOT NULL")

result = Table(
    "result",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sid", BigInteger, nullable=False),
    Column("reference", Text, nullable=False),
    Column("exam_code", Text, ForeignKey("exam.code"), nullable=False),
    Column("taken_on", Date, nullable=False),
    Column("centre_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("place", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("given_name", Text, nullable=False),
    Column("family_name", Text, nullable=False),
    Column("date_of_birth", Date, nullable=False),
    Column("email", Text, nullable=False),
    # Folded: the number without the signs people leave out, the name with the given one first.
    Column("number_key", Text, nullable=False),
    Column("name_key", Folded, nullable=False),
    Column("email_key", Text, nullable=False),
    Column("scores", Json, nullable=False),
    Column("overall", Integer),
    Column("grade", Text),
    Column("cefr", Text),
    Column("status", Text, CheckConstraint(f"status IN {_STATUSES}", name="status"), nullable=False),
    Column("release_at", UTCDateTime, nullable=False),
    Column("released_at", UTCDateTime),
    Column("photo", Text),
    Column("version", Integer, nullable=False),
    UniqueConstraint("sid"),
    UniqueConstraint("reference", info={"conflict": "reference_taken"}),
    # The number leads, so that the same index finds a candidate's results.
    UniqueConstraint("number_key", "exam_code", "taken_on", info={"conflict": "result_exists"}),
    Index(None, "email_key"),
    # Few of many results wait, and few have a photo: the indexes hold those alone.
    Index(
        "ix_result_waiting",
        "release_at",
        "exam_code",
        "taken_on",
        "status",
        sqlite_where=_NOT_OUT,
        postgresql_where=_NOT_OUT,
    ),
    Index("ix_result_photo", "photo", sqlite_where=_WITH_PHOTO, postgresql_where=_WITH_PHOTO),
    # For the list of the awarding body, newest first: what it is narrowed by stands in the index.
    Index("ix_result_exam", "exam_code", "sid", "status", "released_at"),
    Index("ix_result_status", "status", "sid", "exam_code", "released_at"),
    Index("ix_result_not_out", "sid", "exam_code", "status", sqlite_where=_NOT_OUT, postgresql_where=_NOT_OUT),
)

result_name = Table(
    "result_name",
    metadata,
    Column("word", Folded, nullable=False),
    Column("sid", BigInteger, nullable=False),
    Column("name_key", Folded, nullable=False),
    Column("exam_code", Text, nullable=False),
    PrimaryKeyConstraint("word", "sid", postgresql_include=["name_key", "exam_code"]),
    sqlite_with_rowid=False,
)
"""Every word of every candidate's name, so that any of them leads to the result. The whole name and the exam stand
beside it: what else is asked of them is told without looking the result up."""

result_change = Table(
    "result_change",
    metadata,
    Column("result_id", Id, ForeignKey("result.id"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("by", Text, nullable=False),
    Column("was", Text, nullable=False),
    Column("became", Text, nullable=False),
    Column("reason", Text, nullable=False),
    # What stood before the change, where it changed.
    Column("holder", Json),
    Column("sitting", Json),
    Column("marks", Json),
    # Two who change one result at the same moment show as a broken key.
    PrimaryKeyConstraint("result_id", "place", info={"conflict": "changed_meanwhile"}),
)

result_upload = Table(
    "result_upload",
    metadata,
    Column("id", Id, primary_key=True),
    Column("uploaded_by", Id, ForeignKey("person.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("release_at", UTCDateTime),
    Column("uploaded_at", UTCDateTime, nullable=False),
    Index(None, "uploaded_at"),
)
"""The file itself lies in the store of files."""
