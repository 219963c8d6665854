"""Calls into plugins: each ends in time, and whatever goes wrong in one leaves as an error the host knows."""

import contextvars
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

import structlog

Result = TypeVar("Result")

_log = structlog.get_logger(__name__)


class CallTimedOut(Exception):
    """The call did not end within its limit, or found no free place within it. What it did is not known."""


class Calls(Protocol):
    """How calls are run and how long they are waited for."""

    def run(self, call: Callable[[], Result]) -> "Future[Result]":
        """The finished call, with its result or what it raised. Raises CallTimedOut."""
        ...


class TimedCalls:
    """Runs calls in threads of their own, at most `places` at a time, and stops waiting after `limit`.

    A call that hangs keeps its place until it ends, so a plugin that always hangs takes up `places` threads and no
    more.
    """

    def __init__(self, *, limit: timedelta, places: int, name: str) -> None:
        self._limit, self._name = limit.total_seconds(), name
        self._free = threading.BoundedSemaphore(places)

    def run(self, call: Callable[[], Result]) -> "Future[Result]":
        started = time.monotonic()
        if not self._free.acquire(timeout=self._limit):
            raise CallTimedOut
        future = started_call(call, name=self._name, ended=self._free.release)
        wait([future], timeout=max(self._limit - (time.monotonic() - started), 0))
        if not future.done():
            raise CallTimedOut
        return future


def started_call(call: Callable[[], Result], *, name: str, ended: Callable[[], None] | None = None) -> "Future[Result]":
    """The call, in a thread of its own with the caller's context. The thread is a daemon: unlike those of a
    ThreadPoolExecutor it is not waited for when the process ends."""
    future: Future[Result] = Future()

    def do() -> None:
        try:
            future.set_result(call())
        except BaseException as error:  # noqa: BLE001
            # A plugin may raise anything, even what ends a program. It is looked at where the call is waited for;
            # in this thread nobody would see it.
            future.set_exception(error)
        finally:
            if ended is not None:
                ended()

    threading.Thread(target=contextvars.copy_context().run, args=(do,), name=name, daemon=True).start()
    return future


class Errors(Protocol):
    """How a port's failures are told to the host."""

    def expected(self, error: BaseException, method: str) -> Exception | None:
        """The error to raise for one that the port allows; None for any other."""
        ...

    def late(self, method: str) -> Exception: ...
    def broken(self, method: str, finding: str) -> Exception: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Stands between the host and one plugin's object.

    It logs how each call went, and of a failure what kind it was and where, never its message: that may speak of
    people, and may hold a secret.
    """

    plugin: str
    calls: Calls
    errors: Errors

    def call(self, method: str, call: Callable[[], Result], *, flaw: Callable[[Result], str | None]) -> Result:
        """The call's result, once `flaw` finds nothing wrong with it."""
        log = _log.bind(plugin=self.plugin, method=method)
        started = time.monotonic()
        try:
            done = self.calls.run(call)
        except CallTimedOut:
            log.warning("plugin_call_timed_out")
            raise self.errors.late(method) from None
        log = log.bind(milliseconds=round((time.monotonic() - started) * 1000))
        error = done.exception()
        if error is not None:
            raise self._told(error, method, log) from None
        result = done.result()
        found = flaw(result)
        if found is not None:
            log.warning("plugin_answer_unusable", finding=found)
            raise self.errors.broken(method, found)
        log.debug("plugin_call_done")
        return result

    def _told(self, error: BaseException, method: str, log: structlog.stdlib.BoundLogger) -> Exception:
        expected = self.errors.expected(error, method)
        if expected is not None:
            log.info("plugin_call_failed", error=type(error).__name__)
            return expected
        log.warning("plugin_call_broke", error=type(error).__name__, place=_place(error))
        return self.errors.broken(method, f"raised {type(error).__name__}")


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
