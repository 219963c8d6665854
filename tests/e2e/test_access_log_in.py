from __future__ import annotations

import pytest

from core.access.permissions import Role
from tests.e2e.world import PASSWORD, World


@pytest.mark.feature("P02")
def test_a_person_logs_in_with_address_and_password(world: World) -> None:
    world.person(Role.ADMINISTRATOR, email="Ada@Awarding.example")

    answer = world.client().log_in("ada@awarding.EXAMPLE ", PASSWORD)

    assert (answer.status_code, answer.location) == (302, "/")
    assert world.trail()[-1] == "logged_in"
