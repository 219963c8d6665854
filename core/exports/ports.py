"""What exports need from the world."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from core.access.model import Actor
from core.access.ports import Organisations, People
from core.exports.downloads import Differences, Download, DownloadId, Template, TemplateId
from core.exports.model import Cell, Column, ExportFormat
from core.exports.views import DownloadRow
from core.shared.ids import OrganisationId
from core.shared.paging import Page, PageRequest
from core.shared.unit import Unit


class Formats(Protocol):
    """The formats the awarding body lets data leave the house in: what is installed and was not switched off.

    What they raise is InvalidInputError for a cell that a format cannot hold, and UnavailableError("format_failed") for
    whatever else goes wrong in a plugin. What the rows or the stream raise comes through as it is.
    """

    def all(self) -> Sequence[ExportFormat]:
        """In the order of their titles."""
        ...

    def get(self, name: str) -> ExportFormat | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRow:
    """One row on its way into a file. `subject` is what it is about; `version`, a number of 31 bits, is another one
    whenever that has changed, so that a file can later be compared with how things stand."""

    subject: UUID
    version: int
    cells: tuple[Cell, ...]


class Dataset(Protocol):
    """One kind of thing that can be downloaded. What the actor may not see is left out, not told: everything is read
    through their organisation, at the moment at which it is read."""

    @property
    def name(self) -> str:
        """Stable; templates and histories hold it."""
        ...

    @property
    def title(self) -> str: ...
    def require(self, actor: Actor) -> None:
        """Raises NotAllowedError for who may not download it."""
        ...

    def columns(self) -> Sequence[Column]:
        """All it can give, images and documents included."""
        ...

    def gives(self, columns: Collection[str]) -> bool:
        """Whether all of these are among its columns; every page that offers downloads asks."""
        ...

    def sample(self) -> Sequence[Mapping[str, Cell]]:
        """A few made-up rows by column id, for the preview of a template."""
        ...

    def count(self, actor: Actor, selection: Mapping[str, str], *, now: datetime) -> int:
        """How many rows a selection has. Raises NotFoundError for one that is not the actor's."""
        ...

    def rows(
        self,
        actor: Actor,
        selection: Mapping[str, str],
        columns: Sequence[str],
        *,
        subjects: Iterator[UUID] | None,
        now: datetime,
    ) -> Iterator[DataRow]:
        """Streamed in the order of the page they were chosen on; memory does not grow with them. `subjects` are those
        of the download that is repeated, in its order: a dataset whose selections do not go on standing for the same
        rows goes by them."""
        ...

    def note(self, unit: "MakingUnit", download: Download, *, at: datetime) -> None:
        """Have told, in the unit in which the download becomes ready, whoever is to be told of what is in it."""
        ...

    def differences(
        self, actor: Actor, download: Download, stood: Iterator[tuple[UUID, int]], *, now: datetime
    ) -> Differences:
        """Between the file of a download of the actor's organisation and what the actor may see now, row by row.
        `stood` gives its subjects and versions; a dataset that lies beside them in the database need not walk it."""
        ...


class Datasets(Protocol):
    """Raises NotFoundError("dataset") for a name that there is not."""

    def get(self, name: str) -> Dataset: ...
    def open_to(self, actor: Actor) -> Sequence[Dataset]:
        """Those the actor may download, in an order that stays."""
        ...


class Templates(Protocol):
    """Raises NotFoundError("template") for another organisation's, and ConflictError("template_name_taken") at commit
    when two get one name at once."""

    def add(self, template: Template) -> None: ...
    def get(
        self, template_id: TemplateId, organisation_id: OrganisationId, *, for_update: bool = False
    ) -> Template: ...
    def is_taken(self, template: Template) -> bool:
        """Whether another template of the same organisation and dataset has its name; case does not count."""
        ...

    def remove(self, template_id: TemplateId) -> None: ...


class Downloads(Protocol):
    """Raises NotFoundError("download") for another organisation's."""

    def add(self, download: Download) -> None: ...
    def get(
        self, download_id: DownloadId, organisation_id: OrganisationId | None, *, for_update: bool = False
    ) -> Download:
        """`None` is for the job that makes it."""
        ...

    def put_subjects(self, download_id: DownloadId, subjects: Sequence[tuple[UUID, int]]) -> None:
        """Remember further rows behind those there are: subject, and its version in the file."""
        ...

    def forget_subjects(self, download_id: DownloadId) -> None: ...
    def expired(self, *, now: datetime, limit: int) -> Sequence[Download]:
        """Ready ones whose time has come; held for update."""
        ...

    def under_way(self, organisation_id: OrganisationId) -> Sequence[Download]:
        """The organisation's that are not over yet."""
        ...

    def left_lying(self, *, asked_before: datetime, limit: int) -> Sequence[Download]:
        """Those under way that were asked for before then; held for update."""
        ...


class DownloadedResults(Protocol):
    def tell(self, download_id: DownloadId, organisation_id: OrganisationId, *, at: datetime) -> None:
        """Put into the history of every result that is in the download that the organisation has downloaded it."""
        ...


class ExportsUnit(Unit, Protocol):
    @property
    def templates(self) -> Templates: ...
    @property
    def downloads(self) -> Downloads: ...


class AskingUnit(ExportsUnit, Protocol):
    @property
    def organisations(self) -> Organisations: ...


class MakingUnit(AskingUnit, Protocol):
    @property
    def people(self) -> People: ...
    @property
    def downloaded_results(self) -> DownloadedResults: ...


class DownloadsReader(Protocol):
    def templates(self, organisation_id: OrganisationId, dataset: str) -> Sequence[Template]:
        """By name."""
        ...

    def template(self, template_id: TemplateId, organisation_id: OrganisationId) -> Template: ...
    def history(self, organisation_id: OrganisationId, page: PageRequest) -> Page[DownloadRow]:
        """The newest first."""
        ...

    def download(self, download_id: DownloadId, organisation_id: OrganisationId) -> DownloadRow: ...
    def subjects(self, download_id: DownloadId) -> Iterator[tuple[UUID, int]]:
        """What stood in the file, in its order: subject and version. Streamed."""
        ...

    def differences(self, download_id: DownloadId, former_id: DownloadId) -> tuple[int, int]:
        """How many rows of the former download are not in this one, and how many are not as they were."""
        ...

    def kept_files(self, keys: Sequence[str]) -> set[str]:
        """Those of them that are files of ready downloads; at most a few hundred are asked for together."""
        ...
