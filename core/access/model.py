"""People, organisations and what joins them; the log-in and the set-password link."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from core.access.permissions import Permission, Role, permissions_of
from core.shared.errors import ConflictError, InvalidInputError, NotAllowedError
from core.shared.ids import OrganisationId, PersonId
from core.shared.text import is_name

MIN_PASSWORD_LENGTH = 8
"""OWASP ASVS 5, 6.2.1: at least 8 characters; strength beyond that is measured, not composed by rule."""
MAX_PASSWORD_LENGTH = 128


class OrganisationKind(StrEnum):
    """The awarding body runs the installation, there is exactly one; a test centre plans and holds tests; a preparation
    centre prepares candidates and enters them at test centres; a recognising organisation verifies results.
    `CANDIDATES` is the one place where candidates belong when they log in; it owns nothing."""

    AWARDING_BODY = "awarding_body"
    TEST_CENTRE = "test_centre"
    PREPARATION_CENTRE = "preparation_centre"
    RECOGNISING_ORGANISATION = "recognising_organisation"
    CANDIDATES = "candidates"


ROLES_IN: dict[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.AWARDING_BODY: frozenset(
        {Role.ADMINISTRATOR, Role.SERVICE_DESK, Role.RECOGNITION_OFFICER, Role.RESULTS_OFFICER}
    ),
    OrganisationKind.TEST_CENTRE: frozenset({Role.PLANNER, Role.PROCTORING_SCHEDULER, Role.CENTRE_MANAGER}),
    OrganisationKind.PREPARATION_CENTRE: frozenset({Role.PREPARATION_USER}),
    OrganisationKind.RECOGNISING_ORGANISATION: frozenset({Role.PRIMARY_USER, Role.MEMBER, Role.PHOTO_VIEWER}),
    OrganisationKind.CANDIDATES: frozenset({Role.CANDIDATE}),
}
"""Which roles an organisation of each kind can give."""

ADMINISTERED = frozenset(OrganisationKind) - {OrganisationKind.RECOGNISING_ORGANISATION, OrganisationKind.CANDIDATES}
"""The kinds whose organisations and people an administrator makes and revises. A recognising organisation comes from
an approved registration and its people from its Primary User; candidates come by the secret number of their entry."""


@dataclass(slots=True, kw_only=True)
class Organisation:
    """`number` is the centre number, unique, as the exam office prints it; the awarding body has one as well. `email`
    and `phone` are where those who work with it ask."""

    id: OrganisationId
    kind: OrganisationKind
    name: str
    number: str
    time_zone: str
    email: str = ""
    phone: str = ""
    version: int = 0

    def __post_init__(self) -> None:
        self.number = self.number.strip()
        if not self.number:
            raise InvalidInputError.of("number", "Enter the organisation's number.")
        self.revise(name=self.name, time_zone=self.time_zone)

    def revise(self, *, name: str, time_zone: str) -> None:
        if not is_name(name):
            raise InvalidInputError.of("name", "Enter the organisation's name.")
        check_time_zone(time_zone)
        self.name, self.time_zone = name.strip(), time_zone

    def tell_contact(self, *, email: str, phone: str) -> None:
        """Say where those who work with the organisation ask; either may be empty, but not an address without an @."""
        if email.strip() and "@" not in email:
            raise InvalidInputError.of("email", "Enter an e-mail address like name@example.org.")
        self.email, self.phone = email.strip(), phone.strip()


@cache
def _time_zones() -> frozenset[str]:
    """Reading the names from the disk takes milliseconds, and every person and test that is loaded is checked."""
    return frozenset(available_timezones())


def check_time_zone(name: str) -> None:
    if name not in _time_zones():
        raise InvalidInputError.of("time_zone", "Choose a time zone such as Europe/London.")
    ZoneInfo(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """That a preparation centre works with a test centre. Ended ones are kept; entries outlive them."""

    test_centre_id: OrganisationId
    preparation_centre_id: OrganisationId
    since: datetime
    ended_at: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Person:
    """Someone who can log in. `email` is kept as typed; it is compared and unique by `fold_email`."""

    id: PersonId
    name: str
    email: str
    time_zone: str
    password_hash: str | None = None
    active: bool = True
    memberships: dict[OrganisationId, frozenset[Role]] = field(default_factory=dict)
    version: int = 0

    def __post_init__(self) -> None:
        self.revise(name=self.name, email=self.email, time_zone=self.time_zone)

    def revise(self, *, name: str, email: str, time_zone: str) -> None:
        if not is_name(name):
            raise InvalidInputError.of("name", "Enter the person's name.")
        if "@" not in email.strip():
            raise InvalidInputError.of("email", "Enter an e-mail address like name@example.org.")
        check_time_zone(time_zone)
        self.name, self.email, self.time_zone = name.strip(), email.strip(), time_zone

    def give_roles(self, roles: frozenset[Role], *, at: Organisation) -> None:
        """Make these the person's roles there; none at all ends the membership."""
        if not roles <= ROLES_IN[at.kind]:
            raise InvalidInputError.of("roles", f"{at.name} cannot give this role.")
        if roles:
            self.memberships[at.id] = roles
        else:
            self.memberships.pop(at.id, None)

    def set_password(self, password_hash: str) -> None:
        if not self.active:
            raise ConflictError("person_is_deactivated", person=self.id)
        self.password_hash = password_hash

    def deactivate(self) -> None:
        """Close the account: nobody can log in to it, and its password is forgotten."""
        self.active, self.password_hash = False, None

    def reactivate(self) -> None:
        self.active = True


def fold_email(email: str) -> str:
    """The form by which two spellings of one address are the same."""
    return email.strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which organisations' things an actor sees. Every object is read through one; outside it, it does not exist."""

    organisation_id: OrganisationId | None
    """None sees all of them: the awarding body's own people and the platform itself."""

    def covers(self, organisation_id: OrganisationId) -> bool:
        return self.organisation_id is None or self.organisation_id == organisation_id


EVERYTHING = Scope(organisation_id=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person at work in one of their organisations."""

    person_id: PersonId
    organisation_id: OrganisationId
    organisation_kind: OrganisationKind
    roles: frozenset[Role]

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    @property
    def scope(self) -> Scope:
        return (
            EVERYTHING
            if self.organisation_kind is OrganisationKind.AWARDING_BODY
            else Scope(organisation_id=self.organisation_id)
        )

    @property
    def label(self) -> str:
        """How the trail and the logs name the actor."""
        return "operator:command-line" if self.person_id == _NOBODY else f"person:{self.person_id}"

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        if not self.may(permission):
            raise NotAllowedError("permission_missing", permission=permission.value)


_NOBODY = PersonId(UUID(int=0))

OPERATOR = Actor(
    person_id=_NOBODY,
    organisation_id=OrganisationId(UUID(int=0)),
    organisation_kind=OrganisationKind.AWARDING_BODY,
    roles=frozenset({Role.ADMINISTRATOR, Role.RESULTS_OFFICER}),
)
"""Whoever runs commands on the machine itself: able to change the database, so allowed what an administrator and a
results officer are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """A log-in ends after so long without a request, and in any case so long after it began."""

    idle: timedelta
    absolute: timedelta

    def are_passed(self, *, started_at: datetime, seen_at: datetime, now: datetime) -> bool:
        return now >= seen_at + self.idle or now >= started_at + self.absolute


@dataclass(slots=True, kw_only=True)
class LogIn:
    """One log-in of a person on one device. Only the hash of its secret is kept."""

    digest: str
    person_id: PersonId
    organisation_id: OrganisationId
    started_at: datetime
    seen_at: datetime
    origin: str
    device: str


@dataclass(slots=True, kw_only=True)
class PasswordLink:
    """A set-password link: once, for a while. Only the hash of its secret is kept."""

    digest: str
    person_id: PersonId
    expires_at: datetime

    def check(self, *, now: datetime) -> None:
        if now >= self.expires_at:
            raise ConflictError("password_link_expired", person=self.person_id)


def digest_of(secret: str) -> str:
    """What is stored of a secret of 256 random bits; such a secret needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
