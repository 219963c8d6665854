"""From an organisation's setup to a guarded provider or channel."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from adapters.plugins.channels import PluginChannels
from adapters.plugins.directory import InstalledPlugins
from adapters.plugins.providers import PluginProviders, VendorTrial
from core.access.model import Organisation, OrganisationKind
from core.extensions.model import OfferKind, PluginSetup, SettingValue
from core.shared.errors import InvalidInputError, UnavailableError
from core.shared.ids import OrganisationId
from core.shared.time import utc
from examhall import (
    AvailabilityUnknown,
    ChannelOffer,
    ChannelUnavailable,
    CredentialsRefused,
    Full,
    Letter,
    NotHeld,
    NotificationChannel,
    ProctoringProvider,
    ProviderFault,
    ProviderOffer,
    ProviderUnavailable,
    Setting,
    SettingKind,
    SettingValues,
)
from examhall.testing.channel import a_letter
from tests.fakes.extensions import MemoryExtensions, MemoryVault
from tests.fakes.proctoring import FakeProvider, FakeVendor
from tests.fakes.units import SettableClock

BODY, CENTRE, OTHER = (OrganisationId(UUID(int=number)) for number in (1, 2, 3))
SETTINGS = (
    Setting(name="url", label="Address", kind=SettingKind.URL),
    Setting(name="key", label="API key", secret=True),
    Setting(name="hours", label="Hours", kind=SettingKind.NUMBER, default=24),
)


class Built:
    """Builds providers and channels, and notes with what."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.vendor = FakeVendor()
        self.values: list[SettingValues] = []
        self.letters: list[Letter] = []

    def provider(self, values: SettingValues) -> ProctoringProvider:
        self.note(values)
        return FakeProvider(self.vendor)

    def channel(self, values: SettingValues) -> NotificationChannel:
        self.note(values)
        return KeepingChannel(self.letters)

    def note(self, values: SettingValues) -> None:
        if self.error:
            raise self.error
        self.values.append(values)


class KeepingChannel(NotificationChannel):
    def __init__(self, letters: list[Letter]) -> None:
        self._letters = letters

    def deliver(self, letter: Letter) -> None:
        self._letters.append(letter)


@pytest.fixture
def stored() -> MemoryExtensions:
    stored = MemoryExtensions()
    stored.organisations[BODY] = Organisation(
        id=BODY, kind=OrganisationKind.AWARDING_BODY, name="Body", number="1", time_zone="UTC"
    )
    return stored


def keep(
    stored: MemoryExtensions,
    *,
    at: OrganisationId = CENTRE,
    kind: OfferKind = OfferKind.PROCTORING_PROVIDER,
    name: str = "acme",
    enabled: bool = True,
    values: dict[str, SettingValue] | None = None,
    sealed: dict[str, str] | None = None,
    version: int = 1,
) -> None:
    stored.kept[at, kind, name] = PluginSetup(
        organisation_id=at,
        kind=kind,
        name=name,
        enabled=enabled,
        values={"url": "https://vendor.example"} if values is None else values,
        sealed={"key": MemoryVault().seal("s3cret")} if sealed is None else sealed,
        version=version,
    )


def providers(stored: MemoryExtensions, built: Built, *, installed: bool = True) -> PluginProviders:
    offer = ProviderOffer(name="acme", title="Acme", settings=SETTINGS, build=built.provider)
    plugins = InstalledPlugins([], [offer] if installed else [])
    return PluginProviders(plugins=plugins, reader=stored, vault=MemoryVault())


def channels(stored: MemoryExtensions, built: Built, *, installed: bool = True) -> PluginChannels:
    offer = ChannelOffer(name="mail", title="Mail", settings=SETTINGS, build=built.channel)
    plugins = InstalledPlugins([], [offer] if installed else [])
    return PluginChannels(plugins=plugins, reader=stored, vault=MemoryVault())


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(UnavailableError) as raised:
        call()
    return raised.value.code


def test_a_provider_is_built_with_the_values_the_defaults_and_the_secrets_in_clear(stored: MemoryExtensions) -> None:
    keep(stored)
    built = Built()

    provider = providers(stored, built).of(CENTRE, "acme")

    assert built.values == [{"url": "https://vendor.example", "hours": 24, "key": "s3cret"}]
    assert provider.find("a-key") == NotHeld()


def test_a_provider_is_built_once_until_its_setup_changes(stored: MemoryExtensions) -> None:
    keep(stored)
    built = Built()
    vendors = providers(stored, built)

    first, same = vendors.of(CENTRE, "acme"), vendors.of(CENTRE, "acme")
    keep(stored, values={"url": "https://moved.example"}, version=2)
    changed = vendors.of(CENTRE, "acme")

    assert first is same
    assert changed is not first
    assert [values["url"] for values in built.values] == ["https://vendor.example", "https://moved.example"]


def test_two_organisations_have_providers_of_their_own(stored: MemoryExtensions) -> None:
    keep(stored)
    keep(stored, at=OTHER, values={"url": "https://other.example"})
    vendors = providers(stored, Built())

    assert vendors.of(CENTRE, "acme") is not vendors.of(OTHER, "acme")


def test_why_there_is_no_provider_is_told_by_a_code(stored: MemoryExtensions) -> None:
    vendors = providers(stored, Built())
    assert refusal(lambda: vendors.of(CENTRE, "acme")) == "plugin_switched_off"

    keep(stored, enabled=False)
    assert refusal(lambda: vendors.of(CENTRE, "acme")) == "plugin_switched_off"

    keep(stored, sealed={})
    assert refusal(lambda: vendors.of(CENTRE, "acme")) == "plugin_settings_incomplete"

    keep(stored, sealed={"key": "sealed with a key that is gone"})
    assert refusal(lambda: vendors.of(CENTRE, "acme")) == "plugin_settings_incomplete"

    gone = providers(stored, Built(), installed=False)
    assert refusal(lambda: gone.of(CENTRE, "acme")) == "plugin_not_installed"


def test_a_plugin_that_finds_a_setting_wrong_when_it_is_built_says_that_the_settings_are_incomplete(
    stored: MemoryExtensions,
) -> None:
    keep(stored)
    vendors = providers(stored, Built(InvalidInputError.of("key", "This is no key of ours.")))

    assert refusal(lambda: vendors.of(CENTRE, "acme")) == "plugin_settings_incomplete"


def test_a_plugin_that_breaks_when_it_is_built_is_a_fault_of_the_provider(stored: MemoryExtensions) -> None:
    keep(stored)

    assert refusal(lambda: providers(stored, Built(KeyError("x"))).of(CENTRE, "acme")) == "provider_fault"


def test_the_choices_are_those_switched_on_that_can_be_built(stored: MemoryExtensions) -> None:
    keep(stored)
    keep(stored, at=OTHER, sealed={})
    vendors = providers(stored, Built())

    (choice,) = vendors.choices(CENTRE)

    assert (choice.name, choice.title) == ("acme", "Acme")
    assert choice.capabilities == FakeVendor().capabilities
    assert list(vendors.choices(OTHER)) == []
    assert list(providers(stored, Built(), installed=False).choices(CENTRE)) == []


def trial(stored: MemoryExtensions, built: Built, *, installed: bool = True) -> str:
    vendors = providers(stored, built, installed=installed)
    asked = VendorTrial(providers=vendors, reader=stored, clock=SettableClock(utc(2026, 12, 1, 9, 30)))
    finding = asked(CENTRE, "acme")
    assert finding.succeeded is ("The vendor answered:" in finding.text)
    return finding.text


def test_a_trial_says_plainly_what_came_back_also_before_the_plugin_is_switched_on(stored: MemoryExtensions) -> None:
    keep(stored, enabled=False)
    built = Built()

    assert trial(stored, built) == "The vendor answered: 1000 proctors are free in a week's time."
    ((method, arguments),) = built.vendor.asked
    assert method == "availability"
    assert isinstance(arguments, tuple)
    window, proctors = arguments
    assert (window.start, window.end, proctors) == (utc(2026, 12, 8, 9), utc(2026, 12, 8, 10), 1)

    built.vendor.availability = Full()
    assert "no proctor is free" in trial(stored, built)
    built.vendor.availability = AvailabilityUnknown()
    assert "cannot say now" in trial(stored, built)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CredentialsRefused, "refused the credentials"),
        (ProviderUnavailable, "did not answer"),
        (ProviderFault, "could not be understood"),
    ],
)
def test_a_trial_that_fails_says_what_to_look_at(
    stored: MemoryExtensions, error: Callable[[], Exception], words: str
) -> None:
    keep(stored)
    built = Built()

    with built.vendor.failing(error):
        assert words in trial(stored, built)


def test_a_trial_without_settings_or_plugin_says_so(stored: MemoryExtensions) -> None:
    assert "no settings yet" in trial(stored, Built())

    keep(stored, sealed={})
    assert "A setting is missing" in trial(stored, Built())
    assert "not installed" in trial(stored, Built(), installed=False)


def keep_channel(stored: MemoryExtensions, **changes: object) -> None:
    keep(stored, at=BODY, kind=OfferKind.NOTIFICATION_CHANNEL, name="mail", **changes)  # type: ignore[arg-type]  # handed on


def test_a_channel_switched_on_is_listed_built_once_and_delivers(stored: MemoryExtensions) -> None:
    keep_channel(stored)
    built = Built()
    letter = a_letter()
    sent = channels(stored, built)

    channel = sent.get("mail")
    assert channel is not None
    channel.deliver(letter)

    assert list(sent.switched_on()) == ["mail"]
    assert sent.get("mail") is channel
    assert built.letters == [letter]


def test_a_channel_switched_off_or_never_set_up_is_none(stored: MemoryExtensions) -> None:
    assert channels(stored, Built()).get("mail") is None

    keep_channel(stored, enabled=False)

    assert channels(stored, Built()).get("mail") is None
    assert list(channels(stored, Built()).switched_on()) == []


@pytest.mark.parametrize(
    ("changes", "error", "installed", "words"),
    [
        ({}, None, False, "is not installed"),
        ({"sealed": {}}, None, True, "missing or not right"),
        ({}, InvalidInputError.of("url", "No."), True, "missing or not right"),
        ({}, RuntimeError("zoe"), True, "has a fault: raised RuntimeError"),
    ],
)
def test_a_channel_that_cannot_be_built_keeps_its_letters_waiting_and_says_why(
    stored: MemoryExtensions, changes: dict[str, object], error: Exception | None, installed: bool, words: str
) -> None:
    keep_channel(stored, **changes)
    channel = channels(stored, Built(error), installed=installed).get("mail")
    assert channel is not None

    with pytest.raises(ChannelUnavailable) as raised:
        channel.deliver(a_letter())

    assert words in raised.value.reason
