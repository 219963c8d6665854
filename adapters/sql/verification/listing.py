"""The public list of recognising organisations is read by name, and found by the words of names and cities."""

from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from adapters.sql.tracking import Row
from adapters.sql.verification.tables import recognised_exam, recognising_organisation, recognising_word
from core.shared.text import fold_name

_CITY = select(recognising_organisation.c.city).where(recognising_organisation.c.id == bindparam("listed"))
_RENAME = (
    update(recognising_organisation)
    .where(recognising_organisation.c.id == bindparam("listed"))
    .values(name_key=bindparam("new_name_key"))
)
_DROP_WORDS = delete(recognising_word).where(recognising_word.c.organisation_id == bindparam("listed"))
_ADD_WORDS = insert(recognising_word)
_SORT_EXAMS = (
    update(recognised_exam)
    .where(recognised_exam.c.organisation_id == bindparam("listed"))
    .values(name_key=bindparam("new_name_key"))
)


def words_of(organisation_id: UUID, name_key: str, city: str) -> list[Row]:
    parts = {"name": name_key.split(), "city": fold_name(city).split()}
    return [
        {"part": part, "word": word, "name_key": name_key, "organisation_id": organisation_id}
        for part, words in parts.items()
        for word in sorted(set(words))
    ]


def index(connection: Connection, organisation_id: UUID, *, name_key: str, city: str) -> None:
    """Let it be found by these words and no others."""
    connection.execute(_DROP_WORDS, {"listed": organisation_id})
    if words := words_of(organisation_id, name_key, city):
        connection.execute(_ADD_WORDS, words)
    connection.execute(_SORT_EXAMS, {"listed": organisation_id, "new_name_key": name_key})


def rename(connection: Connection, organisation_id: UUID, name_key: str) -> None:
    """Sort and find it by its new name, if it stands in the list."""
    city = connection.execute(_CITY, {"listed": organisation_id}).scalar_one_or_none()
    if city is not None:
        relist(connection, organisation_id, name_key=name_key, city=city)


def relist(connection: Connection, organisation_id: UUID, *, name_key: str, city: str) -> None:
    connection.execute(_RENAME, {"listed": organisation_id, "new_name_key": name_key})
    index(connection, organisation_id, name_key=name_key, city=city)
