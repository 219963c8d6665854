"""Reading how organisations have set plugins up, on both databases."""

from __future__ import annotations

from uuid import UUID

import pytest

from adapters.sql.database import Database
from adapters.sql.extensions import SqlExtensionsReader
from adapters.sql.unit import open_unit_on
from core.access.model import Organisation, OrganisationKind
from core.extensions.model import OfferKind, PluginSetup
from core.shared.ids import OrganisationId
from tests.fakes.units import SettableClock

BODY, CENTRE, OTHER = (OrganisationId(UUID(int=number)) for number in (1, 2, 3))
PROVIDER, CHANNEL = OfferKind.PROCTORING_PROVIDER, OfferKind.NOTIFICATION_CHANNEL


def a_setup(at: OrganisationId, kind: OfferKind, name: str) -> PluginSetup:
    return PluginSetup(
        organisation_id=at,
        kind=kind,
        name=name,
        enabled=name == "acme",
        values={"url": "https://vendor.example", "hours": 24, "strict": True},
        sealed={"key": "sealed"},
    )


@pytest.fixture
def reader(database: Database) -> SqlExtensionsReader:
    with open_unit_on(database, SettableClock())() as unit:
        for organisation_id in (BODY, CENTRE, OTHER):
            is_body = organisation_id == BODY
            unit.organisations.add(
                Organisation(
                    id=organisation_id,
                    kind=OrganisationKind.AWARDING_BODY if is_body else OrganisationKind.TEST_CENTRE,
                    name="A name",
                    number=str(organisation_id.int),
                    time_zone="UTC",
                )
            )
        for setup in (
            a_setup(CENTRE, PROVIDER, "zeta"),
            a_setup(CENTRE, PROVIDER, "acme"),
            a_setup(OTHER, PROVIDER, "acme"),
            a_setup(BODY, CHANNEL, "mail"),
            a_setup(BODY, CHANNEL, "inbox"),
        ):
            unit.plugin_setups.add(setup)
        unit.commit()
    return SqlExtensionsReader(database=database)


def test_a_setup_is_read_as_it_was_stored(reader: SqlExtensionsReader) -> None:
    found = reader.setup(CENTRE, PROVIDER, "acme")

    assert found is not None
    stored = a_setup(CENTRE, PROVIDER, "acme")
    assert (found.enabled, found.values, found.sealed) == (stored.enabled, stored.values, stored.sealed)
    assert reader.setup(CENTRE, CHANNEL, "acme") is None


def test_an_organisations_setups_come_in_the_order_of_kind_and_name(reader: SqlExtensionsReader) -> None:
    assert [one.name for one in reader.setups(CENTRE)] == ["acme", "zeta"]
    assert [one.name for one in reader.setups(BODY, CHANNEL)] == ["inbox", "mail"]
    assert reader.setups(BODY, PROVIDER) == []


def test_the_channels_of_the_awarding_body_are_found_without_naming_it(reader: SqlExtensionsReader) -> None:
    assert [one.name for one in reader.setups_of_awarding_body(CHANNEL)] == ["inbox", "mail"]
    assert reader.setups_of_awarding_body(PROVIDER) == []
