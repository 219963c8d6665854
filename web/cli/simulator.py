"""`examhall simulator`: the simulated vendor alone."""

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.running import ending_on_signals
from web.logs import configure_logs
from web.server import PortTaken, check_port

if TYPE_CHECKING:
    from web.container import VendorServer


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Whoever reaches it may change everything.")
@click.option("--port", default=8001, show_default=True, help="0 takes a free one.")
@click.option(
    "--store",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File that keeps what the vendor holds. Without it all is forgotten at the end.",
)
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="NAME:KEY",
    help="A test centre and its API key. May be given several times. Without it: demo-centre and demo-centre-key.",
)
def simulator(host: str, port: int, store: Path | None, accounts: tuple[str, ...]) -> None:
    """Serve the simulated proctoring vendor alone, with its control page.

    Its address goes to the standard output. It has no log-in: it is made for trying things out.
    """
    from web.container import Container

    if store is not None and not store.absolute().parent.is_dir():
        raise click.BadParameter(f"There is no folder {store.absolute().parent}.", param_hint="--store")
    try:
        check_port(host, port)
        vendor = Container().vendor_simulator(host=host, port=port, store=store, accounts=_named(accounts))
    except PortTaken as taken:
        raise click.ClickException(str(taken)) from taken
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--account") from error
    configure_logs(for_people=True)
    with ending_on_signals(), ExitStack() as ending:
        _start(vendor)
        ending.callback(vendor.stop)
        click.echo(vendor.url)
        click.echo("This is the simulated vendor; Ctrl-C ends it.", err=True)
        threading.Event().wait()


def _start(vendor: "VendorServer") -> None:
    try:
        vendor.start()
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--account") from error
    except OSError as error:
        raise click.ClickException(": ".join(filter(None, (error.filename, error.strerror)))) from error


def _named(accounts: tuple[str, ...]) -> dict[str, str]:
    """API keys by centre. A key may hold colons, a name cannot."""
    named = {name: key for name, _, key in (account.partition(":") for account in accounts)}
    if len(set(named.values())) < len(accounts):
        raise ValueError("each test centre has a name and a key of its own")
    return named
