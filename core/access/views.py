"""What pages show of people and organisations."""

from dataclasses import dataclass
from datetime import datetime

from core.access.model import OrganisationKind
from core.access.permissions import Role
from core.shared.ids import OrganisationId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    id: OrganisationId
    kind: OrganisationKind
    name: str
    number: str
    time_zone: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipView:
    organisation_id: OrganisationId
    organisation_name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    id: PersonId
    name: str
    email: str
    active: bool
    has_password: bool
    memberships: tuple[MembershipView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """One open log-in, as listed on a person's account page."""

    digest: str
    started_at: datetime
    seen_at: datetime
    origin: str
    device: str
