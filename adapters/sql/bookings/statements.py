"""What the reader asks, built once. Scope, filter and place in the list are added when it asks."""

from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, union

from adapters.sql.access.tables import organisation, person
from adapters.sql.bookings.tables import booking, candidate, entry, entry_line, help_message, help_request
from adapters.sql.catalogue import exam
from adapters.sql.orders import KeyOrder
from adapters.sql.sessions.tables import session_availability, session_date, test_session
from core.bookings.model import EntryStatus, LineKind
from core.sessions.model import SessionStatus

centre = organisation.alias("centre")
entrant = organisation.alias("entrant")

KIND = select(organisation.c.kind).where(organisation.c.id == bindparam("id"))

BOOKINGS = (
    select(
        booking,
        test_session.c.currency,
        test_session.c.time_zone,
        test_session.c.price,
        exam.c.name.label("exam_name"),
        centre.c.name.label("centre_name"),
        centre.c.number.label("centre_number"),
        entrant.c.name.label("entrant_name"),
        entrant.c.number.label("entrant_number"),
        entrant.c.folded_name,
    )
    .select_from(booking)
    .join(test_session, test_session.c.id == booking.c.session_id)
    .join(exam, exam.c.code == test_session.c.exam_code)
    .join(centre, centre.c.id == booking.c.centre_id)
    .join(entrant, entrant.c.id == booking.c.entrant_id)
)
_BY_TIME = (booking.c.starts_at, booking.c.session_id, booking.c.entrant_id)
BOOKINGS_NEXT = KeyOrder(*_BY_TIME)
BOOKINGS_LATEST = KeyOrder(*_BY_TIME, newest_first=True)
BOOKINGS_OF_SESSION = KeyOrder(entrant.c.folded_name, booking.c.entrant_id)
"""By the entrants' names: those of one session are few enough to be sorted when they are asked for."""

BOOKING = BOOKINGS.where(booking.c.session_id == bindparam("session"), booking.c.entrant_id == bindparam("of_entrant"))
OWED = (LineKind.ENTRY_FEE, LineKind.LATE_FEE)
FEES = (
    select(entry_line.c.kind, entry_line.c.amount, func.count().label("number"))
    .select_from(entry)
    .join(entry_line, entry_line.c.entry_id == entry.c.id)
    .where(
        entry.c.session_id == bindparam("session"),
        entry.c.entrant_id == bindparam("of_entrant"),
        entry.c.status == EntryStatus.ENTERED.value,
        entry_line.c.kind.in_([kind.value for kind in OWED]),
    )
    .group_by(entry_line.c.kind, entry_line.c.amount)
    .order_by(entry_line.c.kind, entry_line.c.amount)
)

OWNERS = (
    select(booking.c.centre_id, test_session.c.currency)
    .join(test_session, test_session.c.id == booking.c.session_id)
    .where(booking.c.session_id == bindparam("session"), booking.c.entrant_id == bindparam("of_entrant"))
)
"""Whose a booking is beside the entrant's, and in which currency it is counted."""

# The id is the entry's: the columns of the candidate that both have are left out.
# Any, here and below: so many columns have no type of their own.
ENTRIES: Select[Any] = select(
    entry.c.id,
    entry.c.name_key,
    entry.c.session_id,
    entry.c.entrant_id,
    entry.c.candidate_id,
    entry.c.status,
    entry.c.entered_at,
    entry.c.late,
    candidate.c.number,
    candidate.c.given_name,
    candidate.c.family_name,
    candidate.c.date_of_birth,
    candidate.c.id_number,
    candidate.c.email,
    candidate.c.phone,
    candidate.c.consent,
    candidate.c.document_key,
    candidate.c.person_key,
    candidate.c.version,
).join(candidate, candidate.c.id == entry.c.candidate_id)
ENTRIES_OF = ENTRIES.where(entry.c.session_id == bindparam("session"), entry.c.entrant_id == bindparam("of_entrant"))
ENTRIES_ORDER = KeyOrder(entry.c.name_key, entry.c.id)
ENTERED_OF = ENTRIES_OF.where(entry.c.status == EntryStatus.ENTERED.value).order_by(*ENTRIES_ORDER.sorting)
ENTRY = (
    ENTRIES.add_columns(test_session.c.currency)
    .join(test_session, test_session.c.id == entry.c.session_id)
    .where(entry.c.id == bindparam("id"))
)
ENTRY_IN_SCOPE = ENTRY.where(
    or_(entry.c.centre_id == bindparam("organisation"), entry.c.entrant_id == bindparam("organisation"))
)
LINES = (
    select(entry_line)
    .where(entry_line.c.entry_id.in_(bindparam("entries", expanding=True)))
    .order_by(entry_line.c.entry_id, entry_line.c.place)
)

REQUESTS: Select[Any] = (
    select(
        help_request.c.id,
        help_request.c.subject,
        help_request.c.status,
        help_request.c.session_id,
        help_request.c.last_at,
        help_request.c.centre_id,
        help_request.c.entrant_id,
        centre.c.name.label("centre_name"),
        entrant.c.name.label("entrant_name"),
    )
    .select_from(help_request)
    .join(centre, centre.c.id == help_request.c.centre_id)
    .join(entrant, entrant.c.id == help_request.c.entrant_id)
)
REQUESTS_ORDER = KeyOrder(help_request.c.last_at, help_request.c.id, newest_first=True)

REQUEST = (
    REQUESTS.add_columns(func.coalesce(exam.c.name, "").label("about"))
    .outerjoin(test_session, test_session.c.id == help_request.c.session_id)
    .outerjoin(exam, exam.c.code == test_session.c.exam_code)
    .where(help_request.c.id == bindparam("id"))
)
REQUEST_IN_SCOPE = REQUEST.where(
    or_(help_request.c.centre_id == bindparam("organisation"), help_request.c.entrant_id == bindparam("organisation"))
)
MESSAGES = select(help_message).where(help_message.c.request_id == bindparam("request")).order_by(help_message.c.place)
NAMES = select(person.c.id, person.c.name).where(person.c.id.in_(bindparam("people", expanding=True)))

DATES = (
    select(
        session_date.c.session_id,
        session_date.c.kind,
        session_date.c.at,
        test_session.c.time_zone,
        exam.c.name.label("exam_name"),
        centre.c.name.label("centre_name"),
        centre.c.number.label("centre_number"),
    )
    .select_from(session_date)
    .join(test_session, test_session.c.id == session_date.c.session_id)
    .join(exam, exam.c.code == test_session.c.exam_code)
    .join(centre, centre.c.id == test_session.c.centre_id)
    .where(
        session_date.c.at >= bindparam("start"),
        session_date.c.at < bindparam("end"),
        test_session.c.status == SessionStatus.OPEN.value,
    )
    .order_by(session_date.c.at, session_date.c.session_id, session_date.c.kind)
)
DATES_OF_CENTRE = DATES.where(session_date.c.centre_id == bindparam("organisation"))
DATES_OF_ENTRANT = DATES.where(
    session_date.c.session_id.in_(
        union(
            select(session_availability.c.session_id).where(
                session_availability.c.preparation_centre_id == bindparam("organisation")
            ),
            select(booking.c.session_id).where(booking.c.entrant_id == bindparam("organisation")),
        )
    )
)
AFFECTED = (
    select(
        booking.c.session_id,
        func.count().label("entrants"),
        func.sum(booking.c.candidates).label("candidates"),
        func.sum(booking.c.unpaid).label("unpaid"),
    )
    .where(booking.c.session_id.in_(bindparam("sessions", expanding=True)), booking.c.candidates > 0)
    .group_by(booking.c.session_id)
)
