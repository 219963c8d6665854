"""The fakes do what the real ones do."""

from __future__ import annotations

import pytest

from adapters.security.hasher import Argon2Hasher
from core.access.ports import AccessUnit, PasswordHasher, Throttle
from core.shared.unit import OpenUnit
from tests.contract.access import AccessStorageContract, PasswordHasherContract, ThrottleContract
from tests.fakes.access import MemoryAccess, MemoryThrottle, PlainHasher


class TestMemoryAccess(AccessStorageContract):
    @pytest.fixture
    def open_unit(self) -> OpenUnit[AccessUnit]:
        return MemoryAccess().open_unit


class TestMemoryThrottle(ThrottleContract):
    @pytest.fixture
    def throttle(self) -> Throttle:
        return MemoryThrottle()


class TestPlainHasher(PasswordHasherContract):
    @pytest.fixture
    def hasher(self) -> PasswordHasher:
        return PlainHasher(MemoryAccess())


class TestArgon2Hasher(PasswordHasherContract):
    @pytest.fixture
    def hasher(self) -> PasswordHasher:
        return Argon2Hasher(cheap=True)

    def test_what_is_no_hash_matches_nothing(self, hasher: PasswordHasher) -> None:
        assert not hasher.verify("not a hash at all", "seven tall giraffes")

    def test_a_hash_made_with_less_work_is_outdated(self, hasher: PasswordHasher) -> None:
        assert Argon2Hasher().is_outdated(hasher.hash("seven tall giraffes"))
