"""Key dates: the calendar's page, its feed, the ledger of deadlines and the reminders before them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from core.access.model import EVERYTHING
from core.access.permissions import Role
from core.bookings.model import LineKind
from core.bookings.usecases.settling import SettleEntryCommand
from core.sessions.model import SessionPlan
from core.sessions.usecases.making_available import ShareSessionCommand
from core.sessions.usecases.planning import MoveSessionCommand, ReviseSessionCommand, SessionStep
from core.shared.jobs import Job
from core.shared.time import utc
from tests.e2e.booked import Booked
from tests.e2e.hall import Hall, words
from tests.e2e.letters import keep_letters, letters
from tests.e2e.world import Browser, World


@pytest.fixture
def booked(world: World) -> Booked:
    return Booked(world=world)


def remind(world: World) -> None:
    """As the clockwork does every quarter of an hour."""
    world.container.remind_of_deadlines()([Job(kind="bookings.remind", payload={}, attempt=1)])


def reminders(world: World) -> list[str]:
    """The subjects of the letters about deadlines, oldest first."""
    found = [letter.subject for letter in letters(world)]
    return [one for one in reversed(found) if one.startswith(("Entries close", "Payments are due"))]


def revise(booked: Booked, plan: SessionPlan) -> None:
    with booked.world.container.open_unit()() as unit:
        version = unit.sessions.get(booked.session, EVERYTHING).version
    command = ReviseSessionCommand(
        actor=booked.hall.manager.actor, session_id=booked.session, version=version, plan=plan
    )
    booked.world.container.revise_session()(command)


def make_address(browser: Browser) -> str:
    """The path of a new calendar address, as it stands on the page once."""
    page = browser.post("/calendar/address").text
    (found,) = set(re.findall(r"http://127\.0\.0\.1:8000(/calendar/[\w-]+\.ics)", page))
    return str(found)


# Any: what a property of an event is depends on its name.
def events_of(content: bytes, *, by: str) -> dict[str, Any]:
    return {str(event[by]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def items(page: str) -> list[str]:
    return [words(one).strip() for one in re.findall(r'<li class="month-item.*?</li>', page, re.DOTALL)]


# The page


@pytest.mark.feature("X07")
def test_the_months_key_dates_stand_on_their_days(booked: Booked) -> None:
    teacher = booked.as_teacher()

    december = items(teacher.get("/calendar?month=2026-12").text)
    january = items(teacher.get("/calendar?month=2027-01").text)
    march = items(teacher.get("/calendar?month=2027-03").text)

    assert december == [
        "Entries close B2 First 09:00 Europe/London",
        "Payments due B2 First 09:00 Europe/London",
    ]
    assert january == [
        "Late entries close B2 First 09:00 Europe/London",
        "Speaking test B2 First until 20 Jan 2027",
        "Exam B2 First 09:00 Europe/London",
    ]
    assert march == ["Results released B2 First 09:00 Europe/London"]


@pytest.mark.feature("X07")
def test_each_side_sees_the_dates_of_its_own_sessions_only(booked: Booked) -> None:
    pages = [browser.get("/calendar?month=2027-01").text for browser in (booked.as_manager(), *booked.strangers())]

    assert [bool(items(page)) for page in pages] == [True, False, False]


def test_a_date_stands_on_the_day_it_has_where_the_session_is_held(world: World) -> None:
    hall = Hall(world=world, zone="Pacific/Auckland")
    hall.session(plan=hall.plan(starts_at=utc(2027, 1, 31, 20)))

    page = world.client(hall.manager).get("/calendar?month=2027-02").text

    assert "Exam B2 First 09:00 Pacific/Auckland" in items(page)


@pytest.mark.parametrize("month", ["", "2027-13", "0001-01", "nonsense"])
def test_an_unreadable_month_is_the_present_one(booked: Booked, month: str) -> None:
    assert "December 2026" in booked.as_teacher().get(f"/calendar?month={month}").text


# The feed


@pytest.mark.feature("X07")
def test_the_feed_needs_no_log_in_and_holds_papers_and_deadlines_with_their_zone(booked: Booked) -> None:
    path = make_address(booked.as_teacher())

    answer = booked.world.client().get(path)

    events = events_of(answer.data, by="SUMMARY")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert sorted(events) == [
        "B2 First: Reading and Use of English",
        "B2 First: Speaking test",
        "B2 First: Writing",
        "Entries close: B2 First",
        "Late entries close: B2 First",
        "Payments due: B2 First",
        "Results released: B2 First",
    ]
    writing = events["B2 First: Writing"]
    assert writing["DTSTART"].params["TZID"] == "Europe/London"
    assert writing["DTEND"].dt - writing["DTSTART"].dt == timedelta(minutes=80)
    assert "12 Northgate" in writing["LOCATION"]
    assert answer.data.count(b"BEGIN:VTIMEZONE") == 1
    assert b"TZID:Europe/London" in answer.data
    speaking = events["B2 First: Speaking test"]
    assert (speaking["DTSTART"].dt, speaking["DTEND"].dt) == (date(2027, 1, 14), date(2027, 1, 21))
    assert b"Maya" not in answer.data


@pytest.mark.feature("X07")
def test_an_event_that_is_moved_keeps_its_name_for_programs(booked: Booked) -> None:
    path, plan = make_address(booked.as_teacher()), booked.hall.plan()
    before = _starts(booked, path)

    revise(booked, replace(plan, deadlines=replace(plan.deadlines, payments=utc(2026, 12, 28, 9))))

    after = _starts(booked, path)
    assert {uid for uid in before if before[uid] != after[uid]} == {f"{booked.session}-payments@examhall"}
    assert before.keys() == after.keys()


def _starts(booked: Booked, path: str) -> dict[str, datetime | date]:
    events = events_of(booked.world.client().get(path).data, by="UID")
    return {uid: event["DTSTART"].dt for uid, event in events.items()}


@pytest.mark.feature("X07")
def test_a_new_address_replaces_the_old_one_and_one_taken_back_is_gone(booked: Booked) -> None:
    teacher, visitor = booked.as_teacher(), booked.world.client()

    first = make_address(teacher)
    second = make_address(teacher)
    renewed = (visitor.get(first).status_code, visitor.get(second).status_code)
    teacher.post("/calendar/address/revoke")

    assert renewed == (404, 200)
    assert visitor.get(second).status_code == 404
    assert "Make a calendar address" in teacher.get("/calendar").text
    assert booked.world.trail()[-1] == "calendar_address_revoked"


def test_the_address_is_shown_once_and_only_its_digest_is_kept(booked: Booked) -> None:
    teacher = booked.as_teacher()
    path = make_address(teacher)

    page = teacher.get("/calendar").text

    assert path not in page
    assert "You have a calendar address" in page
    assert booked.world.container.calendar_reader().feed_behind(path) is None


def test_the_feed_is_over_for_whoever_leaves_the_centre(booked: Booked) -> None:
    path = make_address(booked.as_teacher())
    booked.world.join(booked.teacher, at=booked.school)

    assert booked.world.client().get(path).status_code == 404


def test_who_works_for_two_organisations_has_an_address_for_each(booked: Booked) -> None:
    other = booked.world.preparation_centre(booked.hall.centre)
    booked.world.join(booked.teacher, Role.PREPARATION_USER, at=other)
    teacher = booked.as_teacher()
    teacher.post("/switch-organisation", {"organisation": str(booked.school)})
    first = make_address(teacher)
    teacher.post("/switch-organisation", {"organisation": str(other)})

    second = make_address(teacher)

    events = [booked.world.client().get(path).data.count(b"BEGIN:VEVENT") for path in (first, second)]
    assert events == [7, 0]


def test_planners_of_proctored_tests_have_no_calendar(world: World) -> None:
    planner = world.client_as(Role.PLANNER)

    assert [planner.get(path).status_code for path in ("/calendar", "/deadlines")] == [403, 403]
    assert planner.post("/calendar/address").status_code == 403


# The ledger


@pytest.mark.feature("N11")
def test_the_ledger_names_each_deadline_its_zone_and_whom_it_affects(booked: Booked) -> None:
    settle = SettleEntryCommand(
        actor=booked.hall.manager.actor,
        entry_id=booked.entries[0],
        kind=LineKind.PAYMENT,
        amount=booked.hall.plan().price.entry,
        note="",
    )
    booked.world.container.settle_entry()(settle)

    told = words(booked.as_manager().get("/deadlines").text)

    # One preparation centre with three candidates, two of whom owe something.
    assert re.search(r"Entries close .{0,60} 17 Dec 2026, 09:00 Europe/London B2 First 1 3 2", told)
    assert "7 days before: planned 10 Dec 2026, 09:00" in told
    assert "1 day before: planned 16 Dec 2026, 09:00" in told


@pytest.mark.feature("N11")
def test_a_preparation_centre_sees_its_own_share_with_the_centre_number(booked: Booked) -> None:
    other = booked.world.preparation_centre(booked.hall.centre)
    booked.hall.share(booked.session, booked.school, other)

    own = words(booked.as_teacher().get("/deadlines").text)
    others = words(booked.world.client_as(Role.PREPARATION_USER, at=other).get("/deadlines").text)

    assert re.search(r"Payments due .{0,60} 26 Dec 2026, 09:00 Europe/London B2 First 3 3 .* GB104", own)
    assert re.search(r"Payments due .{0,60} 26 Dec 2026, 09:00 Europe/London B2 First 0 0", others)


@pytest.mark.feature("N11")
def test_the_ledger_goes_on_later(booked: Booked) -> None:
    told = words(booked.as_teacher().get("/deadlines?from=2027-02-20").text)

    assert "Results released" in told
    assert "Entries close" not in told


# Reminders


@pytest.mark.feature("N11")
def test_centres_are_reminded_a_week_and_a_day_before_once_each(booked: Booked) -> None:
    keep_letters(booked.world)
    clock, entries = booked.world.clock, booked.hall.plan().deadlines.entries

    told = []
    for moment in (timedelta(days=7, seconds=1), timedelta(days=7), timedelta(days=3), timedelta(days=1)):
        clock.set(entries - moment)
        remind(booked.world)
        remind(booked.world)
        told.append([one for one in reminders(booked.world) if one.startswith("Entries")])

    assert [len(subjects) for subjects in told] == [0, 1, 1, 2]
    assert told[-1][0] == "Entries close 17 Dec 2026: B2 First, 16 Jan 2027"
    assert "7 days before: sent 10 Dec 2026, 09:00" in words(booked.as_teacher().get("/deadlines").text)


@pytest.mark.parametrize(("kind", "page"), [("entries", "sessions"), ("payments", "bookings")])
def test_a_reminder_leads_to_the_page_where_one_acts(booked: Booked, kind: str, page: str) -> None:
    keep_letters(booked.world)
    deadline: datetime = getattr(booked.hall.plan().deadlines, kind)
    booked.world.clock.set(deadline - timedelta(hours=2))
    remind(booked.world)

    text = "".join(letter.text for letter in letters(booked.world))

    (path,) = set(re.findall(rf"http://127\.0\.0\.1:8000(/{page}/\S+)", text))
    assert booked.as_teacher().get(path).status_code == 200


@pytest.mark.feature("N11")
def test_a_reminder_of_payments_goes_to_whoever_owes_something(booked: Booked) -> None:
    keep_letters(booked.world)
    other = booked.world.preparation_centre(booked.hall.centre)
    booked.world.person(Role.PREPARATION_USER, at=other)
    booked.hall.share(booked.session, booked.school, other)
    booked.world.clock.set(booked.hall.plan().deadlines.payments - timedelta(days=1))

    remind(booked.world)

    (letter,) = [one for one in letters(booked.world) if one.subject.startswith("Payments")]
    assert booked.teacher.email in letter.to
    assert "You have entered 3 candidates; something is open for 3." in letter.text
    assert f"http://127.0.0.1:8000/bookings/{booked.session}" in letter.text
    assert "Maya" not in letter.text


def test_who_has_paid_by_the_time_of_telling_is_not_told(booked: Booked) -> None:
    keep_letters(booked.world)
    booked.world.clock.set(booked.hall.plan().deadlines.payments - timedelta(days=1))
    remind(booked.world)
    for entry_id in booked.entries:
        settle = SettleEntryCommand(
            actor=booked.hall.manager.actor,
            entry_id=entry_id,
            kind=LineKind.WAIVER,
            amount=booked.hall.plan().price.entry,
            note="",
        )
        booked.world.container.settle_entry()(settle)

    assert reminders(booked.world) == []


@pytest.mark.feature("N11")
def test_a_deadline_that_is_moved_reminds_anew(booked: Booked) -> None:
    keep_letters(booked.world)
    plan = booked.hall.plan()
    booked.world.clock.set(plan.deadlines.entries - timedelta(days=7))
    remind(booked.world)
    first = reminders(booked.world)

    later = plan.deadlines.entries + timedelta(days=3)
    revise(booked, replace(plan, deadlines=replace(plan.deadlines, entries=later)))
    booked.world.clock.advance(days=3)
    remind(booked.world)

    assert len(first) == 1
    assert reminders(booked.world)[1:] == ["Entries close 20 Dec 2026: B2 First, 16 Jan 2027"]


def test_a_centre_that_gets_the_session_later_is_reminded_too(booked: Booked) -> None:
    keep_letters(booked.world)
    late = booked.world.preparation_centre(booked.hall.centre)
    person = booked.world.person(Role.PREPARATION_USER, at=late)
    booked.world.clock.set(booked.hall.plan().deadlines.entries - timedelta(days=5))
    remind(booked.world)
    letters(booked.world)
    command = ShareSessionCommand(
        actor=booked.hall.manager.actor,
        session_id=booked.session,
        preparation_centres=frozenset({booked.school, late}),
    )
    booked.world.container.share_session()(command)

    remind(booked.world)

    newest = letters(booked.world)[0]
    assert newest.subject.startswith("Entries close")
    assert person.email in newest.to


def test_nobody_is_reminded_of_a_cancelled_session_nor_after_the_deadline(world: World) -> None:
    hall = Hall(world=world)
    keep_letters(world)
    school = world.preparation_centre(hall.centre)
    world.person(Role.PREPARATION_USER, at=school)
    cancelled = hall.session(school)
    hall.session(school, plan=hall.plan(starts_at=utc(2027, 1, 7, 9)))
    cancel = MoveSessionCommand(actor=hall.manager.actor, session_id=cancelled, step=SessionStep.CANCEL)
    world.container.move_session()(cancel)
    world.clock.set(utc(2026, 12, 10, 9))

    remind(world)

    assert reminders(world) == []


def test_who_does_without_reminders_gets_none(booked: Booked) -> None:
    keep_letters(booked.world)
    booked.as_teacher().post("/account/notifications", {"help_answered": "y"})
    booked.world.clock.set(booked.hall.plan().deadlines.entries - timedelta(days=1))

    remind(booked.world)

    assert reminders(booked.world) == []
