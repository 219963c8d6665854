"""Files of results: what is taken over, what is refused and how it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.results.importing import AT_ONCE, MOST_TOLD
from core.results.judging import Fate
from core.results.model import Holder, ResultStatus, Sitting
from core.results.promises import TELL_CHANGE
from core.shared.errors import InvalidInputError, NotAllowedError
from tests.unit.results.house import (
    ADMINISTRATOR,
    CENTRE,
    COLUMNS,
    DAY,
    EXAM_DAY,
    FIRST,
    NOON,
    NUMBER,
    OTHER_CENTRE,
    RELEASE,
    ROW,
    STARTERS,
    ZOE,
    House,
    row,
)


@pytest.fixture
def house() -> House:
    return House()


def test_a_row_becomes_a_result_with_its_grade_worked_out(house: House) -> None:
    report = house.bring_in(row())

    result = house.result()
    assert result.holder == Holder(
        number=NUMBER,
        given_name="Zoë",
        family_name="Łęska",
        date_of_birth=date(2009, 4, 23),
        email="zoe@example.org",
    )
    assert result.sitting == Sitting(exam=FIRST.code, taken_on=EXAM_DAY, centre_id=CENTRE.id, place="Kraków")
    # 172.5 is rounded up.
    assert (result.marks.outcome.overall, result.marks.outcome.grade, result.marks.outcome.cefr) == (173, "B", "B2")
    assert (result.status, result.release_at, result.released_at) == (ResultStatus.FINAL, RELEASE, None)
    assert (report.rows, report.fates[Fate.NEW], report.wrong, report.is_stored) == (1, 1, 0, True)
    assert house.memory.stored.trail[-1][0] == "results_imported"


def test_shields_have_no_overall_score(house: House) -> None:
    columns = (*COLUMNS, "Listening", "Speaking")
    young = row(exam="yls", Reading="") | {"Use of English": "", "Listening": "4", "Speaking": "5"}

    house.bring_in(young, columns=columns)

    assert house.result().sitting.exam == STARTERS.code
    assert house.result().marks.scores == (("Listening", 4), ("Speaking", 5))
    assert house.result().marks.outcome.overall is None


def test_a_dry_run_says_the_same_and_stores_nothing(house: House) -> None:
    rehearsed = house.bring_in(row(), row(1), dry_run=True)

    assert (house.results, house.memory.commits) == ([], 0)
    assert replace(house.bring_in(row(), row(1)), is_stored=False) == rehearsed


def test_the_same_file_again_changes_nothing(house: House) -> None:
    house.bring_in(row(), row(1))
    before = house.results

    report = house.bring_in(row(), row(1))

    assert (report.fates[Fate.NEW], report.fates[Fate.UNCHANGED]) == (0, 2)
    assert house.results == before


def test_what_is_not_released_is_revised_by_a_newer_file(house: House) -> None:
    house.bring_in(row(status="provisional"), columns=(*COLUMNS, "status"))

    report = house.bring_in(row(Reading="190", place="Wieliczka"), release_at=RELEASE + DAY)

    result = house.result()
    assert report.fates[Fate.REVISED] == 1
    assert (result.marks.outcome.grade, result.sitting.place, result.release_at) == ("A", "Wieliczka", RELEASE + DAY)
    assert result.status is ResultStatus.FINAL
    assert [(change.was, change.became) for change in result.history] == [
        (ResultStatus.PROVISIONAL, ResultStatus.FINAL)
    ]


def test_a_provisional_result_is_revised_after_its_release_without_a_word(house: House) -> None:
    columns = (*COLUMNS, "status")
    house.bring_in(row(status="provisional"), columns=columns)
    house.result().release(now=NOON)

    house.bring_in(row(status="provisional", Reading="180"), columns=columns)

    assert house.result().marks.outcome.overall == 178
    assert not house.memory.stored.jobs


def test_who_relies_on_a_provisional_result_is_told_that_a_file_made_it_final(house: House) -> None:
    house.bring_in(row(status="provisional"), columns=(*COLUMNS, "status"))
    house.result().release(now=NOON)

    house.bring_in(row())

    assert house.result().status is ResultStatus.FINAL
    assert [(kind, payload["change"]) for kind, payload, _ in house.memory.stored.jobs] == [(TELL_CHANGE, "1")]


def test_where_a_provisional_result_was_sat_is_corrected_by_a_newer_file(house: House) -> None:
    columns = (*COLUMNS, "status")
    house.bring_in(row(status="provisional"), columns=columns)
    house.result().release(now=NOON)

    house.bring_in(row(status="provisional", centre_number="PL777", place="Wieliczka"), columns=columns)

    result = house.result()
    assert (result.sitting.centre_id, result.sitting.place) == (OTHER_CENTRE.id, "Wieliczka")
    (change,) = result.history
    assert change.sitting == replace(result.sitting, centre_id=CENTRE.id, place="Kraków")
    assert (change.was, change.became) == (ResultStatus.PROVISIONAL, ResultStatus.PROVISIONAL)


def test_where_a_final_result_was_sat_is_not_changed_by_a_file(house: House) -> None:
    house.bring_in(row())
    house.result().release(now=NOON)

    report = house.bring_in(row(place="Wieliczka"))

    assert [problem.text for problem in report.problems] == [
        "This result is released and final. If it is wrong, amend it."
    ]


@pytest.mark.parametrize("status", [ResultStatus.FINAL, ResultStatus.AMENDED, ResultStatus.WITHHELD])
def test_what_is_released_and_decided_is_not_changed_by_a_file(house: House, status: ResultStatus) -> None:
    house.bring_in(row())
    house.result().release(now=NOON)
    house.result().status = status

    report = house.bring_in(row(Reading="190"), row(1))

    assert [(problem.line, problem.field) for problem in report.problems] == [(2, "candidate_number")]
    assert ("amend it" in report.problems[0].text) is (status is ResultStatus.FINAL)
    assert len(house.results) == 1


def test_what_is_released_and_the_same_is_unchanged_whenever_the_file_would_release_it(house: House) -> None:
    house.bring_in(row())
    house.result().release(now=NOON)

    report = house.bring_in(row(), release_at=None)

    assert (report.wrong, report.fates[Fate.UNCHANGED]) == (0, 1)


def test_bookings_fill_in_what_the_file_leaves_out(house: House) -> None:
    house.book()

    house.bring_in(
        {name: ROW[name] for name in ("candidate_number", "exam", "exam_date", "centre_number")}
        | {"Reading": "170", "Use of English": "170"},
        release_at=None,
    )

    result = house.result()
    assert (result.holder.name, result.holder.date_of_birth) == (ZOE.name, ZOE.date_of_birth)
    assert result.holder.email == ZOE.email
    assert (result.sitting.place, result.release_at) == ("Kraków", RELEASE)


def test_the_time_of_the_session_goes_before_that_of_the_file(house: House) -> None:
    house.book()

    house.bring_in(row(), release_at=RELEASE + DAY)

    assert house.result().release_at == RELEASE


def test_a_name_is_the_bookings_however_it_is_spelt(house: House) -> None:
    house.book()

    report = house.bring_in(row(given_name="LESKA", family_name="Zoe"))

    assert report.wrong == 0
    assert house.result().holder.given_name == "LESKA"


def test_the_number_is_kept_as_the_booking_prints_it(house: House) -> None:
    house.book()
    house.memory.stored.sat[FIRST.code, EXAM_DAY, "K7QF2M9XRT"] = house.memory.stored.sat[FIRST.code, EXAM_DAY, NUMBER]
    house.bring_in(row(candidate_number="k7qf2m9xrt"))

    report = house.bring_in(row())

    assert house.result().holder.number == NUMBER
    assert report.fates[Fate.UNCHANGED] == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"candidate_number": ""}, "candidate_number"),
        ({"exam": ""}, "exam"),
        ({"exam": "XYZ"}, "exam"),
        ({"exam": "CELTA", "Reading": "", "Use_of_English": ""}, "exam"),
        ({"exam_date": ""}, "exam_date"),
        ({"exam_date": "6.2.2027"}, "exam_date"),
        ({"exam_date": "2027-03-03"}, "exam_date"),
        ({"centre_number": ""}, "centre_number"),
        ({"centre_number": "PL999"}, "centre_number"),
        ({"given_name": "", "family_name": ""}, "family_name"),
        ({"given_name": "x" * 101}, "given_name"),
        ({"given_name": "Ann\u202eaD"}, "family_name"),
        ({"date_of_birth": ""}, "date_of_birth"),
        ({"date_of_birth": "23/04/2009"}, "date_of_birth"),
        ({"date_of_birth": "2027-02-06"}, "date_of_birth"),
        ({"date_of_birth": "1899-12-31"}, "date_of_birth"),
        ({"email": "not an address"}, "email"),
        ({"place": ""}, "place"),
        ({"status": "withheld"}, "status"),
        ({"Reading": ""}, "Reading"),
        ({"Reading": "139"}, "Reading"),
        ({"Reading": "17O"}, "Reading"),
        ({"Reading": "²"}, "Reading"),
        ({"Listening": "4"}, "Listening"),
        ({"overall": "172"}, "overall"),
        ({"overall": "many"}, "overall"),
        ({"grade": "A"}, "grade"),
        ({"cefr": "C1"}, "cefr"),
    ],
)
def test_a_bad_row_is_named_by_line_and_field_and_nothing_is_stored(
    house: House, changes: dict[str, str], field: str
) -> None:
    columns = (*COLUMNS, "Listening", "status", "overall", "grade", "cefr")

    report = house.bring_in(row(1), row(**changes), columns=columns)

    assert [(problem.line, problem.field) for problem in report.problems] == [(3, field)]
    assert (report.is_stored, house.results) == (False, [])


def test_what_the_file_says_of_the_overall_result_is_checked_whatever_its_case(house: House) -> None:
    columns = (*COLUMNS, "overall", "grade", "cefr")

    report = house.bring_in(row(overall="173", grade="b", cefr="b2"), columns=columns)

    assert report.wrong == 0


def test_a_row_with_more_values_than_the_header_is_named(house: House) -> None:
    report = house.bring_in(row(), columns=(*COLUMNS, ""))
    assert report.wrong == 0

    report = house.bring_in(row() | {"": "surplus"}, columns=(*COLUMNS, ""))

    assert [(problem.line, problem.field) for problem in report.problems] == [(2, "line")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"given_name": "Anna"}, "family_name"), ({"date_of_birth": "2009-04-24"}, "date_of_birth")],
)
def test_a_number_that_is_somebody_elses_is_refused(house: House, changes: dict[str, str], field: str) -> None:
    house.book()

    report = house.bring_in(row(**changes))

    assert [problem.field for problem in report.problems] == [field]


def test_without_a_session_and_a_time_nobody_knows_when_to_release(house: House) -> None:
    report = house.bring_in(row(), release_at=None)

    assert [problem.field for problem in report.problems] == ["exam_date"]
    assert "release time" in report.problems[0].text


def test_the_same_sitting_twice_in_a_file_is_named(house: House) -> None:
    report = house.bring_in(row(), row(candidate_number="k7qf2 m9xrt"))

    assert [(problem.line, problem.text) for problem in report.problems] == [
        (3, "Line 2 has a result of this candidate, exam and day as well.")
    ]


def test_of_very_many_problems_the_first_are_told_and_all_are_counted(house: House) -> None:
    report = house.bring_in(*(row(place, Reading="0") for place in range(1, MOST_TOLD + 11)))

    assert (len(report.problems), report.wrong) == (MOST_TOLD, MOST_TOLD + 10)
    assert report.problems[-1].line == MOST_TOLD + 1


def test_a_large_file_is_taken_over_in_batches_and_as_a_whole(house: House) -> None:
    report = house.bring_in(*(row(place) for place in range(1, 2 * AT_ONCE + 3)))

    assert (report.fates[Fate.NEW], len(house.results)) == (2 * AT_ONCE + 2, 2 * AT_ONCE + 2)
    assert len({result.sid for result in house.results}) == len(house.results)
    # The running numbers in one unit, everything else in another one.
    assert house.memory.commits == 2


@pytest.mark.parametrize(
    "columns",
    [COLUMNS[1:], (*COLUMNS, "marks"), (*COLUMNS, "exam"), (*COLUMNS, "reading")],
    ids=["missing", "unknown", "twice", "component twice"],
)
def test_a_header_that_cannot_be_understood_is_refused(house: House, columns: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        house.bring_in(row(), columns=columns)

    assert {problem.field for problem in refused.value.problems} == {"header"}


def test_the_column_that_says_what_is_wrong_is_no_matter_when_a_file_comes_again(house: House) -> None:
    assert house.bring_in(row(), columns=(*COLUMNS, "What is wrong")).is_stored


def test_blank_lines_are_left_out(house: House) -> None:
    assert house.bring_in({}, row(), {}).rows == 1


@pytest.mark.parametrize("rows", [[], [{}]])
@pytest.mark.parametrize("columns", [COLUMNS, ()], ids=["a header", "nothing at all"])
def test_a_file_without_results_is_refused(house: House, rows: list[dict[str, str]], columns: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        house.bring_in(*rows, columns=columns)

    assert [problem.field for problem in refused.value.problems] == ["file"]


def test_the_report_says_what_is_released_when(house: House) -> None:
    house.book()

    report = house.bring_in(row(), row(1), row(2), release_at=RELEASE + DAY)

    assert [(one.exam_name, one.taken_on, one.release_at, one.results) for one in report.sittings] == [
        ("B2 First", EXAM_DAY, RELEASE, 1),
        ("B2 First", EXAM_DAY, RELEASE + DAY, 2),
    ]


def test_only_a_results_officer_brings_results_in(house: House) -> None:
    with pytest.raises(NotAllowedError):
        house.bring_in(row(), actor=ADMINISTRATOR)
