"""Fetching a proctor's rating that the vendor announced."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from core.access.model import EVERYTHING
from core.proctoring.log_codes import Code
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import LogEntry, ProctorBookingId
from core.proctoring.model.session import CandidateSession
from core.proctoring.ports import ProctoringUnit, Providers, RetrySchedule
from core.proctoring.promises import FETCH_RATING, promise_rating, tell
from core.proctoring.vendor import NotRated, ProviderUnavailable, Rated
from core.shared.errors import UnavailableError
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_BY = f"job:{FETCH_RATING}"
_Fetched = Rated | NotRated | UnavailableError


class FetchRatings:
    """What comes is compared with our own test and candidate, and with the vendor's own scale, before it is stored."""

    def __init__(
        self,
        *,
        open_unit: OpenUnit[ProctoringUnit],
        providers: Providers,
        clock: Clock,
        tries: RetrySchedule,
    ) -> None:
        self._open_unit = open_unit
        self._providers = providers
        self._clock = clock
        self._tries = tries

    def __call__(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            booking_id = ProctorBookingId(UUID(job.payload["booking"]))
            with self._open_unit() as unit:
                booking = unit.proctor_bookings.get(booking_id, EVERYTHING)
                session = unit.candidate_sessions.find(booking_id, job.payload["candidate"])
            if session and _is_current(job, session):
                self._store(job, booking_id, *self._ask(booking, job.payload["session"]))

    def _ask(self, booking: ProctorBooking, reference: str) -> tuple[_Fetched, tuple[str, ...]]:
        try:
            provider = self._providers.of(booking.organisation_id, booking.provider)
            return provider.rating(reference), provider.capabilities.rating_scale
        except UnavailableError as error:
            return error, ()

    def _store(self, job: Job, booking_id: ProctorBookingId, fetched: _Fetched, scale: tuple[str, ...]) -> None:
        now = self._clock.now()
        with self._open_unit() as unit:
            booking = unit.proctor_bookings.get(booking_id, EVERYTHING, for_update=True)
            session = unit.candidate_sessions.find(booking_id, job.payload["candidate"], for_update=True)
            if session and _is_current(job, session):
                entry = self._take(unit, booking, session, job, fetched, scale, now)
                if entry:
                    unit.booking_log.append(entry)
                    tell(unit, booking, entry)
            unit.commit()

    def _take(
        self,
        unit: ProctoringUnit,
        booking: ProctorBooking,
        session: CandidateSession,
        job: Job,
        fetched: _Fetched,
        scale: tuple[str, ...],
        now: datetime,
    ) -> LogEntry | None:
        number, attempt = session.candidate_number, session.count_fetch()
        match fetched:
            case Rated() as rated:
                code, facts = _judge(booking, session, rated, scale, now)
                if code is None:
                    return None
                return booking.tell_of_session(code, number, by=_BY, now=now, attempt=attempt, facts=facts)
            case NotRated() | ProviderUnavailable() if attempt < self._tries.tries:
                wish = getattr(fetched, "retry_after", None) or timedelta()
                wait = max(self._tries.delay(attempt, spread=number), wish)
                promise_rating(unit, session, reference=job.payload["session"], at=now + wait)
                return booking.tell_of_session(Code.RATING_RETRY, number, by=_BY, now=now, attempt=attempt)
            case _:
                return booking.tell_of_session(Code.RATING_FAILED, number, by=_BY, now=now, attempt=attempt)


def _judge(
    booking: ProctorBooking, session: CandidateSession, rated: Rated, scale: tuple[str, ...], now: datetime
) -> tuple[Code | None, dict[str, str]]:
    if (rated.key, rated.candidate_number) != (booking.key, session.candidate_number):
        return Code.RATING_MISMATCH, {}
    if scale and rated.value not in scale:
        return Code.RATING_INVALID, {"finding": "the value is not on the vendor's scale"}
    if not session.rate(value=rated.value, note=rated.note, rated_at=rated.rated_at, now=now):
        return None, {}
    return Code.RATING_UPDATED, {"version": str(session.ratings[-1].version)}


def _is_current(job: Job, session: CandidateSession) -> bool:
    """A later announcement has a fetch of its own."""
    counters = (str(session.announcement), str(session.fetches))
    return (job.payload["announcement"], job.payload["fetches"]) == counters
