"""Lists of organisations and people, and who is behind a log-in."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    true,
    tuple_,
)

from adapters.sql.access.people import roles_to_domain
from adapters.sql.access.tables import log_in, membership, organisation, person
from adapters.sql.database import Database
from adapters.sql.paging import page_of, read_place, write_place
from core.access.model import OrganisationKind, Scope, fold_email
from core.access.views import DeviceView, MembershipView, OrganisationRow, PersonRow, VisitorView
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.paging import Page, PageRequest
from core.shared.text import fold_name

# Any, here and below: rows hold as many types as the columns that were asked for.
Found = Row[Any]

_BY_NAME = (organisation.c.folded_name, organisation.c.id)
_HEADCOUNT = (
    select(func.count())
    .where(membership.c.organisation_id == organisation.c.id)
    .correlate(organisation)
    .scalar_subquery()
    .label("people")
)
_ORGANISATIONS = select(organisation, _HEADCOUNT)
_ONE_ORGANISATION = _ORGANISATIONS.where(organisation.c.id == bindparam("id"))
_ORGANISATIONS_OF = (
    _ORGANISATIONS.join(membership, membership.c.organisation_id == organisation.c.id)
    .where(membership.c.person_id == bindparam("person"))
    .order_by(*_BY_NAME)
)
_ONE_PERSON = select(person).where(person.c.id == bindparam("id"))
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
        query = _ORGANISATIONS.where(_organisation_in(scope))
        if search.strip():
            query = query.where(
                or_(
                    _contains(organisation.c.folded_name, fold_name(search)),
                    organisation.c.number.icontains(search.strip(), autoescape=True),
                )
            )
        with self._database.read() as connection:
            rows = connection.execute(_paged(query, page, _BY_NAME)).all()
        return page_of(rows, page, item=_organisation_row, cursor=_place)

    def people(
        self, scope: Scope, page: PageRequest, *, search: str = "", organisation_id: OrganisationId | None = None
    ) -> Page[PersonRow]:
        query = select(person).where(_person_in(scope))
        if organisation_id is not None:
            query = query.where(_person_in(Scope(organisation_id=organisation_id)))
        if search.strip():
            query = query.where(
                or_(
                    _contains(person.c.folded_name, fold_name(search)),
                    _contains(person.c.folded_email, fold_email(search)),
                )
            )
        with self._database.read() as connection:
            rows = connection.execute(_paged(query, page, (person.c.folded_name, person.c.id))).all()
            memberships = _memberships(connection, [row.id for row in rows], scope)
        return page_of(rows, page, item=lambda row: _person_row(row, memberships), cursor=_place)

    def organisation(self, organisation_id: OrganisationId, scope: Scope) -> OrganisationRow:
        with self._database.read() as connection:
            row = connection.execute(_ONE_ORGANISATION.where(_organisation_in(scope)), {"id": organisation_id}).first()
        if row is None:
            raise NotFoundError("organisation", organisation=organisation_id)
        return _organisation_row(row)

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


def _contains(column: ColumnElement[str], part: str) -> ColumnElement[bool]:
    """Nothing contains what was folded away entirely, such as a search for «@» among names."""
    return column.contains(part, autoescape=True) if part else ~true()


def _paged(query: Select[Any], page: PageRequest, order: tuple[ColumnElement[Any], ColumnElement[Any]]) -> Select[Any]:
    if page.after:
        query = query.where(tuple_(*order) > tuple_(*read_place(page.after), types=[column.type for column in order]))
    return query.order_by(*order).limit(page.size + 1)


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
