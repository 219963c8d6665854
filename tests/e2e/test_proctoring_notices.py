"""What a vendor is answered that knocks with a notice and cannot come in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dependency_injector import providers

from core.proctoring.usecases.noticing import TakeNoticeCommand
from core.proctoring.vendor import CredentialsRefused, ProviderFault, ProviderUnavailable
from core.shared.errors import UnavailableError
from tests.e2e.world import World
from web.app import create_app


def refusing(error: Exception) -> Callable[[TakeNoticeCommand], None]:
    def take(_command: TakeNoticeCommand) -> None:
        raise error

    return take


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (CredentialsRefused(), 401),
        (ProviderFault(), 400),
        (UnavailableError("plugin_not_installed"), 404),
        (UnavailableError("plugin_switched_off"), 404),
        (UnavailableError("plugin_settings_incomplete"), 404),
        (UnavailableError("database_unavailable"), 503),
        (ProviderUnavailable(), 503),
    ],
)
def test_the_answer_says_whether_it_is_the_vendors_to_mend(world: World, error: Exception, status: int) -> None:
    world.container.take_notice.override(providers.Object(refusing(error)))
    knocking = create_app(world.container).test_client()

    answer = knocking.post(f"/vendors/simulator/{world.centre()}/notices", data=b"{}")

    assert answer.status_code == status


def test_a_notice_for_nobodys_vendor_is_not_found(world: World) -> None:
    for name in ("simulator", "acme"):
        answer = world.app.test_client().post(f"/vendors/{name}/{world.centre()}/notices", data=b"{}")

        assert answer.status_code == 404
