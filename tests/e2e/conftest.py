"""The fixture `world`: see `tests/e2e/world.py` for what it can do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sql.database import Database
from adapters.sql.migrate import upgrade
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
