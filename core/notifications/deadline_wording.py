"""The words of reminders before a deadline."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from core.bookings.views import DeadlineKind
from core.notifications.message import Addressee, Desk, Words, choosing, written
from core.sessions.model import TestSessionId
from core.shared.writing import written_day, written_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineNews:
    """What a reminder tells a preparation centre. Numbers only: the names stand on its pages.

    `late_until` and `late_fee` are empty where nobody can be entered late, `contact` where the centre gives none.
    """

    session: str
    deadline: str
    at: str
    starts_at: str
    time_zone: str
    exam: str
    centre: str
    contact: str
    candidates: str
    unpaid: str
    late_until: str
    late_fee: str

    def as_facts(self) -> dict[str, str]:
        """As texts that a job can carry."""
        return asdict(self)

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> "DeadlineNews":
        return cls(**{name: facts[name] for name in cls.__dataclass_fields__})


def deadline_words(news: DeadlineNews, to: Addressee, desk: Desk) -> Words:
    """Times are those of the session's zone, as on its page."""
    zone = ZoneInfo(news.time_zone)
    at = datetime.fromisoformat(news.at)
    until = f"{written_moment(at, zone)} ({news.time_zone})"
    exam_day = written_day(datetime.fromisoformat(news.starts_at).astimezone(zone))
    is_payment = news.deadline == DeadlineKind.PAYMENTS
    session_id = TestSessionId(UUID(news.session))
    day = written_day(at.astimezone(zone))
    subject = f"{'Payments are due' if is_payment else 'Entries close'} {day}: {news.exam}, {exam_day}"
    about = [f"Exam: {news.exam}, {exam_day}", f"Test centre: {news.centre}"]
    if news.contact:
        about.append(f"Questions: {news.contact}")
    paragraphs = [f"Hello {to.name},", "\n".join(about)]
    if is_payment:
        paragraphs.append(
            f"Payments for your candidates are due before {until}. You have entered {_counted(news.candidates)}; "
            f"something is open for {news.unpaid}."
        )
        paragraphs.append(f"Your booking, with what each candidate owes:\n{desk.addresses.booking(session_id)}")
    else:
        paragraphs.append(f"Entries close {until}. You have entered {_counted(news.candidates)} so far.")
        paragraphs.append(_after(news, zone))
        paragraphs.append(f"The session, where you enter candidates:\n{desk.addresses.test_session(session_id)}")
    return written(subject, *paragraphs, choosing(desk))


def _counted(candidates: str) -> str:
    return "1 candidate" if candidates == "1" else f"{candidates} candidates"


def _after(news: DeadlineNews, zone: ZoneInfo) -> str:
    if not news.late_until:
        return "After that nobody can be entered."
    until = written_moment(datetime.fromisoformat(news.late_until), zone)
    costs = f" and costs {news.late_fee} more" if news.late_fee else ""
    return f"After that an entry is late{costs}; from {until} on nobody can be entered."
