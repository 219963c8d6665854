"""The demo's vendor, from one start to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from core.access.model import OPERATOR, OrganisationKind
from core.access.usecases.organising import CreateOrganisationCommand
from core.shared.ids import OrganisationId
from plugins.simulator.vendor.server import SimulatorServer
from tests.e2e.world import World
from web.cli.demo import correct_addresses
from web.demo.cast import centre_numbers
from web.demo.vendor import VendorDesk


@pytest.fixture
def vendor() -> Iterator[SimulatorServer]:
    with SimulatorServer(accounts=()) as server:
        yield server


def make_centres(world: World) -> dict[str, OrganisationId]:
    made = {}
    for number in [*centre_numbers(), "XX999"]:
        command = CreateOrganisationCommand(
            actor=OPERATOR, kind=OrganisationKind.TEST_CENTRE, name=number, number=number, time_zone="UTC"
        )
        made[number] = world.container.create_organisation()(command)
    return made


def account(vendor: SimulatorServer, number: str) -> dict[str, Any]:  # Any: its settings have several types.
    answer = httpx2.get(f"{vendor.url}/control/accounts/{number}")
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found


def test_at_a_start_on_another_port_the_vendor_learns_where_its_notices_go(
    world: World, vendor: SimulatorServer
) -> None:
    centres = make_centres(world)
    first, second, lost = centre_numbers()
    desk = VendorDesk(vendor.url)
    for number in (first, second):
        desk.open_account(
            number, api_key=f"key-{number}", notify_url="http://127.0.0.1:1/old", notify_secret="whsec_" + "A" * 32
        )

    correct_addresses(world.container, vendor.url)

    for number in (first, second):
        now = account(vendor, number)
        assert now["notify_url"] == f"http://127.0.0.1:8000/vendors/simulator/{centres[number]}/notices"
        assert (now["api_key"], now["notify_secret"]) == (f"key-{number}", "whsec_" + "A" * 32)
    assert httpx2.get(f"{vendor.url}/control/accounts/{lost}").status_code == 404
