"""Whether people and organisations are listed and found by what they are called."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, func, select, text, update

from adapters.sql.access.tables import membership, organisation, person
from adapters.sql.access.words import ORGANISATIONS, PEOPLE, Words, words_of_organisation, words_of_person
from adapters.sql.tracking import Row

_STREAMED = 5000
_ITS_NAME = select(person.c.folded_name).where(person.c.id == membership.c.person_id).scalar_subquery()
_MISPLACED = select(func.count()).select_from(membership).where(membership.c.name_key != _ITS_NAME)
_PLACE = update(membership).where(membership.c.name_key != _ITS_NAME).values(name_key=_ITS_NAME)
# Any: what is called so, its folded name, and what else it is found by.
_CALLED: dict[Words, Select[Any]] = {
    PEOPLE: select(person.c.id, person.c.folded_name, person.c.folded_email).order_by(person.c.id),
    ORGANISATIONS: select(organisation.c.id, organisation.c.folded_name, organisation.c.number).order_by(
        organisation.c.id
    ),
}
_WORDS_OF = {PEOPLE: words_of_person, ORGANISATIONS: words_of_organisation}
Called = tuple[UUID, list[Row]]


def differences(connection: Connection) -> Iterator[str]:
    """Both sides of the words are streamed in one order, so that a million people need no room."""
    if misplaced := connection.execute(_MISPLACED).scalar_one():
        yield f"membership: {misplaced} stand in their lists by another name than the person's"
    for words in _CALLED:
        yield from _wrong_words(connection, words)


def rebuild(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # Nobody is renamed meanwhile; SQLite lets in one writer anyway.
        connection.execute(text("LOCK TABLE person_word, organisation_word, membership IN EXCLUSIVE MODE"))
    connection.execute(_PLACE)
    for words in _CALLED:
        connection.execute(delete(words.table))
        rows = (row for _, some in _true(connection, words) for row in some)
        while batch := list(islice(rows, _STREAMED)):
            words.add(connection, batch)


def _wrong_words(connection: Connection, words: Words) -> Iterator[str]:
    """Every word is of somebody, which the database sees to."""
    stored = _stored(connection, words)
    held = next(stored, None)
    for one, rows in _true(connection, words):
        own: list[Row] = []
        if held is not None and held[0] == one:
            own, held = held[1], next(stored, None)
        if own != rows:
            yield f"{words.table.name} {one}: is not found by its words, or is by others"


def _true(connection: Connection, words: Words) -> Iterator[Called]:
    for one, name_key, more in _streamed(connection, _CALLED[words]):
        yield one, words.rows(one, name_key, _WORDS_OF[words](name_key, more))


def _stored(connection: Connection, words: Words) -> Iterator[Called]:
    rows = _streamed(connection, select(words.table).order_by(words.of, words.word, words.name_key))
    for one, its in groupby(rows, key=lambda row: row[2]):
        yield one, [dict(row._mapping) for row in its]


# Any: the columns that were asked for.
def _streamed(connection: Connection, query: Select[Any]) -> Iterable[Any]:
    with connection.execute(query, execution_options={"yield_per": _STREAMED}) as rows:
        yield from rows
