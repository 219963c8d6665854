"""What pages show of people and organisations."""

from dataclasses import dataclass
from datetime import datetime

from core.access.model import OrganisationKind
from core.access.permissions import Role
from core.shared.ids import OrganisationId, PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """`people` are counted no further than one above `MOST_COUNTED` of `core.shared.paging`."""

    id: OrganisationId
    kind: OrganisationKind
    name: str
    number: str
    time_zone: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipView:
    organisation_id: OrganisationId
    organisation_kind: OrganisationKind
    organisation_name: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    id: PersonId
    name: str
    email: str
    time_zone: str
    active: bool
    has_password: bool
    memberships: tuple[MembershipView, ...]
    """In the order of the organisations' names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """One open log-in, as listed on a person's account page."""

    digest: str
    started_at: datetime
    seen_at: datetime
    origin: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorView:
    """A log-in and the person behind it. `organisation_id` is the one they last worked for; they may have left it."""

    digest: str
    person_id: PersonId
    name: str
    email: str
    time_zone: str
    organisation_id: OrganisationId
    started_at: datetime
    seen_at: datetime
    memberships: tuple[MembershipView, ...]
    """In the order of the organisations' names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreContactRow:
    """How a test centre is reached."""

    id: OrganisationId
    name: str
    number: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationCentreRow:
    """A preparation centre that works with the test centre that looks. `people` are counted as above."""

    id: OrganisationId
    name: str
    number: str
    email: str
    phone: str
    since: datetime
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationCentreView:
    """`keeps_people` says whether the test centre that looks is the one that lets people in there: the one that has
    worked with the preparation centre for longest. `people` are all of its people, by name."""

    row: PreparationCentreRow
    time_zone: str
    keeps_people: bool
    people: tuple[PersonRow, ...]
