"""Count what searches ask for, and let those of a centre or city pass over names without looking up rows."""

import sqlalchemy as sa
from alembic import op

from adapters.sql import schema

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("share_tally")
    op.create_table(
        "share_tally",
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("criterion", sa.Text(), nullable=False),
        sa.Column("term", schema.Folded, nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_share_tally_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "criterion", "term", name=op.f("pk_share_tally")),
        sqlite_with_rowid=False,
    )
    _index("name_key")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    centre = "lower(hex(centre_id))" if is_sqlite else "replace(CAST(centre_id AS TEXT), '-', '')"
    _count("share_search", all="''", exam="exam_code", centre=centre, place="CAST(place_id AS TEXT)")
    _count("share_name", word="word")


def downgrade() -> None:
    _index()
    op.drop_table("share_tally")
    op.create_table(
        "share_tally",
        sa.Column("organisation_id", schema.Id(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["recognising_organisation.id"], name=op.f("fk_share_tally_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_share_tally")),
    )
    op.execute(
        "INSERT INTO share_tally (organisation_id, shares)"
        " SELECT organisation_id, count(*) FROM share_search GROUP BY organisation_id"
    )


def _count(table: str, **terms: str) -> None:
    for criterion, term in terms.items():
        rows = f"SELECT organisation_id, '{criterion}', {term}, count(*) FROM {table} GROUP BY 1, 2, 3"  # noqa: S608
        op.execute(f"INSERT INTO share_tally (organisation_id, criterion, term, shares) {rows}")


def _index(*more: str) -> None:
    for by, others in (("centre", ("exam_code", "place_id")), ("place", ("exam_code", "centre_id"))):
        op.drop_index(f"ix_share_search_{by}", "share_search")
        columns = ["organisation_id", f"{by}_id", "sid", *others, *more]
        op.create_index(f"ix_share_search_{by}", "share_search", columns)
