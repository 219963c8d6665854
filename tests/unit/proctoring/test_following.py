"""Candidates of a proctored test taken from a session's entries, and those who are withdrawn or moved afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from core.access.model import Actor
from core.access.permissions import Role
from core.bookings.model import EntryId
from core.bookings.promises import FOLLOW
from core.bookings.usecases.changing import MoveEntryCommand, WithdrawEntryCommand
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.promises import CHECK, SEND
from core.proctoring.usecases.following import LOOK_AGAIN, FollowSession, TakeEntries, TakeEntriesCommand
from core.sessions.model import TestSessionId
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.jobs import Job
from tests.fakes import bookings as stored_bookings
from tests.fakes.units import MemoryStorage, MemoryUnit
from tests.unit.bookings import house as sessions
from tests.unit.proctoring.house import CENTRE, DESK, HOUR, PLANNER, STRANGER, WINDOW, House, somebody

Links = dict[tuple[ProctoredTestId, str], TestSessionId]


class MemorySessionLinks:
    def __init__(self, links: Links) -> None:
        self._links = links

    def put(self, test_id: ProctoredTestId, session_id: TestSessionId, numbers: Sequence[str]) -> None:
        self._links |= {(test_id, number): session_id for number in numbers}

    def taken_from(self, session_id: TestSessionId) -> dict[ProctoredTestId, set[str]]:
        found: dict[ProctoredTestId, set[str]] = {}
        for (test_id, number), taken_from in self._links.items():
            if taken_from == session_id:
                found.setdefault(test_id, set()).add(number)
        return found


class Crossing(MemoryUnit):
    """A unit over what both contexts hold."""

    def __init__(self, tests: MemoryStorage, bookings: stored_bookings.MemoryBookings, links: Links) -> None:
        super().__init__(tests.stored)
        self._links, self._drafted = links, dict(links)
        self.session_links = MemorySessionLinks(self._drafted)
        self.sessions = stored_bookings.MemorySessions(bookings.stored)
        self.candidates = stored_bookings.MemoryCandidates(bookings.stored)

    def commit(self) -> None:
        super().commit()
        self._links |= self._drafted


class Place:
    """Both houses beside each other. `session` is one of the proctored tests' own centre, with three seats."""

    def __init__(self, house: House) -> None:
        self.tests, self.bookings = house, sessions.House()
        self.links: Links = {}
        self.session = self.add_session()
        self.take_entries = TakeEntries(open_unit=self.open_unit, providers=house.providers)
        self.follow = FollowSession(open_unit=self.open_unit, clock=house.clock)

    @contextmanager
    def open_unit(self) -> Iterator[Crossing]:
        yield Crossing(self.tests.storage, self.bookings.storage, self.links)

    def add_session(self, *, capacity: int = 3) -> TestSessionId:
        plan = replace(sessions.plan_of(), capacity=capacity)
        return self.bookings.add_session(plan, centre=CENTRE)

    def enter(self, *numbers: int, session: TestSessionId | None = None) -> list[EntryId]:
        people = [sessions.candidate(number) for number in numbers]
        return self.bookings.enter(*people, session=session or self.session, accept_clashes=True)

    def take(self, test_id: ProctoredTestId, session: TestSessionId | None = None, *, actor: Actor = PLANNER) -> int:
        command = TakeEntriesCommand(actor=actor, test_id=test_id, session_id=session or self.session)
        return self.take_entries(command)

    def withdraw(self, entry_id: EntryId) -> None:
        self.bookings.withdraw(WithdrawEntryCommand(actor=sessions.OTHER_KEEPER, entry_id=entry_id))
        self.run_what_was_promised()

    def move(self, entry_id: EntryId, to: TestSessionId) -> None:
        self.bookings.move(MoveEntryCommand(actor=sessions.OTHER_KEEPER, entry_id=entry_id, to=to))
        self.run_what_was_promised()

    def run_what_was_promised(self) -> None:
        promised = self.bookings.storage.stored.jobs
        self.follow([job for job in promised if job.kind == "proctoring.follow_session"])
        promised.clear()

    def emails(self, test_id: ProctoredTestId) -> list[str]:
        return sorted(one.email for one in self.tests.storage.stored.candidates[test_id].values())


@pytest.fixture
def place(house: House) -> Place:
    assert sessions.OTHER_CENTRE == CENTRE, "both houses know the centre"
    return Place(house)


def test_everybody_entered_comes_in_under_their_candidate_number(place: Place) -> None:
    place.enter(1, 2)
    test_id = place.tests.a_draft()

    assert place.take(test_id) == 2

    known = {one.number: one.details for one in place.bookings.storage.stored.candidates.values()}
    taken = place.tests.storage.stored.candidates[test_id]
    assert {number: (one.name, one.email) for number, one in taken.items()} == {
        number: (details.name, details.email) for number, details in known.items()
    }
    assert place.tests.trail()[-1] == "entries_taken"


def test_who_is_in_the_test_already_is_left_as_they_are(place: Place) -> None:
    place.enter(1)
    test_id = place.tests.a_draft()
    place.take(test_id)
    place.enter(2)

    assert place.take(test_id) == 1
    with pytest.raises(InvalidInputError) as refused:
        place.take(test_id)

    assert [problem.field for problem in refused.value.problems] == ["session"]
    assert place.emails(test_id) == ["candidate1@example.org", "candidate2@example.org"]


def test_who_was_withdrawn_before_is_not_taken(place: Place) -> None:
    first, _ = place.enter(1, 2)
    place.withdraw(first)
    test_id = place.tests.a_draft()

    place.take(test_id)

    assert place.emails(test_id) == ["candidate2@example.org"]


def test_who_is_withdrawn_from_the_session_leaves_the_test(place: Place) -> None:
    first, _ = place.enter(1, 2)
    test_id = place.tests.a_test(numbers=("C-77",))
    place.take(test_id)

    place.withdraw(first)

    assert place.emails(test_id) == ["cC-77@example.org", "candidate2@example.org"]
    assert place.tests.trail()[-1] == "candidate_withdrawn"


def test_who_is_moved_to_another_session_leaves_the_test(place: Place) -> None:
    first, _ = place.enter(1, 2)
    test_id = place.tests.a_draft()
    place.take(test_id)

    place.move(first, place.add_session())

    assert place.emails(test_id) == ["candidate2@example.org"]


def test_a_test_follows_every_session_it_took_candidates_from(place: Place) -> None:
    other = place.add_session()
    first, _ = place.enter(1, 2)
    [third] = place.enter(3, session=other)
    test_id = place.tests.a_draft()
    place.take(test_id)
    place.take(test_id, other)

    place.withdraw(first)
    place.withdraw(third)

    assert place.emails(test_id) == ["candidate2@example.org"]


def test_who_was_not_taken_from_the_session_stays_whatever_happens_there(place: Place) -> None:
    [entry] = place.enter(1)
    number = next(iter(place.bookings.storage.stored.candidates.values())).number
    test_id = place.tests.a_test(numbers=(number,))

    place.withdraw(entry)

    assert list(place.tests.storage.stored.candidates[test_id]) == [number]


def test_withdrawn_and_entered_anew_before_anybody_looked_stays(place: Place) -> None:
    [entry] = place.enter(1)
    test_id = place.tests.a_draft()
    place.take(test_id)

    place.bookings.withdraw(WithdrawEntryCommand(actor=sessions.OTHER_KEEPER, entry_id=entry))
    place.enter(1)
    place.run_what_was_promised()

    assert place.emails(test_id) == ["candidate1@example.org"]


def test_withdrawals_are_followed_while_the_booking_only_waits(place: Place) -> None:
    first, _ = place.enter(1, 2)
    test_id = place.tests.a_draft()
    place.take(test_id)
    place.tests.give_time(test_id, WINDOW)
    place.tests.activate(test_id)

    place.withdraw(first)

    assert place.emails(test_id) == ["candidate2@example.org"]


def test_what_is_at_the_vendor_stays_as_it_was_sent(place: Place) -> None:
    first, _ = place.enter(1, 2)
    test_id = place.tests.a_draft()
    place.take(test_id)
    place.tests.give_time(test_id, WINDOW)
    place.tests.activate(test_id)
    place.tests.run(SEND)

    place.withdraw(first)

    assert place.emails(test_id) == ["candidate1@example.org", "candidate2@example.org"]


def test_while_the_vendor_is_being_asked_the_candidates_stay_as_they_are_told(place: Place) -> None:
    first, _ = place.enter(1, 2)
    test_id = place.tests.a_draft()
    place.take(test_id)
    place.tests.give_time(test_id, WINDOW)
    place.tests.activate(test_id)

    place.tests.while_asked("book", lambda: place.withdraw(first))
    place.tests.run(SEND)

    assert place.emails(test_id) == ["candidate1@example.org", "candidate2@example.org"]


def test_no_more_candidates_are_taken_than_the_vendor_takes(place: Place) -> None:
    session = place.add_session(capacity=600)
    place.enter(*range(501), session=session)
    test_id = place.tests.a_draft()

    with pytest.raises(InvalidInputError):
        place.take(test_id, session)

    assert place.emails(test_id) == []


def test_an_active_test_takes_nobody_more(place: Place) -> None:
    place.enter(1)
    test_id = place.tests.a_test()
    place.tests.activate(test_id)

    with pytest.raises(ConflictError):
        place.take(test_id)


def test_a_session_or_a_test_of_another_centre_does_not_exist(place: Place) -> None:
    place.enter(1)
    elsewhere = place.bookings.add_session()
    test_id = place.tests.a_draft()

    with pytest.raises(NotFoundError, match="test_session"):
        place.take(test_id, elsewhere)
    with pytest.raises(NotFoundError, match="proctored_test"):
        place.take(test_id, actor=STRANGER)


def test_a_session_that_is_only_available_to_ones_organisation_is_not_ones_own(place: Place) -> None:
    elsewhere = place.bookings.add_session()
    place.bookings.enter(session=elsewhere)
    place.bookings.stored(elsewhere).available_to.add(CENTRE)
    test_id = place.tests.a_draft()

    with pytest.raises(NotFoundError, match="test_session"):
        place.take(test_id, elsewhere)


@pytest.mark.parametrize("actor", [DESK, somebody(Role.CENTRE_MANAGER)], ids=["service desk", "centre manager"])
def test_only_who_prepares_tests_takes_candidates(place: Place, actor: Actor) -> None:
    test_id = place.tests.a_draft()

    with pytest.raises(NotAllowedError):
        place.take(test_id, actor=actor)


def test_following_twice_is_following_once(place: Place) -> None:
    first, _ = place.enter(1, 2)
    test_id = place.tests.a_draft()
    place.take(test_id)
    place.withdraw(first)
    job = Job(kind="proctoring.follow_session", payload={"session": str(place.session)}, attempt=2)

    place.follow([job, job])

    assert place.emails(test_id) == ["candidate2@example.org"]
    assert place.tests.trail().count("candidate_withdrawn") == 1


def test_who_was_withdrawn_while_the_vendor_thought_leaves_once_it_said_no(place: Place) -> None:
    first, _ = place.enter(1, 2)
    test_id = place.tests.a_draft()
    place.take(test_id)
    place.tests.give_time(test_id, WINDOW)
    place.tests.activate(test_id)
    place.tests.run(SEND)
    place.withdraw(first)
    [again] = place.tests.waiting(FOLLOW)
    asked_at = place.tests.clock.now()
    place.tests.vendor.decline(place.tests.booking(test_id).key)

    place.tests.clock.advance(HOUR)
    place.tests.run(CHECK)
    place.follow([again.job])

    assert place.emails(test_id) == ["candidate2@example.org"]
    assert again.run_at == asked_at + LOOK_AGAIN


def test_a_confirmed_booking_is_not_looked_at_again(place: Place) -> None:
    first, _ = place.enter(1, 2)
    test_id = place.tests.a_draft()
    place.take(test_id)
    place.tests.give_time(test_id, WINDOW)
    place.tests.activate(test_id)
    place.tests.run(SEND)
    place.tests.vendor.confirm(place.tests.booking(test_id).key)
    place.tests.clock.advance(HOUR)
    place.tests.run(CHECK)

    place.withdraw(first)

    assert not place.tests.waiting(FOLLOW)
    assert len(place.emails(test_id)) == 2
