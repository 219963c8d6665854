"""The candidates of a test: one by one, by file, and withdrawing one."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.model import Actor
from core.access.permissions import Permission
from core.proctoring.candidate_file import read_candidates
from core.proctoring.model.test import (
    ProctoredTest,
    ProctoredTestId,
    TestCandidate,
    candidate_problems,
    check_room,
)
from core.proctoring.ports import ProctoringUnit, Providers
from core.proctoring.rules import limits_of, may_be_booked
from core.proctoring.vendor import Capabilities
from core.shared.errors import ConflictError, InvalidInputError, NotFoundError, Problem
from core.shared.unit import OpenUnit


def _add(unit: ProctoringUnit, test: ProctoredTest, candidates: Sequence[TestCandidate], limits: Capabilities) -> None:
    present = {candidate.number for candidate in unit.test_candidates.of(test.id)}
    check_room(present=len(present), more=len(candidates), limit=limits.max_candidates)
    taken = [candidate.number for candidate in candidates if candidate.number in present]
    if taken:
        text = "The test has a candidate with this number already: {}."
        problems = [Problem(field="number", text=text.format(number)) for number in taken]
        raise InvalidInputError("candidate_number_taken", problems)
    unit.test_candidates.add_all(candidates)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCandidateCommand:
    actor: Actor
    test_id: ProctoredTestId
    number: str
    name: str
    email: str
    extra_minutes: int = 0


class AddCandidate:
    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], providers: Providers) -> None:
        self._open_unit = open_unit
        self._providers = providers

    def __call__(self, command: AddCandidateCommand) -> None:
        command.actor.require(Permission.PREPARE_TESTS)
        candidate = TestCandidate(
            test_id=command.test_id,
            number=command.number.strip(),
            name=command.name.strip(),
            email=command.email.strip(),
            extra_minutes=command.extra_minutes,
        )
        with self._open_unit() as unit:
            test = unit.tests.get(command.test_id, command.actor.scope, for_update=True)
            test.check_editable()
            limits = limits_of(self._providers, test)
            problems = candidate_problems(candidate, max_extra_minutes=limits.max_extra_minutes)
            if problems:
                raise InvalidInputError("candidate_invalid", problems)
            _add(unit, test, [candidate], limits)
            unit.record("candidate_added", by=command.actor.label, on=f"proctored_test:{test.id}")
            unit.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCandidatesCommand:
    """`content` is a CSV file as it was uploaded."""

    actor: Actor
    test_id: ProctoredTestId
    content: bytes


class ImportCandidates:
    """All rows of the file or none; every bad one is named by line and field."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit], providers: Providers) -> None:
        self._open_unit = open_unit
        self._providers = providers

    def __call__(self, command: ImportCandidatesCommand) -> int:
        """The number of candidates added."""
        command.actor.require(Permission.PREPARE_TESTS)
        with self._open_unit() as unit:
            test = unit.tests.get(command.test_id, command.actor.scope, for_update=True)
            test.check_editable()
            limits = limits_of(self._providers, test)
            candidates = read_candidates(
                command.content,
                test_id=test.id,
                max_extra_minutes=limits.max_extra_minutes,
                max_rows=limits.max_candidates,
                enrolled={candidate.number for candidate in unit.test_candidates.of(test.id)},
            )
            _add(unit, test, candidates, limits)
            facts = {"candidates": str(len(candidates))}
            unit.record("candidates_imported", by=command.actor.label, on=f"proctored_test:{test.id}", facts=facts)
            unit.commit()
        return len(candidates)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCandidateCommand:
    actor: Actor
    test_id: ProctoredTestId
    number: str


class WithdrawCandidate:
    """Possible until the vendor was asked: what is booked is booked for the candidates that were sent."""

    def __init__(self, *, open_unit: OpenUnit[ProctoringUnit]) -> None:
        self._open_unit = open_unit

    def __call__(self, command: WithdrawCandidateCommand) -> None:
        command.actor.require(Permission.PREPARE_TESTS)
        with self._open_unit() as unit:
            test = unit.tests.get(command.test_id, command.actor.scope, for_update=True)
            booking = unit.proctor_bookings.of_test(test.id, command.actor.scope, for_update=True)
            if may_be_booked(booking):
                raise ConflictError("booking_is_at_vendor", booking=booking.id)
            if not unit.test_candidates.remove(test.id, [command.number]):
                raise NotFoundError("candidate")
            unit.record("candidate_withdrawn", by=command.actor.label, on=f"proctored_test:{test.id}")
            unit.commit()
