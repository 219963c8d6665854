"""The storage of results in memory: units that work on a copy, which their commit keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import BinaryIO, Protocol

from core.access.model import Organisation
from core.bookings.model import fold_document
from core.catalogue.model import Exam, ExamCode, Venue
from core.results.model import Result, ResultId
from core.results.ports import Sat, SittingKey
from core.results.reference import ReferenceNumber
from core.results.uploads import ResultUpload, ResultUploadId
from core.shared.errors import ConflictError, NotFoundError
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Payload
from core.shared.time import utc
from tests.fakes.access import MemoryOrganisations
from tests.fakes.access import Stored as StoredAccess
from tests.fakes.sessions import MemoryExams
from tests.fakes.sessions import Stored as StoredCatalogue


@dataclass
class Stored:
    """What the database would hold. `sat` is what bookings and sessions know, by exam, day and number."""

    results: dict[ResultId, Result] = field(default_factory=dict)
    exams: dict[ExamCode, Exam] = field(default_factory=dict)
    centres: dict[str, Organisation] = field(default_factory=dict)
    sat: dict[SittingKey, Sat] = field(default_factory=dict)
    uploads: dict[ResultUploadId, ResultUpload] = field(default_factory=dict)
    jobs: list[tuple[str, Payload, str]] = field(default_factory=list)
    trail: list[tuple[str, str, str, Mapping[str, str]]] = field(default_factory=list)
    drawn: int = 0


class MemoryResults:
    """What is read without `for_update` is a copy: what is changed on it is lost, as in the database."""

    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self._held: dict[ResultId, Result] = {}

    def add_all(self, results: Sequence[Result]) -> None:
        for one in results:
            if self.of_sittings([_key(one)]):
                raise ConflictError("result_exists")
            self._stored.results[one.id] = one

    def get(self, result_id: ResultId, *, for_update: bool = False) -> Result:
        if result_id not in self._stored.results:
            raise NotFoundError("result")
        return self._taken(self._stored.results[result_id], for_update=for_update)

    def with_reference(self, reference: ReferenceNumber) -> Result | None:
        found = [one for one in self._stored.results.values() if one.reference == reference]
        return deepcopy(found[0]) if found else None

    def of_sittings(self, keys: Sequence[SittingKey], *, for_update: bool = False) -> dict[SittingKey, Result]:
        by_key = {_folded(_key(one)): one for one in self._stored.results.values()}
        return {key: self._taken(by_key[_folded(key)], for_update=for_update) for key in keys if _folded(key) in by_key}

    def due(
        self,
        *,
        now: datetime | None,
        limit: int,
        exam: ExamCode | None = None,
        taken_on: date | None = None,
        planned_for: datetime | None = None,
    ) -> Sequence[Result]:
        waiting = [
            one
            for one in self._stored.results.values()
            if not one.is_released
            and (now is None or one.release_at <= now)
            and exam in (None, one.sitting.exam)
            and taken_on in (None, one.sitting.taken_on)
            and planned_for in (None, one.release_at)
        ]
        in_order = sorted(waiting, key=lambda one: (one.release_at, one.id))
        return [self._taken(one, for_update=True) for one in in_order[:limit]]

    def let_go(self) -> None:
        self.raise_versions()

    def photos(self, keys: Sequence[str]) -> Set[str]:
        return {one.photo for one in self._stored.results.values() if one.photo in keys and one.photo}

    def next_sequence(self, count: int) -> range:
        self._stored.drawn += count
        return range(self._stored.drawn - count, self._stored.drawn)

    def raise_versions(self) -> None:
        for held, was in self._held.items():
            self._stored.results[held].version += self._stored.results[held] != was
        self._held.clear()

    def _taken(self, one: Result, *, for_update: bool) -> Result:
        if for_update:
            self._held.setdefault(one.id, deepcopy(one))
            return one
        return deepcopy(one)


def _key(one: Result) -> SittingKey:
    return (one.sitting.exam, one.sitting.taken_on, one.holder.number)


def _folded(key: SittingKey) -> SittingKey:
    exam, taken_on, number = key
    return (exam, taken_on, fold_document(number))


class MemoryUploads:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.uploads

    def add(self, upload: ResultUpload) -> None:
        self._all[upload.id] = upload

    def get(self, upload_id: ResultUploadId, person: PersonId) -> ResultUpload:
        found = self._all.get(upload_id)
        if found is None or found.uploaded_by != person:
            raise NotFoundError("result_upload")
        return found

    def remove(self, upload_id: ResultUploadId) -> None:
        if self._all.pop(upload_id, None) is None:
            raise NotFoundError("result_upload")

    def forget_before(self, uploaded_before: datetime) -> int:
        old = [one.id for one in self._all.values() if one.uploaded_at < uploaded_before]
        for upload_id in old:
            del self._all[upload_id]
        return len(old)


class MemorySittings:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def known(self, keys: Sequence[tuple[SittingKey, OrganisationId]]) -> dict[SittingKey, Sat]:
        return {key: self._stored.sat.get(key, Sat()) for key, _ in keys}

    def centres(self, numbers: Sequence[str]) -> dict[str, Organisation]:
        return {number: self._stored.centres[number] for number in numbers if number in self._stored.centres}


class MemoryUnit:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.is_committed = False
        self.results = MemoryResults(stored)
        self.result_uploads = MemoryUploads(stored)
        self.sittings = MemorySittings(stored)
        self.exams = MemoryExams(StoredCatalogue(exams=stored.exams))
        self.organisations = MemoryOrganisations(StoredAccess())

    def commit(self) -> None:
        self.results.raise_versions()
        self.is_committed = True

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        self._stored.jobs.append((kind, payload, key))

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self._stored.trail.append((action, by, on, facts or {}))


class MemoryHouse:
    """`open_unit` as use cases are given it, and the catalogue's reader over the same exams."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.commits = 0
        self.is_open = False

    @contextmanager
    def open_unit(self) -> Iterator[MemoryUnit]:
        draft = deepcopy(self.stored)
        unit = MemoryUnit(draft)
        self.is_open = True
        try:
            yield unit
        finally:
            self.is_open = False
        if unit.is_committed:
            self.commits += 1
            self.stored = draft

    def exams(self, *, in_use: bool | None = None) -> Sequence[Exam]:
        return sorted(self.stored.exams.values(), key=lambda exam: exam.name)

    def venues(self, centre_id: OrganisationId) -> Sequence[Venue]:
        return []


class OpensUnits(Protocol):
    @property
    def is_open(self) -> bool: ...


class MemoryFiles:
    """A store of files. What it is asked while a unit is open would keep others waiting, and fails."""

    def __init__(self, house: OpensUnits | None = None) -> None:
        self._house = house
        self.contents: dict[str, tuple[bytes, datetime]] = {}
        self.time = utc(2027, 3, 1, 12)

    def put(self, key: str, content: bytes) -> None:
        self._check_no_unit()
        if key in self.contents:
            raise ConflictError("file_exists")
        self.contents[key] = (content, self.time)

    @contextmanager
    def writing(self, key: str) -> Iterator[BinaryIO]:
        written = BytesIO()
        yield written
        self.put(key, written.getvalue())

    def get(self, key: str) -> bytes:
        self._check_no_unit()
        if key not in self.contents:
            raise NotFoundError("file")
        return self.contents[key][0]

    def read(self, key: str) -> Iterator[bytes]:
        return iter([self.get(key)])

    def remove(self, key: str) -> None:
        self._check_no_unit()
        self.contents.pop(key, None)

    def keys(self, prefix: str, *, before: datetime) -> Iterator[str]:
        self._check_no_unit()
        return iter([key for key, (_, at) in self.contents.items() if key.startswith(prefix) and at < before])

    def _check_no_unit(self) -> None:
        assert self._house is None or not self._house.is_open, "no file call inside a unit"
