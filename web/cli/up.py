"""`examhall up`: everything in one process, with the demo world."""

import os
import secrets
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import click

from web.cli.house import open_house
from web.cli.running import ending_on_signals, serve_pages, start_jobs
from web.demo.cast import CONTACT
from web.logs import configure_logs
from web.server import PortTaken, check_port

# Ctrl-C ends within two seconds; what runs longer runs again at the next start.
_PATIENCE = timedelta(seconds=1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--data",
    default="data",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the database and the files.",
)
@click.option("--no-demo", is_flag=True, help="Leave out the demo world and its vendor.")
def up(host: str, port: int, data: Path, no_demo: bool) -> None:
    """Start pages, jobs, clockwork and the vendor simulator in one process.

    The database is a SQLite file in the data folder. At the first start it is filled with a demo world.
    """
    configure_logs(for_people=True)
    data = data.resolve()
    try:
        check_port(host, port)
        data.mkdir(parents=True, exist_ok=True)
        with ending_on_signals(), ExitStack() as ending:
            _run(_settings(host, port, data, demo=not no_demo), ending)
    except PortTaken as taken:
        raise click.ClickException(str(taken)) from taken
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}") from error
    click.echo("Ended.")


def _run(given: dict[str, str], ending: ExitStack) -> None:
    from web.container import load_settings

    settings = load_settings(given)
    vendor = ""
    if settings.demo:
        from web.cli.demo import fill_first, start_vendor

        fill_first(settings, settings.port)
        vendor = start_vendor(settings, ending)
    container = open_house(given, any_tables=True)
    container.upgrade_tables()
    if vendor:
        from web.cli.demo import correct_addresses

        correct_addresses(container, vendor)
    start_jobs(container, ending, patience=_PATIENCE)
    serve_pages(container, lambda _port: _tell(container.settings().public_address, vendor))


def _tell(address: str, vendor: str) -> None:
    if vendor:
        from web.cli.demo import say_who

        say_who(address, vendor)
    else:
        click.echo(
            f"Examhall is at {address}\nMake the first people with: examhall organisation create, examhall user create"
        )


def _settings(host: str, port: int, data: Path, *, demo: bool) -> dict[str, str]:
    shown = f"[{host}]" if ":" in host else host
    given = {
        "EXAMHALL_HOST": host,
        "EXAMHALL_PORT": str(port),
        "EXAMHALL_DATA": str(data),
        "EXAMHALL_DATABASE_URL": f"sqlite:///{data / 'examhall.db'}",
        "EXAMHALL_PUBLIC_ADDRESS": os.environ.get("EXAMHALL_PUBLIC_ADDRESS", f"http://{shown}:{port}"),
    }
    if demo:
        # One waits for the vendor's answer here, so it is asked for after seconds.
        given |= {"EXAMHALL_DEMO": "true", "EXAMHALL_CHECK_FIRST_SECONDS": "2", "EXAMHALL_SEND_FIRST_SECONDS": "2"}
        given["EXAMHALL_CONTACT"] = os.environ.get("EXAMHALL_CONTACT", CONTACT)
    if "EXAMHALL_SECRET_KEY" not in os.environ and "EXAMHALL_SECRET_KEY_FILE" not in os.environ:
        given["EXAMHALL_SECRET_KEY"] = own_secret_key(data)
    return given


def own_secret_key(data: Path) -> str:
    """The key of this data folder, drawn at the first start and readable by its owner alone."""
    file = data / "secret-key"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    key = secrets.token_hex(32)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(key + "\n")
    return key
