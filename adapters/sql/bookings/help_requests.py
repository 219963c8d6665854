"""Help requests with their messages, stored."""

from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, or_, select

from adapters.sql.bookings.mappings import REQUESTS, message_of, message_row
from adapters.sql.bookings.tables import help_message, help_request
from adapters.sql.tracking import TrackedRows
from core.access.model import Scope
from core.bookings.model import HelpRequest, RequestId
from core.shared.errors import NotFoundError

_ONE = select(help_request).where(help_request.c.id == bindparam("id"))
_ONE_IN_SCOPE = _ONE.where(
    or_(
        help_request.c.centre_id == bindparam("organisation"),
        help_request.c.entrant_id == bindparam("organisation"),
    )
)
_MESSAGES = select(help_message).where(help_message.c.request_id == bindparam("request")).order_by(help_message.c.place)


class SqlHelpRequests:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, REQUESTS)
        self._stored: dict[UUID, int] = {}
        """How many messages are stored of every request held for update."""

    def add(self, request: HelpRequest) -> None:
        self._rows.add(request)
        self._stored[request.id] = 0

    def get(self, request_id: RequestId, scope: Scope, *, for_update: bool = False) -> HelpRequest:
        query = _ONE if scope.organisation_id is None else _ONE_IN_SCOPE
        values = {"id": request_id, "organisation": scope.organisation_id}
        found = self._rows.one(query, values, for_update=for_update)
        if found is None:
            raise NotFoundError("help_request", request=request_id)
        if found.id not in self._stored:
            rows = self._connection.execute(_MESSAGES, {"request": found.id}).mappings()
            found.messages = [message_of(row) for row in rows]
            if for_update:
                self._stored[found.id] = len(found.messages)
        return found

    def flush(self) -> None:
        """Messages are only ever added."""
        grown = [one for one in self._rows.held() if len(one.messages) > self._stored[one.id]]
        self._rows.flush(touched={(one.id,) for one in grown if self._stored[one.id]})
        for one in grown:
            rows = [message_row(one, place) for place in range(self._stored[one.id], len(one.messages))]
            self._connection.execute(insert(help_message), rows)
            self._stored[one.id] = len(one.messages)
