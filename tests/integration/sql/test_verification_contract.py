"""The databases and the fakes of the unit tests keep verification alike."""

from __future__ import annotations

import pytest

from adapters.sql.database import Database
from adapters.sql.unit import open_unit_on
from core.results.model import ResultId
from core.shared.ids import OrganisationId, PersonId, new_id
from core.shared.unit import OpenUnit
from core.verification.ports import VerificationUnit
from tests.contract.verification_storage import (
    CandidateNumbersContract,
    InvitationsContract,
    Known,
    ProposalsContract,
    RegistrationsContract,
    SharesContract,
    SharesSeenContract,
)
from tests.fakes.candidates import MemoryVerification
from tests.fakes.recognition import MemoryRecognition
from tests.integration.sql import scored
from tests.integration.sql.proctored import StandingClock
from tests.integration.sql.verified import CANDIDATE, EMPLOYER, READER, UNIVERSITY, keep_results, settle


class TestSqlVerification(
    CandidateNumbersContract, InvitationsContract, SharesSeenContract, RegistrationsContract, ProposalsContract
):
    @pytest.fixture
    def open_unit(self, database: Database) -> OpenUnit[VerificationUnit]:
        settle(database)
        return open_unit_on(database, StandingClock())

    @pytest.fixture
    def known(self, open_unit: OpenUnit[VerificationUnit], database: Database) -> Known:
        results = [scored.result(sequence=place) for place in range(2)]
        keep_results(database, *results)
        return Known(
            people=(CANDIDATE, READER),
            organisations=(UNIVERSITY, EMPLOYER),
            results=(results[0].id, results[1].id),
        )


class TestMemoryOfCandidates(CandidateNumbersContract, InvitationsContract, SharesContract):
    @pytest.fixture
    def open_unit(self) -> OpenUnit[VerificationUnit]:
        return MemoryVerification().open_unit

    @pytest.fixture
    def known(self) -> Known:
        return Known(
            people=(PersonId(new_id()), PersonId(new_id())),
            organisations=(OrganisationId(new_id()), OrganisationId(new_id())),
            results=(ResultId(new_id()), ResultId(new_id())),
        )


class TestMemoryOfRecognition(RegistrationsContract, ProposalsContract):
    @pytest.fixture
    def open_unit(self) -> OpenUnit[VerificationUnit]:
        return MemoryRecognition().open_unit

    @pytest.fixture
    def known(self) -> Known:
        return Known(
            people=(PersonId(new_id()), PersonId(new_id())),
            organisations=(OrganisationId(new_id()), OrganisationId(new_id())),
            results=(ResultId(new_id()), ResultId(new_id())),
        )
