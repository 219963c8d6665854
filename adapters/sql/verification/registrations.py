"""Registrations and invitations, stored."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from adapters.sql.tracking import TrackedRows
from adapters.sql.verification.mappings import INVITATIONS, REGISTRATIONS
from adapters.sql.verification.tables import invitation, registration
from core.shared.errors import NotFoundError
from core.shared.ids import PersonId
from core.verification.model.registration import Registration, RegistrationId, RegistrationState
from core.verification.model.sharing import Invitation, InvitationId

_REGISTRATION = select(registration).where(registration.c.id == bindparam("id"))
_NEARLY_LATE = (
    select(registration)
    .where(
        registration.c.state == RegistrationState.RECEIVED.value,
        registration.c.due_at < bindparam("due_before"),
        registration.c.warned_at.is_(None),
    )
    .order_by(registration.c.due_at, registration.c.id)
)
_INVITATION = select(invitation).where(invitation.c.id == bindparam("id"))
_SENT_SINCE = select(func.count()).where(
    invitation.c.invited_by == bindparam("person"), invitation.c.sent_at >= bindparam("since")
)


class SqlRegistrations:
    def __init__(self, connection: Connection) -> None:
        self._rows = TrackedRows(connection, REGISTRATIONS)

    def add(self, registration: Registration) -> None:
        self._rows.add(registration)

    def get(self, registration_id: RegistrationId, *, for_update: bool = False) -> Registration:
        found = self._rows.one(_REGISTRATION, {"id": registration_id}, for_update=for_update)
        if found is None:
            raise NotFoundError("registration", registration=registration_id)
        return found

    def nearly_late(self, *, due_before: datetime) -> Sequence[Registration]:
        return self._rows.many(_NEARLY_LATE, {"due_before": due_before}, for_update=True)

    def flush(self) -> None:
        self._rows.flush()


class SqlInvitations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, INVITATIONS)

    def add(self, invitation: Invitation) -> None:
        self._rows.add(invitation)

    def get(self, invitation_id: InvitationId, *, for_update: bool = False) -> Invitation | None:
        return self._rows.one(_INVITATION, {"id": invitation_id}, for_update=for_update)

    def sent_since(self, person_id: PersonId, since: datetime) -> int:
        return self._connection.execute(_SENT_SINCE, {"person": person_id, "since": since}).scalar_one()

    def flush(self) -> None:
        self._rows.flush()
