"""What a search asks for, with names folded and exams, centres and cities known by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from adapters.sql.results.mappings import number_key
from adapters.sql.results.tables import result
from adapters.sql.verification.search_text import Lead, ids_text, room
from core.access.model import fold_email
from core.results.model import first_sort_id
from core.shared.ids import OrganisationId
from core.shared.text import fold_name
from core.verification.model.searching import Criteria

LAST = "\U0010ffff"
"""Sorts after every letter."""
_ABOVE_ALL = 1 << 62
_A_DAY = 1 << 30
"""How far the first sort ids of two days that follow each other lie apart."""

_REFERENCE = select(result.c.sid).where(result.c.reference == bindparam("reference"))

# Any: values of every type the columns have.
Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`values` are bound as the driver takes them, `terms` where the counts of centres and cities are asked for.
    `filters` are all criteria that are no words of a name; there is room for so many `centres` and `places` in them.
    The exam lies from `since` to before `below`."""

    values: Values
    terms: Values
    filters: frozenset[Lead]
    centres: int
    places: int
    words: tuple[str, ...]
    since: int
    below: int

    @property
    def is_dated(self) -> bool:
        return self.since > 0 or self.below < _ABOVE_ALL

    def number_of(self, lead: Lead) -> int:
        return {Lead.CENTRES: self.centres, Lead.PLACES: self.places}.get(lead, 0)


def resolve(
    connection: Connection, organisation_id: OrganisationId, criteria: Criteria, *, now: datetime
) -> Wanted | None:
    """None when nothing can match: a word without letter or digit, or a city, centre or number that is not there."""
    is_sqlite = connection.dialect.name == "sqlite"
    keys = {
        Lead.NUMBER: number_key(criteria.number) if criteria.number else None,
        Lead.EMAIL: fold_email(criteria.email) if criteria.email else None,
        Lead.BIRTH: criteria.date_of_birth,
        Lead.EXAM: criteria.exam,
    }
    words = _words(criteria.name) if criteria.name else ()
    since, below = _days(connection, criteria)
    ids: dict[Lead, Sequence[Any]] = {}
    if criteria.place:
        ids[Lead.PLACES] = _matching(connection, Lead.PLACES, criteria.place)
    if criteria.centre:
        ids[Lead.CENTRES] = _matching(connection, Lead.CENTRES, criteria.centre)
    if words is None or since >= below or "" in keys.values() or not all(ids.values()):
        return None
    given = {lead: key for lead, key in keys.items() if key is not None}
    values = {"organisation": organisation_id, "now": now} | {lead.value: key for lead, key in given.items()}
    terms: Values = {}
    rooms = {lead: room(len(some)) for lead, some in ids.items()}
    for lead, some in ids.items():
        values |= _bound(lead.value, some, rooms[lead], is_sqlite=is_sqlite)
        terms |= _bound(f"{lead.value}_term", [_term(one) for one in some], rooms[lead], is_sqlite=is_sqlite)
    return Wanted(
        values={name: _as_stored(value) for name, value in values.items()} if is_sqlite else values,
        terms=terms,
        filters=frozenset(given) | frozenset(ids),
        centres=rooms.get(Lead.CENTRES, 0),
        places=rooms.get(Lead.PLACES, 0),
        words=words,
        since=since,
        below=below,
    )


def _words(typed: str) -> tuple[str, ...] | None:
    """The longest first. One that begins another is asked for with it."""
    words = sorted(set(fold_name(typed).split()), key=lambda word: (-len(word), word))
    kept = [word for word in words if not any(other != word and other.startswith(word) for other in words)]
    return tuple(kept) or None


def _days(connection: Connection, criteria: Criteria) -> tuple[int, int]:
    since = first_sort_id(criteria.taken_from) if criteria.taken_from else 0
    below = first_sort_id(criteria.taken_to) + _A_DAY if criteria.taken_to else _ABOVE_ALL
    if criteria.reference:
        sid = connection.execute(_REFERENCE, {"reference": criteria.reference}).scalar_one_or_none()
        since, below = (max(since, sid), min(below, sid + 1)) if sid is not None else (0, 0)
    return since, below


def _matching(connection: Connection, lead: Lead, typed: str) -> Sequence[Any]:
    """The ids as the driver gives them. Any: they are of two kinds."""
    words = _words(typed)
    if words is None:
        return ()
    text = ids_text(connection.dialect.name, lead, len(words))
    return connection.exec_driver_sql(text, names(words)).scalars().all()


def names(words: Sequence[str]) -> Values:
    return {f"name{place}": f" {word}" for place, word in enumerate(words)}


def _bound(name: str, ids: Sequence[Any], places: int, *, is_sqlite: bool) -> Values:
    """SQLite binds one by one, PostgreSQL an array. What there is room for beyond the ids matches nothing."""
    if not is_sqlite:
        return {name: list(ids), f"{name}0": ids[0]}
    return {f"{name}{place}": ids[place] if place < len(ids) else None for place in range(places)}


def _term(one: UUID | bytes | int) -> str:
    """As it is counted."""
    if isinstance(one, UUID):
        return one.hex
    return one.hex() if isinstance(one, bytes) else str(one)


def _as_stored(value: object) -> object:
    if isinstance(value, UUID):
        return value.bytes
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value
