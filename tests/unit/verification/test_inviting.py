"""Inviting an organisation that is not listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from core.access.model import Actor, OrganisationKind, Person
from core.access.permissions import Role
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError
from core.shared.ids import OrganisationId, PersonId
from core.shared.time import utc
from core.verification.model.registration import InstitutionKind
from core.verification.usecases.inviting import INVITED_A_DAY, InviteOrganisation, InviteOrganisationCommand
from core.verification.views import ListedRow
from tests.fakes.candidates import KnownList, MemoryVerification
from tests.fakes.units import SettableClock

MAYA = PersonId(UUID(int=1))
LISTED = ListedRow(
    id=OrganisationId(UUID(int=3)),
    name="Aldermoor University",
    kind=InstitutionKind.UNIVERSITY,
    city="Leeds",
    country="GB",
    exams=3,
)
ACTOR = Actor(
    person_id=MAYA,
    organisation_id=OrganisationId(UUID(int=9)),
    organisation_kind=OrganisationKind.CANDIDATES,
    roles=frozenset({Role.CANDIDATE}),
)
WANTED = InviteOrganisationCommand(actor=ACTOR, name=" Brook College ", email="office@brook.example")


class Desk:
    def __init__(self) -> None:
        self.storage, self.clock = MemoryVerification(), SettableClock(utc(2027, 4, 20, 9))
        self.storage.stored.people[MAYA] = Person(id=MAYA, name="Maya", email="maya@example.org", time_zone="UTC")
        self.invite = InviteOrganisation(
            open_unit=self.storage.open_unit,
            reader=KnownList((LISTED, "admissions@aldermoor.example")).reader,
            clock=self.clock,
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_invitation_is_kept_and_its_mail_promised_without_an_address(desk: Desk) -> None:
    invitation_id = desk.invite(WANTED)

    invitation = desk.storage.stored.invitations[invitation_id]
    assert (invitation.organisation_name, invitation.email) == ("Brook College", "office@brook.example")
    assert (invitation.invited_by, invitation.registered) == (MAYA, False)
    (job,) = desk.storage.stored.jobs.values()
    assert dict(job.payload) == {"kind": "invitation", "invitation": str(invitation_id)}


@pytest.mark.parametrize(
    "known",
    [replace(WANTED, name="Aldermoor University"), replace(WANTED, email="admissions@aldermoor.example")],
    ids=["by name", "by address"],
)
def test_one_that_is_listed_is_not_invited(desk: Desk, known: InviteOrganisationCommand) -> None:
    with pytest.raises(ConflictError, match="organisation_is_listed") as refused:
        desk.invite(known)

    assert refused.value.data["organisation"] == LISTED
    assert desk.storage.stored.invitations == {}


def test_the_sixth_of_a_day_is_refused_and_the_next_day_it_goes_on(desk: Desk) -> None:
    for place in range(INVITED_A_DAY):
        desk.invite(replace(WANTED, email=f"office{place}@brook.example"))

    with pytest.raises(ConflictError, match="too_many_invitations"):
        desk.invite(WANTED)

    desk.clock.advance(timedelta(days=1))
    assert desk.invite(WANTED)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(WANTED, name="  "), "name"),
        (replace(WANTED, name="a\nb"), "name"),
        (replace(WANTED, name="Win at https://x.example"), "name"),
        (replace(WANTED, email="brook"), "email"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(desk: Desk, wrong: InviteOrganisationCommand, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        desk.invite(wrong)

    assert [problem.field for problem in refused.value.problems] == [field]


def test_only_candidates_invite(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        desk.invite(replace(WANTED, actor=replace(ACTOR, roles=frozenset({Role.MEMBER}))))
