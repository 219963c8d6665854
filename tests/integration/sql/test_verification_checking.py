"""Whoever meddles with what is searched is found out, and it can be made anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.sql.checking import check_read_models, rebuild_read_models
from adapters.sql.database import Database
from core.verification.model.sharing import Field
from tests.integration.sql import scored
from tests.integration.sql.entered import DAY
from tests.integration.sql.proctored import NOON, OTHER_CENTRE, stored
from tests.integration.sql.verified import EMPLOYER, give, keep_results, settle, share_of


@pytest.fixture(autouse=True)
def _shared(database: Database) -> None:
    """Some that are shared, one of them in part, two corrected, one over, one withdrawn."""
    settle(database)
    results = [scored.result(name, sequence=place) for place, name in enumerate(("Zoë Łęska", "Ada Bo", "王 小龙"))]
    keep_results(database, *results)
    withdrawn = share_of(results[2])
    give(
        database,
        share_of(results[0]),
        share_of(results[0], EMPLOYER, fields=frozenset({Field.OVERALL})),
        share_of(results[1], shared_at=NOON - 2 * DAY, expires_at=NOON - DAY),
        withdrawn,
    )
    give(database, share_of(results[1]))
    with stored(database) as unit:
        unit.shares.get(withdrawn.id, for_update=True).withdraw(now=NOON)
        unit.results.get(results[1].id, for_update=True).amend(
            holder=scored.holder("Ida Bo", results[1].holder.number),
            marks=results[1].marks,
            reason="Misspelt",
            by="x",
            now=NOON,
        )
        unit.results.get(results[0].id, for_update=True).amend(
            holder=results[0].holder,
            marks=results[0].marks,
            sitting=replace(results[0].sitting, centre_id=OTHER_CENTRE, place="Wieliczka"),
            reason="The list was of another centre",
            by="x",
            now=NOON,
        )


def test_what_was_written_step_by_step_agrees(database: Database) -> None:
    assert not check_read_models(database)


def test_no_word_of_a_name_outlasts_the_shares_that_had_it(database: Database) -> None:
    with database.read() as connection:
        words = connection.exec_driver_sql("SELECT term FROM share_tally WHERE criterion = 'word'").scalars().all()

    # The one that was withdrawn had two others, and the corrected one another first name.
    assert sorted(words) == ["bo", "ida", "leska", "leska", "zoe", "zoe"]


@pytest.mark.parametrize(
    "meddling",
    [
        "UPDATE share_search SET number_key = 'x'",
        "UPDATE share_search SET name_key = ' x'",
        "UPDATE share_search SET place_id = (SELECT min(id) FROM result_place)",
        "UPDATE share_name SET place_id = (SELECT min(id) FROM result_place)",
        "UPDATE share_search SET expires_at = NULL, shows_overall = NOT shows_overall",
        "DELETE FROM share_search",
        "DELETE FROM share_name",
        "DELETE FROM share_name WHERE word = 'bo'",
        "UPDATE share_name SET word = word || 'x'",
        "UPDATE share_name SET sid = sid + 100",
        "UPDATE share_search SET sid = sid + 100",
        "UPDATE share_tally SET shares = 7",
        "DELETE FROM centre_word",
        "UPDATE centre_word SET word = word || 'x' WHERE word = 'krakow'",
        "INSERT INTO place_word SELECT 'elsewhere', min(id) FROM result_place",
        "UPDATE recognising_word SET word = 'x' WHERE word = 'university'",
        "UPDATE recognising_organisation SET name_key = 'x'",
        "UPDATE result_name SET name_key = 'x'",
        "UPDATE result_name SET exam_code = 'KEY'",
        "UPDATE result_name SET sid = sid + 100",
        "DELETE FROM result_name WHERE word = 'bo'",
        "INSERT INTO result_name SELECT 'elsewhere', sid, name_key, exam_code FROM result",
    ],
)
def test_what_was_meddled_with_is_found_and_made_anew(database: Database, meddling: str) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(meddling)

    found = check_read_models(database)
    rebuild_read_models(database)

    assert found
    assert not check_read_models(database)


def test_what_agrees_is_the_same_when_it_is_made_anew(database: Database) -> None:
    with stored(database) as unit:
        for one in unit.shares.expired(now=NOON, limit=10):
            one.expire(now=NOON)

    rebuild_read_models(database)

    assert not check_read_models(database)
