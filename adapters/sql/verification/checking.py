"""Whether what organisations search, and what the public list is read from, agree with shares, results and names."""

from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, exists, insert, select, text

from adapters.sql.access.tables import organisation
from adapters.sql.results.tables import result
from adapters.sql.tracking import BATCH, Row
from adapters.sql.verification.listing import relist, words_of
from adapters.sql.verification.mappings import SHARES
from adapters.sql.verification.places import name_anew, place_of, wrong_words
from adapters.sql.verification.search_rows import search_row, word_rows
from adapters.sql.verification.search_tables import result_place, share_name, share_search
from adapters.sql.verification.tables import recognising_organisation, recognising_word, share
from adapters.sql.verification.tallies import count_anew, wrong
from core.shared.text import fold_name

_STREAMED = 5000
_newer = share.alias("newer")
# Any, here and below: so many columns have no type of their own.
_TRUE: Select[Any] = (
    select(
        share,
        *(
            result.c[name]
            for name in (
                "sid",
                "exam_code",
                "centre_id",
                "place",
                "name_key",
                "date_of_birth",
                "number_key",
                "email_key",
            )
        ),
    )
    .join(result, result.c.id == share.c.result_id)
    .where(
        share.c.ended_at.is_(None),
        # One that is over and not ended yet makes way for the next of the same two.
        ~exists().where(
            _newer.c.result_id == share.c.result_id,
            _newer.c.organisation_id == share.c.organisation_id,
            _newer.c.ended_at.is_(None),
            _newer.c.shared_at > share.c.shared_at,
        ),
    )
    .order_by(share.c.organisation_id, result.c.sid)
)
_PLACES = select(result_place.c.name_key, result_place.c.id)
_STORED: Select[Any] = select(share_search).order_by(share_search.c.organisation_id, share_search.c.sid)
_WORDS: Select[Any] = select(share_name).order_by(share_name.c.organisation_id, share_name.c.sid, share_name.c.word)
_LISTED = select(
    recognising_organisation.c.id,
    recognising_organisation.c.city,
    recognising_organisation.c.name_key,
    organisation.c.folded_name,
).join(organisation, organisation.c.id == recognising_organisation.c.id)
_LISTED_WORDS = select(recognising_word)
Key = tuple[UUID, int]


def differences(connection: Connection) -> Iterator[str]:
    """Each thing that does not agree, by its ids. Both sides are streamed in one order, so that millions of shares need
    no room."""
    true, stored, words = _true(connection), _stored(connection), _stored_words(connection)
    held, held_words = next(stored, None), next(words, None)
    for key, row in true:
        while held is not None and held[0] < key:
            yield f"share_search {held[0][0]} {held[0][1]}: is of no share"
            held = next(stored, None)
        if held is None or held[0] != key or held[1] != row:
            yield f"share {row['share_id']}: is searched by what it is not, or not at all"
        if held is not None and held[0] == key:
            held = next(stored, None)
        while held_words is not None and held_words[0] < key:
            yield f"share_name {held_words[0][0]} {held_words[0][1]}: are of no share"
            held_words = next(words, None)
        own = held_words[1] if held_words is not None and held_words[0] == key else []
        if own != word_rows(row):
            yield f"share {row['share_id']}: has words it is not found by, or is found by others"
        if own:
            held_words = next(words, None)
    for what, left in (("share_search", held), ("share_name", held_words)):
        if left is not None:
            yield f"{what} {left[0][0]} {left[0][1]}: is of no share, and perhaps more after it"
    for organisation_id, criterion, terms in wrong(connection):
        yield f"share_tally {organisation_id} {criterion}: {terms} are counted wrong"
    yield from wrong_words(connection)
    yield from _other_words(connection)


def _true(connection: Connection) -> Iterator[tuple[Key, Row]]:
    places = {row.name_key: row.id for row in connection.execute(_PLACES)}
    with connection.execute(_TRUE, execution_options={"yield_per": _STREAMED}) as rows:
        for row in rows.mappings():
            place_id = places.get(fold_name(row["place"]), 0)
            made = search_row(row, SHARES.to_domain(row), place_id)
            yield (made["organisation_id"], made["sid"]), made


def _stored(connection: Connection) -> Iterator[tuple[Key, Row]]:
    with connection.execute(_STORED, execution_options={"yield_per": _STREAMED}) as rows:
        for row in rows.mappings():
            yield (row["organisation_id"], row["sid"]), dict(row)


def _stored_words(connection: Connection) -> Iterator[tuple[Key, list[Row]]]:
    """Those of one share together."""
    key: Key | None = None
    together: list[Row] = []
    with connection.execute(_WORDS, execution_options={"yield_per": _STREAMED}) as rows:
        for row in rows.mappings():
            its_key = (row["organisation_id"], row["sid"])
            if key is not None and its_key != key:
                yield key, together
                together = []
            key = its_key
            together.append(dict(row))
    if key is not None:
        yield key, together


def _other_words(connection: Connection) -> Iterator[str]:
    stored: dict[UUID, set[tuple[str, str, str]]] = {}
    for row in connection.execute(_LISTED_WORDS).mappings():
        stored.setdefault(row["organisation_id"], set()).add((row["part"], row["word"], row["name_key"]))
    for listed in connection.execute(_LISTED):
        words = words_of(listed.id, listed.folded_name, listed.city)
        true = {(word["part"], word["word"], word["name_key"]) for word in words}
        if listed.name_key != listed.folded_name or stored.get(listed.id, set()) != true:
            yield f"recognising_organisation {listed.id}: is listed by another name than its own"


def rebuild(connection: Connection) -> None:
    """Make all of it anew, in one transaction: whoever searches meanwhile finds what was there before."""
    if connection.dialect.name == "postgresql":
        # Nobody shares or withdraws meanwhile; SQLite lets in one writer anyway.
        connection.execute(text("LOCK TABLE share_search IN EXCLUSIVE MODE"))
    for table in (share_name, share_search):
        connection.execute(delete(table))
    for place in set(connection.execute(select(result.c.place).distinct()).scalars()):
        place_of(connection, place)
    name_anew(connection)
    true = _true(connection)
    while some := [row for _, row in islice(true, BATCH)]:
        connection.execute(insert(share_search), some)
        if words := [word for row in some for word in word_rows(row)]:
            connection.execute(insert(share_name), words)
    count_anew(connection)
    for listed in connection.execute(_LISTED).all():
        relist(connection, listed.id, name_key=listed.folded_name, city=listed.city)
