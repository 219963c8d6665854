"""Looking a result up by its reference number, also one that was not shared (FEATURES R16)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn

from core.access.model import Actor
from core.access.permissions import Permission
from core.access.ports import Throttle
from core.access.rules import count_attempt
from core.results.model import Result, ResultId
from core.results.reference import ReferenceNumber, read_reference
from core.shared.errors import InvalidInputError, UnavailableError
from core.shared.time import Clock
from core.shared.unit import OpenUnit
from core.verification.model.fitting import fits
from core.verification.model.searching import Criteria
from core.verification.model.sharing import Activity, ActivityKind, Field, LookUp
from core.verification.ports import VerificationUnit
from core.verification.promises import promise_alarm, promise_look_up_news

WINDOW = timedelta(minutes=15)
TRIES_PER_PERSON = 100
TRIES_PER_ORGANISATION = 400
TRIES_PER_ORIGIN = 400
"""Statements of results are typed one by one; an admissions office in its busiest hour stays well below these."""
WRONG_PER_PERSON = 10
"""So many wrong numbers are typing errors that the check character let through, or guesses: they end the window."""
DETAILS_WINDOW = timedelta(days=1)
WRONG_DETAILS = 5
"""Of one result, by all of an organisation: who has the number in hand could else try one date of birth after another,
slowly enough for every other limit."""


EXAMPLE = "7K4M-92QX-B3TW"
"""A number as it is printed, with a right check character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpResultCommand:
    """`reference` as it was typed; `criteria` is what was given beside it; `origin` the network address."""

    actor: Actor
    reference: str
    criteria: Criteria
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`not_compared` are fields asked for that the candidate left out of the share: the result is opened, and nothing
    is said of them, whether they are right or wrong."""

    result_id: ResultId
    not_compared: frozenset[Field] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aim:
    """What the number leads to, before it is known whether it may be told."""

    result: Result
    centre: str
    shared: frozenset[Field] | None
    is_open: bool


class LookUpResult:
    """A typing error is told as one and counts for nothing. A number that leads nowhere, a result that is not released
    and details that do not fit get one answer; it is counted as a guess, and after too many the person is refused and
    the recognition team told. So are too many wrong details beside one right number, after which the right ones get
    that answer too. The candidate is told of every result that is opened in this way.

    What is shared with the organisation is just opened. Raises InvalidInputError, UnavailableError.
    """

    def __init__(self, *, open_unit: OpenUnit[VerificationUnit], throttle: Throttle, clock: Clock) -> None:
        self._open_unit = open_unit
        self._throttle = throttle
        self._clock = clock

    def __call__(self, command: LookUpResultCommand) -> Found:
        actor, criteria, now = command.actor, command.criteria, self._clock.now()
        actor.require(Permission.FIND_RESULTS)
        number = _check_character(command.reference)
        self._count(command, now)
        aim, asks_date = self._aim(number, actor, now)
        if aim and aim.shared is not None:
            seen, hidden = _as_shared(criteria, aim.shared)
            if fits(seen, aim.result, centre=aim.centre):
                return Found(result_id=aim.result.id, not_compared=hidden)
        if asks_date and criteria.date_of_birth is None and not (aim and aim.shared is not None):
            text = "Enter the candidate's date of birth too: it is asked for where a result was not shared with you."
            raise InvalidInputError.of("date_of_birth", text)
        key = f"look_up:wrong:{actor.person_id}"
        # Counted as wrong before it is known to be: attempts at the same time in other processes do not slip through.
        wrong = self._throttle.hit(key, window=WINDOW, now=now)
        if wrong > WRONG_PER_PERSON:
            self._refuse(actor, now)
        if aim is None or aim.shared is not None:
            self._miss(actor, wrong, now)
        self._compare(command, aim, wrong, now)
        if not aim.is_open:
            self._open(aim.result, actor, now)
        self._throttle.take_back(key, window=WINDOW, now=now)
        return Found(result_id=aim.result.id)

    def _count(self, command: LookUpResultCommand, now: datetime) -> None:
        actor, limits = command.actor, (TRIES_PER_PERSON, TRIES_PER_ORGANISATION, TRIES_PER_ORIGIN)
        who = (f"person:{actor.person_id}", f"organisation:{actor.organisation_id}", f"origin:{command.origin}")
        for one, limit in zip(who, limits, strict=True):
            count_attempt(self._throttle, f"look_up:{one}", limit=limit, window=WINDOW, now=now)

    def _aim(self, number: ReferenceNumber, actor: Actor, now: datetime) -> tuple[_Aim | None, bool]:
        with self._open_unit() as unit:
            asks_date = unit.look_up_policies.get().asks_date_of_birth
            result = unit.results.with_reference(number)
            if result is None or not result.is_released:
                return None, asks_date
            share = unit.shares.between(result.id, actor.organisation_id, now=now)
            former = unit.look_ups.latest(result.id, actor.organisation_id)
            aim = _Aim(
                result=result,
                centre=unit.organisations.get(result.sitting.centre_id).name,
                shared=share.fields if share else None,
                is_open=former is not None and former.is_open(now=now),
            )
            return aim, asks_date

    def _compare(self, command: LookUpResultCommand, aim: _Aim, wrong: int, now: datetime) -> None:
        """Return only if all that is given beside the number fits."""
        actor, criteria = command.actor, command.criteria
        if criteria.is_empty:
            return
        key = f"look_up:details:{actor.organisation_id}:{aim.result.id}"
        tried = self._throttle.hit(key, window=DETAILS_WINDOW, now=now)
        if tried > WRONG_DETAILS or not fits(criteria, aim.result, centre=aim.centre):
            self._miss(actor, wrong, now, is_alarming=tried >= WRONG_DETAILS)
        self._throttle.take_back(key, window=DETAILS_WINDOW, now=now)

    def _open(self, result: Result, actor: Actor, now: datetime) -> None:
        organisation = actor.organisation_id
        with self._open_unit() as unit:
            unit.look_ups.add(
                LookUp(result_id=result.id, organisation_id=organisation, person_id=actor.person_id, at=now)
            )
            unit.activities.add(
                Activity(
                    result_id=result.id,
                    organisation_id=organisation,
                    share_id=None,
                    kind=ActivityKind.LOOKED_UP,
                    at=now,
                )
            )
            promise_look_up_news(unit, result.id, organisation, now=now)
            facts = {"organisation": str(organisation)}
            unit.record("result_looked_up", by=actor.label, on=f"result:{result.id}", facts=facts)
            unit.commit()

    def _miss(self, actor: Actor, wrong: int, now: datetime, *, is_alarming: bool = False) -> NoReturn:
        alarm = (is_alarming or wrong >= WRONG_PER_PERSON) and self._is_first_alarm(actor, now)
        with self._open_unit() as unit:
            on = f"organisation:{actor.organisation_id}"
            unit.record("look_up_missed", by=actor.label, on=on, facts={"wrong": str(wrong)})
            if alarm:
                promise_alarm(unit, actor.organisation_id, actor.person_id, now=now)
                unit.record("guessing_alarm", by=actor.label, on=on)
            unit.commit()
        text = "No released result fits this number and what is typed beside it."
        raise InvalidInputError.of("reference", text, code="look_up_missed")

    def _refuse(self, actor: Actor, now: datetime) -> NoReturn:
        with self._open_unit() as unit:
            unit.record("look_up_refused", by=actor.label, on=f"organisation:{actor.organisation_id}")
            unit.commit()
        raise UnavailableError("too_many_attempts", retry_after=WINDOW)

    def _is_first_alarm(self, actor: Actor, now: datetime) -> bool:
        return self._throttle.hit(f"look_up:alarm:{actor.person_id}", window=WINDOW, now=now) == 1


def _check_character(typed: str) -> ReferenceNumber:
    number = read_reference(typed)
    if number is None:
        text = (
            f"A character of the reference number is mistyped, missing or too many. It has 12, such as {EXAMPLE}, and "
        )
        text += "among them never the digits 0 and 1 or the letters I, L and O."
        raise InvalidInputError.of("reference", text, code="reference_mistyped")
    return number


def _as_shared(criteria: Criteria, shared: frozenset[Field]) -> tuple[Criteria, frozenset[Field]]:
    """The criteria without those about fields that are not shared, and these."""
    asked = {
        Field.DATE_OF_BIRTH: criteria.date_of_birth is not None,
        Field.ID_NUMBER: bool(criteria.number),
        Field.EMAIL: bool(criteria.email),
    }
    hidden = frozenset(one for one, is_asked in asked.items() if is_asked and one not in shared)
    kept = replace(
        criteria,
        date_of_birth=None if Field.DATE_OF_BIRTH in hidden else criteria.date_of_birth,
        number="" if Field.ID_NUMBER in hidden else criteria.number,
        email="" if Field.EMAIL in hidden else criteria.email,
    )
    return kept, hidden
