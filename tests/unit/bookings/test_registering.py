"""Registering with a session's code."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from core.access.model import digest_of
from core.bookings.model import CandidateDetails, LineKind
from core.bookings.usecases.registering import (
    REGISTERED_PER_ORIGIN,
    TRIED_PER_ORIGIN,
    WINDOW,
    FindSession,
    FindSessionCommand,
    Register,
    RegisterCommand,
)
from core.sessions.model import SessionStatus
from core.sessions.views import SessionView
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError, UnavailableError
from core.shared.time import utc
from tests.fakes.access import CountedSecrets, MemoryThrottle
from tests.fakes.bookings import NOON
from tests.fakes.confirmations import session_view
from tests.unit.bookings.house import CENTRE, ENTRIES_UNTIL, FEE, LATE_FEE, LATE_UNTIL, MAYA, House, candidate

MINE = replace(MAYA, consent=True)


class Desk:
    def __init__(self) -> None:
        self.house = House()
        self.throttle = MemoryThrottle()
        self.handle = Register(
            open_unit=self.house.storage.open_unit,
            throttle=self.throttle,
            secrets=CountedSecrets(),
            clock=self.house.clock,
        )

    def register(self, details: CandidateDetails = MINE, *, code: str = "", origin: str = "192.0.2.1") -> str:
        return self.handle(RegisterCommand(code=code or self.house.stored().code, details=details, origin=origin))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_test_centre_is_the_entrant_and_the_candidate_its_own(desk: Desk) -> None:
    secret = desk.register()

    stored = desk.house.storage.stored
    (entry,), (person,) = stored.entries.values(), stored.candidates.values()
    assert (entry.entrant_id, entry.centre_id, person.owner_id) == (CENTRE, CENTRE, CENTRE)
    assert [(one.kind, one.amount, one.recorded_by) for one in entry.lines] == [
        (LineKind.ENTRY_FEE, FEE, "visitor:unknown")
    ]
    assert stored.confirmation_links == {digest_of(secret): entry.id}
    assert desk.house.stored().taken == 1


def test_the_mail_is_promised_with_the_entry_and_neither_secret_nor_address(desk: Desk) -> None:
    desk.register()

    (entry,) = desk.house.storage.stored.entries
    (job,) = desk.house.storage.stored.jobs
    assert dict(job.payload) == {"kind": "entry_confirmed", "candidate_entry": str(entry)}
    assert desk.house.storage.stored.trail == [("candidate_registered", "visitor:unknown", f"entry:{entry}")]


def test_a_session_that_is_available_to_no_preparation_centre_can_be_registered_for(desk: Desk) -> None:
    session = desk.house.add_session(available=False)

    desk.register(code=desk.house.stored(session).code)

    assert desk.house.stored(session).taken == 1


def test_the_session_is_locked_when_the_seat_is_taken(desk: Desk) -> None:
    desk.house.stored().plan = replace(desk.house.stored().plan, capacity=1)
    desk.register()

    with pytest.raises(ConflictError, match="session_is_full"):
        desk.register(replace(candidate(2), consent=True))

    assert desk.house.stored().taken == 1


def test_after_the_deadline_the_late_fee_is_owed_and_then_nobody_is_taken(desk: Desk) -> None:
    desk.house.clock.time = ENTRIES_UNTIL
    desk.register()
    desk.house.clock.time = LATE_UNTIL

    with pytest.raises(ConflictError, match="entries_are_closed"):
        desk.register(replace(candidate(2), consent=True))

    (entry,) = desk.house.storage.stored.entries.values()
    assert [one.amount for one in entry.lines] == [FEE, LATE_FEE]


@pytest.mark.parametrize("code", ["ABCD2345", "", "x", "<>"])
def test_a_code_that_no_session_has_is_not_found(desk: Desk, code: str) -> None:
    with pytest.raises(NotFoundError, match="session_code"):
        desk.handle(RegisterCommand(code=code, details=MINE, origin="192.0.2.1"))


def test_a_draft_takes_nobody(desk: Desk) -> None:
    session = desk.house.add_session(status=SessionStatus.DRAFT)

    with pytest.raises(ConflictError, match="entries_are_closed"):
        desk.register(code=desk.house.stored(session).code)


def test_without_consent_nothing_is_stored(desk: Desk) -> None:
    with pytest.raises(InvalidInputError) as refused:
        desk.register(MAYA)

    assert [problem.field for problem in refused.value.problems] == ["consent"]
    assert desk.house.storage.stored.entries == {}


def test_who_is_entered_already_is_refused_alike_for_this_session_and_one_that_day(desk: Desk) -> None:
    other = desk.house.add_session()
    desk.house.enter(MINE, session=other)
    refusals = []

    for code in (desk.house.stored().code, desk.house.stored(other).code):
        with pytest.raises(ConflictError) as refused:
            desk.register(replace(candidate(9), id_number=MINE.id_number, consent=True), code=code)
        refusals.append(refused.value)

    assert [error.code for error in refusals] == ["registered_already"] * 2
    assert all(set(error.data) == {"session"} for error in refusals)


def test_one_address_registers_so_many_in_a_window_and_another_goes_on(desk: Desk) -> None:
    for _ in range(REGISTERED_PER_ORIGIN):
        desk.throttle.hit("registration:origin:192.0.2.1", window=WINDOW, now=NOON)

    with pytest.raises(UnavailableError, match="too_many_attempts"):
        desk.register()

    desk.register(origin="192.0.2.2")


class OneSession:
    """A reader that knows one session by its code."""

    def by_code(self, code: str, *, now: datetime) -> SessionView | None:
        return session_view() if code == "ABCD2345" else None


def finder() -> tuple[FindSession, MemoryThrottle]:
    throttle = MemoryThrottle()
    # Of the reader only the way in by code is used here.
    reader = OneSession()
    return FindSession(reader=reader, throttle=throttle, clock=House().clock), throttle  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd-2345", " ABCD 2345 "])
def test_a_code_is_found_however_it_is_typed(typed: str) -> None:
    find, _ = finder()

    assert find(FindSessionCommand(code=typed, origin="192.0.2.1")).exam_name == "B2 First"


def test_after_too_many_looks_even_a_right_code_is_not_answered() -> None:
    find, throttle = finder()
    for _ in range(TRIED_PER_ORIGIN):
        throttle.hit("session_code:origin:192.0.2.1", window=WINDOW, now=NOON)

    with pytest.raises(UnavailableError, match="too_many_attempts"):
        find(FindSessionCommand(code="ABCD2345", origin="192.0.2.1"))


def test_a_date_of_birth_to_come_is_named_at_its_field(desk: Desk) -> None:
    with pytest.raises(InvalidInputError) as refused:
        desk.register(replace(MINE, date_of_birth=utc(2030, 1, 1).date()))

    assert [problem.field for problem in refused.value.problems] == ["date_of_birth"]
