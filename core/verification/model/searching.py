"""What can be asked of shared results."""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import NewType

from core.catalogue.model import ExamCode
from core.results.reference import ReferenceNumber
from core.shared.errors import InvalidInputError

SearchId = NewType("SearchId", str)
"""What stands in an address in place of the criteria: opaque, and good only for the person who searched."""

_TYPED = re.compile(r"(\d{4}|\d{2})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """Every criterion of FEATURES R07 to R15; those that are given hold together. Without any, everything shared is
    found, the newest share first; else the newest exam first.

    `name`: words in any order, each the beginning of a word of the name; case and accents do not matter. `place` and
    `centre`: words of the city and of the centre's name, in the same way. `number` is the candidate ID number. The
    days of the exam are from `taken_from` to `taken_to`, both included.
    """

    name: str = ""
    date_of_birth: date | None = None
    number: str = ""
    exam: ExamCode | None = None
    place: str = ""
    centre: str = ""
    email: str = ""
    taken_from: date | None = None
    taken_to: date | None = None
    reference: ReferenceNumber | None = None

    def __post_init__(self) -> None:
        if self.taken_from and self.taken_to and self.taken_to < self.taken_from:
            raise InvalidInputError.of("taken_to", "The last day must not be before the first.")

    @property
    def is_empty(self) -> bool:
        return not any(getattr(self, one.name) for one in fields(self))


def read_typed_date(text: str, *, today: date, field: str) -> date:
    """`YYYY-MM-DD`, or `YY-MM-DD` with the latest year that makes it a day in the past: on 21 November 2026 `26-11-20`
    is in 2026 and `26-11-22` in 1926. Raises InvalidInputError for anything else."""
    found = _TYPED.fullmatch(text.strip().replace("‐", "-").replace("–", "-"))
    if found is None:
        raise InvalidInputError.of(field, "Enter a date as YYYY-MM-DD or YY-MM-DD, such as 2009-04-23 or 09-04-23.")
    year, month, day = (int(part) for part in found.groups())
    try:
        if len(found[1]) == 4:
            return date(year, month, day)
        return _latest(year, month, day, today)
    except ValueError:
        raise InvalidInputError.of(field, f"There is no such day: {text.strip()}.") from None


def _latest(year: int, month: int, day: int, today: date) -> date:
    """The newest of the centuries that gives a day not after today; 29 February needs one with a leap year."""
    this_century = today.year // 100 * 100
    for century in range(this_century, this_century - 400, -100):
        try:
            read = date(century + year, month, day)
        except ValueError:
            continue
        if read <= today:
            return read
    raise ValueError("no such day")
