"""Rules of the storage of results that hold whatever they contain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from adapters.sql.database import Database
from adapters.sql.results.tables import result_name
from core.results.model import Result, ResultId, ResultStatus
from core.results.ports import Sat, SittingKey
from core.results.uploads import ResultUpload, ResultUploadId
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, PersonId, new_id
from tests.integration.sql import entered
from tests.integration.sql.entered import DAY, FIRST, KEY, candidate, keep, session
from tests.integration.sql.proctored import CENTRE, NOON, OTHER_CENTRE, PLANNER, stored
from tests.integration.sql.scored import EXAM_DAY, result


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    entered.settle(database)


def store(database: Database, *results: Result) -> None:
    with stored(database) as unit:
        unit.results.add_all(results)


def words(database: Database) -> set[tuple[str, int]]:
    with database.read() as connection:
        return {(row.word, row.sid) for row in connection.execute(select(result_name))}


def test_what_is_not_there_is_not_found(database: Database) -> None:
    with stored(database) as unit, pytest.raises(NotFoundError):
        unit.results.get(ResultId(new_id()))


def test_two_results_cannot_have_one_reference(database: Database) -> None:
    one = result()

    with pytest.raises(ConflictError, match="reference_taken"):
        store(database, one, replace(result(sequence=1), reference=one.reference))


def test_a_candidate_has_one_result_of_an_exam_on_a_day_however_the_number_is_written(database: Database) -> None:
    store(database, result(number="K7QF2-M9XRT"))

    with pytest.raises(ConflictError, match="result_exists"):
        store(database, result(number="k7qf2m9xrt", sequence=1))


def test_a_sitting_is_found_however_the_number_is_written(database: Database) -> None:
    one = result(number="K7QF2-M9XRT")
    store(database, one, result(sequence=1))
    asked: SittingKey = (FIRST.code, EXAM_DAY, "k7qf2m9xrt")

    with stored(database) as unit:
        assert unit.results.of_sittings([asked, (FIRST.code, EXAM_DAY + DAY, "K7QF2-M9XRT")]) == {asked: one}


def test_what_is_due_comes_the_oldest_first_and_so_many_at_most(database: Database) -> None:
    early, late, out, later = (result(sequence=place) for place in range(4))
    early.release_at, late.release_at, later.release_at = NOON - DAY, NOON, NOON + timedelta(microseconds=1)
    out.release_at = out.released_at = NOON - DAY
    store(database, late, early, out, later)

    with stored(database) as unit:
        assert unit.results.due(now=NOON, limit=10) == [early, late]
        assert unit.results.due(now=NOON, limit=1) == [early]


def test_what_is_released_is_not_due_again(database: Database) -> None:
    store(database, result())
    with stored(database) as unit:
        for one in unit.results.due(now=NOON + DAY, limit=10):
            one.release(now=NOON + DAY)

    with stored(database) as unit:
        assert not unit.results.due(now=NOON + DAY, limit=10)


def test_what_waits_is_found_whatever_its_time_by_exam_and_day(database: Database) -> None:
    one, other_day = result(), result(taken_on=EXAM_DAY + DAY, sequence=1)
    store(database, one, other_day)

    with stored(database) as unit:
        assert unit.results.due(now=None, limit=10, exam=FIRST.code, taken_on=EXAM_DAY) == [one]
        assert not unit.results.due(now=None, limit=10, exam=KEY.code)
        assert not unit.results.due(now=NOON, limit=10, taken_on=EXAM_DAY)


def test_what_was_let_go_is_stored_and_held_no_more(database: Database) -> None:
    one, two = result(), result(sequence=1)
    with stored(database) as unit:
        unit.results.add_all([one])
        one.withhold(reason="Asked", by="person:1", now=NOON)
        unit.results.let_go()
        one.release(now=NOON)
        unit.results.add_all([two])

    with stored(database) as unit:
        found = unit.results.get(one.id)
        assert (found.status, found.is_released) == (ResultStatus.WITHHELD, False)
        assert unit.results.get(two.id) == two


def test_photos_that_results_have_are_told_from_others(database: Database) -> None:
    one = result()
    one.photo = "photos/1.jpg"
    store(database, one, result(sequence=1))

    with stored(database) as unit:
        assert unit.results.photos(["photos/1.jpg", "photos/2.jpg"]) == {"photos/1.jpg"}


def test_running_numbers_are_never_given_twice(database: Database) -> None:
    with stored(database) as unit:
        first, second = unit.results.next_sequence(3), unit.results.next_sequence(2)
    with stored(database) as unit:
        third = unit.results.next_sequence(1)

    assert [*first, *second, *third] == [0, 1, 2, 3, 4, 5]


def test_the_words_of_a_name_follow_it(database: Database) -> None:
    one = result("Zoë Anna Łęska")
    store(database, one)

    with stored(database) as unit:
        held = unit.results.get(one.id, for_update=True)
        holder = replace(held.holder, given_name="Zoë", family_name="Łęska-Żak")
        held.amend(holder=holder, marks=held.marks, reason="Married", by="person:1", now=NOON)

    assert words(database) == {(word, one.sid) for word in ("zoe", "leska", "zak")}


def test_a_change_is_added_to_those_that_are_stored(database: Database) -> None:
    one = result()
    store(database, one)
    with stored(database) as unit:
        unit.results.get(one.id, for_update=True).withhold(reason="Asked", by="person:1", now=NOON)

    with stored(database) as unit:
        held = unit.results.get(one.id, for_update=True)
        held.restore(reason="Answered", by="person:2", now=NOON)

    with stored(database) as unit:
        assert [change.reason for change in unit.results.get(one.id).history] == ["Asked", "Answered"]


def test_what_bookings_know_of_a_sitting(database: Database) -> None:
    zoe = candidate(number="K7QF2-M9XRT")
    held = session(NOON)
    keep(database, held)
    entered.enter(database, held, zoe)
    day = date(2027, 3, 1)
    known, without_hyphen, elsewhere, unknown, other_exam = (
        ((FIRST.code, day, zoe.number), CENTRE),
        ((FIRST.code, day, "k7qf2m9xrt"), CENTRE),
        ((FIRST.code, day, "N-2"), OTHER_CENTRE),
        ((FIRST.code, day + DAY, zoe.number), CENTRE),
        ((KEY.code, day, zoe.number), CENTRE),
    )

    with stored(database) as unit:
        found = unit.sittings.known([known, without_hyphen, elsewhere, unknown, other_exam])

    sat = Sat(number=zoe.number, details=zoe.details, release_at=held.plan.deadlines.results, place="Kraków")
    assert found[known[0]] == found[without_hyphen[0]] == sat
    assert found[elsewhere[0]] == Sat()
    assert found[unknown[0]] == Sat(number=zoe.number, details=zoe.details)
    assert found[other_exam[0]].release_at is None


def test_the_day_of_a_session_is_that_of_its_zone(database: Database) -> None:
    """Half past eleven at night in UTC is the next day in Warsaw."""
    held = session(NOON + timedelta(hours=11, minutes=30))
    keep(database, held)

    with stored(database) as unit:
        found = unit.sittings.known([((FIRST.code, date(2027, 3, day), "N-1"), CENTRE) for day in (1, 2)])

    assert [found[key].release_at for key in sorted(found)] == [None, held.plan.deadlines.results]


def test_a_session_that_is_not_held_releases_nothing(database: Database) -> None:
    held = session(NOON)
    held.cancel()
    keep(database, held)

    with stored(database) as unit:
        found = unit.sittings.known([((FIRST.code, date(2027, 3, 1), "N-1"), CENTRE)])

    assert [sat.release_at for sat in found.values()] == [None]


def test_test_centres_are_found_by_their_numbers(database: Database) -> None:
    with stored(database) as unit:
        found = unit.sittings.centres(["Kra", "PC-01", "nowhere"])

    assert {number: centre.id for number, centre in found.items()} == {"Kra": OrganisationId(CENTRE)}


@pytest.mark.parametrize("release_at", [None, NOON])
def test_an_upload_is_its_persons_own_until_it_is_taken_over(database: Database, release_at: datetime | None) -> None:
    upload = ResultUpload(
        id=ResultUploadId(new_id()), uploaded_by=PLANNER, name="Łódź.csv", release_at=release_at, uploaded_at=NOON
    )
    with stored(database) as unit:
        unit.result_uploads.add(upload)

    with stored(database) as unit:
        assert unit.result_uploads.get(upload.id, PLANNER) == upload
        with pytest.raises(NotFoundError):
            unit.result_uploads.get(upload.id, PersonId(new_id()))
        unit.result_uploads.remove(upload.id)
        with pytest.raises(NotFoundError):
            unit.result_uploads.remove(upload.id)


def test_uploads_before_a_moment_are_forgotten(database: Database) -> None:
    old, young = (
        ResultUpload(id=ResultUploadId(new_id()), uploaded_by=PLANNER, name="r.csv", release_at=None, uploaded_at=at)
        for at in (NOON - DAY, NOON)
    )
    with stored(database) as unit:
        unit.result_uploads.add(old)
        unit.result_uploads.add(young)

    with stored(database) as unit:
        assert unit.result_uploads.forget_before(NOON) == 1
        assert unit.result_uploads.get(young.id, PLANNER) == young
