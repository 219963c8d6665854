"""The awarding body's channels: built from its setups, guarded, and never lost without a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import pytest

from adapters.plugins.channels import PluginChannels
from adapters.plugins.directory import InstalledPlugins
from adapters.plugins.vault import FernetVault
from core.extensions.model import OfferKind, PluginSetup
from core.shared.errors import InvalidInputError
from core.shared.ids import OrganisationId
from examhall import ChannelOffer, ChannelUnavailable, Letter, NotificationChannel, Setting, SettingValues

VAULT = FernetVault(["a secret of this installation"])
LETTER = Letter(key="k", to_name="Anna", to_address="anna@example.org", subject="Hello", text="Hello\n")
SETUP = PluginSetup(
    organisation_id=OrganisationId(UUID(int=1)),
    kind=OfferKind.NOTIFICATION_CHANNEL,
    name="post",
    enabled=True,
    values={"place": "here"},
    sealed={"key": VAULT.seal("open sesame")},
)


@dataclass
class Setups:
    """The reader of setups, with those of the awarding body."""

    held: list[PluginSetup] = field(default_factory=list)

    def setup(self, organisation_id: OrganisationId, kind: OfferKind, name: str) -> PluginSetup | None:
        return next((one for one in self.held if one.name == name), None)

    def setups(self, organisation_id: OrganisationId, kind: OfferKind | None = None) -> Sequence[PluginSetup]:
        return self.held

    def setups_of_awarding_body(self, kind: OfferKind) -> Sequence[PluginSetup]:
        return self.held


class Post(NotificationChannel):
    def __init__(self, fails: Exception | None = None) -> None:
        self.fails = fails
        self.letters: list[Letter] = []

    def deliver(self, letter: Letter) -> None:
        if self.fails:
            raise self.fails
        self.letters.append(letter)


def a_post(values: SettingValues) -> NotificationChannel:
    return Post()


def channels(*setups: PluginSetup, build: Callable[[SettingValues], NotificationChannel]) -> PluginChannels:
    settings = [Setting(name="place", label="Place"), Setting(name="key", label="Key", secret=True)]
    offer = ChannelOffer(name="post", title="Post", settings=settings, build=build)
    return PluginChannels(plugins=InstalledPlugins([], [offer]), reader=Setups(list(setups)), vault=VAULT)


def reason_for(channels: PluginChannels, name: str = "post") -> str:
    channel = channels.get(name)
    assert channel is not None
    with pytest.raises(ChannelUnavailable) as raised:
        channel.deliver(LETTER)
    return raised.value.reason


def test_a_channel_is_built_with_its_settings_in_clear_and_delivers() -> None:
    post, given = Post(), list[SettingValues]()

    def build(values: SettingValues) -> NotificationChannel:
        given.append(values)
        return post

    found = channels(SETUP, build=build)
    for _ in range(2):
        channel = found.get("post")
        assert channel is not None
        channel.deliver(LETTER)

    assert given == [{"place": "here", "key": "open sesame"}]
    assert post.letters == [LETTER, LETTER]


def test_only_channels_that_are_switched_on_are_there() -> None:
    found = channels(replace(SETUP, enabled=False), replace(SETUP, name="pigeons"), build=a_post)

    assert list(found.switched_on()) == ["pigeons"]
    assert (found.get("post"), found.get("nothing")) == (None, None)


def test_a_changed_setup_is_built_anew() -> None:
    setups, built = Setups([SETUP]), list[str]()

    def build(values: SettingValues) -> NotificationChannel:
        built.append(str(values["place"]))
        return Post()

    offer = ChannelOffer(name="post", title="Post", settings=[Setting(name="place", label="Place")], build=build)
    found = PluginChannels(plugins=InstalledPlugins([], [offer]), reader=setups, vault=VAULT)

    found.get("post")
    setups.held = [replace(SETUP, values={"place": "there"}, version=SETUP.version + 1)]
    found.get("post")

    assert built == ["here", "there"]


def test_letters_wait_for_a_channel_whose_plugin_is_gone() -> None:
    found = channels(replace(SETUP, name="pigeons"), build=a_post)

    assert "not installed" in reason_for(found, "pigeons")


@pytest.mark.parametrize(
    "broken", [replace(SETUP, values={}), replace(SETUP, sealed={"key": "sealed under another key"})]
)
def test_letters_wait_for_a_channel_whose_settings_are_incomplete(broken: PluginSetup) -> None:
    assert reason_for(channels(broken, build=a_post)) == ("A setting of this channel is missing or not right.")


def test_letters_wait_for_a_channel_that_refuses_its_settings_or_fails_while_it_is_built() -> None:
    def refuse(values: SettingValues) -> NotificationChannel:
        raise InvalidInputError.of("place", "There is no such place.")

    def fail(values: SettingValues) -> NotificationChannel:
        raise ZeroDivisionError("open sesame")

    assert reason_for(channels(SETUP, build=refuse)) == "A setting of this channel is missing or not right."
    assert "open sesame" not in reason_for(channels(SETUP, build=fail))


def test_what_nobody_expected_of_a_channel_lets_the_letter_wait_and_tells_none_of_it() -> None:
    found = channels(SETUP, build=lambda _: Post(fails=KeyError("anna@example.org")))

    assert "anna" not in reason_for(found)
