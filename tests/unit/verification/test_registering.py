from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.shared.errors import InvalidInputError, UnavailableError
from core.shared.ids import PersonId
from core.shared.time import utc
from core.verification.model.registration import RegistrationState
from core.verification.model.sharing import Invitation, InvitationId
from core.verification.usecases.approving import ApproveRegistrationCommand
from core.verification.usecases.registering import ADDRESS_WINDOW, PER_ADDRESS, PER_ORIGIN, WINDOW
from tests.unit.verification.recognition_house import ALDERMOOR, GRACE, MONDAY, RecognitionHouse

INVITED = InvitationId(UUID(int=5))


@pytest.fixture
def house() -> RecognitionHouse:
    return RecognitionHouse()


def invited(house: RecognitionHouse) -> Invitation:
    invitation = Invitation(
        id=INVITED,
        invited_by=PersonId(UUID(int=6)),
        organisation_name="Aldermoor",
        email="office@aldermoor.example",
        sent_at=MONDAY,
    )
    house.memory.stored.invitations[INVITED] = invitation
    return invitation


def test_a_registration_is_received_acknowledged_and_due_in_two_working_days(house: RecognitionHouse) -> None:
    made = house.registration(purpose="  Admission  ")

    kept = house.memory.stored.registrations[made]
    assert (kept.state, kept.received_at, kept.due_at) == (RegistrationState.RECEIVED, MONDAY, utc(2026, 12, 24))
    assert (kept.details, kept.applicant, kept.purpose) == (ALDERMOOR, GRACE, "Admission")
    assert house.memory.promised("registration_received") == [{"registration": str(made)}]
    assert house.memory.stored.trail == [("organisation_registered", "visitor:unknown", f"registration:{made}")]


def test_the_holidays_of_the_team_and_its_time_zone_count(house: RecognitionHouse) -> None:
    made = house.registration(at=utc(2026, 12, 24, 10))
    house.memory.stored.organisations[house.body.id].time_zone = "Asia/Tokyo"
    in_tokyo = house.registration(at=utc(2026, 12, 28, 16))

    # Friday and Monday are free, Tuesday and Wednesday are worked; on Monday at 16:00 in London it is Tuesday in Tokyo.
    assert house.memory.stored.registrations[made].due_at == utc(2026, 12, 31)
    assert house.memory.stored.registrations[in_tokyo].due_at == utc(2026, 12, 31, 15)


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_counted(house: RecognitionHouse) -> None:
    wrong = replace(ALDERMOOR, name=" ", country="", website="javascript:alert(1)", phone="call me")

    for _ in range(PER_ORIGIN + 1):
        with pytest.raises(InvalidInputError) as caught:
            house.registration(wrong, replace(GRACE, name="", email="grace"), purpose=" ")
        told = {one.field for one in caught.value.problems}
        assert told == {"name", "country", "website", "phone", "applicant_name", "applicant_email", "purpose"}
    house.registration()


@pytest.mark.parametrize("name", ["Win at https://x.example", "Win at WWW.x.example", "Grace\u202eyrraH", "\u200b"])
def test_what_is_no_name_is_not_mailed_to_an_address_that_anybody_can_type(house: RecognitionHouse, name: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        house.registration(replace(ALDERMOOR, name=name), replace(GRACE, name=name))

    assert {one.field for one in caught.value.problems} == {"name", "applicant_name"}


def test_from_one_network_address_there_are_so_many_in_a_quarter_of_an_hour(house: RecognitionHouse) -> None:
    for number in range(PER_ORIGIN):
        house.registration(applicant=replace(GRACE, email=f"person{number}@x.example"))

    with pytest.raises(UnavailableError, match="too_many_attempts"):
        house.registration(applicant=replace(GRACE, email="next@x.example"))
    house.registration(applicant=replace(GRACE, email="next@x.example"), origin="192.0.2.8")
    house.registration(applicant=replace(GRACE, email="next@x.example"), at=MONDAY + WINDOW)


def test_one_mail_address_gets_so_many_acknowledgements_in_a_day(house: RecognitionHouse) -> None:
    for number in range(PER_ADDRESS):
        house.registration(applicant=replace(GRACE, email="GRACE@aldermoor.example"), origin=f"192.0.2.{number}")

    with pytest.raises(UnavailableError, match="registered_too_often"):
        house.registration(origin="192.0.2.99")
    house.registration(origin="192.0.2.99", at=MONDAY + ADDRESS_WINDOW)


def test_an_invitation_that_led_here_is_remembered_and_its_candidate_told_later(house: RecognitionHouse) -> None:
    invited(house)

    made = house.registration(invitation=INVITED)
    assert house.memory.stored.invitations[INVITED].registered
    assert house.memory.promised("invited_listed") == []
    house.approve(ApproveRegistrationCommand(actor=house.officer, registration_id=made))

    assert house.memory.stored.registrations[made].invitation == INVITED
    assert house.memory.promised("invited_listed") == [{"invitation": str(INVITED)}]


def test_an_invitation_that_nobody_sent_is_no_obstacle(house: RecognitionHouse) -> None:
    made = house.registration(invitation=INVITED)

    assert house.memory.stored.registrations[made].invitation is None


def test_the_team_is_warned_once_when_the_last_day_has_begun(house: RecognitionHouse) -> None:
    made = house.registration()
    (last_day, late) = (utc(2026, 12, 23), utc(2026, 12, 24))

    warnings = []
    for moment in (last_day - timedelta(minutes=1), last_day, last_day + timedelta(minutes=15), late):
        house.clock.time = moment
        house.watch([])
        warnings.append(len(house.memory.promised("registration_due")))

    assert warnings == [0, 1, 1, 1]
    assert house.memory.promised("registration_due") == [{"registration": str(made)}]
    assert house.memory.stored.registrations[made].warned_at == last_day


def test_of_an_answered_registration_nobody_is_warned(house: RecognitionHouse) -> None:
    house.approved()
    house.clock.time = utc(2026, 12, 23, 12)

    house.watch([])

    assert house.memory.promised("registration_due") == []


def test_the_watch_made_up_late_still_warns(house: RecognitionHouse) -> None:
    house.registration()
    house.clock.time = utc(2027, 1, 15)

    house.watch([])

    assert len(house.memory.promised("registration_due")) == 1
