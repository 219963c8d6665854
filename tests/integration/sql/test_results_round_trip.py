"""What is stored of results comes back as it was, whatever it holds."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql.database import Database
from core.results.model import Result, ResultId, SortId
from core.results.reference import draw_reference
from core.shared.ids import new_id
from tests.integration.sql import entered, scored
from tests.integration.sql.proctored import stored
from tests.integration.sql.scored import WHOLE, result

# The database is one for all examples of a test; each example stores things with new ids.
several_in_one_database = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _centres(database: Database) -> None:
    entered.settle(database)


def unlike_others(one: Result) -> Result:
    """With an id, a place in the order, a reference and a number of its own."""
    made = new_id()
    number = f"{one.holder.number} {made.hex}"
    return replace(
        one,
        id=ResultId(made),
        sid=SortId(made.int >> 66),
        reference=draw_reference(),
        holder=replace(one.holder, number=number),
        history=list(one.history),
    )


@pytest.mark.parametrize("kind", WHOLE)
def test_the_tests_below_vary_every_field(kind: type[Any]) -> None:
    assert set(WHOLE[kind]) == {field.name for field in fields(kind)}


@several_in_one_database
@given(one=st.builds(Result, **scored.RESULT_FIELDS))
def test_a_result_that_was_just_made(database: Database, one: Result) -> None:
    one = replace(unlike_others(one), history=[])
    key = (one.sitting.exam, one.sitting.taken_on, one.holder.number)
    with stored(database) as unit:
        unit.results.add_all([one])

    with stored(database) as unit:
        assert unit.results.get(one.id) == one
        assert unit.results.with_reference(one.reference) == one
        assert unit.results.of_sittings([key]) == {key: one}


@several_in_one_database
@given(now=st.builds(Result, **scored.RESULT_FIELDS))
def test_a_result_changed_in_every_field(database: Database, now: Result) -> None:
    first = unlike_others(result())
    now = unlike_others(now)
    with stored(database) as unit:
        unit.results.add_all([first])

    with stored(database) as unit:
        held = unit.results.get(first.id, for_update=True)
        for name in ("holder", "marks", "status", "release_at", "released_at", "photo", "history"):
            setattr(held, name, getattr(now, name))

    with stored(database) as unit:
        assert unit.results.get(first.id) == held
        assert unit.results.get(first.id, for_update=True) == held
