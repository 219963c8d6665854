"""The statements of the search, as text for each of the two databases.

Written out by hand and made once for each shape of a question: a statement built for every call takes longer than its
answer. What a person typed is never part of one; it is bound. Every statement names the one index that leads: filters
are written so that the planner cannot take them for an entrance.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from adapters.sql.verification.search_shape import COLUMNS, DIALECTS, SQLITE, TALLIED, Dialect, Lead, Meant, Shape
from adapters.sql.verification.tallies import Tallied, term_of

_SHOWN = """
SELECT s.sid, s.share_id, s.shared_at, s.expires_at, s.shows_overall, r.id, r.given_name, r.family_name, r.place,
       r.status, r.overall, r.grade, r.cefr, x.name, c.name, o.share_id IS NULL
FROM ({found}) d
{join} share_search s ON s.organisation_id = :organisation AND s.sid = d.sid
{join} result r ON r.sid = d.sid
{join} exam x ON x.code = r.exam_code
{join} organisation c ON c.id = r.centre_id
LEFT JOIN share_opened o ON o.share_id = s.share_id AND o.person_id = :person
"""
_WITHIN = "{a}.organisation_id = :organisation AND {a}.sid < :below AND {a}.sid >= :since"


@lru_cache(maxsize=1000)
def page_text(dialect: str, shape: Shape) -> str:
    """The rows of one page, not in order."""
    into = DIALECTS[dialect]
    # SQLite keeps to the order of a cross join; PostgreSQL needs no telling, as so few rows are joined.
    join = "CROSS JOIN" if into is SQLITE else "JOIN"
    return into.text(_SHOWN.format(found=_found(into, shape), join=join))


@lru_cache(maxsize=1000)
def count_text(dialect: str, shape: Shape) -> str:
    """How many there are, as far as they are counted."""
    into = DIALECTS[dialect]
    return into.text(f"SELECT count(*) FROM ({_unsorted(into, shape)}) d")  # noqa: S608 (nothing typed is in it)


@lru_cache(maxsize=1000)
def reach_text(dialect: str, shape: Shape) -> str:
    """One if the lead alone has more rows than the steps, else none."""
    into = DIALECTS[dialect]
    return into.text(f"SELECT {_reaching(into, shape)}")


@lru_cache(maxsize=1000)
def reached_text(dialect: str, shape: Shape) -> str:
    """How many there are within the steps; and one if these are too few though the lead goes on, else none."""
    into = DIALECTS[dialect]
    goes_on = f"CASE WHEN q.n < {shape.most} THEN {_reaching(into, shape)} ELSE 0 END"
    return into.text(f"SELECT q.n, {goes_on} FROM (SELECT count(*) AS n FROM ({_unsorted(into, shape)}) d) q")  # noqa: S608 (as above)


def _reaching(into: Dialect, shape: Shape) -> str:
    return f"(SELECT count(*) FROM (SELECT 1 FROM ({_alone(into, shape)}) d LIMIT 1 OFFSET {shape.steps}) f)"  # noqa: S608 (as above)


_TYPES = {Lead.CENTRES: "uuid", Lead.PLACES: "integer"}
_NAMED = {Lead.CENTRES: "centre_word", Lead.PLACES: "place_word"}


@lru_cache(maxsize=1000)
def ids_text(dialect: str, lead: Lead, words: int, most: int) -> str:
    """Some of the centres or cities in whose names every word typed begins a word."""
    every = _matching(lead, words, f"m.{COLUMNS[lead]}")
    return DIALECTS[dialect].text(f"SELECT DISTINCT {COLUMNS[lead]} FROM ({every}) i LIMIT {most}")  # noqa: S608 (nothing typed is in it)


def _matching(lead: Lead, words: int, what: str) -> str:
    begun = "m.word >= :{lead}_word{place} AND m.word < :{lead}_last{place}"
    return " INTERSECT ".join(
        f"SELECT {what} FROM {_NAMED[lead]} m WHERE {begun.format(lead=lead.value, place=place)}"  # noqa: S608 (as above)
        for place in range(words)
    )


_TALLY = "(SELECT t.shares FROM share_tally t WHERE {of} AND t.criterion = '{criterion}' AND t.term = {term})"
_LONGER = """(SELECT coalesce(sum(d.shares), 0) AS shares, count(*) AS words FROM (SELECT t.shares FROM share_tally t
    WHERE {of} AND t.criterion = 'word' AND t.term > :word{place} AND t.term < :last{place} LIMIT {most}) d) l{place}"""
_OF = "t.organisation_id = :organisation"


@lru_cache(maxsize=1000)
def tally_text(dialect: str, shape: Shape) -> str:
    """How many there are of the lead alone: of the counted ones those that are over were not taken out yet."""
    into, lead = DIALECTS[dialect], shape.lead
    is_over = "e.organisation_id = :organisation AND e.expires_at <= :now"
    if lead in COLUMNS:
        is_over += f" AND {into.passed_over(_among(into, shape, lead, f'e.{COLUMNS[lead]}'))}"
    return into.text(f"""SELECT coalesce({_tally(into, shape, lead)}, 0)
        - (SELECT count(*) FROM share_search e WHERE {is_over})""")  # noqa: S608 (nothing typed is in it)


def _tally(into: Dialect, shape: Shape, lead: Lead) -> str:
    meant = shape.meant(lead)
    if meant is None:
        term = ":exam" if lead is Lead.EXAM else "''"
        return _TALLY.format(of=_OF, criterion=TALLIED[lead], term=term)
    return f"""(SELECT sum(t.shares) FROM share_tally t
        WHERE {_OF} AND t.criterion = '{TALLIED[lead]}' AND t.term IN ({_terms(into, lead, meant)}))"""  # noqa: S608 (as above)


def _terms(into: Dialect, lead: Lead, meant: Meant) -> str:
    """By which the centres or cities are counted."""
    criterion = TALLIED[lead]
    if not meant.room:
        return _matching(lead, meant.words, term_of(into.name, criterion, f"m.{COLUMNS[lead]}"))
    if into is SQLITE:
        return ", ".join(term_of("sqlite", criterion, f":{lead.value}{place}") for place in range(meant.room))
    return f"SELECT {term_of(into.name, criterion, 'i.id')} FROM {_given(lead)}"  # noqa: S608 (as above)


def _given(lead: Lead) -> str:
    """The ids that are bound, as a table of PostgreSQL's."""
    return f"unnest(CAST(:{lead.value} AS {_TYPES[lead]}[])) AS i(id)"


@lru_cache(maxsize=1000)
def sizes_text(dialect: str, shape: Shape, most: int) -> str:
    """One row: how many shares there are in all, of the exam, the centres and the cities, as far as these are asked
    for; then for each word how many have it, how many have longer ones that begin so, and how many such words there
    are. No more of these than `most` are added up."""
    into = DIALECTS[dialect]
    asked = [lead for lead in TALLIED if lead is Lead.NEWEST or lead in shape.filters]
    columns = [_tally(into, shape, lead) for lead in asked]
    for place in range(shape.words):
        columns.append(_TALLY.format(of=_OF, criterion=Tallied.WORD, term=f":word{place}"))
        columns += [f"l{place}.shares", f"l{place}.words"]
    longer = ", ".join(_LONGER.format(of=_OF, place=place, most=most) for place in range(shape.words))
    given = ", ".join(columns)
    return into.text(f"SELECT {given} FROM {longer}" if longer else f"SELECT {given}")  # noqa: S608 (as above)


def _found(into: Dialect, shape: Shape) -> str:
    if shape.lead is Lead.NEWEST:
        return _newest(into, shape)
    if shape.lead is Lead.WORD:
        return _by_word(into, shape)
    if shape.steps:
        return _walk(into, shape)
    meant = shape.meant(shape.lead)
    if meant is not None and meant.room > 1:
        return _merged(into, shape, meant.room)
    return f"{_rows(into, shape, 's.sid', lead=_lead(into, shape))} ORDER BY s.sid DESC LIMIT {shape.most}"


def _newest(into: Dialect, shape: Shape) -> str:
    return f"""SELECT s.sid FROM share_search s
        WHERE s.organisation_id = :organisation AND s.share_id < :after AND {into.not_over("s")}
        ORDER BY s.share_id DESC LIMIT {shape.most}"""  # noqa: S608 (nothing typed is in it)


def _rows(into: Dialect, shape: Shape, what: str, *, lead: str) -> str:
    """All rows of the lead that the filters let through."""
    a = _alias(shape)
    conditions = [_WITHIN.format(a=a), lead, into.not_over(a), *_filters(into, shape, a)]
    return f"SELECT {what} FROM {into.table(shape.lead)} WHERE {' AND '.join(filter(None, conditions))}"  # noqa: S608 (as above)


def _alias(shape: Shape) -> str:
    return "n" if shape.lead is Lead.WORD else "s"


def _lead(into: Dialect, shape: Shape) -> str:
    if shape.lead is Lead.ALL:
        return ""
    column, meant = f"s.{COLUMNS[shape.lead]}", shape.meant(shape.lead)
    if meant is None:
        return f"{column} = :{shape.lead.value}"
    if not meant.room:
        return into.entered_by(column, _matching(shape.lead, meant.words, f"m.{COLUMNS[shape.lead]}"))
    return f"{column} = :{shape.lead.value}0" if meant.room == 1 else _among(into, shape, shape.lead, column)


def _filters(into: Dialect, shape: Shape, a: str) -> list[str]:
    found = [
        into.passed_over(_among(into, shape, one, f"{a}.{COLUMNS[one]}"))
        for one in sorted(shape.filters, key=lambda one: one.value)
    ]
    return found + [f"{into.found_in}({a}.name_key, :name{place}) > 0" for place in range(shape.words)]


def _among(into: Dialect, shape: Shape, lead: Lead, column: str) -> str:
    """Whether a row is of what is asked for."""
    meant = shape.meant(lead)
    if meant is None:
        return f"{column} = :{lead.value}"
    if meant.room:
        return into.any_of(column, lead.value, meant.room)
    return f"{column} IN ({_matching(lead, meant.words, f'm.{COLUMNS[lead]}')})"


_SAME, _LONGER_ONES = "n.word = :word", "n.word > :word AND n.word < :last"


def _by_word(into: Dialect, shape: Shape) -> str:
    same = _rows(into, shape, "n.sid", lead=_SAME)
    longer = _rows(into, shape, "DISTINCT n.sid", lead=_LONGER_ONES)
    return f"""SELECT sid FROM (
        SELECT sid FROM ({same} ORDER BY n.sid DESC LIMIT {shape.most}) AS one
        UNION SELECT sid FROM ({longer} ORDER BY n.sid DESC LIMIT {shape.most}) AS other
        ) AS both_of_them ORDER BY sid DESC LIMIT {shape.most}"""  # noqa: S608 (as above)


def _walk(into: Dialect, shape: Shape) -> str:
    """Along the lead, newest first, and no further than so many rows."""
    some = f"{_alone(into, shape)} ORDER BY s.sid DESC LIMIT {shape.steps}"
    conditions = " AND ".join(_filters(into, shape, "w"))
    return f"SELECT w.sid FROM ({some}) w WHERE {conditions} LIMIT {shape.most}"  # noqa: S608 (as above)


def _merged(into: Dialect, shape: Shape, room: int) -> str:
    """The newest of each, merged: what is passed over of one does not grow with what the others have."""
    column = f"s.{COLUMNS[shape.lead]}"
    if into is SQLITE:
        bound = (f":{shape.lead.value}{place}" for place in range(room))
        each = (_rows(into, shape, "s.sid", lead=f"{column} = {one}") for one in bound)
        return f"{' UNION ALL '.join(each)} ORDER BY sid DESC LIMIT {shape.most}"
    one = _rows(into, shape, "s.sid", lead=f"{column} = i.id")
    return f"""SELECT m.sid FROM {_given(shape.lead)},
        LATERAL ({one} ORDER BY s.sid DESC LIMIT {shape.most}) m ORDER BY m.sid DESC LIMIT {shape.most}"""  # noqa: S608 (as above)


def _unsorted(into: Dialect, shape: Shape) -> str:
    """So many of all that are found, each once: a name may have two words that begin as typed."""
    some = f"{_alone(into, shape)} LIMIT {shape.steps}" if shape.steps else _alone(into, shape)
    distinct = "DISTINCT " if shape.lead is Lead.WORD else ""
    conditions = " AND ".join(_filters(into, shape, "w")) or "1 = 1"
    return f"SELECT {distinct}w.sid FROM ({some}) w WHERE {conditions} LIMIT {shape.most}"  # noqa: S608 (as above)


def _alone(into: Dialect, shape: Shape) -> str:
    """The rows of the lead with all that filters ask for."""
    a = _alias(shape)
    asked = {COLUMNS[one] for one in shape.filters} | ({"name_key"} if shape.words else set())
    columns = ", ".join(f"{a}.{name}" for name in ("sid", *sorted(asked)))
    bare = replace(shape, filters=frozenset(), words=0)
    if shape.lead is not Lead.WORD:
        return _rows(into, bare, columns, lead=_lead(into, shape))
    return " UNION ALL ".join(_rows(into, bare, columns, lead=lead) for lead in (_SAME, _LONGER_ONES))
