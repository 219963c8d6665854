"""Files on their way out: measured while they are written, several in one, and their names."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any, BinaryIO


class Measured(io.RawIOBase):
    """Passes bytes on, and knows how many they were and their SHA-256."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any, /) -> int:
        # Any: what holds bytes has a name of its own only from Python 3.12 on.
        self._stream.write(content)
        self._hash.update(content)
        self.size += len(content)
        return len(content)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def put_together(files: Iterable[tuple[str, bytes]], out: BinaryIO, *, at: datetime) -> None:
    """In one ZIP, by their names. They are compressed in themselves."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)


def in_file_names(text: str) -> str:
    """What is left of a text in the name of a file on every system."""
    return re.sub(r"[^A-Za-z0-9-]+", "-", text).strip("-")[:60] or "file"
