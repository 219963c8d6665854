"""Recognising organisations, shares and registrations as the tests of the database need them: some named ones, and
entities of any content."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from adapters.sql.database import Database
from core.access.model import Organisation, OrganisationKind, Person
from core.catalogue.model import ExamCode
from core.results.model import Result
from core.shared.ids import OrganisationId, PersonId, new_id
from core.verification.model.proposing import Proposal, ProposalId, ProposalState
from core.verification.model.recognising import LookUpPolicy, RecognisingOrganisation
from core.verification.model.registration import (
    Applicant,
    Identity,
    InstitutionKind,
    OrganisationDetails,
    Registration,
    RegistrationId,
    RegistrationState,
    is_mailed_name,
)
from core.verification.model.sharing import (
    ALL_FIELDS,
    Field,
    Invitation,
    LookUp,
    Share,
    ShareEnd,
    ShareId,
)
from tests.integration.sql import entered
from tests.integration.sql.entered import FIRST, KEY, Fields, texts
from tests.integration.sql.proctored import NOON, PLANNER, numbers, stored, words

UNIVERSITY = OrganisationId(UUID(int=31))
EMPLOYER = OrganisationId(UUID(int=32))
CANDIDATE = PersonId(UUID(int=41))
READER = PersonId(UUID(int=42))


def details(name: str = "Aldermoor University", *, city: str = "Aldermoor", country: str = "GB") -> OrganisationDetails:
    return OrganisationDetails(
        name=name, kind=InstitutionKind.UNIVERSITY, city=city, country=country, email="ask@example.org", phone="12345"
    )


def organisation_of(one: RecognisingOrganisation) -> Organisation:
    return Organisation(
        id=one.id,
        kind=OrganisationKind.RECOGNISING_ORGANISATION,
        name=one.details.name,
        number=f"RO-{one.id}",
        time_zone="UTC",
        email=one.details.email,
        phone=one.details.phone,
    )


def recognising(
    name: str = "Aldermoor University",
    *recognised: ExamCode,
    city: str = "Aldermoor",
    country: str = "GB",
    organisation_id: OrganisationId | None = None,
) -> RecognisingOrganisation:
    return RecognisingOrganisation(
        id=organisation_id or OrganisationId(new_id()),
        details=details(name, city=city, country=country),
        recognised=set(recognised),
    )


def list_all(database: Database, *organisations: RecognisingOrganisation) -> None:
    with stored(database) as unit:
        for one in organisations:
            unit.organisations.add(organisation_of(one))
            unit.recognising_organisations.add(one)


def settle(database: Database) -> None:
    """Put in those whom everything else refers to: besides centres and exams two organisations, a candidate and one
    who reads."""
    entered.settle(database)
    list_all(
        database,
        recognising("Aldermoor University", FIRST.code, KEY.code, organisation_id=UNIVERSITY),
        recognising("Brightwater Ltd", city="Lagos", country="NG", organisation_id=EMPLOYER),
    )
    with stored(database) as unit:
        for person_id, name in ((CANDIDATE, "Zoë Łęska"), (READER, "Robin Reader")):
            unit.people.add(Person(id=person_id, name=name, email=f"{person_id}@example.org", time_zone="UTC"))


def keep_results(database: Database, *results: Result) -> None:
    """Released ones."""
    for one in results:
        one.released_at = one.released_at or NOON
    with stored(database) as unit:
        unit.results.add_all(results)


def share_of(
    result: Result,
    organisation_id: OrganisationId = UNIVERSITY,
    *,
    fields: frozenset[Field] = ALL_FIELDS,
    shared_at: datetime = NOON,
    expires_at: datetime | None = None,
) -> Share:
    return Share(
        id=ShareId(new_id()),
        result_id=result.id,
        organisation_id=organisation_id,
        shared_with="Aldermoor University",
        shared_by=CANDIDATE,
        fields=fields,
        shared_at=shared_at,
        expires_at=expires_at,
    )


def give(database: Database, *shares: Share) -> None:
    with stored(database) as unit:
        for one in shares:
            unit.shares.add(one)


def registration(name: str = "Aldermoor University", *, due_at: datetime = NOON + timedelta(days=2)) -> Registration:
    return Registration(
        id=RegistrationId(new_id()),
        details=details(name),
        applicant=Applicant(name="Ada Applicant", email="ada@aldermoor.example", time_zone="Europe/London"),
        purpose="Admissions.",
        received_at=NOON,
        due_at=due_at,
    )


def proposal(
    name: str = "University of Aldermoor",
    organisation_id: OrganisationId = UNIVERSITY,
    *,
    received_at: datetime = NOON,
    due_at: datetime = NOON + timedelta(days=2),
) -> Proposal:
    was = details().identity
    return Proposal(
        id=ProposalId(new_id()),
        organisation_id=organisation_id,
        former=was,
        identity=replace(was, name=name),
        why="It has a charter now.",
        received_at=received_at,
        due_at=due_at,
    )


# What an entity may hold, whatever it means; instants as the clock of a server could give them.
times = st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 (bounds are given naive)
names = texts.filter(is_mailed_name)
versions = st.integers(0, 2**31 - 2)
websites = st.sampled_from(["", "https://www.example.org"])
details_of_any = st.builds(
    OrganisationDetails,
    # As organisations are named: without spaces around it.
    name=names.map(str.strip),
    kind=st.sampled_from(InstitutionKind),
    city=names,
    country=st.from_regex("[A-Z]{2}", fullmatch=True),
    website=websites,
    email=st.sampled_from(["", "ask@example.org", "frage@beispiel.example"]),
    phone=st.sampled_from(["", "+44 20 7946 0000"]),
)
RECOGNISING_FIELDS: Fields = {
    "id": st.uuids(),
    "details": details_of_any,
    "recognised": st.sets(st.sampled_from([FIRST.code, KEY.code])),
    "version": versions,
}
REGISTRATION_FIELDS: Fields = {
    "id": st.uuids(),
    "details": details_of_any,
    "applicant": st.builds(
        Applicant,
        name=names,
        email=st.sampled_from(["ada@example.org", "İpek@example.org"]),
        time_zone=st.sampled_from(["Europe/Warsaw", "Asia/Kathmandu"]),
    ),
    "purpose": texts,
    "received_at": times,
    "due_at": times,
    "invitation": st.none() | st.uuids(),
    "state": st.sampled_from(RegistrationState),
    "decided_at": st.none() | times,
    "decided_by": st.none() | words,
    "reason": words,
    "organisation_id": st.none() | st.just(UNIVERSITY),
    "warned_at": st.none() | times,
    "version": versions,
}


def _identities(countries: str) -> st.SearchStrategy[Identity]:
    return st.builds(
        Identity,
        name=names,
        kind=st.sampled_from(InstitutionKind),
        city=names,
        country=st.from_regex(countries, fullmatch=True),
        website=websites,
    )


PROPOSAL_FIELDS: Fields = {
    "id": st.uuids(),
    "organisation_id": st.nothing(),
    # Of other countries, as they may not be the same.
    "former": _identities("[A-M]{2}"),
    "identity": _identities("[N-Z]{2}"),
    "why": texts,
    "received_at": times,
    "due_at": times,
    "state": st.sampled_from(ProposalState),
    "decided_at": st.none() | times,
    "decided_by": st.none() | words,
    "reason": words,
    "warned_at": st.none() | times,
    "version": versions,
}
SHARE_FIELDS: Fields = {
    "id": st.uuids(),
    "result_id": st.nothing(),
    "organisation_id": st.sampled_from([UNIVERSITY, EMPLOYER]),
    "shared_with": texts,
    "shared_by": st.sampled_from([CANDIDATE, PLANNER]),
    "fields": st.sets(st.sampled_from(Field)).map(lambda some: frozenset(some | {Field.OVERALL})),
    "shared_at": times.map(lambda at: min(at, NOON)),
    "expires_at": st.none() | times.map(lambda at: max(at, NOON + timedelta(seconds=1))),
    "ended_at": st.none() | times,
    "end": st.none() | st.sampled_from(ShareEnd),
    "version": versions,
}
INVITATION_FIELDS: Fields = {
    "id": st.uuids(),
    "invited_by": st.sampled_from([CANDIDATE, PLANNER]),
    "organisation_name": words,
    "email": words,
    "sent_at": times,
    "registered": st.booleans(),
    "version": versions,
}
POLICY_FIELDS: Fields = {"asks_date_of_birth": st.booleans(), "version": numbers}
LOOK_UP_FIELDS: Fields = {
    "result_id": st.nothing(),
    "organisation_id": st.sampled_from([UNIVERSITY, EMPLOYER]),
    "person_id": st.sampled_from([READER, PLANNER]),
    "at": times,
}
WHOLE: dict[type[Any], Fields] = {
    RecognisingOrganisation: RECOGNISING_FIELDS,
    Registration: REGISTRATION_FIELDS,
    Proposal: PROPOSAL_FIELDS,
    Share: SHARE_FIELDS,
    Invitation: INVITATION_FIELDS,
    LookUpPolicy: POLICY_FIELDS,
    LookUp: LOOK_UP_FIELDS,
}
