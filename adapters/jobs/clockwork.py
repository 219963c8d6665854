"""Work that comes round: each period it is promised once, however many processes keep time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from adapters.sql.database import Database
from adapters.sql.jobs import Promise, clockwork, keep_promises
from adapters.sql.upsert import NewInsert, Upsert
from core.shared.time import Clock, utc

_EPOCH = utc(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Periodic:
    """A job of this kind, without payload, once every so often."""

    kind: str
    every: timedelta


def _advance(insert_into: NewInsert) -> object:
    new = insert_into(clockwork)
    return new.on_conflict_do_update(
        index_elements=[clockwork.c.kind],
        set_={"slot": new.excluded.slot},
        where=clockwork.c.slot < new.excluded.slot,
    ).returning(clockwork.c.slot)


_ADVANCE = Upsert(_advance)


class Clockwork:
    """Promises periodic work while it is started. A period that passed unnoticed is not made up for."""

    def __init__(
        self, *, database: Database, clock: Clock, work: Sequence[Periodic], wake: Callable[[], None] | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._work = tuple(work)
        self._wake = wake
        self._scheduler: BackgroundScheduler | None = None

    def start(self) -> None:
        # One thread is enough: promising takes a millisecond.
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": {"type": "threadpool", "max_workers": 1}},
            job_defaults={"coalesce": True, "misfire_grace_time": None},
        )
        for periodic in self._work:
            trigger = IntervalTrigger(seconds=periodic.every.total_seconds(), start_date=_EPOCH, timezone=UTC)
            # The first look is at once: the current period may have begun while nobody kept time.
            scheduler.add_job(self.promise, trigger, args=[periodic], next_run_time=datetime.now(UTC))
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=True)
            self._scheduler = None

    def promise(self, periodic: Periodic) -> bool:
        """Promise the work of the current period; False when that was done already, here or elsewhere."""
        now = self._clock.now()
        slot = (now - _EPOCH) // periodic.every
        key = f"{periodic.kind}:{slot}"
        with self._database.write() as connection:
            advanced = connection.execute(_ADVANCE.on(connection), {"kind": periodic.kind, "slot": slot}).first()
            if advanced is None:
                return False
            promise = Promise(kind=periodic.kind, payload={}, key=key, run_at=now, group="")
            keep_promises(connection, [promise], now=now)
        if self._wake is not None:
            self._wake()
        return True
