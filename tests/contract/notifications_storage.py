"""What the storage of notifications must hold to, in memory as in a database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Protocol
from uuid import UUID

import pytest

from core.access.model import Organisation, OrganisationKind, Person
from core.access.permissions import Permission, Role
from core.notifications.model import Delivery, DeliveryId, DeliveryState, MessageKind, Outsider, OutsiderKind
from core.notifications.ports import NotificationsUnit
from core.proctoring.model.log import ProctorBookingId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import utc

BODY, CENTRE, OTHER = (OrganisationId(UUID(int=number)) for number in (1, 2, 3))
ADMIN, DESK, GONE, PLANNER, SCHEDULER, STRANGER = (PersonId(UUID(int=number)) for number in range(11, 17))

ORGANISATIONS = (
    Organisation(id=BODY, kind=OrganisationKind.AWARDING_BODY, name="Body", number="B1", time_zone="Europe/London"),
    Organisation(id=CENTRE, kind=OrganisationKind.TEST_CENTRE, name="Centre", number="C1", time_zone="Europe/Rome"),
    Organisation(id=OTHER, kind=OrganisationKind.TEST_CENTRE, name="Other", number="C2", time_zone="Europe/Rome"),
)


def person(person_id: PersonId, at: OrganisationId, role: Role, *, active: bool = True) -> Person:
    return Person(
        id=person_id,
        name=f"Person {person_id.int}",
        email=f"p{person_id.int}@example.org",
        time_zone="Europe/Rome",
        active=active,
        memberships={at: frozenset({role})},
    )


PEOPLE = (
    person(ADMIN, BODY, Role.ADMINISTRATOR),
    person(DESK, BODY, Role.SERVICE_DESK),
    person(GONE, BODY, Role.SERVICE_DESK, active=False),
    person(PLANNER, CENTRE, Role.PLANNER),
    person(SCHEDULER, CENTRE, Role.PROCTORING_SCHEDULER),
    person(STRANGER, OTHER, Role.PROCTORING_SCHEDULER),
)

DELIVERY = Delivery(
    id=DeliveryId(UUID(int=21)),
    message="m" * 40,
    kind=MessageKind.BOOKING_REJECTED,
    to=PLANNER,
    channel="email",
    at=utc(2026, 12, 1, 12),
)


class Storage(Protocol):
    def open_unit(self) -> AbstractContextManager[NotificationsUnit]: ...


class NotificationsStorageContract:
    """Override `storage` with one that holds PEOPLE and ORGANISATIONS and nothing else."""

    @pytest.fixture
    def storage(self) -> Storage:
        raise NotImplementedError

    def test_holders_of_a_permission_at_a_centre_are_those_of_that_centre_alone(self, storage: Storage) -> None:
        with storage.open_unit() as unit:
            schedulers = unit.address_book.at(CENTRE, Permission.ACTIVATE_TESTS)
            planners = unit.address_book.at(CENTRE, Permission.PREPARE_TESTS)

        assert (list(schedulers), list(planners)) == ([SCHEDULER], [PLANNER, SCHEDULER])

    def test_holders_at_the_awarding_body_are_those_still_active(self, storage: Storage) -> None:
        with storage.open_unit() as unit:
            desk = unit.address_book.at_awarding_body(Permission.DECIDE_BOOKINGS)
            nobody = unit.address_book.at_awarding_body(Permission.ACTIVATE_TESTS)

        assert (list(desk), list(nobody)) == ([DESK], [])

    def test_a_delivery_comes_back_as_it_was_put_and_then_as_it_was_changed(self, storage: Storage) -> None:
        tried = DELIVERY.put_off("The mail server answered 451.", now=utc(2026, 12, 1, 13))
        with storage.open_unit() as unit:
            unit.deliveries.put(DELIVERY)
            unit.commit()

        with storage.open_unit() as unit:
            first = unit.deliveries.get(DELIVERY.id)
            unit.deliveries.put(tried)
            second = unit.deliveries.get(DELIVERY.id)

        assert (first, second) == (DELIVERY, tried)
        assert (second.state, second.attempts) == (DeliveryState.WAITING, 1)

    def test_what_was_not_committed_is_not_there(self, storage: Storage) -> None:
        with storage.open_unit() as unit:
            unit.deliveries.put(DELIVERY)

        with storage.open_unit() as unit, pytest.raises(NotFoundError):
            unit.deliveries.get(DELIVERY.id)

    def test_a_message_is_known_once_one_delivery_of_it_is_there(self, storage: Storage) -> None:
        with storage.open_unit() as unit:
            before = unit.deliveries.knows(DELIVERY.message)
            unit.deliveries.put(DELIVERY)
            after = unit.deliveries.knows(DELIVERY.message)
            another = unit.deliveries.knows(replace(DELIVERY, message="n" * 40).message)

        assert (before, after, another) == (False, True, False)

    def test_only_what_is_settled_and_old_is_forgotten(self, storage: Storage) -> None:
        then = utc(2026, 12, 1, 12)
        settled, waiting, later = (
            replace(DELIVERY, id=DeliveryId(UUID(int=number)), message=f"message {number}") for number in (1, 2, 3)
        )
        with storage.open_unit() as unit:
            unit.deliveries.put(settled.delivered(now=then))
            unit.deliveries.put(waiting)
            unit.deliveries.put(later.refused("No.", now=then + timedelta(microseconds=1)))

            forgotten = unit.deliveries.forget_before(then + timedelta(microseconds=1))

            assert forgotten == 1
            assert not unit.deliveries.knows(settled.message)
            assert unit.deliveries.knows(waiting.message)
            assert unit.deliveries.knows(later.message)

    def test_what_was_chosen_last_holds_and_who_never_chose_is_not_known(self, storage: Storage) -> None:
        seen = []
        with storage.open_unit() as unit:
            for on in (False, False, True, True, False):
                unit.message_preferences.choose(PLANNER, MessageKind.BOOKING_CONFIRMED, on=on)
                chosen = unit.message_preferences.among((PLANNER, SCHEDULER), MessageKind.BOOKING_CONFIRMED)
                seen.append(dict(chosen))
            of_another_kind = unit.message_preferences.among([PLANNER], MessageKind.BOOKING_REJECTED)

        assert seen == [{PLANNER: on} for on in (False, False, True, True, False)]
        assert not of_another_kind

    @pytest.mark.parametrize("kind", OutsiderKind)
    def test_a_delivery_to_an_outsider_comes_back_as_it_was_put(self, storage: Storage, kind: OutsiderKind) -> None:
        delivery = replace(DELIVERY, to=Outsider(kind=kind, id=UUID(int=71)))
        with storage.open_unit() as unit:
            unit.deliveries.put(delivery)

            assert unit.deliveries.get(DELIVERY.id) == delivery

    def test_a_step_that_was_never_logged_is_not_found(self, storage: Storage) -> None:
        with storage.open_unit() as unit, pytest.raises(NotFoundError):
            unit.booking_steps.get(ProctorBookingId(UUID(int=31)), 1)
