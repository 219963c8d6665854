"""Which preparation centres work with which test centres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, update

from adapters.sql.access.tables import partnership
from adapters.sql.upsert import NewInsert, Upsert
from core.access.model import Partnership
from core.shared.ids import OrganisationId


# Any: the construct of each database has its own type.
def _begin(insert: NewInsert) -> Any:
    new = insert(partnership)
    return new.on_conflict_do_update(
        index_elements=[partnership.c.test_centre_id, partnership.c.preparation_centre_id],
        set_={"since": new.excluded.since, "ended_at": None},
        where=partnership.c.ended_at.is_not(None),
    )


_BEGIN = Upsert(_begin)
_GOING_ON = select(partnership).where(partnership.c.ended_at.is_(None))
_OF_TEST_CENTRE = _GOING_ON.where(partnership.c.test_centre_id == bindparam("test_centre")).order_by(
    partnership.c.preparation_centre_id
)
_OF_PREPARATION_CENTRE = _GOING_ON.where(
    partnership.c.preparation_centre_id == bindparam("preparation_centre")
).order_by(partnership.c.since, partnership.c.test_centre_id)
_ONE = _GOING_ON.where(
    partnership.c.test_centre_id == bindparam("test_centre"),
    partnership.c.preparation_centre_id == bindparam("preparation_centre"),
)
_END = (
    update(partnership)
    .where(
        partnership.c.test_centre_id == bindparam("test_centre"),
        partnership.c.preparation_centre_id == bindparam("preparation_centre"),
        partnership.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("at"))
)


class SqlPartnerships:
    """Every method writes or reads at once: partnerships are values, there is nothing to follow."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, partnership: Partnership) -> None:
        row = {
            "test_centre_id": partnership.test_centre_id,
            "preparation_centre_id": partnership.preparation_centre_id,
            "since": partnership.since,
            "ended_at": partnership.ended_at,
        }
        self._connection.execute(_BEGIN.on(self._connection), row)

    def end(self, test_centre: OrganisationId, preparation_centre: OrganisationId, *, at: datetime) -> None:
        values = {"test_centre": test_centre, "preparation_centre": preparation_centre, "at": at}
        self._connection.execute(_END, values)

    def of_test_centre(self, test_centre: OrganisationId) -> Sequence[Partnership]:
        return self._find(_OF_TEST_CENTRE, test_centre=test_centre)

    def of_preparation_centre(self, preparation_centre: OrganisationId) -> Sequence[Partnership]:
        return self._find(_OF_PREPARATION_CENTRE, preparation_centre=preparation_centre)

    def exists(self, test_centre: OrganisationId, preparation_centre: OrganisationId) -> bool:
        return bool(self._find(_ONE, test_centre=test_centre, preparation_centre=preparation_centre))

    # Any: the types of a partnership's columns, which nobody here asks for.
    def _find(self, query: Select[Any], **values: OrganisationId) -> list[Partnership]:
        return [
            Partnership(
                test_centre_id=row["test_centre_id"],
                preparation_centre_id=row["preparation_centre_id"],
                since=row["since"],
                ended_at=row["ended_at"],
            )
            for row in self._connection.execute(query, values).mappings()
        ]
