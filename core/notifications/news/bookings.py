"""News of proctor bookings."""

from uuid import UUID

from core.access.permissions import Permission
from core.notifications.booking_wording import BookingNews
from core.notifications.message import Occasion, Told
from core.notifications.model import MessageKind
from core.notifications.ports import NotificationsUnit
from core.notifications.views import BookingStep
from core.proctoring.log_codes import CATALOGUE, Move
from core.proctoring.model.log import ProctorBookingId
from core.shared.ids import PersonId
from core.shared.jobs import Payload


def told_of_booking(kind: MessageKind, unit: NotificationsUnit, payload: Payload) -> Told:
    step = unit.booking_steps.get(ProctorBookingId(UUID(payload["booking"])), int(payload["entry"]))
    return Told(if_wanted=_people_for(unit, kind, step), facts=BookingNews.of(step).as_facts())


def _people_for(unit: NotificationsUnit, kind: MessageKind, step: BookingStep) -> list[PersonId]:
    if kind is MessageKind.BOOKING_NEEDS_ATTENTION:
        return list(unit.address_book.at_awarding_body(Permission.DECIDE_BOOKINGS))
    may_activate = unit.address_book.at(step.organisation_id, Permission.ACTIVATE_TESTS)
    # Whoever activated the test is told; when that person is gone, everyone who could have done it.
    told = [one for one in may_activate if step.requested_by == f"person:{one}"] or list(may_activate)
    if CATALOGUE[step.code].move is Move.ADMINISTRATOR:
        told += [one for one in unit.address_book.at_awarding_body(Permission.MANAGE_PLUGINS) if one not in told]
    return told


def booking(unit: NotificationsUnit, occasion: Occasion) -> BookingNews:
    """As it was told of: a log entry does not change, but the test goes on."""
    del unit
    return BookingNews.from_facts(occasion.facts)
