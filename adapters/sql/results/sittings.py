"""What sessions and bookings know of the sittings of a file of results."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from adapters.sql.access.organisations import to_domain as organisation_of
from adapters.sql.access.tables import organisation
from adapters.sql.bookings.mappings import details_of
from adapters.sql.bookings.numbers import printed_number
from adapters.sql.bookings.tables import candidate
from adapters.sql.catalogue import venue
from adapters.sql.results.mappings import number_key
from adapters.sql.sessions.tables import session_paper, test_session
from adapters.sql.tracking import batches
from core.access.model import Organisation, OrganisationKind
from core.bookings.model import CandidateDetails
from core.catalogue.model import ExamCode
from core.results.ports import Sat, SittingKey
from core.sessions.model import SessionStatus
from core.shared.ids import OrganisationId

_CANDIDATES = select(candidate).where(candidate.c.number.in_(bindparam("numbers", expanding=True)))
_SESSIONS = (
    select(
        test_session.c.centre_id,
        test_session.c.exam_code,
        test_session.c.starts_at,
        test_session.c.time_zone,
        test_session.c.results_at,
        venue.c.city,
    )
    .distinct()
    .join(session_paper, session_paper.c.session_id == test_session.c.id)
    .join(venue, venue.c.id == test_session.c.venue_id)
    .where(
        session_paper.c.centre_id.in_(bindparam("centres", expanding=True)),
        session_paper.c.day.in_(bindparam("days", expanding=True)),
        test_session.c.status == SessionStatus.OPEN.value,
    )
    .order_by(test_session.c.results_at)
)
_CENTRES = select(organisation).where(
    organisation.c.number.in_(bindparam("numbers", expanding=True)),
    organisation.c.kind == OrganisationKind.TEST_CENTRE.value,
)

_Held = tuple[ExamCode, date, OrganisationId]


class SqlSittings:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, keys: Sequence[tuple[SittingKey, OrganisationId]]) -> dict[SittingKey, Sat]:
        people = self._people({number for (_, _, number), _ in keys})
        sessions = self._sessions({(exam, day, centre) for (exam, day, _), centre in keys})
        found: dict[SittingKey, Sat] = {}
        for (exam, day, number), centre in keys:
            printed, details = people.get(number_key(number), (None, None))
            release_at, place = sessions.get((exam, day, centre), (None, None))
            found[exam, day, number] = Sat(number=printed, details=details, release_at=release_at, place=place)
        return found

    def _people(self, numbers: Iterable[str]) -> dict[str, tuple[str, CandidateDetails]]:
        """By the folded number."""
        found: dict[str, tuple[str, CandidateDetails]] = {}
        for batch in batches(sorted({one for number in numbers for one in (number, printed_number(number))})):
            for row in self._connection.execute(_CANDIDATES, {"numbers": batch}).mappings():
                found[number_key(row["number"])] = (row["number"], details_of(row))
        return found

    def _sessions(self, wanted: set[_Held]) -> dict[_Held, tuple[datetime, str]]:
        """The one released last, where a centre held the exam twice on one day: nobody's result is out too early."""
        found: dict[_Held, tuple[datetime, str]] = {}
        days = sorted({day for _, day, _ in wanted})
        for centres in batches(sorted({centre for _, _, centre in wanted})):
            for row in self._connection.execute(_SESSIONS, {"centres": centres, "days": days}):
                first = row.starts_at.astimezone(ZoneInfo(row.time_zone)).date()
                found[row.exam_code, first, row.centre_id] = (row.results_at, row.city)
        return found

    def centres(self, numbers: Sequence[str]) -> dict[str, Organisation]:
        found: dict[str, Organisation] = {}
        for batch in batches(sorted(set(numbers))):
            for row in self._connection.execute(_CENTRES, {"numbers": batch}).mappings():
                found[row["number"]] = organisation_of(row)
        return found
