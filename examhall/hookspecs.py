"""The hooks a plugin can implement. A hook registers, once, at start: it is cheap and touches no network.

A plugin is a module named by an entry point in the group `examhall.plugins`. In it, functions named after these hooks
and marked with `hookimpl` say what the plugin adds; the work itself goes through the ports of what they return.
"""

from collections.abc import Sequence

import pluggy

from core.exports.model import ExportFormat
from core.notifications.ports import ChannelOffer
from core.proctoring.vendor import ProviderOffer

PROJECT = "examhall"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as its implementation of the hook it is named after."""


@hookspec
def examhall_proctoring_providers() -> Sequence[ProviderOffer]:  # type: ignore[empty-body]  # pluggy never runs it.
    """The proctoring vendors this plugin can book at. Their names are unique over all plugins."""


@hookspec
def examhall_notification_channels() -> Sequence[ChannelOffer]:  # type: ignore[empty-body]  # pluggy never runs it.
    """The ways to reach a person this plugin adds. Their names are unique over all plugins."""


@hookspec
def examhall_export_formats() -> Sequence[ExportFormat]:  # type: ignore[empty-body]  # pluggy never runs it.
    """The kinds of file this plugin can write. Their names are unique over all plugins."""
