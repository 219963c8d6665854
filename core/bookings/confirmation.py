"""The confirmation of entry: what a candidate is told, on a page, on paper and by mail, in the same words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from core.access.model import EVERYTHING, Scope
from core.access.ports import AccessReader
from core.bookings.model import EntryId, EntryStatus
from core.bookings.ports import BookingsReader, BookingsUnit
from core.bookings.views import EntryView
from core.sessions.model import SessionPlan
from core.sessions.ports import SessionsReader
from core.sessions.views import SessionView
from core.shared.codes import DerivedCodes
from core.shared.writing import written_day, written_moment

LINK_KEPT = timedelta(days=90)
"""How long after the release of results the page of a confirmation can still be opened."""

BRING = (
    "The identity document whose number stands above. The original, not a copy: without it you cannot sit the exam.",
    "This confirmation of entry, printed, or your candidate ID number on paper.",
    "Pens, pencils and an eraser. Telephones, watches and other devices stay outside the exam room.",
)

ACCOUNT_NOTE = (
    "With the secret number and your candidate ID number you make the account in which your results appear. Keep it to "
    "yourself: whoever has both can make the account in your place."
)


def written_papers(plan: SessionPlan) -> list[tuple[str, str, str]]:
    """Each paper with its day and its time in the session's zone, Speaking last."""
    zone = ZoneInfo(plan.time_zone)
    rows = []
    for paper in plan.papers:
        start, end = paper.window.start.astimezone(zone), paper.window.end.astimezone(zone)
        rows.append((paper.name, written_day(start), f"{start:%H:%M} to {end:%H:%M}"))
    if plan.speaking is not None:
        first, last = plan.speaking.first, plan.speaking.last
        days = written_day(first) if plan.speaking.is_one_day else f"{written_day(first)} to {written_day(last)}"
        told = "The centre tells you the time" if plan.speaking.is_one_day else "The centre tells you day and time"
        rows.append(("Speaking test", days, told))
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """`entrant` is the name of the preparation centre; empty where the candidate registered at the test centre.
    `secret_number` belongs to the candidate ID number, and is the same on every confirmation that has it."""

    entry: EntryView
    session: SessionView
    entrant: str
    secret_number: str

    @property
    def is_withdrawn(self) -> bool:
        return self.entry.status is EntryStatus.WITHDRAWN

    @property
    def name(self) -> str:
        return self.entry.details.name

    @property
    def title(self) -> str:
        """`B2 First, 8 Mar 2027`."""
        plan = self.session.plan
        return f"{self.session.exam_name}, {written_day(plan.starts_at.astimezone(ZoneInfo(plan.time_zone)))}"

    def is_over(self, *, now: datetime) -> bool:
        return now >= self.session.plan.deadlines.results + LINK_KEPT

    def papers(self) -> list[tuple[str, str, str]]:
        return written_papers(self.session.plan)

    def facts(self) -> list[tuple[str, str]]:
        """Who, where and what it costs, by label."""
        centre, account = self.session.centre, self.entry.account
        facts = [
            ("Candidate ID number", self.entry.number),
            ("Secret number", self.secret_number),
            ("Name", self.name),
            ("Identity document", self.entry.details.id_number),
            ("Exam", self.session.exam_name),
            ("Venue", f"{self.session.venue_name}, {self.session.venue_address}"),
            ("Test centre", f"{centre.name}, centre number {centre.number}"),
        ]
        if self.entrant:
            facts.append(("Entered by", self.entrant))
        return [*facts, ("Fee", f"{account.owed} ({self.entry.payment})"), ("How to pay", self._how_to_pay())]

    def _how_to_pay(self) -> str:
        if self.is_withdrawn or not self.entry.account.open.amount:
            return "Nothing is open."
        if self.entrant:
            return f"{self.entrant} settles the fee with the test centre. Ask there what you owe."
        plan, centre = self.session.plan, self.session.centre
        until = written_moment(plan.deadlines.payments, ZoneInfo(plan.time_zone))
        return (
            f"Pay {self.entry.account.open} to {centre.name} before {until} ({plan.time_zone}), and give your "
            f"candidate ID number with it. The centre tells you how it takes payments."
        )

    def contact(self) -> str:
        """Whom to ask, and how they are reached where that is on record."""
        centre = self.session.centre
        return ", ".join(one for one in (centre.name, centre.email, centre.phone) if one)


class ConfirmationReader:
    """Puts a confirmation together from what the readers of sessions and bookings show."""

    def __init__(
        self, *, bookings: BookingsReader, sessions: SessionsReader, access: AccessReader, secret_numbers: DerivedCodes
    ) -> None:
        self._bookings = bookings
        self._sessions = sessions
        self._access = access
        self._secret_numbers = secret_numbers

    def read(self, entry_id: EntryId, scope: Scope, *, now: datetime) -> Confirmation:
        """Raises NotFoundError("entry") outside the scope."""
        entry = self._bookings.entry(entry_id, scope)
        session = self._sessions.session(entry.session_id, EVERYTHING, now=now)
        is_own = entry.entrant_id == session.centre.id
        entrant = "" if is_own else self._access.organisation(entry.entrant_id, EVERYTHING).name
        secret_number = self._secret_numbers.of(entry.number)
        return Confirmation(entry=entry, session=session, entrant=entrant, secret_number=secret_number)


class ConfirmationPrint(Protocol):
    def pdf(self, confirmation: Confirmation) -> bytes:
        """One page, with the name in whatever script it is written in. Takes some milliseconds; no network."""
        ...


class ConfirmationLinks(Protocol):
    """Unguessable links to confirmations, by their digests. An entry can have several: each mail has one of its own."""

    def add(self, digest: str, entry_id: EntryId) -> None: ...


class ConfirmationUnit(BookingsUnit, Protocol):
    @property
    def confirmation_links(self) -> ConfirmationLinks: ...


class ConfirmationLinkReader(Protocol):
    def entry_behind(self, digest: str) -> EntryId | None: ...
