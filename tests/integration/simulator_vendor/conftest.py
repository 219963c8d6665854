"""A vendor that really listens, shared by all tests; each test has an account of its own."""

import uuid
from collections.abc import Iterator

import httpx2
import pytest

from plugins.simulator.vendor import accounts
from plugins.simulator.vendor.server import SimulatorServer
from tests.integration.simulator_vendor.centre import Centre, Inbox


@pytest.fixture(scope="session")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=5) as client:
        yield client


@pytest.fixture(scope="session")
def vendor() -> Iterator[SimulatorServer]:
    with SimulatorServer(decision_delay=0, accounts=()) as server:
        yield server


@pytest.fixture
def centre(vendor: SimulatorServer, http: httpx2.Client) -> Centre:
    name = f"centre-{uuid.uuid4().hex[:8]}"
    opened = Centre(http=http, url=vendor.url, name=name, api_key=f"key-of-{name}")
    opened.settings(api_key=opened.api_key)
    return opened


@pytest.fixture
def inbox(centre: Centre) -> Iterator[Inbox]:
    opened = Inbox(secret=accounts.new_secret())
    centre.settings(notify_url=opened.url, notify_secret=opened.secret)
    yield opened
    opened.close()
