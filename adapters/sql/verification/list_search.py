"""Finding organisations of the public list by the words of their names and cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    and_,
    exists,
    func,
    literal,
    select,
    union,
)

from adapters.sql.orders import KeyOrder
from adapters.sql.verification import statements as ask
from adapters.sql.verification.tables import recognised_exam, recognising_organisation, recognising_word
from core.catalogue.model import ExamCode
from core.shared.paging import PageRequest
from core.shared.text import fold_name

FEW = 2000
"""A word that no more have leads; of others the whole word does, whose organisations lie in the order of the list."""
_MOST_SIMILAR = 20
_LAST = "\U0010ffff"
"""Sorts after every letter."""

Word = tuple[str, str]
"""A part of what is found by words, `name` or `city`, and how a word of it begins."""
# Any: the columns of the list.
Query = Select[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    words: tuple[Word, ...]
    country: str
    exam: ExamCode | None

    @classmethod
    def read(cls, *, name: str, city: str, country: str, exam: ExamCode | None) -> Wanted | None:
        """None when what was typed holds neither letter nor digit, which nothing matches."""
        typed = {"name": (name, fold_name(name).split()), "city": (city, fold_name(city).split())}
        if any(text.strip() and not words for text, words in typed.values()):
            return None
        words = tuple((part, word) for part, (_, words) in typed.items() for word in words)
        return cls(words=words, country=country, exam=exam)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The table by which a search goes: one that has the organisations in the order of the list."""

    id: Column[Any]
    name_key: Column[Any]

    @property
    def order(self) -> KeyOrder:
        return KeyOrder(self.name_key, self.id)

    def page(self, page: PageRequest, *conditions: ColumnElement[bool]) -> Query:
        """Once each, though several words of a name may begin alike."""
        query = select(self.name_key.label("name_key"), self.id.label("id")).where(*conditions).distinct()
        return self.order.page(query, page)


_BY_LIST = Lead(id=recognising_organisation.c.id, name_key=recognising_organisation.c.name_key)
_BY_WORD = Lead(id=recognising_word.c.organisation_id, name_key=recognising_word.c.name_key)
_BY_EXAM = Lead(id=recognised_exam.c.organisation_id, name_key=recognised_exam.c.name_key)


def found(connection: Connection, wanted: Wanted, page: PageRequest) -> Sequence[RowMapping]:
    """By name. The rarest word leads, and what else is asked for narrows."""
    query = _led(connection, wanted, page).subquery()
    listed = ask.LISTED.join(query, query.c.id == recognising_organisation.c.id)
    return connection.execute(listed.order_by(query.c.name_key, query.c.id)).mappings().all()


def similar(connection: Connection, row: RowMapping) -> Sequence[RowMapping]:
    """Listed organisations of the country with a word of the name in common, those with the most in front."""
    words = fold_name(row["name"]).split()
    shared = (
        select(recognising_word.c.organisation_id, func.count().label("words"))
        .where(recognising_word.c.part == "name", recognising_word.c.word.in_(words))
        .group_by(recognising_word.c.organisation_id)
        .subquery()
    )
    query = (
        ask.LISTED.join(shared, shared.c.organisation_id == recognising_organisation.c.id)
        .where(recognising_organisation.c.country == row["country"])
        .order_by(shared.c.words.desc(), recognising_organisation.c.name_key)
        .limit(_MOST_SIMILAR)
    )
    return connection.execute(query).mappings().all()


def _led(connection: Connection, wanted: Wanted, page: PageRequest) -> Query:
    if wanted.words:
        least, rarest = min((_size(connection, word), word) for word in wanted.words)
        conditions = _conditions(wanted, _BY_WORD, but=rarest)
        if least < FEW:
            return _BY_WORD.page(page, _begins(rarest), *conditions)
        return _whole(rarest, page, conditions)
    if wanted.exam is not None:
        return _BY_EXAM.page(page, recognised_exam.c.exam_code == wanted.exam, *_conditions(wanted, _BY_EXAM))
    return _BY_LIST.page(page, *_conditions(wanted, _BY_LIST))


def _whole(word: Word, page: PageRequest, conditions: Sequence[ColumnElement[bool]]) -> Query:
    """Those that have the word itself are read in their order; those with a longer one are sorted."""
    part, text = word
    is_part = recognising_word.c.part == part
    same = _BY_WORD.page(page, is_part, recognising_word.c.word == text, *conditions).subquery()
    longer = _BY_WORD.page(page, _begins(word), recognising_word.c.word != text, *conditions).subquery()
    both = union(select(same), select(longer)).subquery()
    return select(both.c.name_key, both.c.id).order_by(both.c.name_key, both.c.id).limit(page.size + 1)


def _conditions(wanted: Wanted, lead: Lead, *, but: Word | None = None) -> list[ColumnElement[bool]]:
    """All that is asked for besides what leads."""
    found = [_has(word, lead) for word in wanted.words if word != but]
    if wanted.country:
        found.append(_is_of_country(wanted.country, lead))
    if wanted.exam is not None and lead is not _BY_EXAM:
        found.append(
            exists().where(recognised_exam.c.organisation_id == lead.id, recognised_exam.c.exam_code == wanted.exam)
        )
    return found


def _is_of_country(country: str, lead: Lead) -> ColumnElement[bool]:
    if lead is _BY_LIST:
        return recognising_organisation.c.country == country
    of_country = recognising_organisation.alias("of_country")
    return exists().where(of_country.c.id == lead.id, of_country.c.country == country)


def _has(word: Word, lead: Lead) -> ColumnElement[bool]:
    part, text = word
    if part == "name":
        spaced: ColumnElement[str] = literal(" ") + lead.name_key
        return spaced.contains(f" {text}", autoescape=True)
    other = recognising_word.alias("other_word")
    return exists().where(
        other.c.organisation_id == lead.id, other.c.part == part, other.c.word >= text, other.c.word < text + _LAST
    )


def _begins(word: Word) -> ColumnElement[bool]:
    part, text = word
    return and_(
        recognising_word.c.part == part, recognising_word.c.word >= text, recognising_word.c.word < text + _LAST
    )


def _size(connection: Connection, word: Word) -> int:
    some = select(recognising_word.c.organisation_id).where(_begins(word)).limit(FEW).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()
