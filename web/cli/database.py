"""`examhall db`: the tables."""

import click

from web.cli.house import open_house


@click.group()
def db() -> None:
    """Bring the database to this release, or check it."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this release: all of it or nothing."""
    container = open_house(any_tables=True)
    before = container.table_revision()
    container.upgrade_tables()
    after = container.table_revision()
    click.echo(
        f"The tables were those of this release ({after})." if before == after else f"The tables are at {after}."
    )


@db.command()
def check() -> None:
    """Say whether the tables are those of this release, and what differs. Exit code 1 when something does."""
    container = open_house(any_tables=True)
    if container.table_revision() != container.release_revision():
        click.echo("The database does not have the tables of this release. Run: examhall db upgrade", err=True)
        raise SystemExit(1)
    difference = container.check_tables()
    if difference:
        click.echo(difference, err=True)
        raise SystemExit(1)
    click.echo("The tables are those of this release.")


@db.command("check-read-models")
def check_read_models() -> None:
    """Compare what lists are read from with the entries themselves. Exit code 1 when something differs.

    It reads every entry, so it takes seconds for each hundred thousand.
    """
    found = open_house().check_read_models()
    for difference in found:
        click.echo(difference, err=True)
    if found:
        raise SystemExit(1)
    click.echo("The lists agree with what they are of.")
