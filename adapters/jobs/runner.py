"""Running handlers that may fail in any way, and keeping the runner alive whatever happens."""

import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from adapters.origin import origin
from core.shared.errors import ExamhallError, UnavailableError
from core.shared.jobs import Job, JobHandler

log = structlog.get_logger("jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What is kept of an exception: its class and code, and where it rose. Its text may hold personal data."""

    error: str
    place: str
    retry_after: timedelta | None

    @classmethod
    def of(cls, error: Exception) -> "Failure":
        name = type(error).__name__
        frames = traceback.extract_tb(error.__traceback__)
        return cls(
            error=f"{name} {error.code}" if isinstance(error, ExamhallError) else name,
            place=f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "",
            retry_after=error.retry_after if isinstance(error, UnavailableError) else None,
        )


def run_guarded(handler: JobHandler, jobs: Sequence[Job]) -> Failure | None:
    """Run the handler; its failure, or None when it did the work."""
    token = origin.set("job")
    try:
        handler(jobs)
    except Exception as error:  # noqa: BLE001
        # A handler runs plugins' and vendors' answers through our code: whatever it raises, the jobs must be given
        # back and the other kinds must go on.
        return Failure.of(error)
    finally:
        origin.reset(token)
    return None


def keep_turning(turn: Callable[[], None], *, stopping: threading.Event, pause: timedelta) -> None:
    """Call `turn` until told to stop. When it fails there is a pause, and it is called again."""
    while not stopping.is_set():
        try:
            turn()
        except Exception as error:  # noqa: BLE001
            # The database may be away for a while, or refuse one claim for a reason of its own: a thread that ended
            # here would leave every later job undone without a word.
            failure = Failure.of(error)
            log.error("job_turn_failed", error=failure.error, place=failure.place)
            stopping.wait(pause.total_seconds())
