"""Which people a list shows: everybody or those of an organisation, all of them or those whom a search finds.

Cursors hold no name, only an id: they stand in addresses, and addresses in logs.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, ScalarSelect, Select, bindparam, select, tuple_

from adapters.sql.access.tables import membership, person
from adapters.sql.access.word_search import FEW, PEOPLE_BY_WORDS, typed_words
from adapters.sql.access.words import PEOPLE
from adapters.sql.paging import no_such_place, page_of, read_id, write_id
from core.access.model import fold_email
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest

_WITH_ADDRESS = select(person.c.id).where(person.c.folded_email == bindparam("folded_email"))
_EVERYBODY = select(person.c.id, person.c.folded_name.label("name_key"))
_MEMBERS = select(membership.c.person_id.label("id"), membership.c.name_key)


def find_people(
    connection: Connection, page: PageRequest, *, within: Collection[OrganisationId], search: str
) -> Page[UUID]:
    """Those who belong to all these organisations, by name; where a search among everybody finds them by words, first
    by the word that fits. Somebody's whole address finds them alone.

    Raises InvalidInputError("cursor_invalid") when the one after whom the page begins is not in the list any more.
    """
    typed = typed_words(search)
    if search.strip() and not typed:
        return Page(items=())
    if (one := _with_address(connection, search, within)) is not None:
        return Page(items=(one,))
    if within:
        return _members(connection, page, within, typed)
    if typed:
        return PEOPLE_BY_WORDS.page(connection, typed, page)
    return _by_name(connection, _EVERYBODY, page, name=person.c.folded_name, of=person.c.id, places=_EVERYBODY)


def _with_address(connection: Connection, search: str, within: Collection[OrganisationId]) -> UUID | None:
    if "@" not in search:
        return None
    query = _WITH_ADDRESS.where(*(_belongs(person.c.id, one) for one in within))
    return connection.execute(query, {"folded_email": fold_email(search)}).scalar_one_or_none()


def _members(
    connection: Connection, page: PageRequest, within: Collection[OrganisationId], typed: list[str]
) -> Page[UUID]:
    """By name, whichever way they are found: by a rare word, of which all who have it are asked whether they belong
    here; otherwise among those who belong here, one after the other."""
    first, *others = within
    here = _MEMBERS.where(membership.c.organisation_id == first)
    if typed:
        rarest, size = PEOPLE_BY_WORDS.rarest(connection, typed)
        if size < FEW:
            found = PEOPLE_BY_WORDS.led_by(rarest, typed).where(*(_belongs(PEOPLE.of, one) for one in within))
            return _by_name(connection, found, page, name=PEOPLE.name_key, of=PEOPLE.of, places=here)
    of = membership.c.person_id
    query = here.where(*(_belongs(of, one) for one in others), *(PEOPLE_BY_WORDS.has(word, of) for word in typed))
    return _by_name(connection, query, page, name=membership.c.name_key, of=of, places=here)


def _belongs(one: ColumnElement[UUID], organisation_id: OrganisationId) -> ColumnElement[bool]:
    """A value and not an EXISTS: that, PostgreSQL may answer by going through all who belong there."""
    its = membership.alias("its_membership")
    # Any: the type of a column of ours.
    found: ScalarSelect[Any] = (
        select(its.c.person_id)
        .where(its.c.person_id == one, its.c.organisation_id == organisation_id)
        .correlate_except(its)
        .scalar_subquery()
    )
    return found.is_not(None)


def _by_name(
    connection: Connection,
    # Any: the columns of the list.
    query: Select[Any],
    page: PageRequest,
    *,
    name: Column[str],
    of: Column[UUID],
    places: Select[Any],
) -> Page[UUID]:
    """`places` tells the id and the name of everybody in the list, and perhaps of some more."""
    if page.after is not None:
        place = places.where(places.selected_columns["id"] == read_id(page.after))
        row = connection.execute(place).one_or_none()
        if row is None:
            raise no_such_place()
        query = query.where(tuple_(name, of) > tuple_(row.name_key, row.id, types=[name.type, of.type]))
    rows = connection.execute(query.order_by(name, of).limit(page.size + 1)).all()
    return page_of(rows, page, item=lambda row: row.id, cursor=lambda row: write_id(row.id))
