"""Shares of results with recognising organisations, look-ups by reference number, and invitations."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from core.results.model import ResultId
from core.shared.errors import ConflictError, InvalidInputError
from core.shared.ids import OrganisationId, PersonId

ShareId = NewType("ShareId", UUID)
InvitationId = NewType("InvitationId", UUID)

LOOK_UP_OPEN = timedelta(days=30)
"""How long a look-up by reference number goes on opening the result for the organisation that made it."""


class Field(StrEnum):
    """What a candidate may leave out of a share (FEATURES N08). The name, the exam, its date, the centre, the status
    and the reference number are in every share: without them nothing can be verified."""

    DATE_OF_BIRTH = "date_of_birth"
    ID_NUMBER = "id_number"
    EMAIL = "email"
    PHOTO = "photo"
    OVERALL = "overall"
    """Score, grade and CEFR level."""
    COMPONENTS = "components"


ALL_FIELDS = frozenset(Field)
ON_STATEMENT = frozenset({Field.ID_NUMBER, Field.PHOTO, Field.OVERALL, Field.COMPONENTS})
"""What a look-up shows: what stands on the statement of results in the hands of who gave away the number. Not the
date of birth, which may be asked for to prove just that, and not the e-mail address."""


class ShareEnd(StrEnum):
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(slots=True, kw_only=True)
class Share:
    """One result shown to one organisation. While it is not over there is no second one for the same two; one that
    begins later is another share, and new to everybody there. `shared_with` is what the organisation was called then,
    when the candidate agreed. `expires_at` is the first moment at which it is over."""

    id: ShareId
    result_id: ResultId
    organisation_id: OrganisationId
    shared_with: str
    shared_by: PersonId
    fields: frozenset[Field]
    shared_at: datetime
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    end: ShareEnd | None = None
    version: int = 0

    def __post_init__(self) -> None:
        if not self.fields & {Field.OVERALL, Field.COMPONENTS}:
            raise InvalidInputError.of("fields", "Share the overall result, the components, or both.")
        if self.expires_at is not None and self.expires_at <= self.shared_at:
            raise InvalidInputError.of("expires_on", "Choose a day in the future, or leave it out.")

    def is_active(self, *, now: datetime) -> bool:
        return self.ended_at is None and (self.expires_at is None or now < self.expires_at)

    def withdraw(self, *, now: datetime) -> None:
        if not self.is_active(now=now):
            raise ConflictError("share_is_over", share=self.id)
        self.ended_at, self.end = now, ShareEnd.WITHDRAWN

    def expire(self, *, now: datetime) -> None:
        """Does nothing before its time, and nothing a second time."""
        if self.ended_at is None and self.expires_at is not None and self.expires_at <= now:
            self.ended_at, self.end = self.expires_at, ShareEnd.EXPIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """That somebody of an organisation opened a result by its reference number."""

    result_id: ResultId
    organisation_id: OrganisationId
    person_id: PersonId
    at: datetime

    def is_open(self, *, now: datetime) -> bool:
        return now < self.at + LOOK_UP_OPEN


class ActivityKind(StrEnum):
    """What a candidate is told of what became of a result (FEATURES X03)."""

    SHARED = "shared"
    OPENED = "opened"
    DOWNLOADED = "downloaded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LOOKED_UP = "looked_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One line of it. An organisation's first opening of a share counts, not every glance; who it was there is the
    organisation's own matter and stands in the audit trail. `share_id` is None for a look-up."""

    result_id: ResultId
    organisation_id: OrganisationId
    share_id: ShareId | None
    kind: ActivityKind
    at: datetime


@dataclass(slots=True, kw_only=True)
class Invitation:
    """A candidate's invitation to an organisation that is not listed. Its id stands in the mailed link to the form and
    opens nothing; it says who asked. `registered` says that somebody followed it and registered."""

    id: InvitationId
    invited_by: PersonId
    organisation_name: str
    email: str
    sent_at: datetime
    registered: bool = False
    version: int = 0

    def follow(self) -> None:
        """Somebody came by its link and registered; that it happens again changes nothing."""
        self.registered = True
