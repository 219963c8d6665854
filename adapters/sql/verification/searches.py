"""Criteria of searches, kept for a while under the digest of an opaque id."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from adapters.sql.verification.tables import kept_search
from core.shared.ids import OrganisationId, PersonId
from core.verification.model.searching import Criteria

_ADD = insert(kept_search)
_FORGET = delete(kept_search).where(kept_search.c.at < bindparam("before"))
KEPT = select(kept_search.c.criteria).where(
    kept_search.c.digest == bindparam("digest"),
    kept_search.c.person_id == bindparam("person"),
    kept_search.c.organisation_id == bindparam("organisation"),
)
_DATES = frozenset({"date_of_birth", "taken_from", "taken_to"})


def _document(criteria: Criteria) -> dict[str, str]:
    given = {one.name: getattr(criteria, one.name) for one in fields(criteria)}
    return {name: value.isoformat() if name in _DATES else value for name, value in given.items() if value}


# Any value of a criterion is text or a date.
def criteria_of(document: Mapping[str, str]) -> Criteria:
    values: dict[str, object] = {
        name: date.fromisoformat(text) if name in _DATES else text for name, text in document.items()
    }
    return Criteria(**values)  # type: ignore[arg-type]  # each name has the type its field was written with


class SqlSearches:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, digest: str, criteria: Criteria, *, person_id: PersonId, organisation_id: OrganisationId, at: datetime
    ) -> None:
        values = {
            "digest": digest,
            "person_id": person_id,
            "organisation_id": organisation_id,
            "criteria": _document(criteria),
            "at": at,
        }
        self._connection.execute(_ADD, values)

    def forget_before(self, before: datetime) -> int:
        return self._connection.execute(_FORGET, {"before": before}).rowcount
