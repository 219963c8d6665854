"""Organisations that register, and the recognition team that answers: what tests of recognition stand on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from core.access.model import EVERYTHING, OrganisationKind
from core.access.permissions import Role
from core.access.views import PersonRow
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from core.verification.model.registration import RegistrationId
from tests.e2e.world import PASSWORD, Browser, Someone, World

FORM = "/register-organisation"
APPLICATION = {
    "name": "Aldermoor University",
    "kind": "university",
    "city": "Aldermoor",
    "country": "GB",
    "website": "www.aldermoor.example",
    "email": "admissions@aldermoor.example",
    "phone": "+44 20 7946 0000",
    "purpose": "Admission of students from abroad.",
    "applicant_name": "Grace Holt",
    "applicant_email": "grace@aldermoor.example",
    "time_zone": "Europe/London",
}


@contextmanager
def world_on(database_url: str, folder: Path) -> Iterator[World]:
    """A world on a database of the test's own, of either kind, with its awarding body."""
    world = World(folder / "house.db", settings={"EXAMHALL_DATABASE_URL": database_url})
    world.awarding_body()
    yield world
    world.close()


def register(world: World, *, query: str = "", address: str = "192.0.2.7", **changed: str) -> RegistrationId:
    """Send the form as a visitor; the registration's id."""
    answer = world.client(address=address).post(f"{FORM}{query}", APPLICATION | changed)
    found = re.fullmatch(rf"{FORM}/received/([0-9a-f-]+)", answer.location or "")
    assert found, answer.text
    return RegistrationId(UUID(found[1]))


def approved(world: World, **changed: str) -> tuple[OrganisationId, Someone]:
    """An organisation whose registration was approved, and its Primary User, who has set a password."""
    registration_id = register(world, **changed)
    team = world.client_as(Role.RECOGNITION_OFFICER)
    assert team.post(f"/registrations/{registration_id}/approve").status_code == 302
    made = world.container.recognition_reader().registration(registration_id).organisation_id
    assert made is not None
    return made, someone(world, changed.get("applicant_email", APPLICATION["applicant_email"]), at=made)


def someone(world: World, email: str, *, at: OrganisationId) -> Someone:
    """Somebody who was let in there, with a password chosen by their link."""
    row = person(world, email)
    roles = next(one.roles for one in row.memberships if one.organisation_id == at)
    known = Someone(
        id=row.id,
        name=row.name,
        email=row.email,
        organisation_id=at,
        organisation_kind=OrganisationKind.RECOGNISING_ORGANISATION,
        roles=roles,
    )
    if not row.has_password:
        visitor = world.client()
        assert visitor.post(world.password_link(known), {"password": PASSWORD}).status_code == 302
    return known


def person(world: World, email: str) -> PersonRow:
    found = world.container.access_reader().people(EVERYTHING, PageRequest(), search=email).items
    return next(one for one in found if one.email == email)


def primary_users(world: World, organisation_id: OrganisationId) -> list[str]:
    """The addresses of all who are one there."""
    found = world.container.access_reader().people(EVERYTHING, PageRequest(), organisation_id=organisation_id).items
    return [
        row.email
        for row in found
        for one in row.memberships
        if one.organisation_id == organisation_id and Role.PRIMARY_USER in one.roles
    ]


def add_user(world: World, primary_user: Browser, email: str, *, at: OrganisationId, photos: bool = False) -> Someone:
    """As the Primary User does; the new one has chosen a password."""
    given = {"name": "Ravi Das", "email": email} | ({"photos": "y"} if photos else {})
    answer = primary_user.post("/organisation/users/new", given)
    assert answer.status_code == 302, answer.text
    return someone(world, email, at=at)
