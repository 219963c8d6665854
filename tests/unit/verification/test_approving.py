from __future__ import annotations

from dataclasses import replace

import pytest

from core.access.model import OrganisationKind
from core.access.permissions import Role
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import new_id
from core.verification.model.registration import RegistrationId, RegistrationState
from core.verification.usecases.approving import ApproveRegistrationCommand, RefuseRegistrationCommand
from tests.unit.verification.recognition_house import ALDERMOOR, GRACE, MONDAY, RecognitionHouse


@pytest.fixture
def house() -> RecognitionHouse:
    return RecognitionHouse()


def test_approving_makes_the_organisation_and_its_primary_user(house: RecognitionHouse) -> None:
    registration_id = house.registration()

    made = house.approve(ApproveRegistrationCommand(actor=house.officer, registration_id=registration_id))

    organisation, grace = house.organisation(made), house.person(GRACE.email)
    assert (organisation.kind, organisation.number) == (OrganisationKind.RECOGNISING_ORGANISATION, "RO-00001")
    assert (organisation.name, organisation.email, organisation.phone) == (
        ALDERMOOR.name,
        ALDERMOOR.email,
        ALDERMOOR.phone,
    )
    assert house.memory.stored.recognising[made].details == ALDERMOOR
    assert house.memory.stored.recognising[made].recognised == set()
    assert (grace.name, grace.time_zone, grace.active, grace.password_hash) == (
        GRACE.name,
        GRACE.time_zone,
        True,
        None,
    )
    assert grace.memberships == {made: {Role.PRIMARY_USER}}
    assert house.memory.promised("member_added") == [{"person": str(grace.id), "organisation": str(made)}]
    assert house.memory.stored.trail[-1] == (
        "registration_approved",
        house.officer.label,
        f"registration:{registration_id}",
    )


def test_the_decision_is_kept_with_the_registration(house: RecognitionHouse) -> None:
    approved, refused = house.registration(), house.registration()
    made = house.approve(ApproveRegistrationCommand(actor=house.officer, registration_id=approved))
    house.refuse(RefuseRegistrationCommand(actor=house.officer, registration_id=refused, reason=" Not known. "))

    kept = house.memory.stored.registrations
    assert (kept[approved].state, kept[approved].organisation_id) == (RegistrationState.APPROVED, made)
    assert (kept[refused].state, kept[refused].reason) == (RegistrationState.REFUSED, "Not known.")
    for one in (approved, refused):
        assert (kept[one].decided_by, kept[one].decided_at) == (house.officer.label, MONDAY)
    assert house.memory.promised("registration_refused") == [{"registration": str(refused)}]
    assert house.memory.stored.trail[-1][0] == "registration_refused"


def test_somebody_with_an_account_gets_the_role_there_and_keeps_the_account(house: RecognitionHouse) -> None:
    known = house.elsewhere("Grace@aldermoor.example")

    made, _ = house.approved(applicant=replace(GRACE, email="Grace@aldermoor.example"))

    now = house.memory.stored.people[known.id]
    assert (now.name, now.password_hash) == ("Known Already", "new:known")
    assert now.memberships == known.memberships | {made: frozenset({Role.PRIMARY_USER})}
    assert house.memory.promised("member_added")[0]["person"] == str(known.id)


def test_an_account_that_was_closed_is_not_opened_by_an_approval(house: RecognitionHouse) -> None:
    closed = house.elsewhere(GRACE.email, active=False)
    registration_id = house.registration()

    with pytest.raises(ConflictError, match="account_is_closed"):
        house.approve(ApproveRegistrationCommand(actor=house.officer, registration_id=registration_id))

    assert not house.memory.stored.people[closed.id].active
    assert house.memory.stored.registrations[registration_id].state is RegistrationState.RECEIVED
    assert house.memory.stored.recognising == {}


def test_two_organisations_may_have_one_primary_user_and_have_two_numbers(house: RecognitionHouse) -> None:
    first, _ = house.approved()
    second, _ = house.approved(replace(ALDERMOOR, name="Aldermoor College"))

    assert {house.organisation(one).number for one in (first, second)} == {"RO-00001", "RO-00002"}
    assert house.person(GRACE.email).memberships.keys() == {first, second}


def test_a_registration_is_answered_once(house: RecognitionHouse) -> None:
    registration_id = house.registration()
    house.approve(ApproveRegistrationCommand(actor=house.officer, registration_id=registration_id))

    with pytest.raises(ConflictError, match="registration_is_decided"):
        house.approve(ApproveRegistrationCommand(actor=house.officer, registration_id=registration_id))
    with pytest.raises(ConflictError, match="registration_is_decided"):
        house.refuse(RefuseRegistrationCommand(actor=house.officer, registration_id=registration_id, reason="No."))

    assert len(house.memory.stored.recognising) == 1


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_a_refusal_has_a_reason(house: RecognitionHouse, reason: str) -> None:
    registration_id = house.registration()

    with pytest.raises(InvalidInputError):
        house.refuse(RefuseRegistrationCommand(actor=house.officer, registration_id=registration_id, reason=reason))

    assert house.memory.stored.registrations[registration_id].state is RegistrationState.RECEIVED


def test_only_the_recognition_team_answers(house: RecognitionHouse) -> None:
    registration_id = house.registration()
    other = house.actor(house.officer.person_id, house.body.id, Role.ADMINISTRATOR, Role.RESULTS_OFFICER)

    with pytest.raises(NotAllowedError):
        house.approve(ApproveRegistrationCommand(actor=other, registration_id=registration_id))
    with pytest.raises(NotAllowedError):
        house.refuse(RefuseRegistrationCommand(actor=other, registration_id=registration_id, reason="No."))


def test_what_is_not_there_is_not_found(house: RecognitionHouse) -> None:
    nothing = RegistrationId(new_id())

    with pytest.raises(NotFoundError):
        house.approve(ApproveRegistrationCommand(actor=house.officer, registration_id=nothing))
    with pytest.raises(NotFoundError):
        house.refuse(RefuseRegistrationCommand(actor=house.officer, registration_id=nothing, reason="No."))
