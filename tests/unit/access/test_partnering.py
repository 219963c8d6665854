from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from core.access.model import Actor, LogIn, Organisation, OrganisationKind, Person
from core.access.permissions import Role
from core.access.usecases.partnering import (
    BeginPartnership,
    BeginPartnershipCommand,
    CreatePreparationCentre,
    CreatePreparationCentreCommand,
    LetInPreparationUser,
    LetInPreparationUserCommand,
    PreparationUserCommand,
    SendPreparationUserLink,
    TakeOffPreparationUser,
    TellContact,
    TellContactCommand,
)
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from tests.fakes.access import MemoryAccess
from tests.fakes.bookings import NOON, SetClock

FIRST, SECOND = OrganisationId(UUID(int=1)), OrganisationId(UUID(int=2))
SCHOOL = OrganisationId(UUID(int=3))


def manager_of(centre: OrganisationId, *roles: Role) -> Actor:
    return Actor(
        person_id=PersonId(UUID(int=100 + centre.int)),
        organisation_id=centre,
        organisation_kind=OrganisationKind.TEST_CENTRE,
        roles=frozenset(roles or {Role.CENTRE_MANAGER}),
    )


class Partners:
    """Two test centres and a preparation centre, in memory, with the use cases over them."""

    def __init__(self) -> None:
        self.access, self.clock = MemoryAccess(), SetClock()
        kinds = {
            FIRST: OrganisationKind.TEST_CENTRE,
            SECOND: OrganisationKind.TEST_CENTRE,
            SCHOOL: OrganisationKind.PREPARATION_CENTRE,
        }
        for place, (one, kind) in enumerate(kinds.items(), start=1):
            self.access.stored.organisations[one] = Organisation(
                id=one, kind=kind, name=f"Organisation {place}", number=f"N{place}", time_zone="Europe/London"
            )
        self.begin = BeginPartnership(open_unit=self.access.open_unit, clock=self.clock)
        self.create = CreatePreparationCentre(open_unit=self.access.open_unit, clock=self.clock)
        self.let_in = LetInPreparationUser(open_unit=self.access.open_unit, clock=self.clock)
        self.send_link = SendPreparationUserLink(open_unit=self.access.open_unit, clock=self.clock)
        self.take_off = TakeOffPreparationUser(open_unit=self.access.open_unit)
        self.tell_contact = TellContact(open_unit=self.access.open_unit)

    def work_together(self, *centres: OrganisationId) -> None:
        """One after the other, so that the first has worked with the school for longest."""
        for centre in centres:
            self.begin(BeginPartnershipCommand(actor=manager_of(centre), number="N3"))
            self.clock.time += timedelta(days=1)

    def teacher(self, centre: OrganisationId = FIRST, email: str = "teacher@school.example") -> PersonId:
        return self.let_in(
            LetInPreparationUserCommand(
                actor=manager_of(centre), preparation_centre=SCHOOL, name="Teacher", email=email
            )
        )

    def person(self, person_id: PersonId) -> Person:
        return self.access.stored.people[person_id]


def about(person_id: PersonId, centre: OrganisationId = FIRST) -> PreparationUserCommand:
    return PreparationUserCommand(actor=manager_of(centre), preparation_centre=SCHOOL, person_id=person_id)


def new_school(**changes: str) -> CreatePreparationCentreCommand:
    given = {
        "name": "Lingua House",
        "number": "PC1",
        "time_zone": "Europe/London",
        "email": "office@lingua.example",
        "phone": "",
        "person_name": "Daniel",
        "person_email": "daniel@lingua.example",
    }
    return CreatePreparationCentreCommand(actor=manager_of(FIRST), **(given | changes))


def test_a_partnership_begins_by_the_centre_number() -> None:
    partners = Partners()

    found = partners.begin(BeginPartnershipCommand(actor=manager_of(FIRST), number=" N3 "))

    assert found == SCHOOL
    assert [one.since for one in partners.access.stored.partnerships.values()] == [NOON]
    assert partners.access.stored.trail[-1][0] == "partnership_begun"


@pytest.mark.parametrize("number", ["N2", "N9"])
def test_only_a_preparation_centre_can_be_worked_with(number: str) -> None:
    with pytest.raises(InvalidInputError, match="invalid_input"):
        Partners().begin(BeginPartnershipCommand(actor=manager_of(FIRST), number=number))


def test_working_together_twice_is_told() -> None:
    partners = Partners()
    partners.work_together(FIRST)

    with pytest.raises(InvalidInputError) as told:
        partners.begin(BeginPartnershipCommand(actor=manager_of(FIRST), number="N3"))

    assert "already" in told.value.problems[0].text


def test_a_planner_does_not_set_up_preparation_centres() -> None:
    with pytest.raises(NotAllowedError):
        Partners().begin(BeginPartnershipCommand(actor=manager_of(FIRST, Role.PLANNER), number="N3"))


def test_a_new_preparation_centre_works_with_its_maker_and_its_first_person_is_sent_a_link() -> None:
    partners = Partners()

    made = partners.create(new_school())

    stored = partners.access.stored
    assert stored.organisations[made].kind is OrganisationKind.PREPARATION_CENTRE
    assert (FIRST, made) in stored.partnerships
    (person,) = stored.people.values()
    assert person.memberships == {made: frozenset({Role.PREPARATION_USER})}
    assert [job["person"] for job in stored.jobs.values()] == [str(person.id)]


def test_a_number_is_given_once() -> None:
    partners = Partners()

    with pytest.raises(ConflictError, match="number_taken"):
        partners.create(new_school(number="N2"))


def test_a_preparation_centre_is_not_made_when_its_person_has_an_account_already() -> None:
    partners = Partners()
    partners.create(new_school())

    with pytest.raises(ConflictError, match="email_taken"):
        partners.create(new_school(number="PC2", person_email="DANIEL@lingua.example"))

    assert not [one for one in partners.access.stored.organisations.values() if one.number == "PC2"]


def test_the_centre_that_works_with_it_for_longest_lets_people_in() -> None:
    partners = Partners()
    partners.work_together(FIRST, SECOND)

    teacher = partners.teacher(FIRST)

    assert partners.person(teacher).memberships == {SCHOOL: frozenset({Role.PREPARATION_USER})}


def test_a_centre_that_joined_later_lets_nobody_in() -> None:
    """Or it could see, through a person of its own choosing, what the school and the first centre do."""
    partners = Partners()
    partners.work_together(FIRST, SECOND)

    with pytest.raises(ConflictError, match="another_centre_keeps_people"):
        partners.teacher(SECOND)


def test_a_centre_that_does_not_work_with_it_does_not_find_it() -> None:
    partners = Partners()
    partners.work_together(FIRST)
    teacher = partners.teacher()

    for refused in (partners.send_link, partners.take_off):
        with pytest.raises(NotFoundError):
            refused(about(teacher, SECOND))


def test_any_centre_it_works_with_has_a_new_link_sent() -> None:
    partners = Partners()
    partners.work_together(FIRST, SECOND)
    teacher = partners.teacher()
    partners.access.stored.jobs.clear()

    partners.send_link(about(teacher, SECOND))

    assert [job["person"] for job in partners.access.stored.jobs.values()] == [str(teacher)]


def test_no_link_is_sent_to_somebody_of_another_organisation() -> None:
    partners = Partners()
    partners.work_together(FIRST)
    stranger = Person(id=PersonId(UUID(int=7)), name="Stranger", email="stranger@x.example", time_zone="UTC")
    partners.access.stored.people[stranger.id] = stranger

    with pytest.raises(NotFoundError):
        partners.send_link(about(stranger.id))


def test_no_link_is_sent_to_a_deactivated_account() -> None:
    partners = Partners()
    partners.work_together(FIRST)
    teacher = partners.teacher()
    partners.person(teacher).deactivate()

    with pytest.raises(ConflictError, match="person_is_deactivated"):
        partners.send_link(about(teacher))


def test_who_is_taken_off_and_belongs_nowhere_else_is_logged_out_for_good() -> None:
    partners = Partners()
    partners.work_together(FIRST)
    teacher = partners.teacher()
    log_in = LogIn(
        digest="d", person_id=teacher, organisation_id=SCHOOL, started_at=NOON, seen_at=NOON, origin="", device=""
    )
    partners.access.stored.log_ins["d"] = log_in

    partners.take_off(about(teacher))

    assert not partners.person(teacher).active
    assert not partners.access.stored.log_ins


def test_who_works_elsewhere_too_goes_on_there() -> None:
    partners = Partners()
    partners.work_together(FIRST)
    teacher = partners.teacher()
    elsewhere = partners.access.stored.organisations[SECOND]
    partners.person(teacher).give_roles(frozenset({Role.PLANNER}), at=elsewhere)

    partners.take_off(about(teacher))

    assert partners.person(teacher).active
    assert set(partners.person(teacher).memberships) == {SECOND}


def test_who_was_taken_off_can_come_back_under_the_same_address() -> None:
    partners = Partners()
    partners.work_together(FIRST)
    teacher = partners.teacher()
    partners.take_off(about(teacher))

    again = partners.teacher(email="Teacher@School.example")

    assert again == teacher
    assert partners.person(teacher).active


def test_a_centre_says_how_it_is_reached() -> None:
    partners = Partners()

    partners.tell_contact(TellContactCommand(actor=manager_of(FIRST), email=" exams@first.example ", phone=" 1 "))

    centre = partners.access.stored.organisations[FIRST]
    assert (centre.email, centre.phone) == ("exams@first.example", "1")


def test_a_contact_without_an_address_of_mail_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        Partners().tell_contact(TellContactCommand(actor=manager_of(FIRST), email="nobody", phone=""))
