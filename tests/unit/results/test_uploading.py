"""A file of results between its upload and the decision to take it over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID

import pytest

from core.access.model import Actor
from core.bookings.entry_file import FileRow
from core.results.judging import Fate
from core.results.uploads import FOLDER, ResultUploadId
from core.results.usecases.importing import (
    ForgetResultUploads,
    ResultUploadCommand,
    TakeUpload,
    UploadResults,
    UploadResultsCommand,
)
from core.shared.errors import InvalidInputError, NotAllowedError, NotFoundError
from core.shared.ids import PersonId
from tests.fakes.results import MemoryFiles
from tests.unit.results.house import ADMINISTRATOR, COLUMNS, NOON, OFFICER, RELEASE, House, row


class PlainFiles:
    """Lines of values with bars between them."""

    def rows(self, file: BinaryIO) -> Iterator[FileRow]:
        for line, values in enumerate(file.read().decode().splitlines(), start=1):
            yield FileRow(line=line, values=tuple(values.split("|")))


def written(*rows: dict[str, str]) -> bytes:
    return "\n".join("|".join(values) for values in (COLUMNS, *(one.values() for one in rows))).encode()


class Desk:
    def __init__(self) -> None:
        self.house = House()
        self.files = MemoryFiles(self.house.memory)
        open_unit, clock = self.house.memory.open_unit, self.house.clock
        self._upload = UploadResults(open_unit=open_unit, files=self.files, result_files=PlainFiles(), clock=clock)
        self.take = TakeUpload(
            open_unit=open_unit,
            catalogue=self.house.memory,
            files=self.files,
            result_files=PlainFiles(),
            clock=clock,
        )
        self.forget = ForgetResultUploads(open_unit=open_unit, files=self.files, clock=clock)

    def upload(self, content: bytes, *, actor: Actor = OFFICER) -> ResultUploadId:
        return self._upload(UploadResultsCommand(actor=actor, name="results.csv", content=content, release_at=RELEASE))


def command(upload: ResultUploadId, *, actor: Actor = OFFICER) -> ResultUploadCommand:
    return ResultUploadCommand(actor=actor, upload_id=upload)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_looking_at_an_upload_stores_nothing(desk: Desk) -> None:
    upload = desk.upload(written(row(), row(1)))

    looked = desk.take.look(command(upload))

    assert (looked.report.fates[Fate.NEW], looked.report.is_stored) == (2, False)
    assert (looked.upload.name, looked.content) == ("results.csv", written(row(), row(1)))
    assert desk.house.results == []


def test_an_upload_that_is_taken_over_is_used_up(desk: Desk) -> None:
    upload = desk.upload(written(row()))

    report = desk.take(command(upload))

    assert (report.is_stored, desk.house.result().release_at) == (True, RELEASE)
    assert (desk.house.memory.stored.uploads, desk.files.contents) == ({}, {})
    with pytest.raises(NotFoundError):
        desk.take(command(upload))


def test_an_upload_with_something_wrong_stays_to_be_looked_at(desk: Desk) -> None:
    upload = desk.upload(written(row(Reading="0")))

    report = desk.take(command(upload))

    assert (report.is_stored, report.wrong, desk.house.results) == (False, 1, [])
    assert desk.take.look(command(upload)).report.wrong == 1


def test_an_upload_with_too_many_results_is_for_the_command_line(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.results.usecases.importing.MOST_UPLOADED", 1)
    upload = desk.upload(written(row(), row(1)))

    with pytest.raises(InvalidInputError):
        desk.take.look(command(upload))


def test_an_empty_file_is_refused_at_once(desk: Desk) -> None:
    with pytest.raises(InvalidInputError):
        desk.upload(b"")

    assert desk.files.contents == {}


def test_an_upload_is_its_officers_own(desk: Desk) -> None:
    upload = desk.upload(written(row()))
    other = replace(OFFICER, person_id=PersonId(UUID(int=77)))

    with pytest.raises(NotFoundError):
        desk.take.look(command(upload, actor=other))


def test_only_a_results_officer_uploads_and_takes_over(desk: Desk) -> None:
    upload = desk.upload(written(row()))

    with pytest.raises(NotAllowedError):
        desk.upload(written(row()), actor=ADMINISTRATOR)
    for ask in (desk.take.look, desk.take):
        with pytest.raises(NotAllowedError):
            ask(command(upload, actor=ADMINISTRATOR))


def test_uploads_and_their_files_are_forgotten_after_a_day(desk: Desk) -> None:
    old = desk.upload(written(row()))
    desk.files.time = NOON + timedelta(hours=2)
    desk.house.clock.set(NOON + timedelta(hours=2))
    young = desk.upload(written(row(1)))

    desk.house.clock.set(NOON + timedelta(hours=25))
    desk.forget([])

    assert set(desk.house.memory.stored.uploads) == {young}
    assert set(desk.files.contents) == {f"{FOLDER}/{young}"}
    with pytest.raises(NotFoundError):
        desk.take.look(command(old))
