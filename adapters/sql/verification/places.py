"""Test centres and cities by the words of their names, so that a search for one never looks at all of them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select

from adapters.sql.access.tables import organisation
from adapters.sql.tracking import Row, batches
from adapters.sql.upsert import AnyInsert, NewInsert, Upsert
from adapters.sql.verification.search_tables import centre_word, place_word, result_place
from core.access.model import OrganisationKind
from core.shared.text import fold_name

# Any: the ids of centres and of cities are of two kinds.
_NAMES: dict[Table, Select[Any]] = {
    centre_word: select(organisation.c.id, organisation.c.folded_name).where(
        organisation.c.kind == OrganisationKind.TEST_CENTRE.value
    ),
    place_word: select(result_place.c.id, result_place.c.name_key),
}
_DROP_CENTRE = delete(centre_word).where(centre_word.c.centre_id == bindparam("centre"))
_PLACE = select(result_place.c.id).where(result_place.c.name_key == bindparam("place"))


def _begin_place(insert_into: NewInsert) -> AnyInsert:
    return insert_into(result_place).on_conflict_do_nothing(index_elements=[result_place.c.name_key])


def _name_place(insert_into: NewInsert) -> AnyInsert:
    return insert_into(place_word).on_conflict_do_nothing(index_elements=list(place_word.primary_key))


_BEGIN_PLACE, _NAME_PLACE = Upsert(_begin_place), Upsert(_name_place)


def place_of(connection: Connection, name: str) -> int:
    """The id of a city, which is new where nobody took an exam there yet."""
    key = fold_name(name)
    found: int | None = connection.execute(_PLACE, {"place": key}).scalar_one_or_none()
    if found is not None:
        return found
    connection.execute(_BEGIN_PLACE.on(connection), {"name_key": key})
    begun = int(connection.execute(_PLACE, {"place": key}).scalar_one())
    if words := _words(place_word, begun, key):
        connection.execute(_NAME_PLACE.on(connection), words)
    return begun


def name_centre(connection: Connection, centre_id: UUID, name_key: str) -> None:
    """Let it be found by these words and no others."""
    connection.execute(_DROP_CENTRE, {"centre": centre_id})
    if words := _words(centre_word, centre_id, name_key):
        connection.execute(insert(centre_word), words)


def wrong_words(connection: Connection) -> Iterator[str]:
    """Where centres or cities are not found by the words of their names, or are by others."""
    for table in _NAMES:
        true = {tuple(row.values()) for row in _true(connection, table)}
        stored = {tuple(row) for row in connection.execute(select(table))}
        if wrong := len(true ^ stored):
            yield f"{table.name}: {wrong} words are missing or lead to what is not called so"


def name_anew(connection: Connection) -> None:
    for table in _NAMES:
        connection.execute(delete(table))
        for some in batches(_true(connection, table)):
            connection.execute(insert(table), some)


def _true(connection: Connection, table: Table) -> list[Row]:
    return [row for one, name_key in connection.execute(_NAMES[table]) for row in _words(table, one, name_key)]


def _words(table: Table, one: UUID | int, name_key: str) -> list[Row]:
    word, of = table.primary_key
    return [{word.name: text, of.name: one} for text in sorted(set(name_key.split()))]
