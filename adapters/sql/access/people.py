"""People, with their memberships in a table of their own."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    Text,
    bindparam,
    delete,
    exists,
    insert,
    select,
    type_coerce,
    update,
)

from adapters.sql.access.tables import membership, person
from adapters.sql.access.words import PEOPLE, words_of_person
from adapters.sql.tracking import Mapping, Row, TrackedRows, batches
from core.access.model import Person, fold_email
from core.access.permissions import Role
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.text import fold_name

Memberships = dict[OrganisationId, frozenset[Role]]


def to_row(entity: Person) -> Row:
    return {
        "id": entity.id,
        "name": entity.name,
        "folded_name": fold_name(entity.name),
        "email": entity.email,
        "folded_email": fold_email(entity.email),
        "time_zone": entity.time_zone,
        "password_hash": entity.password_hash,
        "active": entity.active,
        "version": entity.version,
    }


def to_domain(row: RowMapping) -> Person:
    """Without the memberships, which the repository adds."""
    return Person(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        time_zone=row["time_zone"],
        password_hash=row["password_hash"],
        active=row["active"],
        version=row["version"],
    )


def roles_to_row(roles: frozenset[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def roles_to_domain(names: list[str]) -> frozenset[Role]:
    return frozenset(Role(name) for name in names)


_MAPPING = Mapping(person, to_row=to_row, to_domain=to_domain)
_BY_ID = select(person).where(person.c.id == bindparam("id"))
_BY_EMAIL = select(person).where(person.c.folded_email == bindparam("folded_email"))
_ACTIVE_WITH_ROLE = (
    select(person)
    .where(
        person.c.active,
        exists().where(
            membership.c.person_id == person.c.id,
            # The roles are a list of quoted names, written by us.
            type_coerce(membership.c.roles, Text).contains(bindparam("quoted_role"), autoescape=False),
        ),
    )
    .order_by(person.c.id)
)
_OF_ORGANISATION = (
    select(person)
    .where(
        person.c.id.in_(
            select(membership.c.person_id).where(membership.c.organisation_id == bindparam("organisation_id"))
        )
    )
    .order_by(person.c.id)
)
_MEMBERSHIPS = select(membership).where(membership.c.person_id.in_(bindparam("people", expanding=True)))
_JOIN = insert(membership)
_LEAVE = delete(membership).where(membership.c.person_id == bindparam("was_person_id"))
_RENAME = (
    update(membership)
    .where(membership.c.person_id == bindparam("was_person_id"))
    .values(name_key=bindparam("new_name_key"))
)


class SqlPeople:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, _MAPPING)
        self._memberships: dict[UUID, Memberships] = {}
        """Those of every person held for update, as they are stored."""

    def add(self, person: Person) -> None:
        (row,) = self._rows.add(person)
        PEOPLE.add(self._connection, PEOPLE.rows(person.id, row["folded_name"], _words(row)))
        self._join(person)

    def get(self, person_id: PersonId, *, for_update: bool = False) -> Person:
        found = self._find(_BY_ID, {"id": person_id}, for_update=for_update)
        if not found:
            raise NotFoundError("person", person=person_id)
        return found[0]

    def with_email(self, email: str, *, for_update: bool = False) -> Person | None:
        found = self._find(_BY_EMAIL, {"folded_email": fold_email(email)}, for_update=for_update)
        return found[0] if found else None

    def active_with_role(self, role: Role, *, for_update: bool = False) -> Sequence[Person]:
        found = self._find(_ACTIVE_WITH_ROLE, {"quoted_role": f'"{role.value}"'}, for_update=for_update)
        return [one for one in found if any(role in roles for roles in one.memberships.values())]

    def of_organisation(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Sequence[Person]:
        found = self._find(_OF_ORGANISATION, {"organisation_id": organisation_id}, for_update=for_update)
        return [one for one in found if organisation_id in one.memberships]

    # Any: the types of a person's columns, which nobody here asks for.
    # Who had to wait for somebody gets them with the memberships they have by now, and may have asked for others.
    def _find(self, query: Select[Any], values: Row, *, for_update: bool) -> list[Person]:
        found = self._rows.many(query, values, for_update=for_update)
        new = {one.id: one for one in found if one.id not in self._memberships}
        for ids in batches(list(new)):
            for row in self._connection.execute(_MEMBERSHIPS, {"people": ids}).mappings():
                new[row["person_id"]].memberships[row["organisation_id"]] = roles_to_domain(row["roles"])
        if for_update:
            self._memberships |= {one.id: dict(one.memberships) for one in new.values()}
        return found

    def flush(self) -> None:
        moved = [one for one in self._rows.held() if one.memberships != self._memberships[one.id]]
        for was, now in self._rows.flush(touched={(one.id,) for one in moved}):
            self._name(was, now)
        for one in moved:
            self._connection.execute(_LEAVE, {"was_person_id": one.id})
            self._join(one)

    def _name(self, was: Row, now: Row) -> None:
        """Let lists show and searches find them by what they are called now."""
        if now["folded_name"] != was["folded_name"]:
            self._connection.execute(_RENAME, {"was_person_id": now["id"], "new_name_key": now["folded_name"]})
        if any(now[name] != was[name] for name in ("folded_name", "folded_email")):
            PEOPLE.rename(self._connection, now["id"], now["folded_name"], _words(now))

    def _join(self, person: Person) -> None:
        name_key = fold_name(person.name)
        rows = [
            {
                "person_id": person.id,
                "organisation_id": organisation_id,
                "roles": roles_to_row(roles),
                "name_key": name_key,
            }
            for organisation_id, roles in person.memberships.items()
        ]
        if rows:
            self._connection.execute(_JOIN, rows)
        self._memberships[person.id] = dict(person.memberships)


def _words(row: Row) -> list[str]:
    return words_of_person(row["folded_name"], row["folded_email"])
