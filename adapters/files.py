"""Files in an object store: for now a folder of the machine."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore

from core.shared.errors import ConflictError, NotFoundError, UnavailableError

_PIECE = 256 * 1024
_WHOLE = 8 * 1024 * 1024
"""Up to so many bytes are sent in one go, which every store does only where nothing is yet; more goes in parts."""


class ObstoreFiles:
    """Whatever store, a file is there whole or not at all: stores write aside and put it in place at the end."""

    def __init__(self, open_store: Callable[[], ObjectStore]) -> None:
        self._open_store = open_store

    @cached_property
    def _store(self) -> ObjectStore:
        """Opened when first used: whoever only builds the application touches no store."""
        return self._open_store()

    def put(self, key: str, content: bytes) -> None:
        with _failures():
            try:
                obstore.put(self._store, key, content, mode="create")
            except AlreadyExistsError:
                raise ConflictError("file_exists") from None
            self._settle(key)

    @contextmanager
    def writing(self, key: str) -> Iterator[BinaryIO]:
        """What is written lies in a temporary file until the end, so that a block that fails leaves nothing."""
        with tempfile.TemporaryFile() as written:
            yield written
            length = written.seek(0, os.SEEK_END)
            written.seek(0)
            if length <= _WHOLE:
                self.put(key, written.read())
                return
            with _failures():
                # A store sends parts without looking whether the key is taken. Keys are drawn, so none is by chance.
                if self._is_there(key):
                    raise ConflictError("file_exists")
                obstore.put(self._store, key, written)
                self._settle(key)

    def get(self, key: str) -> bytes:
        return b"".join(self.read(key))

    def read(self, key: str) -> Iterator[bytes]:
        """Opened at once, so that a key that is not there is told before the first piece."""
        with _failures():
            found = obstore.get(self._store, key)
        return (bytes(piece) for piece in found.stream(min_chunk_size=_PIECE))

    def remove(self, key: str) -> None:
        with _failures():
            if self._is_there(key):
                obstore.delete(self._store, key)

    def keys(self, prefix: str, *, before: datetime) -> Iterator[str]:
        for chunk in obstore.list(self._store, prefix):
            yield from (found["path"] for found in chunk if found["last_modified"] < before)

    def _is_there(self, key: str) -> bool:
        try:
            obstore.head(self._store, key)
        except FileNotFoundError:
            return False
        return True

    def _settle(self, key: str) -> None:
        """Make sure that what was put is kept, where the store's answer does not say so."""


class LocalFiles(ObstoreFiles):
    """In a folder, which only the user who runs the house may read. What was put survives a power cut."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__(self._made)

    def _made(self) -> ObjectStore:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(self._folder)

    def _settle(self, key: str) -> None:
        written = self._folder / key
        for place in (written, *written.parents):
            _sync(place)
            if place == self._folder:
                return


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFoundError("file") from None
    except (BaseError, OSError) as error:
        raise UnavailableError("files_unavailable") from error
