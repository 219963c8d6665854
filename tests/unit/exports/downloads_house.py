"""A recognising organisation that downloads lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from core.access.model import Actor
from core.exports.downloads import Download, DownloadId, Packing, TemplateId
from core.exports.ports import Dataset
from core.exports.promises import MAKE
from core.exports.registry import KnownDatasets
from core.exports.usecases.asking import AskDownload, AskDownloadCommand, Asked, DownloadAgain, DownloadAgainCommand
from core.exports.usecases.fetching import CancelDownload, DownloadCommand, ExpireDownloads, FetchDownload
from core.exports.usecases.making import MakeDownload
from core.shared.jobs import Job
from tests.fakes.exports import NOON, FakeFormats, FakeSigner, Lines, MemoryExports, actor
from tests.fakes.results import MemoryFiles
from tests.fakes.units import SettableClock

LONG = 1200
"""Lines that are not made while somebody waits."""

One = TypeVar("One")


@dataclass
class House:
    lines: Lines = field(default_factory=lambda: Lines.of(3))
    formats: FakeFormats = field(default_factory=FakeFormats)
    signer: FakeSigner = field(default_factory=FakeSigner)
    memory: MemoryExports = field(default_factory=MemoryExports)
    clock: SettableClock = field(default_factory=lambda: SettableClock(NOON))

    def __post_init__(self) -> None:
        memory, clock = self.memory, self.clock
        self.files = MemoryFiles(memory)
        dataset: Dataset = self.lines
        datasets = KnownDatasets([dataset])
        self.ask_download = AskDownload(
            open_unit=memory.open_unit, datasets=datasets, formats=self.formats, clock=clock
        )
        self.download_again = DownloadAgain(
            open_unit=memory.open_unit, datasets=datasets, formats=self.formats, clock=clock
        )
        self.make = MakeDownload(
            open_unit=memory.open_unit,
            reader=memory,
            datasets=datasets,
            formats=self.formats,
            files=self.files,
            signer=self.signer,
            clock=clock,
        )
        self.fetch_download = FetchDownload(
            open_unit=memory.open_unit, reader=memory, datasets=datasets, files=self.files, clock=clock
        )
        self.cancel_download = CancelDownload(open_unit=memory.open_unit, datasets=datasets)
        self.expire = ExpireDownloads(open_unit=memory.open_unit, reader=memory, files=self.files, clock=clock)

    def ask(
        self,
        *,
        by: Actor | None = None,
        format: str = "plain",  # noqa: A002 (as the command names it)
        packing: Packing = Packing.TOGETHER,
        template_id: TemplateId | None = None,
        **others: str,
    ) -> Asked:
        return self.ask_download(
            AskDownloadCommand(
                actor=by or actor(),
                dataset=others.pop("dataset", "lines"),
                selection=others,
                format=format,
                options={},
                template_id=template_id,
                packing=packing,
            )
        )

    def made(self, *, by: Actor | None = None, format: str = "plain") -> Download:  # noqa: A002 (as above)
        asked = self.ask(by=by, format=format)
        self.make.make(asked.download_id)
        return self.stored(asked.download_id)

    def again(self, download_id: DownloadId, *, by: Actor | None = None) -> Asked:
        return self.download_again(DownloadAgainCommand(actor=by or actor(), download_id=download_id))

    def fetch(self, download_id: DownloadId, *, by: Actor | None = None) -> bytes:
        _, content = self.fetch_download(DownloadCommand(actor=by or actor(), download_id=download_id))
        return b"".join(content)

    def cancel(self, download_id: DownloadId, *, by: Actor | None = None) -> None:
        self.cancel_download(DownloadCommand(actor=by or actor(), download_id=download_id))

    def stored(self, download_id: DownloadId) -> Download:
        return self.memory.stored.downloads[download_id]

    def job(self, download_id: DownloadId, *, attempt: int = 1) -> Job:
        return Job(kind=MAKE, payload={"download": str(download_id)}, attempt=attempt)

    @property
    def told(self) -> list[UUID]:
        """Of which lines it was told that they were downloaded."""
        return [subject for subject, _, _ in self.memory.stored.told]

    @property
    def trail(self) -> list[str]:
        return [line.action for line in self.memory.stored.trail]


def lines(*numbers: int) -> bytes:
    """What a plain file holds of them."""
    return b"".join(b"%d line %d\n" % (number, number) for number in numbers)


def line(number: int) -> UUID:
    return UUID(int=number)
