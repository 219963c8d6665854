"""The QR code that leads to the page where a statement is checked."""

from itertools import groupby

import segno

_MASK = 3
"""Trying out all eight takes four times as long. Readers cope with each; the tests read the codes back."""

_QUIET = 4
"""Modules that stay white around the code, as ISO/IEC 18004 asks for."""


def qr_svg(address: str) -> str:
    """As a drawing, sharp at any size. A sixth of the code may be soiled or folded away."""
    modules = segno.make_qr(address, error="m", mask=_MASK).matrix
    size = len(modules) + 2 * _QUIET
    path = "".join(_row(row, _QUIET + number) for number, row in enumerate(modules))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'


def _row(modules: bytearray, y: int) -> str:
    """Dark modules beside each other are one rectangle."""
    x, drawn = _QUIET, ""
    for is_dark, run in groupby(modules):
        width = len(list(run))
        if is_dark:
            drawn += f"M{x} {y}h{width}v1h-{width}z"
        x += width
    return drawn
