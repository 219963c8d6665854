"""What the repositories of candidates, entries and requests promise beside giving back what they were given."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from adapters.sql.bookings.candidates import SqlCandidates
from adapters.sql.bookings.checking import differences
from adapters.sql.bookings.numbers import check_character, draw_number
from adapters.sql.database import Database
from core.access.model import EVERYTHING, Scope
from core.bookings.model import CandidateId, EntryId, EntryStatus, LineKind, RequestId
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, new_id
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
    plan,
    request,
    session,
    settle,
)
from tests.integration.sql.proctored import CENTRE, NOON, OTHER_CENTRE, OURS, THEIRS, statements_of, stored

NOBODYS = Scope(organisation_id=OrganisationId(new_id()))


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    settle(database)


def test_a_candidate_is_the_owners_and_of_the_centre_where_they_are_entered(database: Database) -> None:
    ours, one = session(), candidate()
    keep(database, ours)
    with stored(database) as unit:
        unit.candidates.add_all([one])

    with stored(database) as unit:
        assert unit.candidates.get(one.id, SCHOOLS) == one
        for scope in (OURS, COLLEGES, THEIRS):
            with pytest.raises(NotFoundError, match="candidate"):
                unit.candidates.get(one.id, scope)
        unit.entries.add_all([entry(one, ours)])
        assert unit.candidates.get(one.id, OURS) == one
        with pytest.raises(NotFoundError, match="candidate"):
            unit.candidates.get(CandidateId(new_id()), EVERYTHING)


def test_an_entry_is_the_entrants_and_the_test_centres(database: Database) -> None:
    ours = session()
    keep(database, ours)
    (entered,) = enter(database, ours, candidate())

    with stored(database) as unit:
        assert unit.entries.get(entered.id, OURS) == unit.entries.get(entered.id, SCHOOLS) == entered
        for scope in (THEIRS, COLLEGES, NOBODYS):
            for for_update in (False, True):
                with pytest.raises(NotFoundError, match="entry"):
                    unit.entries.get(entered.id, scope, for_update=for_update)
        with pytest.raises(NotFoundError, match="entry"):
            unit.entries.get(EntryId(new_id()), EVERYTHING)


def test_a_request_is_the_asking_and_the_asked_centres(database: Database) -> None:
    asked = request()
    with stored(database) as unit:
        unit.help_requests.add(asked)

    with stored(database) as unit:
        assert unit.help_requests.get(asked.id, OURS) == unit.help_requests.get(asked.id, SCHOOLS) == asked
        for scope in (THEIRS, COLLEGES):
            with pytest.raises(NotFoundError, match="help_request"):
                unit.help_requests.get(asked.id, scope, for_update=True)
        with pytest.raises(NotFoundError, match="help_request"):
            unit.help_requests.get(RequestId(new_id()), EVERYTHING)


def test_a_candidate_number_is_unique_and_none_of_the_batch_is_stored(database: Database) -> None:
    one = candidate(number="K7QF2-M9XRT")
    with stored(database) as unit:
        unit.candidates.add_all([one])
    batch = [candidate(), candidate(number="K7QF2-M9XRT")]

    with pytest.raises(ConflictError, match="candidate_number_taken"), stored(database) as unit:
        unit.candidates.add_all(batch)

    with stored(database) as unit, pytest.raises(NotFoundError):
        unit.candidates.get(batch[0].id, EVERYTHING)


def test_numbers_are_drawn_anew_while_they_are_taken(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with stored(database) as unit:
        unit.candidates.add_all([candidate(number="TAKEN")])
    drawn = iter(["TAKEN", "NEW-1", "NEW-1", "NEW-2"])
    monkeypatch.setattr("adapters.sql.bookings.candidates.draw_number", lambda: next(drawn))

    with database.read() as connection:
        numbers = SqlCandidates(connection).next_numbers(2)

    assert sorted(numbers) == ["NEW-1", "NEW-2"]


def test_thousands_of_numbers_all_differ_and_check(database: Database) -> None:
    with database.read() as connection:
        numbers = SqlCandidates(connection).next_numbers(5000)

    assert len(set(numbers)) == 5000
    for number in numbers:
        drawn = number.replace("-", "")
        assert check_character(drawn[:9]) == drawn[9]


def test_a_wrong_character_and_two_neighbours_exchanged_show_in_a_number() -> None:
    drawn = draw_number().replace("-", "")[:9]
    right = check_character(drawn)

    others = [
        drawn[:place] + letter + drawn[place + 1 :] for place in range(9) for letter in "AZ9" if letter != drawn[place]
    ]
    others += [
        drawn[:place] + drawn[place + 1] + drawn[place] + drawn[place + 2 :]
        for place in range(8)
        if drawn[place] != drawn[place + 1]
    ]

    assert right not in {check_character(other) for other in others}


def test_the_same_person_is_known_by_document_name_and_birth_and_only_to_their_owner(database: Database) -> None:
    known, others = candidate("Zoë Łęska", "AB 1"), candidate("Zoë Łęska", "AB 1", owner=COLLEGE)
    with stored(database) as unit:
        unit.candidates.add_all([known, others])
    wanted = [
        details("Leska Zoe", "ab-1"),
        details("Zoë Łęska", "AB 2"),
        details("Zoë Łęska", "AB 1", born=date(2010, 1, 1)),
        details("Ada Łęska", "AB 1"),
        details("Zoë Łęska", "AB 1"),
    ]

    with stored(database) as unit:
        found = unit.candidates.same_people(SCHOOL, wanted)
        theirs = unit.candidates.same_people(COLLEGE, wanted)

    assert found == {0: known, 4: known}
    assert theirs == {0: others, 4: others}


def test_a_clash_is_the_same_session_or_one_of_the_centre_on_the_same_day(database: Database) -> None:
    start = NOON + 30 * DAY
    ours, same_day, next_day = session(start), session(start + DAY / 12, exam=KEY), session(start + DAY)
    elsewhere = session(start, centre=OTHER_CENTRE)
    keep(database, ours, same_day, next_day, elsewhere)
    people = [candidate(f"Person {letter}", f"ID-{letter}") for letter in "ABCD"]
    for to, one in zip((ours, same_day, next_day, elsewhere), people, strict=True):
        enter(database, to, one)

    with stored(database) as unit:
        found = unit.entries.clashes(ours.id, [details("New Person"), *(one.details for one in people)])

    assert {place: (clash.candidate_name, clash.exam_name, clash.same_session) for place, clash in found.items()} == {
        1: ("Person A", "B2 First", True),
        2: ("Person B", "A2 Key", False),
    }
    assert found[2].session_id == same_day.id


def test_a_clash_is_known_by_the_document_and_by_name_and_birth_whoever_entered_the_person(database: Database) -> None:
    ours = session()
    keep(database, ours)
    enter(database, ours, candidate("Zoë Łęska", "AB 1", owner=COLLEGE))

    with stored(database) as unit:
        found = unit.entries.clashes(
            ours.id,
            [
                details("Ada Nowak", "ab 1"),
                details("LESKA ZOE", "XY 9"),
                details("Zoë Łęska", "XY 9", born=date(2010, 1, 1)),
            ],
        )

    assert set(found) == {0, 1}


def test_a_clash_with_the_session_itself_comes_before_others_and_withdrawn_or_cancelled_is_none(
    database: Database,
) -> None:
    ours, same_day, cancelled = session(), session(exam=KEY), session(exam=KEY)
    keep(database, ours, same_day, cancelled)
    twice, gone, called_off = (candidate(name, name) for name in ("Ada Twice", "Ben Gone", "Cy Off"))
    enter(database, same_day, twice)
    (withdrawn,) = enter(database, same_day, gone)
    enter(database, cancelled, called_off)
    with stored(database) as unit:
        unit.entries.add_all([entry(twice, ours)])
        unit.entries.get(withdrawn.id, OURS, for_update=True).withdraw(now=NOON)
        unit.sessions.get(cancelled.id, OURS, for_update=True).cancel()

    with stored(database) as unit:
        found = unit.entries.clashes(ours.id, [one.details for one in (twice, gone, called_off)])

    assert [(place, clash.same_session) for place, clash in found.items()] == [(0, True)]


def test_a_candidate_is_entered_for_a_session_once_until_withdrawn(database: Database) -> None:
    ours, one = session(), candidate()
    keep(database, ours)
    (first,) = enter(database, ours, one)

    with pytest.raises(ConflictError, match="candidate_is_entered"), stored(database) as unit:
        unit.entries.add_all([entry(one, ours)])

    with stored(database) as unit:
        unit.entries.get(first.id, OURS, for_update=True).withdraw(now=NOON)
    again = entry(one, ours)
    with stored(database) as unit:
        unit.entries.add_all([again])
    with stored(database) as unit:
        assert [entered.id for entered in unit.entries.of_session(ours.id)] == [again.id]
        assert unit.candidates.of_session(ours.id) == {one.number: (one, True)}


def test_entries_of_a_booking_and_of_a_session_leave_out_withdrawn_ones(database: Database) -> None:
    ours = session()
    keep(database, ours)
    first, second, third = enter(database, ours, candidate(), candidate(), candidate(owner=COLLEGE))
    with stored(database) as unit:
        unit.entries.get(first.id, OURS, for_update=True).withdraw(now=NOON)

    with stored(database) as unit:
        assert list(unit.entries.of_booking(ours.id, SCHOOL)) == [second]
        assert list(unit.entries.of_booking(ours.id, COLLEGE, for_update=True)) == [third]
        assert list(unit.entries.of_session(ours.id)) == sorted([second, third], key=lambda one: one.id)


def figures(database: Database) -> dict[tuple[object, object], tuple[int, ...]]:
    with database.read() as connection:
        assert not list(differences(connection))
        rows = connection.execute(
            text(
                "SELECT session_id, entrant_id, entries, candidates, unpaid, owed, paid, waived, refunded FROM booking"
            )
        )
        return {(str(row[0]), str(row[1])): tuple(row[2:]) for row in rows}


def test_a_booking_follows_its_entries_through_everything_that_happens_to_them(database: Database) -> None:
    ours, other = session(), session(NOON + 40 * DAY)
    keep(database, ours, other)
    entered = enter(database, ours, *(candidate(f"Person {place}") for place in range(5)))
    assert list(figures(database).values()) == [(5, 5, 5, 5 * FEE.amount, 0, 0, 0)]

    with stored(database) as unit:
        by_id = {one.id: one for one in unit.entries.of_booking(ours.id, SCHOOL, for_update=True)}
        held = [by_id[one.id] for one in entered]
        held[0].record(line(LineKind.PAYMENT), currency="EUR")
        held[1].record(line(LineKind.WAIVER), currency="EUR")
        held[2].record(line(LineKind.PAYMENT, 800), currency="EUR")
    assert list(figures(database).values()) == [(5, 5, 3, 5 * FEE.amount, FEE.amount + 800, FEE.amount, 0)]

    with stored(database) as unit:
        paid = unit.entries.get(entered[0].id, OURS, for_update=True)
        paid.withdraw(now=NOON)
        paid.record(line(LineKind.REFUND), currency="EUR")
        unit.entries.get(entered[3].id, OURS, for_update=True).withdraw(now=NOON)
    # The one that was paid and refunded owes nothing more, nor does the one that was never paid.
    assert list(figures(database).values()) == [(5, 3, 2, 3 * FEE.amount, FEE.amount + 800, FEE.amount, FEE.amount)]

    with stored(database) as unit:
        unit.entries.get(entered[4].id, OURS, for_update=True).move(other.id)
    assert sorted(figures(database).values()) == [
        (1, 1, 1, FEE.amount, 0, 0, 0),
        (4, 2, 1, 2 * FEE.amount, FEE.amount + 800, FEE.amount, FEE.amount),
    ]


def test_a_booking_whose_last_entry_was_moved_away_is_gone(database: Database) -> None:
    ours, other = session(), session(NOON + 40 * DAY)
    keep(database, ours, other)
    (entered,) = enter(database, ours, candidate())

    with stored(database) as unit:
        unit.entries.get(entered.id, OURS, for_update=True).move(other.id)

    assert len(figures(database)) == 1


def test_what_disagrees_is_told(database: Database) -> None:
    ours = session(NOON + 30 * DAY, SCHOOL)
    keep(database, ours)
    enter(database, ours, candidate())
    with database.write() as connection:
        connection.execute(text("UPDATE booking SET paid = 1"))
        connection.execute(text("UPDATE entry SET name_key = 'x'"))
        connection.execute(text("UPDATE session_availability SET ends_at = starts_at"))
        connection.execute(
            text("UPDATE session_date SET at = (SELECT starts_at FROM test_session) WHERE kind = 'results'")
        )

    with database.read() as connection:
        told = list(differences(connection))

    assert [difference.split()[0] for difference in told] == ["booking", "entry", "test_session", "test_session"]


def test_two_who_enter_for_one_booking_at_once_are_both_counted(database: Database) -> None:
    ours = session()
    keep(database, ours)

    def enter_ten(letter: str) -> None:
        for place in range(10):
            enter(database, ours, candidate(f"Person {letter}{place}"))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(enter_ten, "AB"))

    assert [row[:3] for row in figures(database).values()] == [(20, 20, 20)]


def test_lines_that_two_record_for_one_entry_are_both_kept(database: Database) -> None:
    ours = session()
    keep(database, ours)
    (entered,) = enter(database, ours, candidate())

    def pay(amount: int) -> None:
        with stored(database) as unit:
            held = unit.entries.get(entered.id, OURS, for_update=True)
            held.record(line(LineKind.PAYMENT, amount), currency="EUR")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(pay, [100] * 8))

    with stored(database) as unit:
        assert unit.entries.get(entered.id, OURS).account(currency="EUR").paid.amount == 800
    figures(database)


def test_a_renamed_candidate_moves_in_every_list(database: Database) -> None:
    ours, other, one = session(), session(NOON + 40 * DAY), candidate("Zoë Łęska")
    keep(database, ours, other)
    enter(database, ours, one)
    with stored(database) as unit:
        unit.entries.add_all([entry(one, other)])

    with stored(database) as unit:
        held = unit.candidates.get(one.id, SCHOOLS, for_update=True)
        held.revise(replace(held.details, family_name="Åkesson"))

    with database.read() as connection:
        assert set(connection.execute(text("SELECT name_key FROM entry")).scalars()) == {"akesson zoe"}
        assert not list(differences(connection))


def test_a_candidate_renamed_before_the_entry_is_stored_is_listed_by_the_new_name(database: Database) -> None:
    ours, one = session(), candidate("Zoë Łęska")
    keep(database, ours)

    with stored(database) as unit:
        unit.candidates.add_all([one])
        unit.entries.add_all([entry(one, ours)])
        one.revise(replace(one.details, family_name="Åkesson"))

    figures(database)


def test_five_thousand_candidates_are_entered_by_some_hundred_statements(database: Database) -> None:
    """Ten batches of five hundred, each looked for, inserted and put in place."""
    ours = session(NOON + 30 * DAY, SCHOOL, capacity=5000)
    keep(database, ours)
    people = [candidate(f"Given{place} Family{place}", f"ID-{place}") for place in range(5000)]

    with statements_of(database) as sent, stored(database) as unit:
        held = unit.sessions.get(ours.id, SCHOOLS, for_update=True)
        wanted = [one.details for one in people]
        assert not unit.entries.clashes(ours.id, wanted)
        assert not unit.candidates.same_people(SCHOOL, wanted)
        held.take_seats(5000)
        unit.candidates.add_all(people)
        unit.entries.add_all([entry(one, ours) for one in people])

    assert len(sent) < 100
    assert [row[:3] for row in figures(database).values()] == [(5000, 5000, 5000)]


def test_a_hundred_entries_are_paid_by_five_statements(database: Database) -> None:
    ours = session()
    keep(database, ours)
    enter(database, ours, *(candidate(f"Person {place}") for place in range(100)))

    with statements_of(database) as sent, stored(database) as unit:
        for held in unit.entries.of_booking(ours.id, SCHOOL, for_update=True):
            held.record(line(LineKind.PAYMENT), currency="EUR")

    assert [statement.split()[0] for statement, _ in sent] == ["SELECT", "SELECT", "UPDATE", "INSERT", "INSERT"]
    assert [row[:5] for row in figures(database).values()] == [(100, 100, 0, 100 * FEE.amount, 100 * FEE.amount)]


def test_what_a_unit_reads_of_its_own_entries_is_whole(database: Database) -> None:
    ours, one = session(), candidate()
    keep(database, ours)

    with stored(database) as unit:
        unit.candidates.add_all([one])
        added = entry(one, ours)
        unit.entries.add_all([added])
        assert unit.entries.get(added.id, OURS) is added
        assert unit.entries.of_session(ours.id) == [added]
        added.withdraw(now=NOON)

    with stored(database) as unit:
        assert unit.entries.get(added.id, OURS).status is EntryStatus.WITHDRAWN
    assert [row[:4] for row in figures(database).values()] == [(1, 0, 0, 0)]


def test_a_candidate_who_registers_directly_is_the_test_centres_own(database: Database) -> None:
    ours, one = session(), candidate(owner=CENTRE)
    keep(database, ours)
    (entered,) = enter(database, ours, one)

    with stored(database) as unit:
        assert unit.candidates.get(one.id, OURS).owner_id == unit.entries.get(entered.id, OURS).entrant_id == CENTRE
        with pytest.raises(NotFoundError):
            unit.candidates.get(one.id, SCHOOLS)


def test_the_plan_of_a_session_with_entries_moves_its_booking(database: Database) -> None:
    ours = session()
    keep(database, ours)
    enter(database, ours, candidate())

    with stored(database) as unit:
        # The entry comes first in the unit: its booking is written before the session has its new time.
        (held,) = unit.entries.of_booking(ours.id, SCHOOL, for_update=True)
        held.record(line(LineKind.PAYMENT), currency="EUR")
        unit.sessions.get(ours.id, OURS, for_update=True).revise(plan(NOON + 60 * DAY))

    figures(database)
