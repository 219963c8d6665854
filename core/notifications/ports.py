"""The channel port plugins implement, and what notifications need from the world."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.access.ports import Organisations, PasswordLinks, People
from core.extensions.model import Setting, SettingValues
from core.shared.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message to one person. Plain text; `key` is the same for every try, so a channel can drop a repetition."""

    key: str
    to_name: str
    to_address: str
    subject: str
    text: str


class NotificationChannel(ABC):
    """A way to reach a person. Built once per setup and used from several threads.

    `deliver` may block up to the host's limit (15 s). It raises `ChannelUnavailable` where trying again later may
    help, and `LetterRefused` where it will not.
    """

    @abstractmethod
    def deliver(self, letter: Letter) -> None:
        """Hand the letter over. At least once: after a crash the same letter, with the same key, may come again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOffer:
    """What a plugin's hook returns: a channel it can build. `name` is stable, `build` is given checked settings."""

    name: str
    title: str
    settings: Sequence[Setting]
    build: Callable[[SettingValues], NotificationChannel]


class Channels(Protocol):
    def switched_on(self) -> Sequence[tuple[str, NotificationChannel]]:
        """The name and the guarded channel of each one the awarding body switched on, in the order of their names."""
        ...


class NotificationsUnit(Unit, Protocol):
    @property
    def people(self) -> People: ...
    @property
    def organisations(self) -> Organisations: ...
    @property
    def password_links(self) -> PasswordLinks: ...


class Wording(Protocol):
    def letter(self, kind: str, facts: Mapping[str, str]) -> tuple[str, str]:
        """Subject and text of a message of this kind."""
        ...
