"""By which index a search goes: the one on which the fewest rows are met before a page is full, as the tallies tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, prod

from sqlalchemy import Connection

from adapters.sql.verification.search_shape import Lead, Shape
from adapters.sql.verification.search_text import sizes_text
from adapters.sql.verification.wanted import LAST, Values, Wanted

WORDS = 200
"""So many words that begin as typed are added up."""
_ONE_IN = 30
"""Of more, one share in so many is taken to have one."""
LOOKED_UP = 5
"""What it costs to look up a row elsewhere, beside meeting the next one."""
STEPS, FURTHER = 4000, 64_000
"""How far one walks at least, and at most, to meet what should be met much earlier, before going another way."""
_ORDERED = (Lead.CENTRES, Lead.PLACES, Lead.EXAM, Lead.ALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A lead, and of words the one that leads. It has so many `rows`; so many are probably `met`, at a `cost` each."""

    lead: Lead
    word: str = ""
    rows: float
    met: float
    cost: float = 1

    @property
    def effort(self) -> float:
        return self.met * self.cost

    @property
    def steps(self) -> int:
        """How far to walk along what is long; the end of anything else is reached soon enough."""
        is_long = self.lead in {Lead.EXAM, Lead.ALL} and self.rows > FURTHER
        return min(FURTHER, max(STEPS, round(8 * self.met))) if is_long else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How many shares the organisation has, and how many of them fit each criterion alone. Of words also how many have
    the word itself, which are read in order, and at the most a longer one that begins so, which are read to the last.
    """

    total: int
    of: Mapping[Lead | str, float]
    same: Mapping[str, int]
    longer: Mapping[str, int]

    def fewest(self, wanted: Wanted) -> Way:
        """The way with an end."""
        return min(self._ways(wanted, most=1), key=lambda way: way.rows)

    def best(self, wanted: Wanted, *, most: int, in_order: bool) -> Way:
        """The way to the first so many, or to any so many."""
        return min(self._ways(wanted, most=most, in_order=in_order), key=lambda way: way.effort)

    def _ways(self, wanted: Wanted, *, most: int, in_order: bool = True) -> Sequence[Way]:
        part = {one: min(1.0, size / max(self.total, 1)) for one, size in self.of.items()}
        found = max(self.total * prod(part.values()), 0.01)
        ways = []
        for word in wanted.words:
            met = self._met(self.of[word], found, most)
            if in_order or wanted.is_dated:
                met = self._met(self.same[word], found, most) + self.longer[word]
            ways.append(Way(lead=Lead.WORD, word=word, rows=self.same[word] + self.longer[word], met=met))
        for lead in _ORDERED:
            if lead is Lead.ALL or lead in wanted.filters:
                rows = self.of.get(lead, self.total)
                met = self._met(rows, found, most)
                meant = wanted.meant(lead)
                if in_order and meant is not None:
                    # Each of several centres gives as many, of which the newest are taken; many are sorted to the last.
                    met = min(rows, met * meant.room) if meant.room else rows
                ways.append(Way(lead=lead, rows=rows, met=met, cost=_cost(lead, wanted)))
        return ways

    @staticmethod
    def _met(rows: float, found: float, most: int) -> float:
        return min(rows, most * rows / found)


def _cost(lead: Lead, wanted: Wanted) -> float:
    """The index of an exam has nothing else in it; the others have all that is asked for besides."""
    is_looked_up = lead is Lead.EXAM and (wanted.words or len(wanted.filters) > 1)
    return LOOKED_UP if is_looked_up else 1


def alone(wanted: Wanted) -> Way | None:
    """The way where there is nothing to weigh: to what nobody shares with many, or to one criterion in its order."""
    for lead in (Lead.NUMBER, Lead.EMAIL, Lead.BIRTH):
        if lead in wanted.filters:
            return Way(lead=lead, rows=0, met=0)
    if wanted.words or len(wanted.filters) > 1:
        return None
    lead = next(iter(wanted.filters), Lead.ALL)
    meant = wanted.meant(lead)
    if meant is not None and not meant.room:
        # Of so many centres some are met soon on the way.
        return Way(lead=Lead.ALL, rows=inf, met=0)
    return Way(lead=lead, rows=0, met=0)


def sizes(connection: Connection, wanted: Wanted) -> Sizes:
    asked = Shape(
        lead=Lead.ALL,
        most=1,
        filters=wanted.filters,
        centres=wanted.centres,
        places=wanted.places,
        words=len(wanted.words),
    )
    values: Values = dict(wanted.values)
    for place, word in enumerate(wanted.words):
        values |= {f"word{place}": word, f"last{place}": word + LAST}
    text = sizes_text(connection.dialect.name, asked, WORDS)
    total, *rest = (int(one or 0) for one in connection.exec_driver_sql(text, values).one())
    of: dict[Lead | str, float] = {}
    for lead in (Lead.EXAM, Lead.CENTRES, Lead.PLACES):
        if lead in wanted.filters:
            of[lead] = rest.pop(0)
    same: dict[str, int] = {}
    longer: dict[str, int] = {}
    for word in wanted.words:
        same[word], shares, words = (rest.pop(0) for _ in range(3))
        # Of a beginning that many words have it is only known that it is frequent.
        longer[word] = shares if words < WORDS else total
        of[word] = same[word] + (shares if words < WORDS else max(shares, total / _ONE_IN))
    return Sizes(total=total, of=of, same=same, longer=longer)
