"""What the reader asks, built once. Scope, filter and place in the list are added when it asks."""

from typing import Any

from sqlalchemy import Select, and_, bindparam, func, literal, literal_column, select, union_all

from adapters.sql.access.tables import organisation, person
from adapters.sql.orders import KeyOrder
from adapters.sql.proctoring.tables import (
    NO_TIME_YET,
    booking_log_entry,
    candidate_session,
    proctor_booking,
    proctored_test,
    session_rating,
    test_candidate,
)
from adapters.sql.schema import UTCDateTime
from core.proctoring.views import SimpleStatus
from core.shared.paging import MOST_COUNTED

_candidates = (
    select(func.count())
    .select_from(test_candidate)
    .where(test_candidate.c.test_id == proctored_test.c.id)
    .scalar_subquery()
)

_LISTED = (
    select(
        proctored_test.c.id,
        proctored_test.c.title,
        organisation.c.name.label("organisation_name"),
        proctored_test.c.proctoring,
        proctored_test.c.status,
        proctored_test.c.window_start,
        proctored_test.c.window_end,
        proctored_test.c.time_zone,
        _candidates.label("candidates"),
        proctor_booking.c.simple_status,
    )
    .select_from(proctored_test)
    .join(organisation, organisation.c.id == proctored_test.c.organisation_id)
    .join(proctor_booking, proctor_booking.c.test_id == proctored_test.c.id)
)

TESTS = _LISTED.add_columns(proctored_test.c.listed_at)
TESTS_ORDER = KeyOrder(proctored_test.c.listed_at, proctored_test.c.id, newest_first=True)

# By status the list is read off the bookings, which know their tests' places in it while these are live.
TESTS_BY_STATUS = _LISTED.add_columns(proctor_booking.c.listed_at, proctor_booking.c.test_id).where(
    proctor_booking.c.listed_at.is_not(None)
)
TESTS_BY_STATUS_ORDER = KeyOrder(proctor_booking.c.listed_at, proctor_booking.c.test_id, newest_first=True)


def _counted(status: SimpleStatus, *, of_one: bool) -> Select[str, int]:
    found: Select[Any] = select(literal_column("1")).where(
        proctor_booking.c.simple_status == status.value,
        proctor_booking.c.listed_at >= bindparam("now", type_=UTCDateTime()),
        proctor_booking.c.listed_at < NO_TIME_YET,
    )
    if of_one:
        found = found.where(proctor_booking.c.organisation_id == bindparam("organisation"))
    capped = found.limit(MOST_COUNTED + 1).subquery()
    return select(literal(status.value).label("simple_status"), func.count().label("number")).select_from(capped)


SUMMARY_OF_ONE = union_all(*(_counted(status, of_one=True) for status in SimpleStatus))
SUMMARY_OF_ALL = union_all(*(_counted(status, of_one=False) for status in SimpleStatus))
"""Counted status by status and no further than a reader wants to know, so that it costs the same in every house."""

TEST = (
    select(
        proctored_test,
        organisation.c.name.label("organisation_name"),
        _candidates.label("candidates"),
        select(func.coalesce(func.max(test_candidate.c.extra_minutes), 0))
        .where(test_candidate.c.test_id == proctored_test.c.id)
        .scalar_subquery()
        .label("longest_extra_minutes"),
    )
    .select_from(proctored_test)
    .join(organisation, organisation.c.id == proctored_test.c.organisation_id)
)

BOOKING = (
    select(proctor_booking)
    .select_from(proctored_test)
    .join(proctor_booking, proctor_booking.c.test_id == proctored_test.c.id)
)

OWNED = (
    select(proctor_booking.c.id)
    .select_from(proctored_test)
    .join(proctor_booking, proctor_booking.c.test_id == proctored_test.c.id)
)
"""The booking behind a test, for lists of what belongs to either."""

CANDIDATES = select(
    test_candidate.c.number, test_candidate.c.name, test_candidate.c.email, test_candidate.c.extra_minutes
)
CANDIDATES_ORDER = KeyOrder(test_candidate.c.number)

LOG: Select[Any] = select(booking_log_entry)
LOG_ORDER = KeyOrder(booking_log_entry.c.sequence, newest_first=True)

ACTORS = select(booking_log_entry.c.actor).distinct()
NAMES = select(person.c.id, person.c.name)

# A candidate may have been withdrawn after the session; it is shown all the same, without a name.
SESSIONS = (
    select(
        candidate_session.c.candidate_number,
        func.coalesce(test_candidate.c.name, "").label("candidate_name"),
        candidate_session.c.joined_at,
    )
    .select_from(candidate_session)
    .join(proctor_booking, proctor_booking.c.id == candidate_session.c.booking_id)
    .outerjoin(
        test_candidate,
        and_(
            test_candidate.c.test_id == proctor_booking.c.test_id,
            test_candidate.c.number == candidate_session.c.candidate_number,
        ),
    )
)
SESSIONS_ORDER = KeyOrder(candidate_session.c.candidate_number)
RATINGS = select(session_rating).order_by(session_rating.c.candidate_number, session_rating.c.version)

ATTENTION = (
    select(
        proctor_booking.c.id,
        proctor_booking.c.test_id,
        proctored_test.c.title,
        organisation.c.name.label("organisation_name"),
        proctor_booking.c.provider,
        proctored_test.c.window_start,
        proctored_test.c.window_end,
        proctored_test.c.time_zone,
        proctor_booking.c.state,
        proctor_booking.c.vendor_side_unknown,
        proctor_booking.c.last_code,
        proctor_booking.c.attention_since,
    )
    .select_from(proctor_booking)
    .join(proctored_test, proctored_test.c.id == proctor_booking.c.test_id)
    .join(organisation, organisation.c.id == proctor_booking.c.organisation_id)
    .where(proctor_booking.c.attention_since.is_not(None))
)
ATTENTION_ORDER = KeyOrder(proctor_booking.c.attention_since, proctor_booking.c.id)

QUEUE = (
    select(proctor_booking.c.scheduled_at, proctor_booking.c.sent_at)
    .where(proctor_booking.c.sent_at.is_not(None))
    .order_by(proctor_booking.c.sent_at.desc())
    .limit(100)
)
