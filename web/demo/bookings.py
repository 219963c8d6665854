"""Filling the demo world with candidates, payments and questions, through the use cases."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from core.access.model import Actor, Organisation
from core.access.permissions import Role
from core.bookings.model import CandidateDetails, EntryId, LineKind, RequestId
from core.bookings.ports import BookingsReader
from core.bookings.usecases.changing import (
    CorrectCandidate,
    CorrectCandidateCommand,
    WithdrawEntry,
    WithdrawEntryCommand,
)
from core.bookings.usecases.entering import EnterCandidates, EnterCandidatesCommand
from core.bookings.usecases.helping import AskForHelp, AskForHelpCommand, WriteOn, WriteOnCommand
from core.bookings.usecases.settling import PayBooking, PayBookingCommand, SettleEntry, SettleEntryCommand
from core.sessions.model import TestSessionId
from core.shared.money import Money
from web.demo.names import people
from web.demo.plans import CURRENCIES, SESSIONS
from web.demo.registers import BOOKINGS, REQUESTS, DemoBooking, DemoRequest

_CENTRES = {session.key: session.centre for session in SESSIONS}
_PRICES = {session.key: session.price for session in SESSIONS}

Happening = tuple[float, Callable[[], None]]
"""So many days ago, and what happened then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingTools:
    reader: BookingsReader
    enter_candidates: EnterCandidates
    correct_candidate: CorrectCandidate
    withdraw_entry: WithdrawEntry
    settle_entry: SettleEntry
    pay_booking: PayBooking
    ask_for_help: AskForHelp
    write_on: WriteOn


class DemoBookings:
    """`actor` answers somebody who has a role at the organisation with a number; `sessions` are by their keys."""

    def __init__(
        self,
        tools: BookingTools,
        *,
        organisations: Mapping[str, Organisation],
        actor: Callable[[str, Role], Actor],
        sessions: Mapping[str, TestSessionId],
    ) -> None:
        self._tools = tools
        self._organisations = organisations
        self._actor = actor
        self._sessions = sessions
        self._entered: dict[DemoBooking, Sequence[EntryId]] = {}

    def happenings(self, *, today: datetime) -> Iterator[Happening]:
        for booking in BOOKINGS:
            yield from self._play(booking, today)
        for request in REQUESTS:
            yield from self._ask(request)

    def _play(self, booking: DemoBooking, today: datetime) -> Iterator[Happening]:
        yield booking.ago, lambda: self._enter(booking, today)
        yield booking.paid_ago, lambda: self._waive(booking)
        yield booking.paid_ago, lambda: self._pay(booking)
        yield booking.paid_ago, lambda: self._withdraw(booking)
        yield booking.paid_ago, lambda: self._mix_up(booking)

    def _keeper(self, booking: DemoBooking) -> Actor:
        return self._actor(_CENTRES[booking.session], Role.CENTRE_MANAGER)

    def _money(self, booking: DemoBooking, amount: int) -> Money:
        return Money(amount=amount, currency=CURRENCIES[_CENTRES[booking.session]])

    def _enter(self, booking: DemoBooking, today: datetime) -> None:
        register = _register(booking.entrant, today.date())
        listed = [register[booking.first + place] for place in range(booking.candidates)]
        command = EnterCandidatesCommand(
            actor=self._actor(booking.entrant, Role.PREPARATION_USER),
            session_id=self._sessions[booking.session],
            candidates=[replace(one, consent=place not in booking.no_consent) for place, one in enumerate(listed)],
        )
        self._entered[booking] = self._tools.enter_candidates(command)

    def _pay(self, booking: DemoBooking) -> None:
        amount = _PRICES[booking.session] * booking.paid + booking.paid_more
        if not amount:
            return
        command = PayBookingCommand(
            actor=self._keeper(booking),
            session_id=self._sessions[booking.session],
            entrant_id=self._organisations[booking.entrant].id,
            amount=self._money(booking, amount),
            note=f"Transfer, {booking.candidates} candidates",
        )
        self._tools.pay_booking(command)

    def _waive(self, booking: DemoBooking) -> None:
        for place in booking.waived:
            fee = self._money(booking, _PRICES[booking.session])
            self._record(booking, self._entered[booking][place], LineKind.WAIVER, fee, "Sibling of another candidate")

    def _withdraw(self, booking: DemoBooking) -> None:
        keeper, entries = self._keeper(booking), self._entered[booking]
        for place in booking.withdrawn:
            self._tools.withdraw_entry(WithdrawEntryCommand(actor=keeper, entry_id=entries[place]))
            paid = self._tools.reader.entry(entries[place], keeper.scope).account.paid
            if paid.amount:
                self._record(booking, entries[place], LineKind.REFUND, paid, "Withdrawn for illness")

    def _record(self, booking: DemoBooking, entry: EntryId, kind: LineKind, amount: Money, note: str) -> None:
        command = SettleEntryCommand(actor=self._keeper(booking), entry_id=entry, kind=kind, amount=amount, note=note)
        self._tools.settle_entry(command)

    def _mix_up(self, booking: DemoBooking) -> None:
        """Somebody types the document of one candidate into the details of the next."""
        keeper, entries = self._keeper(booking), self._entered[booking]
        for place in booking.mistaken:
            one, other = (self._tools.reader.entry(entries[which], keeper.scope) for which in (place - 1, place))
            command = CorrectCandidateCommand(
                actor=keeper,
                entry_id=other.entry_id,
                candidate_id=other.candidate_id,
                version=other.version,
                details=replace(other.details, id_number=one.details.id_number),
            )
            self._tools.correct_candidate(command)

    def _ask(self, request: DemoRequest) -> Iterator[Happening]:
        asker = self._actor(request.entrant, Role.PREPARATION_USER)
        keeper = self._actor(request.centre, Role.CENTRE_MANAGER)

        def begin() -> None:
            made = self._tools.ask_for_help(
                AskForHelpCommand(
                    actor=asker,
                    centre_id=self._organisations[request.centre].id,
                    session_id=self._sessions[request.session] if request.session else None,
                    subject=request.subject,
                    text=request.text,
                )
            )
            asked.append(made)

        def write(by: Actor, text: str) -> Callable[[], None]:
            return lambda: self._tools.write_on(WriteOnCommand(actor=by, request_id=asked[0], text=text))

        asked: list[RequestId] = []
        yield request.ago, begin
        for place, (ago, text) in enumerate(request.then):
            yield ago, write(asker if place % 2 else keeper, text)


def _register(entrant: str, today: date) -> list[CandidateDetails]:
    """The people whom a preparation centre prepares: made up, and the same at every start."""
    seed = int(entrant.removeprefix("PC"))
    made = []
    for place, (given, family) in enumerate(_from(seed * 7)):
        number = seed * 1000 + place
        made.append(
            CandidateDetails(
                given_name=given,
                family_name=family,
                date_of_birth=date(today.year - 15 - number % 9, 1 + number % 12, 1 + number * 5 % 28),
                id_number=f"{'PXKD'[number % 4]}{number * 7919 % 10_000_000:07}",
                email=f"candidate{number}@example.org",
                phone=f"+44 1632 {number * 31 % 1_000_000:06}" if number % 3 else "",
            )
        )
    return made


def _from(start: int) -> list[tuple[str, str]]:
    """All names, another one first."""
    everybody = list(people())
    start %= len(everybody)
    return everybody[start:] + everybody[:start]
