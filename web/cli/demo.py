"""The demo's first start, and its vendor."""

import shutil
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.access.model import EVERYTHING
from web.cli.lists import every
from web.server import PortTaken, check_port

if TYPE_CHECKING:
    from web.container import Container, Settings

_DATABASE, _VENDOR, _PORT = "examhall.db", "vendor.db", "vendor-port"


def fill_first(settings: "Settings", port: int) -> None:
    """Fill the demo world if the data folder holds no database yet.

    It is filled aside and put in place at the end, the database last: a first start that was stopped in the middle is
    begun anew by the next one.
    """
    data = settings.data
    if (data / _DATABASE).exists():
        return
    aside = data / "first-start"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    (data / _PORT).write_text(f"{_free_port(port)}\n", encoding="ascii")
    click.echo("First start: filling the demo world")
    past = replace(settings, database_url=f"sqlite:///{aside / _DATABASE}")
    with ExitStack() as ending:
        vendor = start_vendor(past, ending, store=aside / _VENDOR)
        _fill(past, vendor)
    for name in (_VENDOR, _DATABASE):
        (aside / name).replace(data / name)
    shutil.rmtree(aside)


def start_vendor(settings: "Settings", ending: ExitStack, *, store: Path | None = None) -> str:
    """Start the simulated vendor where the demo's settings say it is; its address."""
    from web.container import Container

    port = int((settings.data / _PORT).read_text(encoding="ascii"))
    check_port("127.0.0.1", port)
    server = Container(settings=settings).vendor_simulator(port=port, store=store or settings.data / _VENDOR)
    server.start()
    ending.callback(server.stop)
    return server.url


def correct_addresses(container: "Container", vendor: str) -> None:
    """Tell the vendor where its notices go now: this start may be at another port than the first one."""
    from web.demo.cast import centre_numbers
    from web.demo.fill import PROVIDER
    from web.demo.vendor import VendorDesk

    desk, addresses = VendorDesk(vendor), container.page_addresses()
    organisations = every(lambda page: container.access_reader().organisations(EVERYTHING, page))
    for one in organisations:
        if one.number in centre_numbers():
            desk.send_notices_to(one.number, addresses.vendor_notices(PROVIDER, one.id))


def _fill(settings: "Settings", vendor: str) -> None:
    from web.container import Container
    from web.demo.fill import DemoClock, DemoWorld
    from web.demo.sessions import PLANNED_BEFORE
    from web.demo.vendor import VendorDesk

    today = datetime.now(UTC)
    container = Container(settings=settings)
    container.clock.override(DemoClock(today - PLANNED_BEFORE))
    container.upgrade_tables()
    desk = VendorDesk(vendor)
    world = DemoWorld(container.demo_tools(), desk, mailbox=str(settings.mailbox))
    for step in world.fill(today=today):
        click.echo(f"  {step}")
    for number, key in world.running:
        desk.hold_sessions(number, key=key)
    # The last connection to close folds the write-ahead log into the file, which can then be moved.
    container.database().dispose()


def _free_port(beside: int) -> int:
    """The one after the pages' own, or the next that is free."""
    for port in range(beside + 1, beside + 50):
        try:
            check_port("127.0.0.1", port)
        except PortTaken:
            continue
        return port
    raise PortTaken("127.0.0.1", beside + 1, "so are the fifty ports after it.")


def say_who(address: str, vendor: str) -> None:
    """The address, and whom one can log in as."""
    from rich.console import Console
    from rich.table import Table

    from web.demo.cast import PASSWORD, PEOPLE
    from web.demo.recognisers import CANDIDATES, REGISTRATIONS

    people = Table(title="Log in as", title_justify="left", box=None, pad_edge=False, title_style="bold")
    people.add_column("E-mail address", style="cyan", no_wrap=True)
    people.add_column("Who that is")
    for person in PEOPLE:
        people.add_row(person.email, f"{person.name}, {person.says}")
    for one in REGISTRATIONS:
        if one.says:
            people.add_row(one.email, f"{one.applicant}, {one.says}")
        for name, email, sees_photos in one.users if one.approved_after is not None else ():
            people.add_row(email, f"{name}, member of {one.name} {'who sees' if sees_photos else 'without'} photos")
    for candidate in CANDIDATES:
        people.add_row(candidate.email, f"{candidate.name}, {candidate.says}")
    console = Console(highlight=False)
    console.print(f"\n[bold]Examhall[/bold] is at [cyan]{address}[/cyan]\n")
    console.print(people)
    console.print(f"\nThe password is [cyan]{PASSWORD}[/cyan] for all of them.")
    console.print(f"The simulated vendor's control page is at [cyan]{vendor}[/cyan]")
    console.print("Ctrl-C ends it; the next start goes on from here.\n")
