"""Confirmation links, calendar feeds and reminders on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from adapters.sql.bookings.confirmations import SqlConfirmationLinkReader
from adapters.sql.calendar import SqlCalendarReader
from adapters.sql.database import Database
from adapters.sql.notifications.reader import SqlNotificationsReader
from core.access.model import EVERYTHING, digest_of
from core.bookings.calendar import CalendarFeed
from core.bookings.model import LineKind
from core.bookings.reminding import Reminder, SentRow
from core.bookings.views import DeadlineKind
from core.notifications.model import Delivery, DeliveryId, MessageKind, Outsider, OutsiderKind
from core.sessions.model import SpeakingDates, TestSession
from core.shared.errors import ConflictError
from core.shared.ids import OrganisationId
from core.shared.paging import PageRequest
from tests.integration.sql.entered import (
    COLLEGE,
    COLLEGES,
    FEE,
    SCHOOL,
    SCHOOLS,
    candidate,
    enter,
    keep,
    line,
    session,
    settle,
)
from tests.integration.sql.proctored import CENTRE, NOON, OURS, PLANNER, THEIRS, stored

FEED = CalendarFeed(digest=digest_of("secret"), person_id=PLANNER, organisation_id=CENTRE, made_at=NOON)


@pytest.fixture(autouse=True)
def settled(database: Database) -> None:
    settle(database)


@pytest.fixture
def reader(database: Database) -> SqlCalendarReader:
    return SqlCalendarReader(database)


# Confirmation links


def test_each_link_of_an_entry_leads_to_it_and_others_nowhere(database: Database) -> None:
    held = session()
    keep(database, held)
    (entry,) = enter(database, held, candidate())
    with stored(database) as unit:
        for secret in ("page", "mail"):
            unit.confirmation_links.add(digest_of(secret), entry.id)
    reader = SqlConfirmationLinkReader(database)

    found = [reader.entry_behind(digest_of(secret)) for secret in ("page", "mail", "guess")]

    assert found == [entry.id, entry.id, None]


def test_a_letter_to_a_candidate_is_listed_with_their_number_and_kept_once(database: Database) -> None:
    held = session()
    keep(database, held)
    (entry,) = enter(database, held, candidate(number="K7QF2-M9XRT"))
    delivery = Delivery(
        id=DeliveryId(UUID(int=1)),
        message="m" * 40,
        kind=MessageKind.ENTRY_CONFIRMED,
        to=Outsider(kind=OutsiderKind.ENTRY, id=entry.id),
        channel="email",
        at=NOON,
    )
    with stored(database) as unit:
        unit.deliveries.put(delivery)
        kept = unit.deliveries.get(delivery.id)

    (row,) = SqlNotificationsReader(database=database).deliveries(PageRequest()).items

    assert (kept, row.to) == (delivery, "Candidate K7QF2-M9XRT")
    with pytest.raises(ConflictError), stored(database) as unit:
        unit.deliveries.put(replace(delivery, id=DeliveryId(UUID(int=2))))


# Feeds


def test_a_feed_comes_back_as_it_was_put_by_its_secret_and_by_its_owner(
    database: Database, reader: SqlCalendarReader
) -> None:
    with stored(database) as unit:
        unit.calendar_feeds.put(FEED)

    assert reader.feed_behind(FEED.digest) == FEED
    assert reader.feed_of(PLANNER, CENTRE) == FEED
    assert reader.feed_of(PLANNER, SCHOOL) is None


def test_a_newer_feed_replaces_the_older_of_the_same_place_only(database: Database, reader: SqlCalendarReader) -> None:
    newer = replace(FEED, digest=digest_of("newer"), made_at=NOON + timedelta(days=1))
    elsewhere = replace(FEED, digest=digest_of("elsewhere"), organisation_id=SCHOOL)
    with stored(database) as unit:
        for feed in (FEED, elsewhere, newer):
            unit.calendar_feeds.put(feed)

    found = [reader.feed_behind(feed.digest) for feed in (FEED, elsewhere, newer)]

    assert found == [None, elsewhere, newer]


def test_a_feed_that_is_taken_back_is_gone_and_taking_it_back_twice_is_no_matter(
    database: Database, reader: SqlCalendarReader
) -> None:
    with stored(database) as unit:
        unit.calendar_feeds.put(FEED)

    for _ in range(2):
        with stored(database) as unit:
            unit.calendar_feeds.remove(PLANNER, CENTRE)

    assert reader.feed_behind(FEED.digest) is None


def test_what_is_held_comes_with_its_whole_plan_and_its_place(database: Database, reader: SqlCalendarReader) -> None:
    first, second = session(), session(NOON + timedelta(days=60))
    days = SpeakingDates(first=NOON.date(), last=NOON.date() + timedelta(days=3))
    first.plan = replace(first.plan, speaking=days)
    keep(database, first, second)

    held = reader.held([first.id, second.id])

    assert {key: one.plan for key, one in held.items()} == {first.id: first.plan, second.id: second.plan}
    assert held[first.id].place == "Town Hall, 1 Rynek, Kraków"
    assert reader.held([]) == {}


# Reminders


def reminder(of: TestSession, to: OrganisationId, *, days: int = 7, minutes: int = 0) -> Reminder:
    return Reminder(
        session_id=of.id,
        kind=DeadlineKind.ENTRIES,
        deadline=of.plan.deadlines.entries,
        days=days,
        organisation_id=to,
        at=NOON + timedelta(minutes=minutes),
    )


def test_who_was_reminded_is_known_by_deadline_moment_and_days(database: Database) -> None:
    held = session()
    keep(database, held)
    at = held.plan.deadlines.entries
    with stored(database) as unit:
        unit.deadline_reminders.add_all([reminder(held, SCHOOL), reminder(held, COLLEGE, days=1)])

    with stored(database) as unit:
        known = unit.deadline_reminders
        found = [
            known.reminded(held.id, DeadlineKind.ENTRIES, deadline=at, days=7),
            known.reminded(held.id, DeadlineKind.ENTRIES, deadline=at, days=1),
            known.reminded(held.id, DeadlineKind.PAYMENTS, deadline=at, days=7),
            known.reminded(held.id, DeadlineKind.ENTRIES, deadline=at + timedelta(seconds=1), days=7),
        ]

    assert found == [{SCHOOL}, {COLLEGE}, set(), set()]


def test_nobody_is_noted_as_reminded_twice(database: Database) -> None:
    held = session()
    keep(database, held)
    with stored(database) as unit:
        unit.deadline_reminders.add_all([reminder(held, SCHOOL)])

    with pytest.raises(ConflictError), stored(database) as unit:
        unit.deadline_reminders.add_all([reminder(held, SCHOOL, minutes=1)])


def test_who_owes_are_preparation_centres_with_something_open(database: Database) -> None:
    held = session()
    keep(database, held)
    enter(database, held, candidate(), candidate("Ana Ruiz"))
    enter(database, held, candidate("Li Wei", owner=CENTRE))
    (paid,) = enter(database, held, candidate("Tom Lee", owner=COLLEGE))
    with stored(database) as unit:
        entry = unit.entries.get(paid.id, EVERYTHING, for_update=True)
        entry.record(line(LineKind.PAYMENT), currency=FEE.currency)

    with stored(database) as unit:
        assert list(unit.deadline_reminders.owing(held.id)) == [SCHOOL]


def test_each_side_sees_the_reminders_that_are_its_own(database: Database, reader: SqlCalendarReader) -> None:
    held = session()
    keep(database, held)
    with stored(database) as unit:
        unit.deadline_reminders.add_all([reminder(held, SCHOOL), reminder(held, COLLEGE, minutes=5)])

    found = [reader.sent([held.id], scope) for scope in (OURS, EVERYTHING, SCHOOLS, COLLEGES, THEIRS)]

    row = SentRow(
        session_id=held.id,
        kind=DeadlineKind.ENTRIES,
        deadline=held.plan.deadlines.entries,
        days=7,
        centres=2,
        last_at=NOON + timedelta(minutes=5),
    )
    own = replace(row, centres=1, last_at=NOON)
    assert found == [[row], [row], [own], [replace(own, last_at=row.last_at)], []]
