from __future__ import annotations

import pytest

from tests.contract.notifications_storage import ORGANISATIONS, PEOPLE, NotificationsStorageContract
from tests.fakes.notifications import MemoryStorage


class TestMemoryStorage(NotificationsStorageContract):
    @pytest.fixture
    def storage(self) -> MemoryStorage:
        storage = MemoryStorage()
        storage.stored.people = {one.id: one for one in PEOPLE}
        storage.stored.organisations = {one.id: one for one in ORGANISATIONS}
        return storage
