"""Pictures as their formats lay them out, without anything to see in them."""

from __future__ import annotations

import struct
import zlib

EXIF = b"Exif\0\0"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, *, order: str = ">") -> bytes:
    """Metadata with the way up, and with where the picture was taken."""
    start = b"MM\0*" if order == ">" else b"II*\0"
    entries = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0) + struct.pack(f"{order}HHII", 0x8825, 4, 1, 38)
    return segment(0xE1, EXIF + start + struct.pack(f"{order}IH", 8, 2) + entries + bytes(4) + b"51.5N 0.1W")


def jpeg(*extra: bytes, width: int = 300, height: int = 400, data: bytes = b"\x12\xff\x00\x34\xff\xd0\x56") -> bytes:
    """A baseline picture with these segments before its frame."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + data
    return b"".join((b"\xff\xd8", segment(0xE0, b"JFIF\0" + bytes(9)), *extra, frame, scan, b"\xff\xd9"))


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*extra: bytes, width: int = 300, height: int = 400) -> bytes:
    """A grey picture with these chunks before its data."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"".join((b"\x89PNG\r\n\x1a\n", header, *extra, chunk(b"IDAT", rows), chunk(b"IEND", b"")))
