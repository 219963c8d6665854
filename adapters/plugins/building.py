"""From an offer and an organisation's setup to a guarded object, built once for each version of the setup."""

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

import structlog

from core.extensions.model import PluginSetup, Setting, SettingValue, check_values
from core.extensions.ports import Vault
from core.shared.errors import InvalidInputError, UnavailableError

Built = TypeVar("Built")

_log = structlog.get_logger(__name__)


def values_for(settings: Sequence[Setting], setup: PluginSetup, vault: Vault) -> dict[str, SettingValue]:
    """What the offer is built with, secrets in clear. Raises UnavailableError("plugin_settings_incomplete")."""
    try:
        setup.check(settings)
        secrets = [setting.name for setting in settings if setting.secret and setting.name in setup.sealed]
        values = setup.in_force(settings) | {name: vault.open(setup.sealed[name]) for name in secrets}
        check_values(settings, values)
    except (InvalidInputError, UnavailableError) as error:
        _log.warning("plugin_settings_incomplete", name=setup.name, reason=error.code)
        raise UnavailableError("plugin_settings_incomplete", name=setup.name) from None
    return values


class BuiltOnce(Generic[Built]):
    """Keeps the newest object of each setup. Several threads may ask; a setup just changed may be built twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[int, Built]] = {}

    def get(self, key: Hashable, version: int, build: Callable[[], Built]) -> Built:
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and kept[0] == version:
            return kept[1]
        # Built outside the lock: a plugin that hangs while it is built must not hold up the others.
        built = build()
        with self._lock:
            self._kept[key] = (version, built)
        return built
