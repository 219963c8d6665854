"""Look-ups, what became of results, and who relied on them, stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, or_, select, union

from adapters.sql.upsert import AnyInsert, NewInsert, Upsert
from adapters.sql.verification.tables import look_up, result_activity, share
from core.results.model import ResultId
from core.shared.ids import OrganisationId
from core.verification.model.sharing import Activity, LookUp


def _put(insert_into: NewInsert) -> AnyInsert:
    new = insert_into(look_up)
    return new.on_conflict_do_update(
        index_elements=[look_up.c.result_id, look_up.c.organisation_id],
        set_={name: new.excluded[name] for name in ("person_id", "at")},
    )


_PUT = Upsert(_put)
_LATEST = select(look_up).where(
    look_up.c.result_id == bindparam("result"), look_up.c.organisation_id == bindparam("organisation")
)
_NOTE = insert(result_activity)
_HOLDERS = select(share.c.organisation_id).where(
    share.c.result_id == bindparam("result"),
    share.c.ended_at.is_(None),
    or_(share.c.expires_at.is_(None), share.c.expires_at > bindparam("now")),
)
_LOOKED = select(look_up.c.organisation_id).where(look_up.c.result_id == bindparam("result"))
_WATCHERS = union(_HOLDERS, _LOOKED).order_by("organisation_id")


class SqlLookUps:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, look_up: LookUp) -> None:
        values = {
            "result_id": look_up.result_id,
            "organisation_id": look_up.organisation_id,
            "person_id": look_up.person_id,
            "at": look_up.at,
        }
        self._connection.execute(_PUT.on(self._connection), values)

    def latest(self, result_id: ResultId, organisation_id: OrganisationId) -> LookUp | None:
        values = {"result": result_id, "organisation": organisation_id}
        row = self._connection.execute(_LATEST, values).mappings().one_or_none()
        return LookUp(**row) if row else None


class SqlActivities:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, activity: Activity) -> None:
        values = {
            "result_id": activity.result_id,
            "organisation_id": activity.organisation_id,
            "share_id": activity.share_id,
            "kind": activity.kind.value,
            "at": activity.at,
        }
        self._connection.execute(_NOTE, values)


class SqlWatchers:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, result_id: ResultId, *, now: datetime) -> Sequence[OrganisationId]:
        return self._connection.execute(_WATCHERS, {"result": result_id, "now": now}).scalars().all()
