"""News of entries and their deadlines."""

from uuid import UUID

from core.access.model import EVERYTHING
from core.access.permissions import Permission
from core.bookings.model import EntryId
from core.bookings.views import DeadlineKind
from core.notifications.deadline_wording import DeadlineNews
from core.notifications.message import Occasion, Told
from core.notifications.model import Outsider, OutsiderKind
from core.notifications.ports import NotificationsUnit
from core.sessions.model import SessionStatus, TestSessionId
from core.shared.ids import OrganisationId
from core.shared.jobs import Payload


def told_of_entry(unit: NotificationsUnit, payload: Payload) -> Told:
    del unit
    return Told(always=[Outsider(kind=OutsiderKind.ENTRY, id=UUID(payload["candidate_entry"]))])


def confirmed_entry(unit: NotificationsUnit, occasion: Occasion) -> EntryId:
    del unit
    return EntryId(occasion.outsider.id)


def told_of_deadline(unit: NotificationsUnit, payload: Payload) -> Told:
    """Everybody who enters candidates at the preparation centre. Nobody when the deadline was moved or the session
    cancelled since, or when nothing is open any more."""
    session = unit.sessions.get(TestSessionId(UUID(payload["session"])), EVERYTHING)
    deadline, organisation = DeadlineKind(payload["deadline"]), OrganisationId(UUID(payload["organisation"]))
    plan = session.plan
    at = plan.deadlines.payments if deadline is DeadlineKind.PAYMENTS else plan.deadlines.entries
    entries = unit.entries.of_booking(session.id, organisation)
    currency = plan.price.entry.currency
    unpaid = sum(1 for one in entries if one.account(currency=currency).open.amount)
    is_settled = deadline is DeadlineKind.PAYMENTS and not unpaid
    if session.status is not SessionStatus.OPEN or at.isoformat() != payload["at"] or is_settled:
        return Told()
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
    people = unit.address_book.at(organisation, Permission.ENTER_CANDIDATES)
    return Told(if_wanted=people, facts=news.as_facts())


def deadline(unit: NotificationsUnit, occasion: Occasion) -> DeadlineNews:
    del unit
    return DeadlineNews.from_facts(occasion.facts)
