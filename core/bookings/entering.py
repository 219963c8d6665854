"""Entering candidates for a session that is locked: who they are, what it costs, the seats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.access.model import Actor, Scope
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
    doubles_within,
)
from core.bookings.ports import BookingsUnit
from core.bookings.views import Clash
from core.sessions.model import EntryTerms, TestSession
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import OrganisationId, new_id
from core.shared.money import Money, total


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


def offer(unit: BookingsUnit, session: TestSession, candidates: Sequence[CandidateDetails], *, now: datetime) -> Offer:
    """What it would mean. Raises InvalidInputError for candidates who cannot be entered at all."""
    check_people(candidates, now)
    return offer_of(session, len(candidates), clashes_of(unit, session, candidates), now=now)


def offer_of(session: TestSession, count: int, clashes: Mapping[int, Clash], *, now: datetime) -> Offer:
    """For so many candidates who were checked."""
    terms = session.terms(now=now)
    each = fees_of(session, terms)
    price = total((amount for _, amount in each), currency=session.plan.price.entry.currency)
    return Offer(
        terms=terms,
        seats_left=session.seats_left,
        each=each,
        total=price.times(count),
        clashes=clashes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """Whose candidates they are, and who enters them, as the account and the trail name whoever it is."""

    id: OrganisationId
    label: str
    knows_them: bool
    """Whether it changes what is known of a candidate: a visitor who names another person's document does not."""


def enter(
    unit: BookingsUnit,
    session: TestSession,
    candidates: Sequence[CandidateDetails],
    *,
    by: Actor,
    accept_clashes: bool,
    now: datetime,
) -> list[Entry]:
    """All of them or none, for a session available to the actor's centre. The session must be locked."""
    check_people(candidates, now)
    if by.organisation_id not in session.available_to:
        raise ConflictError("session_not_available", session=session.id)
    clashes = clashes_of(unit, session, candidates)
    if clashes and not accept_clashes:
        raise ConflictError("candidates_clash", session=session.id, clashes=len(clashes))
    entrant = Entrant(id=by.organisation_id, label=by.label, knows_them=True)
    return take_in(unit, session, candidates, entrant=entrant, now=now)


def take_in(
    unit: BookingsUnit,
    session: TestSession,
    candidates: Sequence[CandidateDetails],
    *,
    entrant: Entrant,
    now: datetime,
) -> list[Entry]:
    """Candidates who were checked become entries. The session must be locked: its seats are taken here, so the last one
    is given once."""
    terms = session.terms(now=now)
    if terms is EntryTerms.CLOSED:
        raise ConflictError("entries_are_closed", session=session.id)
    session.take_seats(len(candidates))
    people = _people(unit, entrant, candidates)
    # Ids of one millisecond come in any order; a payment is spread in the order of the list, as people expect.
    ids = sorted(EntryId(new_id()) for _ in people)
    entries = [_entry(session, id_, one.id, entrant, terms, now) for id_, one in zip(ids, people, strict=True)]
    unit.entries.add_all(entries)
    return entries


def check_people(candidates: Sequence[CandidateDetails], now: datetime) -> None:
    if not candidates:
        raise InvalidInputError.of("candidates", "Enter at least one candidate.")
    lines = range(1, len(candidates) + 1) if len(candidates) > 1 else [None]
    problems = [
        problem
        for line, one in zip(lines, candidates, strict=True)
        for problem in details_problems(one, today=now.date(), line=line)
    ]
    for place, earlier in doubles_within(candidates).items():
        text = f"This is the same person as number {earlier + 1} of the list."
        problems.append(Problem(field="id_number", text=text, line=place + 1))
    if problems:
        raise InvalidInputError("candidates_invalid", problems)


def clashes_of(unit: BookingsUnit, session: TestSession, candidates: Sequence[CandidateDetails]) -> dict[int, Clash]:
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


def fees_of(session: TestSession, terms: EntryTerms) -> tuple[tuple[LineKind, Money], ...]:
    price = session.plan.price
    fees = [(LineKind.ENTRY_FEE, price.entry)]
    if terms is EntryTerms.LATE and price.late_fee.amount:
        fees.append((LineKind.LATE_FEE, price.late_fee))
    return tuple(fees)


def _people(unit: BookingsUnit, entrant: Entrant, candidates: Sequence[CandidateDetails]) -> list[Candidate]:
    """The candidates, those known to the centre under their old numbers."""
    known = unit.candidates.same_people(entrant.id, candidates)
    if entrant.knows_them:
        for place, one in known.items():
            _bring_up_to_date(unit, one, candidates[place])
    numbers = iter(unit.candidates.next_numbers(len(candidates) - len(known)))
    made: dict[int, Candidate] = {}
    for place, details in enumerate(candidates):
        if place not in known:
            made[place] = Candidate(
                id=CandidateId(new_id()), owner_id=entrant.id, number=next(numbers), details=details
            )
    unit.candidates.add_all(list(made.values()))
    return [known.get(place) or made[place] for place in range(len(candidates))]


def _bring_up_to_date(unit: BookingsUnit, known: Candidate, newest: CandidateDetails) -> None:
    """An address may have changed since the last exam. Consent, once given, stays."""
    newest = replace(newest, consent=newest.consent or known.details.consent)
    if newest != known.details:
        unit.candidates.get(known.id, Scope(organisation_id=known.owner_id), for_update=True).revise(newest)


def _entry(
    session: TestSession, id_: EntryId, candidate_id: CandidateId, entrant: Entrant, terms: EntryTerms, now: datetime
) -> Entry:
    lines = [
        Line(id=LineId(new_id()), kind=kind, amount=amount, recorded_at=now, recorded_by=entrant.label)
        for kind, amount in fees_of(session, terms)
    ]
    return Entry(
        id=id_,
        session_id=session.id,
        centre_id=session.centre_id,
        entrant_id=entrant.id,
        candidate_id=candidate_id,
        entered_at=now,
        late=terms is EntryTerms.LATE,
        lines=lines,
    )
