"""Reading a file of candidates as spreadsheets write it, and naming what is wrong by line and field."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.proctoring.candidate_file import MAX_BYTES, read_candidates
from core.proctoring.model.test import ProctoredTestId, TestCandidate
from core.shared.errors import InvalidInputError, Problem

TEST = ProctoredTestId(UUID(int=1))
HEADER = "number,name,email,extra_minutes"


def read(content: str | bytes, *, max_rows: int = 500) -> list[TestCandidate]:
    raw = content.encode() if isinstance(content, str) else content
    return read_candidates(raw, test_id=TEST, max_extra_minutes=30, max_rows=max_rows)


def refusal(content: str | bytes, *, max_rows: int = 500) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as refused:
        read(content, max_rows=max_rows)
    return refused.value


def places(content: str | bytes) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.field) for problem in refusal(content).problems]


def shown(candidates: list[TestCandidate]) -> list[tuple[str, str, str, int]]:
    return [(one.number, one.name, one.email, one.extra_minutes) for one in candidates]


ADA = ("0001", "Ada Lovelace", "ada@example.org", 15)


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n0001,Ada Lovelace,ada@example.org,15\n",
        f"{HEADER}\r\n0001,Ada Lovelace,ada@example.org,15\r\n",
        f"{HEADER}\r0001,Ada Lovelace,ada@example.org,15\r",
        f"{HEADER}\n0001,Ada Lovelace,ada@example.org,15",
        f"{HEADER}\n 0001 , Ada Lovelace , ada@example.org , 15 \n",
        f"{HEADER}\n\n0001,Ada Lovelace,ada@example.org,15\n,,,\n\n",
        f'{HEADER}\n"0001","Ada Lovelace","ada@example.org","15"\n',
        "number;name;email;extra_minutes\n0001;Ada Lovelace;ada@example.org;15\n",
        "number\tname\temail\textra_minutes\n0001\tAda Lovelace\tada@example.org\t15\n",
        "Number, NAME ,E-mail\n".replace("E-mail", "Email") + "0001,Ada Lovelace,ada@example.org\n",
        "extra minutes,email,number,name\n15,ada@example.org,0001,Ada Lovelace\n",
        "\ufeff" + f"{HEADER}\n0001,Ada Lovelace,ada@example.org,15\n",
    ],
    ids=[
        "unix lines",
        "windows lines",
        "old mac lines",
        "no last line end",
        "spaces",
        "empty lines",
        "quoted",
        "semicolons",
        "tabs",
        "header in capitals, without extra time",
        "columns in another order",
        "byte order mark",
    ],
)
def test_a_file_is_read_as_spreadsheets_write_it(content: str) -> None:
    [candidate] = shown(read(content))

    assert candidate[:3] == ADA[:3]
    assert candidate[3] == (15 if "15" in content else 0)


def test_quoted_values_keep_commas_quotation_marks_and_line_ends() -> None:
    content = f'{HEADER}\n0001,"Lovelace, ""Ada""",ada@example.org,0\n0002,"Bo\nBo",bo@example.org,0\n'

    assert [name for _, name, _, _ in shown(read(content))] == ['Lovelace, "Ada"', "Bo\nBo"]


def test_names_of_any_script_are_kept_as_they_are() -> None:
    names = ["Nguyễn Văn A", "李 小龍", "Ольга", "محمد", "Þórður"]
    rows = [f"{number:04},{name},c{number}@example.org,0" for number, name in enumerate(names)]

    assert [name for _, name, _, _ in shown(read("\n".join([HEADER, *rows])))] == names


@pytest.mark.parametrize(
    ("row", "field", "text"),
    [
        (",Ada,ada@example.org,0", "number", "Enter the candidate number: up to 40 letters, digits and . / _ -"),
        ("00 01,Ada,ada@example.org,0", "number", "Enter the candidate number: up to 40 letters, digits and . / _ -"),
        ("x" * 41 + ",Ada,ada@example.org,0", "number", None),
        ("=1+1,Ada,ada@example.org,0", "number", None),
        ("0001,,ada@example.org,0", "name", "Enter the candidate's name, up to 200 characters."),
        ("0001," + "x" * 201 + ",ada@example.org,0", "name", None),
        ("0001,Ada,,0", "email", "Enter an e-mail address like name@example.org."),
        ("0001,Ada,ada,0", "email", None),
        ("0001,Ada,@example.org,0", "email", None),
        ("0001,Ada,ada@localhost,0", "email", None),
        ("0001,Ada,a da@example.org,0", "email", None),
        ("0001,Ada," + "x" * 250 + "@example.org,0", "email", None),
        ("0001,Ada,ada@example.org,31", "extra_minutes", "Extra time is 0 to 30 minutes."),
        ("0001,Ada,ada@example.org,99999999999", "extra_minutes", "Extra time is 0 to 30 minutes."),
        ("0001,Ada,ada@example.org,-5", "extra_minutes", "Extra time is a whole number of minutes, 0 to 30."),
        ("0001,Ada,ada@example.org,2.5", "extra_minutes", None),
        ("0001,Ada,ada@example.org,ten", "extra_minutes", None),
        ("0001,Ada,ada@example.org,٣", "extra_minutes", None),
    ],
)
def test_each_bad_value_is_named_by_line_and_field(row: str, field: str, text: str | None) -> None:
    problems = refusal(f"{HEADER}\n0000,Bo,bo@example.org,0\n{row}\n").problems

    assert [(problem.line, problem.field) for problem in problems] == [(3, field)]
    assert text is None or problems[0].text == text


def test_everything_wrong_in_a_file_is_named_at_once() -> None:
    content = f"{HEADER}\n,Ada,nowhere,0\n0002,Bo,bo@example.org,0\n0003,,c@example.org,99\n"

    assert places(content) == [(2, "number"), (2, "email"), (4, "name"), (4, "extra_minutes")]


def test_lines_are_counted_as_a_spreadsheet_shows_them_even_after_values_of_several_lines() -> None:
    content = f'{HEADER}\n0001,"Ada\n\nLovelace",ada@example.org,0\n\n0002,Bo,nowhere,0\n'

    assert places(content) == [(6, "email")]


def test_a_number_that_stands_twice_is_named_with_the_line_of_the_first() -> None:
    content = f"{HEADER}\n0001,Ada,ada@example.org,0\n0002,Bo,bo@example.org,0\n0001,Cy,cy@example.org,0\n"

    [problem] = refusal(content).problems
    assert (problem.line, problem.field) == (4, "number")
    assert problem.text == "Candidate number 0001 stands already in line 2."


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ("0001,Ada,ada@example.org,0,extra", "This line has 5 values, the header has 4."),
        ("0001,Ada,ada@example.org", "This line has 3 values, the header has 4."),
    ],
)
def test_a_line_with_too_many_or_too_few_values_is_named(row: str, text: str) -> None:
    [problem] = refusal(f"{HEADER}\n{row}\n").problems

    assert (problem.line, problem.field, problem.text) == (2, "line", text)


@pytest.mark.parametrize(
    "header",
    ["", "number,name", "number,name,email,phone", "number,name,email,email", "0001,Ada,ada@example.org,0"],
    ids=["nothing", "a column missing", "a column unknown", "a column twice", "no header"],
)
def test_a_header_that_does_not_name_the_columns_is_refused(header: str) -> None:
    [problem] = refusal(header).problems

    assert (problem.line, problem.field) == (1, "header")
    assert problem.text == (
        "The first line must name the columns: number, name, email, extra_minutes (the last may be left out)."
    )


@pytest.mark.parametrize("content", [HEADER, f"{HEADER}\n\n,,,\n"], ids=["header alone", "empty lines"])
def test_a_file_without_candidates_is_refused(content: str) -> None:
    assert [problem.text for problem in refusal(content).problems] == ["The file has a header but no candidates."]


@pytest.mark.parametrize(
    "value", ['"Ada', '"Ada" Lovelace', '"Ada"Lovelace"'], ids=["not closed", "text after it", "in the middle"]
)
def test_a_misplaced_quotation_mark_is_named_with_its_line(value: str) -> None:
    content = f"{HEADER}\n0001,Bo,bo@example.org,0\n0002,{value},ada@example.org,0\n"

    [problem] = refusal(content).problems
    assert (problem.line, problem.field) == (3, "file")
    assert problem.text == "A quotation mark is not closed, or stands in the middle of a value."


def test_a_value_beyond_all_measure_is_named_with_its_line() -> None:
    [problem] = refusal(f"{HEADER}\n0001,{'x' * 200_000},ada@example.org,0\n").problems

    assert (problem.line, problem.text) == (2, "A value is too long.")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            f"{HEADER}\n0001,Zoë,zoe@example.org,0\n".encode("latin-1"),
            "Save the file as CSV in UTF-8; this one is in another encoding.",
        ),
        (
            f"{HEADER}\n0001,Zoë,zoe@example.org,0\n".encode("utf-16"),
            "Save the file as CSV in UTF-8; this one is in another encoding.",
        ),
        (
            f"{HEADER}\n0001,Ada,ada@example.org,0\n".encode("utf-16-le"),
            "This is not a CSV file. In a spreadsheet, save it as «CSV UTF-8».",
        ),
        (b"PK\x03\x04\x00\x00", "This is not a CSV file. In a spreadsheet, save it as «CSV UTF-8»."),
        (b"x" * (MAX_BYTES + 1), "The file is larger than 1 MB."),
    ],
    ids=["latin-1", "utf-16", "utf-16 without mark", "a spreadsheet", "too large"],
)
def test_what_is_no_csv_in_utf_8_is_refused_with_what_to_do(content: bytes, text: str) -> None:
    [problem] = refusal(content).problems

    assert (problem.field, problem.text, problem.line) == ("file", text, None)


def test_a_file_may_have_as_many_candidates_as_the_vendor_takes_and_no_more() -> None:
    rows = [f"{number:04},Ada,c{number}@example.org,0" for number in range(4)]

    assert len(read("\n".join([HEADER, *rows[:3]]), max_rows=3)) == 3
    [problem] = refusal("\n".join([HEADER, *rows]), max_rows=3).problems
    assert problem.text == "The file has more than 3 candidates."


def test_of_a_file_full_of_errors_the_first_two_hundred_are_named_and_all_are_counted() -> None:
    rows = [f"{number:04},,c{number}@example.org,0" for number in range(300)]

    error = refusal("\n".join([HEADER, *rows]))

    assert (len(error.problems), error.data["found"]) == (200, 300)
    assert error.problems[-1].line == 201


@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"{HEADER}\n{text}".encode()))
def test_any_file_gives_candidates_or_says_what_is_wrong(content: bytes) -> None:
    problems: Sequence[Problem] = ()
    candidates: list[TestCandidate] = []
    try:
        candidates = read(content)
    except InvalidInputError as error:
        problems = error.problems

    assert bool(candidates) is not bool(problems)
