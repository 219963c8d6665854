"""Two at once: the second begins when the first is about to commit, and has to wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from adapters.sql.database import Database
from adapters.sql.unit import SqlUnit, open_unit_on
from core.shared.errors import ExamhallError
from tests.integration.sql.proctored import StandingClock

LONG_ENOUGH = 0.3
"""Seconds in which whoever need not wait is done many times over."""

# Any: a unit in all but name, for whichever context asks.
Opening = Any


class Halting:
    """A unit that does something else before its commit. Everything but that is the unit's own."""

    def __init__(self, unit: SqlUnit, at_commit: Callable[[], None]) -> None:
        self._unit, self._at_commit = unit, at_commit

    # Any: whatever the unit has.
    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    def commit(self) -> None:
        self._at_commit()
        self._unit.commit()


def opening(database: Database, at_commit: Callable[[], None] = lambda: None) -> Opening:
    opened = open_unit_on(database, StandingClock())

    @contextmanager
    def halting() -> Iterator[Halting]:
        with opened() as unit:
            yield Halting(unit, at_commit)

    return halting


def at_once(
    database: Database, first: Callable[[Opening], object], second: Callable[[Opening], object]
) -> ExamhallError | None:
    """How the second was refused, after it had waited for the first."""
    begun: list[Future[object]] = []

    def begin_second() -> None:
        begun.append(pool.submit(second, opening(database)))
        with pytest.raises(TimeoutError):
            begun[0].result(LONG_ENOUGH)

    with ThreadPoolExecutor(1) as pool:
        first(opening(database, begin_second))
        refused = begun[0].exception(30)
    assert refused is None or isinstance(refused, ExamhallError)
    return refused
