"""Taking over a file of results: all of it or nothing, and the same file again changes nothing.

It is read twice: judged batch by batch in short units, then stored in one, so that a file that is wrong keeps nobody
from writing. What changed between the two is judged again.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from core.bookings.entry_file import FileRow
from core.bookings.model import fold_document
from core.catalogue.marking import components_of
from core.catalogue.model import Exam, ExamCode
from core.results.judging import Fate, Known, Wanted, judge, key_of
from core.results.model import Result, ResultId, ResultStatus, sort_id
from core.results.ports import ResultsUnit, SittingKey
from core.results.promises import promise_change
from core.results.reference import draw_reference
from core.results.result_file import MAX_ROWS, Header, SubmittedResult, is_blank, read_header, read_row
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import new_id
from core.shared.unit import OpenUnit

AT_ONCE = 500
MOST_TOLD = 1000
"""Problems that are told; of more only the number is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFile:
    """`rows` begins the file anew each time it is called, with the header first. `release_at` is for results of which
    no session says when they are released."""

    rows: Callable[[], Iterator[FileRow]]
    release_at: datetime | None = None
    most_rows: int = MAX_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedSitting:
    """How many results of one exam and day a file has; `release_at` is None where the stored time stays."""

    exam: ExamCode
    exam_name: str
    taken_on: date
    release_at: datetime | None
    results: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What the file means. Nothing is stored while anything is wrong; `wrong` counts what `problems` may have no room
    for."""

    rows: int
    fates: Mapping[Fate, int]
    sittings: tuple[ImportedSitting, ...]
    problems: tuple[Problem, ...]
    wrong: int
    is_stored: bool


class FileImport:
    """One import by one actor, at one moment."""

    def __init__(
        self,
        file: ResultFile,
        *,
        exams: Sequence[Exam],
        open_unit: OpenUnit[ResultsUnit],
        by: str,
        now: datetime,
    ) -> None:
        self._file = file
        self._exams = {exam.code: exam for exam in exams}
        self._open_unit = open_unit
        self._by, self._now = by, now

    def rehearse(self) -> ImportReport:
        """What the file means; nothing is stored. Raises InvalidInputError where nothing can be read at all."""
        return self._rehearsed().closed(is_stored=False)

    def run(self) -> ImportReport:
        """Store it unless anything is wrong. What changes nothing is not stored anew, and counts as stored."""
        rehearsed = self._rehearsed()
        if rehearsed.wrong:
            return rehearsed.closed(is_stored=False)
        if rehearsed.fates[Fate.UNCHANGED] == rehearsed.rows:
            return rehearsed.closed(is_stored=True)
        return self._store(new=rehearsed.fates[Fate.NEW])

    def _rehearsed(self) -> "_Report":
        report = _Report(self._exams)
        for rows in self._batches(report):
            with self._open_unit() as unit:
                report.take(self._judged(unit, rows, report))
        return report

    def _store(self, *, new: int) -> ImportReport:
        report = _Report(self._exams)
        sequence = iter(self._drawn(new))
        with self._open_unit() as unit:
            for rows in self._batches(report):
                judged = self._judged(unit, rows, report, for_update=True)
                if report.wrong:
                    raise ConflictError("changed_meanwhile")
                report.take(judged)
                unit.results.add_all([_made(wanted, sequence) for wanted, fate, _ in judged if fate is Fate.NEW])
                for wanted, fate, stored in judged:
                    if fate is Fate.REVISED and stored is not None:
                        _revise(stored, wanted, by=self._by, now=self._now)
                        if stored.is_released and stored.status is ResultStatus.FINAL:
                            # A provisional one may change without a word, but that it counts now is told.
                            promise_change(unit, stored, now=self._now)
                unit.results.let_go()
            facts = {fate.value: str(report.fates[fate]) for fate in Fate}
            unit.record("results_imported", by=self._by, on="results:file", facts=facts)
            unit.commit()
        return report.closed(is_stored=True)

    def _drawn(self, count: int) -> range:
        """Running numbers, taken before the file is stored: whoever else wants some does not wait for all of it."""
        if not count:
            return range(0)
        with self._open_unit() as unit:
            drawn = unit.results.next_sequence(count)
            unit.commit()
        return drawn

    def _batches(self, report: "_Report") -> Iterator[list[SubmittedResult]]:
        left = iter(_Reading(self._file, self._exams, report).results())
        while batch := list(islice(left, AT_ONCE)):
            yield batch

    def _judged(
        self, unit: ResultsUnit, rows: Sequence[SubmittedResult], report: "_Report", *, for_update: bool = False
    ) -> "list[_Judged]":
        centres = unit.sittings.centres([row.centre_number for row in rows])
        asked = [(key_of(row), centres[row.centre_number].id) for row in rows if row.centre_number in centres]
        known = Known(
            exams=self._exams,
            centres=centres,
            sat=unit.sittings.known(asked),
            stored=unit.results.of_sittings([key_of(row) for row in rows], for_update=for_update),
            release_at=self._file.release_at,
            today=self._now.date(),
        )
        judged: list[_Judged] = []
        for row in rows:
            verdict = judge(row, known)
            if isinstance(verdict, list):
                report.tell(verdict)
            else:
                judged.append((*verdict, known.stored.get(key_of(row))))
        return judged


_Judged = tuple[Wanted, Fate, Result | None]


class _Reading:
    """The rows of the file that can be read; what is wrong with the others goes to the report."""

    def __init__(self, file: ResultFile, exams: Mapping[ExamCode, Exam], report: "_Report") -> None:
        self._file, self._report = file, report
        self._components = components_of([exam.marking for exam in exams.values() if exam.marking])
        self._met: dict[SittingKey, int] = {}

    def results(self) -> Iterator[SubmittedResult]:
        """Raises InvalidInputError where nothing can be read at all, or where the file has too many rows."""
        rows = self._file.rows()
        first = next((row for row in rows if not is_blank(row)), None)
        if first is None:
            raise InvalidInputError.of("file", "The file is empty.")
        header = read_header(first, self._components)
        for row in rows:
            if not is_blank(row):
                self._report.count(most=self._file.most_rows)
                yield from self._read(header, row)
        if not self._report.rows:
            raise InvalidInputError.of("file", "The file has a header but no results.")

    def _read(self, header: Header, row: FileRow) -> Iterator[SubmittedResult]:
        read = read_row(header, row)
        if isinstance(read, list):
            self._report.tell(read)
            return
        key = (read.exam, read.taken_on, fold_document(read.number))
        earlier = self._met.setdefault(key, read.line)
        if earlier != read.line:
            text = f"Line {earlier} has a result of this candidate, exam and day as well."
            self._report.tell([Problem(field="candidate_number", text=text, line=read.line)])
            return
        yield read


@dataclass(slots=True)
class _Report:
    exams: Mapping[ExamCode, Exam]
    rows: int = 0
    wrong: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    sittings: Counter[tuple[ExamCode, date, datetime | None]] = field(default_factory=Counter)

    def count(self, *, most: int) -> None:
        self.rows += 1
        if self.rows > most:
            raise InvalidInputError.of("file", f"The file has more than {most:,} results; divide it.")

    def tell(self, problems: Sequence[Problem]) -> None:
        self.wrong += len(problems)
        self.problems += problems[: max(MOST_TOLD - len(self.problems), 0)]

    def take(self, judged: "Sequence[_Judged]") -> None:
        for wanted, fate, _ in judged:
            self.fates[fate] += 1
            self.sittings[wanted.sitting.exam, wanted.sitting.taken_on, wanted.release_at] += 1

    def closed(self, *, is_stored: bool) -> ImportReport:
        in_order = sorted(self.sittings.items(), key=lambda one: (one[0][1], one[0][0], str(one[0][2])))
        return ImportReport(
            rows=self.rows,
            fates={fate: self.fates[fate] for fate in Fate},
            sittings=tuple(
                ImportedSitting(
                    exam=exam, exam_name=self.exams[exam].name, taken_on=day, release_at=release_at, results=results
                )
                for (exam, day, release_at), results in in_order
            ),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.line or 0)),
            wrong=self.wrong,
            is_stored=is_stored,
        )


def _made(wanted: Wanted, sequence: Iterator[int]) -> Result:
    place = next(sequence, None)
    if place is None or wanted.release_at is None:
        raise ConflictError("changed_meanwhile")
    return Result(
        id=ResultId(new_id()),
        sid=sort_id(wanted.sitting.taken_on, place),
        reference=draw_reference(),
        holder=wanted.holder,
        sitting=wanted.sitting,
        marks=wanted.marks,
        status=wanted.status,
        release_at=wanted.release_at,
    )


def _revise(stored: Result, wanted: Wanted, *, by: str, now: datetime) -> None:
    stored.revise(
        holder=wanted.holder,
        sitting=wanted.sitting,
        marks=wanted.marks,
        status=wanted.status,
        release_at=wanted.release_at or stored.release_at,
        by=by,
        now=now,
    )
