"""Making the file of a download."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import BinaryIO
from uuid import UUID

from core.access.model import Actor
from core.access.permissions import Permission
from core.exports.downloads import Download, DownloadFile, DownloadId, Packing, holds_photos
from core.exports.files import Measured, in_file_names, put_together
from core.exports.model import Cell, Column, DataTable, ExportFormat
from core.exports.ports import DataRow, Dataset, Datasets, DownloadsReader, Formats, MakingUnit
from core.exports.promises import promise_download_news
from core.exports.signing import StatementSigner
from core.shared.errors import (
    ExamhallError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from core.shared.files import FileStore
from core.shared.ids import new_id
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_BATCH = 500
"""So many rows are written between two looks at whether it was cancelled."""
_BATCH_SIGNED = 20
"""The same of pages that take a tenth of a second each: who looks on sees that it goes on."""
_PIECE = 1 << 16
_NOTHING = "Nothing that was asked for can be in a file now: it was taken back, or its scores are withheld or revoked."
_FOR_GOOD = {
    "format_failed": "The format has failed while it was writing the file; nothing of it is kept.",
    "signing_not_set_up": "Statements are signed, and the awarding body has not set up a key to sign them with.",
}
"""What does not pass by waiting, and what the person is told of it."""

TRIES = 6
"""By then some four minutes have passed since the first."""


class MakeDownload:
    """Handles the job `exports.make`, and makes short ones while the person waits.

    What the person may see is asked again here: between asking and making, a share can have been withdrawn or the
    person have left. Begun anew after a crash it writes another file; the first one is swept up. Of two who make the
    same one, because the one was thought dead, only one goes on. Whoever is to be told that something of theirs was
    downloaded is told when the file is there, once.
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
            download_id = DownloadId(UUID(job.payload["download"]))
            try:
                self._make(download_id, is_awaited=False)
            except UnavailableError:
                if job.attempt >= TRIES:
                    self._fail(download_id, "It could not be made just now. Ask for it again later.", is_awaited=False)
                raise

    def make(self, download_id: DownloadId) -> None:
        """While the person waits. Does nothing for one that is over. What cannot be made is told in the history; for
        what may work later, such as a store that does not answer, UnavailableError is raised: a job tries again."""
        self._make(download_id, is_awaited=True)

    def _make(self, download_id: DownloadId, *, is_awaited: bool) -> None:
        try:
            begun = self._begin(download_id, is_awaited=is_awaited)
            if begun is not None:
                self._write(begun)
        except _Stopped:
            return
        except InvalidInputError as error:
            self._fail(download_id, " ".join(problem.text for problem in error.problems), is_awaited=is_awaited)
        except (NotFoundError, NotAllowedError):
            self._fail(download_id, "What was asked for cannot be seen any more.", is_awaited=is_awaited)
        except UnavailableError as error:
            if error.code not in _FOR_GOOD:
                raise
            self._fail(download_id, _FOR_GOOD[error.code], is_awaited=is_awaited)

    def _begin(self, download_id: DownloadId, *, is_awaited: bool) -> "_Begun | None":
        with self._open_unit() as unit:
            download = unit.downloads.get(download_id, None, for_update=True)
            if not download.is_under_way:
                return None
            actor, dataset = _actor(unit, download), self._datasets.get(download.order.dataset)
            dataset.require(actor)
            chosen = self._formats.get(download.order.format)
            if chosen is None:
                raise InvalidInputError.of("format", "The format is not installed any more.")
            if chosen.signed:
                self._signer.certificate()
            columns = _columns(dataset, chosen, download)
            download.start(with_photos=holds_photos(columns) and actor.may(Permission.SEE_PHOTOS))
            unit.downloads.forget_subjects(download_id)
            unit.commit()
        return _Begun(
            download=download,
            actor=actor,
            dataset=dataset,
            format=chosen,
            columns=columns,
            now=self._clock.now(),
            is_awaited=is_awaited,
        )

    def _write(self, begun: "_Begun") -> None:
        download, chosen = begun.download, begun.format
        apart = download.order.packing is Packing.APART
        extension = "zip" if apart else chosen.extension
        key = f"downloads/{new_id()}.{extension}"
        flow = _Flow(rows=self._rows(begun), version=download.version)
        with self._files.writing(key) as stream:
            measured = Measured(stream)
            out = io.BufferedWriter(measured, _PIECE)
            table = DataTable(title=begun.dataset.title, columns=begun.columns, rows=self._noted(flow, begun))
            if apart:
                self._write_apart(table, begun, out)
            elif chosen.signed:
                out.write(self._signer.sign(_written(chosen, table, begun)))
            else:
                chosen.write(table, download.order.options, out)
            out.flush()
        try:
            self._finish(begun, flow, key=key, extension=extension, made=measured)
        except _Stopped:
            self._files.remove(key)
            raise

    def _rows(self, begun: "_Begun") -> Iterator[DataRow]:
        """Raises InvalidInputError where there is none: a file without a row says nothing."""
        download, columns = begun.download, [one.id for one in begun.columns]
        former, selection = download.again_of, download.order.selection
        subjects = None if former is None else (subject for subject, _ in self._reader.subjects(former))
        rows = begun.dataset.rows(begun.actor, selection, columns, subjects=subjects, now=begun.now)
        first = next(rows, None)
        if first is None:
            raise InvalidInputError.of("selection", _NOTHING)
        return chain([first], rows)

    def _noted(self, flow: "_Flow", begun: "_Begun") -> Iterator[tuple[Cell, ...]]:
        """The cells of each row; every few hundred what was written is noted."""
        batch = _BATCH_SIGNED if begun.format.signed else _BATCH
        for row in flow.rows:
            yield row.cells
            flow.pending.append((row.subject, row.version))
            if len(flow.pending) == batch:
                self._note(flow, begun)
        self._note(flow, begun)

    def _note(self, flow: "_Flow", begun: "_Begun") -> None:
        subjects, flow.pending = flow.pending, []
        if not subjects:
            return
        flow.written += len(subjects)
        with self._open_unit() as unit:
            download = self._still(unit, begun, flow)
            download.go_on(written=flow.written)
            unit.downloads.put_subjects(download.id, subjects)
            unit.commit()
        flow.version = download.version

    @staticmethod
    def _still(unit: MakingUnit, begun: "_Begun", flow: "_Flow") -> Download:
        """Unless it was cancelled, or somebody else makes it by now: then its version is another one."""
        download = unit.downloads.get(begun.download.id, None, for_update=True)
        if not download.is_under_way or download.version != flow.version:
            raise _Stopped
        return download

    def _write_apart(self, table: DataTable, begun: "_Begun", out: BinaryIO) -> None:
        """One file for each row, named by its place and its first cell."""
        names: list[str] = []

        def files() -> Iterator[bytes]:
            for cells in table.rows:
                names.append(f"{len(names) + 1:04}-{in_file_names(str(cells[0]))}.{begun.format.extension}")
                alone = DataTable(title=table.title, columns=table.columns, rows=iter((cells,)))
                yield _written(begun.format, alone, begun)

        made = self._signer.sign_all(files()) if begun.format.signed else files()
        put_together(((names[place], content) for place, content in enumerate(made)), out, at=begun.now)

    def _finish(self, begun: "_Begun", flow: "_Flow", *, key: str, extension: str, made: Measured) -> None:
        now = self._clock.now()
        media_type = "application/zip" if extension == "zip" else begun.format.media_type
        file = DownloadFile(
            key=key,
            name=f"{begun.dataset.name.replace('_', '-')}-{now:%Y-%m-%d}.{extension}",
            media_type=media_type,
            size=made.size,
            digest=made.digest,
        )
        former = begun.download.again_of
        left_out, changed = (0, 0) if former is None else self._reader.differences(begun.download.id, former)
        with self._open_unit() as unit:
            download = self._still(unit, begun, flow)
            download.finish(file, written=flow.written, left_out=left_out, changed=changed, now=now)
            begun.dataset.note(unit, download, at=now)
            if not begun.is_awaited:
                promise_download_news(unit, download.id, now=now)
            facts = {"rows": str(flow.written), "sha256": file.digest}
            unit.record("download_made", by=begun.actor.label, on=f"download:{download.id}", facts=facts)
            unit.commit()

    def _fail(self, download_id: DownloadId, problem: str, *, is_awaited: bool) -> None:
        with self._open_unit() as unit:
            download = unit.downloads.get(download_id, None, for_update=True)
            if download.is_under_way:
                download.fail(problem)
                if not is_awaited:
                    promise_download_news(unit, download.id, now=self._clock.now())
                unit.commit()


class _Stopped(ExamhallError):
    """It is cancelled, or somebody else's by now."""

    def __init__(self) -> None:
        super().__init__("download_stopped")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    download: Download
    actor: Actor
    dataset: Dataset
    format: ExportFormat
    columns: tuple[Column, ...]
    now: datetime
    is_awaited: bool


@dataclass(slots=True, kw_only=True)
class _Flow:
    """Rows on their way: where they come from, those not noted yet, and how many were. `version` is that of the
    download since it was last written to from here."""

    rows: Iterator[DataRow]
    version: int
    pending: list[tuple[UUID, int]] = field(default_factory=list)
    written: int = 0


def _actor(unit: MakingUnit, download: Download) -> Actor:
    """The person as they are now in the organisation. Raises NotAllowedError when they left it."""
    person = unit.people.get(download.person_id)
    roles = person.memberships.get(download.organisation_id)
    if not person.active or not roles:
        raise NotAllowedError("not_a_member", person=person.id)
    kind = unit.organisations.get(download.organisation_id).kind
    return Actor(person_id=person.id, organisation_id=download.organisation_id, organisation_kind=kind, roles=roles)


def _columns(dataset: Dataset, chosen: ExportFormat, download: Download) -> tuple[Column, ...]:
    """What the format asks for, or those of the template that there still are."""
    known = {one.id: one for one in dataset.columns()}
    if chosen.requires is not None and not known.keys() >= set(chosen.requires):
        raise InvalidInputError.of("format", "The format asks for what is not there any more.")
    wanted = download.order.columns if chosen.requires is None else chosen.requires
    return tuple(known[one] for one in wanted if one in known)


def _written(chosen: ExportFormat, table: DataTable, begun: _Begun) -> bytes:
    """The whole file, which is held in memory to be signed."""
    content = io.BytesIO()
    chosen.write(table, begun.download.order.options, content)
    return content.getvalue()
