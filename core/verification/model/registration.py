"""The registration of an organisation, and the working days within which it is answered."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType, Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from core.access.model import check_time_zone
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import OrganisationId
from core.shared.text import is_name

RegistrationId = NewType("RegistrationId", UUID)

WORKING_DAYS = 2
"""Within so many working days a registration is answered (seeds/results-verification-service.txt)."""


class InstitutionKind(StrEnum):
    """What sort of organisation it is, as it stands in the public list."""

    UNIVERSITY = "university"
    SCHOOL = "school"
    EMPLOYER = "employer"
    GOVERNMENT = "government"
    PROFESSIONAL_BODY = "professional_body"
    OTHER = "other"


class RegistrationState(StrEnum):
    RECEIVED = "received"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who registers on behalf of the organisation, and becomes its Primary User (FEATURES R29)."""

    name: str
    email: str
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """By what candidates tell an organisation from others when they choose whom to share with. `country` is the
    ISO 3166 code of two letters, `website` may be empty."""

    name: str
    kind: InstitutionKind
    city: str
    country: str
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDetails:
    """An organisation as the Global Recognition Database shows it: its identity, and how it is reached. `email` and
    `phone` are where candidates and the awarding body ask; either may be empty."""

    name: str
    kind: InstitutionKind
    city: str
    country: str
    website: str = ""
    email: str = ""
    phone: str = ""

    @property
    def identity(self) -> Identity:
        return Identity(name=self.name, kind=self.kind, city=self.city, country=self.country, website=self.website)


_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
_WEBSITE = r"https?://[^\s/@]+\.[^\s@]+"


def details_problems(details: OrganisationDetails) -> list[Problem]:
    return identity_problems(details.identity) + contact_problems(email=details.email, phone=details.phone)


def identity_problems(identity: Identity) -> list[Problem]:
    wanted = (("name", identity.name, 200, "the organisation's name"), ("city", identity.city, 100, "its city"))
    found = [
        Problem(field=field, text=f"Enter {words}, up to {most} characters.")
        for field, value, most, words in wanted
        if not (is_mailed_name(value) and len(value.strip()) <= most)
    ]
    if not re.fullmatch("[A-Z]{2}", identity.country):
        found.append(Problem(field="country", text="Choose the country."))
    if identity.website and not (re.fullmatch(_WEBSITE, identity.website) and len(identity.website) <= 300):
        found.append(Problem(field="website", text="Enter an address like https://www.example.org, or leave it out."))
    return found


def contact_problems(*, email: str, phone: str) -> list[Problem]:
    found = []
    if email and not is_email(email):
        found.append(Problem(field="email", text="Enter an e-mail address like name@example.org."))
    if phone and not re.fullmatch(r"\+?[0-9 ()./-]{5,30}", phone):
        found.append(Problem(field="phone", text="Enter a telephone number like +44 20 7946 0000, or leave it out."))
    return found


def is_mailed_name(text: str) -> bool:
    """Whether it may stand in a mail that goes to an address which anybody can type: then a name that leads to a page
    would be advertising, or worse, in the awarding body's name."""
    return is_name(text) and not _LINK.search(text)


def is_email(text: str) -> bool:
    return bool(re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", text)) and len(text) <= 254


def check_registration(details: OrganisationDetails, applicant: Applicant, purpose: str) -> None:
    """Raises InvalidInputError with everything that is wrong with what somebody typed."""
    problems = details_problems(details)
    if not is_mailed_name(applicant.name) or len(applicant.name.strip()) > 200:
        problems.append(Problem(field="applicant_name", text="Enter your name, up to 200 characters."))
    if not is_email(applicant.email):
        problems.append(Problem(field="applicant_email", text="Enter an e-mail address like name@example.org."))
    if not 1 <= len(purpose.strip()) <= 2000:
        text = "Say in a few sentences what you want to verify results for, up to 2000 characters."
        problems.append(Problem(field="purpose", text=text))
    if problems:
        raise InvalidInputError("registration_invalid", problems)
    check_time_zone(applicant.time_zone)


@dataclass(slots=True, kw_only=True)
class Registration:
    """`due_at` is the moment from which the answer is late. `invitation` is the id of the invitation by a candidate
    that led here, if one did. `organisation_id` is the organisation that the approval made; `warned_at` when the
    recognition team was told that it is nearly late."""

    id: RegistrationId
    details: OrganisationDetails
    applicant: Applicant
    purpose: str
    received_at: datetime
    due_at: datetime
    invitation: UUID | None = None
    state: RegistrationState = RegistrationState.RECEIVED
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str = ""
    organisation_id: OrganisationId | None = None
    warned_at: datetime | None = None
    version: int = 0

    def __post_init__(self) -> None:
        check_registration(self.details, self.applicant, self.purpose)

    def approve(self, organisation_id: OrganisationId, *, by: str, now: datetime) -> None:
        self._check_open()
        self.state, self.organisation_id = RegistrationState.APPROVED, organisation_id
        self.decided_at, self.decided_by = now, by

    def refuse(self, reason: str, *, by: str, now: datetime) -> None:
        """The reason is told to the applicant."""
        self._check_open()
        if not 1 <= len(reason.strip()) <= 2000:
            raise InvalidInputError.of("reason", "Give the reason; the applicant is told.")
        self.state, self.reason = RegistrationState.REFUSED, reason.strip()
        self.decided_at, self.decided_by = now, by

    def warn(self, *, now: datetime) -> None:
        """Remember that the team was told; one time is enough."""
        self._check_open()
        self.warned_at = self.warned_at or now

    def _check_open(self) -> None:
        if self.state is not RegistrationState.RECEIVED:
            raise ConflictError("registration_is_decided", registration=self.id)


class Holidays(Protocol):
    """The public holidays of the country in which the recognition team works."""

    def is_holiday(self, day: date) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDays:
    """Monday to Friday without public holidays, in the recognition team's time zone."""

    holidays: Holidays
    time_zone: str

    def due_after(self, received_at: datetime, *, days: int = WORKING_DAYS) -> datetime:
        """The end of the last of so many whole working days after the day of receipt, as an instant in UTC."""
        zone = ZoneInfo(self.time_zone)
        day = received_at.astimezone(zone).date()
        while days:
            day += timedelta(days=1)
            days -= self.is_working_day(day)
        return _midnight_after(day, zone)

    def warn_at(self, due_at: datetime) -> datetime:
        """The beginning of the last working day before it is late: from then on the team is warned."""
        zone = ZoneInfo(self.time_zone)
        # The last moment in time lies in that day, also where the zone has been changed since it was worked out.
        day = (due_at - timedelta.resolution).astimezone(zone).date()
        return _midnight_after(day - timedelta(days=1), zone)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and not self.holidays.is_holiday(day)


def _midnight_after(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
