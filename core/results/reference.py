"""Reference numbers of results, as they stand at the top right of a statement of results."""

import re
import secrets
from typing import NewType

ReferenceNumber = NewType("ReferenceNumber", str)
"""Twelve characters without separators, the last of them the check character."""

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, 1, I, L and O, which people read as one another."""
_ALL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_LENGTH = 12
_SHAPE = re.compile(f"[{_LETTERS}]{{{_LENGTH}}}")


def draw_reference() -> ReferenceNumber:
    """A new one at random: 31 to the power of 11 bodies, so that with ten million results in the house one guess in
    two thousand million finds one. A body whose check character would be hard to read is drawn again."""
    while True:
        body = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH - 1))
        number = body + check_character(body)
        if number[-1] in _LETTERS:
            return ReferenceNumber(number)


def check_character(body: str) -> str:
    """ISO 7064, MOD 37-2: notices every single wrong character and every swap of two neighbours. The standard's 37th
    character is the asterisk."""
    total = 0
    for character in body:
        total = (total + _ALL.index(character)) * 2 % 37
    return _ALL[(1 - total) % 37]


def read_reference(text: str) -> ReferenceNumber | None:
    """What a person typed, in the stored form; None when it cannot be a reference number: wrong length, a letter that
    is not used, or a check character that does not fit."""
    folded = re.sub(r"[\s\-–—./]", "", text).upper()
    if not _SHAPE.fullmatch(folded) or check_character(folded[:-1]) != folded[-1]:
        return None
    return ReferenceNumber(folded)


def written_reference(number: ReferenceNumber) -> str:
    """As it is printed: `7K4M-92QX-B3TD`."""
    return "-".join(number[start : start + 4] for start in range(0, _LENGTH, 4))
