"""Whether bytes are a picture, and which way up. Typst leaves out without a word what it cannot read, and a statement
must not; and in a drawing it leaves pictures as the camera was held."""

from typing import Literal

_PNG = (b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82")
_JPEG = (b"\xff\xd8\xff", b"\xff\xd9")
_APP1, _ORIENTATION = b"\xe1", 0x0112
_PICTURE_BEGINS = (b"", b"\xd9", b"\xda")


def picture_kind(content: bytes) -> str | None:
    """`jpeg` or `png` for a whole file of that kind, as far as its beginning and its end tell."""
    # Some cameras pad the end.
    trimmed = content.rstrip(b"\0")
    for kind, (first, last) in (("png", _PNG), ("jpeg", _JPEG)):
        if trimmed.startswith(first) and trimmed.endswith(last):
            return kind
    return None


def way_up(content: bytes) -> int:
    """How the camera of a JPEG file was held, from 1 to 8 as Exif has it. What does not say is upright, which is 1."""
    at = 2
    while content[at : at + 1] == b"\xff" and content[at + 1 : at + 2] not in _PICTURE_BEGINS:
        size = int.from_bytes(content[at + 2 : at + 4])
        if content[at + 1 : at + 2] == _APP1 and content[at + 4 : at + 10] == b"Exif\0\0":
            return _orientation(content[at + 10 : at + 2 + size])
        at += 2 + size
    return 1


def _orientation(tiff: bytes) -> int:
    order: Literal["little", "big"] = "little" if tiff.startswith(b"II") else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], order)

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * number(first, 2), 12):
        if number(entry, 2) == _ORIENTATION:
            found = number(entry + 8, 2)
            return found if found in range(1, 9) else 1
    return 1
