"""Test-day photos: brought in by an archive of files that are named by candidate number, and swept up when nobody needs
them any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import BinaryIO

from core.access.model import Actor
from core.access.permissions import Permission
from core.bookings.model import fold_document
from core.catalogue.model import ExamCode
from core.results.model import Result
from core.results.photos import MAX_BYTES, Photo, read_photo
from core.results.ports import ArchivedFiles, PhotoArchives, ResultsUnit
from core.shared.errors import ConflictError, InvalidInputError, Problem
from core.shared.files import FileStore
from core.shared.ids import new_id
from core.shared.jobs import Job
from core.shared.time import Clock
from core.shared.unit import OpenUnit

FOLDER = "photos"
AT_ONCE = 500
MOST_PHOTOS = 5000
SPARED = timedelta(days=1)
"""A file is younger than that while somebody may still come to refer to it."""

_ENDINGS = frozenset({".jpg", ".jpeg", ".png"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPhotosCommand:
    """Photos of one exam and day. `archive` is a ZIP whose files are named `<candidate ID number>.jpg` or `.png`; what
    folder they lie in does not matter."""

    actor: Actor
    exam: ExamCode
    taken_on: date
    archive: BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotosReport:
    """Nothing is stored while anything is wrong. `field` of a problem is the name of the file in the archive."""

    photos: int
    replaced: int
    problems: tuple[Problem, ...]

    @property
    def is_stored(self) -> bool:
        return not self.problems


class ImportPhotos:
    """All of the archive or nothing. The archive is read twice, so that it never lies in memory as a whole: once to
    look at every file, once to keep them."""

    def __init__(self, *, open_unit: OpenUnit[ResultsUnit], files: FileStore, archives: PhotoArchives) -> None:
        self._open_unit = open_unit
        self._files = files
        self._archives = archives

    def __call__(self, command: ImportPhotosCommand) -> PhotosReport:
        command.actor.require(Permission.MANAGE_RESULTS)
        with self._archives.open(command.archive) as archive:
            names, problems = _by_number(archive.names())
            known = self._known(command, list(names.values()))
            problems += _unknown(names, known)
            problems += [problem for name in names if (problem := _look_at(archive, name))]
            if problems or not names:
                none = [Problem(field="archive", text="The archive holds no photos.")]
                in_order = sorted(problems or none, key=lambda problem: problem.field)
                return PhotosReport(photos=len(names), replaced=0, problems=tuple(in_order))
            keys = {number: self._keep(_photo(archive, name)) for name, number in names.items()}
        return self._attach(command, keys)

    def _known(self, command: ImportPhotosCommand, numbers: Sequence[str]) -> Mapping[str, Result]:
        with self._open_unit() as unit:
            exam = unit.exams.get(command.exam)
            if not exam.has_photo:
                raise InvalidInputError.of("exam", f"No photos are taken at {exam.name}.")
            return _results(unit, command, numbers)

    def _keep(self, photo: Photo) -> str:
        key = f"{FOLDER}/{new_id()}.{photo.kind}"
        self._files.put(key, photo.content)
        return key

    def _attach(self, command: ImportPhotosCommand, keys: Mapping[str, str]) -> PhotosReport:
        with self._open_unit() as unit:
            results = _results(unit, command, list(keys), for_update=True)
            if len(results) < len(keys):
                raise ConflictError("changed_meanwhile")
            replaced = sum(result.photo is not None for result in results.values())
            for number, result in results.items():
                result.photo = keys[number]
            facts = {"photos": str(len(keys)), "replaced": str(replaced)}
            on = f"exam:{command.exam}"
            unit.record("photos_imported", by=command.actor.label, on=on, facts=facts)
            unit.commit()
        return PhotosReport(photos=len(keys), replaced=replaced, problems=())


def _results(
    unit: ResultsUnit, command: ImportPhotosCommand, numbers: Sequence[str], *, for_update: bool = False
) -> dict[str, Result]:
    keys = [(command.exam, command.taken_on, number) for number in numbers]
    found = unit.results.of_sittings(keys, for_update=for_update)
    return {number: found[key] for key, number in zip(keys, numbers, strict=True) if key in found}


def _by_number(listed: Sequence[str]) -> tuple[dict[str, str], list[Problem]]:
    """The candidate number of each file. What an archiving program adds by itself is left out without a word."""
    names, problems, met = dict[str, str](), list[Problem](), dict[str, str]()
    for name in listed:
        path = PurePosixPath(name)
        if path.name.startswith(".") or "__MACOSX" in path.parts or path.name.casefold() == "thumbs.db":
            continue
        if path.suffix.casefold() not in _ENDINGS:
            text = "Name it by the candidate ID number: <number>.jpg or <number>.png."
            problems.append(Problem(field=name, text=text))
            continue
        earlier = met.setdefault(fold_document(path.stem), name)
        if earlier != name:
            problems.append(Problem(field=name, text=f"It is a second photo of the same candidate, beside {earlier}."))
            continue
        names[name] = path.stem
    if len(names) > MOST_PHOTOS:
        raise InvalidInputError.of("archive", f"The archive holds more than {MOST_PHOTOS:,} photos; divide it.")
    return names, problems


def _unknown(names: Mapping[str, str], known: Mapping[str, Result]) -> list[Problem]:
    text = "There is no result under this candidate ID number for the exam and the day."
    return [Problem(field=name, text=text) for name, number in names.items() if number not in known]


def _photo(archive: ArchivedFiles, name: str) -> Photo:
    return read_photo(archive.read(name, limit=MAX_BYTES + 1))


def _look_at(archive: ArchivedFiles, name: str) -> Problem | None:
    try:
        _photo(archive, name)
    except InvalidInputError as error:
        return Problem(field=name, text=error.problems[0].text)
    return None


class SweepPhotos:
    """Handles the job `results.sweep_photos`, which the clockwork promises: photos that were replaced, or that came
    with an archive that was not taken over to its end."""

    def __init__(self, *, open_unit: OpenUnit[ResultsUnit], files: FileStore, clock: Clock) -> None:
        self._open_unit = open_unit
        self._files = files
        self._clock = clock

    def __call__(self, jobs: Sequence[Job]) -> None:
        old = list(self._files.keys(FOLDER, before=self._clock.now() - SPARED))
        for start in range(0, len(old), AT_ONCE):
            keys = old[start : start + AT_ONCE]
            with self._open_unit() as unit:
                kept = unit.results.photos(keys)
            for key in keys:
                if key not in kept:
                    self._files.remove(key)
