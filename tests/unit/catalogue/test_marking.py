"""How an exam is marked: the published tables, halves rounded up, and what is refused."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalogue.exam_file import read_exams
from core.catalogue.marking import Band, Marking, Outcome, Scale, components_of
from core.catalogue.model import Exam
from core.shared.errors import InvalidInputError

_B2 = Scale(
    name="Cambridge English Scale",
    lowest=140,
    highest=190,
    bands=(
        Band(grade="A", lowest=180, highest=190, cefr="C1"),
        Band(grade="B", lowest=173, highest=179, cefr="B2"),
        Band(grade="C", lowest=160, highest=172, cefr="B2"),
        Band(grade="Level B1", lowest=140, highest=159, cefr="B1"),
    ),
)
_FOUR = Marking(components=("Reading", "Writing", "Listening", "Speaking"), scale=_B2)
_SHIELDS = Marking(components=("Listening", "Reading and Writing", "Speaking"), scale=None, shields=5)


def _scores(*points: int) -> dict[str, int]:
    return dict(zip(_FOUR.components, points, strict=True))


@pytest.mark.parametrize(
    ("points", "overall", "grade", "cefr"),
    [
        ((190, 190, 190, 190), 190, "A", "C1"),
        ((180, 180, 180, 180), 180, "A", "C1"),
        ((179, 180, 179, 179), 179, "B", "B2"),
        ((172, 173, 172, 173), 173, "B", "B2"),
        ((160, 160, 160, 159), 160, "C", "B2"),
        ((159, 159, 159, 160), 159, "Level B1", "B1"),
        ((140, 140, 140, 140), 140, "Level B1", "B1"),
    ],
)
def test_the_overall_score_is_the_mean_with_halves_rounded_up(
    points: tuple[int, ...], overall: int, grade: str, cefr: str
) -> None:
    assert _FOUR.outcome(_scores(*points)) == Outcome(overall=overall, grade=grade, cefr=cefr)


@given(st.lists(st.integers(140, 190), min_size=4, max_size=4))
def test_every_score_within_the_scale_has_a_grade(points: list[int]) -> None:
    outcome = _FOUR.outcome(_scores(*points))

    assert outcome.overall is not None
    assert min(points) <= outcome.overall <= max(points)
    assert outcome.grade == _B2.band_of(outcome.overall).grade


def test_shields_come_to_no_overall_score() -> None:
    scores = dict.fromkeys(_SHIELDS.components, 4)

    assert _SHIELDS.problems(scores) == []
    assert _SHIELDS.outcome(scores) == Outcome(overall=None, grade=None, cefr=None)


def test_what_is_missing_unknown_or_out_of_the_limits_is_named() -> None:
    problems = _FOUR.problems({"Reading": 139, "Writing": 191, "Listening": 140, "Use of English": 150}, line=7)

    assert [(one.field, one.line) for one in problems] == [
        ("Reading", 7),
        ("Writing", 7),
        ("Speaking", 7),
        ("Use of English", 7),
    ]
    assert "140 to 190" in problems[0].text


@pytest.mark.parametrize(
    "bands",
    [
        _B2.bands[:3],
        _B2.bands[1:],
        (_B2.bands[0], *_B2.bands[2:]),
        (*_B2.bands[:3], Band(grade="Level B1", lowest=150, highest=159, cefr="B1")),
        (),
    ],
)
def test_a_scale_with_a_gap_is_refused(bands: tuple[Band, ...]) -> None:
    with pytest.raises(InvalidInputError):
        Scale(name="Scale", lowest=140, highest=190, bands=bands)


def test_an_exam_has_either_a_scale_or_shields() -> None:
    for scale, shields in ((None, 0), (_B2, 5)):
        with pytest.raises(InvalidInputError):
            Marking(components=("Reading",), scale=scale, shields=shields)


def test_components_are_listed_once_in_the_order_in_which_they_are_met() -> None:
    assert components_of([_FOUR, _SHIELDS]) == (*_FOUR.components, "Reading and Writing")


def _demo_catalogue() -> dict[str, Exam]:
    listed = json.loads((files("web.demo") / "catalogue.json").read_text(encoding="utf-8"))["exams"]
    return {exam.code: exam for exam in read_exams(listed)}


@pytest.mark.parametrize(
    ("codes", "bounds", "grades"),
    [
        (("KEY", "KFS"), (100, 150), "A 140 B1, B 133 A2, C 120 A2, Level A1 100 A1"),
        (("PRE", "PFS"), (120, 170), "A 160 B2, B 153 B1, C 140 B1, Level A2 120 A2"),
        (("FCE", "FFS", "BECV"), (140, 190), "A 180 C1, B 173 B2, C 160 B2, Level B1 140 B1"),
        (("CAE", "BECH"), (160, 210), "A 200 C2, B 193 C1, C 180 C1, Level B2 160 B2"),
        (("CPE",), (180, 230), "A 220 C2, B 213 C2, C 200 C2, Level C1 180 C1"),
        (
            ("BECP",),
            (120, 170),
            "Pass with Distinction 160 B2, Pass with Merit 153 B1, Pass 140 B1, Level A2 120 A2",
        ),
    ],
)
def test_the_demo_catalogue_has_the_published_tables(
    codes: tuple[str, ...], bounds: tuple[int, int], grades: str
) -> None:
    catalogue = _demo_catalogue()
    for code in codes:
        marking = catalogue[code].marking
        assert marking is not None
        assert marking.scale is not None
        assert (marking.scale.lowest, marking.scale.highest) == bounds
        assert ", ".join(f"{one.grade} {one.lowest} {one.cefr}" for one in marking.scale.bands) == grades


def test_the_demo_catalogue_has_photos_shields_and_exams_that_are_not_verified_here() -> None:
    catalogue = _demo_catalogue()

    assert {code for code, exam in catalogue.items() if exam.has_photo} == {"FCE", "CAE", "CPE"}
    assert {code for code, exam in catalogue.items() if exam.marking and not exam.marking.scale} == {
        "YLS",
        "YLM",
        "YLF",
    }
    names = {exam.name for exam in catalogue.values() if not exam.is_verifiable}
    assert {"Linguaskill", "CELTA", "DELTA", "TKT", "CELT-P", "CELT-S"} <= names
