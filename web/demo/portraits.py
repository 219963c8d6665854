"""Drawn stand-ins for the photos of a test day: nobody's face is in the demo."""

import struct
import zlib
from random import Random

_WIDTH, _HEIGHT = 300, 400

_GROUNDS = ((214, 223, 235), (226, 221, 212), (216, 229, 222), (232, 222, 228))
_SKINS = ((241, 205, 178), (222, 176, 140), (176, 124, 88), (124, 82, 58), (92, 60, 44))
_HAIRS = ((44, 34, 30), (84, 56, 38), (24, 24, 28), (150, 108, 62), (120, 116, 112))
_COATS = ((38, 70, 120), (110, 44, 60), (52, 92, 78), (70, 66, 80), (156, 118, 52))

Colour = tuple[int, int, int]
Ellipse = tuple[float, float, float, float, int]
"""Middle, half width and half height, all as shares of the picture's width; and which colour."""


def portrait(seed: int) -> bytes:
    """A PNG of a head and shoulders, the same for the same seed."""
    dice = Random(seed)  # noqa: S311 - a drawing, not a secret
    colours = [dice.choice(one) for one in (_GROUNDS, _COATS, _HAIRS, _SKINS)]
    long_hair = dice.random() < 0.5
    shapes: list[Ellipse] = [
        *([(0.5, 0.62, 0.27, 0.36, 2)] if long_hair else []),
        (0.5, 0.90, 0.085, 0.22, 3),
        (0.5, 1.42, 0.44, 0.44, 1),
        (0.5, 1.02, 0.10, 0.07, 3),
        (0.5, 0.60, 0.19, 0.25, 3),
        *_hair(dice),
    ]
    return _png([_row(y, shapes) for y in range(_HEIGHT)], colours)


def _hair(dice: Random) -> list[Ellipse]:
    lean = dice.uniform(-0.05, 0.05)
    return [(0.5 + lean, 0.40, 0.20, 0.10, 2), (0.5 + lean * 2, 0.37, 0.15, 0.09, 2)]


def _row(y: int, shapes: list[Ellipse]) -> bytes:
    row = bytearray(_WIDTH)
    for middle, height, half_width, half_height, colour in shapes:
        away = (y / _WIDTH - height) / half_height
        if abs(away) < 1:
            reach = half_width * (1 - away * away) ** 0.5
            start = max(round((middle - reach) * _WIDTH), 0)
            end = min(round((middle + reach) * _WIDTH), _WIDTH)
            row[start:end] = bytes([colour]) * (end - start)
    return bytes(row)


def _png(rows: list[bytes], colours: list[Colour]) -> bytes:
    """An indexed PNG (ISO/IEC 15948): a palette, and one byte for each point."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 3, 0, 0, 0)
    palette = b"".join(bytes(colour) for colour in colours)
    points = zlib.compress(b"".join(b"\0" + row for row in rows))
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"PLTE", palette) + chunk(b"IDAT", points) + chunk(b"IEND", b"")
