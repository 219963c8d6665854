"""Entering candidates for a session, one or thousands at a time: all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.model import (
    Candidate,
    CandidateDetails,
    CandidateId,
    Entry,
    EntryId,
    Line,
    LineId,
    LineKind,
    details_problems,
)
from core.bookings.ports import BookingsUnit
from core.bookings.views import Clash
from core.sessions.model import EntryTerms, TestSession, TestSessionId
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import new_id
from core.shared.money import Money
from core.shared.time import Clock
from core.shared.unit import OpenUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterCandidatesCommand:
    """`accept_clashes`: the person was shown who sits another exam on the same day, and enters them all the same."""

    actor: Actor
    session_id: TestSessionId
    candidates: Sequence[CandidateDetails]
    accept_clashes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What entering these candidates now would mean, before anything is stored or costs money."""

    terms: EntryTerms
    seats_left: int
    each: tuple[tuple[LineKind, Money], ...]
    total: Money
    clashes: Mapping[int, Clash]
    """By place in the list: candidates entered for another session on the same day."""

    @property
    def fits(self) -> bool:
        return self.terms is not EntryTerms.CLOSED


class OfferEntries:
    """Nothing is stored. Raises InvalidInputError for candidates who cannot be entered at all."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: EnterCandidatesCommand) -> Offer:
        command.actor.require(Permission.ENTER_CANDIDATES)
        now = self._clock.now()
        with self._open_unit() as unit:
            session = unit.sessions.get(command.session_id, command.actor.scope)
            _check_people(command.candidates, now)
            clashes = _clashes(unit, session, command.candidates)
        terms = session.terms(now=now)
        each = _fees(session, terms)
        price = Money.zero(session.plan.price.entry.currency)
        for _, amount in each:
            price = price + amount
        return Offer(
            terms=terms,
            seats_left=session.seats_left,
            each=each,
            total=price.times(len(command.candidates)),
            clashes=clashes,
        )


class EnterCandidates:
    """The seats are taken with the session locked, at the end: the last one is given once."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, command: EnterCandidatesCommand) -> list[EntryId]:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.ENTER_CANDIDATES)
        _check_people(command.candidates, now)
        with self._open_unit() as unit:
            session = unit.sessions.get(command.session_id, actor.scope, for_update=True)
            if actor.organisation_id not in session.available_to:
                raise ConflictError("session_not_available", session=session.id)
            clashes = _clashes(unit, session, command.candidates)
            if clashes and not command.accept_clashes:
                raise ConflictError("candidates_clash", session=session.id, clashes=len(clashes))
            terms = session.terms(now=now)
            if terms is EntryTerms.CLOSED:
                raise ConflictError("entries_are_closed", session=session.id)
            session.take_seats(len(command.candidates))
            people = _people(unit, actor, command.candidates)
            entries = [_entry(session, one.id, actor, terms, now) for one in people]
            unit.entries.add_all(entries)
            facts = {"entries": str(len(entries))}
            unit.record("candidates_entered", by=actor.label, on=f"test_session:{session.id}", facts=facts)
            unit.commit()
        return [entry.id for entry in entries]


def _check_people(candidates: Sequence[CandidateDetails], now: datetime) -> None:
    if not candidates:
        raise InvalidInputError.of("candidates", "Enter at least one candidate.")
    lines = range(1, len(candidates) + 1) if len(candidates) > 1 else [None]
    problems = [
        problem
        for line, one in zip(lines, candidates, strict=True)
        for problem in details_problems(one, today=now.date(), line=line)
    ]
    if problems:
        raise InvalidInputError("candidates_invalid", problems)


def _clashes(unit: BookingsUnit, session: TestSession, candidates: Sequence[CandidateDetails]) -> dict[int, Clash]:
    """Who sits another session that day. Whoever is entered for this very session already is an error, not a clash."""
    found = unit.entries.clashes(session.id, candidates)
    entered = {place: clash for place, clash in found.items() if clash.same_session}
    if entered:
        text = "{} is entered for this session already."
        many = len(candidates) > 1
        problems = [
            Problem(field="id_number", text=text.format(candidates[place].name), line=place + 1 if many else None)
            for place in sorted(entered)
        ]
        raise InvalidInputError("already_entered", problems)
    return found


def _fees(session: TestSession, terms: EntryTerms) -> tuple[tuple[LineKind, Money], ...]:
    price = session.plan.price
    fees = [(LineKind.ENTRY_FEE, price.entry)]
    if terms is EntryTerms.LATE and price.late_fee.amount:
        fees.append((LineKind.LATE_FEE, price.late_fee))
    return tuple(fees)


def _people(unit: BookingsUnit, actor: Actor, candidates: Sequence[CandidateDetails]) -> list[Candidate]:
    """The candidates, those known to the centre under their old numbers."""
    known = unit.candidates.same_people(actor.organisation_id, candidates)
    numbers = iter(unit.candidates.next_numbers(len(candidates) - len(known)))
    made: dict[int, Candidate] = {}
    for place, details in enumerate(candidates):
        if place not in known:
            made[place] = Candidate(
                id=CandidateId(new_id()), owner_id=actor.organisation_id, number=next(numbers), details=details
            )
    unit.candidates.add_all(list(made.values()))
    return [known.get(place) or made[place] for place in range(len(candidates))]


def _entry(session: TestSession, candidate_id: CandidateId, actor: Actor, terms: EntryTerms, now: datetime) -> Entry:
    lines = [
        Line(id=LineId(new_id()), kind=kind, amount=amount, recorded_at=now, recorded_by=actor.label)
        for kind, amount in _fees(session, terms)
    ]
    return Entry(
        id=EntryId(new_id()),
        session_id=session.id,
        centre_id=session.centre_id,
        entrant_id=actor.organisation_id,
        candidate_id=candidate_id,
        entered_at=now,
        late=terms is EntryTerms.LATE,
        lines=lines,
    )
