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
@click.option("--rebuild", is_flag=True, help="First make anew what people, organisations and results are searched by.")
def check_read_models(*, rebuild: bool) -> None:
    """Compare what lists and searches are read from with what it was made from: entries, shares, results and names.
    Exit code 1 when something differs.

    It reads all of these, so it takes seconds for each hundred thousand.
    """
    container = open_house()
    if rebuild:
        container.rebuild_read_models()
    found = container.check_read_models()
    for difference in found:
        click.echo(difference, err=True)
    if found:
        raise SystemExit(1)
    click.echo("The lists agree with what they are of.")
