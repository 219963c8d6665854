"""The words of messages about the registration of an organisation."""

from dataclasses import dataclass
from datetime import datetime

from core.notifications.message import Addressee, Desk, Words, choosing, told_time, written
from core.verification.model.registration import RegistrationId


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationNews:
    """`team` is how the recognition team is reached, `reason` why it refused; empty where it did not."""

    registration_id: RegistrationId
    organisation: str
    due_at: datetime
    reason: str
    team: str


def received_words(news: RegistrationNews, to: Addressee, desk: Desk) -> Words:
    del desk
    return written(
        f"We have your registration of {news.organisation}",
        f"Hello {to.name},",
        f"You have registered {news.organisation} as a recognising organisation. Your registration is here.",
        "Whose move it is: the recognition team. It answers within two working days, by mail to this address: before "
        f"{told_time(news.due_at, to)}. You need not do anything until then.",
        f"Questions: {news.team}",
        "If you have not registered, somebody has given your address by mistake, and you need not do anything.",
    )


def due_words(news: RegistrationNews, to: Addressee, desk: Desk) -> Words:
    return written(
        f"Nearly late: the registration of {news.organisation}",
        f"Hello {to.name},",
        f"The registration of {news.organisation} is not answered yet. The answer is late from "
        f"{told_time(news.due_at, to)} on.",
        "Whose move it is: the recognition team.",
        f"Approve or refuse it:\n{desk.addresses.registration(news.registration_id)}",
        choosing(desk),
    )


def refused_words(news: RegistrationNews, to: Addressee, desk: Desk) -> Words:
    return written(
        f"Your registration of {news.organisation} is refused",
        f"Hello {to.name},",
        f"The recognition team has refused the registration of {news.organisation} as a recognising organisation.",
        f"The reason given: {news.reason}",
        f"If you can put that right, register again:\n{desk.addresses.register_organisation()}",
        f"Questions: {news.team}",
    )
