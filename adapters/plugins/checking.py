"""Checking an installed provider without its vendor, and an installed format with a table of nothing."""

import io
from collections.abc import Sequence
from datetime import timedelta

from adapters.plugins.directory import InstalledPlugins
from adapters.plugins.formats import GuardedFormat
from adapters.plugins.guard import Guard
from adapters.plugins.guarded import ProviderErrors, provider_calls
from core.exports.model import Column, ColumnType, DataTable, ExportFormat
from core.extensions.model import Setting, SettingKind, SettingValue
from core.proctoring.vendor import ProviderOffer
from core.shared.errors import InvalidInputError, NotFoundError, UnavailableError
from examhall.checks import provider_problems

_LIMIT = timedelta(seconds=5)
_FOR_SOME_ONLY = {ColumnType.IMAGE, ColumnType.DOCUMENT}
_MADE_UP: dict[SettingKind, SettingValue] = {
    SettingKind.TEXT: "example",
    SettingKind.URL: "https://vendor.example",
    SettingKind.NUMBER: 1,
    SettingKind.SWITCH: False,
}


class CheckProvider:
    """Builds the provider with made-up settings, which must need no network, and looks at what it promises."""

    def __init__(self, *, plugins: InstalledPlugins) -> None:
        self._plugins = plugins

    def __call__(self, name: str) -> Sequence[str]:
        """What is wrong, in plain words. Raises NotFoundError for an offer that is not there."""
        offer = self._plugins.provider(name)
        if offer is None:
            raise NotFoundError("plugin_offer", name=name)
        guard = Guard(plugin=name, calls=provider_calls(name, limit=_LIMIT), errors=ProviderErrors(name))
        try:
            return guard.call("build", lambda: _problems(offer), flaw=_anything)
        except UnavailableError as error:
            return [f"it could not be built: {error.data.get('finding', error.code)}"]


def _anything(found: object) -> None:
    """Whatever was found is the answer."""


def _problems(offer: ProviderOffer) -> list[str]:
    values = {setting.name: _made_up(setting) for setting in offer.settings}
    try:
        return list(provider_problems(offer.build(values)))
    except InvalidInputError as error:
        # It looks closer at its settings than the host does: right of it, and the end of this check.
        found = "; ".join(f"{problem.field}: {problem.text}" for problem in error.problems)
        return [f"it takes none of the made-up settings, so it cannot be checked ({found})"]


class CheckFormat:
    """Writes a table without rows, as people get one whose search found nothing; a format with columns of its own is
    only looked at, for what those hold is not known here."""

    def __init__(self, *, plugins: InstalledPlugins) -> None:
        self._plugins = plugins

    def __call__(self, name: str) -> tuple[ExportFormat, Sequence[str]]:
        """The format, and what is wrong in plain words. Raises NotFoundError for an offer that is not there."""
        offered = self._plugins.format(name)
        if offered is None:
            raise NotFoundError("plugin_offer", name=name)
        if offered.requires is not None:
            return offered, []
        columns = tuple(
            Column(id=one.value, title=one.value, type=one) for one in ColumnType if one not in _FOR_SOME_ONLY
        )
        options = {setting.name: _made_up(setting) for setting in offered.options}
        try:
            GuardedFormat(offered, patience=_LIMIT).write(
                DataTable(title="Check", columns=columns, rows=iter(())), options, io.BytesIO()
            )
        except UnavailableError as error:
            return offered, [f"it wrote no file: {error.data.get('finding', error.code)}"]
        except InvalidInputError as error:
            return offered, [f"it takes no table without rows: {problem.text}" for problem in error.problems]
        return offered, []


def _made_up(setting: Setting) -> SettingValue:
    if setting.default is not None:
        return setting.default
    return setting.choices[0][0] if setting.choices else _MADE_UP[setting.kind]
