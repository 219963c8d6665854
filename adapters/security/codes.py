"""Codes worked out from the installation's secrets."""

import hashlib
import hmac
from collections.abc import Sequence
from functools import cached_property

from adapters.security.keys import derived_key

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, 1, I, L and O, which people read as one another."""
_LENGTH = 11
_GROUP = 4


class HmacCodes:
    """HMAC-SHA256 of the number, of which 54 bits are written. The first secret makes codes; those of every one fit."""

    def __init__(self, secrets: Sequence[str], *, purpose: str) -> None:
        if not secrets or not all(secrets) or not purpose:
            raise ValueError("codes need at least one secret, and a purpose")
        self._secrets, self._purpose = tuple(secrets), purpose

    def of(self, number: str) -> str:
        code = _code(self._keys[0], number)
        return "-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))

    def fits(self, number: str, code: str) -> bool:
        # Encoded, because the comparison refuses letters beyond ASCII, which anybody may type.
        typed = "".join(character for character in code.upper() if character not in " -").encode()
        found = [hmac.compare_digest(_code(key, number).encode(), typed) for key in self._keys]
        return any(found)

    @cached_property
    def _keys(self) -> tuple[bytes, ...]:
        return tuple(derived_key(secret, f"examhall: codes: {self._purpose}") for secret in self._secrets)


def _code(key: bytes, number: str) -> str:
    """The digest's 256 bits are so many more than the code's that no letter is noticeably likelier than another."""
    left = int.from_bytes(hmac.digest(key, number.encode(), hashlib.sha256))
    letters = []
    for _ in range(_LENGTH):
        left, place = divmod(left, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)
