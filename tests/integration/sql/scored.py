"""Results as the tests of the database need them: some named ones, and results of any content."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from core.catalogue.marking import Band, Marking, Outcome, Scale
from core.results.model import (
    Change,
    Holder,
    Marks,
    Result,
    ResultId,
    ResultStatus,
    Sitting,
    SortId,
    sort_id,
)
from core.results.reference import draw_reference
from core.shared.ids import new_id
from tests.integration.sql.entered import DAY, FIRST, Fields, days, texts
from tests.integration.sql.proctored import CENTRE, NOON, instants, numbers, words

EXAM_DAY = date(2027, 2, 6)
SCALE = Scale(
    name="Cambridge English Scale",
    lowest=140,
    highest=190,
    bands=(
        Band(grade="A", lowest=180, highest=190, cefr="C1"),
        Band(grade="B", lowest=160, highest=179, cefr="B2"),
        Band(grade="Level B1", lowest=140, highest=159, cefr="B1"),
    ),
)
MARKING = Marking(components=("Reading", "Writing"), scale=SCALE)


def holder(name: str = "Zoë Łęska", number: str = "K7QF2-M9XRT") -> Holder:
    given, _, family = name.rpartition(" ")
    return Holder(
        number=number,
        given_name=given,
        family_name=family,
        date_of_birth=date(2009, 4, 23),
        email=f"{family.lower()}@example.org",
    )


def result(
    name: str = "Zoë Łęska",
    number: str = "",
    *,
    sequence: int = 0,
    taken_on: date = EXAM_DAY,
    reading: int = 170,
) -> Result:
    """A final one that is released a day after noon."""
    made = new_id()
    return Result(
        id=ResultId(made),
        sid=sort_id(taken_on, sequence),
        reference=draw_reference(),
        holder=holder(name, number or f"N-{made.hex[-12:]}"),
        sitting=Sitting(exam=FIRST.code, taken_on=taken_on, centre_id=CENTRE, place="Kraków"),
        marks=Marks.of({"Reading": reading, "Writing": 180}, MARKING),
        status=ResultStatus.FINAL,
        release_at=NOON + DAY,
    )


days_of_exams = st.dates(date(1990, 1, 1), date(2200, 1, 1))
OUTCOME_FIELDS: Fields = {"overall": st.none() | numbers, "grade": st.none() | words, "cefr": st.none() | words}
MARKS_FIELDS: Fields = {
    "scores": st.lists(st.tuples(words, numbers), min_size=1, max_size=6).map(tuple),
    "outcome": st.builds(Outcome, **OUTCOME_FIELDS),
}
HOLDER_FIELDS: Fields = {
    "number": words,
    "given_name": words,
    "family_name": words,
    "date_of_birth": days,
    "email": words,
}
SITTING_FIELDS: Fields = {
    "exam": st.just(FIRST.code),
    "taken_on": days_of_exams,
    "centre_id": st.just(CENTRE),
    "place": words,
}
holders, marks = st.builds(Holder, **HOLDER_FIELDS), st.builds(Marks, **MARKS_FIELDS)
sittings = st.builds(Sitting, **SITTING_FIELDS)
CHANGE_FIELDS: Fields = {
    "at": instants,
    "by": words,
    "was": st.sampled_from(ResultStatus),
    "became": st.sampled_from(ResultStatus),
    "reason": texts,
    "holder": st.none() | holders,
    "sitting": st.none() | sittings,
    "marks": st.none() | marks,
}
RESULT_FIELDS: Fields = {
    "id": st.uuids(),
    "sid": st.integers(0, 2**62).map(SortId),
    "reference": st.builds(draw_reference),
    "holder": holders,
    "sitting": sittings,
    "marks": marks,
    "status": st.sampled_from(ResultStatus),
    "release_at": instants,
    "released_at": st.none() | instants,
    "photo": st.none() | words,
    "history": st.lists(st.builds(Change, **CHANGE_FIELDS), max_size=4),
    "version": st.integers(0, 2**31 - 2),
}
WHOLE: dict[type[Any], Fields] = {
    Outcome: OUTCOME_FIELDS,
    Marks: MARKS_FIELDS,
    Holder: HOLDER_FIELDS,
    Sitting: SITTING_FIELDS,
    Change: CHANGE_FIELDS,
    Result: RESULT_FIELDS,
}
