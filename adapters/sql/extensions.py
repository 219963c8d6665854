"""How organisations have set up what plugins offer."""

from collections.abc import Sequence

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Integer, RowMapping, String, Table, bindparam, select

from adapters.sql.schema import Id, Json, metadata
from adapters.sql.tracking import Mapping, Row, TrackedRows
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
