"""`examhall organisation`."""

import click

from core.access.model import EVERYTHING, OPERATOR, OrganisationKind
from core.access.ports import AccessReader
from core.access.usecases.organising import CreateOrganisationCommand
from core.access.views import OrganisationRow
from core.shared.errors import NotFoundError
from web.cli.house import open_house
from web.cli.lists import every, table
from web.counts import counted


@click.group()
def organisation() -> None:
    """Make and list organisations."""


@organisation.command()
@click.argument("number")
@click.argument("name")
@click.option("--time-zone", default="Europe/London", show_default=True)
@click.option("--awarding-body", is_flag=True, help="The one that runs this installation; otherwise a test centre.")
def create(number: str, name: str, time_zone: str, awarding_body: bool) -> None:
    """Make an organisation. NUMBER is its centre number, such as GB001."""
    kind = OrganisationKind.AWARDING_BODY if awarding_body else OrganisationKind.TEST_CENTRE
    command = CreateOrganisationCommand(actor=OPERATOR, kind=kind, name=name, number=number, time_zone=time_zone)
    made = open_house().create_organisation()(command)
    click.echo(f"{name} is made ({made}).")


@organisation.command("list")
@click.option("--search", default="", help="Beginnings of words of the name or number.")
def list_(search: str) -> None:
    """List organisations by name."""
    reader = open_house().access_reader()
    rows = every(lambda page: reader.organisations(EVERYTHING, page, search=search))
    table(
        ("Number", "Name", "Kind", "People", "Time zone"),
        [(one.number, one.name, one.kind.value.replace("_", " "), counted(one.people), one.time_zone) for one in rows],
    )


def with_number(reader: AccessReader, number: str) -> OrganisationRow:
    """The organisation with this very number."""
    found = reader.organisation_numbered(number, EVERYTHING)
    if found is None:
        raise NotFoundError("organisation", number=number)
    return found
