"""A candidate ID number is freed while its account shares a result, or while another officer frees it: one comes first,
and nothing stays that nobody could take back."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from adapters.sql.checking import check_read_models
from adapters.sql.database import Database
from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.results.model import Result
from core.shared.errors import ConflictError, ExamhallError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.unit import OpenUnit
from core.verification.model.claim import FreeingReason
from core.verification.model.sharing import ALL_FIELDS, Field, ShareEnd
from core.verification.ports import VerificationUnit
from core.verification.usecases.freeing import FreeCandidateNumber, FreeCandidateNumberCommand
from core.verification.usecases.sharing import ChangeShare, ChangeShareCommand, ShareResult, ShareResultCommand, Terms
from tests.integration.sql import scored
from tests.integration.sql.halting import at_once, opening
from tests.integration.sql.proctored import NOON, StandingClock, stored
from tests.integration.sql.verified import CANDIDATE, EMPLOYER, UNIVERSITY, give, keep_results, settle, share_of


def actor(kind: OrganisationKind, role: Role, person: PersonId) -> Actor:
    place = OrganisationId(UUID(int=90))
    return Actor(person_id=person, organisation_id=place, organisation_kind=kind, roles=frozenset({role}))


ACCOUNT = actor(OrganisationKind.CANDIDATES, Role.CANDIDATE, CANDIDATE)
OFFICER = actor(OrganisationKind.AWARDING_BODY, Role.RESULTS_OFFICER, PersonId(UUID(int=91)))


@dataclass
class Scene:
    """A result that one account shares with a university. `second` is begun when the first is about to commit."""

    database: Database
    result: Result = field(default_factory=lambda: scored.result(number="K7QF2-M9XRT"))

    def __post_init__(self) -> None:
        settle(self.database)
        keep_results(self.database, self.result)
        self.shared = share_of(self.result)
        give(self.database, self.shared)
        with stored(self.database) as unit:
            unit.candidate_numbers.add(self.result.holder.number, CANDIDATE, at=NOON)

    def free(self, open_unit: OpenUnit[VerificationUnit]) -> None:
        FreeCandidateNumber(open_unit=open_unit, clock=StandingClock())(
            FreeCandidateNumberCommand(
                actor=OFFICER, result_id=self.result.id, claimed_at=NOON, reason=FreeingReason.ANOTHER_PERSON
            )
        )

    def share(self, open_unit: OpenUnit[VerificationUnit]) -> None:
        command = ShareResultCommand(
            actor=ACCOUNT, result_id=self.result.id, organisation_id=EMPLOYER, terms=Terms(fields=ALL_FIELDS)
        )
        ShareResult(open_unit=open_unit, clock=StandingClock())(command)

    def change(self, open_unit: OpenUnit[VerificationUnit]) -> None:
        terms = Terms(fields=frozenset({Field.OVERALL}))
        command = ChangeShareCommand(actor=ACCOUNT, share_id=self.shared.id, version=0, terms=terms)
        ChangeShare(open_unit=open_unit, clock=StandingClock())(command)

    def at_once(self, first: str, second: str) -> ExamhallError | None:
        return at_once(self.database, getattr(self, first), getattr(self, second))

    def active(self) -> list[str]:
        with self.database.read() as connection:
            return list(connection.exec_driver_sql('SELECT id FROM share WHERE "end" IS NULL').scalars())


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


@pytest.mark.parametrize("second", ["share", "change"])
def test_who_shares_while_the_number_is_freed_comes_too_late(scene: Scene, second: str) -> None:
    refused = scene.at_once("free", second)

    assert isinstance(refused, NotFoundError)
    assert scene.active() == []
    assert not check_read_models(scene.database)


@pytest.mark.parametrize("first", ["share", "change"])
def test_what_was_shared_just_before_is_taken_back_too(scene: Scene, first: str) -> None:
    refused = scene.at_once(first, "free")

    assert refused is None
    assert scene.active() == []
    assert not check_read_models(scene.database)
    with stored(scene.database) as unit:
        assert unit.shares.get(scene.shared.id).end is ShareEnd.WITHDRAWN
        assert unit.shares.between(scene.result.id, UNIVERSITY, now=NOON) is None


def test_of_two_officers_one_frees_it(scene: Scene) -> None:
    refused = scene.at_once("free", "free")

    assert isinstance(refused, ConflictError)
    assert refused.code == "candidate_number_is_free"
    assert scene.active() == []


def test_a_unit_that_ends_before_its_commit_leaves_all_as_it_was(scene: Scene) -> None:
    """As a process does that is killed there."""

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scene.free(opening(scene.database, stop))

    assert len(scene.active()) == 1
    with stored(scene.database) as unit:
        assert unit.candidate_numbers.owner(scene.result.holder.number) == CANDIDATE
    assert not check_read_models(scene.database)
