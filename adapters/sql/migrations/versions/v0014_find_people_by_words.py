"""Find people and organisations by words, and read those of one organisation in the order of their names."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema
from core.shared.text import fold_name

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_READ, _WRITTEN = 5000, 20_000
_LONGEST = 80
"""Characters of a word that are kept."""
_MAKE_KEYS = sa.text(
    "UPDATE membership SET name_key = (SELECT folded_name FROM person WHERE person.id = membership.person_id)"
)


def upgrade() -> None:
    _sort_memberships()
    _find("person", by="folded_email")
    _find("organisation", by="number")


def downgrade() -> None:
    op.drop_table("organisation_word")
    op.drop_table("person_word")
    op.drop_index("ix_membership_organisation_id_name_key_person_id", "membership")
    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_column("name_key")
    op.create_index(op.f("ix_membership_organisation_id"), "membership", ["organisation_id"])


def _sort_memberships() -> None:
    op.drop_index("ix_membership_organisation_id", "membership")
    op.add_column("membership", sa.Column("name_key", schema.Folded, nullable=True))
    op.execute(_MAKE_KEYS)
    with op.batch_alter_table("membership") as batch_op:
        batch_op.alter_column("name_key", existing_type=schema.Folded, nullable=False)
    op.create_index(
        op.f("ix_membership_organisation_id_name_key_person_id"),
        "membership",
        ["organisation_id", "name_key", "person_id"],
    )


def _find(what: str, *, by: str) -> None:
    """Words come from the rows in the order of nobody's names: put aside first and sorted then, a million people's are
    written in a fraction of the time."""
    table, of = f"{what}_word", f"{what}_id"
    aside = op.create_table(f"{table}_aside", *_columns(of), prefixes=["TEMPORARY"])
    for some in _batches(_rows(what, by, of)):
        _put_aside(aside, some)
    made = op.create_table(
        table,
        *_columns(of),
        sa.ForeignKeyConstraint([of], [f"{what}.id"], name=op.f(f"fk_{table}_{of}")),
        sa.PrimaryKeyConstraint("word", "name_key", of, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )
    names = [column.name for column in made.c]
    op.execute(sa.insert(made).from_select(names, sa.select(aside).order_by(*aside.c)))
    op.drop_table(f"{table}_aside")
    op.create_index(op.f(f"ix_{table}_{of}_word"), table, [of, "word"])


# Any, here and below: the types of columns and values.
def _put_aside(aside: sa.Table, rows: list[dict[str, Any]]) -> None:
    """As three lists where the database takes them: row by row PostgreSQL takes five minutes for a million people."""
    if op.get_bind().dialect.name != "postgresql":
        op.bulk_insert(aside, rows)
        return
    kinds = (sa.ARRAY(sa.Text), sa.ARRAY(sa.Text), sa.ARRAY(sa.Uuid))
    lists = [
        sa.func.unnest(sa.cast([row[column.name] for row in rows], kind))
        for column, kind in zip(aside.c, kinds, strict=True)
    ]
    op.get_bind().execute(sa.insert(aside).from_select(list(aside.c.keys()), sa.select(*lists)))


def _columns(of: str) -> list[sa.Column[Any]]:
    return [
        sa.Column("word", schema.Folded, nullable=False),
        sa.Column("name_key", schema.Folded, nullable=False),
        sa.Column(of, schema.Id(), nullable=False),
    ]


def _rows(what: str, by: str, of: str) -> Iterator[dict[str, Any]]:
    table = sa.table(what, sa.column("id", schema.Id()), sa.column("folded_name", sa.Text()), sa.column(by, sa.Text()))
    some = sa.select(table).order_by(table.c.id).limit(_READ)
    rows = op.get_bind().execute(some).all()
    while rows:
        for one, name_key, text in rows:
            for word in sorted({word[:_LONGEST] for word in (*name_key.split(), *fold_name(text).split())}):
                yield {"word": word, "name_key": name_key, of: one}
        rows = op.get_bind().execute(some.where(table.c.id > rows[-1].id)).all()


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, _WRITTEN)):
        yield some
