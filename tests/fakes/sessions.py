"""The storage of the catalogue and of sessions in memory: units that work on a copy, which their commit keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from core.access.model import Partnership, Scope
from core.catalogue.model import Exam, ExamCode, Venue, VenueId
from core.shared.errors import NotFoundError
from core.shared.ids import OrganisationId
from core.shared.jobs import Payload
from tests.fakes import bookings
from tests.fakes.access import MemoryOrganisations, MemoryPartnerships
from tests.fakes.access import Stored as StoredAccess


@dataclass
class Stored:
    """What the database would hold."""

    exams: dict[ExamCode, Exam] = field(default_factory=dict)
    venues: dict[VenueId, Venue] = field(default_factory=dict)
    sessions: bookings.Stored = field(default_factory=bookings.Stored)
    partnerships: dict[tuple[OrganisationId, OrganisationId], Partnership] = field(default_factory=dict)
    trail: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)


class MemoryExams:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.exams

    def put(self, exam: Exam) -> bool:
        changed = self._all.get(exam.code) != exam
        self._all[exam.code] = exam
        return changed

    def get(self, code: ExamCode) -> Exam:
        if code not in self._all:
            raise NotFoundError("exam", exam=code)
        return self._all[code]


class MemoryVenues:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.venues

    def add(self, venue: Venue) -> None:
        self._all[venue.id] = venue

    def get(self, venue_id: VenueId, scope: Scope, *, for_update: bool = False) -> Venue:
        found = self._all.get(venue_id)
        if found is None or not scope.covers(found.centre_id):
            raise NotFoundError("venue", venue=venue_id)
        return found if for_update else deepcopy(found)


class MemorySessionsUnit:
    """Fits the catalogue's unit and that of sessions."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.committed = False
        self.exams = MemoryExams(stored)
        self.venues = MemoryVenues(stored)
        self.sessions = bookings.MemorySessions(stored.sessions)
        self.organisations = MemoryOrganisations(StoredAccess())
        self.partnerships = MemoryPartnerships(stored.partnerships)

    def commit(self) -> None:
        self.committed = True

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        raise AssertionError("planning sessions promises no jobs")

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self._stored.trail.append((action, facts or {}))


class MemoryCentre:
    def __init__(self) -> None:
        self.stored = Stored()

    @contextmanager
    def open_unit(self) -> Iterator[MemorySessionsUnit]:
        draft = deepcopy(self.stored)
        unit = MemorySessionsUnit(draft)
        yield unit
        if unit.committed:
            self.stored = draft
