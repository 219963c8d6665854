"""Checking a statement of results: by its number and code, and by its file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

import pytest

from core.access.model import Organisation, OrganisationKind
from core.catalogue.marking import Outcome
from core.catalogue.model import Exam, ExamCode
from core.exports.signing import Signature, Verdict
from core.exports.stated import check_code
from core.exports.usecases.checking import (
    TRIED_PER_ORIGIN,
    WINDOW,
    CheckFile,
    CheckFileCommand,
    CheckingUnit,
    CheckStatement,
    CheckStatementCommand,
)
from core.exports.views import CheckedFile, CheckedStatement
from core.results.model import Holder, Marks, Result, ResultId, ResultStatus, Sitting, SortId
from core.results.reference import ReferenceNumber, draw_reference
from core.shared.errors import NotFoundError, UnavailableError
from core.shared.ids import OrganisationId
from core.verification.model.sharing import ALL_FIELDS, Field
from tests.fakes.access import MemoryThrottle
from tests.fakes.exports import NOON
from tests.fakes.units import SettableClock

CENTRE, BODY = OrganisationId(UUID(int=1)), OrganisationId(UUID(int=2))
REFERENCE = draw_reference()
DAY = timedelta(days=1)
SCORES = (("Reading", 168), ("Writing", 174))


def a_result() -> Result:
    return Result(
        id=ResultId(UUID(int=7)),
        sid=SortId(1),
        reference=REFERENCE,
        holder=Holder(
            number="K7QF2",
            given_name="Zoë",
            family_name="Łęska",
            date_of_birth=date(2009, 4, 23),
            email="zoe@example.org",
        ),
        sitting=Sitting(exam=ExamCode("B2F"), taken_on=date(2026, 10, 3), centre_id=CENTRE, place="Kraków"),
        marks=Marks(scores=SCORES, outcome=Outcome(overall=171, grade="B", cefr="B2")),
        status=ResultStatus.FINAL,
        release_at=NOON,
        released_at=NOON,
    )


class CodesByReversal:
    def of(self, number: str) -> str:
        return number[::-1].upper()

    def fits(self, number: str, code: str) -> bool:
        return self.of(number) == code.upper()


class OneResult:
    def __init__(self, result: Result | None) -> None:
        self._result = result

    def with_reference(self, reference: ReferenceNumber) -> Result | None:
        return self._result if self._result and self._result.reference == reference else None


class OneExam:
    def get(self, code: ExamCode) -> Exam:
        return Exam(code=code, name="B2 First", level="B2", papers=("Reading",), has_speaking=False)


@dataclass
class TwoOrganisations:
    body: Organisation | None

    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Organisation:
        return _organisation(organisation_id, "Northgate College", "GB104", OrganisationKind.TEST_CENTRE)

    def awarding_body(self) -> Organisation | None:
        return self.body


def _organisation(which: OrganisationId, name: str, number: str, kind: OrganisationKind) -> Organisation:
    return Organisation(id=which, kind=kind, name=name, number=number, time_zone="UTC")


@dataclass
class Unit:
    results: OneResult
    organisations: TwoOrganisations
    trail: list[tuple[str, str, str]]
    exams: OneExam = field(default_factory=OneExam)

    def record(self, action: str, *, by: str, on: str) -> None:
        self.trail.append((action, by, on))

    def commit(self) -> None:
        pass


@dataclass
class House:
    result: Result | None = field(default_factory=a_result)
    verdict: Verdict = field(default_factory=lambda: Verdict(signature=Signature.UNSIGNED))
    body: Organisation | None = field(
        default_factory=lambda: _organisation(BODY, "Meridian Awards", "AB1", OrganisationKind.AWARDING_BODY)
    )
    trail: list[tuple[str, str, str]] = field(default_factory=list)
    clock: SettableClock = field(default_factory=lambda: SettableClock(NOON + 10 * DAY))
    throttle: MemoryThrottle = field(default_factory=MemoryThrottle)
    codes: CodesByReversal = field(default_factory=CodesByReversal)

    def open_unit(self) -> AbstractContextManager[CheckingUnit]:
        # A cast, because a check asks each of them for one or two things.
        return cast("AbstractContextManager[CheckingUnit]", self._open())

    @contextmanager
    def _open(self) -> Iterator[Unit]:
        yield Unit(OneResult(self.result), TwoOrganisations(self.body), self.trail)

    def check(self, content: bytes) -> Verdict:
        return self.verdict

    def by_code(self, reference: str = REFERENCE, code: str = "", *, origin: str = "192.0.2.1") -> CheckedStatement:
        check = CheckStatement(open_unit=self.open_unit, codes=self.codes, throttle=self.throttle, clock=self.clock)
        command = CheckStatementCommand(reference=reference, code=code or self.code(), origin=origin)
        return check(command)

    def by_file(self, verdict: Verdict, *, origin: str = "192.0.2.1") -> CheckedFile:
        self.verdict = verdict
        check = CheckFile(
            open_unit=self.open_unit, check=self, codes=self.codes, throttle=self.throttle, clock=self.clock
        )
        return check(CheckFileCommand(content=b"%PDF-", origin=origin))

    def code(self, *left_out: Field) -> str:
        return check_code(self.codes, REFERENCE, shown=ALL_FIELDS - set(left_out))


@pytest.fixture
def house() -> House:
    return House()


def intact(house: House, *left_out: Field, signed_at: datetime | None = NOON + DAY) -> Verdict:
    return Verdict(
        signature=Signature.INTACT,
        signer="Meridian Awards",
        signed_at=signed_at,
        reference=REFERENCE,
        code=house.code(*left_out),
    )


class TestByNumberAndCode:
    def test_it_says_what_the_statement_says(self, house: House) -> None:
        found = house.by_code()

        assert (found.issuer, found.name, found.exam_name) == ("Meridian Awards", "Zoë Łęska", "B2 First")
        assert (found.taken_on, found.centre_name, found.centre_number) == (
            date(2026, 10, 3),
            "Northgate College",
            "GB104",
        )
        assert (found.status, found.status_since, found.released_at) == (ResultStatus.FINAL, NOON, NOON)
        assert (found.overall, found.grade, found.cefr, found.components) == (171, "B", "B2", SCORES)
        assert house.trail == [("statement_checked", "visitor:unknown", f"result:{UUID(int=7)}")]

    @pytest.mark.parametrize(
        ("left_out", "overall", "components"),
        [((Field.OVERALL,), None, SCORES), ((Field.COMPONENTS,), 171, None)],
    )
    def test_it_says_nothing_that_the_statement_leaves_out(
        self, house: House, left_out: tuple[Field, ...], overall: int | None, components: object
    ) -> None:
        found = house.by_code(code=house.code(*left_out))

        assert (found.overall, found.components) == (overall, components)
        assert (found.grade is None, found.cefr is None) == (overall is None, overall is None)

    @pytest.mark.parametrize("reference", ["", "7K4M", "not a number"])
    def test_a_number_that_is_none_is_not_found(self, house: House, reference: str) -> None:
        with pytest.raises(NotFoundError, match="statement"):
            house.by_code(reference)

    def test_a_code_that_is_anothers_is_not_found(self, house: House) -> None:
        with pytest.raises(NotFoundError, match="statement"):
            house.by_code(code="7K4M-92QX-B3T")

    def test_what_is_not_released_is_not_found(self, house: House) -> None:
        assert house.result is not None
        house.result.released_at = None

        with pytest.raises(NotFoundError, match="statement"):
            house.by_code()

    def test_a_number_that_was_never_given_is_not_found(self) -> None:
        house = House(result=None)

        with pytest.raises(NotFoundError, match="statement"):
            house.by_code()
        assert house.trail == []

    def test_a_withheld_result_says_so_and_no_scores(self, house: House) -> None:
        assert house.result is not None
        house.result.withhold(reason="Looked into", by="person:1", now=NOON + DAY)

        found = house.by_code()

        assert (found.status, found.status_since) == (ResultStatus.WITHHELD, NOON + DAY)
        assert (found.overall, found.grade, found.cefr, found.components) == (None, None, None, None)

    def test_nothing_is_said_of_changes_before_the_release(self, house: House) -> None:
        assert house.result is not None
        house.result.status = ResultStatus.PROVISIONAL
        house.result.make_final(by="person:1", now=NOON - DAY)

        assert house.by_code().status_since == NOON

    def test_an_installation_without_an_awarding_body_names_none(self) -> None:
        assert House(body=None).by_code().issuer == ""


class TestByFile:
    def test_an_intact_file_says_what_the_result_is_now(self, house: House) -> None:
        found = house.by_file(intact(house))

        assert found.verdict.signature is Signature.INTACT
        assert found.statement is not None
        assert (found.statement.name, found.statement.overall) == ("Zoë Łęska", 171)
        assert found.changed_at is None
        assert house.trail == [("statement_checked", "visitor:unknown", f"result:{UUID(int=7)}")]

    def test_a_change_since_it_was_signed_is_told_with_its_moment(self, house: House) -> None:
        assert house.result is not None
        house.result.withhold(reason="Looked into", by="person:1", now=NOON + 2 * DAY)
        house.result.restore(reason="All is well", by="person:1", now=NOON + 3 * DAY)

        assert house.by_file(intact(house)).changed_at == NOON + 3 * DAY
        assert house.by_file(intact(house, signed_at=NOON + 4 * DAY)).changed_at is None
        assert house.by_file(intact(house, signed_at=None)).changed_at == NOON + 3 * DAY

    def test_it_says_nothing_that_the_file_leaves_out(self, house: House) -> None:
        found = house.by_file(intact(house, Field.COMPONENTS)).statement

        assert found is not None
        assert (found.overall, found.components) == (171, None)

    @pytest.mark.parametrize("code", [None, "7K4M-92QX-B3T"])
    def test_without_a_code_that_fits_no_scores_are_told(self, house: House, code: str | None) -> None:
        found = house.by_file(replace(intact(house), code=code)).statement

        assert found is not None
        assert (found.name, found.overall, found.components) == ("Zoë Łęska", None, None)

    @pytest.mark.parametrize(
        "signature", [Signature.CHANGED, Signature.UNSIGNED, Signature.ANOTHER_SIGNER, Signature.NOT_A_PDF]
    )
    def test_any_other_file_says_nothing_of_a_result(self, house: House, signature: Signature) -> None:
        found = house.by_file(replace(intact(house), signature=signature))

        assert (found.verdict.signature, found.statement, found.changed_at) == (signature, None, None)
        assert house.trail == []

    @pytest.mark.parametrize("reference", [None, "no number"])
    def test_an_intact_file_of_several_or_of_something_else_names_no_result(
        self, house: House, reference: str | None
    ) -> None:
        assert house.by_file(replace(intact(house), reference=reference)).statement is None

    def test_an_intact_file_of_a_result_that_is_not_out_says_nothing_of_it(self, house: House) -> None:
        assert house.result is not None
        house.result.released_at = None

        found = house.by_file(intact(house))

        assert (found.verdict.signature, found.statement) == (Signature.INTACT, None)


def test_too_many_checks_from_one_address_are_refused_for_a_while(house: House) -> None:
    for _ in range(TRIED_PER_ORIGIN // 2):
        house.by_code()
        house.by_file(intact(house))

    with pytest.raises(UnavailableError, match="too_many_attempts"):
        house.by_code()
    with pytest.raises(UnavailableError, match="too_many_attempts"):
        house.by_file(intact(house))
    assert house.by_code(origin="192.0.2.2").name == "Zoë Łęska"
    house.clock.advance(WINDOW)
    assert house.by_code().name == "Zoë Łęska"
