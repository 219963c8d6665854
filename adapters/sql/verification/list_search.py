"""Finding organisations of the public list by the words of their names and cities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, bindparam, exists, func, literal, select

from adapters.sql.verification import statements as ask
from adapters.sql.verification.tables import recognised_exam, recognising_organisation, recognising_word
from core.catalogue.model import ExamCode
from core.shared.paging import PageRequest
from core.shared.text import fold_name

FEW = 2000
"""So many organisations are sorted faster than they are met on a walk along the whole list."""
_MOST_SIMILAR = 20
_LAST = "\U0010ffff"
"""Sorts after every letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`words` are (part, beginning of a word)."""

    words: tuple[tuple[str, str], ...]
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


def found(connection: Connection, wanted: Wanted, page: PageRequest) -> Sequence[RowMapping]:
    """By name. The rarest word leads to the organisations and the others are asked of these; words that many have are
    met soon enough on the way through the list."""
    sizes = [(_size(connection, part, word), (part, word)) for part, word in wanted.words]
    least, rarest = min(sizes, default=(FEW, ("", "")))
    query = ask.LISTED
    for part, word in wanted.words:
        if least < FEW and (part, word) == rarest:
            query = query.where(recognising_organisation.c.id.in_(_with(part, word)))
        else:
            query = query.where(_has(part, word))
    if wanted.country:
        query = query.where(recognising_organisation.c.country == wanted.country)
    if wanted.exam is not None:
        query = _recognising(query, wanted.exam)
    return connection.execute(ask.LISTED_ORDER.page(query, page)).mappings().all()


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


def _begins(word: str) -> ColumnElement[bool]:
    return and_(recognising_word.c.word >= word, recognising_word.c.word < word + _LAST)


def _with(part: str, word: str) -> Select[Any]:
    # Any: one column.
    return select(recognising_word.c.organisation_id).where(recognising_word.c.part == part, _begins(word))


def _has(part: str, word: str) -> ColumnElement[bool]:
    if part == "name":
        return (literal(" ") + recognising_organisation.c.name_key).contains(f" {word}", autoescape=True)
    return exists().where(
        recognising_word.c.organisation_id == recognising_organisation.c.id,
        recognising_word.c.part == part,
        _begins(word),
    )


def _size(connection: Connection, part: str, word: str) -> int:
    some = _with(part, word).limit(FEW).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()


# Any: the columns of the list.
def _recognising(query: Select[Any], code: ExamCode) -> Select[Any]:
    return query.where(
        exists().where(
            recognised_exam.c.organisation_id == recognising_organisation.c.id,
            recognised_exam.c.exam_code == bindparam("exam", code),
        )
    )
