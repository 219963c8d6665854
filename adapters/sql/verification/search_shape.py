"""What a question asks of shared results, without its values, and how each of the two databases says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from adapters.sql.verification.tallies import Tallied


class Lead(Enum):
    """By which index a search goes. All but the newest shares give the newest exam first."""

    NEWEST = "newest"
    ALL = "all"
    NUMBER = "number"
    EMAIL = "email"
    BIRTH = "birth"
    CENTRES = "centres"
    PLACES = "places"
    EXAM = "exam"
    WORD = "word"
    """A word of a name: whole as typed it is in order; the longer ones that begin so are found and sorted."""


COLUMNS = {
    Lead.NUMBER: "number_key",
    Lead.EMAIL: "email_key",
    Lead.BIRTH: "date_of_birth",
    Lead.CENTRES: "centre_id",
    Lead.PLACES: "place_id",
    Lead.EXAM: "exam_code",
}
TALLIED = {
    Lead.NEWEST: Tallied.ALL,
    Lead.EXAM: Tallied.EXAM,
    Lead.CENTRES: Tallied.CENTRE,
    Lead.PLACES: Tallied.PLACE,
}
"""Of what is asked for alone, by which of these, it is known how many there are."""
_INDEXES = {
    Lead.NUMBER: "ix_share_search_number",
    Lead.EMAIL: "ix_share_search_email",
    Lead.BIRTH: "ix_share_search_birth",
    Lead.CENTRES: "ix_share_search_centre",
    Lead.PLACES: "ix_share_search_place",
    Lead.EXAM: "ix_share_search_exam",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Which centres or cities are asked for: few are bound by their ids, for which there is `room`; without room they
    are all those in whose names each of so many `words` begins a word."""

    words: int = 0
    room: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """`centres` and `places` tell which are asked for, if any are, `words` how many words of the name there are that
    do not lead. At `most` so many rows are wanted; where there are `steps`, no more rows of the lead than these are
    looked at.

    The two numbers stand in the text: PostgreSQL, which plans for any value that is bound, would plan for large ones.
    """

    lead: Lead
    most: int
    steps: int = 0
    filters: frozenset[Lead] = frozenset()
    centres: Meant = Meant()
    places: Meant = Meant()
    words: int = 0

    def meant(self, lead: Lead) -> Meant | None:
        return {Lead.CENTRES: self.centres, Lead.PLACES: self.places}.get(lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """`found_in` tells the place of a text in another."""

    name: str
    found_in: str

    def text(self, statement: str) -> str:
        if self.name == "sqlite":
            return statement
        return re.sub(r"(?<!:):(\w+)", r"%(\1)s", statement)

    def any_of(self, column: str, ids: str, room: int) -> str:
        if self.name == "sqlite":
            return f"{column} IN ({', '.join(f':{ids}{place}' for place in range(room))})"
        return f"{column} = ANY(:{ids})"

    def entered_by(self, column: str, ids: str) -> str:
        """By all that a statement gives; said so that the index is entered for each of them."""
        return f"{column} IN ({ids})" if self.name == "sqlite" else f"{column} = ANY(ARRAY({ids}))"

    def passed_over(self, condition: str) -> str:
        """Said so that no index is taken for it."""
        return f"+{condition}" if self.name == "sqlite" else f"({condition}) IS TRUE"

    def table(self, lead: Lead) -> str:
        """SQLite is told the index; without figures about the rows, which it does not keep by itself, it takes the
        primary key for as good as any."""
        if lead is Lead.WORD:
            return "share_name n"
        if self.name != "sqlite":
            return "share_search s"
        return f"share_search s INDEXED BY {_INDEXES[lead]}" if lead in _INDEXES else "share_search s NOT INDEXED"

    def not_over(self, alias: str) -> str:
        """Not among those that are over and were not taken out yet, which are few."""
        over = "SELECT e.sid FROM share_search e WHERE e.organisation_id = :organisation AND e.expires_at <= :now"
        if self.name != "sqlite":
            # PostgreSQL looks through rows it takes for many one by one, and those of an array for few.
            over = f"SELECT unnest(ARRAY({over}))"
        return f"{alias}.sid NOT IN ({over})"


SQLITE = Dialect(name="sqlite", found_in="instr")
POSTGRES = Dialect(name="postgresql", found_in="strpos")
DIALECTS = {one.name: one for one in (SQLITE, POSTGRES)}
