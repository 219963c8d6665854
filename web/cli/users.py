"""`examhall user`."""

from typing import TYPE_CHECKING

import click

from core.access.model import ADMINISTERED, EVERYTHING, OPERATOR, ROLES_IN, fold_email
from core.access.permissions import Role
from core.access.ports import AccessReader
from core.access.usecases.employing import (
    CreatePersonCommand,
    DeactivatePersonCommand,
    GiveRolesCommand,
    ReactivatePersonCommand,
)
from core.access.usecases.linking import SendPasswordLinkCommand
from core.access.views import PersonRow
from core.shared.errors import NotFoundError
from core.shared.ids import PersonId
from core.shared.paging import PageRequest
from web.cli.house import open_house
from web.cli.lists import every, table
from web.cli.organisations import with_number

if TYPE_CHECKING:
    from web.container import Container

_ROLE = click.Choice(sorted(role.value for kind in ADMINISTERED for role in ROLES_IN[kind]))


@click.group()
def user() -> None:
    """Make and list people, give them roles, send links."""


@user.command()
@click.argument("email")
@click.argument("name")
@click.option("--organisation", "number", required=True, help="Its centre number.")
@click.option("--role", "roles", type=_ROLE, multiple=True, required=True, help="May be given several times.")
@click.option("--time-zone", default="", help="Otherwise the organisation's.")
@click.option("--print-link", is_flag=True, help="Print the set-password link instead of sending a mail.")
def create(email: str, name: str, number: str, roles: tuple[str, ...], time_zone: str, print_link: bool) -> None:
    """Make a person, and send them a link to set a password or print it."""
    container = open_house()
    at = with_number(container.access_reader(), number)
    command = CreatePersonCommand(
        actor=OPERATOR,
        name=name,
        email=email,
        time_zone=time_zone or at.time_zone,
        organisation_id=at.id,
        roles=frozenset(Role(role) for role in roles),
        send_link=not print_link,
    )
    made = container.create_person()(command)
    if print_link:
        click.echo(f"{name} is made ({made}). No mail goes out; the link to set a password is:")
        _print_link(container, made)
    else:
        click.echo(f"{name} is made ({made}). A mail with a link to set a password is on its way.")


@user.command("list")
@click.option("--search", default="", help="Beginnings of words of the name or e-mail address.")
def list_(search: str) -> None:
    """List people by name."""
    reader = open_house().access_reader()
    rows = every(lambda page: reader.people(EVERYTHING, page, search=search))
    table(("E-mail address", "Name", "Roles", "Account"), [_told(one) for one in rows])


@user.command("send-link")
@click.argument("email")
@click.option("--print", "printed", is_flag=True, help="Print the link instead of sending a mail.")
def send_link(email: str, printed: bool) -> None:
    """Send a person a link to set a password."""
    container = open_house()
    person = with_email(container.access_reader(), email)
    if printed:
        _print_link(container, person.id)
        return
    container.send_password_link()(SendPasswordLinkCommand(actor=OPERATOR, person_id=person.id))
    click.echo(f"A mail with a link to set a password is on its way to {person.email}.")


@user.command()
@click.argument("email")
def deactivate(email: str) -> None:
    """Close a person's account and log them out everywhere."""
    container = open_house()
    person = with_email(container.access_reader(), email)
    container.deactivate_person()(DeactivatePersonCommand(actor=OPERATOR, person_id=person.id))
    click.echo(f"{person.name} is deactivated.")


@user.command()
@click.argument("email")
def reactivate(email: str) -> None:
    """Open a closed account again and send a link to set a password."""
    container = open_house()
    person = with_email(container.access_reader(), email)
    container.reactivate_person()(ReactivatePersonCommand(actor=OPERATOR, person_id=person.id))
    click.echo(f"{person.name} is active again. A mail with a link to set a password is on its way.")


@user.command()
@click.argument("email")
@click.option("--organisation", "number", required=True, help="Its centre number.")
@click.option("--role", "roles", type=_ROLE, multiple=True, help="May be given several times; none takes them out.")
def roles(email: str, number: str, roles: tuple[str, ...]) -> None:
    """Make these the person's roles at the organisation."""
    container = open_house()
    person, at = with_email(container.access_reader(), email), with_number(container.access_reader(), number)
    given = frozenset(Role(role) for role in roles)
    container.give_roles()(GiveRolesCommand(actor=OPERATOR, person_id=person.id, organisation_id=at.id, roles=given))
    click.echo(f"{person.name} at {at.name}: {', '.join(sorted(given)) or 'no role'}.")


def with_email(reader: AccessReader, email: str) -> PersonRow:
    """The person with this very address."""
    # A whole address finds the person alone.
    for one in reader.people(EVERYTHING, PageRequest(size=1), search=email).items:
        if fold_email(one.email) == fold_email(email):
            return one
    raise NotFoundError("person", email=email)


def _print_link(container: "Container", person_id: PersonId) -> None:
    issued = container.issue_password_link()(person_id, by=OPERATOR.label)
    address = container.settings().public_address.rstrip("/")
    click.echo(f"{address}/set-password/{issued.secret}")


def _told(one: PersonRow) -> tuple[str, str, str, str]:
    roles = "; ".join(f"{', '.join(sorted(at.roles))} at {at.organisation_name}" for at in one.memberships)
    account = "deactivated" if not one.active else "active" if one.has_password else "no password yet"
    return one.email, one.name, roles, account
