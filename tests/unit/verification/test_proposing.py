"""What candidates tell an organisation by changes when the recognition team has approved it, and not before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.access.model import Actor
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.time import utc
from core.verification.model.proposing import Proposal, ProposalId, ProposalState
from core.verification.model.registration import Identity
from core.verification.usecases.answering import ApproveProposalCommand, RefuseProposalCommand
from core.verification.usecases.proposing import (
    A_DAY,
    PROPOSED_A_DAY,
    ProposeIdentityCommand,
    WithdrawProposalCommand,
)
from core.verification.usecases.staffing import AddUserCommand
from tests.unit.verification.recognition_house import ALDERMOOR, GRACE, MONDAY, RecognitionHouse

WAS = ALDERMOOR.identity
BECOMES = replace(WAS, name="University of Aldermoor", city="Alder")
WHY = "We were given the charter of a university."


def a_proposal(**changed: Any) -> Proposal:
    """Any: a field of any type."""
    given: dict[str, Any] = {
        "id": ProposalId(UUID(int=5)),
        "organisation_id": OrganisationId(UUID(int=6)),
        "former": WAS,
        "identity": BECOMES,
        "why": WHY,
        "received_at": MONDAY,
        "due_at": MONDAY + timedelta(days=2),
    }
    return Proposal(**given | changed)


# The model


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"identity": WAS}, ["name"]),
        ({"identity": replace(WAS, name="", city="", country="GBR")}, ["name", "city", "country"]),
        ({"identity": replace(WAS, website="javascript:alert(1)")}, ["website"]),
        ({"identity": replace(WAS, name="Win at www.prizes.example")}, ["name"]),
        ({"why": "  "}, ["why"]),
        ({"why": "x" * 2001}, ["why"]),
    ],
)
def test_a_proposal_that_is_not_right_names_its_fields(changed: dict[str, Any], fields: list[str]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        a_proposal(**changed)

    assert [one.field for one in caught.value.problems] == fields


ANSWERS: dict[ProposalState, Callable[[Proposal], None]] = {
    ProposalState.APPROVED: lambda one: one.approve(by="person:x", now=MONDAY),
    ProposalState.REFUSED: lambda one: one.refuse(" No. ", by="person:x", now=MONDAY),
    ProposalState.WITHDRAWN: lambda one: one.withdraw(by="person:x", now=MONDAY),
}


@pytest.mark.parametrize("state", ANSWERS)
def test_what_is_decided_stays_decided(state: ProposalState) -> None:
    one = a_proposal()

    ANSWERS[state](one)

    assert (one.state, one.decided_by, one.decided_at) == (state, "person:x", MONDAY)
    assert one.reason == ("No." if state is ProposalState.REFUSED else "")
    for again in ANSWERS.values():
        with pytest.raises(ConflictError, match="proposal_is_decided"):
            again(one)
    with pytest.raises(ConflictError, match="proposal_is_decided"):
        one.warn(now=MONDAY)


@pytest.mark.parametrize("reason", [" ", "x" * 2001])
def test_without_a_reason_nothing_is_refused(reason: str) -> None:
    one = a_proposal()

    with pytest.raises(InvalidInputError):
        one.refuse(reason, by="person:x", now=MONDAY)

    assert one.state is ProposalState.RECEIVED


# What people do


@pytest.fixture
def house() -> RecognitionHouse:
    return RecognitionHouse()


def propose(house: RecognitionHouse, by: Actor, identity: Identity = BECOMES) -> ProposalId:
    return house.propose(ProposeIdentityCommand(actor=by, identity=identity, why=WHY))


def stored(house: RecognitionHouse, made: ProposalId) -> Proposal:
    return house.memory.stored.proposals[made]


def test_until_it_is_answered_the_former_identity_stays(house: RecognitionHouse) -> None:
    at, grace = house.approved()

    made = propose(house, grace)

    assert house.memory.stored.recognising[at].details == ALDERMOOR
    assert (stored(house, made).former, stored(house, made).identity) == (WAS, BECOMES)
    # Two working days after Monday: until the end of Wednesday, in London.
    assert stored(house, made).due_at == utc(2026, 12, 24)
    assert house.memory.promised("proposal_received") == [{"proposal": str(made)}]
    assert house.memory.stored.trail[-1] == ("identity_proposed", grace.label, f"organisation:{at}")


def test_approved_it_is_what_everybody_sees(house: RecognitionHouse) -> None:
    at, grace = house.approved()
    made = propose(house, grace)

    house.approve_proposal(ApproveProposalCommand(actor=house.officer, proposal_id=made))

    assert house.memory.stored.recognising[at].details == replace(
        ALDERMOOR, name="University of Aldermoor", city="Alder"
    )
    assert house.organisation(at).name == "University of Aldermoor"
    assert house.memory.promised("proposal_answered") == [{"proposal": str(made)}]
    assert house.memory.stored.trail[-1] == ("proposal_approved", house.officer.label, f"organisation:{at}")


def test_refused_it_changes_nothing_and_another_may_follow(house: RecognitionHouse) -> None:
    at, grace = house.approved()
    made = propose(house, grace)

    house.refuse_proposal(RefuseProposalCommand(actor=house.officer, proposal_id=made, reason="In no register."))

    assert house.memory.stored.recognising[at].details == ALDERMOOR
    assert stored(house, made).reason == "In no register."
    assert house.memory.promised("proposal_answered") == [{"proposal": str(made)}]
    assert house.memory.stored.trail[-1] == ("proposal_refused", house.officer.label, f"organisation:{at}")
    assert propose(house, grace) != made


def test_one_waits_at_a_time_and_is_withdrawn_before_another(house: RecognitionHouse) -> None:
    at, grace = house.approved()
    made = propose(house, grace)

    with pytest.raises(ConflictError, match="proposal_waits"):
        propose(house, grace, replace(WAS, city="Oxford"))
    house.withdraw(WithdrawProposalCommand(actor=grace, proposal_id=made))
    propose(house, grace, replace(WAS, city="Oxford"))

    assert stored(house, made).state is ProposalState.WITHDRAWN
    assert ("proposal_withdrawn", grace.label, f"organisation:{at}") in house.memory.stored.trail
    with pytest.raises(ConflictError, match="proposal_is_decided"):
        house.approve_proposal(ApproveProposalCommand(actor=house.officer, proposal_id=made))
    assert house.memory.stored.recognising[at].details == ALDERMOOR


def test_three_are_proposed_in_a_day(house: RecognitionHouse) -> None:
    _, grace = house.approved()
    for _ in range(PROPOSED_A_DAY):
        house.withdraw(WithdrawProposalCommand(actor=grace, proposal_id=propose(house, grace)))

    with pytest.raises(ConflictError, match="proposed_too_often"):
        propose(house, grace)
    house.clock.time += A_DAY + timedelta(seconds=1)

    propose(house, grace)


def test_nobody_withdraws_that_of_others(house: RecognitionHouse) -> None:
    _, grace = house.approved()
    made = propose(house, grace)
    _, otto = house.approved(
        replace(ALDERMOOR, name="Brightwater"), replace(GRACE, name="Otto Maier", email="otto@brightwater.example")
    )

    with pytest.raises(NotFoundError, match="proposal"):
        house.withdraw(WithdrawProposalCommand(actor=otto, proposal_id=made))

    assert stored(house, made).state is ProposalState.RECEIVED


def test_only_the_primary_user_proposes_and_only_the_team_answers(house: RecognitionHouse) -> None:
    at, grace = house.approved()
    made = propose(house, grace)
    house.add(AddUserCommand(actor=grace, name="Ravi", email="ravi@aldermoor.example", may_see_photos=True))
    ravi = house.as_they_are(house.person("ravi@aldermoor.example"), at)

    for by in (ravi, house.officer):
        with pytest.raises(NotAllowedError):
            propose(house, by)
        with pytest.raises(NotAllowedError):
            house.withdraw(WithdrawProposalCommand(actor=by, proposal_id=made))
    for by in (ravi, grace):
        with pytest.raises(NotAllowedError):
            house.approve_proposal(ApproveProposalCommand(actor=by, proposal_id=made))
        with pytest.raises(NotAllowedError):
            house.refuse_proposal(RefuseProposalCommand(actor=by, proposal_id=made, reason="No."))
    assert stored(house, made).state is ProposalState.RECEIVED


def test_the_team_is_warned_once_of_what_waits_and_of_nothing_else(house: RecognitionHouse) -> None:
    _, grace = house.approved()
    withdrawn = propose(house, grace)
    house.withdraw(WithdrawProposalCommand(actor=grace, proposal_id=withdrawn))
    made = propose(house, grace)
    last_day = utc(2026, 12, 23)

    warnings = []
    for moment in (last_day - timedelta(minutes=1), last_day, last_day + timedelta(minutes=15)):
        house.clock.time = moment
        house.watch([])
        warnings.append(house.memory.promised("proposal_due"))

    assert warnings == [[], [{"proposal": str(made)}], [{"proposal": str(made)}]]
    assert stored(house, made).warned_at == last_day
