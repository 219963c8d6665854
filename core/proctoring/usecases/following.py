"""Candidates of a proctored test taken from a session's entries, and following withdrawals until it is booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core.access.model import EVERYTHING, Actor
from core.access.permissions import Permission
from core.bookings.promises import FOLLOW
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId, TestCandidate, check_room
from core.proctoring.ports import FollowingUnit, Providers
from core.proctoring.rules import limits_of, may_be_booked
from core.sessions.model import TestSessionId
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

LOOK_AGAIN = timedelta(minutes=5)
"""Often enough for whoever books again after a rejection, seldom enough to cost nothing while a vendor thinks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeEntriesCommand:
    actor: Actor
    test_id: ProctoredTestId
    session_id: TestSessionId


class TakeEntries:
    """Everybody entered for a session of the actor's own centre who is not in the test yet, under their candidate ID
    numbers. Extra time is set afterwards, one by one."""

    def __init__(self, *, open_unit: OpenUnit[FollowingUnit], providers: Providers) -> None:
        self._open_unit = open_unit
        self._providers = providers

    def __call__(self, command: TakeEntriesCommand) -> int:
        """The number of candidates added."""
        actor = command.actor
        actor.require(Permission.PREPARE_TESTS)
        with self._open_unit() as unit:
            test = unit.tests.get(command.test_id, actor.scope, for_update=True)
            test.check_editable()
            session = unit.sessions.get(command.session_id, actor.scope)
            if session.centre_id != test.organisation_id:
                raise NotFoundError("test_session")
            present = {candidate.number for candidate in unit.test_candidates.of(test.id)}
            added = [
                TestCandidate(test_id=test.id, number=number, name=one.details.name, email=one.details.email)
                for number, (one, entered) in sorted(unit.candidates.of_session(session.id).items())
                if entered and number not in present
            ]
            if not added:
                raise InvalidInputError.of("session", "Nobody is entered for this session who is not in the test yet.")
            limit = limits_of(self._providers, test).max_candidates
            check_room(present=len(present), more=len(added), limit=limit)
            unit.test_candidates.add_all(added)
            unit.session_links.put(test.id, session.id, [candidate.number for candidate in added])
            facts = {"session": str(session.id), "candidates": str(len(added))}
            unit.record("entries_taken", by=actor.label, on=f"proctored_test:{test.id}", facts=facts)
            unit.commit()
        return len(added)


class FollowSession:
    """Takes whoever was withdrawn or moved from a session out of the tests that took them from there. A test whose
    booking is at the vendor, or may be, stays as it was sent; while that is undecided, it is looked at again."""

    def __init__(self, *, open_unit: OpenUnit[FollowingUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        for session in {job.payload["session"] for job in jobs}:
            self._follow(TestSessionId(UUID(session)))

    def _follow(self, session_id: TestSessionId) -> None:
        now, waits = self._clock.now(), False
        with self._open_unit() as unit:
            known = unit.candidates.of_session(session_id).items()
            entered = {number for number, (_, is_entered) in known if is_entered}
            for test_id, taken in unit.session_links.taken_from(session_id).items():
                test = unit.tests.get(test_id, EVERYTHING, for_update=True)
                booking = unit.proctor_bookings.of_test(test.id, EVERYTHING, for_update=True)
                if may_be_booked(booking):
                    # Undecided, it may still come to nothing; then whoever was withdrawn leaves after all.
                    waits = waits or (bool(taken - entered) and booking.state is not BookingState.CONFIRMED)
                    continue
                for _ in unit.test_candidates.remove(test.id, sorted(taken - entered)):
                    unit.record("candidate_withdrawn", by="job:follow_session", on=f"proctored_test:{test.id}")
            if waits:
                payload = {"session": str(session_id)}
                unit.enqueue(FOLLOW, payload, key=f"{FOLLOW}:{session_id}", run_at=now + LOOK_AGAIN)
            unit.commit()
