"""The tables of registrations, recognising organisations, shares and look-ups."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from adapters.sql.schema import Folded, Id, Json, UTCDateTime, metadata

_STATES = "('received', 'approved', 'refused')"
_ENDS = "('withdrawn', 'expired')"
_WAITS = text("state = 'received'")
_WILL_EXPIRE = text("ended_at IS NULL AND expires_at IS NOT NULL")

registration = Table(
    "registration",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("website", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("applicant_email", Text, nullable=False),
    Column("applicant_time_zone", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("received_at", UTCDateTime, nullable=False),
    Column("due_at", UTCDateTime, nullable=False),
    Column("invitation", Id),
    Column("state", Text, CheckConstraint(f"state IN {_STATES}", name="state"), nullable=False),
    Column("decided_at", UTCDateTime),
    Column("decided_by", Text),
    Column("reason", Text, nullable=False),
    Column("organisation_id", Id, ForeignKey("organisation.id")),
    Column("warned_at", UTCDateTime),
    # One number for the order of the queue: what waits by when it is due, after it what is decided, the newest first.
    Column("queue_place", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_registration_queue_of_state", "state", "queue_place", "id"),
    Index("ix_registration_waiting", "due_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
)

recognising_organisation = Table(
    "recognising_organisation",
    metadata,
    Column("id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("website", Text, nullable=False),
    # The organisation's name and address, folded: the list is sorted by the one.
    Column("name_key", Folded, nullable=False),
    Column("email_key", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "email_key"),
    Index("ix_recognising_organisation_list", "name_key", "id"),
    Index("ix_recognising_organisation_of_country", "country", "name_key", "id"),
)

recognised_exam = Table(
    "recognised_exam",
    metadata,
    Column("organisation_id", Id, ForeignKey("recognising_organisation.id"), nullable=False),
    Column("exam_code", Text, ForeignKey("exam.code"), nullable=False),
    Column("name_key", Folded, nullable=False),
    PrimaryKeyConstraint("organisation_id", "exam_code"),
    Index("ix_recognised_exam_list", "exam_code", "name_key", "organisation_id"),
)

recognising_word = Table(
    "recognising_word",
    metadata,
    # Of the organisation's name, or of its city.
    Column("part", Text, CheckConstraint("part IN ('name', 'city')", name="part"), nullable=False),
    Column("word", Folded, nullable=False),
    Column("name_key", Folded, nullable=False),
    Column("organisation_id", Id, ForeignKey("recognising_organisation.id"), nullable=False),
    PrimaryKeyConstraint("part", "word", "name_key", "organisation_id"),
    Index(None, "organisation_id"),
    sqlite_with_rowid=False,
)
"""Every word by which an organisation of the public list is found, those of one word in the order of the list."""

look_up_policy = Table(
    "look_up_policy",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="only"), primary_key=True, autoincrement=False),
    Column("asks_date_of_birth", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

candidate_number = Table(
    "candidate_number",
    metadata,
    # As numbers are compared, without the signs people leave out.
    Column("number_key", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("number_key", info={"conflict": "candidate_number_taken"}),
    Index(None, "person_id"),
)

share = Table(
    "share",
    metadata,
    Column("id", Id, primary_key=True),
    Column("result_id", Id, ForeignKey("result.id"), nullable=False),
    Column("organisation_id", Id, ForeignKey("recognising_organisation.id"), nullable=False),
    Column("shared_by", Id, ForeignKey("person.id"), nullable=False),
    Column("fields", Json, nullable=False),
    Column("shared_at", UTCDateTime, nullable=False),
    Column("expires_at", UTCDateTime),
    Column("ended_at", UTCDateTime),
    Column("end", Text, CheckConstraint(f'"end" IN {_ENDS}', name="end")),
    Column("version", Integer, nullable=False),
    Column("shared_with", Text, nullable=False, server_default=""),
    Index(None, "result_id", "organisation_id"),
    Index("ix_share_expiring", "expires_at", "id", sqlite_where=_WILL_EXPIRE, postgresql_where=_WILL_EXPIRE),
)

share_opened = Table(
    "share_opened",
    metadata,
    Column("share_id", Id, ForeignKey(share.c.id), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("share_id", "person_id"),
    sqlite_with_rowid=False,
)
"""Who opened which share, and when first."""

look_up = Table(
    "look_up",
    metadata,
    Column("result_id", Id, ForeignKey("result.id"), nullable=False),
    Column("organisation_id", Id, ForeignKey("recognising_organisation.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    PrimaryKeyConstraint("result_id", "organisation_id"),
    Index("ix_look_up_list", "organisation_id", "at", "result_id"),
)

result_activity = Table(
    "result_activity",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("result_id", Id, ForeignKey("result.id"), nullable=False),
    Column("organisation_id", Id, ForeignKey("recognising_organisation.id"), nullable=False),
    Column("share_id", Id, ForeignKey(share.c.id)),
    Column("kind", Text, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "result_id", "at", "id"),
)

kept_search = Table(
    "kept_search",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("criteria", Json, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index(None, "at"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("invited_by", Id, ForeignKey("person.id"), nullable=False),
    Column("organisation_name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("sent_at", UTCDateTime, nullable=False),
    Column("registered", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Index(None, "invited_by", "sent_at"),
)
