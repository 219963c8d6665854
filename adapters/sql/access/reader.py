"""Lists of organisations and people, and who is behind a log-in."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, exists, select, true, tuple_

from adapters.sql.access.headcount import HEADCOUNT
from adapters.sql.access.people import roles_to_domain
from adapters.sql.access.people_search import find_people
from adapters.sql.access.tables import log_in, membership, organisation, person
from adapters.sql.access.word_search import ORGANISATIONS_BY_WORDS, typed_words
from adapters.sql.database import Database
from adapters.sql.paging import page_of, read_place, write_place
from core.access.model import OrganisationKind, Scope
from core.access.views import DeviceView, MembershipView, OrganisationRow, PersonRow, VisitorView
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest

# Any, here and below: rows hold as many types as the columns that were asked for.
Found = Row[Any]

_BY_NAME = (organisation.c.folded_name, organisation.c.id)
_ORGANISATIONS = select(organisation, HEADCOUNT)
_ONE_ORGANISATION = _ORGANISATIONS.where(organisation.c.id == bindparam("id"))
_THESE_ORGANISATIONS = _ORGANISATIONS.where(organisation.c.id.in_(bindparam("ids", expanding=True)))
_NUMBERED = _ORGANISATIONS.where(organisation.c.number.in_(bindparam("numbers", expanding=True)))
_ORGANISATIONS_OF = (
    _ORGANISATIONS.join(membership, membership.c.organisation_id == organisation.c.id)
    .where(membership.c.person_id == bindparam("person"))
    .order_by(*_BY_NAME)
)
_ONE_PERSON = select(person).where(person.c.id == bindparam("id"))
_THESE_PEOPLE = select(person).where(person.c.id.in_(bindparam("ids", expanding=True)))
_MEMBERSHIPS = (
    select(membership, organisation.c.kind, organisation.c.name)
    .join(organisation, organisation.c.id == membership.c.organisation_id)
    .where(membership.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(*_BY_NAME)
)
_DEVICES = select(log_in).where(log_in.c.person_id == bindparam("person")).order_by(log_in.c.seen_at.desc())
_VISITOR = (
    select(
        log_in,
        person.c.name.label("person_name"),
        person.c.email,
        person.c.time_zone,
        membership.c.organisation_id.label("member_of"),
        membership.c.roles,
        organisation.c.kind,
        organisation.c.name,
    )
    .join(person, person.c.id == log_in.c.person_id)
    .outerjoin(membership, membership.c.person_id == person.c.id)
    .outerjoin(organisation, organisation.c.id == membership.c.organisation_id)
    .where(log_in.c.digest == bindparam("digest"), person.c.active)
    .order_by(*_BY_NAME)
)
"""In one statement: it is asked at every request."""


class SqlAccessReader:
    def __init__(self, *, database: Database) -> None:
        self._database = database

    def organisations(self, scope: Scope, page: PageRequest, *, search: str = "") -> Page[OrganisationRow]:
        typed = typed_words(search)
        if search.strip() and not typed:
            return Page(items=())
        with self._database.read() as connection:
            if typed and scope.organisation_id is None:
                return self._found(connection, ORGANISATIONS_BY_WORDS.page(connection, typed, page))
            has_words = (ORGANISATIONS_BY_WORDS.has(word, organisation.c.id) for word in typed)
            query = _ORGANISATIONS.where(_organisation_in(scope), *has_words)
            rows = connection.execute(_paged(query, page)).all()
        return page_of(rows, page, item=_organisation_row, cursor=_place)

    def _found(self, connection: Connection, found: Page[UUID]) -> Page[OrganisationRow]:
        rows = {row.id: row for row in connection.execute(_THESE_ORGANISATIONS, {"ids": found.items})}
        return Page(items=tuple(_organisation_row(rows[one]) for one in found.items), next=found.next)

    def people(
        self, scope: Scope, page: PageRequest, *, search: str = "", organisation_id: OrganisationId | None = None
    ) -> Page[PersonRow]:
        within = {one for one in (scope.organisation_id, organisation_id) if one is not None}
        with self._database.read() as connection:
            found = find_people(connection, page, within=within, search=search)
            rows = {row.id: row for row in connection.execute(_THESE_PEOPLE, {"ids": found.items})}
            memberships = _memberships(connection, found.items, scope)
        return Page(items=tuple(_person_row(rows[one], memberships) for one in found.items), next=found.next)

    def organisation(self, organisation_id: OrganisationId, scope: Scope) -> OrganisationRow:
        with self._database.read() as connection:
            row = connection.execute(_ONE_ORGANISATION.where(_organisation_in(scope)), {"id": organisation_id}).first()
        if row is None:
            raise NotFoundError("organisation", organisation=organisation_id)
        return _organisation_row(row)

    def organisation_numbered(self, number: str, scope: Scope) -> OrganisationRow | None:
        typed = number.strip()
        query = _NUMBERED.where(_organisation_in(scope))
        with self._database.read() as connection:
            rows = connection.execute(query, {"numbers": [typed, typed.upper(), typed.lower()]}).all()
        return next((_organisation_row(row) for row in sorted(rows, key=lambda row: row.number != typed)), None)

    def person(self, person_id: PersonId, scope: Scope) -> PersonRow:
        with self._database.read() as connection:
            row = connection.execute(_ONE_PERSON.where(_person_in(scope)), {"id": person_id}).first()
            if row is None:
                raise NotFoundError("person", person=person_id)
            return _person_row(row, _memberships(connection, [person_id], scope))

    def visitor(self, digest: str) -> VisitorView | None:
        with self._database.read() as connection:
            rows = connection.execute(_VISITOR, {"digest": digest}).all()
        if not rows:
            return None
        first = rows[0]
        return VisitorView(
            digest=first.digest,
            person_id=first.person_id,
            name=first.person_name,
            email=first.email,
            time_zone=first.time_zone,
            organisation_id=first.organisation_id,
            started_at=first.started_at,
            seen_at=first.seen_at,
            memberships=tuple(_membership_view(row, row.member_of) for row in rows if row.member_of is not None),
        )

    def devices(self, person_id: PersonId) -> Sequence[DeviceView]:
        with self._database.read() as connection:
            rows = connection.execute(_DEVICES, {"person": person_id}).all()
        return [
            DeviceView(
                digest=row.digest,
                started_at=row.started_at,
                seen_at=row.seen_at,
                origin=row.origin,
                device=row.device,
            )
            for row in rows
        ]

    def organisations_of(self, person_id: PersonId) -> Sequence[OrganisationRow]:
        with self._database.read() as connection:
            return [_organisation_row(row) for row in connection.execute(_ORGANISATIONS_OF, {"person": person_id})]


def _organisation_in(scope: Scope) -> ColumnElement[bool]:
    return true() if scope.organisation_id is None else organisation.c.id == scope.organisation_id


def _person_in(scope: Scope) -> ColumnElement[bool]:
    """A scope of one organisation holds the people with a membership there."""
    if scope.organisation_id is None:
        return true()
    here = and_(membership.c.person_id == person.c.id, membership.c.organisation_id == scope.organisation_id)
    return exists().where(here)


def _paged(query: Select[Any], page: PageRequest) -> Select[Any]:
    if page.after:
        types = [column.type for column in _BY_NAME]
        query = query.where(tuple_(*_BY_NAME) > tuple_(*read_place(page.after), types=types))
    return query.order_by(*_BY_NAME).limit(page.size + 1)


def _place(row: Found) -> str:
    return write_place(row.folded_name, row.id)


def _memberships(
    connection: Connection, people: Sequence[UUID], scope: Scope
) -> dict[UUID, tuple[MembershipView, ...]]:
    """Those the scope covers, by person."""
    found: dict[UUID, list[MembershipView]] = {person_id: [] for person_id in people}
    for row in _rows_of_memberships(connection, people):
        if scope.covers(row.organisation_id):
            found[row.person_id].append(_membership_view(row, row.organisation_id))
    return {person_id: tuple(views) for person_id, views in found.items()}


def _rows_of_memberships(connection: Connection, people: Sequence[UUID]) -> Iterable[Found]:
    return connection.execute(_MEMBERSHIPS, {"people": people}) if people else ()


def _membership_view(row: Found, organisation_id: OrganisationId) -> MembershipView:
    return MembershipView(
        organisation_id=organisation_id,
        organisation_kind=OrganisationKind(row.kind),
        organisation_name=row.name,
        roles=roles_to_domain(row.roles),
    )


def _organisation_row(row: Found) -> OrganisationRow:
    return OrganisationRow(
        id=row.id,
        kind=OrganisationKind(row.kind),
        name=row.name,
        number=row.number,
        time_zone=row.time_zone,
        people=row.people,
    )


def _person_row(row: Found, memberships: dict[UUID, tuple[MembershipView, ...]]) -> PersonRow:
    return PersonRow(
        id=row.id,
        name=row.name,
        email=row.email,
        time_zone=row.time_zone,
        active=row.active,
        has_password=row.password_hash is not None,
        memberships=memberships[row.id],
    )
