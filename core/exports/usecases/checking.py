"""Checking a statement of results: by what stands on it, or by the file itself (FEATURES N01)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.access.ports import Organisations, Throttle
from core.access.rules import count_attempt
from core.catalogue.ports import Exams
from core.exports.signing import Signature, SignatureCheck
from core.exports.stated import SCORES, left_out
from core.exports.views import CheckedFile, CheckedStatement
from core.results.model import Result
from core.results.ports import Results
from core.results.reference import read_reference
from core.shared.codes import DerivedCodes
from core.shared.errors import NotFoundError
from core.shared.time import Clock
from core.shared.unit import OpenUnit, Unit
from core.verification.model.sharing import Field

WINDOW = timedelta(minutes=15)
TRIED_PER_ORIGIN = 60
"""Checks from one address in a window: an office that goes through a pile of statements has room, and guessing a code
of more than 50 bits at this pace has none."""

_VISITOR = "visitor:unknown"


class CheckingUnit(Unit, Protocol):
    @property
    def results(self) -> Results: ...
    @property
    def exams(self) -> Exams: ...
    @property
    def organisations(self) -> Organisations: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStatementCommand:
    """As they stand on the statement, or in its QR code; `origin` is the network address of who asks."""

    reference: str
    code: str
    origin: str


class CheckStatement:
    """Raises NotFoundError("statement") for a reference number that is none, a code that does not belong to it, and a
    result that is not released: the three are not told apart."""

    def __init__(
        self, *, open_unit: OpenUnit[CheckingUnit], codes: DerivedCodes, throttle: Throttle, clock: Clock
    ) -> None:
        self._open_unit = open_unit
        self._codes = codes
        self._throttle = throttle
        self._clock = clock

    def __call__(self, command: CheckStatementCommand) -> CheckedStatement:
        _count(self._throttle, command.origin, self._clock.now())
        reference = read_reference(command.reference)
        hidden = left_out(self._codes, reference, command.code) if reference else None
        if reference is None or hidden is None:
            raise NotFoundError("statement")
        with self._open_unit() as unit:
            result = unit.results.with_reference(reference)
            if result is None or not result.is_released:
                raise NotFoundError("statement")
            statement = _statement(unit, result, hidden)
            unit.record("statement_checked", by=_VISITOR, on=f"result:{result.id}")
            unit.commit()
        return statement


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFileCommand:
    content: bytes
    origin: str


class CheckFile:
    """A file signed by the awarding body is what it was when it was signed; whether the result has changed since, the
    history of the result tells. Of a file without a code that fits no scores are told."""

    def __init__(
        self,
        *,
        open_unit: OpenUnit[CheckingUnit],
        check: SignatureCheck,
        codes: DerivedCodes,
        throttle: Throttle,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._check = check
        self._codes = codes
        self._throttle = throttle
        self._clock = clock

    def __call__(self, command: CheckFileCommand) -> CheckedFile:
        _count(self._throttle, command.origin, self._clock.now())
        verdict = self._check.check(command.content)
        reference = read_reference(verdict.reference or "")
        if verdict.signature is not Signature.INTACT or reference is None:
            return CheckedFile(verdict=verdict)
        with self._open_unit() as unit:
            result = unit.results.with_reference(reference)
            if result is None or not result.is_released:
                return CheckedFile(verdict=verdict)
            hidden = left_out(self._codes, reference, verdict.code or "")
            statement = _statement(unit, result, SCORES if hidden is None else hidden)
            changed = [one.at for one in result.history if verdict.signed_at is None or one.at > verdict.signed_at]
            unit.record("statement_checked", by=_VISITOR, on=f"result:{result.id}")
            unit.commit()
        return CheckedFile(verdict=verdict, statement=statement, changed_at=max(changed, default=None))


def _count(throttle: Throttle, origin: str, now: datetime) -> None:
    count_attempt(throttle, f"statement:origin:{origin}", limit=TRIED_PER_ORIGIN, window=WINDOW, now=now)


def _statement(unit: CheckingUnit, result: Result, hidden: frozenset[Field]) -> CheckedStatement:
    """As it stands now, of the scores those that are not `hidden`."""
    exam, centre = unit.exams.get(result.sitting.exam), unit.organisations.get(result.sitting.centre_id)
    body, outcome = unit.organisations.awarding_body(), result.marks.outcome
    shown = SCORES - hidden if result.shows_scores else frozenset()
    overall = Field.OVERALL in shown
    released_at = result.released_at or result.release_at
    return CheckedStatement(
        issuer=body.name if body else "",
        reference=result.reference,
        name=result.holder.name,
        exam_name=exam.name,
        marking=exam.marking,
        taken_on=result.sitting.taken_on,
        centre_name=centre.name,
        centre_number=centre.number,
        released_at=released_at,
        status=result.status,
        # Nothing is said of changes before the release.
        status_since=max([released_at, *(one.at for one in result.history if one.became is not one.was)]),
        overall=outcome.overall if overall else None,
        grade=outcome.grade if overall else None,
        cefr=outcome.cefr if overall else None,
        components=result.marks.scores if Field.COMPONENTS in shown else None,
    )
