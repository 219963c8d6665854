"""The datasets of the candidates of a booking and of a proctoring log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest

from core.access.model import Actor, OrganisationKind, Scope
from core.access.permissions import Role
from core.bookings.model import Account, CandidateDetails, CandidateId, EntryId, EntryStatus, Line, LineId, LineKind
from core.bookings.ports import BookingsReader
from core.bookings.views import EntryView
from core.exports.booking_candidates import BookingCandidates
from core.exports.downloads import Differences, Download, DownloadId, Order
from core.exports.model import CELLS, Cell
from core.exports.ports import Dataset
from core.exports.proctoring_log import ProctoringLog
from core.proctoring.log_codes import Code
from core.proctoring.model.log import BookingState
from core.proctoring.model.test import ProctoredTestId
from core.proctoring.ports import ProctoringReader
from core.proctoring.views import LogFilter, LogRow
from core.sessions.model import TestSessionId
from core.shared.errors import NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.money import Money
from tests.fakes.exports import NOON, READER, actor

CENTRE, SCHOOL = OrganisationId(UUID(int=1)), OrganisationId(UUID(int=2))
SESSION = TestSessionId(UUID(int=3))
TEST = ProctoredTestId(UUID(int=4))
BOOKING = {"session": str(SESSION), "entrant": str(SCHOOL)}
LOG = {"test": str(TEST)}
TEACHER = actor(Role.PREPARATION_USER, at=SCHOOL, kind=OrganisationKind.PREPARATION_CENTRE)
MANAGER = actor(Role.CENTRE_MANAGER, at=CENTRE, kind=OrganisationKind.TEST_CENTRE)
PLANNER = actor(Role.PLANNER, at=CENTRE, kind=OrganisationKind.TEST_CENTRE)


def entry(number: int = 1) -> EntryView:
    fee = Line(
        id=LineId(UUID(int=30 + number)),
        kind=LineKind.ENTRY_FEE,
        amount=Money(amount=16800, currency="EUR"),
        recorded_at=NOON,
        recorded_by="person:1",
    )
    account = Account.of([fee], currency="EUR")
    return EntryView(
        entry_id=EntryId(UUID(int=10 + number)),
        session_id=SESSION,
        entrant_id=SCHOOL,
        candidate_id=CandidateId(UUID(int=20 + number)),
        number=f"K{number}",
        details=CandidateDetails(
            given_name="Zoë",
            family_name="Łęska",
            date_of_birth=date(2009, 4, 23),
            id_number="AB 1",
            email="zoe@example.org",
            phone="",
            consent=True,
        ),
        status=EntryStatus.ENTERED,
        entered_at=NOON,
        late=False,
        account=account,
        payment=account.status,
        lines=(fee,),
        version=1,
    )


class OneBooking:
    """Of the school, for a session of the centre."""

    def __init__(self) -> None:
        self.entries = [entry(1), entry(2)]

    def all_entries(self, session_id: TestSessionId, entrant: OrganisationId, scope: Scope) -> Iterator[EntryView]:
        if (session_id, entrant) != (SESSION, SCHOOL) or scope.organisation_id not in {CENTRE, SCHOOL}:
            raise NotFoundError("booking")
        return iter(self.entries)


@dataclass
class Booking:
    read: OneBooking

    @property
    def dataset(self) -> Dataset:
        # A cast, because the dataset asks for all entries of a booking and nothing else.
        return BookingCandidates(reader=cast("BookingsReader", self.read))


@pytest.fixture
def booking() -> Booking:
    return Booking(OneBooking())


def all_cells(dataset: Dataset, by: Actor, selection: dict[str, str]) -> list[dict[str, Cell]]:
    """By column, each of its column's type."""
    columns = dataset.columns()
    found = []
    for row in dataset.rows(by, selection, [one.id for one in columns], subjects=None, now=NOON):
        for column, cell in zip(columns, row.cells, strict=True):
            assert cell is None or type(cell) is CELLS[column.type], column.id
        found.append({column.id: cell for column, cell in zip(columns, row.cells, strict=True)})
    return found


def download(dataset: str, selection: dict[str, str]) -> Download:
    order = Order(dataset=dataset, selection=selection, format="csv", options={}, columns=("status",))
    return Download(id=DownloadId(UUID(int=8)), organisation_id=SCHOOL, person_id=READER, order=order, asked_at=NOON)


def stood_in(dataset: Dataset, selection: dict[str, str]) -> list[tuple[UUID, int]]:
    """What a file that the school makes now remembers of its rows."""
    rows = dataset.rows(TEACHER, selection, ["status"], subjects=None, now=NOON)
    return [(row.subject, row.version) for row in rows]


class TestCandidatesOfABooking:
    @pytest.mark.parametrize("by", [TEACHER, MANAGER])
    def test_both_sides_have_all_of_them_in_the_order_of_the_page(self, booking: Booking, by: Actor) -> None:
        found = all_cells(booking.dataset, by, BOOKING)

        assert [row["candidate_number"] for row in found] == ["K1", "K2"]
        assert booking.dataset.count(by, BOOKING, now=NOON) == 2

    def test_a_row_has_the_candidate_and_what_is_owed(self, booking: Booking) -> None:
        (row, _) = all_cells(booking.dataset, TEACHER, BOOKING)

        assert (row["given_name"], row["date_of_birth"], row["phone"]) == ("Zoë", date(2009, 4, 23), None)
        assert (row["owed"], row["paid"], row["open"]) == (Decimal("168.00"), Decimal("0.00"), Decimal("168.00"))
        assert (row["currency"], row["payment"], row["status"]) == ("EUR", "unpaid", "entered")

    @pytest.mark.parametrize(
        "selection",
        [
            {},
            {"session": "1", "entrant": "2"},
            {"session": str(SESSION)},
            {"session": str(SESSION), "entrant": str(CENTRE)},
        ],
    )
    def test_what_is_no_booking_is_not_found(self, booking: Booking, selection: dict[str, str]) -> None:
        with pytest.raises(NotFoundError):
            booking.dataset.count(TEACHER, selection, now=NOON)

    def test_another_centres_booking_is_not_found(self, booking: Booking) -> None:
        stranger = replace(TEACHER, organisation_id=OrganisationId(UUID(int=9)))

        with pytest.raises(NotFoundError):
            list(booking.dataset.rows(stranger, BOOKING, ["status"], subjects=None, now=NOON))

    def test_a_change_of_the_candidate_or_of_the_account_is_another_version(self, booking: Booking) -> None:
        first, second = booking.read.entries
        corrected, settled = replace(first, version=2), replace(second, lines=(*second.lines, *second.lines))
        stood, one = stood_in(booking.dataset, BOOKING), download("booking_candidates", BOOKING)

        def compared(*entries: EntryView) -> Differences:
            booking.read.entries = list(entries)
            return booking.dataset.differences(TEACHER, one, iter(stood), now=NOON)

        assert compared(first, second) == Differences()
        assert compared(corrected, second) == Differences(changed=1)
        assert compared(corrected, settled) == Differences(changed=2)
        assert compared(replace(first, status=EntryStatus.WITHDRAWN)) == Differences(gone=1, changed=1)

    def test_who_neither_enters_nor_holds_sessions_has_no_business_there(self, booking: Booking) -> None:
        booking.dataset.require(TEACHER)
        booking.dataset.require(MANAGER)

        with pytest.raises(NotAllowedError):
            booking.dataset.require(actor())

    def test_the_sample_is_of_the_columns(self, booking: Booking) -> None:
        types = {one.id: CELLS[one.type] for one in booking.dataset.columns()}

        for row in booking.dataset.sample():
            assert {column: type(cell) for column, cell in row.items()} == types


def log_row(number: int) -> LogRow:
    return LogRow(
        sequence=number,
        at=NOON,
        code=Code.SENT,
        message="The booking was sent to the vendor.",
        parameters={},
        from_state=BookingState.SCHEDULED,
        to_state=BookingState.SENT,
        actor="job:proctoring.send",
        actor_name="Examhall",
        attempt=1,
        correlation="7d0c",
        request_id="",
        payload_digest="",
        digest="f2a9",
    )


class OneLog:
    """Of a test of the centre."""

    def __init__(self) -> None:
        self.rows = [log_row(2), log_row(1)]

    def whole_log(self, test_id: ProctoredTestId, scope: Scope, wanted: LogFilter) -> Iterator[LogRow]:
        self.test(test_id, scope)
        return iter(self.rows)

    def test(self, test_id: ProctoredTestId, scope: Scope) -> None:
        if (test_id, scope.organisation_id) != (TEST, CENTRE):
            raise NotFoundError("proctored_test")


class TestAProctoringLog:
    @pytest.fixture
    def read(self) -> OneLog:
        return OneLog()

    @pytest.fixture
    def dataset(self, read: OneLog) -> Dataset:
        # A cast, because the dataset asks for a test and its log and nothing else.
        return ProctoringLog(reader=cast("ProctoringReader", read))

    def test_it_is_the_whole_log_the_newest_entry_first(self, dataset: Dataset) -> None:
        found = all_cells(dataset, PLANNER, LOG)

        assert [row["sequence"] for row in found] == [2, 1]
        assert (found[0]["code"], found[0]["to_state"]) == ("booking_declared_as_sent", "sent")
        assert found[0]["request_id"] is None
        assert dataset.count(PLANNER, LOG, now=NOON) == 2

    def test_an_entry_is_the_same_whatever_came_after_it(self, dataset: Dataset, read: OneLog) -> None:
        def subjects() -> list[UUID]:
            return [row.subject for row in dataset.rows(PLANNER, LOG, ["code"], subjects=iter([]), now=NOON)]

        before = subjects()
        read.rows.insert(0, log_row(3))

        assert subjects()[1:] == before
        stood = ((one, 0) for one in before)
        assert dataset.differences(PLANNER, download("proctoring_log", LOG), stood, now=NOON) == Differences()

    @pytest.mark.parametrize("selection", [{}, {"test": "x"}, {"test": str(UUID(int=9))}])
    def test_what_is_no_test_is_not_found(self, dataset: Dataset, selection: dict[str, str]) -> None:
        with pytest.raises(NotFoundError):
            dataset.count(PLANNER, selection, now=NOON)

    def test_another_centres_log_is_not_found(self, dataset: Dataset) -> None:
        stranger = replace(PLANNER, organisation_id=SCHOOL)

        with pytest.raises(NotFoundError):
            list(dataset.rows(stranger, LOG, ["code"], subjects=None, now=NOON))
        with pytest.raises(NotFoundError):
            dataset.differences(stranger, download("proctoring_log", LOG), iter([(UUID(int=1), 0)]), now=NOON)

    def test_it_is_for_those_who_see_tests(self, dataset: Dataset) -> None:
        dataset.require(PLANNER)

        with pytest.raises(NotAllowedError):
            dataset.require(TEACHER)

    def test_the_sample_is_of_the_columns(self, dataset: Dataset) -> None:
        types = {one.id: CELLS[one.type] for one in dataset.columns()}

        for row in dataset.sample():
            assert all(type(cell) is types[column] for column, cell in row.items())
