"""The storage of bookings in memory: what the ports promise, without a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from core.access.model import Partnership, Scope
from core.bookings.model import (
    Candidate,
    CandidateDetails,
    CandidateId,
    Entry,
    EntryId,
    EntryStatus,
    HelpRequest,
    RequestId,
    fold_document,
)
from core.bookings.reminding import Reminder
from core.bookings.uploads import EntryUpload, UploadId
from core.bookings.views import Clash, DeadlineKind
from core.sessions.model import TestSession, TestSessionId
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId
from core.shared.jobs import Job, Payload
from core.shared.time import utc

NOON = utc(2026, 12, 1, 12)


class SetClock:
    """Stands where a test puts it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


@dataclass
class Stored:
    """What the database would hold."""

    sessions: dict[TestSessionId, TestSession] = field(default_factory=dict)
    candidates: dict[CandidateId, Candidate] = field(default_factory=dict)
    entries: dict[EntryId, Entry] = field(default_factory=dict)
    uploads: dict[UploadId, EntryUpload] = field(default_factory=dict)
    requests: dict[RequestId, HelpRequest] = field(default_factory=dict)
    partners: set[tuple[OrganisationId, OrganisationId]] = field(default_factory=set)
    """Test centre and preparation centre."""
    jobs: list[Job] = field(default_factory=list)
    trail: list[tuple[str, str, str]] = field(default_factory=list)
    numbers: int = 0
    confirmation_links: dict[str, EntryId] = field(default_factory=dict)
    reminders: list[Reminder] = field(default_factory=list)

    def entered(self) -> list[Entry]:
        everything = sorted(self.entries.values(), key=lambda entry: entry.id)
        return [entry for entry in everything if entry.status is EntryStatus.ENTERED]


class MemorySessions:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.locked: list[TestSessionId] = []

    def add(self, session: TestSession) -> None:
        if self.with_code(session.code):
            raise ConflictError("session_code_taken")
        self._stored.sessions[session.id] = session

    def get(self, session_id: TestSessionId, scope: Scope, *, for_update: bool = False) -> TestSession:
        session = self._stored.sessions.get(session_id)
        if session is None or not self._is_seen(session, scope):
            raise NotFoundError("test_session")
        if for_update:
            self.locked.append(session_id)
        return session

    def _is_seen(self, session: TestSession, scope: Scope) -> bool:
        entrants = {one.entrant_id for one in self._stored.entered() if one.session_id == session.id}
        return any(scope.covers(one) for one in {session.centre_id, *session.available_to, *entrants})

    def with_code(self, code: str, *, for_update: bool = False) -> TestSession | None:
        return next((one for one in self._stored.sessions.values() if one.code == code), None)

    def many(self, session_ids: Sequence[TestSessionId]) -> Sequence[TestSession]:
        return [self._stored.sessions[one] for one in session_ids]

    def take_back_all(self, centre: OrganisationId, preparation_centre: OrganisationId) -> int:
        theirs = [one for one in self._stored.sessions.values() if one.centre_id == centre]
        taken = [one for one in theirs if preparation_centre in one.available_to]
        for one in taken:
            one.withdraw_from(preparation_centre)
        return len(taken)

    def with_deadline_between(self, start: datetime, end: datetime) -> Sequence[TestSession]:
        def falls(session: TestSession) -> bool:
            deadlines = session.plan.deadlines
            moments = (deadlines.entries, deadlines.late_entries, deadlines.payments)
            return any(moment is not None and start <= moment < end for moment in moments)

        return [one for one in self._stored.sessions.values() if falls(one)]


class MemoryCandidates:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def add_all(self, candidates: Sequence[Candidate]) -> None:
        self._stored.candidates |= {one.id: one for one in candidates}

    def get(self, candidate_id: CandidateId, scope: Scope, *, for_update: bool = False) -> Candidate:
        candidate = self._stored.candidates.get(candidate_id)
        centres = {one.centre_id for one in self._stored.entries.values() if one.candidate_id == candidate_id}
        if candidate is None or not any(scope.covers(one) for one in {candidate.owner_id, *centres}):
            raise NotFoundError("candidate")
        return candidate

    def same_people(self, owner: OrganisationId, wanted: Sequence[CandidateDetails]) -> dict[int, Candidate]:
        known = {_whole_key(one.details): one for one in self._stored.candidates.values() if one.owner_id == owner}
        return {place: known[_whole_key(one)] for place, one in enumerate(wanted) if _whole_key(one) in known}

    def of_session(self, session_id: TestSessionId) -> dict[str, tuple[Candidate, bool]]:
        everybody: dict[str, tuple[Candidate, bool]] = {}
        for one in self._stored.entries.values():
            if one.session_id == session_id:
                candidate = self._stored.candidates[one.candidate_id]
                was_in = everybody.get(candidate.number, (candidate, False))[1]
                everybody[candidate.number] = (candidate, was_in or one.status is EntryStatus.ENTERED)
        return everybody

    def next_numbers(self, count: int) -> Sequence[str]:
        first = self._stored.numbers + 1
        self._stored.numbers += count
        return [f"C{number:06}" for number in range(first, first + count)]


class MemoryEntries:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.locked: list[EntryId] = []

    def add_all(self, entries: Sequence[Entry]) -> None:
        self._stored.entries |= {one.id: one for one in entries}

    def get(self, entry_id: EntryId, scope: Scope, *, for_update: bool = False) -> Entry:
        entry = self._stored.entries.get(entry_id)
        if entry is None or not (scope.covers(entry.entrant_id) or scope.covers(entry.centre_id)):
            raise NotFoundError("entry")
        if for_update:
            self.locked.append(entry_id)
        return entry

    def of_booking(
        self, session_id: TestSessionId, entrant: OrganisationId, *, for_update: bool = False
    ) -> Sequence[Entry]:
        return [one for one in self.of_session(session_id) if one.entrant_id == entrant]

    def of_session(self, session_id: TestSessionId, *, for_update: bool = False) -> Sequence[Entry]:
        return [one for one in self._stored.entered() if one.session_id == session_id]

    def clashes(self, session_id: TestSessionId, people: Sequence[CandidateDetails]) -> dict[int, Clash]:
        found: dict[int, Clash] = {}
        for entry in self._stored.entered():
            details = self._stored.candidates[entry.candidate_id].details
            for place, one in enumerate(people):
                is_here = entry.session_id == session_id
                if _keys(one) & _keys(details) and (is_here or self._same_day(entry.session_id, session_id)):
                    earlier = found.get(place)
                    if earlier is None or is_here:
                        found[place] = self._clash(entry, details, is_here)
        return found

    def _same_day(self, one: TestSessionId, other: TestSessionId) -> bool:
        first, second = self._stored.sessions[one], self._stored.sessions[other]
        days = [{paper.window.start.date() for paper in session.plan.papers} for session in (first, second)]
        return first.centre_id == second.centre_id and bool(days[0] & days[1])

    def _clash(self, entry: Entry, details: CandidateDetails, same_session: bool) -> Clash:
        exam = self._stored.sessions[entry.session_id].plan.exam
        return Clash(
            candidate_name=details.name, session_id=entry.session_id, exam_name=exam, same_session=same_session
        )


def _keys(details: CandidateDetails) -> set[str]:
    return {fold_document(details.id_number), details.same_person_key}


def _whole_key(details: CandidateDetails) -> tuple[str, str]:
    return fold_document(details.id_number), details.same_person_key


class MemoryEntryUploads:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def add(self, upload: EntryUpload) -> None:
        self._stored.uploads[upload.id] = upload

    def get(self, upload_id: UploadId, entrant: OrganisationId) -> EntryUpload:
        upload = self._stored.uploads.get(upload_id)
        if upload is None or upload.entrant_id != entrant:
            raise NotFoundError("entry_upload")
        return upload

    def remove(self, upload_id: UploadId) -> None:
        if self._stored.uploads.pop(upload_id, None) is None:
            raise NotFoundError("entry_upload")

    def forget_before(self, uploaded_before: datetime) -> int:
        old = [key for key, one in self._stored.uploads.items() if one.uploaded_at < uploaded_before]
        for key in old:
            del self._stored.uploads[key]
        return len(old)


class MemoryHelpRequests:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def add(self, request: HelpRequest) -> None:
        self._stored.requests[request.id] = request

    def get(self, request_id: RequestId, scope: Scope, *, for_update: bool = False) -> HelpRequest:
        request = self._stored.requests.get(request_id)
        if request is None or not (scope.covers(request.entrant_id) or scope.covers(request.centre_id)):
            raise NotFoundError("help_request")
        return request


class MemoryPartnerships:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def begin(self, partnership: Partnership) -> None:
        self._stored.partners.add((partnership.test_centre_id, partnership.preparation_centre_id))

    def end(self, test_centre: OrganisationId, preparation_centre: OrganisationId, *, at: datetime) -> None:
        self._stored.partners.discard((test_centre, preparation_centre))

    def of_test_centre(self, test_centre: OrganisationId) -> Sequence[Partnership]:
        return [_partnership(*one) for one in sorted(self._stored.partners) if one[0] == test_centre]

    def of_preparation_centre(self, preparation_centre: OrganisationId) -> Sequence[Partnership]:
        return [_partnership(*one) for one in sorted(self._stored.partners) if one[1] == preparation_centre]

    def exists(self, test_centre: OrganisationId, preparation_centre: OrganisationId) -> bool:
        return (test_centre, preparation_centre) in self._stored.partners


def _partnership(test_centre: OrganisationId, preparation_centre: OrganisationId) -> Partnership:
    return Partnership(test_centre_id=test_centre, preparation_centre_id=preparation_centre, since=NOON)


class MemoryConfirmationLinks:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def add(self, digest: str, entry_id: EntryId) -> None:
        self._stored.confirmation_links[digest] = entry_id


class MemoryReminders:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def reminded(
        self, session_id: TestSessionId, kind: DeadlineKind, *, deadline: datetime, days: int
    ) -> frozenset[OrganisationId]:
        wanted = (session_id, kind, deadline, days)
        return frozenset(
            one.organisation_id
            for one in self._stored.reminders
            if (one.session_id, one.kind, one.deadline, one.days) == wanted
        )

    def add_all(self, reminders: Sequence[Reminder]) -> None:
        self._stored.reminders += reminders

    def owing(self, session_id: TestSessionId) -> Sequence[OrganisationId]:
        return sorted(
            {
                one.entrant_id
                for one in self._stored.entered()
                if one.session_id == session_id
                and one.entrant_id != one.centre_id
                and one.account(currency=one.lines[0].amount.currency).open.amount
            }
        )


class MemoryBookingsUnit:
    def __init__(self, stored: Stored) -> None:
        self.sessions = MemorySessions(stored)
        self.candidates = MemoryCandidates(stored)
        self.entries = MemoryEntries(stored)
        self.entry_uploads = MemoryEntryUploads(stored)
        self.help_requests = MemoryHelpRequests(stored)
        self.partnerships = MemoryPartnerships(stored)
        self.confirmation_links = MemoryConfirmationLinks(stored)
        self.deadline_reminders = MemoryReminders(stored)
        self.stored = stored
        self.committed = False

    def commit(self) -> None:
        self.committed = True

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        self.stored.jobs.append(Job(kind=kind, payload=payload, attempt=1))

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self.stored.trail.append((action, by, on))


class MemoryBookings:
    """`open_unit` works on a copy; its commit makes the copy what is stored. `units` are those opened, in order, and
    `open_units` counts those that are open just now."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.units: list[MemoryBookingsUnit] = []
        self.open_units = 0

    @contextmanager
    def open_unit(self) -> Iterator[MemoryBookingsUnit]:
        unit = MemoryBookingsUnit(deepcopy(self.stored))
        self.units.append(unit)
        self.open_units += 1
        try:
            yield unit
        finally:
            self.open_units -= 1
        if unit.committed:
            self.stored = unit.stored
