"""Making the file of a download."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from core.access.model import Actor
from core.exports.downloads import AT_ONCE, Download, DownloadFile, DownloadId, Packing
from core.exports.model import Cell, DataTable, ExportFormat
from core.exports.ports import DataRow, Dataset, Datasets, DownloadsReader, Formats, MakingUnit
from core.exports.promises import promise_download_news
from core.exports.signing import StatementSigner
from core.shared.errors import ExamhallError, InvalidInputError, NotAllowedError, NotFoundError
from core.shared.files import FileStore
from core.shared.ids import new_id
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_BATCH = 500
"""So many rows are written between two looks at whether it was cancelled."""
_PIECE = 1 << 16


class MakeDownload:
    """Handles the job `exports.make`, and makes short ones while the person waits.

    What the person may see is asked again here: between asking and making, a share can have been withdrawn or the
    person have left. Begun anew after a crash it writes another file; the first one is swept up.
    """

    def __init__(
        self,
        *,
        open_unit: OpenUnit[MakingUnit],
        reader: DownloadsReader,
        datasets: Datasets,
        formats: Formats,
        files: FileStore,
        signer: StatementSigner,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._reader = reader
        self._datasets = datasets
        self._formats = formats
        self._files = files
        self._signer = signer
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        for job in jobs:
            self.make(DownloadId(UUID(job.payload["download"])))

    def make(self, download_id: DownloadId) -> None:
        """Do nothing for one that is over. What cannot be made is told in the history; what may work later, such as a
        signer that does not answer, is raised, and the job comes again."""
        try:
            begun = self._begin(download_id)
            if begun is not None:
                self._write(begun)
        except _Cancelled:
            return
        except InvalidInputError as error:
            self._fail(download_id, " ".join(problem.text for problem in error.problems))
        except (NotFoundError, NotAllowedError):
            self._fail(download_id, "What was asked for cannot be seen any more.")

    def _begin(self, download_id: DownloadId) -> "_Begun | None":
        with self._open_unit() as unit:
            download = unit.downloads.get(download_id, None, for_update=True)
            if not download.is_under_way:
                return None
            actor, dataset = _actor(unit, download), self._datasets.get(download.order.dataset)
            dataset.require(actor)
            chosen = self._formats.get(download.order.format)
            if chosen is None:
                raise InvalidInputError.of("format", "The format is not installed any more.")
            download.start(total=download.total)
            unit.downloads.forget_subjects(download_id)
            unit.commit()
        return _Begun(download=download, actor=actor, dataset=dataset, format=chosen, now=self._clock.now())

    def _write(self, begun: "_Begun") -> None:
        download, chosen = begun.download, begun.format
        apart = download.order.packing is Packing.APART
        extension = "zip" if apart else chosen.extension
        key = f"downloads/{new_id()}.{extension}"
        known = {one.id: one for one in begun.dataset.columns()}
        columns = tuple(known[one] for one in download.order.columns)
        flow = _Flow(rows=self._rows(begun))
        with self._files.writing(key) as stream:
            measured = _Measured(stream)
            out = io.BufferedWriter(measured, _PIECE)
            table = DataTable(title=begun.dataset.title, columns=columns, rows=self._noted(flow, begun))
            if apart:
                self._write_apart(table, begun, out)
            elif chosen.signed:
                out.write(self._signer.sign(_written(chosen, table, begun)))
            else:
                chosen.write(table, download.order.options, out)
            out.flush()
        self._finish(begun, flow, key=key, extension=extension, made=measured)

    def _rows(self, begun: "_Begun") -> Iterator[DataRow]:
        order, former = begun.download.order, begun.download.again_of
        subjects = None if former is None else (subject for subject, _ in self._reader.subjects(former))
        return begun.dataset.rows(begun.actor, order.selection, order.columns, subjects=subjects, now=begun.now)

    def _noted(self, flow: "_Flow", begun: "_Begun") -> Iterator[tuple[Cell, ...]]:
        """The cells of each row; every few hundred what was written is noted, and who is to be told of it."""
        for row in flow.rows:
            yield row.cells
            flow.pending.append((row.subject, row.version))
            if len(flow.pending) == _BATCH:
                self._note(flow, begun)
        self._note(flow, begun)

    def _note(self, flow: "_Flow", begun: "_Begun") -> None:
        subjects, flow.pending = flow.pending, []
        flow.written += len(subjects)
        with self._open_unit() as unit:
            download = unit.downloads.get(begun.download.id, None, for_update=True)
            if not download.is_under_way:
                raise _Cancelled
            download.go_on(written=flow.written)
            unit.downloads.put_subjects(download.id, subjects)
            begun.dataset.note(unit, download.organisation_id, [one for one, _ in subjects], at=self._clock.now())
            unit.commit()

    def _write_apart(self, table: DataTable, begun: "_Begun", out: BinaryIO) -> None:
        """One file for each row in a ZIP, named by its first cell. The files are compressed in themselves."""
        names: list[str] = []

        def files() -> Iterator[bytes]:
            for cells in table.rows:
                names.append(f"{len(names) + 1:04}-{_in_file_names(str(cells[0]))}.{begun.format.extension}")
                alone = DataTable(title=table.title, columns=table.columns, rows=iter((cells,)))
                yield _written(begun.format, alone, begun)

        made = self._signer.sign_all(files()) if begun.format.signed else files()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for place, content in enumerate(made):
                archive.writestr(names[place], content)

    def _finish(self, begun: "_Begun", flow: "_Flow", *, key: str, extension: str, made: "_Measured") -> None:
        now = self._clock.now()
        media_type = "application/zip" if extension == "zip" else begun.format.media_type
        file = DownloadFile(
            key=key,
            name=f"{begun.dataset.name.replace('_', '-')}-{now:%Y-%m-%d}.{extension}",
            media_type=media_type,
            size=made.size,
            digest=made.digest,
        )
        left_out, changed = self._differences(begun.download)
        with self._open_unit() as unit:
            download = unit.downloads.get(begun.download.id, None, for_update=True)
            if not download.is_under_way:
                raise _Cancelled
            download.finish(file, written=flow.written, left_out=left_out, changed=changed, now=now)
            self._tell(unit, download, now)
            facts = {"rows": str(flow.written), "sha256": file.digest}
            unit.record("download_made", by=begun.actor.label, on=f"download:{download.id}", facts=facts)
            unit.commit()

    def _differences(self, download: Download) -> tuple[int, int]:
        """How many rows of the download that this one repeats are missing in it, and how many are not as they were.
        Both lists have one order, so they are walked side by side."""
        if download.again_of is None:
            return 0, 0
        left_out = changed = 0
        now_there = self._reader.subjects(download.id)
        here = next(now_there, None)
        for subject, version in self._reader.subjects(download.again_of):
            if here is None or here[0] != subject:
                left_out += 1
                continue
            changed += here[1] != version
            here = next(now_there, None)
        return left_out, changed

    def _fail(self, download_id: DownloadId, problem: str) -> None:
        with self._open_unit() as unit:
            download = unit.downloads.get(download_id, None, for_update=True)
            if download.is_under_way:
                download.fail(problem)
                self._tell(unit, download, self._clock.now())
                unit.commit()

    @staticmethod
    def _tell(unit: MakingUnit, download: Download, now: datetime) -> None:
        """Who waited at the page needs no letter."""
        if download.total > AT_ONCE:
            promise_download_news(unit, download.id, now=now)


class _Cancelled(ExamhallError):
    def __init__(self) -> None:
        super().__init__("download_cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    download: Download
    actor: Actor
    dataset: Dataset
    format: ExportFormat
    now: datetime


@dataclass(slots=True, kw_only=True)
class _Flow:
    """Rows on their way: where they come from, those not noted yet, and how many were."""

    rows: Iterator[DataRow]
    pending: list[tuple[UUID, int]] = field(default_factory=list)
    written: int = 0


class _Measured(io.RawIOBase):
    """Passes bytes on, and knows how many they were and their SHA-256."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        # Any: what holds bytes has a name of its own only from Python 3.12 on.
        self._stream.write(content)
        self._hash.update(content)
        self.size += len(content)
        return len(content)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def _actor(unit: MakingUnit, download: Download) -> Actor:
    """The person as they are now in the organisation. Raises NotAllowedError when they left it."""
    person = unit.people.get(download.person_id)
    roles = person.memberships.get(download.organisation_id)
    if not person.active or not roles:
        raise NotAllowedError("not_a_member", person=person.id)
    kind = unit.organisations.get(download.organisation_id).kind
    return Actor(person_id=person.id, organisation_id=download.organisation_id, organisation_kind=kind, roles=roles)


def _written(chosen: ExportFormat, table: DataTable, begun: _Begun) -> bytes:
    """The whole file, which is held in memory to be signed."""
    content = io.BytesIO()
    chosen.write(table, begun.download.order.options, content)
    return content.getvalue()


def _in_file_names(text: str) -> str:
    """What is left of a text in the name of a file on every system."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", text).strip("-")[:60] or "file"
