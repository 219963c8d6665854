"""Writing with a plugin's format: what it is given to read from and to write to, and how long it is waited for."""

import io
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from adapters.plugins.guard import CallTimedOut, started_call
from core.exports.model import Cell

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

Result = TypeVar("Result")


class CutOff(Exception):
    """The plugin is not waited for any more, so nothing is read for it or written by it."""


class Progress:
    """Stands between a plugin and the host's rows and stream, which belong to the host's thread again once it is cut.

    It keeps what the host's own side raised: a plugin may hide that, or wrap it into an error of its own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cut = False
        self._last = time.monotonic()
        self.failure: Exception | None = None

    def step(self, work: Callable[[], Result]) -> Result:
        with self._lock:
            if self._cut:
                raise CutOff
            try:
                return work()
            except StopIteration:
                raise
            except Exception as error:
                self.failure = self.failure or error
                raise
            finally:
                self._last = time.monotonic()

    def cut(self) -> None:
        """Waits for the step that is being done."""
        with self._lock:
            self._cut = True

    def idle(self) -> float:
        """Seconds since the plugin took or wrote anything; none while it waits for the host."""
        return 0.0 if self._lock.locked() else time.monotonic() - self._last


class Rows(Iterator[Sequence[Cell]]):
    """The host's rows. `ended` when the plugin has seen that there are no more."""

    def __init__(self, rows: Iterator[Sequence[Cell]], progress: Progress) -> None:
        self._rows, self._progress = rows, progress
        self.ended = False

    def __next__(self) -> Sequence[Cell]:
        try:
            return self._progress.step(self._rows.__next__)
        except StopIteration:
            self.ended = True
            raise


class Outlet(io.BufferedIOBase):
    """Takes bytes in their order and does nothing else: reading and moving are refused as unsupported, and closing it,
    which also happens to what is left behind in a text wrapper, leaves the host's stream as it is."""

    def __init__(self, out: BinaryIO, progress: Progress) -> None:
        self._out, self._progress = out, progress
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: "ReadableBuffer") -> int:
        size = memoryview(data).nbytes
        self._progress.step(lambda: self._out.write(data))
        self.size += size
        return size

    def flush(self) -> None:
        """The host flushes what it keeps."""

    def close(self) -> None:
        """The stream is the host's."""


class WatchedCalls:
    """Runs a call in a thread of its own for as long as it makes progress: how long a file takes depends on its length
    alone, but one that neither takes a row nor writes a byte for `patience` hangs.

    A plugin that hangs keeps its thread, which is a daemon, and can reach neither rows nor stream any more.
    """

    def __init__(self, progress: Progress, *, patience: timedelta, name: str) -> None:
        self._progress, self._patience, self._name = progress, patience.total_seconds(), name

    def run(self, call: Callable[[], Result]) -> "Future[Result]":
        future = started_call(call, name=self._name)
        try:
            while not future.done() and (left := self._patience - self._progress.idle()) > 0:
                wait([future], timeout=left)
        finally:
            self._progress.cut()
        if not future.done():
            raise CallTimedOut
        return future
