"""The databases and the fake of the unit tests keep downloads alike."""

from __future__ import annotations

import pytest

from adapters.sql.database import Database
from adapters.sql.exports.reader import SqlDownloadsReader
from adapters.sql.unit import open_unit_on
from core.exports.ports import DownloadsReader, MakingUnit
from core.shared.unit import OpenUnit
from tests.contract.exports_storage import ExportsContract, Known
from tests.fakes.exports import ALDERMOOR, NORDHAVN, MemoryExports
from tests.fakes.exports import READER as RUBY
from tests.integration.sql.proctored import StandingClock
from tests.integration.sql.verified import EMPLOYER, READER, UNIVERSITY, settle


class TestSqlExports(ExportsContract):
    @pytest.fixture
    def open_unit(self, database: Database) -> OpenUnit[MakingUnit]:
        settle(database)
        return open_unit_on(database, StandingClock())

    @pytest.fixture
    def reader(self, database: Database) -> DownloadsReader:
        return SqlDownloadsReader(database=database)

    @pytest.fixture
    def known(self) -> Known:
        return Known(person=READER, organisations=(UNIVERSITY, EMPLOYER))


class TestMemoryExports(ExportsContract):
    @pytest.fixture
    def memory(self) -> MemoryExports:
        return MemoryExports()

    @pytest.fixture
    def open_unit(self, memory: MemoryExports) -> OpenUnit[MakingUnit]:
        return memory.open_unit

    @pytest.fixture
    def reader(self, memory: MemoryExports) -> DownloadsReader:
        return memory

    @pytest.fixture
    def known(self) -> Known:
        return Known(person=RUBY, organisations=(ALDERMOOR, NORDHAVN))
