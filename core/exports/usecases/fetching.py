"""Fetching a file that was made, cancelling one that is being made, and forgetting old ones."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from core.access.model import Actor
from core.access.permissions import Permission
from core.exports.downloads import DownloadFile, DownloadId, DownloadState
from core.exports.ports import Datasets, DownloadsReader, ExportsUnit
from core.shared.errors import ConflictError
from core.shared.files import FileStore
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

_TOGETHER = 500
_SWEPT_AFTER = timedelta(days=1)
"""A file that nothing refers to after a day was left by a crash, and a download that is not made by then never is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadCommand:
    actor: Actor
    download_id: DownloadId


class FetchDownload:
    """The file, for whoever of the organisation may see all that is in it now (DESIGN section 6)."""

    def __init__(
        self,
        *,
        open_unit: OpenUnit[ExportsUnit],
        reader: DownloadsReader,
        datasets: Datasets,
        files: FileStore,
        clock: Clock,
    ) -> None:
        self._open_unit = open_unit
        self._reader = reader
        self._datasets = datasets
        self._files = files
        self._clock = clock

    def __call__(self, command: DownloadCommand) -> tuple[DownloadFile, Iterator[bytes]]:
        """Raises ConflictError("download_is_gone") where there is no file (any more), and
        ConflictError("download_differs") with how many rows are `gone` or `changed` since: it is to be made again."""
        actor, now = command.actor, self._clock.now()
        row = self._reader.download(command.download_id, actor.organisation_id)
        download = row.download
        dataset = self._datasets.get(download.order.dataset)
        dataset.require(actor)
        if download.with_photos:
            actor.require(Permission.SEE_PHOTOS)
        if download.state is not DownloadState.READY or download.file is None or not row.is_kept(now=now):
            raise ConflictError("download_is_gone", download=download.id)
        found = dataset.differences(actor, download, self._reader.subjects(download.id), now=now)
        if found:
            raise ConflictError("download_differs", download=download.id, gone=found.gone, changed=found.changed)
        content = self._files.read(download.file.key)
        with self._open_unit() as unit:
            facts = {"rows": str(download.written), "sha256": download.file.digest}
            unit.record("download_fetched", by=actor.label, on=f"download:{download.id}", facts=facts)
            unit.commit()
        return download.file, content


class CancelDownload:
    """Whoever of the organisation may have it may stop it. What was written of it is never seen."""

    def __init__(self, *, open_unit: OpenUnit[ExportsUnit], datasets: Datasets) -> None:
        self._open_unit = open_unit
        self._datasets = datasets

    def __call__(self, command: DownloadCommand) -> None:
        actor = command.actor
        with self._open_unit() as unit:
            download = unit.downloads.get(command.download_id, actor.organisation_id, for_update=True)
            self._datasets.get(download.order.dataset).require(actor)
            download.cancel()
            unit.record("download_cancelled", by=actor.label, on=f"download:{download.id}")
            unit.commit()


class ExpireDownloads:
    """Handles the job `exports.expire`: files whose time has come are removed, then those that nothing refers to. The
    history keeps what they were, and says of what was never made that it was not."""

    def __init__(
        self, *, open_unit: OpenUnit[ExportsUnit], reader: DownloadsReader, files: FileStore, clock: Clock
    ) -> None:
        self._open_unit = open_unit
        self._reader = reader
        self._files = files
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        del jobs
        before = self._clock.now() - _SWEPT_AFTER
        while self._expire_some() or self._give_up_some(before):
            pass
        lying = self._files.keys("downloads/", before=before)
        while some := list(islice(lying, _TOGETHER)):
            for key in set(some) - self._reader.kept_files(some):
                self._files.remove(key)

    def _give_up_some(self, before: datetime) -> bool:
        with self._open_unit() as unit:
            some = unit.downloads.left_lying(asked_before=before, limit=_TOGETHER)
            for download in some:
                download.fail("It could not be made. Ask for it again.")
            unit.commit()
        return bool(some)

    def _expire_some(self) -> bool:
        with self._open_unit() as unit:
            some = unit.downloads.expired(now=self._clock.now(), limit=_TOGETHER)
            for download in some:
                download.expire()
            unit.commit()
        for download in some:
            if download.file is not None:
                self._files.remove(download.file.key)
        return bool(some)
