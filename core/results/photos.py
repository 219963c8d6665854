"""Test-day photos: told from what only has the name of one, and freed of what a camera wrote beside the picture.

A camera writes where and when a picture was taken, and sometimes a smaller picture of what was cut off. Only what is
needed to show the picture is kept; which way up it is, is one of these.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from core.shared.errors import InvalidInputError

MAX_BYTES = 5_000_000
MOST_PIXELS = 6000
"""On either side: a small file can hold a picture that fills the memory of whoever shows it."""
LEAST_PIXELS = 50

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
_APP0, _APP1, _APP2, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_SCAN, _END = 0xDA, 0xD9
_KEPT_APPS = frozenset({_APP0, _APP2, _APP14})
"""JFIF, the colour profile, and Adobe's word on how colours are coded."""
_KEPT_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
)
_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """`kind` is the ending of the file's key: jpg or png."""

    kind: str
    width: int
    height: int
    content: bytes


def read_photo(content: bytes) -> Photo:
    """Raises InvalidInputError("photo") that says what is wrong with it."""
    if len(content) > MAX_BYTES:
        raise _wrong(f"It is larger than {MAX_BYTES // 1_000_000} MB.")
    if content.startswith(_JPEG):
        photo = _jpeg(content)
    elif content.startswith(_PNG):
        photo = _png(content)
    else:
        raise _wrong("It is neither a JPEG nor a PNG picture.")
    if max(photo.width, photo.height) > MOST_PIXELS:
        raise _wrong(f"It has {photo.width} × {photo.height} pixels; at most {MOST_PIXELS} on a side are taken.")
    if min(photo.width, photo.height) < LEAST_PIXELS:
        raise _wrong(f"It has {photo.width} × {photo.height} pixels; nobody could be recognised.")
    return photo


def _wrong(text: str) -> InvalidInputError:
    return InvalidInputError.of("photo", text)


def _damaged() -> InvalidInputError:
    return _wrong("It is damaged: the picture cannot be read to its end.")


def _jpeg(content: bytes) -> Photo:
    """What follows the end of the picture is left out as well."""
    kept, size, orientation = [content[:2]], None, 1
    for marker, segment in _segments(content):
        if marker in _FRAMES and size is None:
            if len(segment) < 9:
                raise _damaged()
            height, width = struct.unpack(">HH", segment[5:9])
            size = (width, height)
        if marker == _APP1 and segment[4:10] == b"Exif\0\0":
            orientation = _orientation(segment[10:])
        if marker in _KEPT_APPS or not (_APP0 <= marker <= _APP15 or marker == _COMMENT):
            kept.append(segment)
    if size is None or not all(size):
        raise _damaged()
    if orientation != 1:
        kept.insert(1, _exif(orientation))
    return Photo(kind="jpg", width=size[0], height=size[1], content=b"".join(kept))


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each marker with its bytes; that of a scan with the picture's data behind it. Ends with the end of the image."""
    at = 2
    while True:
        # Any number of fill bytes may stand before a marker.
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        header = content[at : at + 4]
        if len(header) < 2 or header[0] != 0xFF:
            raise _damaged()
        marker = header[1]
        if marker == _END:
            yield marker, header[:2]
            return
        if len(header) < 4:
            raise _damaged()
        end = at + 2 + int.from_bytes(header[2:4])
        if end > len(content) or end < at + 4:
            raise _damaged()
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        yield marker, content[at:end]
        at = end


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker begins; a zero or a restart after FF belongs to the data."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise _damaged()
        if content[at + 1] not in (0x00, 0xFF, *range(0xD0, 0xD8)):
            return at
        at += 1 if content[at + 1] == 0xFF else 2


def _orientation(tiff: bytes) -> int:
    """Which way up the picture is, from 1 to 8 (TIFF 6.0, tag 274); 1 where nothing can be read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for place in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * place)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _exif(orientation: int) -> bytes:
    """Metadata that say which way up the picture is, and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> Photo:
    kept, at, size, is_drawn = [_PNG], len(_PNG), None, False
    while True:
        header = content[at : at + 8]
        if len(header) < 8:
            raise _damaged()
        length, name = int.from_bytes(header[:4]), header[4:]
        chunk = content[at : at + 12 + length]
        if len(chunk) < 12 + length or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
            raise _damaged()
        if size is None:
            if name != b"IHDR" or length != 13:
                raise _damaged()
            size = struct.unpack(">II", chunk[8:16])
        is_drawn = is_drawn or name == b"IDAT"
        if name in _KEPT_CHUNKS:
            kept.append(chunk)
        if name == b"IEND":
            break
        at += len(chunk)
    if not is_drawn or not all(size):
        raise _damaged()
    return Photo(kind="png", width=size[0], height=size[1], content=b"".join(kept))
