"""Who works with whom, for pages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, literal_column, or_, select, tuple_

from adapters.sql.access.headcount import HEADCOUNT
from adapters.sql.access.people import roles_to_domain
from adapters.sql.access.tables import membership, organisation, partnership, person
from adapters.sql.database import Database
from adapters.sql.paging import page_of, read_place, write_place
from core.access.model import OrganisationKind
from core.access.views import (
    CentreContactRow,
    MembershipView,
    PersonRow,
    PreparationCentreRow,
    PreparationCentreView,
)
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest
from core.shared.text import fold_name

# Any, here and below: rows hold as many types as the columns that were asked for.
Found = Row[Any]

_BY_NAME = (organisation.c.folded_name, organisation.c.id)
_PARTNERS = (
    select(organisation, partnership.c.since, HEADCOUNT)
    .join(partnership, partnership.c.preparation_centre_id == organisation.c.id)
    .where(partnership.c.test_centre_id == bindparam("test_centre"), partnership.c.ended_at.is_(None))
)
_ONE_PARTNER = _PARTNERS.where(organisation.c.id == bindparam("id"))
_LONGEST = (
    select(partnership.c.test_centre_id)
    .where(partnership.c.preparation_centre_id == bindparam("id"), partnership.c.ended_at.is_(None))
    .order_by(partnership.c.since, partnership.c.test_centre_id)
    .limit(1)
)
_PEOPLE = (
    select(person, membership.c.roles)
    .join(membership, membership.c.person_id == person.c.id)
    .where(membership.c.organisation_id == bindparam("id"))
    .order_by(person.c.folded_name, person.c.id)
)
# As the condition of their index is written: a value that is bound would not be known when the way is chosen.
_TEST_CENTRES = select(organisation).where(organisation.c.kind == literal_column("'test_centre'"))
_ONE_TEST_CENTRE = _TEST_CENTRES.where(organisation.c.id == bindparam("id"))
_TEST_CENTRES_OF = (
    _TEST_CENTRES.join(partnership, partnership.c.test_centre_id == organisation.c.id)
    .where(partnership.c.preparation_centre_id == bindparam("id"), partnership.c.ended_at.is_(None))
    .order_by(*_BY_NAME)
)


class SqlPartnershipsReader:
    def __init__(self, *, database: Database) -> None:
        self._database = database

    def preparation_centres(
        self, test_centre: OrganisationId, page: PageRequest, *, search: str = ""
    ) -> Page[PreparationCentreRow]:
        query = _listed(_PARTNERS, page, search)
        with self._database.read() as connection:
            rows = connection.execute(query, {"test_centre": test_centre}).all()
        return page_of(rows, page, item=_partner_row, cursor=_place)

    def preparation_centre(
        self, preparation_centre: OrganisationId, test_centre: OrganisationId
    ) -> PreparationCentreView:
        with self._database.read() as connection:
            asked = {"id": preparation_centre, "test_centre": test_centre}
            row = connection.execute(_ONE_PARTNER, asked).first()
            if row is None:
                raise NotFoundError("organisation", organisation=preparation_centre)
            longest = connection.execute(_LONGEST, {"id": preparation_centre}).scalar()
            people = connection.execute(_PEOPLE, {"id": preparation_centre}).all()
        return PreparationCentreView(
            row=_partner_row(row),
            time_zone=row.time_zone,
            keeps_people=longest == test_centre,
            people=tuple(_person_row(one, row) for one in people),
        )

    def test_centres_of(self, preparation_centre: OrganisationId) -> Sequence[CentreContactRow]:
        with self._database.read() as connection:
            return [_contact_row(row) for row in connection.execute(_TEST_CENTRES_OF, {"id": preparation_centre})]

    def test_centre(self, test_centre: OrganisationId) -> CentreContactRow:
        with self._database.read() as connection:
            row = connection.execute(_ONE_TEST_CENTRE, {"id": test_centre}).first()
        if row is None:
            raise NotFoundError("organisation", organisation=test_centre)
        return _contact_row(row)

    def test_centres(self, page: PageRequest, *, search: str = "") -> Page[CentreContactRow]:
        with self._database.read() as connection:
            rows = connection.execute(_listed(_TEST_CENTRES, page, search)).all()
        return page_of(rows, page, item=_contact_row, cursor=_place)


def _listed(query: Select[Any], page: PageRequest, search: str) -> Select[Any]:
    """By name, from the place where the page begins, those that the search finds.

    A search goes through them one by one, and they are not many: the partners of one centre, or the test centres, which
    have an index of their own."""
    if search.strip():
        folded = fold_name(search)
        found: list[ColumnElement[bool]] = [organisation.c.number.icontains(search.strip(), autoescape=True)]
        # Nothing contains what was folded away entirely, such as a search for «@» among names.
        found += [organisation.c.folded_name.contains(folded, autoescape=True)] if folded else []
        query = query.where(or_(*found))
    if page.after:
        types = [column.type for column in _BY_NAME]
        query = query.where(tuple_(*_BY_NAME) > tuple_(*read_place(page.after), types=types))
    return query.order_by(*_BY_NAME).limit(page.size + 1)


def _place(row: Found) -> str:
    return write_place(row.folded_name, row.id)


def _partner_row(row: Found) -> PreparationCentreRow:
    return PreparationCentreRow(
        id=row.id,
        name=row.name,
        number=row.number,
        email=row.email,
        phone=row.phone,
        since=row.since,
        people=row.people,
    )


def _contact_row(row: Found) -> CentreContactRow:
    return CentreContactRow(id=row.id, name=row.name, number=row.number, email=row.email, phone=row.phone)


def _person_row(row: Found, at: Found) -> PersonRow:
    """With the membership at the preparation centre alone: where else somebody works is not for its test centre."""
    here = MembershipView(
        organisation_id=at.id,
        organisation_kind=OrganisationKind(at.kind),
        organisation_name=at.name,
        roles=roles_to_domain(row.roles),
    )
    return PersonRow(
        id=row.id,
        name=row.name,
        email=row.email,
        time_zone=row.time_zone,
        active=row.active,
        has_password=row.password_hash is not None,
        memberships=(here,),
    )
