"""What the search finds is what a slow and plain one finds, whatever is shared, left out, over, corrected and asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql.database import Database
from adapters.sql.verification import planning, search_text, searching, wanted
from adapters.sql.verification.reader import SqlVerificationReader
from core.results.model import Marks, Result, ResultStatus, Sitting
from core.shared.errors import InvalidInputError
from core.shared.ids import OrganisationId, new_id
from core.shared.paging import PageRequest
from core.verification.model.searching import Criteria
from core.verification.model.sharing import Field, Share, ShareId
from core.verification.views import Count, FoundRow
from tests.integration.sql import scored, slow_search
from tests.integration.sql.entered import DAY, FIRST, KEY
from tests.integration.sql.proctored import CENTRE, NOON, OTHER_CENTRE, stored
from tests.integration.sql.verified import (
    READER,
    UNIVERSITY,
    give,
    keep_results,
    list_all,
    recognising,
    settle,
    share_of,
)

CENTRES = {CENTRE: "Kraków Centre", OTHER_CENTRE: "Lagos Centre"}
NAMES = ("Zoë Łęska", "Anna Maria Nowak-Łęska", "Ana de la Cruz", "小龙 王", "प्रिया शर्मा", "O’Brien A. 3rd", "Ann Anna")
TYPED = (
    *(
        "Zoë",
        "leska zoe",
        "ŁĘSKA",
        "a",
        "an",
        "ann",
        "anna a",
        "nowak",
        "ana cruz",
        "小",
        "王",
        "प्रि",
        "o brien",
        "brien",
    ),
    *("3", "…", "zo le", "maria nowak leska", "x", "de l"),
)
PLACES, ASKED_PLACES = ("Kraków", "New Lagos", "Łódź"), ("krakow", "lag", "l", "lodz", "nowhere", "—", "new lagos")
NUMBERS = ("K7QF2-M9XRT", "H2WD8-P4NKB", "SCHOOL-1")
EMAILS = ("zoe@example.org", "Office@School.example")
BIRTHS = (date(2009, 4, 23), date(2000, 1, 1))
DAYS = tuple(scored.EXAM_DAY + place * DAY for place in range(3))

several_in_one_database = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(autouse=True)
def _settled(database: Database) -> None:
    settle(database)


IN_A_CROWD = (
    (planning, "WORDS", 1),
    (planning, "STEPS", 2),
    (planning, "FURTHER", 3),
    (searching, "COUNTED", 2),
    (searching, "CAP", 4),
)
"""A handful counts as many, so that the ways that serve millions are gone here."""


@pytest.fixture(params=["alone", "in a crowd", "in a crowd of centres"])
def _crowd(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    texts = (search_text.page_text, search_text.count_text)
    if request.param != "alone":
        for module, name, number in IN_A_CROWD:
            monkeypatch.setattr(module, name, number)
    if request.param == "in a crowd of centres":
        monkeypatch.setattr(wanted, "FEW", 1)
    for text in texts:
        text.cache_clear()
    yield
    for text in texts:
        text.cache_clear()


@dataclass
class World:
    """What is shared with one organisation and with another."""

    organisation_id: OrganisationId
    results: dict[UUID, Result]
    shares: list[Share]

    def expected(self, criteria: Criteria) -> list[ShareId]:
        return slow_search.search(
            self.shares, self.results, CENTRES, self.organisation_id, criteria, now=NOON + 5 * DAY
        )


@st.composite
def drawn_results(draw: st.DrawFn) -> list[Result]:
    made = []
    for _ in range(draw(st.integers(1, 12))):
        day, place = draw(st.sampled_from(DAYS)), new_id().int % 2**30
        one = scored.result(draw(st.sampled_from(NAMES)), sequence=place, taken_on=day)
        one.sitting = Sitting(
            exam=draw(st.sampled_from([FIRST.code, KEY.code])),
            taken_on=day,
            centre_id=draw(st.sampled_from(list(CENTRES))),
            place=draw(st.sampled_from(PLACES)),
        )
        one.holder = replace(
            one.holder,
            # Numbers of one candidate differ from run to run, because the database is one for all of them.
            number=f"{draw(st.sampled_from(NUMBERS))}-{place}",
            email=draw(st.sampled_from(EMAILS)),
            date_of_birth=draw(st.sampled_from(BIRTHS)),
        )
        made.append(one)
    return made


fields = st.sets(st.sampled_from(Field)).map(lambda some: frozenset(some | {Field.OVERALL}))


@st.composite
def drawn_worlds(draw: st.DrawFn) -> World:
    results = draw(drawn_results())
    ours = OrganisationId(new_id())
    shares = [
        share_of(
            one,
            organisation_id,
            fields=draw(fields),
            expires_at=draw(st.sampled_from([None, None, NOON + DAY, NOON + 9 * DAY])),
        )
        for one in results
        for organisation_id in draw(st.sampled_from([(ours,), (ours, UNIVERSITY), (UNIVERSITY,)]))
    ]
    return World(ours, {one.id: one for one in results}, shares)


@st.composite
def drawn_criteria(draw: st.DrawFn, world: World) -> Criteria:
    results = list(world.results.values())
    exam_days = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    possible: dict[str, Any] = {
        "name": st.sampled_from(TYPED),
        "date_of_birth": st.sampled_from(BIRTHS),
        "number": st.sampled_from([one.holder.number.lower().replace("-", " ") for one in results] + ["none", "-"]),
        "exam": st.sampled_from([FIRST.code, KEY.code]),
        "place": st.sampled_from(ASKED_PLACES),
        "centre": st.sampled_from(["centre", "krak cen", "lagos", "nowhere", "!"]),
        "email": st.sampled_from([*(one.upper() for one in EMAILS), "none@example.org"]),
        "taken_from": st.just(exam_days[0]),
        "taken_to": st.just(exam_days[1]),
        "reference": st.sampled_from([one.reference for one in results]),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(possible)), max_size=4))
    return Criteria(**{name: draw(possible[name]) for name in sorted(chosen)})


def keep(database: Database, world: World) -> None:
    list_all(database, recognising("Searcher", organisation_id=world.organisation_id))
    keep_results(database, *world.results.values())
    give(database, *world.shares)


def found(database: Database, world: World, criteria: Criteria, *, size: int) -> list[FoundRow]:
    reader, rows, after = SqlVerificationReader(database), list[FoundRow](), None
    while True:
        page = reader.search(
            world.organisation_id,
            criteria,
            PageRequest(size=size, after=after),
            person_id=READER,
            now=NOON + 5 * DAY,
        ).page
        rows += page.items
        after = page.next
        if after is None:
            return rows


def counted(database: Database, organisation_id: OrganisationId, criteria: Criteria, *, now: datetime = NOON) -> Count:
    """As it is told above a list of which one row is shown."""
    shown = PageRequest(size=1)
    return SqlVerificationReader(database).search(organisation_id, criteria, shown, person_id=READER, now=now).count


def check(database: Database, world: World, criteria: Criteria, *, size: int) -> None:
    expected = world.expected(criteria)

    rows = found(database, world, criteria, size=size)
    count = counted(database, world.organisation_id, criteria, now=NOON + 5 * DAY)

    assert [row.share_id for row in rows] == expected
    if count.is_capped:
        assert count.number < len(expected)
    else:
        assert count.number == len(expected)


@pytest.mark.usefixtures("_crowd")
@several_in_one_database
@given(data=st.data(), world=drawn_worlds(), size=st.integers(1, 4))
def test_it_finds_what_is_shared_and_asked_for(
    database: Database, data: st.DataObject, world: World, size: int
) -> None:
    keep(database, world)

    for _ in range(6):
        check(database, world, data.draw(drawn_criteria(world)), size=size)


@pytest.mark.usefixtures("_crowd")
@several_in_one_database
@given(data=st.data(), world=drawn_worlds())
def test_it_follows_what_becomes_of_shares_and_results(database: Database, data: st.DataObject, world: World) -> None:
    keep(database, world)
    gone = data.draw(st.sets(st.sampled_from([one.id for one in world.shares])))
    corrected = data.draw(st.sets(st.sampled_from(list(world.results))))
    with stored(database) as unit:
        for share in world.shares:
            if share.id in gone:
                unit.shares.get(share.id, for_update=True).withdraw(now=NOON)
                share.withdraw(now=NOON)
        for due in unit.shares.expired(now=NOON + 5 * DAY, limit=100):
            due.expire(now=NOON + 5 * DAY)
    with stored(database) as unit:
        for result_id in corrected:
            one = world.results[result_id]
            name, email = data.draw(st.sampled_from(NAMES)), data.draw(st.sampled_from(EMAILS))
            given, _, family = name.rpartition(" ")
            new = replace(one.holder, given_name=given, family_name=family, email=email, date_of_birth=BIRTHS[0])
            marks = Marks.of({"Reading": 190, "Writing": 190}, scored.MARKING)
            centre, place = data.draw(st.sampled_from(list(CENTRES))), data.draw(st.sampled_from(PLACES))
            sat = replace(one.sitting, centre_id=centre, place=place)
            for held in (one, unit.results.get(one.id, for_update=True)):
                held.amend(holder=new, sitting=sat, marks=marks, reason="Corrected", by="x", now=NOON)

    for _ in range(4):
        check(database, world, data.draw(drawn_criteria(world)), size=3)


def a_world(*names: str, organisation_id: OrganisationId = UNIVERSITY) -> World:
    results = [scored.result(name, sequence=place) for place, name in enumerate(names, start=1)]
    return World(organisation_id, {one.id: one for one in results}, [share_of(one, organisation_id) for one in results])


class TestARow:
    def shown(self, database: Database, world: World, criteria: Criteria | None = None) -> list[FoundRow]:
        keep_results(database, *world.results.values())
        give(database, *world.shares)
        return found(database, world, criteria or Criteria(), size=50)

    def test_it_shows_what_is_shared(self, database: Database) -> None:
        world = a_world("Zoë Łęska")
        share, (result,) = world.shares[0], world.results.values()
        share.expires_at = NOON + 9 * DAY

        (row,) = self.shown(database, world)

        assert row == FoundRow(
            result_id=result.id,
            share_id=share.id,
            name="Zoë Łęska",
            exam_name="B2 First",
            taken_on=scored.EXAM_DAY,
            centre_name="Kraków Centre",
            place="Kraków",
            status=ResultStatus.FINAL,
            overall=175,
            grade="B",
            cefr="B2",
            shared_at=NOON,
            expires_at=NOON + 9 * DAY,
            is_new=True,
        )

    @pytest.mark.parametrize("reason", ["left out", "withheld"])
    def test_scores_are_hidden_where_they_are_left_out_or_withheld(self, database: Database, reason: str) -> None:
        world = a_world("Zoë Łęska")
        if reason == "left out":
            world.shares[0].fields = frozenset({Field.COMPONENTS})
        else:
            next(iter(world.results.values())).withhold(reason="Checked", by="x", now=NOON)

        (row,) = self.shown(database, world, Criteria(name="zoe"))

        assert (row.overall, row.grade, row.cefr) == (None, None, None)

    def test_it_is_new_to_a_person_until_they_opened_it(self, database: Database) -> None:
        world = a_world("Zoë Łęska", "Ada Bo")
        self.shown(database, world)
        with stored(database) as unit:
            unit.shares.mark_opened(world.shares[0].id, READER, at=NOON)

        rows = found(database, world, Criteria(), size=50)

        assert {row.name: row.is_new for row in rows} == {"Zoë Łęska": False, "Ada Bo": True}


def test_what_another_organisation_was_given_is_not_found(database: Database) -> None:
    world = a_world("Zoë Łęska")
    keep_results(database, *world.results.values())
    give(database, *world.shares)
    (result,) = world.results.values()
    stranger = replace(world, organisation_id=OrganisationId(new_id()))

    for criteria in (Criteria(), Criteria(name="zoe"), Criteria(reference=result.reference)):
        assert not found(database, stranger, criteria, size=5)
        assert counted(database, stranger.organisation_id, criteria).number == 0


@pytest.mark.parametrize(("fields", "found_by"), [(frozenset({Field.OVERALL}), 0), (frozenset(Field), 3)])
def test_by_what_was_left_out_nothing_is_found(database: Database, fields: frozenset[Field], found_by: int) -> None:
    world = a_world("Zoë Łęska")
    (result,) = world.results.values()
    world.shares[0].fields = fields
    keep_results(database, result)
    give(database, *world.shares)
    asked = (
        Criteria(date_of_birth=result.holder.date_of_birth),
        Criteria(number=result.holder.number),
        Criteria(email=result.holder.email),
    )

    assert sum(len(found(database, world, criteria, size=5)) for criteria in asked) == found_by
    assert found(database, world, Criteria(reference=result.reference), size=5)


def test_a_share_that_is_over_makes_way_before_it_is_ended(database: Database) -> None:
    world = a_world("Zoë Łęska")
    (result,) = world.results.values()
    over = share_of(result, shared_at=NOON - 2 * DAY, expires_at=NOON - DAY)
    keep_results(database, result)
    give(database, over)

    give(database, *world.shares)
    with stored(database) as unit:
        for due in unit.shares.expired(now=NOON, limit=10):
            due.expire(now=NOON)

    rows = found(database, world, Criteria(name="zoe"), size=5)
    assert [row.share_id for row in rows] == [world.shares[0].id]
    assert counted(database, UNIVERSITY, Criteria()).number == 1


def test_a_centre_is_found_by_the_name_it_has_now(database: Database) -> None:
    world = a_world("Zoë Łęska")
    keep_results(database, *world.results.values())
    give(database, *world.shares)
    with stored(database) as unit:
        unit.organisations.get(CENTRE, for_update=True).revise(name="Wisła Hall", time_zone="UTC")

    rows = found(database, world, Criteria(centre="wis ha"), size=5)

    assert [row.centre_name for row in rows] == ["Wisła Hall"]
    assert not found(database, world, Criteria(centre="krakow"), size=5)
    assert (
        counted(database, UNIVERSITY, Criteria(centre="wis")).number,
        counted(database, UNIVERSITY, Criteria(centre="krak")).number,
    ) == (1, 0)


@pytest.mark.parametrize("after", ["nonsense", "WyJ4Il0", "WzEsMl0", "WzEuNV0"])
@pytest.mark.parametrize("criteria", [Criteria(), Criteria(name="a")])
def test_a_cursor_that_nobody_gave_is_refused(database: Database, after: str, criteria: Criteria) -> None:
    with pytest.raises(InvalidInputError, match="cursor_invalid"):
        SqlVerificationReader(database).search(
            UNIVERSITY, criteria, PageRequest(after=after), person_id=READER, now=NOON
        )


def test_days_of_the_exam_are_included(database: Database) -> None:
    world = a_world("Zoë Łęska")
    (result,) = world.results.values()
    keep_results(database, result)
    give(database, *world.shares)
    day, one = scored.EXAM_DAY, timedelta(days=1)

    within = [(day, day), (None, day), (day, None), (day - one, day + one)]
    outside = [(day + one, None), (None, day - one), (day - 2 * one, day - one)]

    for first, last in within:
        assert found(database, world, Criteria(taken_from=first, taken_to=last), size=5)
    for first, last in outside:
        assert not found(database, world, Criteria(taken_from=first, taken_to=last), size=5)
