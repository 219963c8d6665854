"""What Alembic runs for each command. `adapters.sql.migrate` hands it the connection."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from adapters.sql import schema
from adapters.sql.tables import metadata


def _render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """A drafted migration names our column types shortly; everything else is written as Alembic does."""
    return f"schema.{type(item).__name__}()" if kind == "type" and type(item).__module__ == schema.__name__ else False


connection = context.config.attributes["connection"]

context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite changes few things of a table in place: the batch copies it. On PostgreSQL it is a plain ALTER TABLE.
    render_as_batch=True,
    compare_type=True,
    render_item=_render,
)

with context.begin_transaction():
    context.run_migrations()
