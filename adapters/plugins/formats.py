"""The formats of installed plugins, guarded."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import BinaryIO, cast

from adapters.plugins.directory import InstalledPlugins
from adapters.plugins.guard import Guard
from adapters.plugins.guarded import told_reason
from adapters.plugins.writing import Outlet, Progress, Rows, WatchedCalls
from core.exports.model import DataTable, ExportFormat
from core.extensions.model import OfferKind, SettingValues
from core.extensions.ports import ExtensionsReader
from core.shared.errors import InvalidInputError, Problem, UnavailableError

PATIENCE = timedelta(minutes=5)
"""How long a format may neither take a row nor write a byte. Packing a sheet of a million rows takes a minute."""


class PluginFormats:
    """Every installed format but those the awarding body has switched off. Each was made when its plugin was loaded."""

    def __init__(self, *, plugins: InstalledPlugins, reader: ExtensionsReader, patience: timedelta = PATIENCE) -> None:
        guarded = [GuardedFormat(offered, patience=patience) for offered in plugins.formats()]
        self._formats = sorted(guarded, key=lambda one: one.title)
        self._reader = reader

    def all(self) -> Sequence[ExportFormat]:
        off = {
            setup.name for setup in self._reader.setups_of_awarding_body(OfferKind.EXPORT_FORMAT) if not setup.enabled
        }
        return [one for one in self._formats if one.name not in off]

    def get(self, name: str) -> ExportFormat | None:
        return next((one for one in self.all() if one.name == name), None)


class GuardedFormat(ExportFormat):
    """A format whose every file is whole, or ends in time with an error of the port or of the host's own side."""

    def __init__(self, offered: ExportFormat, *, patience: timedelta = PATIENCE) -> None:
        self._offered, self._patience = offered, patience
        self.name, self.title = offered.name, offered.title
        self.media_type, self.extension = offered.media_type, offered.extension
        self.options = tuple(offered.options)
        self.signed = bool(offered.signed)
        self.requires = None if offered.requires is None else tuple(offered.requires)

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        progress = Progress()
        rows, outlet = Rows(table.rows, progress), Outlet(out, progress)
        given = replace(table, rows=rows)
        stream = cast("BinaryIO", outlet)  # It has no name and no mode, as little as a socket has.
        fields = {column.id for column in table.columns} | {setting.name for setting in self.options}

        def flaw(_: object) -> str | None:
            if progress.failure is not None:
                return None
            if not rows.ended:
                return "a file without the last rows"
            return None if outlet.size else "a file without a byte"

        Guard(
            plugin=self.name,
            calls=WatchedCalls(progress, patience=self._patience, name=f"format-{self.name}"),
            errors=_FormatErrors(self.name, fields, progress),
        ).call("write", lambda: self._offered.write(given, options, stream), flaw=flaw)
        if progress.failure is not None:
            # The plugin has hidden it.
            raise progress.failure


class _FormatErrors:
    """What went wrong on the host's own side is told as it is, whatever the plugin made of it."""

    def __init__(self, name: str, fields: set[str], progress: Progress) -> None:
        self._name, self._fields, self._progress = name, fields, progress

    def expected(self, error: BaseException, method: str) -> Exception | None:
        if self._progress.failure is not None:
            return self._progress.failure
        if isinstance(error, InvalidInputError):
            problems = [
                Problem(field=one.field if one.field in self._fields else "", text=told_reason(one.text))
                for one in error.problems
            ]
            return InvalidInputError("cell_not_held", problems, format=self._name)
        return None

    def late(self, method: str) -> Exception:
        return self.broken(method, "no progress")

    def broken(self, method: str, finding: str) -> Exception:
        return UnavailableError("format_failed", format=self._name, method=method, finding=finding)
