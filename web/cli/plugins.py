"""`examhall plugins`."""

from typing import TYPE_CHECKING

import click

from core.extensions.model import OfferKind
from core.extensions.ports import OfferDescription
from web.cli.lists import table
from web.extensions.words import KINDS

if TYPE_CHECKING:
    from web.container import Container


@click.group()
def plugins() -> None:
    """List the plugins found, and check what they offer."""


@plugins.command("list")
def list_() -> None:
    """List every plugin found. The exit code is 1 when one was left out; why stands below the list."""
    reports = _container().installed_plugins().reports()
    table(
        ("Plugin", "Version", "From", "Offers", "Status"),
        [
            (
                one.name,
                one.version or "unknown",
                "bundled" if one.bundled else "installed",
                ", ".join(f"{KINDS[offer.kind].lower()} {offer.name}" for offer in one.offers),
                "left out" if one.problem else "loaded",
            )
            for one in reports
        ],
    )
    left_out = [one for one in reports if one.problem]
    for one in left_out:
        click.echo(f"{one.name}: {one.problem}", err=True)
    if left_out:
        raise SystemExit(1)


@plugins.command()
@click.argument("name")
def check(name: str) -> None:
    """Check one plugin without asking its vendor: what it offers, the settings it asks for, what it promises.

    NAME is the plugin's name in the list. A provider is built with made-up settings, a format writes a table without
    rows. Whether it keeps the whole contract is shown by the tests of examhall.testing, run by its author.
    """
    container = _container()
    report = next((one for one in container.installed_plugins().reports() if one.name == name), None)
    if report is None:
        click.echo(f"No plugin called {name} was found. See: examhall plugins list", err=True)
        raise SystemExit(1)
    if report.problem:
        click.echo(f"{name} was left out: {report.problem}", err=True)
        raise SystemExit(1)
    # All of them are printed, also after one that is wrong.
    right = [_checked(offer, container) for offer in report.offers]
    if not all(right):
        raise SystemExit(1)


def _checked(offer: OfferDescription, container: "Container") -> bool:
    click.echo(f"{KINDS[offer.kind]} {offer.name}: {offer.title}")
    for setting in offer.settings:
        kind_of = "secret" if setting.secret else setting.kind.value
        click.echo(f"  setting {setting.name}: {kind_of}{'' if setting.required else ', optional'}")
    if offer.kind is OfferKind.EXPORT_FORMAT:
        return _format_checked(offer.name, container)
    if offer.kind is not OfferKind.PROCTORING_PROVIDER:
        return True
    problems = container.check_provider()(offer.name)
    for problem in problems:
        click.echo(f"  WRONG {problem}")
    if not problems:
        click.echo("  right: it can be built, and every method that its capabilities promise is written")
    return not problems


def _format_checked(name: str, container: "Container") -> bool:
    offered, problems = container.check_format()(name)
    click.echo(f"  file: .{offered.extension}, {offered.media_type}")
    for option in offered.options:
        click.echo(f"  option {option.name}: {option.kind.value}, chosen for each download")
    if offered.requires is not None:
        click.echo(f"  needs the columns {', '.join(offered.requires)}")
    for problem in problems:
        click.echo(f"  WRONG {problem}")
    if not problems and offered.requires is None:
        click.echo("  right: it writes a file")
    return not problems


def _container() -> "Container":
    """Without settings: plugins can be looked at before the platform is set up."""
    from web.container import Container
    from web.logs import configure_logs

    configure_logs(for_people=True)
    return Container()
