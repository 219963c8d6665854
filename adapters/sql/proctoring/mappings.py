"""How the entities of proctoring become rows and back."""

from sqlalchemy import RowMapping

from adapters.sql.proctoring.tables import NO_TIME_YET, candidate_session, proctor_booking, proctored_test
from adapters.sql.tracking import Mapping, Row
from core.proctoring.log_codes import CATALOGUE, Code, Move
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import BookingState, Evidence, LogEntry
from core.proctoring.model.session import CandidateSession, Rating
from core.proctoring.model.test import ProctoredTest, Proctoring, TestCandidate, TestStatus
from core.proctoring.views import simple_status
from core.shared.text import fold_name
from core.shared.time import TimeWindow


def window_in(row: RowMapping) -> TimeWindow | None:
    start, end = row["window_start"], row["window_end"]
    return None if start is None else TimeWindow(start=start, end=end)


def _window_row(window: TimeWindow | None) -> Row:
    return {"window_start": window.start if window else None, "window_end": window.end if window else None}


def _test_row(test: ProctoredTest) -> Row:
    return _window_row(test.window) | {
        "id": test.id,
        "organisation_id": test.organisation_id,
        "title": test.title,
        "folded_title": fold_name(test.title),
        "proctoring": test.proctoring.value,
        "provider": test.provider,
        "ratio": test.ratio,
        "time_zone": test.time_zone,
        "status": test.status.value,
        "listed_at": test.window.start if test.window else NO_TIME_YET,
        "version": test.version,
    }


def _test(row: RowMapping) -> ProctoredTest:
    return ProctoredTest(
        id=row["id"],
        organisation_id=row["organisation_id"],
        title=row["title"],
        proctoring=Proctoring(row["proctoring"]),
        provider=row["provider"],
        ratio=row["ratio"],
        time_zone=row["time_zone"],
        window=window_in(row),
        status=TestStatus(row["status"]),
        version=row["version"],
    )


TESTS = Mapping(proctored_test, to_row=_test_row, to_domain=_test)


def candidate_row(candidate: TestCandidate) -> Row:
    return {
        "test_id": candidate.test_id,
        "number": candidate.number,
        "name": candidate.name,
        "email": candidate.email,
        "extra_minutes": candidate.extra_minutes,
        # The name as names are compared; number and address as they are, because their signs matter.
        "search_key": "\n".join((fold_name(candidate.name), candidate.number.casefold(), candidate.email.casefold())),
    }


def candidate_of(row: RowMapping) -> TestCandidate:
    return TestCandidate(
        test_id=row["test_id"],
        number=row["number"],
        name=row["name"],
        email=row["email"],
        extra_minutes=row["extra_minutes"],
    )


def _needs_attention(booking: ProctorBooking) -> bool:
    """Nobody knows what the vendor holds, or it is rejected and the service desk's move."""
    if booking.vendor_side_unknown or booking.state is not BookingState.REJECTED:
        return booking.vendor_side_unknown
    return booking.last_code is not None and CATALOGUE[booking.last_code].move is Move.DESK


def _booking_row(booking: ProctorBooking) -> Row:
    status = simple_status(booking.state, vendor_side_unknown=booking.vendor_side_unknown)
    return _window_row(booking.window) | {
        "id": booking.id,
        "test_id": booking.test_id,
        "organisation_id": booking.organisation_id,
        "title": booking.title,
        "provider": booking.provider,
        "state": booking.state.value,
        "vendor_side_unknown": booking.vendor_side_unknown,
        "may_be_held": booking.may_be_held,
        "reference": booking.reference,
        "activation": booking.activation,
        "sends": booking.sends,
        "checks": booking.checks,
        "cancellations": booking.cancellations,
        "requested_by": booking.requested_by,
        "scheduled_at": booking.scheduled_at,
        "sent_at": booking.sent_at,
        "next_check_at": booking.next_check_at,
        "last_code": booking.last_code.value if booking.last_code else None,
        "moved_at": booking.moved_at,
        "cancelled_from": booking.cancelled_from.value if booking.cancelled_from else None,
        "log_length": booking.log_length,
        "log_head": booking.log_head,
        "version": booking.version,
        "simple_status": status.value,
        "attention_since": booking.moved_at if _needs_attention(booking) else None,
    }


def _booking(row: RowMapping) -> ProctorBooking:
    return ProctorBooking(
        id=row["id"],
        test_id=row["test_id"],
        organisation_id=row["organisation_id"],
        title=row["title"],
        provider=row["provider"],
        state=BookingState(row["state"]),
        vendor_side_unknown=row["vendor_side_unknown"],
        may_be_held=row["may_be_held"],
        window=window_in(row),
        reference=row["reference"],
        activation=row["activation"],
        sends=row["sends"],
        checks=row["checks"],
        cancellations=row["cancellations"],
        requested_by=row["requested_by"],
        scheduled_at=row["scheduled_at"],
        sent_at=row["sent_at"],
        next_check_at=row["next_check_at"],
        last_code=Code(row["last_code"]) if row["last_code"] else None,
        moved_at=row["moved_at"],
        cancelled_from=BookingState(row["cancelled_from"]) if row["cancelled_from"] else None,
        log_length=row["log_length"],
        log_head=row["log_head"],
        version=row["version"],
    )


BOOKINGS = Mapping(proctor_booking, to_row=_booking_row, to_domain=_booking)


def entry_row(entry: LogEntry) -> Row:
    return {
        "booking_id": entry.booking_id,
        "sequence": entry.sequence,
        "at": entry.at,
        "code": entry.code.value,
        "catalogue_version": entry.catalogue_version,
        "parameters": dict(entry.parameters),
        "from_state": entry.from_state.value,
        "to_state": entry.to_state.value,
        "vendor_side_unknown": entry.vendor_side_unknown,
        "actor": entry.actor,
        "attempt": entry.attempt,
        "correlation": entry.correlation,
        "request_id": entry.evidence.request_id,
        "payload_digest": entry.evidence.digest,
        "previous": entry.previous,
        "digest": entry.digest,
        "candidate_number": entry.parameters.get("candidateNumber"),
    }


def entry_of(row: RowMapping) -> LogEntry:
    return LogEntry(
        booking_id=row["booking_id"],
        sequence=row["sequence"],
        at=row["at"],
        code=Code(row["code"]),
        catalogue_version=row["catalogue_version"],
        parameters=row["parameters"],
        from_state=BookingState(row["from_state"]),
        to_state=BookingState(row["to_state"]),
        vendor_side_unknown=row["vendor_side_unknown"],
        actor=row["actor"],
        attempt=row["attempt"],
        correlation=row["correlation"],
        evidence=Evidence(request_id=row["request_id"], digest=row["payload_digest"]),
        previous=row["previous"],
        digest=row["digest"],
    )


def _session_row(session: CandidateSession) -> Row:
    return {
        "booking_id": session.booking_id,
        "candidate_number": session.candidate_number,
        "organisation_id": session.organisation_id,
        "reference": session.reference,
        "joined_at": session.joined_at,
        "announcement": session.announcement,
        "fetches": session.fetches,
        "version": session.version,
    }


def _session(row: RowMapping) -> CandidateSession:
    """Without its ratings, which lie in a table of their own."""
    return CandidateSession(
        booking_id=row["booking_id"],
        candidate_number=row["candidate_number"],
        organisation_id=row["organisation_id"],
        reference=row["reference"],
        joined_at=row["joined_at"],
        announcement=row["announcement"],
        fetches=row["fetches"],
        version=row["version"],
    )


SESSIONS = Mapping(candidate_session, to_row=_session_row, to_domain=_session)


def rating_row(session: CandidateSession, rating: Rating) -> Row:
    return {
        "booking_id": session.booking_id,
        "candidate_number": session.candidate_number,
        "version": rating.version,
        "value": rating.value,
        "note": rating.note,
        "rated_at": rating.rated_at,
        "fetched_at": rating.fetched_at,
    }


def rating_of(row: RowMapping) -> Rating:
    return Rating(
        version=row["version"],
        value=row["value"],
        note=row["note"],
        rated_at=row["rated_at"],
        fetched_at=row["fetched_at"],
    )
