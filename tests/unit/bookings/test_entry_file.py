"""What is understood of a file of candidates, and how what is not is named."""

from datetime import date

import pytest

from core.bookings.entry_file import MARK, FileRow, ReadFile, read_entry_file
from core.shared.errors import InvalidInputError

TODAY = date(2026, 12, 1)
HEADER = ("given_name", "family_name", "date_of_birth", "id_number", "email", "phone", "consent")
MAYA = ("Maya", "Lindqvist", "2009-04-23", "P4821137", "maya@example.org", "", "yes")
LI = ("小龙", "李", "2008-11-02", "E99120455", "li@example.org", "+86 10 1234 5678", "")


def read(*lines: tuple[str, ...]) -> ReadFile:
    return read_entry_file([FileRow(line=place, values=line) for place, line in enumerate(lines, 1)], today=TODAY)


def told(result: ReadFile) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.field) for problem in result.problems]


def test_every_candidate_is_read_with_its_line() -> None:
    result = read(HEADER, MAYA, ("", "", "", "", "", "", ""), LI)

    assert [one.name for one in result.details] == ["Maya Lindqvist", "小龙 李"]
    assert result.lines == (2, 4)
    assert [one.consent for one in result.details] == [True, False]
    assert not result.problems


def test_columns_may_stand_in_any_order_and_two_may_be_left_out() -> None:
    result = read(
        ("E-mail".replace("-", ""), "ID number", "Family name", "Given name", "Date of birth"),
        ("maya@example.org", "P4821137", "Lindqvist", "Maya", "2009-04-23"),
    )

    assert result.details[0].id_number == "P4821137"
    assert result.details[0].phone == ""


def test_everything_wrong_in_a_line_is_told_at_once() -> None:
    result = read(HEADER, ("", "", "23.4.2009", "x", "nobody", "ring me", "perhaps"))

    assert set(told(result)) == {
        (2, "family_name"),
        (2, "date_of_birth"),
        (2, "id_number"),
        (2, "email"),
        (2, "phone"),
        (2, "consent"),
    }
    assert not result.details


def test_a_date_of_birth_must_lie_in_the_past() -> None:
    result = read(HEADER, (*MAYA[:2], "2026-12-01", *MAYA[3:]))

    assert told(result) == [(2, "date_of_birth")]


def test_a_date_that_a_spreadsheet_gave_midnight_is_a_date() -> None:
    assert not read(HEADER, (*MAYA[:2], "2009-04-23 00:00:00", *MAYA[3:])).problems


def test_more_values_than_the_header_names_are_told() -> None:
    assert told(read(HEADER, (*MAYA, "what is this"))) == [(2, "line")]


@pytest.mark.parametrize(
    "again",
    [
        ("Someone", "Else", "2001-01-01", "p 4821137".replace(" ", ""), "else@example.org", "", ""),
        ("LINDQVIST", "maya", "2009-04-23", "OTHER-1", "maya2@example.org", "", ""),
    ],
    ids=["the same document", "the same name and day of birth"],
)
def test_the_same_person_twice_is_told_with_both_lines(again: tuple[str, ...]) -> None:
    result = read(HEADER, MAYA, LI, again)

    assert told(result) == [(4, "id_number")]
    assert "line 2" in result.problems[0].text


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (HEADER,),
        (("name", "email"), ("Maya", "maya@example.org")),
        ((*HEADER, "shoe_size"), (*MAYA, "38")),
        ((*HEADER, "email"), (*MAYA, "maya@example.org")),
        (HEADER, *(MAYA for _ in range(5001))),
    ],
    ids=["empty", "a header alone", "columns missing", "a column unknown", "a column twice", "too many"],
)
def test_what_cannot_be_read_at_all_is_refused(lines: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(InvalidInputError):
        read(*lines)


def test_a_file_that_was_given_back_is_read_without_what_it_says_is_wrong() -> None:
    result = read((*HEADER, MARK), (*MAYA, "email: It was wrong."), ("", "", "", "", "", "", "", "left behind"), LI)

    assert [one.name for one in result.details] == ["Maya Lindqvist", "小龙 李"]
    assert not result.problems
