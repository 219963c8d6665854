"""How registrations, recognising organisations, shares and invitations become rows and back."""

import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

from sqlalchemy import RowMapping

from adapters.sql.tracking import Mapping, Row
from adapters.sql.verification.tables import invitation, recognising_organisation, registration, share
from core.access.model import fold_email
from core.shared.text import fold_name
from core.shared.time import utc
from core.verification.model.recognising import RecognisingOrganisation
from core.verification.model.registration import (
    Applicant,
    InstitutionKind,
    OrganisationDetails,
    Registration,
    RegistrationState,
)
from core.verification.model.sharing import Field, Invitation, Share, ShareEnd

_EPOCH = utc(1970, 1, 1)
_DECIDED = 2**62
"""Above every instant, so that what is decided stands after what waits."""


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


class Queued(Protocol):
    received_at: datetime
    due_at: datetime


def queue_place(one: Queued, *, waits: bool) -> int:
    return _microseconds(one.due_at) if waits else _DECIDED - _microseconds(one.received_at)


def _registration_row(one: Registration) -> Row:
    return {
        "id": one.id,
        "name": one.details.name,
        "kind": one.details.kind.value,
        "city": one.details.city,
        "country": one.details.country,
        "website": one.details.website,
        "email": one.details.email,
        "phone": one.details.phone,
        "applicant_name": one.applicant.name,
        "applicant_email": one.applicant.email,
        "applicant_time_zone": one.applicant.time_zone,
        "purpose": one.purpose,
        "received_at": one.received_at,
        "due_at": one.due_at,
        "invitation": one.invitation,
        "state": one.state.value,
        "decided_at": one.decided_at,
        "decided_by": one.decided_by,
        "reason": one.reason,
        "organisation_id": one.organisation_id,
        "warned_at": one.warned_at,
        "queue_place": queue_place(one, waits=one.state is RegistrationState.RECEIVED),
        "version": one.version,
    }


def details_of(row: RowMapping) -> OrganisationDetails:
    return OrganisationDetails(
        name=row["name"],
        kind=InstitutionKind(row["kind"]),
        city=row["city"],
        country=row["country"],
        website=row["website"],
        email=row["email"],
        phone=row["phone"],
    )


def applicant_of(row: RowMapping) -> Applicant:
    return Applicant(name=row["applicant_name"], email=row["applicant_email"], time_zone=row["applicant_time_zone"])


def _registration(row: RowMapping) -> Registration:
    return Registration(
        id=row["id"],
        details=details_of(row),
        applicant=applicant_of(row),
        purpose=row["purpose"],
        received_at=row["received_at"],
        due_at=row["due_at"],
        invitation=row["invitation"],
        state=RegistrationState(row["state"]),
        decided_at=row["decided_at"],
        decided_by=row["decided_by"],
        reason=row["reason"],
        organisation_id=row["organisation_id"],
        warned_at=row["warned_at"],
        version=row["version"],
    )


REGISTRATIONS = Mapping(registration, to_row=_registration_row, to_domain=_registration)


def _recognising_row(one: RecognisingOrganisation) -> Row:
    return {
        "id": one.id,
        "kind": one.details.kind.value,
        "city": one.details.city,
        "country": one.details.country,
        "website": one.details.website,
        "name_key": fold_name(one.details.name),
        "email_key": fold_email(one.details.email),
        "version": one.version,
    }


def _recognising(row: RowMapping) -> RecognisingOrganisation:
    """Without the exams it recognises, which the repository adds."""
    return RecognisingOrganisation(id=row["id"], details=details_of(row), version=row["version"])


RECOGNISING = Mapping(recognising_organisation, to_row=_recognising_row, to_domain=_recognising)


@lru_cache(maxsize=256)
def fields_in(stored: str) -> frozenset[Field]:
    """Of the document as it is stored: there are few choices of fields, and every row of a list has one."""
    return fields_of(json.loads(stored))


def fields_of(stored: list[str]) -> frozenset[Field]:
    return frozenset(Field(name) for name in stored)


def _share_row(one: Share) -> Row:
    return {
        "id": one.id,
        "result_id": one.result_id,
        "organisation_id": one.organisation_id,
        "shared_with": one.shared_with,
        "shared_by": one.shared_by,
        "fields": sorted(field.value for field in one.fields),
        "shared_at": one.shared_at,
        "expires_at": one.expires_at,
        "ended_at": one.ended_at,
        "end": one.end and one.end.value,
        "version": one.version,
    }


def _share(row: RowMapping) -> Share:
    return Share(
        id=row["id"],
        result_id=row["result_id"],
        organisation_id=row["organisation_id"],
        shared_with=row["shared_with"],
        shared_by=row["shared_by"],
        fields=fields_of(row["fields"]),
        shared_at=row["shared_at"],
        expires_at=row["expires_at"],
        ended_at=row["ended_at"],
        end=row["end"] and ShareEnd(row["end"]),
        version=row["version"],
    )


SHARES = Mapping(share, to_row=_share_row, to_domain=_share)


def _invitation_row(one: Invitation) -> Row:
    return {
        "id": one.id,
        "invited_by": one.invited_by,
        "organisation_name": one.organisation_name,
        "email": one.email,
        "sent_at": one.sent_at,
        "registered": one.registered,
        "version": one.version,
    }


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(**row)


INVITATIONS = Mapping(invitation, to_row=_invitation_row, to_domain=_invitation)
