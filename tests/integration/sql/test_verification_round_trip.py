"""What is stored of verification comes back as it was, whatever it holds."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.sql.database import Database
from adapters.sql.verification.reader import SqlVerificationReader
from core.access.model import OrganisationKind, digest_of
from core.results.model import Result
from core.results.reference import draw_reference
from core.shared.ids import OrganisationId, new_id
from core.verification.model.proposing import Proposal, ProposalId, ProposalState
from core.verification.model.recognising import RecognisingOrganisation
from core.verification.model.registration import Registration, RegistrationId, RegistrationState
from core.verification.model.searching import Criteria, SearchId
from core.verification.model.sharing import Invitation, InvitationId, LookUp, Share, ShareEnd, ShareId
from tests.integration.sql import scored, verified
from tests.integration.sql.entered import FIRST
from tests.integration.sql.proctored import NOON, stored, words
from tests.integration.sql.verified import READER, UNIVERSITY, WHOLE, keep_results, list_all, settle

# The database is one for all examples of a test; each example stores things with new ids.
several_in_one_database = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def _settled(database: Database) -> None:
    settle(database)


def a_result(database: Database) -> Result:
    made = scored.result(sequence=new_id().int % 2**30)
    keep_results(database, made)
    return made


@pytest.mark.parametrize("kind", WHOLE)
def test_the_tests_below_vary_every_field(kind: type[Any]) -> None:
    assert set(WHOLE[kind]) == {field.name for field in fields(kind)}


@several_in_one_database
@given(one=st.builds(RecognisingOrganisation, **verified.RECOGNISING_FIELDS))
def test_a_recognising_organisation(database: Database, one: RecognisingOrganisation) -> None:
    one.id = OrganisationId(new_id())

    list_all(database, one)

    with stored(database) as unit:
        assert unit.recognising_organisations.get(one.id) == one
        assert unit.organisations.get(one.id).kind is OrganisationKind.RECOGNISING_ORGANISATION


@several_in_one_database
@given(
    was=st.builds(RecognisingOrganisation, **verified.RECOGNISING_FIELDS),
    becomes=st.builds(RecognisingOrganisation, **verified.RECOGNISING_FIELDS),
)
def test_a_recognising_organisation_that_is_revised(
    database: Database, was: RecognisingOrganisation, becomes: RecognisingOrganisation
) -> None:
    was.id = OrganisationId(new_id())
    list_all(database, was)

    with stored(database) as unit:
        held = unit.recognising_organisations.get(was.id, for_update=True)
        held.revise(becomes.details)
        held.recognise(becomes.recognised)

    with stored(database) as unit:
        now = unit.recognising_organisations.get(was.id)
        changed = (was.details, was.recognised) != (becomes.details, becomes.recognised)
        assert now == replace(becomes, id=was.id, version=was.version + changed)
        contact = unit.organisations.get(was.id)
    found = (contact.name, contact.email, contact.phone)
    assert found == (becomes.details.name, becomes.details.email, becomes.details.phone)


@several_in_one_database
@given(one=st.builds(Registration, **verified.REGISTRATION_FIELDS))
def test_a_registration(database: Database, one: Registration) -> None:
    one.id = RegistrationId(new_id())

    with stored(database) as unit:
        unit.registrations.add(one)

    with stored(database) as unit:
        assert unit.registrations.get(one.id) == one


def test_a_registration_that_is_answered(database: Database) -> None:
    one = verified.registration()
    with stored(database) as unit:
        unit.registrations.add(one)

    with stored(database) as unit:
        unit.registrations.get(one.id, for_update=True).approve(UNIVERSITY, by="person:x", now=NOON)

    with stored(database) as unit:
        found = unit.registrations.get(one.id)
    assert (found.state, found.organisation_id, found.version) == (RegistrationState.APPROVED, UNIVERSITY, 1)


PROPOSALS = verified.PROPOSAL_FIELDS | {"organisation_id": st.just(UUID(int=0))}


@several_in_one_database
@given(one=st.builds(Proposal, **PROPOSALS))
def test_a_proposal(database: Database, one: Proposal) -> None:
    of = verified.recognising()
    list_all(database, of)
    one.id, one.organisation_id = ProposalId(new_id()), of.id

    with stored(database) as unit:
        unit.proposals.add(one)

    with stored(database) as unit:
        assert unit.proposals.get(one.id) == one
        assert unit.proposals.waiting(of.id) == (one if one.state is ProposalState.RECEIVED else None)


@several_in_one_database
@given(one=st.builds(Invitation, **verified.INVITATION_FIELDS))
def test_an_invitation(database: Database, one: Invitation) -> None:
    one.id = InvitationId(new_id())

    with stored(database) as unit:
        unit.invitations.add(one)

    with stored(database) as unit:
        assert unit.invitations.get(one.id) == one
        assert unit.invitations.get(InvitationId(new_id())) is None


SHARES = verified.SHARE_FIELDS | {"result_id": st.just(UUID(int=0))}


@several_in_one_database
@given(one=st.builds(Share, **SHARES))
def test_a_share(database: Database, one: Share) -> None:
    one.id, one.result_id = ShareId(new_id()), a_result(database).id

    with stored(database) as unit:
        unit.shares.add(one)

    with stored(database) as unit:
        assert unit.shares.get(one.id) == one
        found = unit.shares.between(one.result_id, one.organisation_id, now=NOON)
        assert found == (one if one.is_active(now=NOON) else None)


def test_a_share_that_is_withdrawn(database: Database) -> None:
    one = verified.share_of(a_result(database))
    verified.give(database, one)

    with stored(database) as unit:
        unit.shares.get(one.id, for_update=True).withdraw(now=NOON)

    with stored(database) as unit:
        assert unit.shares.get(one.id) == replace(one, ended_at=NOON, end=ShareEnd.WITHDRAWN, version=1)


LOOK_UPS = verified.LOOK_UP_FIELDS | {"result_id": st.just(UUID(int=0))}


@several_in_one_database
@given(first=st.builds(LookUp, **LOOK_UPS), second=st.builds(LookUp, **LOOK_UPS))
def test_the_latest_look_up_of_an_organisation(database: Database, first: LookUp, second: LookUp) -> None:
    result_id = a_result(database).id
    first = replace(first, result_id=result_id)
    second = replace(second, result_id=result_id, organisation_id=first.organisation_id)

    with stored(database) as unit:
        unit.look_ups.add(first)
        unit.look_ups.add(second)

    with stored(database) as unit:
        assert unit.look_ups.latest(result_id, first.organisation_id) == second


def test_a_policy_is_as_it_begins_until_it_is_changed(database: Database) -> None:
    with stored(database) as unit:
        assert not unit.look_up_policies.get().asks_date_of_birth

    with stored(database) as unit:
        unit.look_up_policies.get(for_update=True).asks_date_of_birth = True

    with stored(database) as unit:
        found = unit.look_up_policies.get()
    assert (found.asks_date_of_birth, found.version) == (True, 1)


dates = st.none() | st.dates()
CRITERIA = st.builds(
    Criteria,
    name=words,
    date_of_birth=dates,
    number=words,
    exam=st.none() | st.just(FIRST.code),
    place=words,
    centre=words,
    email=words,
    taken_from=dates,
    taken_to=st.none(),
    reference=st.none() | st.just(draw_reference()),
)


@several_in_one_database
@given(criteria=CRITERIA)
def test_criteria(database: Database, criteria: Criteria) -> None:
    search_id = SearchId(str(new_id()))

    with stored(database) as unit:
        unit.searches.add(digest_of(search_id), criteria, person_id=READER, organisation_id=UNIVERSITY, at=NOON)

    assert SqlVerificationReader(database).criteria(search_id, READER, UNIVERSITY) == criteria
