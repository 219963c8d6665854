"""What the catalogue needs from the world."""

from collections.abc import Sequence
from typing import Protocol

from core.access.model import Scope
from core.catalogue.model import Exam, ExamCode, Venue, VenueId
from core.shared.ids import OrganisationId
from core.shared.unit import Unit


class Exams(Protocol):
    """Raises NotFoundError("exam") for a code the catalogue does not have."""

    def put(self, exam: Exam) -> bool:
        """Add it, or replace the one with its code; False when it was there just so."""
        ...

    def get(self, code: ExamCode) -> Exam: ...


class Venues(Protocol):
    """Raises NotFoundError("venue") for what is not there or outside the scope."""

    def add(self, venue: Venue) -> None: ...
    def get(self, venue_id: VenueId, scope: Scope, *, for_update: bool = False) -> Venue: ...


class CatalogueUnit(Unit, Protocol):
    @property
    def exams(self) -> Exams: ...
    @property
    def venues(self) -> Venues: ...


class CatalogueReader(Protocol):
    def exams(self, *, in_use: bool | None = None) -> Sequence[Exam]:
        """All of them by name; a catalogue is small."""
        ...

    def venues(self, centre_id: OrganisationId) -> Sequence[Venue]:
        """All of a centre's, those in use first, then by name."""
        ...
