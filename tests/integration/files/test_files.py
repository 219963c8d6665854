"""The store of files."""

from __future__ import annotations

import os
import stat
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.files import LocalFiles
from core.shared.errors import ConflictError, NotFoundError, UnavailableError

LARGE = 20_000_000
"""More than is sent in one go."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "files"


@pytest.fixture
def files(folder: Path) -> LocalFiles:
    return LocalFiles(folder)


def everything(files: LocalFiles, prefix: str = "photos") -> list[str]:
    return sorted(files.keys(prefix, before=datetime.now(UTC) + timedelta(hours=1)))


def test_what_was_put_is_there(files: LocalFiles) -> None:
    files.put("photos/1.jpg", b"a photo")

    assert files.get("photos/1.jpg") == b"a photo"
    assert b"".join(files.read("photos/1.jpg")) == b"a photo"


def test_only_the_user_of_the_house_can_look_into_the_folder(files: LocalFiles, folder: Path) -> None:
    files.put("photos/1.jpg", b"a photo")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_key_that_is_taken_keeps_its_file(files: LocalFiles) -> None:
    files.put("photos/1.jpg", b"a photo")

    with pytest.raises(ConflictError, match="file_exists"):
        files.put("photos/1.jpg", b"another")

    assert files.get("photos/1.jpg") == b"a photo"


@pytest.mark.parametrize("length", [0, 1, LARGE])
def test_what_was_written_is_there_at_the_end(files: LocalFiles, length: int) -> None:
    with files.writing("exports/list.csv") as stream:
        for start in range(0, length, 1_000_000):
            stream.write(b"x" * min(1_000_000, length - start))
        assert not everything(files, "exports")

    assert sum(len(piece) for piece in files.read("exports/list.csv")) == length


@pytest.mark.parametrize("length", [1, LARGE])
def test_writing_does_not_replace_a_file(files: LocalFiles, length: int) -> None:
    files.put("exports/list.csv", b"the first")

    with pytest.raises(ConflictError, match="file_exists"), files.writing("exports/list.csv") as stream:
        stream.write(b"x" * length)

    assert files.get("exports/list.csv") == b"the first"


def test_a_block_that_fails_leaves_nothing(
    files: LocalFiles, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with pytest.raises(ZeroDivisionError):
        _write_half(files)

    assert not folder.exists()
    assert list(tmp_path.rglob("*")) == []


def _write_half(files: LocalFiles) -> None:
    with files.writing("exports/list.csv") as stream:
        stream.write(b"half of it")
        raise ZeroDivisionError


def test_what_is_not_there_is_told_before_the_first_piece(files: LocalFiles) -> None:
    with pytest.raises(NotFoundError):
        files.read("photos/none.jpg")
    with pytest.raises(NotFoundError):
        files.get("photos/none.jpg")


def test_what_is_removed_is_gone_and_may_be_removed_again(files: LocalFiles) -> None:
    files.put("photos/1.jpg", b"a photo")

    files.remove("photos/1.jpg")
    files.remove("photos/1.jpg")

    assert everything(files) == []


def test_files_are_listed_by_prefix_and_age(files: LocalFiles, folder: Path) -> None:
    for key in ("photos/old.jpg", "photos/new.jpg", "exports/old.csv"):
        files.put(key, b"content")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    for key in ("photos/old.jpg", "exports/old.csv"):
        os.utime(folder / key, times=(yesterday.timestamp(), yesterday.timestamp()))

    assert list(files.keys("photos", before=yesterday + timedelta(hours=1))) == ["photos/old.jpg"]
    assert everything(files) == ["photos/new.jpg", "photos/old.jpg"]


def test_a_store_that_cannot_be_written_is_unavailable(files: LocalFiles, folder: Path) -> None:
    files.put("exports/list.csv", b"content")
    (folder / "photos").write_text("in the way")

    with pytest.raises(UnavailableError, match="files_unavailable"):
        files.put("photos/1.jpg", b"a photo")


def test_a_folder_that_is_there_is_used_again(folder: Path, files: LocalFiles) -> None:
    files.put("photos/1.jpg", b"a photo")

    assert LocalFiles(folder).get("photos/1.jpg") == b"a photo"
