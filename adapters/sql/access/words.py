"""People and organisations by the words of what they are called: no search for one looks at all of them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, delete, insert, select

from adapters.sql.access.tables import organisation, organisation_word, person_word
from adapters.sql.tracking import Row
from core.shared.text import fold_name

_ORGANISATION = select(organisation.c.folded_name, organisation.c.number).where(organisation.c.id == bindparam("id"))

_LONGEST = 80
"""Characters of a word that are kept: an index of PostgreSQL takes no row of more than 2.7 kilobytes."""


class Words:
    """The words by which one kind of thing is found, each with the folded name and the id of what is called so: the
    three columns of the table's key, in this order."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.word, self.name_key, self.of = table.primary_key.columns
        self._drop = delete(table).where(self.of == bindparam("called"))
        self._add = insert(table)

    def rows(self, one: UUID, name_key: str, words: Collection[str]) -> list[Row]:
        return [{"word": word, "name_key": name_key, self.of.name: one} for word in shortened(words)]

    def add(self, connection: Connection, rows: list[Row]) -> None:
        if rows:
            connection.execute(self._add, rows)

    def rename(self, connection: Connection, one: UUID, name_key: str, words: Collection[str]) -> None:
        """Let it be found by these words and no others."""
        connection.execute(self._drop, {"called": one})
        self.add(connection, self.rows(one, name_key, words))


def shortened(words: Collection[str]) -> list[str]:
    """Each once, as far as it is kept, in their order."""
    return sorted({word[:_LONGEST] for word in words})


PEOPLE, ORGANISATIONS = Words(person_word), Words(organisation_word)


def words_of_person(folded_name: str, folded_email: str) -> list[str]:
    """Folded again, the address is parted at its signs, such as @ and the full stop."""
    return [*folded_name.split(), *fold_name(folded_email).split()]


def words_of_organisation(folded_name: str, number: str) -> list[str]:
    return [*folded_name.split(), *fold_name(number).split()]


def name_organisation(connection: Connection, organisation_id: UUID) -> None:
    """Let it be found by what its row says by now."""
    row = connection.execute(_ORGANISATION, {"id": organisation_id}).one()
    words = words_of_organisation(row.folded_name, row.number)
    ORGANISATIONS.rename(connection, organisation_id, row.folded_name, words)
