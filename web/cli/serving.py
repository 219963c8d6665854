"""`examhall serve` and `examhall worker`."""

import threading
from contextlib import ExitStack
from datetime import timedelta

import click

from web.cli.house import open_house
from web.cli.running import ending_on_signals, serve_pages, start_jobs
from web.logs import configure_logs
from web.server import PortTaken

_PATIENCE = timedelta(seconds=20)


@click.command()
@click.option("--with-jobs", is_flag=True, help="Run the jobs in this process too.")
def serve(with_jobs: bool) -> None:
    """Serve the pages at EXAMHALL_HOST and EXAMHALL_PORT."""
    configure_logs(for_people=False)
    container = open_house()
    with ending_on_signals(), ExitStack() as ending:
        if with_jobs:
            start_jobs(container, ending, patience=_PATIENCE)
        try:
            serve_pages(
                container, lambda port: click.echo(f"Listening on {container.settings().host}:{port}", err=True)
            )
        except PortTaken as taken:
            raise click.ClickException(str(taken)) from taken


@click.command()
def worker() -> None:
    """Run the jobs and what comes round. Any number of these may share a database."""
    configure_logs(for_people=False)
    container = open_house()
    with ending_on_signals(), ExitStack() as ending:
        start_jobs(container, ending, patience=_PATIENCE)
        click.echo("Running jobs.", err=True)
        threading.Event().wait()
