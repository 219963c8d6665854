"""The tables of deliveries and choices."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from adapters.sql.access.tables import person
from adapters.sql.schema import Id, UTCDateTime, metadata

_KINDS = "('entry', 'registration', 'result', 'invitation')"

delivery = Table(
    "delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    # Either one of the house's people, or an outsider known by what they take part in. That lies in another table for
    # each kind, so no foreign key can hold it.
    Column("person_id", Id, ForeignKey(person.c.id)),
    Column("outsider_kind", String(20), CheckConstraint(f"outsider_kind IN {_KINDS}", name="outsider_kind")),
    Column("outsider_id", Id),
    Column("channel", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("problem", String, nullable=False),
    UniqueConstraint("message", "person_id", "channel", info={"conflict": "delivery_promised_twice"}),
    UniqueConstraint(
        "message", "outsider_kind", "outsider_id", "channel", info={"conflict": "delivery_promised_twice"}
    ),
    CheckConstraint("(person_id IS NULL) <> (outsider_id IS NULL)", name="recipient"),
    CheckConstraint("(outsider_kind IS NULL) = (outsider_id IS NULL)", name="outsider"),
)

message_choice = Table(
    "message_choice",
    metadata,
    Column("person_id", Id, ForeignKey(person.c.id), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("wanted", Boolean, nullable=False),
)
"""What a person has chosen; whether they get a kind they never chose is not for the database to know."""
