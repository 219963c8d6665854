"""Renewing the leases of whatever is running, so that a long job is not taken for a dead one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from adapters.jobs.leases import Lease, Leases
from adapters.jobs.runner import keep_turning
from core.shared.time import Clock


class Heartbeat:
    """One thread for all leases of a process. It starts with the first one and ends by itself soon after the last."""

    def __init__(self, *, leases: Leases, clock: Clock) -> None:
        self._leases = leases
        self._clock = clock
        # Two beats may fail before a lease ends.
        self._interval = leases.length / 3
        self._guard = threading.Lock()
        self._held: dict[UUID, Lease] = {}
        self._beating = False

    @contextmanager
    def keeping(self, lease: Lease) -> Iterator[None]:
        with self._guard:
            self._held[lease.token] = lease
            if not self._beating:
                self._beating = True
                threading.Thread(target=self._beat, name="job-heartbeat", daemon=True).start()
        try:
            yield
        finally:
            with self._guard:
                del self._held[lease.token]

    def _beat(self) -> None:
        idle = threading.Event()

        def once() -> None:
            idle.wait(self._interval.total_seconds())
            held = self._still_held()
            if not held:
                idle.set()
            for lease in held:
                self._leases.renew(lease, now=self._clock.now())

        keep_turning(once, stopping=idle, pause=timedelta(seconds=1))

    def _still_held(self) -> list[Lease]:
        with self._guard:
            self._beating = bool(self._held)
            return list(self._held.values())
