"""Shares and who opened them, stored; what organisations search is written with them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, or_, select

from adapters.sql.results.mappings import number_key
from adapters.sql.results.tables import result
from adapters.sql.tracking import TrackedRows
from adapters.sql.upsert import AnyInsert, NewInsert, Upsert
from adapters.sql.verification.mappings import SHARES
from adapters.sql.verification.search_rows import SearchRows
from adapters.sql.verification.tables import share, share_opened
from adapters.sql.verification.tallies import Tallies
from core.results.model import ResultId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.verification.model.sharing import Share, ShareId

_ONE = select(share).where(share.c.id == bindparam("id"))
_BETWEEN = select(share).where(
    share.c.result_id == bindparam("result"),
    share.c.organisation_id == bindparam("organisation"),
    share.c.ended_at.is_(None),
    or_(share.c.expires_at.is_(None), share.c.expires_at > bindparam("now")),
)
_EXPIRED = (
    select(share)
    .where(share.c.ended_at.is_(None), share.c.expires_at <= bindparam("now"))
    .order_by(share.c.expires_at, share.c.id)
    .limit(bindparam("most"))
)
_MADE_BY = (
    select(share)
    .where(
        share.c.shared_by == bindparam("person"),
        share.c.ended_at.is_(None),
        or_(share.c.expires_at.is_(None), share.c.expires_at > bindparam("now")),
        share.c.result_id.in_(select(result.c.id).where(result.c.number_key == bindparam("number"))),
    )
    .order_by(share.c.id)
)
_TURN = select(share.c.id).where(share.c.id == bindparam("share")).with_for_update()
_OPENED_BY = select(func.count()).where(share_opened.c.share_id == bindparam("share"))


def _open(insert_into: NewInsert) -> AnyInsert:
    return insert_into(share_opened).on_conflict_do_nothing(
        index_elements=[share_opened.c.share_id, share_opened.c.person_id]
    )


_OPEN = Upsert(_open)


class SqlShares:
    def __init__(self, connection: Connection, tallies: Tallies) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, SHARES)
        self._search = SearchRows(connection, tallies)
        self._searched: dict[ShareId, Share] = {}
        """Those held that are found by searches still."""

    def add(self, share: Share) -> None:
        # One that was ended in this unit makes way for another with the same organisation.
        self._remove_ended()
        self._rows.add(share)
        if share.ended_at is None:
            self._search.add(share)
            self._searched[share.id] = share

    def get(self, share_id: ShareId, *, for_update: bool = False) -> Share:
        found = self._rows.one(_ONE, {"id": share_id}, for_update=for_update)
        if found is None:
            raise NotFoundError("share", share=share_id)
        if for_update:
            self._follow(found)
        return found

    def between(self, result_id: ResultId, organisation_id: OrganisationId, *, now: datetime) -> Share | None:
        values = {"result": result_id, "organisation": organisation_id, "now": now}
        return self._rows.one(_BETWEEN, values)

    def expired(self, *, now: datetime, limit: int) -> Sequence[Share]:
        found = self._rows.many(_EXPIRED, {"now": now, "most": limit}, for_update=True)
        for one in found:
            self._follow(one)
        return found

    def made_by(self, person_id: PersonId, number: str, *, now: datetime) -> Sequence[Share]:
        values = {"person": person_id, "number": number_key(number), "now": now}
        found = self._rows.many(_MADE_BY, values, for_update=True)
        for one in found:
            self._follow(one)
        return found

    def mark_opened(self, share_id: ShareId, person_id: PersonId, *, at: datetime) -> bool:
        # Of two people who open it at the same moment, one is the first.
        self._connection.execute(_TURN, {"share": share_id})
        opened = self._connection.execute(_OPENED_BY, {"share": share_id}).scalar_one()
        values = {"share_id": share_id, "person_id": person_id, "at": at}
        self._connection.execute(_OPEN.on(self._connection), values)
        return not opened

    def flush(self) -> None:
        self._remove_ended()
        self._rows.flush()

    def _remove_ended(self) -> None:
        ended = [one for one in self._searched.values() if one.ended_at is not None]
        self._search.remove(ended)
        for one in ended:
            del self._searched[one.id]

    def _follow(self, one: Share) -> None:
        if one.ended_at is None:
            self._searched[one.id] = one
