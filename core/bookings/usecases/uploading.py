"""Entering candidates by file: uploaded, looked at, then entered or given back with what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.entering import Offer, enter, offer_of
from core.bookings.entry_file import ReadFile, read_entry_file
from core.bookings.model import EntryId
from core.bookings.ports import BookingsUnit
from core.bookings.uploads import MAX_BYTES, EntryUpload, Spreadsheets, UploadId
from core.bookings.views import Clash
from core.sessions.model import TestSessionId
from core.shared.errors import InvalidInputError, Problem
from core.shared.ids import new_id
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadEntriesCommand:
    """`name` is the file's own name; its ending says what it is."""

    actor: Actor
    session_id: TestSessionId
    name: str
    content: bytes


class UploadEntries:
    """Keeps a file that can be read. What is wrong with its rows is found when it is looked at."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], spreadsheets: Spreadsheets, clock: Clock) -> None:
        self._open_unit = open_unit
        self._spreadsheets = spreadsheets
        self._clock = clock

    def __call__(self, command: UploadEntriesCommand) -> UploadId:
        actor, now = command.actor, self._clock.now()
        actor.require(Permission.ENTER_CANDIDATES)
        if len(command.content) > MAX_BYTES:
            raise InvalidInputError.of("file", "The file is larger than 4 MB; divide it.")
        read_entry_file(self._spreadsheets.read(command.content, name=command.name), today=now.date())
        upload = EntryUpload(
            id=UploadId(new_id()),
            session_id=command.session_id,
            entrant_id=actor.organisation_id,
            name=command.name,
            content=command.content,
            uploaded_at=now,
        )
        with self._open_unit() as unit:
            unit.sessions.get(command.session_id, actor.scope)
            unit.entry_uploads.add(upload)
            unit.commit()
        return upload.id


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadPreview:
    """What entering the file now would mean. `offer` is None while there are problems."""

    upload_id: UploadId
    session_id: TestSessionId
    name: str
    candidates: int
    problems: tuple[Problem, ...]
    offer: Offer | None
    clashes: tuple[Problem, ...]
    """Candidates who sit another exam on the same day, by line: to be accepted, not to be corrected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadCommand:
    """`accept_clashes` matters to entering only."""

    actor: Actor
    upload_id: UploadId
    accept_clashes: bool = False


class LookAtUpload:
    """Nothing is stored but the upload itself."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], spreadsheets: Spreadsheets, clock: Clock) -> None:
        self._open_unit = open_unit
        self._spreadsheets = spreadsheets
        self._clock = clock

    def __call__(self, command: UploadCommand) -> UploadPreview:
        actor, now = command.actor, self._clock.now()
        upload = _kept(self._open_unit, command)
        read = read_entry_file(self._spreadsheets.read(upload.content, name=upload.name), today=now.date())
        with self._open_unit() as unit:
            session = unit.sessions.get(upload.session_id, actor.scope)
            clashes = unit.entries.clashes(session.id, read.details)
        problems = [*read.problems, *_entered_already(read, clashes)]
        problems.sort(key=lambda problem: problem.line or 0)
        return UploadPreview(
            upload_id=upload.id,
            session_id=session.id,
            name=upload.name,
            candidates=len(read.details),
            problems=tuple(problems),
            offer=None if problems else offer_of(session, len(read.details), clashes, now=now),
            clashes=_clash_lines(read, clashes),
        )

    def marked(self, command: UploadCommand) -> tuple[str, bytes]:
        """The file's name and the file with a column that says what is wrong in each line."""
        preview = self(command)
        upload = _kept(self._open_unit, command)
        rows = self._spreadsheets.read(upload.content, name=upload.name)
        told = [*preview.problems, *preview.clashes]
        return upload.name, self._spreadsheets.marked(rows, told, name=upload.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnteredUpload:
    session_id: TestSessionId
    entries: list[EntryId]


class EnterUpload:
    """All candidates of the file or none; the upload is used up."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], spreadsheets: Spreadsheets, clock: Clock) -> None:
        self._open_unit = open_unit
        self._spreadsheets = spreadsheets
        self._clock = clock

    def __call__(self, command: UploadCommand) -> EnteredUpload:
        actor, now = command.actor, self._clock.now()
        upload = _kept(self._open_unit, command)
        read = read_entry_file(self._spreadsheets.read(upload.content, name=upload.name), today=now.date())
        if read.problems:
            raise InvalidInputError("entry_file_invalid", read.problems)
        with self._open_unit() as unit:
            session = unit.sessions.get(upload.session_id, actor.scope, for_update=True)
            unit.entry_uploads.remove(upload.id)
            entries = enter(unit, session, read.details, by=actor, accept_clashes=command.accept_clashes, now=now)
            facts = {"entries": str(len(entries))}
            unit.record("candidates_entered", by=actor.label, on=f"test_session:{session.id}", facts=facts)
            unit.commit()
        return EnteredUpload(session_id=session.id, entries=[entry.id for entry in entries])


class ForgetUploads:
    """The clockwork's sweep: files that nobody entered are not kept."""

    def __init__(self, *, open_unit: OpenUnit[BookingsUnit], clock: Clock) -> None:
        self._open_unit = open_unit
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        with self._open_unit() as unit:
            unit.entry_uploads.forget_before(self._clock.now() - KEPT)
            unit.commit()


def _kept(open_unit: OpenUnit[BookingsUnit], command: UploadCommand) -> EntryUpload:
    """In a unit of its own: the file is read after it, as that takes too long to keep others from writing."""
    command.actor.require(Permission.ENTER_CANDIDATES)
    with open_unit() as unit:
        return unit.entry_uploads.get(command.upload_id, command.actor.organisation_id)


def _entered_already(read: ReadFile, clashes: Mapping[int, Clash]) -> list[Problem]:
    """Those who are entered for this session already, by line."""
    text = "{} is entered for this session already."
    return [
        Problem(field="id_number", text=text.format(read.details[place].name), line=read.lines[place])
        for place, clash in clashes.items()
        if clash.same_session
    ]


def _clash_lines(read: ReadFile, clashes: Mapping[int, Clash]) -> tuple[Problem, ...]:
    return tuple(
        Problem(field="line", text=f"{clash.candidate_name} sits {clash.exam_name} that day.", line=read.lines[place])
        for place, clash in sorted(clashes.items())
        if not clash.same_session
    )
