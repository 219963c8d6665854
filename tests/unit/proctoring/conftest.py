from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.proctoring.house import House


@pytest.fixture
def house() -> Iterator[House]:
    """Whatever a test did with it, in the end every log replays to its booking."""
    opened = House()
    yield opened
    opened.check_logs()
