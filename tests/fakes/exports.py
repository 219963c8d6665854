"""The storage of downloads in memory, a dataset of lines that can be taken away and changed, and plain formats."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID

from core.access.model import Actor, Organisation, OrganisationKind, Person
from core.access.permissions import Permission, Role
from core.exports.downloads import Differences, Download, DownloadId, DownloadState, Template, TemplateId
from core.exports.model import Cell, Column, ColumnType, DataTable, ExportFormat
from core.exports.ports import DataRow, MakingUnit
from core.exports.views import DownloadRow
from core.extensions.model import SettingValues
from core.shared.errors import NotFoundError, UnavailableError
from core.shared.ids import OrganisationId, PersonId
from core.shared.jobs import Payload
from core.shared.paging import Page, PageRequest
from core.shared.time import utc
from tests.fakes.units import Held, Promised, Recorded

NOON = utc(2027, 3, 1, 12)
ALDERMOOR = OrganisationId(UUID(int=31))
NORDHAVN = OrganisationId(UUID(int=32))
READER = PersonId(UUID(int=42))
PHOTO_READER = PersonId(UUID(int=43))


def actor(
    *roles: Role, person: PersonId = READER, at: OrganisationId = ALDERMOOR, kind: OrganisationKind | None = None
) -> Actor:
    return Actor(
        person_id=person,
        organisation_id=at,
        organisation_kind=kind or OrganisationKind.RECOGNISING_ORGANISATION,
        roles=frozenset(roles or {Role.MEMBER}),
    )


@dataclass
class Stored:
    """What the database would hold. `told` are the results of which candidates see that they were downloaded."""

    templates: dict[TemplateId, Template] = field(default_factory=dict)
    downloads: dict[DownloadId, Download] = field(default_factory=dict)
    subjects: dict[DownloadId, list[tuple[UUID, int]]] = field(default_factory=dict)
    people: dict[PersonId, Person] = field(default_factory=dict)
    told: list[tuple[UUID, OrganisationId, datetime]] = field(default_factory=list)
    jobs: list[Promised] = field(default_factory=list)
    trail: list[Recorded] = field(default_factory=list)


class MemoryTemplates:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.templates
        self.rows = Held(stored.templates)

    def add(self, template: Template) -> None:
        self.rows.add(template.id, template)

    def get(self, template_id: TemplateId, organisation_id: OrganisationId, *, for_update: bool = False) -> Template:
        found = self.rows.find(template_id, for_update=for_update)
        if found is None or found.organisation_id != organisation_id:
            raise NotFoundError("template")
        return found

    def is_taken(self, template: Template) -> bool:
        def place(one: Template) -> tuple[OrganisationId, str, str]:
            return one.organisation_id, one.dataset, one.name.casefold()

        return any(place(one) == place(template) for one in self._all.values() if one.id != template.id)

    def remove(self, template_id: TemplateId) -> None:
        del self._all[template_id]


class MemoryDownloads:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored
        self.rows = Held(stored.downloads)

    def add(self, download: Download) -> None:
        self.rows.add(download.id, download)

    def get(
        self, download_id: DownloadId, organisation_id: OrganisationId | None, *, for_update: bool = False
    ) -> Download:
        found = self.rows.find(download_id, for_update=for_update)
        if found is None or organisation_id not in {None, found.organisation_id}:
            raise NotFoundError("download")
        return found

    def put_subjects(self, download_id: DownloadId, subjects: Sequence[tuple[UUID, int]]) -> None:
        self._stored.subjects.setdefault(download_id, []).extend(subjects)

    def forget_subjects(self, download_id: DownloadId) -> None:
        self._stored.subjects.pop(download_id, None)

    def expired(self, *, now: datetime, limit: int) -> Sequence[Download]:
        found = [
            (one.expires_at, one.id)
            for one in self._stored.downloads.values()
            if one.state is DownloadState.READY and one.expires_at is not None and one.expires_at <= now
        ]
        return self._held([which for _, which in sorted(found)][:limit])

    def under_way(self, organisation_id: OrganisationId) -> Sequence[Download]:
        own = [one for one in self._stored.downloads.values() if one.organisation_id == organisation_id]
        return [one for one in own if one.is_under_way]

    def left_lying(self, *, asked_before: datetime, limit: int) -> Sequence[Download]:
        under_way = [one for one in self._stored.downloads.values() if one.is_under_way]
        found = sorted((one.asked_at, one.id) for one in under_way if one.asked_at < asked_before)
        return self._held([which for _, which in found][:limit])

    def _held(self, ids: Sequence[DownloadId]) -> Sequence[Download]:
        return [self.get(one, None, for_update=True) for one in ids]


class MemoryPeople:
    def __init__(self, stored: Stored) -> None:
        self._all = stored.people

    def get(self, person_id: PersonId, *, for_update: bool = False) -> Person:
        return self._all[person_id]


class RecognisingOrganisations:
    def get(self, organisation_id: OrganisationId, *, for_update: bool = False) -> Organisation:
        return Organisation(
            id=organisation_id,
            kind=OrganisationKind.RECOGNISING_ORGANISATION,
            name="Aldermoor University",
            number="RO-00001",
            time_zone="UTC",
        )


class MemoryDownloadedResults:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def tell(self, download_id: DownloadId, organisation_id: OrganisationId, *, at: datetime) -> None:
        self._stored.told += [(subject, organisation_id, at) for subject, _ in self._stored.subjects[download_id]]


class MemoryUnit:
    """Works on a copy; its commit makes the copy what is stored."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.templates = MemoryTemplates(stored)
        self.downloads = MemoryDownloads(stored)
        self.people = MemoryPeople(stored)
        self.organisations = RecognisingOrganisations()
        self.downloaded_results = MemoryDownloadedResults(stored)
        self.is_committed = False

    def commit(self) -> None:
        self.templates.rows.flush()
        self.downloads.rows.flush()
        self.is_committed = True

    def enqueue(self, kind: str, payload: Payload, *, key: str, run_at: datetime, group: str = "") -> None:
        self.stored.jobs.append(Promised(kind=kind, payload=dict(payload), key=key, run_at=run_at, group=group))

    def record(self, action: str, *, by: str, on: str, facts: Mapping[str, str] | None = None) -> None:
        self.stored.trail.append(Recorded(action=action, by=by, on=on, facts=facts or {}))


class MemoryExports:
    """The units, and what is read beside them. `is_open` tells whether a unit is open just now."""

    def __init__(self) -> None:
        self.stored = Stored()
        self.is_open = False
        for person_id, role in ((READER, Role.MEMBER), (PHOTO_READER, Role.PHOTO_VIEWER)):
            person = Person(id=person_id, name="Ruby Reader", email=f"{person_id}@example.org", time_zone="UTC")
            person.memberships = {ALDERMOOR: frozenset({Role.MEMBER, role})}
            self.stored.people[person_id] = person

    def open_unit(self) -> AbstractContextManager[MakingUnit]:
        # A cast, because of people only what making asks for is here.
        return cast("AbstractContextManager[MakingUnit]", self._open())

    @contextmanager
    def _open(self) -> Iterator[MemoryUnit]:
        assert not self.is_open, "one unit at a time"
        self.is_open = True
        unit = MemoryUnit(deepcopy(self.stored))
        try:
            yield unit
        finally:
            self.is_open = False
        if unit.is_committed:
            self.stored = unit.stored

    # What is read
    def templates(self, organisation_id: OrganisationId, dataset: str) -> Sequence[Template]:
        own = [one for one in self.stored.templates.values() if one.organisation_id == organisation_id]
        return sorted((one for one in own if one.dataset == dataset), key=lambda one: one.name.casefold())

    def template(self, template_id: TemplateId, organisation_id: OrganisationId) -> Template:
        return MemoryTemplates(self.stored).get(template_id, organisation_id)

    def history(self, organisation_id: OrganisationId, page: PageRequest) -> Page[DownloadRow]:
        own = [one for one in self.stored.downloads.values() if one.organisation_id == organisation_id]
        newest = sorted(own, key=lambda one: one.id, reverse=True)
        return Page(items=tuple(self._row(one) for one in newest[: page.size]))

    def download(self, download_id: DownloadId, organisation_id: OrganisationId) -> DownloadRow:
        return self._row(MemoryDownloads(self.stored).get(download_id, organisation_id))

    def subjects(self, download_id: DownloadId) -> Iterator[tuple[UUID, int]]:
        return iter(self.stored.subjects.get(download_id, []))

    def differences(self, download_id: DownloadId, former_id: DownloadId) -> tuple[int, int]:
        now, former = dict(self.subjects(download_id)), dict(self.subjects(former_id))
        left_out = sum(one not in now for one in former)
        return left_out, sum(now.get(one, version) != version for one, version in former.items())

    def kept_files(self, keys: Sequence[str]) -> set[str]:
        ready = [one.file for one in self.stored.downloads.values() if one.state is DownloadState.READY]
        return {file.key for file in ready if file is not None} & set(keys)

    def _row(self, download: Download) -> DownloadRow:
        return DownloadRow(download=deepcopy(download), person_name=self.stored.people[download.person_id].name)

    # What tests look at
    def only(self) -> Download:
        (found,) = self.stored.downloads.values()
        return found

    def promised(self, kind: str) -> list[Promised]:
        return [one for one in self.stored.jobs if one.kind == kind]


@dataclass
class Lines:
    """A dataset. Its lines can be taken away and changed, by anybody and at any moment: `meanwhile` is done before the
    row with that number is given."""

    lines: dict[UUID, int] = field(default_factory=dict)
    meanwhile: dict[int, Callable[[], None]] = field(default_factory=dict)
    name: str = "lines"
    title: str = "Lines"
    goes_by_subjects: bool = True

    @classmethod
    def of(cls, number: int) -> Lines:
        return cls(lines={UUID(int=place + 1): 1 for place in range(number)})

    def require(self, actor: Actor) -> None:
        actor.require(Permission.FIND_RESULTS)

    def columns(self) -> Sequence[Column]:
        return (
            Column(id="number", title="Number", type=ColumnType.WHOLE_NUMBER),
            Column(id="text", title="Text"),
            Column(id="photo", title="Photo", type=ColumnType.IMAGE, personal=True),
        )

    def gives(self, columns: Collection[str]) -> bool:
        return {one.id for one in self.columns()}.issuperset(columns)

    def sample(self) -> Sequence[Mapping[str, Cell]]:
        return ({"number": 1, "text": "one"},)

    def count(self, actor: Actor, selection: Mapping[str, str], *, now: datetime) -> int:
        self._check(actor, selection)
        return len(self.lines)

    def rows(
        self,
        actor: Actor,
        selection: Mapping[str, str],
        columns: Sequence[str],
        *,
        subjects: Iterator[UUID] | None,
        now: datetime,
    ) -> Iterator[DataRow]:
        self._check(actor, selection)
        wanted = list(self.lines) if subjects is None or not self.goes_by_subjects else subjects
        return self._rows(actor, wanted, columns)

    def _rows(self, actor: Actor, wanted: Iterable[UUID], columns: Sequence[str]) -> Iterator[DataRow]:
        for number, one in enumerate(wanted):
            if number in self.meanwhile:
                self.meanwhile.pop(number)()
            if one not in self.lines:
                continue
            photo = b"a picture" if actor.may(Permission.SEE_PHOTOS) else None
            cells: dict[str, Cell] = {"number": one.int, "text": f"line {one.int}", "photo": photo}
            yield DataRow(subject=one, version=self.lines[one], cells=tuple(cells[column] for column in columns))

    def note(self, unit: MakingUnit, download: Download, *, at: datetime) -> None:
        unit.downloaded_results.tell(download.id, download.organisation_id, at=at)

    def differences(
        self, actor: Actor, download: Download, stood: Iterator[tuple[UUID, int]], *, now: datetime
    ) -> Differences:
        return Differences.between(stood, self.lines)

    @staticmethod
    def _check(actor: Actor, selection: Mapping[str, str]) -> None:
        if selection.get("of", str(actor.organisation_id)) != str(actor.organisation_id):
            raise NotFoundError("lines")


class PlainFormat(ExportFormat):
    """Writes a line for each row, with its cells as they are. `fails` is raised instead of a file."""

    name, title, media_type, extension = "plain", "Plain", "text/plain", "txt"

    def __init__(self) -> None:
        self.fails: list[Exception] = []
        self.headings: list[str] = []

    def write(self, table: DataTable, options: SettingValues, out: BinaryIO) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.headings = [one.id for one in table.columns]
        out.writelines(" ".join(map(str, cells)).encode() + b"\n" for cells in table.rows)


class SignedFormat(PlainFormat):
    """As statements of results are."""

    name, title, media_type, extension = "signed", "Signed", "application/pdf", "pdf"
    requires: Sequence[str] = ("text", "photo")
    signed = True


class FakeFormats:
    def __init__(self) -> None:
        self.plain, self.signed = PlainFormat(), SignedFormat()
        self._all: dict[str, ExportFormat] = {"plain": self.plain, "signed": self.signed}

    def all(self) -> Sequence[ExportFormat]:
        return list(self._all.values())

    def get(self, name: str) -> ExportFormat | None:
        return self._all.get(name)

    def take_away(self, name: str) -> None:
        del self._all[name]


class FakeSigner:
    """Signs by a word at the end."""

    def __init__(self) -> None:
        self.has_key = True
        self.is_busy = False

    def sign(self, pdf: bytes) -> bytes:
        if self.is_busy:
            raise UnavailableError("signer_busy")
        return pdf + b"signed\n"

    def sign_all(self, pdfs: Iterator[bytes]) -> Iterator[bytes]:
        return (self.sign(pdf) for pdf in pdfs)

    def certificate(self) -> bytes:
        if not self.has_key:
            raise UnavailableError("signing_not_set_up")
        return b"a certificate"
