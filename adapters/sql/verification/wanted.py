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
from adapters.sql.verification.search_shape import Lead, Meant
from adapters.sql.verification.search_text import ids_text
from core.access.model import fold_email
from core.results.model import first_sort_id
from core.shared.ids import OrganisationId
from core.shared.text import fold_name
from core.verification.model.searching import Criteria

LAST = "\U0010ffff"
"""Sorts after every letter."""
FEW = 8
"""So many centres or cities are known by their ids; more are asked for by their words wherever they are meant."""
_ABOVE_ALL = 1 << 62
_A_DAY = 1 << 30
"""How far the first sort ids of two days that follow each other lie apart."""

_REFERENCE = select(result.c.sid).where(result.c.reference == bindparam("reference"))

# Any: values of every type the columns have.
Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`values` are bound as the driver takes them. `filters` are all criteria that are no words of a name; if they ask
    for `centres` and `places`, these tell which. The exam lies from `since` to before `below`."""

    values: Values
    filters: frozenset[Lead]
    centres: Meant
    places: Meant
    words: tuple[str, ...]
    since: int
    below: int

    @property
    def is_dated(self) -> bool:
        return self.since > 0 or self.below < _ABOVE_ALL

    def meant(self, lead: Lead) -> Meant | None:
        return {Lead.CENTRES: self.centres, Lead.PLACES: self.places}.get(lead)


def resolve(
    connection: Connection, organisation_id: OrganisationId, criteria: Criteria, *, now: datetime
) -> Wanted | None:
    """None when nothing can match: a word without letter or digit, or a city, centre or number that is not there."""
    keys = {
        Lead.NUMBER: number_key(criteria.number) if criteria.number else None,
        Lead.EMAIL: fold_email(criteria.email) if criteria.email else None,
        Lead.BIRTH: criteria.date_of_birth,
        Lead.EXAM: criteria.exam,
    }
    words = _words(criteria.name) if criteria.name else ()
    since, below = _days(connection, criteria)
    if words is None or since >= below or "" in keys.values():
        return None
    given = {lead: key for lead, key in keys.items() if key is not None}
    values: Values = {"organisation": organisation_id, "now": now} | {lead.value: key for lead, key in given.items()}
    if connection.dialect.name == "sqlite":
        values = {name: _as_stored(value) for name, value in values.items()}
    meant: dict[Lead, Meant] = {}
    for lead, typed in ((Lead.CENTRES, criteria.centre), (Lead.PLACES, criteria.place)):
        if typed:
            found = _meant(connection, lead, typed)
            if found is None:
                return None
            meant[lead], bound = found
            values |= bound
    return Wanted(
        values=values,
        filters=frozenset(given) | frozenset(meant),
        centres=meant.get(Lead.CENTRES, Meant()),
        places=meant.get(Lead.PLACES, Meant()),
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


def _meant(connection: Connection, lead: Lead, typed: str) -> tuple[Meant, Values] | None:
    """Which are meant, and what is bound for them; None where nothing has such a name."""
    words = _words(typed)
    if words is None:
        return None
    values: Values = {}
    for place, word in enumerate(words):
        values |= {f"{lead.value}_word{place}": word, f"{lead.value}_last{place}": word + LAST}
    text = ids_text(connection.dialect.name, lead, len(words), FEW + 1)
    ids = connection.exec_driver_sql(text, values).scalars().all()
    if not ids:
        return None
    # So that few statements serve any number of ids.
    room = 1 << (len(ids) - 1).bit_length() if len(ids) <= FEW else 0
    return Meant(words=len(words), room=room), values | _bound(connection, lead.value, ids, room)


def names(words: Sequence[str]) -> Values:
    return {f"name{place}": f" {word}" for place, word in enumerate(words)}


# Any: the ids as the driver gives them, which are of two kinds.
def _bound(connection: Connection, name: str, ids: Sequence[Any], room: int) -> Values:
    """SQLite binds one by one, PostgreSQL an array. What there is room for beyond the ids matches nothing."""
    if connection.dialect.name != "sqlite":
        return {name: list(ids), f"{name}0": ids[0]} if room else {}
    return {f"{name}{place}": ids[place] if place < len(ids) else None for place in range(room)}


def _as_stored(value: object) -> object:
    if isinstance(value, UUID):
        return value.bytes
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return value.isoformat() if isinstance(value, date) else value
