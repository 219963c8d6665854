"""The engine: threads that take what is due, hand it to its handler, and settle what came of it."""

import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from adapters.jobs.heartbeat import Heartbeat
from adapters.jobs.leases import GivenBack, Lease, LeasedJob, Leases
from adapters.jobs.runner import Failure, keep_turning, run_guarded
from adapters.sql.database import Database
from core.shared.jobs import Job, JobHandler
from core.shared.time import Clock

log = structlog.get_logger("jobs")

TRIED_TOGETHER = 2
"""Tries in which jobs of a group are handed over together. In later ones each goes alone, so that one job that always
fails does not take the others down with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """Waits between tries: `first`, then three times as long each time, at most `longest`; `tries` in all.

    Eight tries from two seconds on span some forty minutes. A quarter more or less, at random, parts what failed
    together.
    """

    first: timedelta = timedelta(seconds=2)
    longest: timedelta = timedelta(hours=1)
    tries: int = 8

    def wait(self, tried: int) -> timedelta:
        spread = random.uniform(0.75, 1.25)  # noqa: S311 (nobody gains by guessing it)
        return min(self.first * pow(3.0, tried - 1), self.longest) * spread


class EmbeddedJobs:
    """Runs jobs from `database` by `handlers`, which are named by kind. Kinds without a handler are left alone.

    Several engines, in one process or many, may share a database: a job is leased to one of them, and taken over by
    another only after its lease was not renewed for the whole of `lease`.
    """

    def __init__(
        self,
        *,
        database: Database,
        handlers: Mapping[str, JobHandler],
        clock: Clock,
        lease: timedelta = timedelta(seconds=30),
        batch: int = 100,
        backoff: Backoff = Backoff(),
        poll: timedelta = timedelta(seconds=1),
    ) -> None:
        self._handlers = dict(handlers)
        self._clock = clock
        self._batch = batch
        self._backoff = backoff
        self._poll = poll
        self._leases = Leases(database=database, length=lease)
        self._heartbeat = Heartbeat(leases=self._leases, clock=clock)
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._has_told = False

    def start(self, *, threads: int = 2) -> None:
        self._stopping.clear()
        self._has_told = False
        for number in range(1, threads + 1):
            thread = threading.Thread(target=self._run, name=f"jobs-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, *, within: timedelta = timedelta(seconds=10)) -> bool:
        """Take nothing new and let what runs finish. False when it did not in time: its lease ends, and it runs again
        elsewhere."""
        self._stopping.set()
        self._awake.set()
        end = time.monotonic() + within.total_seconds()
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        finished = not any(thread.is_alive() for thread in self._threads)
        self._threads.clear()
        return finished

    def wake(self) -> None:
        """Look at once: something was promised."""
        self._awake.set()

    def run_until_idle(self, *, limit: int = 1000) -> int:
        """Run what is due now, and what that promises for now; how many jobs ran. At most `limit` batches, in case
        one promises itself for ever."""
        total = 0
        for _ in range(limit):
            ran = self.run_once()
            total += ran
            if not ran:
                break
        return total

    def run_once(self) -> int:
        """Run one batch of what is due; how many jobs were in it."""
        lease = self._leases.claim(self._handlers, batch=self._batch, now=self._clock.now())
        if lease is None:
            return 0
        done: list[LeasedJob] = []
        given_back: list[GivenBack] = []
        with self._heartbeat.keeping(lease):
            for jobs in self._portions(lease):
                failure = self._run_portion(jobs)
                if failure is None:
                    done += jobs
                else:
                    given_back += [self._after(failure, job, now=self._clock.now()) for job in jobs]
        self._leases.settle(lease, done=done, given_back=given_back)
        return len(lease.jobs)

    def _portions(self, lease: Lease) -> Sequence[Sequence[LeasedJob]]:
        together = [job for job in lease.jobs if job.attempt <= TRIED_TOGETHER]
        alone = [[job] for job in lease.jobs if job.attempt > TRIED_TOGETHER]
        return [together, *alone] if together else alone

    def _run_portion(self, jobs: Sequence[LeasedJob]) -> Failure | None:
        if jobs[0].attempt > self._backoff.tries:
            # No handler failed that often: each time the process died over it.
            return Failure(error="ProcessLost", place="", retry_after=None)
        kind, started = jobs[0].kind, time.perf_counter()
        handed = [Job(kind=kind, payload=job.payload, attempt=job.attempt) for job in jobs]
        failure = run_guarded(self._handlers[kind], handed)
        took = round(time.perf_counter() - started, 4)
        if failure is None:
            log.info("jobs_done", kind=kind, jobs=len(jobs), seconds=took)
        else:
            log.warning(
                "jobs_failed", kind=kind, jobs=len(jobs), seconds=took, error=failure.error, place=failure.place
            )
        return failure

    def _after(self, failure: Failure, job: LeasedJob, *, now: datetime) -> GivenBack:
        if job.attempt >= self._backoff.tries:
            log.error("job_dead", kind=job.kind, job=str(job.id), error=failure.error)
            return GivenBack(job=job, run_at=None, error=failure.error)
        wait = max(self._backoff.wait(job.attempt), failure.retry_after or timedelta(0))
        return GivenBack(job=job, run_at=now + wait, error=failure.error)

    def _run(self) -> None:
        keep_turning(self._turn, stopping=self._stopping, pause=self._poll)

    def _tell_unhandled(self) -> None:
        """Of a plugin taken away, or of a release gone back on: they wait for its return."""
        for kind, waiting in self._leases.unhandled(self._handlers).items():
            log.warning("jobs_without_handler", kind=kind, jobs=waiting)

    def _turn(self) -> None:
        if not self._has_told:
            self._tell_unhandled()
            self._has_told = True
        if self.run_once():
            return
        while not self._awake.wait(self._poll.total_seconds()):
            if self._leases.any_due(self._handlers, now=self._clock.now()):
                return
        # Cleared before the next claim: what is promised from here on sets it again.
        if not self._stopping.is_set():
            self._awake.clear()
