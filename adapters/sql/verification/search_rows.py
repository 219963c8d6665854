"""Keeping what organisations search in step with shares and results, in the same transaction."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, RowMapping, bindparam, delete, insert, select, update

from adapters.sql.results.tables import result
from adapters.sql.tracking import Row, batches
from adapters.sql.upsert import AnyInsert, NewInsert, Upsert
from adapters.sql.verification.mappings import fields_of
from adapters.sql.verification.search_tables import result_place, share_name, share_search, share_tally
from adapters.sql.verification.tables import share
from core.shared.text import fold_name
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
_PLACE = select(result_place.c.id).where(result_place.c.name_key == bindparam("place"))
_ADD, _ADD_WORDS = insert(share_search), insert(share_name)
_FOUND = (share_search.c.organisation_id, share_search.c.sid, share_search.c.share_id, share_search.c.name_key)
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


def _begin_place(insert_into: NewInsert) -> AnyInsert:
    return insert_into(result_place).on_conflict_do_nothing(index_elements=[result_place.c.name_key])


def _count(insert_into: NewInsert) -> AnyInsert:
    new = insert_into(share_tally)
    return new.on_conflict_do_update(
        index_elements=[share_tally.c.organisation_id], set_={"shares": share_tally.c.shares + new.excluded.shares}
    )


_BEGIN_PLACE, _COUNT = Upsert(_begin_place), Upsert(_count)


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
    """The rows of one unit. The counters are written at its end, in the order of the organisations, so that two units
    do not wait for each other."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changes: Counter[UUID] = Counter()

    def add(self, one: Share) -> None:
        """Raises ConflictError("already_shared") while another share of the same two is there. One that is over, but
        not ended yet, makes way."""
        of = self._connection.execute(_RESULT, {"result": one.result_id}).mappings().one()
        overdue = {"organisation": one.organisation_id, "of_sid": of["sid"], "now": one.shared_at}
        self._drop(self._connection.execute(_OVERDUE, overdue).mappings().all())
        row = search_row(of, one, self.place(of["place"]))
        self._connection.execute(_ADD, row)
        if words := word_rows(row):
            self._connection.execute(_ADD_WORDS, words)
        self._changes[one.organisation_id] += 1

    def remove(self, shares: Sequence[Share]) -> None:
        """What is gone already, because another share took its place, stays gone."""
        for some in batches(sorted(shares, key=lambda one: one.organisation_id)):
            values = {
                "organisations": sorted({one.organisation_id for one in some}),
                "shares": [one.id for one in some],
            }
            self._drop(self._connection.execute(_OF_SHARES, values).mappings().all())

    def write_tallies(self) -> None:
        for organisation_id in sorted(self._changes):
            if change := self._changes[organisation_id]:
                values = {"organisation_id": organisation_id, "shares": change}
                self._connection.execute(_COUNT.on(self._connection), values)
        self._changes.clear()

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
        self._changes.subtract(row["organisation_id"] for row in rows)

    def place(self, name: str) -> int:
        key = fold_name(name)
        found: int | None = self._connection.execute(_PLACE, {"place": key}).scalar_one_or_none()
        if found is not None:
            return found
        self._connection.execute(_BEGIN_PLACE.on(self._connection), {"name_key": key})
        return int(self._connection.execute(_PLACE, {"place": key}).scalar_one())


def follow_result(connection: Connection, was: Row, now: Row) -> None:
    """Let a result whose details were corrected be found by what is right now, and by nothing else. Both rows are the
    result's, as they are stored."""
    if all(was[name] == now[name] for name in (*_HELD, "centre_id", "place")):
        return
    rows = connection.execute(_OF_RESULT, {"result": now["id"], "of_sid": now["sid"]}).mappings().all()
    where_sat = {"centre_id": now["centre_id"], "place_id": SearchRows(connection).place(now["place"])} if rows else {}
    for row in rows:
        key = {"of_organisation": row["organisation_id"], "of_sid": row["sid"]}
        new = held(now, fields_of(row["fields"])) | where_sat
        connection.execute(_REVISE, key | {f"new_{name}": value for name, value in new.items()})
        if all(row[name] == new[name] for name in ("name_key", *_WHERE_SAT)):
            continue
        if gone := [key | {"of_word": word} for word in sorted(set(row["name_key"].split()))]:
            connection.execute(_DROP_WORD, gone)
        if words := word_rows(dict(row) | new):
            connection.execute(_ADD_WORDS, words)
