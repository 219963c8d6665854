"""List results of an exam, of a status or by a name without looking at all of them."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NOT_OUT = sa.text("released_at IS NULL")
_FILL = sa.text(
    "INSERT INTO result_name (word, sid, name_key, exam_code) "
    "SELECT former_name.word, former_name.sid, result.name_key, result.exam_code "
    "FROM former_name JOIN result ON result.sid = former_name.sid ORDER BY former_name.word, former_name.sid"
)
_FILL_BACK = sa.text("INSERT INTO result_name (word, sid) SELECT word, sid FROM former_name ORDER BY word, sid")


def upgrade() -> None:
    op.create_index("ix_result_exam", "result", ["exam_code", "sid", "status", "released_at"])
    op.create_index("ix_result_status", "result", ["status", "sid", "exam_code", "released_at"])
    op.create_index(
        "ix_result_not_out",
        "result",
        ["sid", "exam_code", "status"],
        sqlite_where=_NOT_OUT,
        postgresql_where=_NOT_OUT,
    )
    _make_anew(
        _FILL, sa.Column("name_key", schema.Folded, nullable=False), sa.Column("exam_code", sa.Text(), nullable=False)
    )


def downgrade() -> None:
    _make_anew(_FILL_BACK)
    for index in ("ix_result_not_out", "ix_result_status", "ix_result_exam"):
        op.drop_index(index, "result")


def _make_anew(fill: sa.TextClause, *beside: sa.Column[str]) -> None:
    """What is in the key, or beside it, changes with the table alone; it is filled in the order in which it lies."""
    included = [one.name for one in beside]
    op.execute(sa.text("CREATE TABLE former_name AS SELECT word, sid FROM result_name"))
    op.drop_table("result_name")
    op.create_table(
        "result_name",
        sa.Column("word", schema.Folded, nullable=False),
        sa.Column("sid", sa.BigInteger(), nullable=False),
        *beside,
        sa.PrimaryKeyConstraint("word", "sid", name=op.f("pk_result_name"), postgresql_include=included),
        sqlite_with_rowid=False,
    )
    op.execute(fill)
    op.drop_table("former_name")
