"""Keeping what organisations search in step with shares and results, in the same transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from adapters.sql.results.tables import result
from adapters.sql.tracking import Row, batches
from adapters.sql.verification.mappings import fields_of
from adapters.sql.verification.places import place_of
from adapters.sql.verification.search_tables import share_name, share_search
from adapters.sql.verification.tables import share
from adapters.sql.verification.tallies import Tallies
from core.verification.model.sharing import Field, Share

# Held until the share is stored: a correction of the result at the same moment comes before it or after it.
_RESULT = (
    select(
        result.c.sid,
        result.c.exam_code,
        result.c.centre_id,
        result.c.place,
        result.c.name_key,
        result.c.date_of_birth,
        result.c.number_key,
        result.c.email_key,
    )
    .where(result.c.id == bindparam("result"))
    .with_for_update(read=True)
)
_ADD, _ADD_WORDS = insert(share_search), insert(share_name)
_FOUND = (
    share_search.c.organisation_id,
    share_search.c.sid,
    share_search.c.name_key,
    share_search.c.exam_code,
    share_search.c.centre_id,
    share_search.c.place_id,
)
_OF_SHARES = select(*_FOUND).where(
    share_search.c.organisation_id.in_(bindparam("organisations", expanding=True)),
    share_search.c.share_id.in_(bindparam("shares", expanding=True)),
)
_OVERDUE = select(*_FOUND).where(
    share_search.c.organisation_id == bindparam("organisation"),
    share_search.c.sid == bindparam("of_sid"),
    share_search.c.expires_at <= bindparam("now"),
)
_DROP = delete(share_search).where(
    share_search.c.organisation_id == bindparam("of_organisation"), share_search.c.sid == bindparam("of_sid")
)
_DROP_WORD = delete(share_name).where(
    share_name.c.organisation_id == bindparam("of_organisation"),
    share_name.c.word == bindparam("of_word"),
    share_name.c.sid == bindparam("of_sid"),
)
_OF_RESULT = (
    select(share_search, share.c.fields)
    .join(share, share.c.id == share_search.c.share_id)
    .where(
        share.c.result_id == bindparam("result"),
        share.c.ended_at.is_(None),
        share_search.c.organisation_id == share.c.organisation_id,
        share_search.c.sid == bindparam("of_sid"),
    )
    .order_by(share_search.c.organisation_id)
)
_HELD = ("name_key", "date_of_birth", "number_key", "email_key")
_WHERE_SAT = ("centre_id", "place_id")
_REVISE = (
    update(share_search)
    .where(share_search.c.organisation_id == bindparam("of_organisation"), share_search.c.sid == bindparam("of_sid"))
    .values({name: bindparam(f"new_{name}") for name in (*_HELD, *_WHERE_SAT)})
)


def search_row(of: RowMapping | Row, one: Share, place_id: int) -> Row:
    """What the organisation may find the share by; `of` is the result's row."""
    return {
        "organisation_id": one.organisation_id,
        "sid": of["sid"],
        "share_id": one.id,
        "shared_at": one.shared_at,
        "expires_at": one.expires_at,
        "shows_overall": Field.OVERALL in one.fields,
        "exam_code": of["exam_code"],
        "centre_id": of["centre_id"],
        "place_id": place_id,
    } | held(of, one.fields)


def held(of: RowMapping | Row, fields: frozenset[Field]) -> Row:
    """Of the candidate's details those that are shared."""
    return {
        "name_key": padded(of["name_key"]),
        "date_of_birth": of["date_of_birth"] if Field.DATE_OF_BIRTH in fields else None,
        "number_key": (of["number_key"] or None) if Field.ID_NUMBER in fields else None,
        "email_key": (of["email_key"] or None) if Field.EMAIL in fields else None,
    }


def padded(name_key: str) -> str:
    """A space before each word: what begins a word follows a space."""
    return f" {name_key}" if name_key else ""


def word_rows(row: Row) -> list[Row]:
    words = sorted(set(row["name_key"].split()))
    names = ("organisation_id", "sid", "name_key", "exam_code", "centre_id", "place_id")
    return [{"word": word} | {name: row[name] for name in names} for word in words]


class SearchRows:
    """The rows of one unit."""

    def __init__(self, connection: Connection, tallies: Tallies) -> None:
        self._connection = connection
        self._tallies = tallies

    def add(self, one: Share) -> None:
        """Raises ConflictError("already_shared") while another share of the same two is there. One that is over, but
        not ended yet, makes way."""
        of = self._connection.execute(_RESULT, {"result": one.result_id}).mappings().one()
        overdue = {"organisation": one.organisation_id, "of_sid": of["sid"], "now": one.shared_at}
        self._drop(self._connection.execute(_OVERDUE, overdue).mappings().all())
        row = search_row(of, one, place_of(self._connection, of["place"]))
        self._connection.execute(_ADD, row)
        if words := word_rows(row):
            self._connection.execute(_ADD_WORDS, words)
        self._tallies.add(row)

    def remove(self, shares: Sequence[Share]) -> None:
        """What is gone already, because another share took its place, stays gone."""
        for some in batches(sorted(shares, key=lambda one: one.organisation_id)):
            values = {
                "organisations": sorted({one.organisation_id for one in some}),
                "shares": [one.id for one in some],
            }
            self._drop(self._connection.execute(_OF_SHARES, values).mappings().all())

    def _drop(self, rows: Sequence[RowMapping]) -> None:
        keys = [{"of_organisation": row["organisation_id"], "of_sid": row["sid"]} for row in rows]
        words = [
            key | {"of_word": word}
            for key, row in zip(keys, rows, strict=True)
            for word in sorted(set(row["name_key"].split()))
        ]
        if keys:
            self._connection.execute(_DROP, keys)
        if words:
            self._connection.execute(_DROP_WORD, words)
        for row in rows:
            self._tallies.subtract(dict(row))


def follow_result(connection: Connection, tallies: Tallies, was: Row, now: Row) -> None:
    """Let a result whose details were corrected be found by what is right now, and by nothing else. Both rows are the
    result's, as they are stored."""
    if all(was[name] == now[name] for name in (*_HELD, "centre_id", "place")):
        return
    rows = connection.execute(_OF_RESULT, {"result": now["id"], "of_sid": now["sid"]}).mappings().all()
    where_sat = {"centre_id": now["centre_id"], "place_id": place_of(connection, now["place"])} if rows else {}
    for row in rows:
        key = {"of_organisation": row["organisation_id"], "of_sid": row["sid"]}
        new = held(now, fields_of(row["fields"])) | where_sat
        connection.execute(_REVISE, key | {f"new_{name}": value for name, value in new.items()})
        if all(row[name] == new[name] for name in ("name_key", *_WHERE_SAT)):
            continue
        tallies.subtract(dict(row))
        tallies.add(dict(row) | new)
        if gone := [key | {"of_word": word} for word in sorted(set(row["name_key"].split()))]:
            connection.execute(_DROP_WORD, gone)
        if words := word_rows(dict(row) | new):
            connection.execute(_ADD_WORDS, words)
