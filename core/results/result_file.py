"""Reading a file of results: every bad row is named by line and field. Whether what it says can be is judged later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.bookings.entry_file import MARK, FileRow
from core.catalogue.model import ExamCode
from core.results.model import ResultStatus
from core.shared.errors import InvalidInputError, Problem

REQUIRED = ("candidate_number", "exam", "exam_date", "centre_number")
OPTIONAL = (
    "given_name",
    "family_name",
    "date_of_birth",
    "email",
    "place",
    "status",
    "overall",
    "grade",
    "cefr",
)
"""What sessions and bookings know may be left out; the last three are worked out, and checked where they are given."""

COLUMNS = (*REQUIRED, *OPTIONAL)
"""The header of the file, in any order, and beside them a column for each component, by its name."""

MAX_ROWS = 200_000
_LONGEST = 100

_STATUSES = {status.value: status for status in (ResultStatus.PROVISIONAL, ResultStatus.FINAL)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Which column holds what. `components` are the names of the catalogue by their places."""

    columns: Mapping[str, int]
    components: Mapping[str, int]
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedResult:
    """One row as it stands. What was left out is empty, or None for what is no text."""

    line: int
    number: str
    given_name: str
    family_name: str
    date_of_birth: date | None
    email: str
    exam: ExamCode
    taken_on: date
    centre_number: str
    place: str
    status: ResultStatus
    scores: Mapping[str, int]
    overall: int | None
    grade: str
    cefr: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


def column(title: str) -> str:
    return title.strip().casefold().replace(" ", "_")


def read_header(row: FileRow, components: Sequence[str]) -> Header:
    """`components` are those of every exam. Raises InvalidInputError for unknown, double and missing columns."""
    by_column = {column(name): name for name in components}
    columns, found = dict[str, int](), dict[str, int]()
    problems = []
    titles = [column(title) for title in row.values]
    while titles and not titles[-1]:
        titles.pop()
    for place, title in enumerate(titles):
        if title in columns or by_column.get(title) in found:
            problems.append(f"The column {title} stands in the file twice.")
        elif title in COLUMNS:
            columns[title] = place
        elif title in by_column:
            found[by_column[title]] = place
        elif title != column(MARK):
            known = ", ".join((*COLUMNS, *components))
            problems.append(f"There is no column «{row.values[place].strip()}». The columns are {known}.")
    problems += [f"The column {name} is missing." for name in REQUIRED if name not in columns]
    if problems:
        told = [Problem(field="header", text=text, line=row.line) for text in problems]
        raise InvalidInputError("result_file_invalid", told)
    return Header(columns=columns, components=found, width=len(titles))


def is_blank(row: FileRow) -> bool:
    return not any(value.strip() for value in row.values)


def read_row(header: Header, row: FileRow) -> SubmittedResult | list[Problem]:
    """The row, or everything that is wrong with how it is written."""
    reading = _Reading(header, row)
    if any(value.strip() for value in row.values[header.width :]):
        reading.wrong("line", "This line has more values than the header.")
    texts = {name: reading.text(name) for name in COLUMNS}
    number, exam, centre = texts["candidate_number"].upper(), texts["exam"].upper(), texts["centre_number"]
    for name, value, words in (
        ("candidate_number", number, "the candidate ID number"),
        ("exam", exam, "the code of the exam"),
        ("centre_number", centre, "the number of the test centre"),
    ):
        if not value:
            reading.wrong(name, f"Enter {words}.")
    taken_on = reading.date("exam_date")
    if taken_on is None and not reading.has_problem("exam_date"):
        reading.wrong("exam_date", "Enter the day of the exam, such as 2026-12-05.")
    status = texts["status"].casefold() or ResultStatus.FINAL.value
    if status not in _STATUSES:
        reading.wrong("status", "Write provisional or final; the other statuses are given here, with a reason.")
    born = reading.date("date_of_birth")
    scores = {name: reading.number_at(name, place) for name, place in header.components.items()}
    overall = reading.number("overall")
    if reading.problems or taken_on is None:
        return reading.problems
    return SubmittedResult(
        line=row.line,
        number=number,
        given_name=texts["given_name"],
        family_name=texts["family_name"],
        date_of_birth=born,
        email=texts["email"],
        exam=ExamCode(exam),
        taken_on=taken_on,
        centre_number=centre,
        place=texts["place"],
        status=_STATUSES[status],
        scores={name: score for name, score in scores.items() if score is not None},
        overall=overall,
        grade=texts["grade"],
        cefr=texts["cefr"],
    )


class _Reading:
    """One row while it is read, and what is wrong with it so far."""

    def __init__(self, header: Header, row: FileRow) -> None:
        self._header, self._row = header, row
        self.problems: list[Problem] = []

    def wrong(self, field: str, text: str) -> None:
        self.problems.append(Problem(field=field, text=text, line=self._row.line))

    def has_problem(self, field: str) -> bool:
        return any(problem.field == field for problem in self.problems)

    def text(self, name: str) -> str:
        value = self._at(self._header.columns.get(name))
        limit = 254 if name == "email" else _LONGEST
        if len(value) > limit and not self.has_problem(name):
            self.wrong(name, f"Shorten it to {limit} characters.")
        return value

    def date(self, name: str) -> date | None:
        value = self.text(name)
        if not value:
            return None
        try:
            # A spreadsheet hands some dates over with a time of midnight.
            return date.fromisoformat(value.removesuffix(" 00:00:00").removesuffix("T00:00:00"))
        except ValueError:
            self.wrong(name, "Write the date as 2026-12-05.")
            return None

    def number(self, name: str) -> int | None:
        return self.number_at(name, self._header.columns.get(name))

    def number_at(self, name: str, place: int | None) -> int | None:
        value = self._at(place)
        if not value:
            return None
        if not (value.isascii() and value.isdigit() and len(value) <= 4):
            self.wrong(name, "Write a whole number.")
            return None
        return int(value)

    def _at(self, place: int | None) -> str:
        return self._row.values[place].strip() if place is not None and place < len(self._row.values) else ""
