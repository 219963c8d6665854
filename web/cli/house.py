"""Opening the house for a command."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from web.container import Container


def open_house(overrides: dict[str, str] | None = None, *, any_tables: bool = False) -> "Container":
    """The container with checked settings, over a database with this release's tables.

    `any_tables` leaves the tables unlooked at, for the commands that bring them there.
    """
    from web.container import Container, load_settings

    container = Container(settings=load_settings(overrides))
    container.tell_origin()("command line")
    if not any_tables and container.table_revision() != container.release_revision():
        click.echo("The database does not have the tables of this release. Run: examhall db upgrade", err=True)
        raise SystemExit(1)
    return container
