"""Find centres and cities by the words of their names."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CENTRES = sa.text("SELECT id, folded_name FROM organisation WHERE kind = 'test_centre'")
_PLACES = sa.text("SELECT id, name_key FROM result_place")


def upgrade() -> None:
    centre_word = op.create_table(
        "centre_word",
        sa.Column("word", schema.Folded, nullable=False),
        sa.Column("centre_id", schema.Id(), nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["organisation.id"], name=op.f("fk_centre_word_centre_id")),
        sa.PrimaryKeyConstraint("word", "centre_id", name=op.f("pk_centre_word")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_centre_word_centre_id"), "centre_word", ["centre_id"])
    place_word = op.create_table(
        "place_word",
        sa.Column("word", schema.Folded, nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["result_place.id"], name=op.f("fk_place_word_place_id")),
        sa.PrimaryKeyConstraint("word", "place_id", name=op.f("pk_place_word")),
        sqlite_with_rowid=False,
    )
    _name(centre_word, "centre_id", _CENTRES.columns(id=schema.Id(), folded_name=sa.Text()))
    _name(place_word, "place_id", _PLACES.columns(id=sa.Integer(), name_key=sa.Text()))


def downgrade() -> None:
    op.drop_table("place_word")
    op.drop_table("centre_word")


def _name(table: sa.Table, of: str, names: sa.TextualSelect) -> None:
    named = op.get_bind().execute(names).all()
    rows = [{"word": word, of: one} for one, name in named for word in sorted(set(name.split()))]
    if rows:
        op.bulk_insert(table, rows)
