"""Setting plugins up, switching them, and seeing how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest

from core.access.model import EVERYTHING, Actor, Organisation, OrganisationKind, Scope
from core.access.permissions import Role
from core.access.views import OrganisationRow
from core.extensions.model import OfferKind, Setting, SettingKind, SettingValue
from core.extensions.ports import Finding, OfferDescription
from core.extensions.usecases.setting_up import (
    SetUpPlugin,
    SetUpPluginCommand,
    SwitchPlugin,
    SwitchPluginCommand,
)
from core.extensions.usecases.trying import TryVendor, TryVendorCommand
from core.extensions.usecases.viewing import SeePlugins, SeeSetups
from core.extensions.views import SetupState
from core.shared.errors import InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from tests.fakes.extensions import MemoryDirectory, MemoryExtensions, MemoryVault

BODY, CENTRE = OrganisationId(UUID(int=1)), OrganisationId(UUID(int=2))
PROVIDER, CHANNEL = OfferKind.PROCTORING_PROVIDER, OfferKind.NOTIFICATION_CHANNEL
SETTINGS = (
    Setting(name="url", label="Address", kind=SettingKind.URL),
    Setting(name="key", label="API key", secret=True),
)
ACME = OfferDescription(kind=PROVIDER, name="acme", title="Acme", plugin="acme", settings=SETTINGS)
MAIL = OfferDescription(kind=CHANNEL, name="mail", title="Mail", plugin="acme", settings=())
FORMAT = OfferDescription(kind=OfferKind.EXPORT_FORMAT, name="acme", title="Acme file", plugin="acme", settings=())
ENTERED = {"url": "https://vendor.example", "key": "s3cret"}


def actor(*roles: Role) -> Actor:
    return Actor(
        person_id=PersonId(UUID(int=9)),
        organisation_id=BODY,
        organisation_kind=OrganisationKind.AWARDING_BODY,
        roles=frozenset(roles),
    )


ADMINISTRATOR = actor(Role.ADMINISTRATOR)


class OrganisationRows:
    """The one method of the reader that extensions use; the fixture below says so to the type checker."""

    def __init__(self, stored: MemoryExtensions) -> None:
        self._stored = stored

    def organisation(self, organisation_id: OrganisationId, scope: Scope) -> OrganisationRow:
        assert scope is EVERYTHING
        return self._stored.row(organisation_id)


@pytest.fixture
def stored() -> MemoryExtensions:
    stored = MemoryExtensions()
    for organisation_id, kind in ((BODY, OrganisationKind.AWARDING_BODY), (CENTRE, OrganisationKind.TEST_CENTRE)):
        stored.organisations[organisation_id] = Organisation(
            id=organisation_id, kind=kind, name=kind.value, number=kind.value, time_zone="UTC"
        )
    return stored


def set_up(
    stored: MemoryExtensions,
    entered: Mapping[str, SettingValue | None] = ENTERED,
    *,
    by: Actor = ADMINISTRATOR,
    at: OrganisationId = CENTRE,
    name: str = "acme",
    kind: OfferKind = PROVIDER,
) -> None:
    use_case = SetUpPlugin(directory=MemoryDirectory(ACME, MAIL), open_unit=stored.open_unit, vault=MemoryVault())
    use_case(SetUpPluginCommand(actor=by, organisation_id=at, kind=kind, name=name, entered=entered))


def switch(
    stored: MemoryExtensions,
    *,
    on: bool,
    by: Actor = ADMINISTRATOR,
    installed: tuple[OfferDescription, ...] = (ACME,),
    at: OrganisationId = CENTRE,
    kind: OfferKind = PROVIDER,
) -> None:
    use_case = SwitchPlugin(directory=MemoryDirectory(*installed), open_unit=stored.open_unit)
    use_case(SwitchPluginCommand(actor=by, organisation_id=at, kind=kind, name="acme", on=on))


def see(stored: MemoryExtensions, *installed: OfferDescription) -> SeeSetups:
    return SeeSetups(
        directory=MemoryDirectory(*installed),
        reader=stored,
        vault=MemoryVault(),
        access=OrganisationRows(stored),  # type: ignore[arg-type]  # the one method that is asked
    )


def test_settings_are_kept_with_secrets_sealed_and_the_trail_names_them_without_values(
    stored: MemoryExtensions,
) -> None:
    set_up(stored)

    setup = stored.kept[CENTRE, PROVIDER, "acme"]
    assert setup.values == {"url": "https://vendor.example"}
    assert setup.sealed == {"key": MemoryVault().seal("s3cret")}
    assert not setup.enabled
    ((action, by, on, facts),) = stored.records
    assert (action, by, on) == ("plugin_set_up", ADMINISTRATOR.label, "proctoring_provider:acme")
    assert facts == {"organisation": str(CENTRE), "changed": "url, key"}


def test_wrong_settings_change_nothing(stored: MemoryExtensions) -> None:
    set_up(stored)

    with pytest.raises(InvalidInputError):
        set_up(stored, {"url": "nonsense", "key": "other"})

    assert stored.kept[CENTRE, PROVIDER, "acme"].sealed == {"key": MemoryVault().seal("s3cret")}
    assert len(stored.records) == 1


def test_only_what_is_installed_and_meant_for_the_organisation_can_be_set_up(stored: MemoryExtensions) -> None:
    for at, kind, name in ((CENTRE, PROVIDER, "other"), (BODY, PROVIDER, "acme"), (CENTRE, CHANNEL, "mail")):
        with pytest.raises(NotFoundError):
            set_up(stored, at=at, kind=kind, name=name)

    assert stored.kept == {}


def test_an_unknown_organisation_is_not_found(stored: MemoryExtensions) -> None:
    with pytest.raises(NotFoundError):
        set_up(stored, at=OrganisationId(UUID(int=77)))


def test_a_plugin_is_switched_on_and_off_and_the_trail_says_so_once(stored: MemoryExtensions) -> None:
    set_up(stored)

    for on in (True, True, False):
        switch(stored, on=on)

    assert [record[0] for record in stored.records] == ["plugin_set_up", "plugin_switched_on", "plugin_switched_off"]
    assert not stored.kept[CENTRE, PROVIDER, "acme"].enabled


def test_what_was_never_set_up_cannot_be_switched_on(stored: MemoryExtensions) -> None:
    with pytest.raises(InvalidInputError):
        switch(stored, on=True)

    assert stored.kept == {}


def test_a_plugin_that_is_gone_can_be_switched_off_and_not_on(stored: MemoryExtensions) -> None:
    set_up(stored)
    switch(stored, on=True)

    switch(stored, on=False, installed=())
    with pytest.raises(NotFoundError):
        switch(stored, on=True, installed=())

    assert not stored.kept[CENTRE, PROVIDER, "acme"].enabled


def test_there_is_nothing_to_switch_off_where_nothing_was_set_up(stored: MemoryExtensions) -> None:
    with pytest.raises(NotFoundError):
        switch(stored, on=False)


def test_a_format_is_on_until_it_is_switched_off_and_can_be_switched_on_again(stored: MemoryExtensions) -> None:
    states = []
    for on in (None, False, False, True):
        if on is not None:
            switch(stored, on=on, installed=(FORMAT,), at=BODY, kind=OfferKind.EXPORT_FORMAT)
        states.append(see(stored, FORMAT).one(ADMINISTRATOR, BODY, OfferKind.EXPORT_FORMAT, "acme").state)

    assert states == [SetupState.ON, SetupState.OFF, SetupState.OFF, SetupState.ON]
    assert [record[0] for record in stored.records] == ["plugin_switched_off", "plugin_switched_on"]


def test_a_format_is_not_switched_by_whom_it_is_not_offered_to(stored: MemoryExtensions) -> None:
    with pytest.raises(NotFoundError):
        switch(stored, on=False, installed=(FORMAT,), at=CENTRE, kind=OfferKind.EXPORT_FORMAT)

    assert stored.kept == {}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_has_to_do_with_plugins(stored: MemoryExtensions, role: Role) -> None:
    def never(organisation_id: OrganisationId, name: str) -> Finding:
        raise AssertionError("the vendor must not be asked")

    command = TryVendorCommand(actor=actor(role), organisation_id=CENTRE, name="acme")
    attempts = (
        lambda: set_up(stored, by=actor(role)),
        lambda: switch(stored, on=True, by=actor(role)),
        lambda: see(stored, ACME)(actor(role), CENTRE),
        lambda: SeePlugins(directory=MemoryDirectory())(actor(role)),
        lambda: TryVendor(trial=never)(command),
    )

    for attempt in attempts:
        with pytest.raises(NotAllowedError):
            attempt()


def test_every_offer_for_the_organisation_is_shown_with_what_is_missing(stored: MemoryExtensions) -> None:
    (view,) = see(stored, ACME, MAIL)(ADMINISTRATOR, CENTRE)

    assert (view.name, view.title, view.state) == ("acme", "Acme", SetupState.OFF)
    assert view.missing == ("Enter Address.", "Enter API key.")


def test_a_setup_is_shown_with_its_values_and_the_names_of_its_secrets(stored: MemoryExtensions) -> None:
    set_up(stored)
    switch(stored, on=True)

    view = see(stored, ACME).one(ADMINISTRATOR, CENTRE, PROVIDER, "acme")

    assert (view.state, view.missing) == (SetupState.ON, ())
    assert view.values == {"url": "https://vendor.example"}
    assert view.secrets_kept == {"key"}
    assert "s3cret" not in repr(view)


def test_a_setup_whose_plugin_asks_for_more_since_its_update_is_said_to_be_incomplete(
    stored: MemoryExtensions,
) -> None:
    set_up(stored)
    switch(stored, on=True)
    account = Setting(name="account", label="Account")
    updated = OfferDescription(kind=PROVIDER, name="acme", title="Acme", plugin="acme", settings=(*SETTINGS, account))

    view = see(stored, updated).one(ADMINISTRATOR, CENTRE, PROVIDER, "acme")

    assert (view.state, view.missing) == (SetupState.INCOMPLETE, ("Enter Account.",))


@pytest.mark.feature("X06")
def test_a_setup_whose_plugin_is_gone_stays_readable(stored: MemoryExtensions) -> None:
    set_up(stored)
    switch(stored, on=True)

    (view,) = see(stored)(ADMINISTRATOR, CENTRE)

    assert (view.name, view.title, view.state) == ("acme", "acme", SetupState.NOT_INSTALLED)
    assert view.values == {"url": "https://vendor.example"}


def test_what_is_neither_offered_nor_set_up_is_not_found(stored: MemoryExtensions) -> None:
    with pytest.raises(NotFoundError):
        see(stored, ACME).one(ADMINISTRATOR, CENTRE, PROVIDER, "other")


def test_an_administrator_is_told_how_a_trial_went() -> None:
    asked: list[tuple[OrganisationId, str]] = []

    def trial(organisation_id: OrganisationId, name: str) -> Finding:
        asked.append((organisation_id, name))
        return Finding(succeeded=True, text="200 proctors are free.")

    finding = TryVendor(trial=trial)(TryVendorCommand(actor=ADMINISTRATOR, organisation_id=CENTRE, name="acme"))

    assert finding.text == "200 proctors are free."
    assert asked == [(CENTRE, "acme")]


def test_a_secret_that_no_key_opens_is_said_to_be_lost_and_not_to_be_at_work(stored: MemoryExtensions) -> None:
    set_up(stored)
    switch(stored, on=True)
    stored.kept[CENTRE, PROVIDER, "acme"].sealed["key"] = "with a key that is gone"

    (view,) = see(stored, ACME)(ADMINISTRATOR, CENTRE)

    assert view.state is SetupState.UNREADABLE
    assert view.missing == ("API key cannot be read any more. Enter it again.",)
    assert (view.secrets_kept, view.secrets_lost) == (frozenset(), frozenset({"key"}))


def test_a_secret_that_no_key_opens_cannot_be_kept(stored: MemoryExtensions) -> None:
    set_up(stored)
    stored.kept[CENTRE, PROVIDER, "acme"].sealed["key"] = "with a key that is gone"

    with pytest.raises(InvalidInputError) as refused:
        set_up(stored, {"url": "https://vendor.example", "key": ""})
    set_up(stored, ENTERED)

    assert [problem.field for problem in refused.value.problems] == ["key"]
    assert stored.kept[CENTRE, PROVIDER, "acme"].sealed == {"key": MemoryVault().seal("s3cret")}
