"""Organisations and their rows."""

from sqlalchemy import Connection, RowMapping, bindparam, select

from adapters.sql.access.tables import organisation
from adapters.sql.access.words import name_organisation
from adapters.sql.tracking import Mapping, Row, TrackedRows
from adapters.sql.verification.listing import rename
from adapters.sql.verification.places import name_centre
from core.access.model import Organisation, OrganisationKind
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.text import fold_name


def to_row(entity: Organisation) -> Row:
    return {
        "id": entity.id,
        "kind": entity.kind.value,
        "name": entity.name,
        "folded_name": fold_name(entity.name),
        "number": entity.number,
        "time_zone": entity.time_zone,
        "email": entity.email,
        "phone": entity.phone,
        "version": entity.version,
    }


def to_domain(row: RowMapping) -> Organisation:
    return Organisation(
        id=row["id"],
        kind=OrganisationKind(row["kind"]),
        name=row["name"],
        number=row["number"],
        time_zone=row["time_zone"],
        email=row["email"],
        phone=row["phone"],
        version=row["version"],
    )


_MAPPING = Mapping(organisation, to_row=to_row, to_domain=to_domain)
_BY_ID = select(organisation).where(organisation.c.id == bindparam("id"))
_BY_NUMBER = select(organisation).where(organisation.c.number == bindparam("number"))
_OF_KIND = select(organisation).where(organisation.c.kind == bindparam("kind"))


class SqlOrganisations:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = TrackedRows(connection, _MAPPING)

    def add(self, organisation: Organisation) -> None:
        (row,) = self._rows.add(organisation)
        self._find(row)

    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Organisation:
        found = self._rows.one(_BY_ID, {"id": organisation_id}, for_update=for_update)
        if found is None:
            raise NotFoundError("organisation", organisation=organisation_id)
        return found

    def with_number(self, number: str) -> Organisation | None:
        return self._rows.one(_BY_NUMBER, {"number": number})

    def awarding_body(self) -> Organisation | None:
        return self._rows.one(_OF_KIND, {"kind": OrganisationKind.AWARDING_BODY.value})

    def flush(self) -> None:
        for was, now in self._rows.flush():
            if now["folded_name"] != was["folded_name"]:
                self._find(now)

    def _find(self, row: Row) -> None:
        """Let searches find it by its name."""
        name_organisation(self._connection, row["id"])
        if row["kind"] == OrganisationKind.TEST_CENTRE.value:
            name_centre(self._connection, row["id"], row["folded_name"])
        if row["kind"] == OrganisationKind.RECOGNISING_ORGANISATION.value:
            rename(self._connection, row["id"], row["folded_name"])
