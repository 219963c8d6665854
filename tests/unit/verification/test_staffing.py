from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from core.access.model import Actor, LogIn
from core.access.permissions import Permission, Role
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.verification.usecases.staffing import AddUserCommand, EditUserCommand, UserCommand
from core.verification.usecases.succeeding import ChangePrimaryUserCommand, NewcomerDetails
from tests.unit.verification.recognition_house import ALDERMOOR, GRACE, MONDAY, RecognitionHouse

READER = "reader@aldermoor.example"
HEIR = NewcomerDetails(name="Hal Ito", email="hal@aldermoor.example")


class Office:
    """Aldermoor University with its Primary User, and a second organisation."""

    def __init__(self) -> None:
        self.house = RecognitionHouse()
        self.at, self.grace = self.house.approved()
        other = replace(GRACE, name="Otto", email="otto@harrow.example")
        self.other, self.otto = self.house.approved(replace(ALDERMOOR, name="Harrow College"), other)
        self.house.memory.stored.jobs.clear()

    def change(
        self,
        to: PersonId | NewcomerDetails = HEIR,
        *,
        former_stays: bool = True,
        actor: Actor | None = None,
        at: OrganisationId | None = None,
    ) -> PersonId:
        command = ChangePrimaryUserCommand(
            actor=actor or self.house.officer, organisation_id=at or self.at, to=to, former_stays=former_stays
        )
        return self.house.change_primary_user(command)

    def log_in(self, person_id: PersonId) -> None:
        self.house.memory.stored.log_ins["d"] = LogIn(
            digest="d",
            person_id=person_id,
            organisation_id=self.at,
            started_at=MONDAY,
            seen_at=MONDAY,
            origin="",
            device="",
        )


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_additional_user_is_told_how_to_log_in(office: Office) -> None:
    person = office.house.member(office.grace)

    assert person.memberships == {office.at: {Role.MEMBER}}
    assert (person.name, person.time_zone) == ("Ravi Das", "Europe/London")
    assert office.house.memory.promised("member_added") == [{"person": str(person.id), "organisation": str(office.at)}]
    assert office.house.memory.stored.trail[-1] == ("user_added", office.grace.label, f"person:{person.id}")


@pytest.mark.parametrize("may_see", [True, False])
def test_the_right_to_see_photos_is_given_to_each(office: Office, may_see: bool) -> None:
    person = office.house.member(office.grace, may_see_photos=not may_see)

    office.house.edit(EditUserCommand(actor=office.grace, person_id=person.id, may_see_photos=may_see))

    ravi = office.house.as_they_are(person, office.at)
    assert ravi.may(Permission.SEE_PHOTOS) is may_see
    assert ravi.may(Permission.FIND_RESULTS)


def test_the_name_is_changed_and_the_address_stays(office: Office) -> None:
    person = office.house.member(office.grace)

    office.house.edit(
        EditUserCommand(actor=office.grace, person_id=person.id, may_see_photos=False, name="Ravi K. Das")
    )

    assert office.house.person(READER).name == "Ravi K. Das"
    with pytest.raises(InvalidInputError):
        office.house.edit(EditUserCommand(actor=office.grace, person_id=person.id, may_see_photos=False, name=" "))


def test_who_belongs_elsewhere_too_keeps_the_name(office: Office) -> None:
    known = office.house.elsewhere()
    office.house.add(
        AddUserCommand(
            actor=office.house.officer,
            name="Nick",
            email=known.email,
            may_see_photos=False,
            organisation_id=office.at,
        )
    )
    rename = EditUserCommand(actor=office.grace, person_id=known.id, may_see_photos=True, name="Nick")

    with pytest.raises(ConflictError, match="belongs_elsewhere_too"):
        office.house.edit(rename)
    office.house.edit(replace(rename, name=known.name))

    now = office.house.memory.stored.people[known.id]
    assert (now.name, now.password_hash) == ("Known Already", "new:known")
    assert now.memberships[office.at] == {Role.MEMBER, Role.PHOTO_VIEWER}


def test_an_organisation_does_not_reach_into_an_account_of_another(office: Office) -> None:
    known = office.house.elsewhere()

    with pytest.raises(ConflictError, match="has_another_account"):
        office.house.member(office.grace, email=known.email)
    with pytest.raises(ConflictError, match="has_another_account"):
        office.house.member(office.grace, email="otto@harrow.example")

    assert office.at not in office.house.memory.stored.people[known.id].memberships


def test_nobody_is_added_twice(office: Office) -> None:
    office.house.member(office.grace)

    for email in (READER, "Reader@Aldermoor.example", GRACE.email):
        with pytest.raises(ConflictError, match="belongs_already"):
            office.house.member(office.grace, email=email)


def test_who_is_deleted_is_out_at_once_and_may_come_back(office: Office) -> None:
    person = office.house.member(office.grace)
    office.log_in(person.id)

    office.house.delete(UserCommand(actor=office.grace, person_id=person.id))

    gone = office.house.person(READER)
    assert (gone.active, gone.memberships) == (False, {})
    assert office.house.memory.stored.log_ins == {}
    back = office.house.member(office.grace)
    assert (back.id, back.active, back.password_hash) == (person.id, True, None)


def test_who_is_deleted_here_goes_on_elsewhere(office: Office) -> None:
    known = office.house.elsewhere()
    command = AddUserCommand(
        actor=office.house.officer, name="", email=known.email, may_see_photos=True, organisation_id=office.at
    )
    office.house.add(replace(command, name="Nick"))
    office.log_in(known.id)

    office.house.delete(UserCommand(actor=office.grace, person_id=known.id))

    now = office.house.memory.stored.people[known.id]
    assert (now.active, now.memberships) == (True, known.memberships)
    assert len(office.house.memory.stored.log_ins) == 1


def test_a_new_link_goes_to_an_additional_user(office: Office) -> None:
    person = office.house.member(office.grace)

    office.house.send_link(UserCommand(actor=office.grace, person_id=person.id))

    assert office.house.memory.promised("set_password") == [{"person": str(person.id)}]


def test_a_closed_account_gets_no_link(office: Office) -> None:
    person = office.house.member(office.grace)
    office.house.memory.stored.people[person.id].deactivate()

    with pytest.raises(ConflictError, match="account_is_closed"):
        office.house.send_link(UserCommand(actor=office.grace, person_id=person.id))


def test_the_primary_user_is_not_edited_deleted_or_sent_links_there(office: Office) -> None:
    about = UserCommand(actor=office.grace, person_id=office.grace.person_id)

    with pytest.raises(ConflictError, match="is_primary_user"):
        office.house.edit(EditUserCommand(actor=office.grace, person_id=about.person_id, may_see_photos=False))
    for use_case in (office.house.delete, office.house.send_link):
        with pytest.raises(ConflictError, match="is_primary_user"):
            use_case(about)

    assert office.house.primary_users(office.at) == [GRACE.email]


def test_people_of_another_organisation_do_not_exist(office: Office) -> None:
    person = office.house.member(office.otto, email="reader@harrow.example")

    for use_case in (office.house.delete, office.house.send_link):
        for unknown in (person.id, PersonId(UUID(int=1))):
            with pytest.raises(NotFoundError):
                use_case(UserCommand(actor=office.grace, person_id=unknown))
    with pytest.raises(NotFoundError):
        office.house.edit(EditUserCommand(actor=office.grace, person_id=person.id, may_see_photos=True))


def test_members_keep_nobody(office: Office) -> None:
    ravi = office.house.as_they_are(office.house.member(office.grace, may_see_photos=True), office.at)

    with pytest.raises(NotAllowedError):
        office.house.member(ravi, email="friend@aldermoor.example")
    with pytest.raises(NotAllowedError):
        office.house.edit(EditUserCommand(actor=ravi, person_id=ravi.person_id, may_see_photos=True))
    for use_case in (office.house.delete, office.house.send_link):
        with pytest.raises(NotAllowedError):
            use_case(UserCommand(actor=ravi, person_id=ravi.person_id))


def test_a_primary_user_names_no_other_organisation(office: Office) -> None:
    command = AddUserCommand(
        actor=office.grace, name="Spy", email="spy@x.example", may_see_photos=True, organisation_id=office.other
    )

    with pytest.raises(NotAllowedError):
        office.house.add(command)


def test_the_team_makes_a_member_the_primary_user(office: Office) -> None:
    person = office.house.member(office.grace)

    office.change(person.id)

    assert office.house.primary_users(office.at) == [READER]
    assert office.house.person(GRACE.email).memberships[office.at] == {Role.MEMBER, Role.PHOTO_VIEWER}
    assert office.house.person(READER).memberships[office.at] == {Role.PRIMARY_USER}
    assert office.house.memory.promised("primary_user_changed") == [
        {"organisation": str(office.at), "person": str(person.id), "former": str(office.grace.person_id)}
    ]
    assert office.house.memory.stored.trail[-1][0] == "primary_user_changed"


def test_the_team_brings_a_new_primary_user_and_the_former_one_leaves(office: Office) -> None:
    office.log_in(office.grace.person_id)

    made = office.change(HEIR, former_stays=False)

    grace = office.house.person(GRACE.email)
    assert office.house.primary_users(office.at) == [HEIR.email]
    assert (grace.active, grace.memberships) == (False, {})
    assert office.house.memory.stored.log_ins == {}
    assert office.house.memory.promised("member_added") == [{"person": str(made), "organisation": str(office.at)}]


def test_a_newcomer_with_an_account_elsewhere_keeps_it(office: Office) -> None:
    known = office.house.elsewhere()

    assert office.change(NewcomerDetails(name="Nick", email=known.email)) == known.id

    now = office.house.memory.stored.people[known.id]
    assert (now.name, len(now.memberships)) == ("Known Already", 2)
    assert office.house.primary_users(office.at) == [known.email]


@pytest.mark.parametrize("former_stays", [True, False])
def test_the_primary_user_is_not_followed_by_themselves(office: Office, former_stays: bool) -> None:
    with pytest.raises(ConflictError, match="is_primary_user_already"):
        office.change(office.grace.person_id, former_stays=former_stays)
    with pytest.raises(ConflictError, match="belongs_already"):
        office.change(NewcomerDetails(name="Grace", email=GRACE.email), former_stays=former_stays)

    assert office.house.primary_users(office.at) == [GRACE.email]
    assert office.house.person(GRACE.email).active


def test_who_does_not_belong_there_or_is_closed_does_not_follow(office: Office) -> None:
    closed = office.house.member(office.grace)
    office.house.memory.stored.people[closed.id].deactivate()

    with pytest.raises(NotFoundError):
        office.change(office.otto.person_id)
    with pytest.raises(ConflictError, match="account_is_closed"):
        office.change(closed.id)

    assert office.house.primary_users(office.at) == [GRACE.email]


def test_nobody_but_the_team_changes_a_primary_user(office: Office) -> None:
    administrator = office.house.actor(office.house.officer.person_id, office.house.body.id, Role.ADMINISTRATOR)

    for actor in (office.grace, administrator):
        with pytest.raises(NotAllowedError):
            office.change(actor=actor)
    with pytest.raises(NotFoundError):
        office.change(at=office.house.body.id)
