"""How organisations have set up what plugins offer."""

from collections.abc import Sequence

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    RowMapping,
    Select,
    String,
    Table,
    bindparam,
    select,
)

from adapters.sql.access.tables import organisation
from adapters.sql.database import Database
from adapters.sql.schema import Id, Json, metadata
from adapters.sql.tracking import Mapping, Row, TrackedRows
from core.access.model import OrganisationKind
from core.extensions.model import OfferKind, PluginSetup
from core.shared.ids import OrganisationId

plugin_setup = Table(
    "plugin_setup",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("name", String, primary_key=True),
    Column("enabled", Boolean, nullable=False),
    Column("values", Json, nullable=False),
    Column("sealed", Json, nullable=False),
    Column("version", Integer, nullable=False),
)


def to_row(entity: PluginSetup) -> Row:
    return {
        "organisation_id": entity.organisation_id,
        "kind": entity.kind.value,
        "name": entity.name,
        "enabled": entity.enabled,
        "values": dict(entity.values),
        "sealed": dict(entity.sealed),
        "version": entity.version,
    }


def to_domain(row: RowMapping) -> PluginSetup:
    return PluginSetup(
        organisation_id=row["organisation_id"],
        kind=OfferKind(row["kind"]),
        name=row["name"],
        enabled=row["enabled"],
        values=row["values"],
        sealed=row["sealed"],
        version=row["version"],
    )


_MAPPING = Mapping(plugin_setup, to_row=to_row, to_domain=to_domain)
_OF = (
    select(plugin_setup)
    .where(plugin_setup.c.organisation_id == bindparam("organisation_id"))
    .order_by(plugin_setup.c.kind, plugin_setup.c.name)
)
_OF_KIND = _OF.where(plugin_setup.c.kind == bindparam("kind"))
_ONE = _OF_KIND.where(plugin_setup.c.name == bindparam("name"))


class SqlPluginSetups:
    def __init__(self, connection: Connection) -> None:
        self._rows = TrackedRows(connection, _MAPPING)

    def add(self, setup: PluginSetup) -> None:
        self._rows.add(setup)

    def get(
        self, organisation_id: OrganisationId, kind: OfferKind, name: str, *, for_update: bool = False
    ) -> PluginSetup | None:
        values = {"organisation_id": organisation_id, "kind": kind.value, "name": name}
        return self._rows.one(_ONE, values, for_update=for_update)

    def of(self, organisation_id: OrganisationId, kind: OfferKind | None = None) -> Sequence[PluginSetup]:
        if kind is None:
            return self._rows.many(_OF, {"organisation_id": organisation_id})
        return self._rows.many(_OF_KIND, {"organisation_id": organisation_id, "kind": kind.value})

    def flush(self) -> None:
        self._rows.flush()


_OF_AWARDING_BODY = (
    select(plugin_setup)
    .join(organisation, organisation.c.id == plugin_setup.c.organisation_id)
    .where(organisation.c.kind == OrganisationKind.AWARDING_BODY.value, plugin_setup.c.kind == bindparam("kind"))
    .order_by(plugin_setup.c.name)
)


class SqlExtensionsReader:
    def __init__(self, *, database: Database) -> None:
        self._database = database

    def setup(self, organisation_id: OrganisationId, kind: OfferKind, name: str) -> PluginSetup | None:
        found = self._read(_ONE, {"organisation_id": organisation_id, "kind": kind.value, "name": name})
        return found[0] if found else None

    def setups(self, organisation_id: OrganisationId, kind: OfferKind | None = None) -> Sequence[PluginSetup]:
        if kind is None:
            return self._read(_OF, {"organisation_id": organisation_id})
        return self._read(_OF_KIND, {"organisation_id": organisation_id, "kind": kind.value})

    def setups_of_awarding_body(self, kind: OfferKind) -> Sequence[PluginSetup]:
        return self._read(_OF_AWARDING_BODY, {"kind": kind.value})

    def _read(self, statement: Select[tuple[object, ...]], values: dict[str, object]) -> list[PluginSetup]:
        with self._database.read() as connection:
            return [to_domain(row) for row in connection.execute(statement, values).mappings()]
