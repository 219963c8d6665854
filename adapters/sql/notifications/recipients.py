"""Who holds a permission where, and what people chose to get."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, RowMapping, bindparam, select, true

from adapters.sql.access.tables import membership, organisation, person
from adapters.sql.notifications.tables import message_choice
from adapters.sql.upsert import NewInsert, Upsert
from core.access.model import OrganisationKind
from core.access.permissions import Permission, Role, permissions_of
from core.notifications.model import MessageKind
from core.shared.ids import OrganisationId, PersonId


def _choose(insert_into: NewInsert) -> object:
    new = insert_into(message_choice)
    return new.on_conflict_do_update(
        index_elements=[message_choice.c.person_id, message_choice.c.kind], set_={"wanted": new.excluded.wanted}
    )


_CHOOSE = Upsert(_choose)
_AMONG = select(message_choice.c.person_id, message_choice.c.wanted).where(
    message_choice.c.person_id.in_(bindparam("people", expanding=True)), message_choice.c.kind == bindparam("kind")
)


class SqlMessagePreferences:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def among(self, people: Sequence[PersonId], kind: MessageKind) -> Mapping[PersonId, bool]:
        rows = self._connection.execute(_AMONG, {"people": list(people), "kind": kind.value})
        return {row.person_id: row.wanted for row in rows}

    def choose(self, person_id: PersonId, kind: MessageKind, *, on: bool) -> None:
        values = {"person_id": person_id, "kind": kind.value, "wanted": on}
        self._connection.execute(_CHOOSE.on(self._connection), values)


_MEMBERS = (
    select(membership.c.person_id, membership.c.roles)
    .join(person, person.c.id == membership.c.person_id)
    .where(person.c.active == true())
    .order_by(membership.c.person_id)
)
_AT = _MEMBERS.where(membership.c.organisation_id == bindparam("organisation_id"))
_AT_AWARDING_BODY = _MEMBERS.join(organisation, organisation.c.id == membership.c.organisation_id).where(
    organisation.c.kind == OrganisationKind.AWARDING_BODY.value
)


class SqlAddressBook:
    """Roles lie in a document that is never searched inside, so all members of the one organisation are read."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def at(self, organisation_id: OrganisationId, permission: Permission) -> Sequence[PersonId]:
        rows = self._connection.execute(_AT, {"organisation_id": organisation_id}).mappings()
        return [row["person_id"] for row in rows if _may(row, permission)]

    def at_awarding_body(self, permission: Permission) -> Sequence[PersonId]:
        rows = self._connection.execute(_AT_AWARDING_BODY).mappings()
        return [row["person_id"] for row in rows if _may(row, permission)]


def _may(row: RowMapping, permission: Permission) -> bool:
    return permission in permissions_of(frozenset(Role(name) for name in row["roles"]))
