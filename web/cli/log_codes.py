"""`examhall log-codes`."""

import json

import click

from core.proctoring.log_codes import CATALOGUE_VERSION
from web.proctoring.log_export import catalogue


@click.command("log-codes")
def log_codes() -> None:
    """Print the catalogue of booking log codes as JSON, as the page /log-codes.json gives it."""
    click.echo(json.dumps({"version": CATALOGUE_VERSION, "codes": catalogue()}, indent=2, ensure_ascii=False))
