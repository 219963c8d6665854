"""The database passes the contract of the fakes, on both kinds."""

from __future__ import annotations

import pytest

from adapters.clock import SystemClock
from adapters.sql.access.throttle import SqlThrottle
from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.access.ports import AccessUnit, Throttle
from core.shared.unit import OpenUnit
from tests.contract.access import AccessStorageContract, ThrottleContract


class TestSqlAccess(AccessStorageContract):
    @pytest.fixture
    def open_unit(self, database: Database) -> OpenUnit[AccessUnit]:
        return open_unit_on(database, SystemClock())


class TestSqlThrottle(ThrottleContract):
    @pytest.fixture
    def throttle(self, database: Database) -> Throttle:
        return SqlThrottle(database=database)
