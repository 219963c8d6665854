"""Job processes that are made to be killed: `python -m tests.crash.worker DATABASE-URL DATA-FOLDER`.

Each line read starts one and is answered with its process id; when it is dead a line says so. A worker is forked from a
process that has imported and built everything and keeps no connection and no thread: fifty starts from nothing would
take a minute, and most kills would strike before the work.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from adapters.jobs.embedded import EmbeddedJobs
from tests.crash.house import ACCOUNTS, VENDOR, engine, wire


def main(database_url: str, data: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    jobs = ready(database_url, Path(data))
    for _ in sys.stdin:
        worker = os.fork()
        if worker == 0:
            jobs.start(threads=2)
            threading.Event().wait()
        tell(str(worker))
        os.waitpid(worker, 0)
        tell("dead")


def ready(database_url: str, data: Path) -> EmbeddedJobs:
    """An engine whose vendors are built, so that a worker's first milliseconds are work. The connections that this
    took are closed: two processes must not share one."""
    container = wire(database_url, data)
    for centre in ACCOUNTS:
        container.vendors().of(centre, VENDOR)
    jobs = engine(container)
    container.database().dispose()
    return jobs


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Workers:
    """One worker at a time, from a process that makes them. `log` is what they all wrote."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process = process
        self._log = log
        self._worker = 0

    def start(self) -> None:
        self._say("start")
        self._worker = int(self._hear())

    def kill(self) -> None:
        os.kill(self._worker, signal.SIGKILL)
        self._worker = 0
        assert self._hear() == "dead"

    def end(self) -> None:
        if self._worker:
            self.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)

    def log(self) -> str:
        return self._log.read_text()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@contextmanager
def workers(database_url: str, data: Path, *, name: str = "workers") -> Iterator[Workers]:
    log = data / f"{name}.log"
    command = [sys.executable, "-m", "tests.crash.worker", database_url, str(data)]
    with (
        log.open("w") as errors,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        made = Workers(process, log)
        try:
            yield made
        finally:
            made.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
