"""`examhall audit`."""

import click

from web.cli.house import open_house


@click.group()
def audit() -> None:
    """Verify the audit trail."""


@audit.command()
def verify() -> None:
    """Read the whole chain and tell every place where it does not hold. Exit code 1 when there is one."""
    verdict = open_house().verify_trail()()
    for found in verdict.breaks:
        click.echo(f"Record {found.sequence}: {found.finding}", err=True)
    if verdict.breaks:
        raise SystemExit(1)
    click.echo(f"The trail is whole: {verdict.records} records.")
