"""Archives that people upload."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from lzma import LZMAError
from typing import BinaryIO

from core.shared.errors import InvalidInputError

MAX_MEMBERS = 20_000
MAX_UNPACKED = 2_000_000_000
"""Bytes all files may unpack to together, by what the archive says; one that says less than it holds is damaged."""


class ZipArchives:
    """Nothing is unpacked to the disk, so no name of a file can lead out of a folder."""

    @contextmanager
    def open(self, content: BinaryIO) -> Iterator["_Members"]:
        try:
            archive = zipfile.ZipFile(content)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise _wrong("This is not a ZIP archive, or it is damaged.") from None
        with archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise _wrong("The archive holds more than 20,000 files, or unpacks to more than 2 GB.")
            yield _Members(archive, members)


class _Members:
    def __init__(self, archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> None:
        self._archive = archive
        self._members = {member.filename: member for member in members}
        # Two files of one name would hide each other.
        self._double = len(self._members) < len(members)

    def names(self) -> Sequence[str]:
        if self._double:
            raise _wrong("Two files of the archive have the same name and folder.")
        return list(self._members)

    def read(self, name: str, *, limit: int) -> bytes:
        try:
            with self._archive.open(self._members[name]) as file:
                return file.read(limit)
        except (zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, ValueError, RuntimeError):
            # What is locked by a password and a rare way of packing are runtime errors, a wrong place is a value error.
            raise InvalidInputError.of(name, "It is locked or damaged, and cannot be unpacked.") from None


def _wrong(text: str) -> InvalidInputError:
    return InvalidInputError.of("archive", text)
