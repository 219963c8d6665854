"""From what happened to who is told: one delivery for each person and channel."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access.model import EVERYTHING
from core.access.permissions import Permission
from core.bookings.model import EntryId, RequestId
from core.bookings.views import DeadlineKind
from core.notifications.deadline_wording import DeadlineNews
from core.notifications.help_wording import HelpNews
from core.notifications.model import ABOUT_HELP, Delivery, DeliveryId, MessageKind, message_key
from core.notifications.ports import DELIVER, Channels, NotificationsUnit
from core.notifications.views import BookingStep
from core.notifications.wording import BookingNews
from core.proctoring.log_codes import CATALOGUE, Move
from core.proctoring.model.log import ProctorBookingId
from core.sessions.model import SessionStatus, TestSessionId
from core.shared.errors import UnavailableError
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.jobs import Job, Payload
from core.shared.time import Clock
from core.shared.unit import OpenUnit

NOTIFY = "notifications.notify"


class Notify:
    """Handles the job `notifications.notify`. Run again over the same payload it promises nothing new."""

    def __init__(self, *, open_unit: OpenUnit[NotificationsUnit], channels: Channels, clock: Clock) -> None:
        self._open_unit = open_unit
        self._channels = channels
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        names = self._channels.switched_on()
        for job in jobs:
            self._notify(job.payload, names)

    def _notify(self, payload: Payload, channels: Sequence[str]) -> None:
        kind, message, now = MessageKind(payload["kind"]), message_key(payload), self._clock.now()
        if kind is MessageKind.SET_PASSWORD and not channels:
            # Nobody gets in without this mail, so it waits for a channel. The other messages tell what pages show too.
            raise UnavailableError("no_channel_switched_on")
        with self._open_unit() as unit:
            if unit.deliveries.knows(message):
                return
            told, facts = _told(unit, kind, payload)
            for one in told:
                for channel in channels:
                    delivery = Delivery(
                        id=DeliveryId(new_id()),
                        message=message,
                        kind=kind,
                        person_id=one.person_id,
                        entry_id=one.entry_id,
                        channel=channel,
                        at=now,
                    )
                    _promise(unit, delivery, facts)
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One of the house's people, or the candidate of an entry."""

    person_id: PersonId | None = None
    entry_id: EntryId | None = None


def _told(unit: NotificationsUnit, kind: MessageKind, payload: Payload) -> tuple[list[Recipient], dict[str, str]]:
    """Who is told, and what there is to tell at the time of telling."""
    if kind is MessageKind.SET_PASSWORD:
        return [Recipient(person_id=PersonId(UUID(payload["person"])))], {}
    if kind is MessageKind.ENTRY_CONFIRMED:
        return [Recipient(entry_id=EntryId(UUID(payload["candidate_entry"])))], {}
    people, facts = _ABOUT.get(kind, _about_booking)(unit, kind, payload)
    wanted = [one for one in people if kind not in unit.message_preferences.switched_off(one)]
    return [Recipient(person_id=one) for one in wanted], facts


def _promise(unit: NotificationsUnit, delivery: Delivery, facts: Mapping[str, str]) -> None:
    unit.deliveries.put(delivery)
    key = f"{DELIVER}:{delivery.id}"
    # A group of its own: what fails is repeated alone.
    run_at, group = delivery.at, str(delivery.id)
    unit.enqueue(DELIVER, {**facts, "delivery": str(delivery.id)}, key=key, run_at=run_at, group=group)


def _about_deadline(
    unit: NotificationsUnit, kind: MessageKind, payload: Payload
) -> tuple[list[PersonId], dict[str, str]]:
    """Everybody who enters candidates at the preparation centre. Nobody when the deadline was moved or the session
    cancelled since, or when nothing is open any more."""
    del kind
    session = unit.sessions.get(TestSessionId(UUID(payload["session"])), EVERYTHING)
    deadline, organisation = DeadlineKind(payload["deadline"]), OrganisationId(UUID(payload["organisation"]))
    plan = session.plan
    at = plan.deadlines.payments if deadline is DeadlineKind.PAYMENTS else plan.deadlines.entries
    entries = unit.entries.of_booking(session.id, organisation)
    currency = plan.price.entry.currency
    unpaid = sum(1 for one in entries if one.account(currency=currency).open.amount)
    is_settled = deadline is DeadlineKind.PAYMENTS and not unpaid
    if session.status is not SessionStatus.OPEN or at.isoformat() != payload["at"] or is_settled:
        return [], {}
    centre, late = unit.organisations.get(session.centre_id), plan.deadlines.late_entries
    news = DeadlineNews(
        session=str(session.id),
        deadline=deadline.value,
        at=at.isoformat(),
        starts_at=plan.starts_at.isoformat(),
        time_zone=plan.time_zone,
        exam=unit.exams.get(plan.exam).name,
        centre=f"{centre.name} ({centre.number})",
        contact=", ".join(one for one in (centre.email, centre.phone) if one),
        candidates=str(len(entries)),
        unpaid=str(unpaid),
        late_until=late.isoformat() if late else "",
        late_fee=str(plan.price.late_fee) if plan.price.late_fee.amount else "",
    )
    return list(unit.address_book.at_centre(organisation, Permission.ENTER_CANDIDATES)), news.as_facts()


def _about_help(unit: NotificationsUnit, kind: MessageKind, payload: Payload) -> tuple[list[PersonId], dict[str, str]]:
    """Everybody who may answer, or who may ask, at the organisation that is written to."""
    request = unit.help_requests.get(RequestId(UUID(payload["request"])), EVERYTHING)
    news = HelpNews(
        request_id=request.id,
        centre=unit.organisations.get(request.centre_id).name,
        entrant=unit.organisations.get(request.entrant_id).name,
    )
    people = unit.address_book.at_centre(OrganisationId(UUID(payload["organisation"])), ABOUT_HELP[kind])
    return list(people), news.as_facts()


def _about_booking(
    unit: NotificationsUnit, kind: MessageKind, payload: Payload
) -> tuple[list[PersonId], dict[str, str]]:
    step = unit.booking_steps.get(ProctorBookingId(UUID(payload["booking"])), int(payload["entry"]))
    return _people_for(unit, kind, step), BookingNews.of(step).as_facts()


def _people_for(unit: NotificationsUnit, kind: MessageKind, step: BookingStep) -> list[PersonId]:
    if kind is MessageKind.BOOKING_NEEDS_ATTENTION:
        return list(unit.address_book.at_awarding_body(Permission.DECIDE_BOOKINGS))
    may_activate = unit.address_book.at_centre(step.organisation_id, Permission.ACTIVATE_TESTS)
    # Whoever activated the test is told; when that person is gone, everyone who could have done it.
    told = [one for one in may_activate if step.requested_by == f"person:{one}"] or list(may_activate)
    if CATALOGUE[step.code].move is Move.ADMINISTRATOR:
        told += [one for one in unit.address_book.at_awarding_body(Permission.MANAGE_PLUGINS) if one not in told]
    return told


_ABOUT: Mapping[MessageKind, Callable[[NotificationsUnit, MessageKind, Payload], tuple[list[PersonId], dict[str, str]]]]
_ABOUT = {**dict.fromkeys(ABOUT_HELP, _about_help), MessageKind.DEADLINE_REMINDER: _about_deadline}
