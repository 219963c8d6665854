"""Which results stand on a page of the awarding body's list: the newest exam first, and never by looking at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, func, literal, select, true, union

from adapters.sql.orders import KeyOrder
from adapters.sql.results.mappings import number_key
from adapters.sql.results.tables import result, result_name
from core.results.model import ResultStatus, first_sort_id
from core.results.reference import read_reference
from core.results.views import ResultFilter
from core.shared.paging import PageRequest
from core.shared.text import fold_name

FEW = 20_000
"""So few rows are looked at all, to find the newest of them."""
_MOST_LEADS = 10
"""Words that may lead: whoever types more has typed a rare one among the longest."""
_AFTER_EVERY_LETTER = "\U0010ffff"

# Any: ids and the numbers they are sorted by.
Query = Select[Any]
Conditions = Sequence[ColumnElement[bool]]
NEWEST = KeyOrder(result.c.sid, newest_first=True)
_NAMED = KeyOrder(result_name.c.sid, newest_first=True)


def newest(connection: Connection, wanted: ResultFilter, page: PageRequest) -> Sequence[int]:
    """The `sid` of those on one page, and of one more."""
    if not wanted.search.strip():
        return connection.execute(_listed(wanted, page)).scalars().all()
    ways = []
    if numbered := _numbered(connection, wanted.search):
        others = (*_days(wanted, result.c.sid), *_others(wanted, passed_over=True))
        ways.append(NEWEST.page(select(result.c.sid).where(result.c.sid.in_(numbered), *others), page))
    if words := _words(wanted.search):
        ways += _named(connection, words, wanted, page)
    return connection.execute(_newest_of(ways, page)).scalars().all() if ways else ()


def _listed(wanted: ResultFilter, page: PageRequest, *conditions: ColumnElement[bool]) -> Query:
    """What is out is all but the newest, which wait together: it is looked for status by status, by the index that
    tells whether it is out."""
    listed = select(result.c.sid).where(*_days(wanted, result.c.sid), *_others(wanted), *conditions)
    if not wanted.is_released or wanted.status or wanted.exam:
        return NEWEST.page(listed, page)
    return _newest_of([NEWEST.page(listed.where(result.c.status == one.value), page) for one in ResultStatus], page)


def _numbered(connection: Connection, search: str) -> Sequence[int]:
    """By the candidate ID number or the reference number."""
    found = list(connection.execute(select(result.c.sid).where(result.c.number_key == number_key(search))).scalars())
    if reference := read_reference(search):
        found += connection.execute(select(result.c.sid).where(result.c.reference == reference)).scalars()
    return found


def _named(connection: Connection, words: Sequence[str], wanted: ResultFilter, page: PageRequest) -> list[Query]:
    """By the words of the name: each begins one of them."""
    leads = words[:_MOST_LEADS]
    least, rarest = min((_size(connection, _called(_begins(word))), word) for word in leads)
    if least < FEW:
        return [_by_word(_begins(rarest), [one for one in words if one != rarest], wanted, page)]
    # What is out is nearly all.
    narrowing = _others(replace(wanted, is_released=None) if wanted.is_released else wanted)
    if not narrowing or _size(connection, select(result.c.sid).where(*narrowing).order_by(*NEWEST.sorting)) == FEW:
        for word in leads:
            longer = and_(_begins(word), result_name.c.word != word)
            if _size(connection, _called(longer)) < FEW:
                beside = [one for one in words if one != word]
                return [_by_word(lead, beside, wanted, page) for lead in (result_name.c.word == word, longer)]
    # Many are called so, or few come into question.
    return [_listed(wanted, page, *(_has(word, result.c.name_key) for word in words))]


def _by_word(lead: ColumnElement[bool], words: Sequence[str], wanted: ResultFilter, page: PageRequest) -> Query:
    """Once each, though several words of a name may begin alike."""
    query = select(result_name.c.sid).distinct().where(lead, *_days(wanted, result_name.c.sid))
    query = query.where(*(_has(word, result_name.c.name_key) for word in words))
    if wanted.exam is not None:
        query = query.where(result_name.c.exam_code == wanted.exam)
    if others := _others(replace(wanted, exam=None)):
        # Asked of one result after the other, so that no database begins with the results in place of the words.
        meets = select(and_(*others)).where(result.c.sid == result_name.c.sid).scalar_subquery()
        query = query.where(meets.is_(true()))
    return _NAMED.page(query, page)


def _newest_of(ways: Sequence[Query], page: PageRequest) -> Query:
    found = union(*(select(way.subquery().c.sid) for way in ways)).subquery()
    return select(found.c.sid).order_by(found.c.sid.desc()).limit(page.size + 1)


def _days(wanted: ResultFilter, sid: Column[int]) -> Conditions:
    """The day is the first part of the order: the list begins and ends within it."""
    if wanted.taken_on is None:
        return []
    return [sid >= first_sort_id(wanted.taken_on), sid < first_sort_id(wanted.taken_on + timedelta(days=1))]


def _others(wanted: ResultFilter, *, passed_over: bool = False) -> Conditions:
    """What waits has an index of its own, and no other is better. What is to be passed over is said so that no index is
    taken for it."""
    found: list[ColumnElement[bool]] = []
    exam: ColumnElement[str] = result.c.exam_code
    status: ColumnElement[str] = result.c.status
    if passed_over or wanted.is_released is False:
        exam, status = func.nullif(exam, ""), func.nullif(status, "")
    if wanted.exam is not None:
        found.append(exam == wanted.exam)
    if wanted.status is not None:
        found.append(status == wanted.status.value)
    if wanted.is_released is not None:
        found.append(result.c.released_at.is_not(None) if wanted.is_released else result.c.released_at.is_(None))
    return found


def _words(search: str) -> list[str]:
    """The longest first, as fewest have them."""
    return sorted(set(fold_name(search).split()), key=lambda word: (-len(word), word))


def _begins(word: str) -> ColumnElement[bool]:
    return and_(result_name.c.word >= word, result_name.c.word < word + _AFTER_EVERY_LETTER)


def _has(word: str, name_key: Column[str]) -> ColumnElement[bool]:
    """Said as what no index is for, and as what PostgreSQL takes for likely."""
    spaced = literal(" ") + name_key
    return func.replace(spaced, f" {word}", "") != spaced


def _called(lead: ColumnElement[bool]) -> Query:
    return select(result_name.c.sid).where(lead)


def _size(connection: Connection, query: Query) -> int:
    """No more than few are counted."""
    return connection.execute(select(func.count()).select_from(query.limit(FEW).subquery())).scalar_one()
