"""Finding people and organisations by the words that somebody typed.

Every word typed begins a word of what is found. The rarest leads: what it finds is read off the key of the words, which
is the order of the list — by the word that fits, then by name — so that a page costs as much among a million people as
among a thousand. Each is found once, by the first of its words that fits.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, and_, func, select, tuple_

from adapters.sql.access.words import ORGANISATIONS, PEOPLE, Words, shortened
from adapters.sql.paging import no_such_place, page_of, read_cursor, write_cursor
from core.shared.paging import Page, PageRequest
from core.shared.text import fold_name

FEW = 1000
"""A word that fewer have is rare: all that it finds may be gone through."""
_COUNTED = 10_000
"""How far it is counted who has a word, which takes half a millisecond."""
_MOST_TYPED = 20
"""Words that a search asks for. What else was pasted behind them is passed over."""
_LAST = "\U0010ffff"
"""Sorts after every letter."""


def typed_words(search: str) -> list[str]:
    """The words to be found, without those that only begin another one. None of them where what was typed holds neither
    letter nor digit, which finds nothing."""
    words = shortened(fold_name(search).split()[:_MOST_TYPED])
    return [word for word in words if not any(other != word and other.startswith(word) for other in words)]


class WordSearch:
    def __init__(self, words: Words) -> None:
        self._words = words
        self._other = words.table.alias("other_word")

    def page(self, connection: Connection, typed: list[str], page: PageRequest) -> Page[UUID]:
        """The ids of those that have all the words. The cursor says which of the words leads, because by the next page
        another may be the rarest, and in whose place the page begins.

        Raises InvalidInputError("cursor_invalid") when who stood at that place is not found any more.
        """
        words, after = self._words, None
        if page.after is None:
            lead = self.rarest(connection, typed)[0] if typed[1:] else typed[0]
        else:
            lead, after = self._place(connection, typed, page.after)
        key = tuple_(words.word, words.name_key, words.of)
        query = self.led_by(lead, typed)
        if after is not None:
            query = query.where(key > tuple_(*after, types=[column.type for column in words.table.primary_key]))
        rows = connection.execute(query.order_by(*words.table.primary_key).limit(page.size + 1)).all()
        place = typed.index(lead)
        return page_of(rows, page, item=lambda row: row.id, cursor=lambda row: write_cursor(place, str(row.id)))

    def rarest(self, connection: Connection, typed: list[str]) -> tuple[str, int]:
        """The word that the fewest have, and how many rows it has, as far as they are counted. Of those that more have
        than are counted, the longest."""
        sizes = {word: self._size(connection, word) for word in typed}
        rarest = min(typed, key=lambda word: (sizes[word], -len(word)))
        return rarest, sizes[rarest]

    def led_by(self, lead: str, typed: list[str]) -> Select[tuple[UUID, str]]:
        """Those that have all the words, in no order."""
        words = self._words
        return select(words.of.label("id"), words.name_key.label("name_key")).where(
            _begins(words.word, lead),
            words.word == self._first(lead, words.of),
            *(self.has(word, words.of) for word in typed if word != lead),
        )

    def has(self, word: str, one: ColumnElement[UUID]) -> ColumnElement[bool]:
        """Whether a word of it begins so."""
        return self._first(word, one).is_not(None)

    # Any: the type of one of its columns.
    def _first(self, word: str, one: ColumnElement[UUID]) -> ScalarSelect[Any]:
        """A value and not an EXISTS: that, PostgreSQL may answer by going through all words of everybody."""
        other = self._other.c
        its = and_(other[self._words.of.name] == one, _begins(other.word, word))
        return select(other.word).where(its).order_by(other.word).limit(1).scalar_subquery()

    def _place(self, connection: Connection, typed: list[str], cursor: str) -> tuple[str, tuple[str, str, UUID]]:
        number, written = read_cursor(cursor, int, str)
        try:
            lead, one = typed[range(len(typed)).index(int(number))], UUID(str(written))
        except ValueError:
            raise no_such_place() from None
        words = self._words
        its = select(words.table).where(words.of == one, _begins(words.word, lead)).order_by(words.word).limit(1)
        row = connection.execute(its).one_or_none()
        if row is None:
            raise no_such_place()
        return lead, (row.word, row.name_key, one)

    def _size(self, connection: Connection, word: str) -> int:
        some = select(self._words.of).where(_begins(self._words.word, word)).limit(_COUNTED).subquery()
        return connection.execute(select(func.count()).select_from(some)).scalar_one()


def _begins(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return and_(column >= word, column < word + _LAST)


PEOPLE_BY_WORDS, ORGANISATIONS_BY_WORDS = WordSearch(PEOPLE), WordSearch(ORGANISATIONS)
