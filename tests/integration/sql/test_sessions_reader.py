"""What the lists and windows of sessions show, and to whom."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.sql.catalogue import SqlCatalogueReader
from adapters.sql.database import Database
from adapters.sql.sessions.reader import SqlSessionsReader
from core.access.model import EVERYTHING
from core.catalogue.model import ExamCode, VenueId
from core.sessions.model import EntryTerms, SessionStatus, SpeakingDates, TestSessionId
from core.sessions.views import CentreContact, SessionFilter, SessionRow
from core.shared.errors import InvalidInputError, NotFoundError
from core.shared.ids import new_id
from core.shared.paging import Page, PageRequest
from tests.integration.sql.entered import (
    COLLEGE,
    COLLEGES,
    DAY,
    FIRST,
    HOUR,
    KEY,
    SCHOOL,
    SCHOOLS,
    VENUE_OF_CENTRE,
    candidate,
    enter,
    keep,
    session,
    settle,
)
from tests.integration.sql.proctored import CENTRE, NOON, OTHER_CENTRE, OURS, THEIRS, stored

WHOLE_LIST = PageRequest(size=50)


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    settle(database)
    with stored(database) as unit:
        centre = unit.organisations.get(CENTRE, for_update=True)
        centre.tell_contact(email="exams@krakow.example", phone="+48 12 000 00 00")


@pytest.fixture
def reader(database: Database) -> SqlSessionsReader:
    return SqlSessionsReader(database)


def starts(page: Page[SessionRow]) -> list[int]:
    """In how many days each session of the page starts."""
    return [(row.starts_at - NOON).days for row in page.items]


def test_a_preparation_centre_sees_what_was_made_available_to_it_and_nothing_else(
    database: Database, reader: SqlSessionsReader
) -> None:
    draft = replace(session(NOON + 4 * DAY, SCHOOL), status=SessionStatus.DRAFT)
    keep(
        database,
        session(NOON + 3 * DAY, SCHOOL, COLLEGE),
        session(NOON + 1 * DAY, SCHOOL, centre=OTHER_CENTRE),
        session(NOON + 2 * DAY, COLLEGE),
        session(NOON + 5 * DAY),
        draft,
    )

    assert starts(reader.available(SCHOOL, WHOLE_LIST, SessionFilter(), now=NOON)) == [1, 3]
    assert starts(reader.available(COLLEGE, WHOLE_LIST, SessionFilter(), now=NOON)) == [2, 3]
    assert not reader.available(CENTRE, WHOLE_LIST, SessionFilter(), now=NOON).items


def test_a_test_centre_sees_its_own_sessions_of_every_status(database: Database, reader: SqlSessionsReader) -> None:
    draft = replace(session(NOON + 2 * DAY), status=SessionStatus.DRAFT)
    cancelled = session(NOON + 3 * DAY)
    cancelled.cancel()
    keep(database, draft, cancelled, session(NOON + 1 * DAY, SCHOOL, COLLEGE), session(NOON, centre=OTHER_CENTRE))

    shown = reader.owned(CENTRE, WHOLE_LIST, SessionFilter(), now=NOON)

    assert starts(shown) == [1, 2, 3]
    assert [row.available_to for row in shown.items] == [2, 0, 0]
    only_drafts = reader.owned(CENTRE, WHOLE_LIST, SessionFilter(status=SessionStatus.DRAFT), now=NOON)
    assert starts(only_drafts) == [2]


def test_a_line_tells_what_is_needed_to_decide(database: Database, reader: SqlSessionsReader) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL, capacity=12)
    ours.taken = 5
    ours.plan = replace(ours.plan, speaking=SpeakingDates(first=NOON.date(), last=(NOON + DAY).date()))
    keep(database, ours)

    (row,) = reader.available(SCHOOL, WHOLE_LIST, SessionFilter(), now=NOON).items

    deadlines, price = ours.plan.deadlines, ours.plan.price
    assert row == SessionRow(
        id=ours.id,
        exam=FIRST.code,
        exam_name="B2 First",
        centre_name="Kraków Centre",
        centre_number="Kra",
        status=SessionStatus.OPEN,
        starts_at=ours.plan.starts_at,
        speaking=ours.plan.speaking,
        time_zone="Europe/Warsaw",
        entries_until=deadlines.entries,
        late_entries_until=deadlines.late_entries,
        payments_until=deadlines.payments,
        price=price.entry,
        late_fee=price.late_fee,
        seats_left=7,
        taken=5,
        available_to=0,
    )


def test_what_is_over_is_shown_when_asked_for_and_then_the_latest_first(
    database: Database, reader: SqlSessionsReader
) -> None:
    keep(database, *(session(NOON + days * DAY, SCHOOL) for days in (-20, 5, -1, 30)), session(NOON - 2 * HOUR, SCHOOL))

    running_and_coming, all_of_them = SessionFilter(), SessionFilter(past=True)

    # The one that started two hours ago goes on for an hour.
    for read, whose in ((reader.available, SCHOOL), (reader.owned, CENTRE)):
        assert starts(read(whose, WHOLE_LIST, running_and_coming, now=NOON)) == [-1, 5, 30]
        assert starts(read(whose, WHOLE_LIST, all_of_them, now=NOON)) == [30, 5, -1, -1, -20]
        assert starts(read(whose, WHOLE_LIST, running_and_coming, now=NOON + HOUR)) == [5, 30]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("first", [1]),
        ("B2-FIRST", [1]),
        ("b2 kra", [1]),
        ("KEY", [2, 3]),
        ("key lagos", [3]),
        ("lag", [3]),
        ("key warsaw", []),
        ("%", []),
        ("  ", [1, 2, 3]),
    ],
)
def test_a_search_finds_exam_and_centre_by_every_word(
    database: Database, reader: SqlSessionsReader, search: str, found: list[int]
) -> None:
    keep(
        database,
        session(NOON + 1 * DAY, SCHOOL),
        session(NOON + 2 * DAY, SCHOOL, exam=KEY),
        session(NOON + 3 * DAY, SCHOOL, exam=KEY, centre=OTHER_CENTRE),
    )

    assert starts(reader.available(SCHOOL, WHOLE_LIST, SessionFilter(search=search), now=NOON)) == found


@pytest.mark.parametrize("past", [False, True])
def test_pages_follow_each_other_without_gap_or_repetition(
    database: Database, reader: SqlSessionsReader, past: bool
) -> None:
    # Three of them start at the same moment.
    keep(database, *(session(NOON + days * DAY, SCHOOL) for days in (1, 2, 2, 2, 3, 4)))
    for read, whose in ((reader.available, SCHOOL), (reader.owned, CENTRE)):
        shown: list[TestSessionId] = []
        page = PageRequest(size=2)
        while True:
            answer = read(whose, page, SessionFilter(past=past), now=NOON)
            shown += [row.id for row in answer.items]
            if answer.next is None:
                break
            page = PageRequest(size=2, after=answer.next)

        whole = read(whose, WHOLE_LIST, SessionFilter(past=past), now=NOON)
        assert shown == [row.id for row in whole.items]
        assert len(set(shown)) == 6


def test_a_made_up_place_in_the_list_is_refused(reader: SqlSessionsReader) -> None:
    with pytest.raises(InvalidInputError, match="cursor_invalid"):
        reader.available(SCHOOL, PageRequest(after="bm9wZQ"), SessionFilter(), now=NOON)


def test_a_session_is_shown_whole_to_its_centre(database: Database, reader: SqlSessionsReader) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL, COLLEGE)
    ours.taken = 3
    keep(database, ours)

    for scope in (OURS, EVERYTHING):
        shown = reader.session(ours.id, scope, now=NOON)
        assert shown.centre == CentreContact(
            id=CENTRE, name="Kraków Centre", number="Kra", email="exams@krakow.example", phone="+48 12 000 00 00"
        )
        assert shown.plan == ours.plan
        assert (shown.exam_name, shown.venue_name, shown.venue_address) == ("B2 First", "Town Hall", "1 Rynek, Kraków")
        assert (shown.status, shown.terms, shown.seats_left, shown.taken) == (
            SessionStatus.OPEN,
            EntryTerms.IN_TIME,
            97,
            3,
        )
        assert shown.code == ours.code
        assert shown.available_to == ((COLLEGE, "Abuja College"), (SCHOOL, "Łódź School"))


def test_a_preparation_centre_is_not_told_who_else_sees_a_session(
    database: Database, reader: SqlSessionsReader
) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL, COLLEGE)
    keep(database, ours)

    shown = reader.session(ours.id, SCHOOLS, now=NOON + 21 * DAY)

    assert shown.available_to == ()
    assert shown.code == ours.code
    assert shown.terms is EntryTerms.LATE


def test_a_session_taken_back_is_shown_without_its_code_to_who_has_entries(
    database: Database, reader: SqlSessionsReader
) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL, COLLEGE)
    keep(database, ours)
    enter(database, ours, candidate())
    with stored(database) as unit:
        unit.sessions.get(ours.id, OURS, for_update=True).available_to.clear()

    assert reader.session(ours.id, SCHOOLS, now=NOON).code == ""
    with pytest.raises(NotFoundError, match="test_session"):
        reader.session(ours.id, COLLEGES, now=NOON)


def test_others_sessions_are_not_found(database: Database, reader: SqlSessionsReader) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL)
    keep(database, ours)

    for scope in (THEIRS, COLLEGES):
        with pytest.raises(NotFoundError, match="test_session"):
            reader.session(ours.id, scope, now=NOON)
    with pytest.raises(NotFoundError, match="test_session"):
        reader.session(TestSessionId(new_id()), EVERYTHING, now=NOON)


def test_a_code_opens_an_open_session_and_no_other(database: Database, reader: SqlSessionsReader) -> None:
    ours, draft = session(NOON + 30 * DAY, SCHOOL), replace(session(), status=SessionStatus.DRAFT)
    keep(database, ours, draft)

    shown = reader.by_code(ours.code, now=NOON)

    assert shown is not None
    assert (shown.id, shown.available_to) == (ours.id, ())
    assert reader.by_code(draft.code, now=NOON) is None
    assert reader.by_code("NOBODYS2", now=NOON) is None


def test_exams_come_by_name_and_by_whether_they_are_offered(database: Database) -> None:
    retired = replace(KEY, code=ExamCode("A1-OLD"), name="á1 Movers", in_use=False)
    with stored(database) as unit:
        unit.exams.put(retired)
    reader = SqlCatalogueReader(database)

    assert list(reader.exams()) == [retired, KEY, FIRST]
    assert list(reader.exams(in_use=True)) == [KEY, FIRST]
    assert list(reader.exams(in_use=False)) == [retired]


def test_venues_come_in_use_first_and_then_by_name(database: Database) -> None:
    retired, annex = (
        replace(VENUE_OF_CENTRE, id=VenueId(new_id()), name=name, in_use=in_use)
        for name, in_use in (("Aula", False), ("Ánnex", True))
    )
    with stored(database) as unit:
        unit.venues.add(retired)
        unit.venues.add(annex)
    reader = SqlCatalogueReader(database)

    assert list(reader.venues(CENTRE)) == [annex, VENUE_OF_CENTRE, retired]
    assert list(reader.venues(OTHER_CENTRE)) == []
