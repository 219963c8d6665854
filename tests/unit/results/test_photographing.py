"""Photos come with an archive, all of them or none."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO

import pytest

from adapters.archives import ZipArchives
from core.results.usecases.photographing import (
    FOLDER,
    ImportPhotos,
    ImportPhotosCommand,
    PhotosReport,
    SweepPhotos,
)
from core.shared.errors import InvalidInputError, NotAllowedError
from tests.fakes.pictures import exif, jpeg, png
from tests.fakes.results import MemoryFiles
from tests.unit.results.house import ADMINISTRATOR, DAY, EXAM_DAY, FIRST, NOON, NUMBER, OFFICER, STARTERS, House, row


class Studio:
    """With the results of two candidates."""

    def __init__(self) -> None:
        self.house = House()
        self.house.bring_in(row(), row(1))
        self.files = MemoryFiles(self.house.memory)
        self._import = ImportPhotos(open_unit=self.house.memory.open_unit, files=self.files, archives=ZipArchives())

    def bring_in(self, photos: dict[str, bytes], **changes: object) -> PhotosReport:
        content = BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, photo in photos.items():
                archive.writestr(name, photo)
        given = {"actor": OFFICER, "exam": FIRST.code, "taken_on": EXAM_DAY, "archive": content}
        # Any field may be changed by a test, of whatever type it is.
        return self._import(ImportPhotosCommand(**(given | changes)))  # type: ignore[arg-type]

    @property
    def photos(self) -> list[str | None]:
        return [result.photo for result in self.house.results]


@pytest.fixture
def studio() -> Studio:
    return Studio()


def test_each_photo_goes_to_the_result_of_its_number(studio: Studio) -> None:
    report = studio.bring_in({f"day one/{NUMBER.lower()}.JPG": jpeg(exif(1)), "N-00001.png": png()})

    first, second = studio.photos
    assert (report.photos, report.replaced, report.is_stored) == (2, 0, True)
    assert studio.files.get(str(first)) == jpeg()
    assert studio.files.get(str(second)) == png()
    # The key says nothing about whose photo it is.
    assert str(first).startswith(f"{FOLDER}/")
    assert NUMBER not in str(first)


def test_what_archiving_programs_add_is_left_out(studio: Studio) -> None:
    report = studio.bring_in({f"{NUMBER}.jpg": jpeg(), f"__MACOSX/._{NUMBER}.jpg": b"x", ".DS_Store": b"x"})

    assert report.photos == 1


def test_a_replaced_photo_is_swept_up_after_a_day(studio: Studio) -> None:
    studio.bring_in({f"{NUMBER}.jpg": jpeg()})
    former = studio.photos[0]
    report = studio.bring_in({f"{NUMBER}.jpg": jpeg(width=301)})
    sweep = SweepPhotos(open_unit=studio.house.memory.open_unit, files=studio.files, clock=studio.house.clock)

    sweep([])
    assert set(studio.files.contents) == {former, studio.photos[0]}
    studio.house.clock.set(NOON + DAY + timedelta(minutes=1))
    sweep([])

    assert report.replaced == 1
    assert set(studio.files.contents) == {studio.photos[0]}


@pytest.mark.parametrize(
    ("name", "photo", "told"),
    [
        ("N-99999.jpg", jpeg(), "no result"),
        ("notes.txt", b"x", "Name it"),
        ("N-00001.jpg", b"GIF89a", "neither"),
        ("N-00001.jpg", jpeg()[:40], "damaged"),
        ("N-00001.jpg", jpeg() + bytes(6_000_000), "larger"),
        (f"second/{NUMBER.lower()}.png", png(), "second photo"),
    ],
    ids=["unknown", "another name", "another kind", "damaged", "too large", "double"],
)
def test_what_is_wrong_is_named_and_nothing_is_stored(studio: Studio, name: str, photo: bytes, told: str) -> None:
    report = studio.bring_in({f"{NUMBER}.jpg": jpeg(), name: photo})

    assert [problem.field for problem in report.problems] == [name]
    assert told in report.problems[0].text
    assert (report.is_stored, studio.photos, studio.files.contents) == (False, [None, None], {})


@pytest.mark.parametrize("names", [[], ["__MACOSX/x.jpg"]])
def test_an_archive_without_photos_is_refused(studio: Studio, names: list[str]) -> None:
    report = studio.bring_in(dict.fromkeys(names, b"x"))

    assert [problem.field for problem in report.problems] == ["archive"]


@pytest.mark.parametrize(
    "changes",
    [{"archive": BytesIO(b"no archive")}, {"archive": BytesIO(b"PK\x03\x04")}, {"exam": STARTERS.code}],
    ids=["no archive", "damaged", "an exam without photos"],
)
def test_what_cannot_be_read_at_all_is_refused(studio: Studio, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        studio.bring_in({}, **changes)


def test_a_photo_of_another_day_belongs_to_no_result(studio: Studio) -> None:
    report = studio.bring_in({f"{NUMBER}.jpg": jpeg()}, taken_on=EXAM_DAY + DAY)

    assert not report.is_stored


def test_only_a_results_officer_brings_photos_in(studio: Studio) -> None:
    with pytest.raises(NotAllowedError):
        studio.bring_in({f"{NUMBER}.jpg": jpeg()}, actor=ADMINISTRATOR)
