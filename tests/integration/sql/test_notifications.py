"""Deliveries, choices and the address book on both databases."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from adapters.sql import migrate
from adapters.sql.database import Database
from adapters.sql.notifications.reader import SqlNotificationsReader
from adapters.sql.unit import SqlUnit, open_unit_on
from core.notifications.model import Delivery, DeliveryId, DeliveryState, MessageKind, Outsider, OutsiderKind
from core.proctoring.log_codes import Code
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import new_id
from core.shared.paging import PageRequest
from core.shared.time import utc
from core.verification.model.sharing import Invitation, InvitationId
from tests.contract.notifications_storage import (
    CENTRE,
    DELIVERY,
    ORGANISATIONS,
    PEOPLE,
    PLANNER,
    SCHEDULER,
    NotificationsStorageContract,
)
from tests.fakes.notifications import FixedClock
from tests.integration.sql.entered import candidate, enter, keep, session
from tests.integration.sql.proctored import NOON, proctored, schedule, stored
from tests.integration.sql.scored import result
from tests.integration.sql.verified import CANDIDATE, keep_results, registration, settle


class SqlStorage:
    def __init__(self, database: Database) -> None:
        self.database = database
        self._open = open_unit_on(database, FixedClock())

    def open_unit(self) -> AbstractContextManager[SqlUnit]:
        return self._open()


@pytest.fixture
def storage(database: Database) -> SqlStorage:
    storage = SqlStorage(database)
    with storage.open_unit() as unit:
        for organisation in ORGANISATIONS:
            unit.organisations.add(organisation)
        for person in PEOPLE:
            unit.people.add(person)
        unit.commit()
    return storage


class TestSqlStorage(NotificationsStorageContract):
    @pytest.fixture
    def storage(self, storage: SqlStorage) -> SqlStorage:
        return storage


def test_one_message_reaches_a_person_through_a_channel_in_one_delivery_only(storage: SqlStorage) -> None:
    with storage.open_unit() as unit:
        unit.deliveries.put(DELIVERY)

        with pytest.raises(ConflictError):
            unit.deliveries.put(replace(DELIVERY, id=DeliveryId(UUID(int=22))))


def test_the_latest_deliveries_come_first_page_by_page_with_the_persons_name(storage: SqlStorage) -> None:
    with storage.open_unit() as unit:
        for number in range(1, 6):
            entry = replace(DELIVERY, id=DeliveryId(UUID(int=number)), message=f"message {number}")
            unit.deliveries.put(entry.refused("No.", now=utc(2026, 12, 1, 13)) if number == 5 else entry)
        unit.commit()
    reader = SqlNotificationsReader(database=storage.database)

    first = reader.deliveries(PageRequest(size=2))
    second = reader.deliveries(PageRequest(size=2, after=first.next))
    third = reader.deliveries(PageRequest(size=2, after=second.next))

    assert [[row.id.int for row in page.items] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.next is None
    newest = first.items[0]
    assert (newest.to, newest.state, newest.problem, newest.attempts) == (
        "Person 14",
        DeliveryState.REFUSED,
        "No.",
        1,
    )


def test_a_cursor_that_is_none_of_ours_is_refused(storage: SqlStorage) -> None:
    with pytest.raises(InvalidInputError):
        SqlNotificationsReader(database=storage.database).deliveries(PageRequest(after="bm8"))


def test_the_reader_sees_what_a_person_has_chosen(storage: SqlStorage) -> None:
    with storage.open_unit() as unit:
        unit.message_preferences.choose(PLANNER, MessageKind.BOOKING_REJECTED, on=False)
        unit.message_preferences.choose(PLANNER, MessageKind.SHARE_RECEIVED, on=True)
        unit.message_preferences.choose(SCHEDULER, MessageKind.BOOKING_CONFIRMED, on=False)
        unit.commit()

    chosen = SqlNotificationsReader(database=storage.database).choices(PLANNER)

    assert chosen == {MessageKind.BOOKING_REJECTED: False, MessageKind.SHARE_RECEIVED: True}


def test_a_step_holds_what_a_letter_tells(storage: SqlStorage) -> None:
    test, booking = proctored("B2 First, morning", start=utc(2026, 12, 8, 9), centre=CENTRE)
    entry = schedule(booking, start=utc(2026, 12, 8, 8), now=utc(2026, 12, 1, 12), by=f"person:{SCHEDULER}")
    with storage.open_unit() as unit:
        unit.tests.add(test)
        unit.proctor_bookings.add(booking)
        unit.booking_log.append(entry)
        unit.commit()

    with storage.open_unit() as unit:
        step = unit.booking_steps.get(booking.id, entry.sequence)

    assert (step.test_id, step.organisation_id, step.centre, step.title) == (test.id, CENTRE, "Centre", test.title)
    assert (step.window, step.requested_by, step.code) == (test.window, f"person:{SCHEDULER}", Code.SCHEDULED)
    assert step.parameters["Test title"] == "B2 First, morning"


# Outsiders


def to_outsider(kind: OutsiderKind, which: UUID, *, message: str = "") -> Delivery:
    return replace(
        DELIVERY,
        id=DeliveryId(new_id()),
        message=message or f"to {kind}",
        to=Outsider(kind=kind, id=which),
        at=NOON,
    )


def test_one_message_reaches_an_outsider_through_a_channel_in_one_delivery_only(storage: SqlStorage) -> None:
    first = to_outsider(OutsiderKind.REGISTRATION, UUID(int=71))
    of_another_kind = replace(first, id=DeliveryId(new_id()), to=Outsider(kind=OutsiderKind.RESULT, id=UUID(int=71)))
    with storage.open_unit() as unit:
        unit.deliveries.put(first)
        unit.deliveries.put(of_another_kind)

        with pytest.raises(ConflictError):
            unit.deliveries.put(replace(first, id=DeliveryId(new_id())))


def test_outsiders_are_listed_by_what_they_take_part_in_and_never_by_name_or_address(database: Database) -> None:
    settle(database)
    sat, asked = result("Zoë Łęska", "K7QF2-M9XRT"), registration("Aldermoor University")
    invited = Invitation(
        id=InvitationId(new_id()),
        invited_by=CANDIDATE,
        organisation_name="Brightwater Ltd",
        email="hello@brightwater.example",
        sent_at=NOON,
    )
    keep_results(database, sat)
    with stored(database) as unit:
        unit.registrations.add(asked)
        unit.invitations.add(invited)
        for kind, which in (
            (OutsiderKind.RESULT, sat.id),
            (OutsiderKind.REGISTRATION, asked.id),
            (OutsiderKind.INVITATION, invited.id),
            (OutsiderKind.ENTRY, UUID(int=99)),
        ):
            unit.deliveries.put(to_outsider(kind, which))

    listed = SqlNotificationsReader(database=database).deliveries(PageRequest())

    assert {row.to for row in listed.items} == {
        "Candidate K7QF2-M9XRT",
        "Who registered Aldermoor University",
        "Brightwater Ltd, invited",
        "Somebody no longer on record",
    }


def test_letters_to_people_and_to_candidates_are_kept_when_the_tables_change(bare_database: Database) -> None:
    migrate.upgrade(bare_database)
    settle(bare_database)
    held = session()
    keep(bare_database, held)
    (entry,) = enter(bare_database, held, candidate())
    to_person = replace(DELIVERY, id=DeliveryId(new_id()), to=CANDIDATE, at=NOON)
    to_candidate = to_outsider(OutsiderKind.ENTRY, entry.id)
    with stored(bare_database) as unit:
        for delivery in (to_person, to_candidate, to_outsider(OutsiderKind.REGISTRATION, UUID(int=71))):
            unit.deliveries.put(delivery)

    migrate.downgrade(bare_database, "0006")
    migrate.upgrade(bare_database)

    with stored(bare_database) as unit:
        assert [unit.deliveries.get(one.id) for one in (to_person, to_candidate)] == [to_person, to_candidate]
        assert not unit.deliveries.knows("to registration")


@pytest.mark.parametrize(
    "change",
    [
        "person_id = NULL",
        "outsider_kind = 'entry', outsider_id = person_id",
        "outsider_kind = 'entry'",
        "person_id = NULL, outsider_kind = 'stranger', outsider_id = person_id",
    ],
)
def test_the_database_holds_every_delivery_to_exactly_one_known_recipient(storage: SqlStorage, change: str) -> None:
    with storage.open_unit() as unit:
        unit.deliveries.put(DELIVERY)
        unit.commit()

    with storage.database.write() as connection, pytest.raises(IntegrityError):
        connection.execute(text(f"UPDATE delivery SET {change}"))  # noqa: S608 (the changes stand above)
