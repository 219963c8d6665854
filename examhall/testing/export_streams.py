"""What a format is watched through: the rows it takes, and the stream it writes to."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, cast

from core.exports.model import Cell


class WatchedStream(io.BufferedIOBase):
    """Keeps what is written, and notes whatever else is tried. It can be neither read nor moved in, like a socket."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._released = False
        self.misuse: list[str] = []

    @property
    def data(self) -> bytes:
        return b"".join(self._parts)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # Any: whatever has bytes, which no type of Python 3.11 says.
        part = bytes(memoryview(data))
        self._parts.append(part)
        return len(part)

    def read(self, size: int | None = -1) -> bytes:
        raise self._noted("read")

    def seek(self, offset: int, whence: int = 0) -> int:
        raise self._noted("moved in")

    def tell(self) -> int:
        # Asking is no harm: an archive is written to a stream that cannot say it, too.
        raise io.UnsupportedOperation("a format's stream does not say where it is")

    def truncate(self, size: int | None = None) -> int:
        raise self._noted("cut")

    def close(self) -> None:
        if not self._released:
            self.misuse.append("closed")

    def release(self) -> None:
        """Whatever closes it from now on, as Python does in the end, is no concern of the format."""
        self._released = True

    def _noted(self, what: str) -> OSError:
        self.misuse.append(what)
        return io.UnsupportedOperation(f"a format's stream is not {what}")


class ForgetfulStream(WatchedStream):
    """Keeps nothing, so that its own memory is not measured."""

    def write(self, data: Any) -> int:  # Any: as above.
        return memoryview(data).nbytes


class FullDisk(WatchedStream):
    def write(self, data: Any) -> int:  # Any: as above.
        raise OSError(28, "No space left on device")


def as_file(stream: WatchedStream) -> BinaryIO:
    # It has no name and no mode, as little as a socket has.
    return cast("BinaryIO", stream)


class RowsBroken(Exception):
    """What the host's rows raise in the midst of a table."""


class CountedRows(Iterator[Sequence[Cell]]):
    """Made one by one. `most` is how many were kept at one time, `ended` whether the last was asked for."""

    def __init__(self, count: int, make: Callable[[int], Sequence[Cell]]) -> None:
        self._numbers = iter(range(count))
        self._make = make
        self.kept = 0
        self.most = 0
        self.ended = False

    def __next__(self) -> Sequence[Cell]:
        try:
            row = _Row(self._make(next(self._numbers)))
        except StopIteration:
            self.ended = True
            raise
        row.counted_by = self
        self.kept += 1
        self.most = max(self.most, self.kept)
        return row


class _Row(tuple[Cell, ...]):
    counted_by: CountedRows

    def __del__(self) -> None:
        self.counted_by.kept -= 1
