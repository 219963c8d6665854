"""Templates, and downloads from the moment they are asked for until their file is gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from core.exports.model import Column, ColumnType
from core.extensions.model import SettingValue
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.ids import OrganisationId, PersonId

TemplateId = NewType("TemplateId", UUID)
DownloadId = NewType("DownloadId", UUID)

AT_ONCE = 200
"""Up to so many rows are made while the person waits; more become a job (DESIGN section 6)."""
AT_ONCE_APART = 50
"""Of files each of which is made and signed by itself, in some two seconds."""
MOST_TOGETHER = 1000
"""Rows of one signed file, which is held in memory to be signed. Of files apart there may be any number."""
MOST_LONG = 5
"""Long ones of one organisation that are asked for and not made yet: all organisations' are made by the same few
processes, and whoever asks for a hundred has everybody else wait."""
KEPT = timedelta(days=7)
"""How long a file is kept. It can be made again as long as the history says what stood in it."""


def chosen_from(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Those that a template can name: images and documents are for formats that ask for them."""
    return tuple(one for one in columns if one.type not in {ColumnType.IMAGE, ColumnType.DOCUMENT})


def holds_photos(columns: Sequence[Column]) -> bool:
    return any(one.type is ColumnType.IMAGE for one in columns)


@dataclass(slots=True, kw_only=True)
class Template:
    """An organisation's own choice of columns of a dataset, in its order. Its name is unique among theirs."""

    id: TemplateId
    organisation_id: OrganisationId
    dataset: str
    name: str
    columns: tuple[str, ...]
    version: int = 0

    def revise(self, *, name: str, columns: Sequence[str], offered: Sequence[Column]) -> None:
        problems = []
        if not 1 <= len(name.strip()) <= 80:
            problems.append(Problem(field="name", text="Give the template a name of up to 80 characters."))
        known = {one.id for one in chosen_from(offered)}
        if not columns:
            problems.append(Problem(field="columns", text="Choose at least one field."))
        if len(set(columns)) != len(columns) or not known.issuperset(columns):
            problems.append(Problem(field="columns", text="Choose each field once, from those that are listed."))
        if problems:
            raise InvalidInputError("template_invalid", problems)
        self.name, self.columns = name.strip(), tuple(columns)


class Packing(StrEnum):
    """How the rows of a fixed format, such as statements of results, are put together."""

    TOGETHER = "together"
    APART = "apart"
    """One file each, in one ZIP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a download is to be. `columns` are those of the template as it stood when asked for, or all; `template` is
    its name, empty for the default one. `selection` says which rows in the dataset's own words, holding ids and opaque
    ids only."""

    dataset: str
    selection: Mapping[str, str]
    format: str
    options: Mapping[str, SettingValue]
    columns: tuple[str, ...]
    template: str = ""
    packing: Packing = Packing.TOGETHER


class DownloadState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadFile:
    """`key` is the file's in the file store, `digest` its SHA-256 in hexadecimal, `size` in bytes."""

    key: str
    name: str
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Between what stood in a file and what may be seen now: rows that are `gone`, and rows that have `changed`."""

    gone: int = 0
    changed: int = 0

    @classmethod
    def between(cls, stood: Iterable[tuple[UUID, int]], stands: Mapping[UUID, int]) -> "Differences":
        """By the version of each row, then and now."""
        gone = changed = 0
        for subject, version in stood:
            if subject not in stands:
                gone += 1
            elif stands[subject] != version:
                changed += 1
        return cls(gone=gone, changed=changed)

    def __bool__(self) -> bool:
        return bool(self.gone or self.changed)


@dataclass(slots=True, kw_only=True)
class Download:
    """One line of the download history. `total` is how many rows were counted when it was asked for, `written` how many
    are done so far; a statement is made of no result whose scores are hidden, so fewer may be written in the end.
    `with_photos` says that only who may see photos may have it. `again_of` is the download it repeats; of its rows
    `left_out` may not be seen any more and `changed` are not as they were."""

    id: DownloadId
    organisation_id: OrganisationId
    person_id: PersonId
    order: Order
    asked_at: datetime
    with_photos: bool = False
    state: DownloadState = DownloadState.WAITING
    total: int = 0
    written: int = 0
    file: DownloadFile | None = None
    made_at: datetime | None = None
    expires_at: datetime | None = None
    problem: str = ""
    again_of: DownloadId | None = None
    left_out: int = 0
    changed: int = 0
    version: int = 0

    @property
    def is_under_way(self) -> bool:
        return self.state in {DownloadState.WAITING, DownloadState.RUNNING}

    @property
    def is_short(self) -> bool:
        """Whether somebody may wait while it is made."""
        return self.total <= (AT_ONCE_APART if self.order.packing is Packing.APART else AT_ONCE)

    def start(self, *, with_photos: bool) -> None:
        """Also anew, after whoever was making it died."""
        self._check_under_way()
        self.state, self.with_photos, self.written = DownloadState.RUNNING, with_photos, 0

    def go_on(self, *, written: int) -> None:
        self._check_under_way()
        self.written = written

    def finish(self, file: DownloadFile, *, written: int, left_out: int, changed: int, now: datetime) -> None:
        self._check_under_way()
        self.state, self.file, self.written = DownloadState.READY, file, written
        self.left_out, self.changed = left_out, changed
        self.made_at, self.expires_at = now, now + KEPT

    def fail(self, problem: str) -> None:
        """`problem` is shown to the person: plain words, no personal data."""
        self._check_under_way()
        self.state, self.problem = DownloadState.FAILED, problem

    def cancel(self) -> None:
        self._check_under_way()
        self.state = DownloadState.CANCELLED

    def expire(self) -> None:
        """The file is gone; what was in it is still known."""
        if self.state is DownloadState.READY:
            self.state = DownloadState.EXPIRED

    def _check_under_way(self) -> None:
        if not self.is_under_way:
            raise ConflictError("download_is_over", download=self.id)
