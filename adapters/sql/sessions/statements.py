"""What the reader asks, built once. Filter and place in the list are added when it asks."""

from sqlalchemy import bindparam, exists, func, literal, select

from adapters.sql.access.tables import organisation
from adapters.sql.bookings.tables import booking
from adapters.sql.catalogue import exam, venue
from adapters.sql.orders import KeyOrder
from adapters.sql.sessions.tables import session_availability, session_paper, test_session
from core.sessions.model import SessionStatus

_SHOWN = (
    test_session.c.id.label("shown_id"),
    test_session.c.exam_code,
    exam.c.name.label("exam_name"),
    organisation.c.name.label("centre_name"),
    organisation.c.number.label("centre_number"),
    test_session.c.status,
    test_session.c.speaking_first,
    test_session.c.speaking_last,
    test_session.c.time_zone,
    test_session.c.entries_until,
    test_session.c.late_entries_until,
    test_session.c.payments_until,
    test_session.c.currency,
    test_session.c.price,
    test_session.c.late_fee,
    test_session.c.capacity,
    test_session.c.taken,
)

AVAILABLE = (
    select(
        *_SHOWN,
        session_availability.c.starts_at,
        session_availability.c.session_id,
        literal(0).label("available_to"),
    )
    .select_from(session_availability)
    .join(test_session, test_session.c.id == session_availability.c.session_id)
    .join(exam, exam.c.code == test_session.c.exam_code)
    .join(organisation, organisation.c.id == test_session.c.centre_id)
    .where(
        session_availability.c.preparation_centre_id == bindparam("preparation_centre"),
        test_session.c.status == SessionStatus.OPEN.value,
    )
)
_AVAILABLE_ORDER = (session_availability.c.starts_at, session_availability.c.session_id)
AVAILABLE_NEXT = KeyOrder(*_AVAILABLE_ORDER)
AVAILABLE_LATEST = KeyOrder(*_AVAILABLE_ORDER, newest_first=True)

OWNED = (
    select(
        *_SHOWN,
        test_session.c.starts_at,
        test_session.c.id,
        select(func.count())
        .select_from(session_availability)
        .where(session_availability.c.session_id == test_session.c.id)
        .scalar_subquery()
        .label("available_to"),
    )
    .select_from(test_session)
    .join(exam, exam.c.code == test_session.c.exam_code)
    .join(organisation, organisation.c.id == test_session.c.centre_id)
    .where(test_session.c.centre_id == bindparam("centre"))
)
_OWNED_ORDER = (test_session.c.starts_at, test_session.c.id)
OWNED_NEXT = KeyOrder(*_OWNED_ORDER)
OWNED_LATEST = KeyOrder(*_OWNED_ORDER, newest_first=True)

SESSION = (
    select(
        test_session,
        exam.c.name.label("exam_name"),
        organisation.c.name.label("centre_name"),
        organisation.c.number.label("centre_number"),
        organisation.c.email.label("centre_email"),
        organisation.c.phone.label("centre_phone"),
        venue.c.name.label("venue_name"),
        venue.c.address.label("venue_address"),
        venue.c.city.label("venue_city"),
        exists()
        .where(
            session_availability.c.session_id == test_session.c.id,
            session_availability.c.preparation_centre_id == bindparam("organisation"),
        )
        .label("is_available"),
        exists()
        .where(booking.c.session_id == test_session.c.id, booking.c.entrant_id == bindparam("organisation"))
        .label("is_booked"),
    )
    .select_from(test_session)
    .join(exam, exam.c.code == test_session.c.exam_code)
    .join(organisation, organisation.c.id == test_session.c.centre_id)
    .join(venue, venue.c.id == test_session.c.venue_id)
)
BY_ID = SESSION.where(test_session.c.id == bindparam("id"))
BY_CODE = SESSION.where(test_session.c.code == bindparam("wanted"), test_session.c.status == SessionStatus.OPEN.value)

PAPERS = select(session_paper).where(session_paper.c.session_id == bindparam("session")).order_by(session_paper.c.place)
SEEN_BY = (
    select(organisation.c.id, organisation.c.name)
    .select_from(session_availability)
    .join(organisation, organisation.c.id == session_availability.c.preparation_centre_id)
    .where(session_availability.c.session_id == bindparam("session"))
    .order_by(organisation.c.folded_name, organisation.c.id)
)
