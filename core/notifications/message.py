"""What a kind of message is made of: who is told of an event, what there is to tell, and the words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from core.access.model import Person
from core.notifications.model import Outsider, Recipient
from core.notifications.ports import ConfirmationFor, NotificationsUnit, PageAddresses, PasswordLinkFor
from core.shared.ids import PersonId
from core.shared.jobs import Payload
from core.shared.writing import written_moment

Words = tuple[str, str]
"""Subject and text."""

News = TypeVar("News")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who is told of an event: some in any case, others if they want such messages. `facts` are what the jobs carry
    until the letters are written: ids, and what would be another thing if it were read only then."""

    always: Sequence[Recipient] = ()
    if_wanted: Sequence[PersonId] = ()
    facts: Payload = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """The moment a letter is written. `person` is the one it goes to, None for an outsider."""

    facts: Payload
    to: Recipient
    person: Person | None
    now: datetime

    @property
    def outsider(self) -> Outsider:
        """For the kinds that are told to outsiders alone."""
        if not isinstance(self.to, Outsider):
            raise ValueError("this message goes to an outsider")
        return self.to

    @property
    def reader(self) -> Person:
        """For the kinds that are never told to outsiders."""
        if self.person is None:
            raise ValueError("this message goes to one of the house's people")
        return self.person


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """There is nothing to tell any more, and why: plain words for administrators, without names."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Whom a letter is for, and on whose clocks it tells times."""

    name: str
    email: str
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What letters are written with. The two that mint links open units of their own."""

    addresses: PageAddresses
    password_link_for: PasswordLinkFor
    confirmation_for: ConfirmationFor


Draft = Callable[[Addressee, Desk], Words | Outdated]
"""What a letter tells, read and ready for its words. It is called outside any unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One kind of message. `told` is asked when it was promised, `draft` at each try of writing a letter of it.
    `waits` says that no page shows its recipients the same: without any channel it waits for one. `names_reader` is
    False where the address may be another person's than the account's name, which then stands nowhere on the letter."""

    told: Callable[[NotificationsUnit, Payload], Told]
    draft: Callable[[NotificationsUnit, Occasion], Draft | Outdated]
    waits: bool
    names_reader: bool


def message(
    *,
    told: Callable[[NotificationsUnit, Payload], Told],
    news: Callable[[NotificationsUnit, Occasion], News | Outdated],
    words: Callable[[News, Addressee, Desk], Words | Outdated],
    waits: bool = False,
    names_reader: bool = True,
) -> Message:
    """A message whose `words` tell what `news` reads in a unit."""

    def draft(unit: NotificationsUnit, occasion: Occasion) -> Draft | Outdated:
        found = news(unit, occasion)
        if isinstance(found, Outdated):
            return found
        return lambda to, desk: words(found, to, desk)

    return Message(told=told, draft=draft, waits=waits, names_reader=names_reader)


def written(subject: str, *paragraphs: str) -> Words:
    """Empty paragraphs are left out."""
    return subject, "\n\n".join(one for one in paragraphs if one) + "\n"


def told_time(at: datetime, to: Addressee) -> str:
    return f"{written_moment(at, ZoneInfo(to.time_zone))} ({to.time_zone})"


def choosing(desk: Desk) -> str:
    """What ends a letter that a person may do without."""
    return f"You choose which of these messages you get:\n{desk.addresses.choices()}"
