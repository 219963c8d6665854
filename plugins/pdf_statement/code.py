"""The QR code that leads to the page where a statement is checked."""

import re
from collections.abc import Iterator
from functools import lru_cache

import segno

_MASK = 3
"""Trying out all eight takes four times as long. Readers cope with each; the tests read the codes back."""

_QUIET = 4
"""Modules that stay white around the code, as ISO/IEC 18004 asks for."""

_RUN = re.compile(rb"\x01+\x00*")
_LENGTHS = 8


def qr_svg(address: str) -> str:
    """As a drawing, sharp at any size. A sixth of the code may be soiled or folded away."""
    rows = _alike(len(address)).rows(address) if address.isascii() else _drawn(address)
    size = len(rows) + 2 * _QUIET
    path = "".join(_lines(rows))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'


def _lines(rows: list[bytes]) -> Iterator[str]:
    """Dark modules beside each other are one rectangle. Each line has a dark module, as a code has edges of them."""
    for y, row in enumerate(rows, start=_QUIET):
        first = row.index(1)
        yield f"M{_QUIET + first} {y}"
        yield from map(_run, _RUN.findall(row, first))


@lru_cache(maxsize=1_000)
def _run(modules: bytes) -> str:
    """A rectangle, and the way to the next one."""
    width = modules.count(1)
    return f"h{width}v1h-{width}zm{len(modules)} 0"


def _drawn(address: str) -> list[bytes]:
    mode = "byte" if address.isascii() else None
    return [bytes(row) for row in segno.make_qr(address, error="m", mask=_MASK, mode=mode).matrix]


class _Alike:
    """Codes of addresses of one length, most of which need not be worked out.

    What is written into a code, its error correction and its mask are linear: where two addresses differ by the same
    bits as two others, so do their codes. Thus a code follows from one that is known and from known differences; the
    addresses of statements differ in so few places that this holds for all after the first hundred or so.
    """

    def __init__(self) -> None:
        self._first: tuple[int, int] | None = None
        self._size = 0
        self._differences: dict[int, tuple[int, int]] = {}
        """Between addresses and between their codes, by the highest bit in which the addresses differ. Several threads
        may learn the same one at a time: whichever stays is right."""

    def rows(self, address: str) -> list[bytes]:
        text = int.from_bytes(address.encode("ascii"))
        if self._first is None:
            drawn = _drawn(address)
            self._size, self._first = len(drawn), (text, _number(drawn))
            return drawn
        left, code = self._first
        left ^= text
        while left:
            known = self._differences.get(left.bit_length())
            if known is None:
                drawn = _drawn(address)
                self._differences[left.bit_length()] = (left, _number(drawn) ^ code)
                return drawn
            left ^= known[0]
            code ^= known[1]
        modules, size = code.to_bytes(self._size**2), self._size
        return [modules[start : start + size] for start in range(0, size * size, size)]


@lru_cache(maxsize=_LENGTHS)
def _alike(length: int) -> _Alike:  # noqa: ARG001 - it is what their family goes by
    return _Alike()


def _number(rows: list[bytes]) -> int:
    return int.from_bytes(b"".join(rows))
