"""The proctoring session of one candidate, and the proctor's ratings of it."""

from dataclasses import dataclass, field
from datetime import datetime

from core.proctoring.model.log import ProctorBookingId
from core.shared.ids import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One version of a proctor's rating. `version` counts from 1; a later one does not remove the earlier."""

    version: int
    value: str
    note: str
    rated_at: datetime
    fetched_at: datetime


@dataclass(slots=True, kw_only=True)
class CandidateSession:
    """Made when the vendor first speaks of a candidate, by a join or a rating, whichever notice comes first.

    `reference` is the vendor's name for the session; `announcement` counts rating notices, so that a fetch started
    for an older one can be told from the latest.
    """

    booking_id: ProctorBookingId
    organisation_id: OrganisationId
    candidate_number: str
    reference: str
    joined_at: datetime | None = None
    announcement: int = 0
    fetches: int = 0
    ratings: list[Rating] = field(default_factory=list)
    version: int = 0

    def join(self, reference: str, *, at: datetime) -> bool:
        """Take note that the candidate joined; False for a repetition, and for an older session that is told of late.
        A new reference is a new session: they reconnected, and the link leads to the latest."""
        if self.joined_at is not None and (self.reference == reference or at < self.joined_at):
            return False
        self.reference, self.joined_at = reference, at
        return True

    def announce_rating(self, reference: str) -> None:
        if not self.reference:
            self.reference = reference
        self.announcement, self.fetches = self.announcement + 1, 0

    def count_fetch(self) -> int:
        self.fetches += 1
        return self.fetches

    def rate(self, *, value: str, note: str, rated_at: datetime, now: datetime) -> bool:
        """Store a rating as a new version; False when it is the latest one again."""
        latest = self.ratings[-1] if self.ratings else None
        if latest and (latest.value, latest.note, latest.rated_at) == (value, note, rated_at):
            return False
        self.ratings.append(
            Rating(version=len(self.ratings) + 1, value=value, note=note, rated_at=rated_at, fetched_at=now)
        )
        return True
