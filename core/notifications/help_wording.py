"""The words of messages about help requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.bookings.model import RequestId
from core.notifications.message import Addressee, Desk, Words, choosing, written
from core.notifications.model import MessageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpNews:
    """What a message about a help request tells. Its subject and its text are left out: people write candidates' names
    into them, and mails and jobs are no place for those."""

    request_id: RequestId
    centre: str
    entrant: str

    def as_facts(self) -> dict[str, str]:
        """As texts that a job can carry."""
        return {"request": str(self.request_id), "centre": self.centre, "entrant": self.entrant}

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> "HelpNews":
        return cls(request_id=RequestId(UUID(facts["request"])), centre=facts["centre"], entrant=facts["entrant"])


def help_words(kind: MessageKind, news: HelpNews, to: Addressee, desk: Desk) -> Words:
    if kind is MessageKind.HELP_ASKED:
        subject = f"{news.entrant} asks for help"
        opening = f"{news.entrant} has written to {news.centre} and waits for an answer."
        link = "Read it and answer"
    else:
        subject = f"{news.centre} has answered"
        opening = f"{news.centre} has answered a request of {news.entrant}."
        link = "Read the answer"
    page = desk.addresses.help_request(news.request_id)
    return written(subject, f"Hello {to.name},", opening, f"{link}:\n{page}", choosing(desk))
