"""What the gallery shows: an invented planner's morning, the same at every visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleTest:
    """One row of the gallery's list, shaped like the view of a test to be proctored."""

    number: int
    title: str
    planner: str
    candidates: int
    starts_at: datetime
    status: str
    kind: str


_TITLES = (
    "B2 First, morning",
    "C1 Advanced, afternoon",
    "A2 Key for Schools",
    "B1 Preliminary, resit",
    "Linguaskill, group 4",
)
_PLANNERS = (
    "Maya Lindqvist",
    "Tobias Achebe",
    "Priya Raman",
    "Jonas Weber",
    "Lucía Fernández",
    "عمر حداد",
    "田中 愛子",
)
_STATUSES = (
    ("Confirmed", "success"),
    ("Awaiting confirmation", "info"),
    ("Rejected", "danger"),
    ("Not requested", "neutral"),
    ("Needs attention", "warning"),
)

EXAMPLE_TESTS: tuple[ExampleTest, ...] = tuple(
    ExampleTest(
        number=number,
        title=_TITLES[number % len(_TITLES)],
        planner=_PLANNERS[number % len(_PLANNERS)],
        candidates=12 + (number * 37) % 180,
        starts_at=datetime(2026, 12, 1 + number, 7 + number % 9, 30 * (number % 2), tzinfo=UTC),
        status=_STATUSES[number % len(_STATUSES)][0],
        kind=_STATUSES[number % len(_STATUSES)][1],
    )
    for number in range(14)
)

EXAMPLE_CANDIDATES = (
    ("EH-10442", "Aiko Tanaka", "aiko.tanaka@example.org"),
    ("EH-10443", "Chloé Marchand", "chloe.marchand@example.org"),
    ("EH-10444", "Omar Haddad", "omar.haddad@example.org"),
)

_PAGE = 6


def page_of_tests(
    *, words: str, status: str, sort: str, after: str | None, before: str | None
) -> tuple[Sequence[ExampleTest], str | None, str | None, int]:
    """The rows of one page, the cursors to the pages before and after it, and how many rows there are in all."""
    found = [
        test
        for test in EXAMPLE_TESTS
        if words.casefold() in f"{test.title} {test.planner}".casefold() and status in {"", test.kind}
    ]
    key = sort.removeprefix("-")
    if key in {"title", "planner", "candidates", "starts_at", "status"}:
        found.sort(key=lambda test: (getattr(test, key), test.number), reverse=sort.startswith("-"))
    start = _number(after) if after else max(0, _number(before) - _PAGE)
    rows = found[start : start + _PAGE]
    return rows, str(start) if start else None, str(start + _PAGE) if start + _PAGE < len(found) else None, len(found)


def _number(cursor: str | None) -> int:
    return int(cursor) if cursor and cursor.isdecimal() else 0
