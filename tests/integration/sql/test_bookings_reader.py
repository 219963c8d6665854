"""What the lists and windows of bookings, entries, requests and deadlines show, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from adapters.sql.bookings.reader import SqlBookingsReader
from adapters.sql.database import Database
from core.access.model import EVERYTHING
from core.bookings.model import EntryId, EntryStatus, LineKind, Message, PaymentStatus, RequestId, RequestStatus
from core.bookings.views import BookingRow, DeadlineKind, EntryRow
from core.sessions.model import SpeakingDates, TestSession
from core.shared.errors import NotFoundError
from core.shared.ids import new_id
from core.shared.money import Money
from core.shared.paging import Page, PageRequest
from core.shared.time import utc
from tests.integration.sql.entered import (
    COLLEGE,
    COLLEGES,
    DAY,
    FEE,
    KEY,
    SCHOOL,
    SCHOOLS,
    candidate,
    details,
    enter,
    entry,
    keep,
    line,
    request,
    session,
    settle,
)
from tests.integration.sql.proctored import CENTRE, NOON, OTHER_CENTRE, OURS, PLANNER, THEIRS, stored

WHOLE_LIST = PageRequest(size=50)


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    settle(database)


@pytest.fixture
def reader(database: Database) -> SqlBookingsReader:
    return SqlBookingsReader(database)


@pytest.fixture
def ours(database: Database) -> TestSession:
    one = session(NOON + 30 * DAY, SCHOOL, COLLEGE)
    keep(database, one)
    return one


def euros(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


def days_to(page: Page[BookingRow]) -> list[tuple[int, str]]:
    return [((row.starts_at - NOON).days, row.entrant_number) for row in page.items]


def test_each_side_sees_its_own_bookings(database: Database, reader: SqlBookingsReader, ours: TestSession) -> None:
    others = session(NOON + 20 * DAY, centre=OTHER_CENTRE)
    keep(database, others, session(NOON + 10 * DAY, SCHOOL))
    enter(database, ours, candidate(), candidate())
    enter(database, ours, candidate(owner=COLLEGE))
    enter(database, others, candidate())
    enter(database, others, candidate(owner=OTHER_CENTRE))

    assert days_to(reader.bookings(SCHOOLS, WHOLE_LIST, since=NOON)) == [(20, "PC-01"), (30, "PC-01")]
    assert days_to(reader.bookings(COLLEGES, WHOLE_LIST, since=NOON)) == [(30, "PC-02")]
    assert days_to(reader.bookings(OURS, WHOLE_LIST, since=NOON)) == [(30, "PC-01"), (30, "PC-02")]
    # What a test centre enters itself is among its own, once.
    assert sorted(days_to(reader.bookings(THEIRS, WHOLE_LIST, since=NOON))) == [(20, "Lag"), (20, "PC-01")]
    assert len(reader.bookings(EVERYTHING, WHOLE_LIST).items) == 4
    assert days_to(reader.bookings(OURS, WHOLE_LIST, entrant=COLLEGE)) == [(30, "PC-02")]
    assert not reader.bookings(COLLEGES, WHOLE_LIST, entrant=SCHOOL).items


def test_a_booking_tells_what_it_comes_to(database: Database, reader: SqlBookingsReader, ours: TestSession) -> None:
    first, second, third = enter(database, ours, candidate(), candidate(), candidate())
    with stored(database) as unit:
        unit.entries.get(first.id, OURS, for_update=True).record(line(LineKind.PAYMENT), currency="EUR")
        unit.entries.get(second.id, OURS, for_update=True).record(line(LineKind.WAIVER, 800), currency="EUR")
        unit.entries.get(third.id, OURS, for_update=True).withdraw(now=NOON)

    (row,) = reader.bookings(SCHOOLS, WHOLE_LIST).items

    assert (row.session_id, row.entrant_id, row.entrant_name) == (ours.id, SCHOOL, "Łódź School")
    assert (row.exam_name, row.centre_name, row.centre_number) == ("B2 First", "Kraków Centre", "Kra")
    assert (row.starts_at, row.time_zone, row.candidates) == (ours.plan.starts_at, "Europe/Warsaw", 2)
    account = row.account
    assert (account.owed, account.paid, account.waived, account.refunded) == (
        euros(2 * FEE.amount),
        FEE,
        euros(800),
        euros(0),
    )
    assert row.payment is PaymentStatus.PART_PAID


def test_bookings_begin_with_the_next_or_with_the_latest(database: Database, reader: SqlBookingsReader) -> None:
    sessions = [session(NOON + days * DAY) for days in (-9, 5, 40)]
    keep(database, *sessions)
    for one in sessions:
        enter(database, one, candidate())

    for scope in (SCHOOLS, OURS, EVERYTHING):
        assert [days for days, _ in days_to(reader.bookings(scope, WHOLE_LIST, since=NOON))] == [5, 40]
        assert [days for days, _ in days_to(reader.bookings(scope, WHOLE_LIST))] == [40, 5, -9]


def test_bookings_of_a_session_come_by_the_entrants_names(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    other = session()
    keep(database, other)
    for to in (ours, other):
        enter(database, to, candidate(), entrant=SCHOOL)
        enter(database, to, candidate(owner=COLLEGE))

    first = reader.bookings(OURS, PageRequest(size=1), session_id=ours.id)
    second = reader.bookings(OURS, PageRequest(size=1, after=first.next), session_id=ours.id)

    assert [row.entrant_name for row in (*first.items, *second.items)] == ["Abuja College", "Łódź School"]
    assert second.next is None
    assert not reader.bookings(THEIRS, WHOLE_LIST, session_id=ours.id).items
    assert len(reader.bookings(SCHOOLS, WHOLE_LIST, session_id=ours.id).items) == 1


@pytest.mark.parametrize(
    ("search", "found"),
    [("lodz", {30, 20}), ("pc-01 key", {20}), ("kra first", {30}), ("B2-FIRST", {30}), ("*", set()), ("", {20, 30})],
)
def test_bookings_are_found_by_exam_centre_and_entrant(
    database: Database, reader: SqlBookingsReader, ours: TestSession, search: str, found: set[int]
) -> None:
    other = session(NOON + 20 * DAY, exam=KEY)
    keep(database, other)
    enter(database, ours, candidate())
    enter(database, other, candidate())

    shown = reader.bookings(OURS, WHOLE_LIST, search=search)

    assert {days for days, _ in days_to(shown)} == found


def test_pages_of_bookings_follow_each_other(database: Database, reader: SqlBookingsReader) -> None:
    sessions = [session(NOON + days * DAY) for days in (3, 3, 3, 4)]
    keep(database, *sessions)
    for one in sessions:
        enter(database, one, candidate())
        enter(database, one, candidate(owner=COLLEGE))
    for since in (NOON, None):
        shown: list[BookingRow] = []
        page = PageRequest(size=3)
        while True:
            answer = reader.bookings(OURS, page, since=since)
            shown += answer.items
            if answer.next is None:
                break
            page = PageRequest(size=3, after=answer.next)

        assert shown == list(reader.bookings(OURS, WHOLE_LIST, since=since).items)
        assert len({(row.session_id, row.entrant_id) for row in shown}) == 8


def test_a_bookings_fee_lines_come_to_its_total(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    entered = enter(database, ours, *(candidate() for _ in range(4)))
    late = entry(candidate(), ours)
    late.lines.append(line(LineKind.LATE_FEE, 2000))
    of = candidate()
    late.candidate_id = of.id
    with stored(database) as unit:
        unit.candidates.add_all([of])
        unit.entries.add_all([late])
        withdrawn = unit.entries.get(entered[0].id, OURS, for_update=True)
        withdrawn.record(line(LineKind.PAYMENT, 5000), currency="EUR")
        withdrawn.withdraw(now=NOON)

    for scope in (SCHOOLS, OURS, EVERYTHING):
        shown = reader.booking(ours.id, SCHOOL, scope)
        assert shown.entry_fee == FEE
        assert shown.fee_lines == (
            ("Entry fee", 4, FEE, FEE.times(4)),
            ("Late fee", 1, euros(2000), euros(2000)),
            ("Kept for withdrawn entries", 1, euros(5000), euros(5000)),
        )
        assert shown.total == shown.row.account.owed == FEE.times(4) + euros(7000)
        assert shown.row.candidates == 4


def test_bookings_of_others_are_not_found_by_any_way_in(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    (entered,) = enter(database, ours, candidate())

    for scope in (COLLEGES, THEIRS):
        with pytest.raises(NotFoundError, match="booking"):
            reader.booking(ours.id, SCHOOL, scope)
        with pytest.raises(NotFoundError, match="booking"):
            reader.entries(ours.id, SCHOOL, scope, WHOLE_LIST)
        with pytest.raises(NotFoundError, match="booking"):
            reader.all_entries(ours.id, SCHOOL, scope)
        with pytest.raises(NotFoundError, match="booking"):
            reader.checks(ours.id, SCHOOL, scope)
        with pytest.raises(NotFoundError, match="entry"):
            reader.entry(entered.id, scope)
    with pytest.raises(NotFoundError, match="booking"):
        reader.booking(ours.id, COLLEGE, OURS)
    with pytest.raises(NotFoundError, match="entry"):
        reader.entry(EntryId(new_id()), EVERYTHING)


def names(page: Page[EntryRow]) -> list[str]:
    return [row.name for row in page.items]


def test_entries_of_a_booking_come_by_family_name_with_where_each_stands(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    people = [candidate(name, f"ID-{name[-3:]}") for name in ("Zoë Łęska", "Ada Nowak", "Ben Åkesson", "Élie Łęska")]
    entries = enter(database, ours, *people)
    enter(database, ours, candidate("Cy College", owner=COLLEGE))
    with stored(database) as unit:
        unit.entries.get(entries[0].id, OURS, for_update=True).record(line(LineKind.PAYMENT), currency="EUR")
        unit.entries.get(entries[1].id, OURS, for_update=True).withdraw(now=NOON)
        refunded = unit.entries.get(entries[2].id, OURS, for_update=True)
        refunded.record(line(LineKind.PAYMENT, 500), currency="EUR")
        refunded.withdraw(now=NOON)
        refunded.record(line(LineKind.REFUND, 500), currency="EUR")

    shown = reader.entries(ours.id, SCHOOL, SCHOOLS, WHOLE_LIST)

    assert names(shown) == ["Ben Åkesson", "Élie Łęska", "Zoë Łęska", "Ada Nowak"]
    assert [(row.status, row.payment, row.open.amount) for row in shown.items] == [
        (EntryStatus.WITHDRAWN, PaymentStatus.REFUNDED, 0),
        (EntryStatus.ENTERED, PaymentStatus.UNPAID, FEE.amount),
        (EntryStatus.ENTERED, PaymentStatus.PAID, 0),
        (EntryStatus.WITHDRAWN, PaymentStatus.UNPAID, 0),
    ]
    first, of = shown.items[0], people[2]
    assert (first.entry_id, first.candidate_id, first.number) == (entries[2].id, of.id, of.number)
    assert (first.id_number, first.email) == (of.details.id_number, of.details.email)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("leska zoe", ["Zoë Maria Łęska"]),
        ("MAR les", ["Zoë Maria Łęska"]),
        ("esk", ["Zoë Maria Łęska"]),
        ("łęska", ["Zoë Maria Łęska"]),
        ("anna-maria", ["Anna-Maria O'Neill"]),
        ("oneill", []),
        ("o'neill", ["Anna-Maria O'Neill"]),
        ("maria", ["Zoë Maria Łęska", "Anna-Maria O'Neill"]),
        ("12 34", ["Zoë Maria Łęska"]),
        ("AB1234", ["Zoë Maria Łęska"]),
        ("ab-12 34", ["Zoë Maria Łęska"]),
        ("k7qf2-m9xrt", ["Anna-Maria O'Neill"]),
        ("K7QF2M9XRT", ["Anna-Maria O'Neill"]),
        ("anna@example.org", ["Anna-Maria O'Neill"]),
        ("@example", ["Anna-Maria O'Neill"]),
        ("李", ["李 雷"]),
        ("%", []),
        ("_", []),
        ("nobody", []),
        (" ", ["Zoë Maria Łęska", "Anna-Maria O'Neill", "李 雷"]),
    ],
)
def test_the_search_bar_finds_name_numbers_and_address(
    database: Database, reader: SqlBookingsReader, ours: TestSession, search: str, found: list[str]
) -> None:
    zoe, anna, li = (
        candidate("Zoë Maria Łęska"),
        candidate("Anna-Maria O'Neill", number="K7QF2-M9XRT"),
        candidate("李 雷"),
    )
    zoe.details = replace(zoe.details, id_number="AB 12-34", email="zoe.l@school.test")
    anna.details = replace(anna.details, id_number="XY 99", email="anna@example.org")
    li.details = replace(li.details, id_number="LL 88", email="li@school.test")
    enter(database, ours, zoe, anna, li)

    assert names(reader.entries(ours.id, SCHOOL, SCHOOLS, WHOLE_LIST, search=search)) == found


def test_pages_of_entries_follow_each_other_and_the_stream_is_all_of_them(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    enter(database, ours, *(candidate(f"Given{place} Family{place % 50}") for place in range(410)))
    shown: list[EntryId] = []
    page = PageRequest(size=150)
    while True:
        answer = reader.entries(ours.id, SCHOOL, OURS, page)
        shown += [row.entry_id for row in answer.items]
        if answer.next is None:
            break
        page = PageRequest(size=150, after=answer.next)

    assert len(set(shown)) == 410
    streamed = list(reader.all_entries(ours.id, SCHOOL, OURS))
    assert [view.entry_id for view in streamed] == shown
    assert {view.payment for view in streamed} == {PaymentStatus.UNPAID}


def test_an_entry_is_shown_whole_to_both_sides(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    of = candidate("Zoë Łęska")
    of.details = replace(of.details, phone="+48 600 000 000", consent=True)
    (entered,) = enter(database, ours, of)
    payment = line(LineKind.PAYMENT, 800)
    with stored(database) as unit:
        unit.entries.get(entered.id, OURS, for_update=True).record(payment, currency="EUR")
        unit.candidates.get(of.id, SCHOOLS, for_update=True).revise(of.details)

    for scope in (SCHOOLS, OURS, EVERYTHING):
        shown = reader.entry(entered.id, scope)
        assert (shown.entry_id, shown.session_id, shown.entrant_id) == (entered.id, ours.id, SCHOOL)
        assert (shown.candidate_id, shown.number, shown.details) == (of.id, of.number, of.details)
        assert (shown.status, shown.entered_at, shown.late) == (EntryStatus.ENTERED, NOON, False)
        assert shown.lines == (*entered.lines, payment)
        assert (shown.account.open, shown.payment) == (euros(FEE.amount - 800), PaymentStatus.PART_PAID)
        assert shown.version == of.version


def test_the_version_of_an_entry_is_its_candidates(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    of = candidate()
    (entered,) = enter(database, ours, of)
    with stored(database) as unit:
        unit.candidates.get(of.id, SCHOOLS, for_update=True).revise(details("New Name"))

    assert reader.entry(entered.id, SCHOOLS).version == 1


def test_checks_tell_of_every_candidate_entered_and_of_other_exams_that_day(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    same_day, far = session(exam=KEY), session(NOON + 60 * DAY, exam=KEY)
    keep(database, same_day, far)
    busy, free, gone = candidate("Ada Busy"), candidate("Ben Free"), candidate("Cy Gone")
    busy.details = replace(busy.details, consent=True, date_of_birth=date(2010, 2, 3))
    entered = enter(database, ours, busy, free, gone)
    # The same person, entered for another session by another preparation centre.
    again = candidate("Ada Busy", owner=COLLEGE)
    again.details = busy.details
    enter(database, same_day, again)
    enter(database, far, candidate("Ben Free", free.details.id_number, owner=COLLEGE))
    with stored(database) as unit:
        unit.entries.get(entered[0].id, OURS, for_update=True).record(line(LineKind.PAYMENT), currency="EUR")
        unit.entries.get(entered[2].id, OURS, for_update=True).withdraw(now=NOON)

    first, second = reader.checks(ours.id, SCHOOL, SCHOOLS)

    assert (first.session_id, first.entry_id, first.candidate_id) == (ours.id, entered[0].id, busy.id)
    assert (first.name, first.id_number, first.date_of_birth) == ("Ada Busy", busy.details.id_number, date(2010, 2, 3))
    assert first.same_person_key == busy.details.same_person_key
    assert (first.consent, first.payment, first.clash) == (True, PaymentStatus.PAID, "A2 Key")
    assert (second.name, second.consent, second.payment, second.clash) == ("Ben Free", False, PaymentStatus.UNPAID, "")


def test_requests_are_seen_by_both_sides_the_latest_first(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    old, new, others = request("Old"), request("New"), request("Others", to=OTHER_CENTRE)
    new.session_id = ours.id
    with stored(database) as unit:
        for one in (new, old, others):
            unit.help_requests.add(one)
        new.write(Message(at=NOON + DAY, by=f"person:{PLANNER}", text="Yes.", from_centre=True))

    assert [row.subject for row in reader.requests(OURS, WHOLE_LIST).items] == ["New", "Old"]
    assert {row.subject for row in reader.requests(SCHOOLS, WHOLE_LIST).items} == {"New", "Old", "Others"}
    assert [row.subject for row in reader.requests(THEIRS, WHOLE_LIST).items] == ["Others"]
    assert not reader.requests(COLLEGES, WHOLE_LIST).items
    assert len(reader.requests(EVERYTHING, WHOLE_LIST).items) == 3
    answered = reader.requests(SCHOOLS, WHOLE_LIST, status=RequestStatus.ANSWERED)
    assert [row.subject for row in answered.items] == ["New"]
    first = reader.requests(SCHOOLS, PageRequest(size=1))
    second = reader.requests(SCHOOLS, PageRequest(size=2, after=first.next))
    assert [row.subject for row in first.items] == ["New"]
    assert len(second.items) == 2


def test_a_request_is_shown_whole_to_both_sides(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    asked = request()
    asked.session_id = ours.id
    asked.write(Message(at=NOON + DAY, by=f"person:{PLANNER}", text="Yes.", from_centre=True))
    with stored(database) as unit:
        unit.help_requests.add(asked)

    for scope in (OURS, SCHOOLS, EVERYTHING):
        shown = reader.request(asked.id, scope)
        assert (shown.row.subject, shown.row.status, shown.row.last_at) == (
            asked.subject,
            RequestStatus.ANSWERED,
            NOON + DAY,
        )
        assert (shown.row.centre_name, shown.row.entrant_name) == ("Kraków Centre", "Łódź School")
        assert (shown.centre_id, shown.entrant_id, shown.about) == (CENTRE, SCHOOL, "B2 First")
        assert [(message.author, message.from_centre, message.text) for message in shown.messages] == [
            ("A person no longer here", False, "For the reading paper."),
            ("Ada Nowak", True, "Yes."),
        ]
    for scope in (COLLEGES, THEIRS):
        with pytest.raises(NotFoundError, match="help_request"):
            reader.request(asked.id, scope)
    with pytest.raises(NotFoundError, match="help_request"):
        reader.request(RequestId(new_id()), EVERYTHING)


def test_a_request_about_no_session_says_so(database: Database, reader: SqlBookingsReader) -> None:
    asked = request()
    with stored(database) as unit:
        unit.help_requests.add(asked)

    assert reader.request(asked.id, SCHOOLS).about == ""


def test_the_ledger_has_every_deadline_and_key_date_in_order(database: Database, reader: SqlBookingsReader) -> None:
    ours = session(NOON + 30 * DAY)
    ours.plan = replace(ours.plan, speaking=SpeakingDates(first=date(2027, 3, 28), last=date(2027, 3, 29)))
    keep(database, ours)

    shown = reader.deadlines(OURS, start=NOON, end=NOON + 365 * DAY)

    assert [(row.kind, row.at) for row in shown] == [
        (DeadlineKind.ENTRIES, NOON + 20 * DAY),
        (DeadlineKind.LATE_ENTRIES, NOON + 25 * DAY),
        (DeadlineKind.PAYMENTS, NOON + 26 * DAY),
        # Midnight in Warsaw, an hour before that of Greenwich.
        (DeadlineKind.SPEAKING, utc(2027, 3, 27, 23)),
        (DeadlineKind.EXAM, NOON + 30 * DAY),
        (DeadlineKind.RESULTS, NOON + 70 * DAY),
    ]
    assert {(row.session_id, row.exam_name, row.centre_number, row.time_zone) for row in shown} == {
        (ours.id, "B2 First", "Kra", "Europe/Warsaw")
    }
    within = reader.deadlines(OURS, start=NOON + 20 * DAY, end=NOON + 25 * DAY)
    assert [row.kind for row in within] == [DeadlineKind.ENTRIES]


def test_the_ledger_tells_each_side_whom_its_dates_affect(
    database: Database, reader: SqlBookingsReader, ours: TestSession
) -> None:
    first, _, third = enter(database, ours, candidate(), candidate(), candidate())
    enter(database, ours, candidate(owner=COLLEGE))
    with stored(database) as unit:
        unit.entries.get(first.id, OURS, for_update=True).record(line(LineKind.PAYMENT), currency="EUR")
        unit.entries.get(third.id, OURS, for_update=True).withdraw(now=NOON)
        # Taken back from both: whoever has entries goes on being told.
        unit.sessions.get(ours.id, OURS, for_update=True).available_to.clear()
    span = {"start": NOON + 30 * DAY, "end": NOON + 31 * DAY}

    (centres,) = reader.deadlines(OURS, **span)
    (schools,) = reader.deadlines(SCHOOLS, **span)
    (everybodys,) = reader.deadlines(EVERYTHING, **span)

    assert (centres.entrants, centres.candidates, centres.unpaid) == (2, 3, 2)
    assert (schools.entrants, schools.candidates, schools.unpaid) == (1, 2, 1)
    assert everybodys == centres
    assert reader.deadlines(THEIRS, **span) == []


def test_the_ledger_leaves_out_drafts_cancelled_sessions_and_those_of_others(
    database: Database, reader: SqlBookingsReader
) -> None:
    cancelled = session(NOON + 30 * DAY)
    cancelled.cancel()
    keep(database, cancelled, session(NOON + 30 * DAY, COLLEGE), session(NOON + 30 * DAY, SCHOOL, centre=OTHER_CENTRE))
    span = {"start": NOON + 30 * DAY, "end": NOON + 31 * DAY}

    assert [row.centre_number for row in reader.deadlines(OURS, **span)] == ["Kra"]
    assert [row.centre_number for row in reader.deadlines(SCHOOLS, **span)] == ["Lag"]
    assert [row.centre_number for row in reader.deadlines(COLLEGES, **span)] == ["Kra"]
    assert (reader.deadlines(SCHOOLS, **span)[0].entrants, reader.deadlines(SCHOOLS, **span)[0].candidates) == (0, 0)
