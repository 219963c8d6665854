"""Files kept beside the database: photos, and what was made for download."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import BinaryIO, Protocol


class FileStore(Protocol):
    """Files by key, such as `photos/0192….jpg`. A key is made by the house, never from what somebody typed. Files are
    written once and not changed. Writing happens before the unit that refers to the file commits; what no unit came to
    refer to is swept up later. Raises NotFoundError("file") for a key that is not there."""

    def put(self, key: str, content: bytes) -> None:
        """Kept once this returns. Raises ConflictError("file_exists") when the key is taken."""
        ...

    def writing(self, key: str) -> AbstractContextManager[BinaryIO]:
        """A stream whose content becomes the file when the block is left without an error, and nothing otherwise."""
        ...

    def get(self, key: str) -> bytes: ...
    def read(self, key: str) -> Iterator[bytes]:
        """In pieces, for files of any length."""
        ...

    def remove(self, key: str) -> None:
        """Removing what is not there changes nothing."""
        ...

    def keys(self, prefix: str, *, before: datetime) -> Iterator[str]:
        """Those under the prefix that were written before then, for the sweep."""
        ...
