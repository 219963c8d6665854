"""Contracts for plugins: subclass one as `TestX`, override its fixtures, and pytest tells whether the port is kept."""

import pytest

# Assertions in these modules explain themselves as those of a test module do; that must be said before the import.
pytest.register_assert_rewrite(
    "examhall.testing.booking",
    "examhall.testing.cancelling",
    "examhall.testing.channel",
    "examhall.testing.export",
    "examhall.testing.export_files",
    "examhall.testing.export_part",
    "examhall.testing.faults",
    "examhall.testing.notices",
    "examhall.testing.provider",
    "examhall.testing.sessions",
)

from examhall.testing.channel import NotificationChannelContract  # noqa: E402
from examhall.testing.driver import Fault, Notice, VendorDriver  # noqa: E402
from examhall.testing.export import ExportFormatContract  # noqa: E402
from examhall.testing.proctoring import ProctoringProviderContract  # noqa: E402

__all__ = [
    "ExportFormatContract",
    "Fault",
    "Notice",
    "NotificationChannelContract",
    "ProctoringProviderContract",
    "VendorDriver",
]
