"""Candidates, entries, and what is owed and paid for them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from core.sessions.model import TestSessionId
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import OrganisationId
from core.shared.money import Money, total
from core.shared.text import fold_name, is_name

CandidateId = NewType("CandidateId", UUID)
EntryId = NewType("EntryId", UUID)
LineId = NewType("LineId", UUID)
RequestId = NewType("RequestId", UUID)

_ID_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./ -]{2,29}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateDetails:
    """A person as entered. `id_number` is that of the identity document they bring; `consent` says that they agreed to
    their data being passed to the awarding body, and is asked for before the deadline, not at entry."""

    given_name: str
    family_name: str
    date_of_birth: date
    id_number: str
    email: str
    phone: str = ""
    consent: bool = False

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def same_person_key(self) -> str:
        """Equal for two spellings of what is surely one person: the name in any order, and the day of birth."""
        words = " ".join(sorted(fold_name(self.name).split()))
        return f"{words}|{self.date_of_birth.isoformat()}"


def fold_document(number: str) -> str:
    """The form by which two ways to write the number of one document are the same: «AB 12-34» and «ab1234»."""
    return fold_name(number).replace(" ", "")


def details_problems(details: CandidateDetails, *, today: date, line: int | None = None) -> list[Problem]:
    """Everything wrong with a candidate as entered; each field and what would be right."""
    found = []

    def wrong(name: str, text: str) -> None:
        found.append(Problem(field=name, text=text, line=line))

    if not is_name(details.name):
        wrong("family_name", "Enter the candidate's name.")
    if len(details.given_name) > 100 or len(details.family_name) > 100:
        wrong("family_name", "Shorten the name to 100 characters for each part.")
    if not date(1900, 1, 1) <= details.date_of_birth < today:
        wrong("date_of_birth", "Enter a date of birth in the past, such as 2009-04-23.")
    if not _ID_NUMBER.fullmatch(details.id_number):
        wrong("id_number", "Enter the number of the identity document: 3 to 30 letters, digits and . / - or spaces.")
    local, at, domain = details.email.rpartition("@")
    if not (at and local and "." in domain and " " not in details.email and len(details.email) <= 254):
        wrong("email", "Enter an e-mail address like name@example.org.")
    if details.phone and not re.fullmatch(r"\+?[0-9 ()./-]{5,30}", details.phone):
        wrong("phone", "Enter a telephone number like +44 20 7946 0000, or leave it out.")
    return found


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A person entered by one preparation centre, or by themselves at a test centre (then `owner_id` is that centre).
    `number` is the candidate ID number on the confirmation of entry, unique in the installation."""

    id: CandidateId
    owner_id: OrganisationId
    number: str
    details: CandidateDetails
    version: int = 0

    def revise(self, details: CandidateDetails) -> None:
        self.details = details


class LineKind(StrEnum):
    """What a line of the account is for. The first two are owed, the last three settle what is owed."""

    ENTRY_FEE = "entry_fee"
    LATE_FEE = "late_fee"
    PAYMENT = "payment"
    WAIVER = "waiver"
    REFUND = "refund"


_OWED = frozenset({LineKind.ENTRY_FEE, LineKind.LATE_FEE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of an entry's account, never changed. `amount` is positive; the kind says which way it counts.
    `recorded_by` is «person:id», `note` what the centre wrote beside it."""

    id: LineId
    kind: LineKind
    amount: Money
    recorded_at: datetime
    recorded_by: str
    note: str = ""

    def __post_init__(self) -> None:
        if self.amount.amount < 0:
            raise InvalidInputError.of("amount", "Enter a positive amount.")


class PaymentStatus(StrEnum):
    """Derived from the lines, never typed (FEATURES P26)."""

    UNPAID = "unpaid"
    PART_PAID = "part paid"
    PAID = "paid"
    WAIVED = "waived"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is owed and what was settled, in one currency."""

    owed: Money
    paid: Money
    waived: Money
    refunded: Money

    @classmethod
    def of(cls, lines: Iterable[Line], *, currency: str) -> "Account":
        by_kind: dict[LineKind, list[Money]] = {kind: [] for kind in LineKind}
        for line in lines:
            by_kind[line.kind].append(line.amount)
        return cls(
            owed=total((amount for kind in _OWED for amount in by_kind[kind]), currency=currency),
            paid=total(by_kind[LineKind.PAYMENT], currency=currency),
            waived=total(by_kind[LineKind.WAIVER], currency=currency),
            refunded=total(by_kind[LineKind.REFUND], currency=currency),
        )

    @property
    def open(self) -> Money:
        """What is still to be paid; never negative."""
        left = self.owed - self.waived - (self.paid - self.refunded)
        return left if left.amount > 0 else Money.zero(left.currency)

    def lapsed(self) -> "Account":
        """What is left of it when the entry is withdrawn: what was open is owed no more, what was paid stays."""
        return replace(self, owed=self.owed - self.open)

    @property
    def status(self) -> PaymentStatus:
        """Of one entry or of a whole booking: there a refund to one candidate does not hide what others owe."""
        kept = self.paid - self.refunded
        if self.refunded.amount and kept.amount <= 0 and self.open.amount <= self.refunded.amount:
            return PaymentStatus.REFUNDED
        if self.open.amount:
            return PaymentStatus.PART_PAID if kept.amount or self.waived.amount else PaymentStatus.UNPAID
        return PaymentStatus.WAIVED if self.waived.amount and not kept.amount else PaymentStatus.PAID


class EntryStatus(StrEnum):
    ENTERED = "entered"
    WITHDRAWN = "withdrawn"


@dataclass(slots=True, kw_only=True)
class Entry:
    """One candidate entered for one session. `entrant_id` is the preparation centre, or the test centre for a
    candidate who registered with the session's code. A booking is the entries of one entrant for one session."""

    id: EntryId
    session_id: TestSessionId
    centre_id: OrganisationId
    entrant_id: OrganisationId
    candidate_id: CandidateId
    entered_at: datetime
    late: bool
    status: EntryStatus = EntryStatus.ENTERED
    withdrawn_at: datetime | None = None
    lines: list[Line] = field(default_factory=list)
    version: int = 0

    def account(self, *, currency: str) -> Account:
        account = Account.of(self.lines, currency=currency)
        return account.lapsed() if self.status is EntryStatus.WITHDRAWN else account

    def withdraw(self, *, now: datetime) -> None:
        """The seat becomes free; what was paid stays on the account until the centre refunds it."""
        if self.status is EntryStatus.WITHDRAWN:
            raise ConflictError("entry_is_withdrawn", entry=self.id)
        self.status, self.withdrawn_at = EntryStatus.WITHDRAWN, now

    def move(self, session_id: TestSessionId) -> None:
        if self.status is EntryStatus.WITHDRAWN:
            raise ConflictError("entry_is_withdrawn", entry=self.id)
        self.session_id = session_id

    def record(self, line: Line, *, currency: str) -> None:
        """Add a payment, waiver or refund. More than is open cannot be paid or waived, more than was paid not be
        refunded."""
        account = self.account(currency=currency)
        if line.amount.currency != currency:
            raise InvalidInputError.of("amount", f"The session's currency is {currency}.")
        if line.amount.amount == 0:
            raise InvalidInputError.of("amount", "Enter an amount above zero.")
        if line.kind in {LineKind.PAYMENT, LineKind.WAIVER} and line.amount.amount > account.open.amount:
            raise InvalidInputError.of("amount", f"Only {account.open} is open.")
        kept = account.paid - account.refunded
        if line.kind is LineKind.REFUND and line.amount.amount > kept.amount:
            raise InvalidInputError.of("amount", f"Only {kept} can be refunded.")
        self.lines.append(line)


class RequestStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`by` is «person:id»; `from_centre` says which side wrote, as one person can work for both."""

    at: datetime
    by: str
    text: str
    from_centre: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.text.strip()) <= 4000:
            raise InvalidInputError.of("text", "Write your message, up to 4,000 characters.")


@dataclass(slots=True, kw_only=True)
class HelpRequest:
    """A preparation centre's question to a test centre, about a session where `session_id` is given, and what was
    answered, in the order in which it was written."""

    id: RequestId
    centre_id: OrganisationId
    entrant_id: OrganisationId
    session_id: TestSessionId | None
    subject: str
    messages: list[Message]
    status: RequestStatus = RequestStatus.OPEN
    version: int = 0

    def __post_init__(self) -> None:
        if not 1 <= len(self.subject.strip()) <= 200:
            raise InvalidInputError.of("subject", "Say in a few words what it is about.")

    def write(self, message: Message) -> None:
        """What the test centre writes answers the request; what the other side writes opens it again."""
        self.messages.append(message)
        self.status = RequestStatus.ANSWERED if message.from_centre else RequestStatus.OPEN


class Rule(StrEnum):
    """What is checked of the entries of a booking before the deadline."""

    DOUBLE = "double"
    CLASH = "clash"
    CONSENT_MISSING = "consent_missing"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something about an entry that would cost money or a place later (FEATURES N12)."""

    rule: Rule
    entry_id: EntryId
    candidate: str
    text: str


def doubles_within(candidates: Sequence[CandidateDetails]) -> dict[int, int]:
    """For each place in the list that repeats an earlier one, the earlier place: the same document, or the same name
    and day of birth."""
    seen: dict[str, int] = {}
    doubles: dict[int, int] = {}
    for place, one in enumerate(candidates):
        keys = (f"id|{fold_document(one.id_number)}", f"person|{one.same_person_key}")
        earlier = [seen[key] for key in keys if key in seen]
        if earlier:
            doubles[place] = min(earlier)
        for key in keys:
            seen.setdefault(key, place)
    return doubles
