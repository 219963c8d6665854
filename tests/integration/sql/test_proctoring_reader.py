"""The lists and details of proctored tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from adapters.sql.database import Database
from adapters.sql.proctoring.reader import SqlProctoringReader
from core.access.model import EVERYTHING, Scope
from core.proctoring.log_codes import CATALOGUE, Code, Severity
from core.proctoring.model.booking import ProctorBooking
from core.proctoring.model.log import NO_EVIDENCE, BookingState, LogEntry
from core.proctoring.model.session import CandidateSession
from core.proctoring.model.test import ProctoredTest, ProctoredTestId, Proctoring, TestCandidate
from core.proctoring.views import DeliverySummary, LogFilter, SimpleStatus, TestFilter
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.ids import new_id
from core.shared.paging import Page, PageRequest
from core.shared.time import TimeWindow
from tests.integration.sql.proctored import (
    CENTRE,
    NOON,
    OTHER_CENTRE,
    OURS,
    PLANNER,
    THEIRS,
    proctored,
    schedule,
    settle,
    stored,
)

Row = TypeVar("Row")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = PageRequest(size=50)


@pytest.fixture
def reader(database: Database) -> SqlProctoringReader:
    settle(database)
    return SqlProctoringReader(database)


def keep(database: Database, *pairs: tuple[ProctoredTest, ProctorBooking], log: tuple[LogEntry, ...] = ()) -> None:
    with stored(database) as unit:
        for test, booking in pairs:
            unit.tests.add(test)
            unit.proctor_bookings.add(booking)
        unit.booking_log.append(*log)


def titles(
    reader: SqlProctoringReader, wanted: TestFilter | None = None, *, scope: Scope = OURS, size: int = 2
) -> list[str]:
    """All titles of the list, by small pages."""
    asked = wanted or TestFilter()
    return [row.title for row in walk(lambda page: reader.tests(scope, page, asked), size=size)]


def walk(read: Callable[[PageRequest], Page[Row]], *, size: int) -> list[Row]:
    rows: list[Row] = []
    page = read(PageRequest(size=size))
    while True:
        rows += page.items
        if page.next is None:
            return rows
        page = read(PageRequest(size=size, after=page.next))


def rejected(
    title: str, code: Code, *, at: datetime = NOON, start: datetime = NOON + 3 * DAY
) -> tuple[ProctoredTest, ProctorBooking]:
    test, booking = proctored(title, start=start)
    schedule(booking, start=start, now=at)
    if code not in {Code.REJECTED_CAPACITY, Code.REJECTED_UNKNOWN}:
        booking.declare_sent("V-1", by="job:test", now=at, evidence=NO_EVIDENCE)
    booking.reject(code, by="job:test", now=at)
    return test, booking


# Tests


def test_tests_come_newest_window_first_and_drafts_before_all(database: Database, reader: SqlProctoringReader) -> None:
    days = {"Monday": 1, "Wednesday": 3, "Tuesday": 2, "Also Tuesday": 2}
    keep(database, *(proctored(title, start=NOON + day * DAY) for title, day in days.items()), proctored("Draft"))

    for size in (1, 2, 5):
        found = titles(reader, size=size)
        assert found[:2] == ["Draft", "Wednesday"]
        assert set(found[2:4]) == {"Tuesday", "Also Tuesday"}
        assert found[4:] == ["Monday"]


def test_a_centre_sees_its_own_tests_and_the_awarding_body_all(database: Database, reader: SqlProctoringReader) -> None:
    keep(database, proctored("Ours"), proctored("Theirs", centre=OTHER_CENTRE))

    assert titles(reader) == ["Ours"]
    assert titles(reader, scope=THEIRS) == ["Theirs"]
    assert set(titles(reader, scope=EVERYTHING)) == {"Ours", "Theirs"}
    assert {row.organisation_name for row in reader.tests(EVERYTHING, FIRST, TestFilter()).items} == {
        "Kraków Centre",
        "Lagos Centre",
    }


@pytest.mark.parametrize("search", ["łódź", "LODZ", "odz spea", "  b2-first ", "Łódź – Speaking"])
def test_a_title_is_found_by_any_part_however_it_is_spelt(
    database: Database, reader: SqlProctoringReader, search: str
) -> None:
    keep(database, proctored("B2 First, Łódź: Speaking"), proctored("C1 Advanced"))

    assert titles(reader, TestFilter(search=search)) == ["B2 First, Łódź: Speaking"]


def test_signs_that_the_database_takes_for_any_letter_find_nothing_else(
    database: Database, reader: SqlProctoringReader
) -> None:
    keep(database, proctored("A_c"), proctored("Abc"))

    assert titles(reader, TestFilter(search="a_c")) == ["A_c"]


def test_tests_are_filtered_by_the_simple_status_of_their_booking(
    database: Database, reader: SqlProctoringReader
) -> None:
    start = NOON + 3 * DAY
    asked, booking = proctored("Asked", start=start)
    schedule(booking, start=start)
    doubtful, in_doubt = rejected("Doubtful", Code.REJECTED_EXHAUSTED)
    in_doubt.doubt(by="job:test", now=NOON)
    keep(
        database,
        (asked, booking),
        (doubtful, in_doubt),
        rejected("Rejected", Code.REJECTED_CAPACITY),
        rejected("Rejected later", Code.REJECTED_CAPACITY, start=NOON + 4 * DAY),
        proctored("New", start=start),
        proctored("Draft"),
        proctored("Recorded", start=start, proctoring=Proctoring.RECORDED),
        proctored("Theirs", start=start, centre=OTHER_CENTRE),
    )

    def found(status: SimpleStatus, search: str = "") -> list[str]:
        return titles(reader, TestFilter(search=search, status=status), size=1)

    assert found(SimpleStatus.REQUESTED) == ["Asked"]
    assert found(SimpleStatus.NEEDS_ATTENTION) == ["Doubtful"]
    assert found(SimpleStatus.REJECTED) == ["Rejected later", "Rejected"]
    assert found(SimpleStatus.REJECTED, "later") == ["Rejected later"]
    assert found(SimpleStatus.NOT_REQUESTED) == ["Draft", "New"]
    assert found(SimpleStatus.CONFIRMED) == []


def test_a_row_tells_candidates_and_the_booking_of_live_tests_only(
    database: Database, reader: SqlProctoringReader
) -> None:
    test, booking = proctored("Live", start=NOON + DAY)
    keep(database, (test, booking), proctored("Recorded", proctoring=Proctoring.RECORD_AND_REVIEW))
    enrol(database, test, "A1", "A2")

    recorded, live = reader.tests(OURS, FIRST, TestFilter()).items

    assert (recorded.booking, recorded.candidates) == (None, 0)
    assert (live.booking, live.candidates) == (SimpleStatus.NOT_REQUESTED, 2)
    assert live.window == test.window


def test_a_test_that_is_made_live_or_gets_a_time_moves_in_the_list_by_status(
    database: Database, reader: SqlProctoringReader
) -> None:
    test, booking = proctored("Moved", proctoring=Proctoring.RECORDED)
    keep(database, (test, booking), proctored("Draft"), proctored("Timed", start=NOON + 2 * DAY))
    new = TestFilter(status=SimpleStatus.NOT_REQUESTED)
    assert titles(reader, new) == ["Draft", "Timed"]

    with stored(database) as unit:
        held = unit.tests.get(test.id, OURS, for_update=True)
        held.revise(title="Moved", proctoring=Proctoring.LIVE, provider="acme", ratio=8)
        held.set_time(TimeWindow(start=NOON + DAY, end=NOON + DAY + HOUR), time_zone="UTC", now=NOON)
    assert titles(reader, new) == ["Draft", "Timed", "Moved"]

    with stored(database) as unit:
        held = unit.tests.get(test.id, OURS, for_update=True)
        held.revise(title="Moved", proctoring=Proctoring.RECORDED, provider="", ratio=8)
    assert titles(reader, new) == ["Draft", "Timed"]


def test_the_summary_counts_live_tests_from_now_on(database: Database, reader: SqlProctoringReader) -> None:
    soon, past = NOON + 3 * DAY, NOON - DAY
    sent, booking = proctored("Sent", start=soon)
    schedule(booking, start=soon)
    booking.declare_sent("V-1", by="job:test", now=NOON, evidence=NO_EVIDENCE)
    confirmed, sure = proctored("Confirmed", start=soon)
    schedule(sure, start=soon)
    sure.confirm("V-2", by="job:test", now=NOON, evidence=NO_EVIDENCE)
    held, gone = proctored("Past", start=past)
    schedule(gone, start=past)
    keep(
        database,
        (sent, booking),
        (confirmed, sure),
        (held, gone),
        rejected("Rejected", Code.REJECTED_UNKNOWN),
        proctored("Draft"),
        proctored("Recorded", start=soon, proctoring=Proctoring.RECORDED),
        proctored("Theirs", start=soon, centre=OTHER_CENTRE),
    )

    assert reader.summary(OURS, now=NOON) == DeliverySummary(upcoming=3, awaiting=1, confirmed=1, attention=0)
    assert reader.summary(EVERYTHING, now=NOON).upcoming == 4


# One test


def enrol(database: Database, test: ProctoredTest, *numbers: str, name: str = "Ada", extra_minutes: int = 0) -> None:
    with stored(database) as unit:
        unit.test_candidates.add_all(
            [
                TestCandidate(
                    test_id=test.id,
                    number=number,
                    name=name,
                    email=f"{number}@example.org",
                    extra_minutes=extra_minutes,
                )
                for number in numbers
            ]
        )


def test_a_test_is_shown_with_its_candidates_counted_and_the_longest_extra_time(
    database: Database, reader: SqlProctoringReader
) -> None:
    test, booking = proctored("B2 First", start=NOON)
    keep(database, (test, booking))
    without = reader.test(test.id, OURS)
    enrol(database, test, "A1", "A2")
    enrol(database, test, "A3", extra_minutes=25)

    view = reader.test(test.id, EVERYTHING)

    assert (without.candidates, without.longest_extra_minutes) == (0, 0)
    assert (view.candidates, view.longest_extra_minutes) == (3, 25)
    assert (view.title, view.organisation_name, view.window, view.version) == (
        "B2 First",
        "Kraków Centre",
        test.window,
        0,
    )
    assert view.is_live


def test_nothing_of_another_centres_test_is_found(database: Database, reader: SqlProctoringReader) -> None:
    test, booking = proctored()
    keep(database, (test, booking))
    reads: list[Callable[[ProctoredTestId, Scope], object]] = [
        reader.test,
        reader.booking,
        lambda test_id, scope: reader.candidates(test_id, scope, FIRST),
        lambda test_id, scope: reader.log(test_id, scope, FIRST, LogFilter()),
        lambda test_id, scope: reader.whole_log(test_id, scope, LogFilter()),
        lambda test_id, scope: reader.sessions(test_id, scope, FIRST),
    ]

    for read in reads:
        read(test.id, OURS)
        with pytest.raises(NotFoundError, match="proctored_test"):
            read(test.id, THEIRS)
        with pytest.raises(NotFoundError, match="proctored_test"):
            read(ProctoredTestId(new_id()), EVERYTHING)


def test_candidates_come_by_number_and_are_found_by_name_number_or_address(
    database: Database, reader: SqlProctoringReader
) -> None:
    test, booking = proctored()
    keep(database, (test, booking))
    enrol(database, test, "b-3", "A/2", "A1")
    enrol(database, test, "C_4", name="Łukasz Żak")

    def found(search: str = "") -> list[str]:
        rows = walk(lambda page: reader.candidates(test.id, OURS, page, search=search), size=1)
        return [row.number for row in rows]

    assert found() == ["A/2", "A1", "C_4", "b-3"]
    assert found("lukasz z") == ["C_4"]
    assert found("a/2") == ["A/2"]
    assert found("B-3@EXAMPLE") == ["b-3"]
    assert found("_") == ["C_4"]
    assert found("nobody") == []


def test_the_booking_behind_a_test_is_shown(database: Database, reader: SqlProctoringReader) -> None:
    test, booking = proctored(start=NOON + DAY)
    schedule(booking, start=NOON + DAY)
    booking.declare_sent("V-7", by="job:test", now=NOON, evidence=NO_EVIDENCE)
    booking.schedule_check(NOON + HOUR, by="job:test", now=NOON)
    keep(database, (test, booking))

    view = reader.booking(test.id, OURS)

    assert (view.state, view.reference, view.checks, view.next_check_at) == (BookingState.SENT, "V-7", 1, NOON + HOUR)
    assert view.status is SimpleStatus.AWAITING_CONFIRMATION
    assert view.last is CATALOGUE[Code.SENT]


# The log


def logged(database: Database) -> ProctoredTest:
    test, booking = proctored("B2 First", start=NOON + DAY)
    log = (
        schedule(booking, start=NOON + DAY),
        booking.retry_send(may_be_held=False, by="job:proctoring.send", now=NOON),
        booking.confirm("V-1", by="vendor:acme", now=NOON, evidence=NO_EVIDENCE),
        booking.tell_of_session(Code.SESSION_JOINED, "A1", by="vendor:acme", now=NOON),
        booking.tell_of_session(Code.SESSION_JOINED, "A2", by="vendor:acme", now=NOON),
        booking.doubt(by=f"person:{new_id()}", now=NOON),
    )
    keep(database, (test, booking), log=log)
    return test


def test_the_log_comes_newest_first_by_page_and_as_a_stream(database: Database, reader: SqlProctoringReader) -> None:
    test = logged(database)

    rows = walk(lambda page: reader.log(test.id, OURS, page, LogFilter()), size=4)

    assert [row.sequence for row in rows] == [6, 5, 4, 3, 2, 1]
    assert list(reader.whole_log(test.id, OURS, LogFilter())) == rows
    assert rows[-1].message == "B2 First – Test has been scheduled for booking of Proctors"


def test_the_log_names_who_did_it(database: Database, reader: SqlProctoringReader) -> None:
    test = logged(database)

    rows = reader.log(test.id, OURS, FIRST, LogFilter()).items

    names = ["A person no longer here", "Vendor", "Vendor", "Vendor", "Examhall", "Ada Nowak"]
    assert [row.actor_name for row in rows] == names
    assert rows[-1].actor == f"person:{PLANNER}"


@pytest.mark.parametrize(
    ("wanted", "sequences"),
    [
        (LogFilter(severity=Severity.SUCCESS), [5, 4, 3]),
        (LogFilter(severity=Severity.WARNING), [6, 2]),
        (LogFilter(code=Code.SESSION_JOINED), [5, 4]),
        (LogFilter(code=Code.SESSION_JOINED, severity=Severity.WARNING), []),
        (LogFilter(candidate="A1"), [4]),
        (LogFilter(candidate="a1"), []),
        (LogFilter(candidate="A2", severity=Severity.SUCCESS), [5]),
    ],
)
def test_the_log_is_filtered(
    database: Database, reader: SqlProctoringReader, wanted: LogFilter, sequences: list[int]
) -> None:
    test = logged(database)

    assert [row.sequence for row in walk(lambda page: reader.log(test.id, OURS, page, wanted), size=1)] == sequences
    assert [row.sequence for row in reader.whole_log(test.id, OURS, wanted)] == sequences


def test_a_streamed_log_can_be_left_before_its_end(database: Database, reader: SqlProctoringReader) -> None:
    test = logged(database)

    for _ in range(40):
        assert next(reader.whole_log(test.id, OURS, LogFilter())).sequence == 6


# Sessions, attention, queue


def test_sessions_come_by_candidate_with_ratings_newest_first(database: Database, reader: SqlProctoringReader) -> None:
    test, booking = proctored()
    keep(database, (test, booking))
    enrol(database, test, "A2", name="Ada")
    joined, withdrawn = (
        CandidateSession(booking_id=booking.id, organisation_id=CENTRE, candidate_number=number, reference="S")
        for number in ("A2", "A1")
    )
    joined.join("S", at=NOON)
    for value in ("green", "red"):
        joined.rate(value=value, note="", rated_at=NOON, now=NOON)
    with stored(database) as unit:
        unit.candidate_sessions.add(joined)
        unit.candidate_sessions.add(withdrawn)

    first, second = walk(lambda page: reader.sessions(test.id, OURS, page), size=1)

    assert (first.candidate_number, first.candidate_name, first.joined_at, first.ratings) == ("A1", "", None, ())
    assert (second.candidate_number, second.candidate_name, second.joined_at) == ("A2", "Ada", NOON)
    assert [rating.value for rating in second.ratings] == ["red", "green"]


def test_attention_needs_doubt_or_a_rejection_that_is_the_desks_move_longest_waiting_first(
    database: Database, reader: SqlProctoringReader
) -> None:
    doubtful, booking = proctored("In doubt", start=NOON)
    schedule(booking, start=NOON, now=NOON - DAY)
    booking.confirm("V-1", by="job:test", now=NOON - DAY, evidence=NO_EVIDENCE)
    booking.doubt(by="job:test", now=NOON + HOUR)
    settled, again = rejected("Settled", Code.REJECTED_EXHAUSTED)
    again.confirm_by_hand(reason="They hold it", proof="Mail of today", by="person:1", now=NOON)
    keep(
        database,
        (doubtful, booking),
        (settled, again),
        rejected("Newer", Code.REJECTED_CHECK_FAILED, at=NOON + 2 * HOUR),
        rejected("Older", Code.REJECTED_UNKNOWN, at=NOON),
        rejected("For the planner", Code.REJECTED_CAPACITY),
        proctored("New"),
    )

    rows = walk(lambda page: reader.attention(OURS, page), size=1)

    assert [row.title for row in rows] == ["Older", "In doubt", "Newer"]
    assert [row.since for row in rows] == [NOON, NOON + HOUR, NOON + 2 * HOUR]
    assert [row.vendor_side_unknown for row in rows] == [False, True, False]
    assert rows[0].last_code is Code.REJECTED_UNKNOWN
    assert reader.attention(THEIRS, FIRST).items == ()
    assert len(reader.attention(EVERYTHING, FIRST).items) == 3


def test_the_queue_time_is_the_median_of_the_vendors_latest_hundred(
    database: Database, reader: SqlProctoringReader
) -> None:
    pairs = []
    for index in range(103):
        test, booking = proctored(start=NOON)
        wait = timedelta(days=9) if index < 3 else timedelta(minutes=index)
        schedule(booking, start=NOON, now=NOON + index * HOUR - wait)
        booking.declare_sent("V", by="job:test", now=NOON + index * HOUR, evidence=NO_EVIDENCE)
        pairs.append((test, booking))
    keep(database, *pairs)

    assert reader.typical_queue_time("acme") == timedelta(minutes=52, seconds=30)
    assert reader.typical_queue_time("nobody") == timedelta(0)


# Cursors


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!",
        "ł",
        "WzEuNV0",
        "W10",
        "bnVsbA",
        "WyJhIiwiYiJd",
        "WyIyMDI3LTAxLTAxVDAwOjAwOjAwIiwiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAxIl0",
        "W1siYSJdXQ",
        "WyJcdTAwMDAiXQ",
        "WyJcdWQ4MDAiXQ",
        "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ",
    ],
)
def test_a_cursor_that_we_did_not_write_is_refused(
    database: Database, reader: SqlProctoringReader, cursor: str
) -> None:
    test = logged(database)
    page = PageRequest(after=cursor)

    for read in (
        lambda: reader.tests(OURS, page, TestFilter()),
        lambda: reader.tests(OURS, page, TestFilter(status=SimpleStatus.REQUESTED)),
        lambda: reader.attention(OURS, page),
        lambda: reader.log(test.id, OURS, page, LogFilter()),
        lambda: reader.candidates(test.id, OURS, page),
    ):
        with pytest.raises(InvalidInputError) as refusal:
            read()
        assert [problem.field for problem in refusal.value.problems] == ["after"]
