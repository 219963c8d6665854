"""Files of results: taken over at once, or uploaded, looked at and then taken over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from core.access.model import Actor
from core.access.permissions import Permission
from core.catalogue.ports import CatalogueReader
from core.results.importing import FileImport, ImportReport, ResultFile
from core.results.ports import ResultsUnit
from core.results.uploads import FOLDER, ResultFiles, ResultUpload, ResultUploadId
from core.shared.errors import InvalidInputError
from core.shared.files import FileStore
from core.shared.ids import new_id
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

MOST_UPLOADED = 10_000
"""Results of an uploaded file: somebody waits for the page. Larger files are brought in by the command line."""
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResultsCommand:
    """A dry run tells the same and stores nothing."""

    actor: Actor
    file: ResultFile
    dry_run: bool = False


class ImportResults:
    """All of the file or nothing. The same file again changes nothing."""

    def __init__(self, *, open_unit: OpenUnit[ResultsUnit], catalogue: CatalogueReader, clock: Clock) -> None:
        self._open_unit = open_unit
        self._catalogue = catalogue
        self._clock = clock

    def __call__(self, command: ImportResultsCommand) -> ImportReport:
        command.actor.require(Permission.MANAGE_RESULTS)
        importing = FileImport(
            command.file,
            exams=self._catalogue.exams(),
            open_unit=self._open_unit,
            by=command.actor.label,
            now=self._clock.now(),
        )
        return importing.rehearse() if command.dry_run else importing.run()


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadResultsCommand:
    """`release_at` is for results of which no session says when they are released."""

    actor: Actor
    name: str
    content: bytes
    release_at: datetime | None = None


class UploadResults:
    """Keeps a file whose beginning can be read. What is wrong with its rows is found when it is looked at."""

    def __init__(
        self, *, open_unit: OpenUnit[ResultsUnit], files: FileStore, result_files: ResultFiles, clock: Clock
    ) -> None:
        self._open_unit = open_unit
        self._files = files
        self._result_files = result_files
        self._clock = clock

    def __call__(self, command: UploadResultsCommand) -> ResultUploadId:
        command.actor.require(Permission.MANAGE_RESULTS)
        if next(self._result_files.rows(BytesIO(command.content)), None) is None:
            raise InvalidInputError.of("file", "The file is empty.")
        upload = ResultUpload(
            id=ResultUploadId(new_id()),
            uploaded_by=command.actor.person_id,
            name=command.name,
            release_at=command.release_at,
            uploaded_at=self._clock.now(),
        )
        self._files.put(upload.key, command.content)
        with self._open_unit() as unit:
            unit.result_uploads.add(upload)
            unit.commit()
        return upload.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultUploadCommand:
    actor: Actor
    upload_id: ResultUploadId


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    upload: ResultUpload
    report: ImportReport
    content: bytes


class TakeUpload:
    """Looks at an uploaded file, or takes it over; then the upload is used up."""

    def __init__(
        self,
        *,
        open_unit: OpenUnit[ResultsUnit],
        catalogue: CatalogueReader,
        files: FileStore,
        result_files: ResultFiles,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._catalogue = catalogue
        self._files = files
        self._result_files = result_files
        self._clock = clock

    def look(self, command: ResultUploadCommand) -> LookedAt:
        upload, content, importing = self._opened(command)
        return LookedAt(upload=upload, report=importing.rehearse(), content=content)

    def __call__(self, command: ResultUploadCommand) -> ImportReport:
        upload, _, importing = self._opened(command)
        report = importing.run()
        if report.is_stored:
            # The same file again would change nothing, so this may follow in a unit of its own.
            with self._open_unit() as unit:
                unit.result_uploads.remove(upload.id)
                unit.commit()
            self._files.remove(upload.key)
        return report

    def _opened(self, command: ResultUploadCommand) -> tuple[ResultUpload, bytes, FileImport]:
        command.actor.require(Permission.MANAGE_RESULTS)
        with self._open_unit() as unit:
            upload = unit.result_uploads.get(command.upload_id, command.actor.person_id)
        content = self._files.get(upload.key)
        file = ResultFile(
            rows=lambda: self._result_files.rows(BytesIO(content)),
            release_at=upload.release_at,
            most_rows=MOST_UPLOADED,
        )
        exams, by, now = self._catalogue.exams(), command.actor.label, self._clock.now()
        return upload, content, FileImport(file, exams=exams, open_unit=self._open_unit, by=by, now=now)


class ForgetResultUploads:
    """Handles the job `results.forget_uploads`, which the clockwork promises: files that nobody took over are not
    kept."""

    def __init__(self, *, open_unit: OpenUnit[ResultsUnit], files: FileStore, clock: Clock) -> None:
        self._open_unit = open_unit
        self._files = files
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        before = self._clock.now() - KEPT
        with self._open_unit() as unit:
            unit.result_uploads.forget_before(before)
            unit.commit()
        for key in list(self._files.keys(FOLDER, before=before)):
            self._files.remove(key)
