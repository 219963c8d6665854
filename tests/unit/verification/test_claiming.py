"""Making a candidate's account with what stands on the confirmation of entry, and adding numbers to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.access.model import Actor, Organisation, OrganisationKind, Person
from core.access.permissions import Role
from core.shared.errors import ConflictError, ExamhallError, InvalidInputError, UnavailableError
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import utc
from core.verification.model.claim import Claim
from core.verification.usecases.claiming import (
    LINK_WINDOW,
    LINKS_PER_NUMBER,
    PLACE_NUMBER,
    TRIES_PER_NUMBER,
    TRIES_PER_ORIGIN,
    WINDOW,
    AddCandidateNumber,
    AddCandidateNumberCommand,
    JoinAsCandidate,
    JoinAsCandidateCommand,
    NumberClaims,
)
from tests.fakes.access import MemoryThrottle
from tests.fakes.candidates import MemoryVerification, PlainCodes
from tests.fakes.units import SettableClock

NUMBER, SECRET = "K7QF2-M9XRT", "TRX9M-2FQ7K"
CENTRE = OrganisationId(UUID(int=5))
MINE = JoinAsCandidateCommand(
    number=NUMBER,
    secret_number=SECRET,
    name="Maya Lindqvist",
    email="maya@example.org",
    time_zone="Europe/Stockholm",
    origin="192.0.2.1",
)


class Desk:
    def __init__(self) -> None:
        self.storage = MemoryVerification()
        self.clock, self.codes = SettableClock(utc(2027, 4, 20, 9)), PlainCodes()
        claims = NumberClaims(secret_numbers=self.codes, throttle=MemoryThrottle())
        self.join = JoinAsCandidate(open_unit=self.storage.open_unit, claims=claims, clock=self.clock)
        self.add = AddCandidateNumber(open_unit=self.storage.open_unit, claims=claims, clock=self.clock)

    def planner(self) -> Actor:
        """Somebody who works at a test centre."""
        centre = Organisation(
            id=CENTRE, kind=OrganisationKind.TEST_CENTRE, name="Northgate", number="GB1", time_zone="UTC"
        )
        person = Person(id=PersonId(UUID(int=7)), name="Priya", email="priya@example.org", time_zone="UTC")
        person.give_roles(frozenset({Role.PLANNER}), at=centre)
        self.storage.stored.organisations[CENTRE] = centre
        self.storage.stored.people[person.id] = person
        return Actor(
            person_id=person.id, organisation_id=CENTRE, organisation_kind=centre.kind, roles=frozenset({Role.PLANNER})
        )

    def places(self) -> list[Organisation]:
        stored = self.storage.stored.organisations.values()
        return [one for one in stored if one.kind is OrganisationKind.CANDIDATES]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_candidate_gets_an_account_the_number_and_a_link(desk: Desk) -> None:
    person_id = desk.join(MINE)

    stored = desk.storage.stored
    (place,) = desk.places()
    assert stored.people[person_id].memberships == {place.id: frozenset({Role.CANDIDATE})}
    assert stored.people[person_id].time_zone == "Europe/Stockholm"
    assert stored.numbers == {NUMBER: Claim(number=NUMBER, person_id=person_id, at=desk.clock.now())}
    (job,) = stored.jobs.values()
    assert (job.payload["kind"], job.payload["person"]) == ("set_password", str(person_id))
    assert ("candidate_joined", "visitor:unknown", f"person:{person_id}") in stored.trail


def test_the_numbers_are_read_as_people_type_them(desk: Desk) -> None:
    desk.join(replace(MINE, number=" k7qf2m9xrt "))

    assert list(desk.storage.stored.numbers) == [NUMBER]


@pytest.mark.parametrize("wrong", [{"number": "AAAAA-AAAAA"}, {"secret_number": "WRONG"}])
def test_a_wrong_number_and_a_wrong_secret_get_one_answer_after_the_same_work(
    desk: Desk, wrong: dict[str, str]
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        desk.join(replace(MINE, **wrong))

    assert [problem.field for problem in refused.value.problems] == ["secret_number"]
    assert "do not belong together" in refused.value.problems[0].text
    assert len(desk.codes.asked) == 1
    assert desk.storage.stored.people == {}


def test_two_who_come_first_at_once_share_one_place(desk: Desk) -> None:
    other = replace(MINE, number="AAAAA-BBBBB", secret_number="BBBBB-AAAAA", email="li@example.org")

    def come_first() -> None:
        desk.join(other)

    desk.storage.meanwhile = come_first
    desk.join(MINE)

    assert len(desk.places()) == 1
    assert len(desk.storage.stored.people) == 2


def test_a_place_of_another_kind_with_the_number_is_not_used(desk: Desk) -> None:
    desk.planner()
    desk.storage.stored.organisations[CENTRE].number = PLACE_NUMBER

    with pytest.raises(ConflictError, match="number_taken"):
        desk.join(MINE)


def test_an_address_with_an_account_is_asked_to_log_in(desk: Desk) -> None:
    desk.planner()

    with pytest.raises(ConflictError, match="email_has_account"):
        desk.join(replace(MINE, email="PRIYA@example.org"))

    assert desk.storage.stored.numbers == {}


def test_the_secret_number_does_not_open_the_account_of_somebody_who_works_for_an_organisation(desk: Desk) -> None:
    person_id = desk.join(MINE)
    desk.planner()
    person = desk.storage.stored.people[person_id]
    person.give_roles(frozenset({Role.PLANNER}), at=desk.storage.stored.organisations[CENTRE])

    with pytest.raises(ConflictError, match="candidate_number_taken"):
        desk.join(replace(MINE, email="somebody.else@example.org"))

    assert desk.storage.stored.people[person_id].email == MINE.email


def test_one_number_mails_so_many_links_a_day(desk: Desk) -> None:
    for number in range(LINKS_PER_NUMBER):
        desk.join(replace(MINE, email=f"somebody{number}@example.org", origin=f"192.0.2.{number}"))

    with pytest.raises(ConflictError, match="joined_too_often"):
        desk.join(MINE)
    desk.clock.advance(LINK_WINDOW)
    desk.join(MINE)


@pytest.mark.parametrize("name", ["", "Win at https://x.example", "Maya\u202e"])
def test_what_is_no_name_is_not_mailed_to_an_address_that_anybody_can_type(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        desk.join(replace(MINE, name=name))

    assert [problem.field for problem in refused.value.problems] == ["name"]
    assert desk.codes.asked == []


def test_until_a_password_is_set_one_can_do_it_again_with_another_address(desk: Desk) -> None:
    first = desk.join(replace(MINE, email="mya@exmaple.org"))

    again = desk.join(MINE)

    assert again == first
    assert desk.storage.stored.people[first].email == "maya@example.org"


def test_a_number_whose_account_has_a_password_is_taken(desk: Desk) -> None:
    person_id = desk.join(MINE)
    desk.storage.stored.people[person_id].set_password("hash")

    for email in ("maya@example.org", "somebody@example.org"):
        with pytest.raises(ConflictError, match="candidate_number_taken"):
            desk.join(replace(MINE, email=email))


@pytest.mark.parametrize("email", ["maya", "maya@", "maya@nowhere"])
def test_an_address_that_is_none_is_told_before_the_numbers_are_looked_at(desk: Desk, email: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        desk.join(replace(MINE, email=email))

    assert refused.value.problems[0].field == "email"
    assert desk.codes.asked == []


@pytest.mark.parametrize(
    ("limit", "guess"),
    [
        (TRIES_PER_NUMBER, lambda place: {"origin": f"192.0.2.{place}"}),
        (TRIES_PER_ORIGIN, lambda place: {"number": f"AAAAA-{place:05}"}),
    ],
)
def test_guessing_at_a_number_or_from_a_place_ends(desk: Desk, limit: int, guess: object) -> None:
    assert callable(guess)
    for place in range(limit):
        with pytest.raises(InvalidInputError):
            desk.join(replace(MINE, secret_number="GUESS", **guess(place)))

    with pytest.raises(UnavailableError, match="too_many_attempts"):
        desk.join(replace(MINE, **guess(limit) if limit == TRIES_PER_NUMBER else {}))

    desk.clock.advance(WINDOW + timedelta(minutes=1))
    assert desk.join(MINE)


def test_somebody_who_works_here_adds_a_number_and_becomes_a_candidate_too(desk: Desk) -> None:
    actor = desk.planner()

    place = desk.add(AddCandidateNumberCommand(actor=actor, number=NUMBER, secret_number=SECRET, origin="192.0.2.1"))

    person = desk.storage.stored.people[actor.person_id]
    assert person.memberships == {CENTRE: frozenset({Role.PLANNER}), place: frozenset({Role.CANDIDATE})}
    assert desk.storage.stored.numbers == {NUMBER: Claim(number=NUMBER, person_id=actor.person_id, at=desk.clock.now())}


def test_adding_ones_own_number_again_changes_nothing_and_anothers_is_refused(desk: Desk) -> None:
    actor = desk.planner()
    mine = AddCandidateNumberCommand(actor=actor, number=NUMBER, secret_number=SECRET, origin="192.0.2.1")
    place = desk.add(mine)
    trail = list(desk.storage.stored.trail)

    assert desk.add(mine) == place
    assert desk.storage.stored.trail == trail

    another = Claim(number=NUMBER, person_id=PersonId(UUID(int=99)), at=desk.clock.now())
    desk.storage.stored.numbers[NUMBER] = another
    with pytest.raises(ConflictError, match="candidate_number_taken"):
        desk.add(mine)


def test_adding_with_a_wrong_secret_is_refused(desk: Desk) -> None:
    actor = desk.planner()

    with pytest.raises(ExamhallError, match="invalid_input"):
        desk.add(AddCandidateNumberCommand(actor=actor, number=NUMBER, secret_number="NO", origin="192.0.2.1"))

    assert desk.storage.stored.numbers == {}
