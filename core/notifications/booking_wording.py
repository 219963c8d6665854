"""The words of messages about proctor bookings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from core.notifications.message import Addressee, Desk, Words, choosing, written
from core.notifications.model import MessageKind
from core.notifications.views import BookingStep
from core.proctoring.log_codes import CATALOGUE, Code, LogCode, Move
from core.proctoring.model.test import ProctoredTestId
from core.shared.time import TimeWindow
from core.shared.writing import written_span

_HEADLINES = {
    MessageKind.BOOKING_CONFIRMED: (
        "Proctors confirmed: {title}",
        "The proctors for this test are booked. The vendor has confirmed them.",
    ),
    MessageKind.BOOKING_REJECTED: (
        "Proctor booking rejected: {title}",
        "No proctors are booked for this test: the booking was rejected.",
    ),
    MessageKind.BOOKING_NEEDS_ATTENTION: (
        "Needs attention: {title}",
        "The proctor booking of this test cannot go on without the service desk.",
    ),
}

_OTHERWISE = {
    (MessageKind.BOOKING_CONFIRMED, Code.CONFIRMED_BY_HAND): (
        "Proctors confirmed: {title}",
        "The proctors for this test are booked. The service desk has confirmed them.",
    ),
    (MessageKind.BOOKING_CONFIRMED, Code.CANCELLATION_REFUSED): (
        "Proctors still booked: {title}",
        "The proctors for this test stay booked: the vendor did not take the booking back.",
    ),
    (MessageKind.BOOKING_REJECTED, Code.CANCELLED_BY_VENDOR): (
        "Proctors cancelled by the vendor: {title}",
        "The proctors for this test are not booked any more: the vendor has cancelled the booking.",
    ),
    (MessageKind.BOOKING_REJECTED, Code.EXPIRED): (
        "Proctor booking expired: {title}",
        "The vendor did not confirm proctors for this test before its time came.",
    ),
}
"""Where the words of the kind alone would not be true."""

_NEXT_MOVE = {
    Move.PLANNER: "the planner of the test centre",
    Move.SCHEDULER: "the proctoring scheduler of the test centre",
    Move.DESK: "the service desk of the awarding body",
    Move.ADMINISTRATOR: "the administrator of the awarding body",
}


_TOLD = {"vendor_says": "The vendor says", "reason": "The reason given"}
"""Which parameters of a log entry are told on, and what introduces them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingNews:
    """What a message about a booking tells. `told` are parameters of the log entry it follows from."""

    test_id: ProctoredTestId
    title: str
    centre: str
    window: TimeWindow | None
    code: Code
    told: Mapping[str, str]

    @classmethod
    def of(cls, step: BookingStep) -> "BookingNews":
        return cls(
            test_id=step.test_id,
            title=step.title,
            centre=step.centre,
            window=step.window,
            code=step.code,
            told={name: step.parameters[name] for name in _TOLD if step.parameters.get(name)},
        )

    def as_facts(self) -> dict[str, str]:
        """As texts that a job can carry."""
        facts = {"test": str(self.test_id), "title": self.title, "centre": self.centre, "code": self.code.value}
        if self.window:
            facts |= {"start": self.window.start.isoformat(), "end": self.window.end.isoformat()}
        return facts | {f"told_{name}": text for name, text in self.told.items()}

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> "BookingNews":
        window = None
        if "start" in facts:
            start, end = datetime.fromisoformat(facts["start"]), datetime.fromisoformat(facts["end"])
            window = TimeWindow(start=start, end=end)
        return cls(
            test_id=ProctoredTestId(UUID(facts["test"])),
            title=facts["title"],
            centre=facts["centre"],
            window=window,
            code=Code(facts["code"]),
            told={name: facts[f"told_{name}"] for name in _TOLD if f"told_{name}" in facts},
        )


def booking_words(kind: MessageKind, news: BookingNews, to: Addressee, desk: Desk) -> Words:
    subject, opening = _OTHERWISE.get((kind, news.code), _HEADLINES[kind])
    line = CATALOGUE[news.code]
    return written(
        subject.format(title=news.title),
        f"Hello {to.name},",
        opening,
        _about(news, ZoneInfo(to.time_zone)),
        "\n".join([f"What happened: {line.cause}", *(f"{_TOLD[name]}: {text}" for name, text in news.told.items())]),
        _what_next(kind, line),
        f"The test, with its booking log:\n{desk.addresses.proctored_test(news.test_id)}",
        choosing(desk),
    )


def _about(news: BookingNews, zone: ZoneInfo) -> str:
    lines = [f"Test: {news.title}", f"Test centre: {news.centre}"]
    if news.window:
        lines.append(f"Time of the test: {written_span(news.window, zone)} ({zone.key})")
    return "\n".join(lines)


def _what_next(kind: MessageKind, line: LogCode) -> str:
    if kind is MessageKind.BOOKING_CONFIRMED and not line.next_step:
        return "What to do next: Nothing for now. On the day, open the proctoring sessions from the test's page."
    lines = [f"What to do next: {line.next_step}"] if line.next_step else []
    if line.move in _NEXT_MOVE:
        lines.insert(0, f"Whose move it is: {_NEXT_MOVE[line.move]}")
    if line.retry:
        lines.append(f"When it can be booked again: {line.retry}")
    return "\n".join(lines)
