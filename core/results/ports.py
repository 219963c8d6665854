"""What results need from the world."""

from collections.abc import Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Protocol

from core.access.model import Organisation
from core.access.ports import Organisations
from core.bookings.model import CandidateDetails
from core.catalogue.model import ExamCode
from core.catalogue.ports import Exams
from core.results.model import Result, ResultId
from core.results.reference import ReferenceNumber
from core.results.uploads import ResultUploads
from core.results.views import ReleaseRow, ResultFilter, ResultRow, ResultView
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest
from core.shared.unit import Unit

SittingKey = tuple[ExamCode, date, str]
"""Exam, day and candidate ID number: one candidate has one result of an exam on a day."""


class Results(Protocol):
    """Raises NotFoundError("result") for what is not there. What recognising organisations search is kept in step with
    every change in the same transaction (DESIGN section 5)."""

    def add_all(self, results: Sequence[Result]) -> None:
        """Raises ConflictError("reference_taken") or ConflictError("result_exists")."""
        ...

    def get(self, result_id: ResultId, *, for_update: bool = False) -> Result: ...
    def with_reference(self, reference: ReferenceNumber) -> Result | None: ...
    def of_sittings(self, keys: Sequence[SittingKey], *, for_update: bool = False) -> dict[SittingKey, Result]:
        """Those there are, by key."""
        ...

    def due(
        self,
        *,
        now: datetime | None,
        limit: int,
        exam: ExamCode | None = None,
        taken_on: date | None = None,
        planned_for: datetime | None = None,
    ) -> Sequence[Result]:
        """Results whose release time has come and that are not out yet, the oldest time first; held for update. Without
        `now` whenever their time is; only those of the exam, the day and the very release time that are given."""
        ...

    def let_go(self) -> None:
        """Write what changed so far and forget it: for work on more results than memory should hold."""
        ...

    def photos(self, keys: Sequence[str]) -> Set[str]:
        """Those of the keys that are some result's photo."""
        ...

    def next_sequence(self, count: int) -> range:
        """Running numbers for sort ids that no result has. Who asks meanwhile waits until the unit is over."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sat:
    """What the house knows of a sitting from sessions and bookings: who was entered under the candidate ID number, the
    number as it is printed, when the session's results are released and the city of its venue. Each is None where the
    house does not know."""

    number: str | None = None
    details: CandidateDetails | None = None
    release_at: datetime | None = None
    place: str | None = None


class Sittings(Protocol):
    def known(self, keys: Sequence[tuple[SittingKey, OrganisationId]]) -> dict[SittingKey, Sat]:
        """By sitting, given with its test centre: the candidate of that number, with or without its hyphen, and the
        centre's session of that exam whose first paper is on that day, in the session's zone. Where it held several,
        the one released last counts. Every key has a value."""
        ...

    def centres(self, numbers: Sequence[str]) -> dict[str, Organisation]:
        """The test centres with these centre numbers."""
        ...


class ArchivedFiles(Protocol):
    """The files of an archive, by their names in it."""

    def names(self) -> Sequence[str]: ...
    def read(self, name: str, *, limit: int) -> bytes:
        """At most so many bytes of it, however many it claims to have. Raises InvalidInputError for what is locked or
        damaged."""
        ...


class PhotoArchives(Protocol):
    def open(self, content: BinaryIO) -> AbstractContextManager[ArchivedFiles]:
        """Raises InvalidInputError("archive") for what is no ZIP, or would unpack to too much."""
        ...


class ResultsUnit(Unit, Protocol):
    @property
    def results(self) -> Results: ...
    @property
    def result_uploads(self) -> ResultUploads: ...
    @property
    def sittings(self) -> Sittings: ...
    @property
    def exams(self) -> Exams: ...
    @property
    def organisations(self) -> Organisations: ...


class ResultsReader(Protocol):
    """For the awarding body, which sees every result."""

    def results(self, page: PageRequest, wanted: ResultFilter) -> Page[ResultRow]:
        """The newest exam first."""
        ...

    def result(self, result_id: ResultId) -> ResultView: ...
    def waiting(self) -> Sequence[ReleaseRow]:
        """What is to be released, the next first, at most 200 lines."""
        ...
