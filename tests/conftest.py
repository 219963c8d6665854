from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# The databases are for every folder of tests that stores something.
pytest_plugins = ["tests.databases"]

# A repository of its own, whose tests are run in a copy of it.
collect_ignore = ["sample_plugin"]

BROWSER_TESTS = Path(__file__).parent / "browser"

# How long one example takes depends on what else the machine does; the time limit of a whole test stands for it.
settings.register_profile("examhall", deadline=None)
settings.load_profile("examhall")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium by where it lies, so that no test there can forget to say it."""
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.browser)
