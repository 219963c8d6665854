"""The results officer takes a candidate ID number from an account that should not have it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from core.access.model import Actor, OrganisationKind
from core.access.permissions import Role
from core.results.model import ResultId
from core.shared.errors import ConflictError, NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.verification.model.claim import Claim, FreeingReason
from core.verification.model.sharing import ActivityKind, Field, ShareEnd
from core.verification.usecases.freeing import FreeCandidateNumber, FreeCandidateNumberCommand
from core.verification.usecases.sharing import Terms
from tests.unit.verification.test_sharing import ALDERMOOR, LI, MAYA, NOW, PRE_A1, RESULT, SCALED, House, result

OFFICER = Actor(
    person_id=PersonId(UUID(int=90)),
    organisation_id=OrganisationId(UUID(int=91)),
    organisation_kind=OrganisationKind.AWARDING_BODY,
    roles=frozenset({Role.RESULTS_OFFICER}),
)
BRIGHTWATER = OrganisationId(UUID(int=51))
LATER = NOW + timedelta(days=1)


@pytest.fixture
def house() -> House:
    return House()


def free(house: House, *, claimed_at: datetime = NOW, actor: Actor = OFFICER, result_id: ResultId = RESULT) -> None:
    FreeCandidateNumber(open_unit=house.storage.open_unit, clock=house.clock)(
        FreeCandidateNumberCommand(
            actor=actor, result_id=result_id, claimed_at=claimed_at, reason=FreeingReason.MISTYPED_ADDRESS
        )
    )


def test_the_number_is_nobodys_and_who_and_why_is_on_record(house: House) -> None:
    free(house)

    assert list(house.storage.stored.numbers) == ["li"]
    assert house.storage.stored.trail == [("candidate_number_freed", OFFICER.label, f"person:{MAYA}")]
    (promised,) = house.storage.stored.jobs.values()
    assert promised.payload == {"kind": "candidate_number_freed", "person": str(MAYA), "at": NOW.isoformat()}


def test_what_the_account_shared_of_any_result_under_the_number_is_taken_back(house: House) -> None:
    stored, other = house.storage.stored, ResultId(UUID(int=62))
    stored.recognising[BRIGHTWATER] = replace(stored.recognising[ALDERMOOR], id=BRIGHTWATER)
    stored.results[other] = result(other, SCALED, number="li")
    first = house.share()
    second = house.share(Field.COMPONENTS, of=PRE_A1)
    house.withdraw(third := house.share(at=BRIGHTWATER))
    theirs = house.share(by=LI, of=other)
    house.clock.set(LATER)

    free(house)

    assert [(house.stored(one).end, house.stored(one).ended_at) for one in (first, second)] == [
        (ShareEnd.WITHDRAWN, LATER)
    ] * 2
    assert house.stored(third).ended_at == NOW
    assert house.stored(theirs).ended_at is None
    assert house.happened()[-2:] == [(ActivityKind.WITHDRAWN, first), (ActivityKind.WITHDRAWN, second)]
    assert house.storage.stored.trail[-3:-1] == [
        ("share_withdrawn", OFFICER.label, f"share:{one}") for one in (first, second)
    ]


def test_the_account_can_neither_share_nor_change_a_share_any_more(house: House) -> None:
    share = house.share()

    free(house)

    with pytest.raises(NotFoundError, match="result"):
        house.share()
    with pytest.raises(NotFoundError, match="result"):
        house.change(share, Terms(fields=frozenset({Field.COMPONENTS})), version=1)
    with pytest.raises(ConflictError, match="share_is_over"):
        house.withdraw(share)


def test_of_two_officers_the_second_finds_it_done(house: House) -> None:
    free(house)

    with pytest.raises(ConflictError, match="candidate_number_is_free"):
        free(house)


def test_an_account_that_joined_since_keeps_the_number(house: House) -> None:
    joined = Claim(number="maya", person_id=LI, at=LATER)
    house.storage.stored.numbers["maya"] = joined

    with pytest.raises(ConflictError, match="changed_meanwhile"):
        free(house)

    assert house.storage.stored.numbers["maya"] == joined
    assert not house.storage.stored.jobs


def test_only_who_manages_results_may(house: House) -> None:
    with pytest.raises(NotAllowedError):
        free(house, actor=replace(OFFICER, roles=frozenset({Role.RECOGNITION_OFFICER})))
    with pytest.raises(NotFoundError, match="result"):
        free(house, result_id=ResultId(UUID(int=99)))
