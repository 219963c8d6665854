"""Rules of access that only show between two steps, or that no page can break."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.access.model import (
    OPERATOR,
    ROLES_IN,
    Actor,
    LogIn,
    OrganisationKind,
    PasswordLink,
    Person,
    SessionLimits,
    digest_of,
)
from core.access.permissions import Role
from core.access.usecases.choosing import ChoosePassword, ChoosePasswordCommand
from core.access.usecases.employing import (
    CreatePerson,
    CreatePersonCommand,
    DeactivatePerson,
    DeactivatePersonCommand,
    GiveRoles,
    GiveRolesCommand,
    ReactivatePerson,
    ReactivatePersonCommand,
    RevisePerson,
    RevisePersonCommand,
)
from core.access.usecases.entering import StartLogIn, StartLogInCommand
from core.access.usecases.linking import IssuePasswordLink, SendPasswordLink, SendPasswordLinkCommand
from core.access.usecases.organising import (
    CreateOrganisation,
    CreateOrganisationCommand,
    ReviseOrganisation,
    ReviseOrganisationCommand,
)
from core.access.usecases.resuming import ResumeLogIn
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from tests.contract.access import NOW, a_person, an_organisation
from tests.e2e.world import SettableClock
from tests.fakes.access import OUTDATED, CountedSecrets, MemoryAccess, MemoryThrottle, MildJudge, PlainHasher

LIMITS = SessionLimits(idle=timedelta(hours=8), absolute=timedelta(days=7))


class House:
    """Somebody with the password «known» at a centre, and the collaborators."""

    def __init__(self) -> None:
        self.access, self.clock = MemoryAccess(), SettableClock(NOW)
        self.hasher = PlainHasher(self.access)
        self.centre = an_organisation()
        self.person = a_person(password_hash="new:known")
        self.person.give_roles(frozenset({Role.PLANNER}), at=self.centre)
        self.access.stored.organisations[self.centre.id] = self.centre
        self.access.stored.people[self.person.id] = self.person
        self.start = StartLogIn(
            open_unit=self.access.open_unit,
            throttle=MemoryThrottle(),
            hasher=self.hasher,
            secrets=CountedSecrets(),
            clock=self.clock,
        )
        self.resume = ResumeLogIn(
            reader=self.access,  # type: ignore[arg-type]  # Of the reader it asks the visitor alone.
            open_unit=self.access.open_unit,
            clock=self.clock,
            limits=LIMITS,
        )

    def log_in(self, password: str = "known") -> str:
        return self.start(
            StartLogInCommand(email=self.person.email, password=password, origin="192.0.2.7", device="Firefox")
        )

    @property
    def stored_person(self) -> Person:
        return self.access.stored.people[self.person.id]

    @property
    def trail(self) -> list[str]:
        return [action for action, _, _ in self.access.stored.trail]


@pytest.fixture
def house() -> House:
    return House()


def test_only_the_hash_of_the_secret_is_kept(house: House) -> None:
    secret = house.log_in()

    assert list(house.access.stored.log_ins) == [digest_of(secret)]


def test_a_hash_made_with_weaker_parameters_is_made_anew_at_the_log_in(house: House) -> None:
    house.person.password_hash = f"{OUTDATED}known"

    house.log_in()

    assert house.stored_person.password_hash == "new:known"


def change_the_password(house: House) -> None:
    house.stored_person.password_hash = "new:another"


def close_the_account(house: House) -> None:
    house.stored_person.deactivate()


def take_every_role(house: House) -> None:
    house.stored_person.memberships.clear()


@pytest.mark.parametrize("meanwhile", [change_the_password, close_the_account, take_every_role])
def test_what_changed_while_the_password_was_checked_counts(house: House, meanwhile: Callable[[House], None]) -> None:
    house.hasher.before_answer = lambda: meanwhile(house)

    with pytest.raises(NotAllowedError, match="log_in_refused"):
        house.log_in()

    assert house.access.stored.log_ins == {}
    assert house.trail == ["log_in_refused"]


@pytest.mark.parametrize("closed", [True, False])
def test_a_password_is_checked_even_where_there_is_none(house: House, closed: bool) -> None:
    if closed:
        house.person.deactivate()
    else:
        house.access.stored.people.clear()

    with pytest.raises(NotAllowedError, match="log_in_refused"):
        house.log_in()

    assert house.hasher.verified == [None]


def test_a_log_in_is_noted_as_seen_once_a_minute_at_most(house: House) -> None:
    secret = house.log_in()
    stored = house.access.stored.log_ins

    house.clock.advance(seconds=59)
    house.resume(secret)
    not_yet = stored[digest_of(secret)].seen_at
    house.clock.advance(seconds=1)
    house.resume(secret)

    assert not_yet == NOW
    assert house.access.stored.log_ins[digest_of(secret)].seen_at == NOW + timedelta(minutes=1)


def test_who_left_the_organisation_they_worked_for_works_for_another_of_theirs(house: House) -> None:
    secret = house.log_in()
    other = an_organisation(number="ES230", name="Instituto Ribera")
    house.access.stored.organisations[other.id] = other
    house.stored_person.give_roles(frozenset(), at=house.centre)
    house.stored_person.give_roles(frozenset({Role.PROCTORING_SCHEDULER}), at=other)

    visit = house.resume(secret)

    assert visit is not None
    assert visit.actor.organisation_id == other.id


def test_a_link_that_was_used_while_the_password_was_hashed_is_not_used_again(house: House) -> None:
    choose = ChoosePassword(open_unit=house.access.open_unit, hasher=house.hasher, judge=MildJudge(), clock=house.clock)
    link = PasswordLink(digest=digest_of("secret"), person_id=house.person.id, expires_at=NOW + timedelta(hours=1))
    house.access.stored.links[house.person.id] = link

    choose(ChoosePasswordCommand(secret="secret", password="the first one"))
    with pytest.raises(NotFoundError):
        choose(ChoosePasswordCommand(secret="secret", password="the second one"))

    assert house.stored_person.password_hash == "new:the first one"


@pytest.mark.parametrize("password", ["priya raman", "Northgate-Priya1", "too-easy", "short"])
def test_a_password_from_the_persons_own_words_or_too_easy_is_refused(house: House, password: str) -> None:
    choose = ChoosePassword(open_unit=house.access.open_unit, hasher=house.hasher, judge=MildJudge(), clock=house.clock)
    house.access.stored.links[house.person.id] = PasswordLink(
        digest=digest_of("secret"), person_id=house.person.id, expires_at=NOW + timedelta(hours=1)
    )

    with pytest.raises(InvalidInputError):
        choose(ChoosePasswordCommand(secret="secret", password=password))

    assert digest_of("secret") == house.access.stored.links[house.person.id].digest


def test_a_link_is_minted_for_active_people_only_and_kept_as_a_hash(house: House) -> None:
    issue = IssuePasswordLink(
        open_unit=house.access.open_unit, secrets=CountedSecrets(), lifetime=timedelta(hours=72), clock=house.clock
    )

    issued = issue(house.person.id, by="operator:command-line")
    house.stored_person.deactivate()

    assert issued.expires_at == NOW + timedelta(hours=72)
    assert house.access.stored.links[house.person.id].digest == digest_of(issued.secret)
    with pytest.raises(ConflictError, match="person_is_deactivated"):
        issue(house.person.id, by="operator:command-line")


def test_two_links_asked_for_at_different_times_are_two_messages(house: House) -> None:
    send = SendPasswordLink(open_unit=house.access.open_unit, clock=house.clock)
    command = SendPasswordLinkCommand(actor=OPERATOR, person_id=house.person.id)

    send(command)
    (first,) = house.access.stored.jobs.values()
    house.access.stored.jobs.clear()
    house.clock.advance(minutes=1)
    send(command)

    assert first not in house.access.stored.jobs.values()


PLANNER = Actor(
    person_id=a_person().id,
    organisation_id=an_organisation().id,
    organisation_kind=OrganisationKind.TEST_CENTRE,
    roles=frozenset({Role.PLANNER, Role.PROCTORING_SCHEDULER}),
)


def test_who_is_no_administrator_may_do_none_of_an_administrators_work(house: House) -> None:
    opened, person, centre = house.access.open_unit, house.person, house.centre
    deeds: list[Callable[[], object]] = [
        lambda: CreateOrganisation(open_unit=opened)(
            CreateOrganisationCommand(
                actor=PLANNER, kind=OrganisationKind.TEST_CENTRE, name="X", number="X1", time_zone="UTC"
            )
        ),
        lambda: ReviseOrganisation(open_unit=opened)(
            ReviseOrganisationCommand(actor=PLANNER, organisation_id=centre.id, name="X", time_zone="UTC")
        ),
        lambda: CreatePerson(open_unit=opened, clock=house.clock)(
            CreatePersonCommand(
                actor=PLANNER,
                name="X",
                email="x@x.example",
                time_zone="UTC",
                organisation_id=centre.id,
                roles=frozenset({Role.PLANNER}),
            )
        ),
        lambda: RevisePerson(open_unit=opened)(
            RevisePersonCommand(actor=PLANNER, person_id=person.id, name="X", email="x@x.example", time_zone="UTC")
        ),
        lambda: GiveRoles(open_unit=opened)(
            GiveRolesCommand(
                actor=PLANNER, person_id=person.id, organisation_id=centre.id, roles=frozenset({Role.PLANNER})
            )
        ),
        lambda: DeactivatePerson(open_unit=opened)(DeactivatePersonCommand(actor=PLANNER, person_id=person.id)),
        lambda: ReactivatePerson(open_unit=opened, clock=house.clock)(
            ReactivatePersonCommand(actor=PLANNER, person_id=person.id)
        ),
        lambda: SendPasswordLink(open_unit=opened, clock=house.clock)(
            SendPasswordLinkCommand(actor=PLANNER, person_id=person.id)
        ),
    ]

    for deed in deeds:
        with pytest.raises(NotAllowedError, match="permission_missing"):
            deed()

    assert house.access.stored.trail == []


def test_a_person_without_any_role_is_not_made(house: House) -> None:
    command = CreatePersonCommand(
        actor=OPERATOR,
        name="X",
        email="x@x.example",
        time_zone="UTC",
        organisation_id=house.centre.id,
        roles=frozenset(),
    )

    with pytest.raises(InvalidInputError):
        CreatePerson(open_unit=house.access.open_unit, clock=house.clock)(command)


def test_a_deactivated_person_is_sent_no_link(house: House) -> None:
    house.person.deactivate()

    with pytest.raises(ConflictError, match="person_is_deactivated"):
        SendPasswordLink(open_unit=house.access.open_unit, clock=house.clock)(
            SendPasswordLinkCommand(actor=OPERATOR, person_id=house.person.id)
        )


def test_the_operator_is_named_as_such_in_the_trail(house: House) -> None:
    DeactivatePerson(open_unit=house.access.open_unit)(
        DeactivatePersonCommand(actor=OPERATOR, person_id=house.person.id)
    )

    assert house.access.stored.trail == [("person_deactivated", "operator:command-line", f"person:{house.person.id}")]


def test_deactivating_ends_the_log_ins(house: House) -> None:
    house.log_in()

    DeactivatePerson(open_unit=house.access.open_unit)(
        DeactivatePersonCommand(actor=OPERATOR, person_id=house.person.id)
    )

    assert house.access.stored.log_ins == {}


def test_an_organisation_without_a_number_is_not_one() -> None:
    with pytest.raises(InvalidInputError):
        an_organisation(number="  ")


def test_a_log_in_of_somebody_unknown_to_the_reader_is_no_visit(house: House) -> None:
    house.access.stored.log_ins[digest_of("x")] = LogIn(
        digest=digest_of("x"),
        person_id=a_person().id,
        organisation_id=house.centre.id,
        started_at=NOW,
        seen_at=NOW,
        origin="",
        device="",
    )

    assert house.resume("x") is None


@pytest.mark.parametrize("kind", [OrganisationKind.RECOGNISING_ORGANISATION, OrganisationKind.CANDIDATES])
def test_an_administrator_has_no_hand_in_organisations_that_verification_makes(
    house: House, kind: OrganisationKind
) -> None:
    (role,) = ROLES_IN[kind] & {Role.MEMBER, Role.CANDIDATE}
    apart = an_organisation(kind=kind, number="RO-1")
    house.access.stored.organisations[apart.id] = apart
    house.access.stored.people[house.person.id].give_roles(frozenset({role}), at=apart)
    open_unit = house.access.open_unit
    make = CreateOrganisationCommand(actor=OPERATOR, kind=kind, name="New", number="RO-2", time_zone="UTC")
    let_in = CreatePersonCommand(
        actor=OPERATOR,
        name="Ada",
        email="ada@x.example",
        time_zone="UTC",
        organisation_id=apart.id,
        roles=frozenset({role}),
    )
    take = GiveRolesCommand(actor=OPERATOR, person_id=house.person.id, organisation_id=apart.id, roles=frozenset())

    revise = ReviseOrganisationCommand(actor=OPERATOR, organisation_id=apart.id, name="Mine", time_zone="UTC")

    with pytest.raises(ConflictError, match="not_administered"):
        ReviseOrganisation(open_unit=open_unit)(revise)
    with pytest.raises(ConflictError, match="not_administered"):
        CreateOrganisation(open_unit=open_unit)(make)
    with pytest.raises(ConflictError, match="not_administered"):
        CreatePerson(open_unit=open_unit, clock=house.clock)(let_in)
    with pytest.raises(ConflictError, match="not_administered"):
        GiveRoles(open_unit=open_unit)(take)

    assert house.access.stored.people[house.person.id].memberships[apart.id] == {role}
