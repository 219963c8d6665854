"""The fixtures `world` and `stage`: see `tests/e2e/world.py` and `tests/e2e/stage.py` for what they can do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from adapters.sql.database import Database
from adapters.sql.migrate import upgrade
from plugins.simulator.vendor.server import SimulatorServer
from tests.e2e.stage import Stage
from tests.e2e.world import World


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that all migrations were done on, to be copied."""
    file = tmp_path_factory.mktemp("house") / "house.db"
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    database.dispose()
    return file


@pytest.fixture
def world(empty_house: Path, tmp_path: Path) -> Iterator[World]:
    database = tmp_path / "house.db"
    shutil.copy(empty_house, database)
    world = World(database)
    yield world
    world.close()


@pytest.fixture(scope="session")
def vendor_server() -> Iterator[SimulatorServer]:
    """A vendor that really listens, for all tests; each stage opens an account of its own."""
    with SimulatorServer(decision_delay=0, accounts=()) as server:
        yield server


@pytest.fixture(scope="session")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=5) as client:
        yield client


@pytest.fixture
def stage(world: World, vendor_server: SimulatorServer, http: httpx2.Client) -> Iterator[Stage]:
    """A test centre at that vendor: see `tests/e2e/stage.py`."""
    stage = Stage(world, vendor_server.url, http)
    yield stage
    stage.close()
