"""Reminders of deadlines: who is told, and what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from core.access.model import Organisation, OrganisationKind
from core.access.permissions import Role
from core.bookings.model import CandidateId, Entry, EntryId, Line, LineId, LineKind
from core.bookings.views import DeadlineKind
from core.notifications.deadline_wording import DeadlineNews, deadline_words
from core.notifications.message import Addressee
from core.notifications.usecases.notify import NOTIFY, Notify
from core.sessions.model import SessionStatus, TestSession, TestSessionId
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Job
from core.shared.money import Money
from tests.contract.notifications_storage import ORGANISATIONS, person
from tests.fakes.confirmations import CENTRE, SESSION, session_view
from tests.fakes.notifications import NOON, FakeChannel, FakeChannels, FixedClock, MemoryStorage, desk

SCHOOL = OrganisationId(UUID(int=4))
TEACHER, KEEPER = PersonId(UUID(int=51)), PersonId(UUID(int=52))
PLAN = session_view().plan
PERSON = person(TEACHER, SCHOOL, Role.PREPARATION_USER)
READER = Addressee(name=PERSON.name, email=PERSON.email, time_zone=PERSON.time_zone)


class House:
    def __init__(self) -> None:
        self.storage = MemoryStorage()
        stored = self.storage.stored
        school = Organisation(
            id=SCHOOL,
            kind=OrganisationKind.PREPARATION_CENTRE,
            name="Lingua House",
            number="P1",
            time_zone="Europe/Rome",
        )
        centre = replace(ORGANISATIONS[1], id=CENTRE, email="exams@northgate.example")
        stored.people = {one.id: one for one in (PERSON, person(KEEPER, CENTRE, Role.CENTRE_MANAGER))}
        stored.organisations = {one.id: one for one in (school, centre)}
        self.session = TestSession(id=SESSION, centre_id=CENTRE, plan=PLAN, code="ABCD2345", status=SessionStatus.OPEN)
        stored.bookings.sessions[SESSION] = self.session
        channels = FakeChannels(email=FakeChannel(self.storage))
        self._notify = Notify(open_unit=self.storage.open_unit, channels=channels, clock=FixedClock())

    def enter(self) -> None:
        fee = Line(
            id=LineId(UUID(int=61)),
            kind=LineKind.ENTRY_FEE,
            amount=Money(amount=16800, currency="EUR"),
            recorded_at=NOON,
            recorded_by="person:x",
        )
        entry = Entry(
            id=EntryId(UUID(int=62)),
            session_id=SESSION,
            centre_id=CENTRE,
            entrant_id=SCHOOL,
            candidate_id=CandidateId(UUID(int=63)),
            entered_at=NOON,
            late=False,
            lines=[fee],
        )
        self.storage.stored.bookings.entries[entry.id] = entry

    def remind(self, kind: DeadlineKind, at: datetime, *, session: TestSessionId = SESSION) -> list[DeadlineNews]:
        payload = {"kind": "deadline_reminder", "session": str(session), "deadline": kind.value}
        payload |= {"at": at.isoformat(), "days": "7", "organisation": str(SCHOOL)}
        self._notify([Job(kind=NOTIFY, payload=payload, attempt=1)])
        assert {one.to for one in self.storage.stored.deliveries.values()} <= {TEACHER}
        return [DeadlineNews.from_facts(job.payload) for job in self.storage.stored.jobs.values()]


@pytest.fixture
def house() -> House:
    return House()


def test_whoever_enters_candidates_there_is_told_when_entries_close(house: House) -> None:
    house.enter()

    (news,) = house.remind(DeadlineKind.ENTRIES, PLAN.deadlines.entries)
    subject, text = deadline_words(news, READER, desk())

    assert subject == "Entries close 1 Feb 2027: Exam B2F, 8 Mar 2027"
    assert "Entries close 1 Feb 2027, 02:00 (Europe/Athens). You have entered 1 candidate so far." in text
    assert "After that nobody can be entered." in text
    assert f"https://exams.example.org/sessions/{SESSION}" in text
    assert "exams@northgate.example" in text


def test_what_a_late_entry_costs_is_told(house: House) -> None:
    late = PLAN.deadlines.entries + timedelta(days=3)
    price = replace(PLAN.price, late_fee=Money(amount=2500, currency="EUR"))
    house.session.plan = replace(PLAN, price=price, deadlines=replace(PLAN.deadlines, late_entries=late))

    (news,) = house.remind(DeadlineKind.ENTRIES, PLAN.deadlines.entries)

    _, text = deadline_words(news, READER, desk())
    assert "an entry is late and costs 25.00 EUR more; from 4 Feb 2027, 02:00 on nobody can be entered" in text


def test_open_payments_are_told_with_the_booking(house: House) -> None:
    house.enter()

    (news,) = house.remind(DeadlineKind.PAYMENTS, PLAN.deadlines.payments)

    subject, text = deadline_words(news, READER, desk())
    assert subject.startswith("Payments are due 10 Feb 2027")
    assert "You have entered 1 candidate; something is open for 1." in text
    assert f"https://exams.example.org/bookings/{SESSION}" in text


def test_where_nothing_is_open_any_more_nobody_is_told(house: House) -> None:
    assert house.remind(DeadlineKind.PAYMENTS, PLAN.deadlines.payments) == []


def test_of_a_deadline_that_was_moved_since_nobody_is_told(house: House) -> None:
    assert house.remind(DeadlineKind.ENTRIES, PLAN.deadlines.entries - timedelta(hours=1)) == []


def test_of_a_session_cancelled_since_nobody_is_told(house: House) -> None:
    house.session.status = SessionStatus.CANCELLED

    assert house.remind(DeadlineKind.ENTRIES, PLAN.deadlines.entries) == []
